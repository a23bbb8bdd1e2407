"""The oracle against enumeration, and the contract's checker against constraints with known faults."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gendecode.automata import build
from gendecode.errors import TokenRejected
from gendecode.grammar.ir import Alt, Counted, Extra, Grammar, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq
from gendecode.testing import ContractViolation, ReferenceRecogniser, check_contract
from gendecode.vocab import Vocab, bitmask

A, B, COMMA = Literal(b"a"), Literal(b"b"), Literal(b",")


def left_recursive() -> Node:
    return Rule("list", lambda: Alt((A, Seq((left_recursive(), COMMA, A)))))


def nested() -> Node:
    return Rule("pairs", lambda: Alt((Literal(b""), Seq((A, nested(), B)))))


# A node, and the same language as a regular expression over "ab,".
LANGUAGES: dict[str, tuple[Node, str]] = {
    "literal": (Literal(b"ab"), "ab"),
    "empty": (Literal(b""), ""),
    "regular": (Regular(build.repeat(build.words([b"a", b"bb"]), 0, None)), "(a|bb)*"),
    "counted": (Counted(build.words([b"a", b"bb"]), 2, 3), "(a|bb){2,3}"),
    "counted, no upper bound": (Counted(build.literal(b"ab"), 1, None), "(ab)+"),
    "sequence": (Seq((A, Regular(build.optional(build.literal(b"b"))), A)), "ab?a"),
    "alternatives": (Alt((A, Literal(b"ab"), Seq((A, B, B)))), "a|ab|abb"),
    "repeat": (Repeat(Alt((A, B)), 1, 3, COMMA), "[ab](,[ab]){0,2}"),
    "repeat, possibly nothing": (Repeat(A, 0, None, COMMA), "(a(,a)*)?"),
    "repeat with a first item": (Repeat(A, 0, None, COMMA, first=(B,)), "(b(,a)*)?"),
    "repeat of first items only": (Repeat(None, 1, 2, first=(B, A)), "ba?"),
    "left recursion": (left_recursive(), "a(,a)*"),
    "nested": (nested(), "(a(a(ab)?b)?b)?"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_recogniser_agrees_with_enumeration(name: str) -> None:
    node, pattern = LANGUAGES[name]
    recogniser = ReferenceRecogniser(node)
    texts = ["".join(text) for n in range(8) for text in itertools.product("ab,", repeat=n)]
    words = {text for text in texts if re.fullmatch(pattern, text)}
    prefixes = {word[:n] for word in words for n in range(len(word) + 1)}
    for text in texts[: 3**6]:
        assert recogniser.accepts(text) == (text in words), text
        if len(text) < 3:
            assert recogniser.viable(text) == (text in prefixes), text
            assert {chr(byte) for byte in recogniser.next_bytes(text)} == {c for c in "ab," if text + c in prefixes}


def members(order: str, **bounds: Any) -> Object:
    names = build.union(build.literal(b"c"), build.repeat(build.literal(b"d"), 1, None))
    declared = (Member(b"a", Literal(b"1"), True), Member(b"b", Literal(b"2")))
    return Object(declared, (Extra(names, Literal(b"3")),), order, **bounds)  # type: ignore[arg-type]


VALUES = {"a": "1", "b": "2", "c": "3", "d": "3", "dd": "3"}


@pytest.mark.parametrize("order", ["any", "declared"])
@pytest.mark.parametrize("bounds", [{}, {"low": 3}, {"high": 2}, {"low": 2, "high": 3}], ids=str)
def test_objects_agree_with_enumeration(order: str, bounds: dict[str, int]) -> None:
    recogniser = ReferenceRecogniser(members(order, **bounds))
    for count in range(5):
        for names in itertools.product(VALUES, repeat=count):
            text = "{" + ",".join(f'"{name}":{VALUES[name]}' for name in names) + "}"
            distinct = len(set(names)) == count and "a" in names
            fits = bounds.get("low", 0) <= count <= bounds.get("high", 9)
            ranks = [min("abc".find(name[0]) % 3, 2) for name in names]
            ordered = order == "any" or ranks == sorted(ranks)
            assert recogniser.accepts(text) == (distinct and fits and ordered), text


@pytest.mark.parametrize(
    ("prefix", "following"),
    [
        ('{"a":1', ",}"),
        ('{"a":1,"', "bcd"),
        ('{"a":1,"c":3,"', "bd"),
        ('{"a":1,"d":3,"d', "d"),
        ('{"c":3', ","),
        ('{"c":3,"b":2,"d":3,"', "a"),
        ('{"x', ""),
    ],
)
def test_bytes_after_which_no_member_fits_are_not_offered(prefix: str, following: str) -> None:
    recogniser = ReferenceRecogniser(members("any", high=4))
    assert recogniser.next_bytes(prefix) == set(following.encode())
    assert recogniser.viable(prefix) == bool(following)


def test_declared_order_never_steps_over_what_is_required() -> None:
    declared = (Member(b"a", Literal(b"1")), Member(b"b", Literal(b"2"), True), Member(b"c", Literal(b"3")))
    recogniser = ReferenceRecogniser(Object(declared, order="declared"))
    assert recogniser.next_bytes('{"') == set(b"ab")
    assert recogniser.next_bytes('{"b":2,"') == set(b"c")


def test_samples_are_texts_of_the_language() -> None:
    recogniser = ReferenceRecogniser(members("any", low=2))
    for seed in range(20):
        text = recogniser.sample(random.Random(seed), length=5)
        assert text is None or recogniser.accepts(text)


# -- the checker ------------------------------------------------------------------------------------

EOS = 256


@dataclass
class Faults:
    """What a constraint does wrong, by the method concerned."""

    mask: Callable[[NDArray[np.uint32], OracleState], None] = lambda mask, state: None
    stop: Callable[[bool], bool] = lambda right: right
    forced: bytes = b""
    accepts_token: Callable[[OracleState, int], bool] = lambda state, token: False
    writeable: bool = False
    remembers: bool = False


@dataclass
class OracleConstraint:
    """A right constraint over the byte vocabulary, made of the oracle, in which a fault can be planted."""

    grammar: Grammar
    faults: Faults = field(default_factory=Faults)
    vocab: Vocab = field(default_factory=Vocab.bytes_only)

    def __post_init__(self) -> None:
        self.recogniser = ReferenceRecogniser(self.grammar)

    def start(self) -> OracleState:
        return OracleState(self, b"")

    def accepts(self, data: bytes | str) -> bool:
        return self.recogniser.accepts(data)


@dataclass
class OracleState:
    constraint: OracleConstraint
    text: bytes
    ended: bool = False

    def mask(self) -> NDArray[np.uint32]:
        follow = set() if self.ended else set(self.constraint.recogniser.next_bytes(self.text))
        stop = {EOS} if self.right_stop() else set()
        mask = bitmask.from_ids(sorted(follow | stop), len(self.constraint.vocab))
        self.constraint.faults.mask(mask, self)
        mask.flags.writeable = self.constraint.faults.writeable
        return mask

    def right_stop(self) -> bool:
        return not self.ended and self.constraint.recogniser.accepts(self.text)

    def can_stop(self) -> bool:
        return self.constraint.faults.stop(self.right_stop())

    def forced(self) -> bytes:
        return self.constraint.faults.forced

    def advance(self, token: int) -> OracleState:
        wrongly = self.constraint.faults.accepts_token(self, token)
        if token == EOS and (self.right_stop() or wrongly):
            self.ended = self.constraint.faults.remembers
            return OracleState(self.constraint, self.text, True)
        if self.ended or (token not in self.constraint.recogniser.next_bytes(self.text) and not wrongly):
            raise TokenRejected(f"token {token} is not allowed")
        return OracleState(self.constraint, self.text + bytes([token]))


GRAMMAR = Grammar(Seq((Literal(b"<"), Repeat(Alt((A, B)), 0, 3, COMMA), Literal(b">"))), "test")


def test_a_right_constraint_passes() -> None:
    report = check_contract(OracleConstraint(GRAMMAR), texts=["<a,b>", b"<>"], states=20)
    assert report.states == 20 + 6 + 3
    assert report.tokens == report.states * 257


def allow_x(mask: NDArray[np.uint32], state: OracleState) -> None:
    if b"x" not in state.text and not state.ended:
        bitmask.set_bit(mask, ord("x"))


def forbid_a(mask: NDArray[np.uint32], state: OracleState) -> None:
    mask[ord("a") // 32] &= ~np.uint32(1 << ord("a") % 32)


def always_stop(mask: NDArray[np.uint32], state: OracleState) -> None:
    if not state.ended:
        bitmask.set_bit(mask, EOS)


def beyond(mask: NDArray[np.uint32], state: OracleState) -> None:
    bitmask.set_bit(mask, 257)


FAULTS: dict[str, tuple[Faults, str]] = {
    "a bit that advance() rejects": (Faults(mask=allow_x), "bit of token 120 is set"),
    "a token without its bit": (Faults(mask=forbid_a), "bit of token 97 is clear"),
    "an end-of-sequence bit too many": (Faults(mask=always_stop), "bit of token 256 is set"),
    "a bit beyond the vocabulary": (Faults(mask=beyond), "beyond the vocabulary"),
    "can_stop() too early": (Faults(stop=lambda right: True), "can_stop() is True"),
    "can_stop() never": (Faults(stop=lambda right: False), "can_stop()"),
    "a mask that can be written to": (Faults(writeable=True), "written to"),
    "forced bytes that are not": (Faults(forced=b"?"), "forced"),
    "a state that changes": (Faults(remembers=True), "old state"),
    "a dead end": (
        Faults(mask=allow_x, accepts_token=lambda state, token: token == ord("x")),
        "dead end",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    faults, message = FAULTS[name]
    with pytest.raises(ContractViolation, match=re.escape(message)):
        check_contract(OracleConstraint(GRAMMAR, faults), texts=["<a>"], states=20)


def test_a_wrong_language_is_found() -> None:
    """Consistent with itself, and not with its grammar."""
    constraint = OracleConstraint(GRAMMAR)
    constraint.recogniser = ReferenceRecogniser(Seq((Literal(b"<"), Alt((A, COMMA)), Literal(b">"))))
    with pytest.raises(ContractViolation, match="lead on and are not allowed"):
        check_contract(constraint, states=20)


def test_a_text_that_is_not_accepted_is_reported() -> None:
    with pytest.raises(ContractViolation, match="is not accepted"):
        check_contract(OracleConstraint(GRAMMAR), texts=["<a,,b>"])
    with pytest.raises(ContractViolation, match="should be accepted"):
        check_contract(OracleConstraint(GRAMMAR), texts=["<a"])
