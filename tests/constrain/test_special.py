"""Special tokens: a grammar names a token, and the token stands for itself, not for bytes."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gendecode as gd
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.grammar.ir import Alt, Grammar, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq, Special
from gendecode.testing import check_contract
from gendecode.testing.matches import leaving, step
from gendecode.vocab import bitmask
from grammars import DIGITS, build_constraint

HERE = Path(__file__).parent
TOOL, END, EOS, WIDTH = 257, 258, 259, 260
VOCAB = gd.Vocab.from_bytes(
    [*(bytes([byte]) for byte in range(256)), b"ab"],
    special={"<|tool|>": TOOL, "<|end|>": END},
    eos=[EOS],
    width=WIDTH,
)
LARK = r'start: "a" <|tool|> /[0-9]+/ <[258]>? | "b" <[^257]> "c"'

A, B, C = Literal(b"a"), Literal(b"b"), Literal(b"c")
CALL, STOP = Special(("<|tool|>",)), Special(("<|end|>",))
GRAMMARS: dict[str, Node] = {
    "sequence": Seq((A, CALL, Regular(DIGITS), STOP)),
    "at the start": Seq((CALL, A)),
    "alone": CALL,
    "or text": Alt((Seq((CALL, A)), Literal(b"ab"), Seq((A, STOP)))),
    "or nothing": Seq((A, Alt((CALL, Literal(b""))), B)),
    "repeated": Seq((A, Repeat(CALL, 0, 2), B)),
    "separated by text": Repeat(Alt((CALL, A)), 1, None, separator=Literal(b",")),
    "as separator": Repeat(Regular(DIGITS), 1, 3, separator=CALL),
    "recursive": Rule("list", lambda: Alt((Seq((A, CALL, GRAMMARS["recursive"])), B))),
    # The token 256 is "ab": by its number it is read as a whole, and the text "ab" is something else.
    "token of text, by number": Seq((Special(ids=((97, 98), (256, 256))), C)),
    "token and text": Alt((Seq((Special(ids=((256, 256),)), A)), Seq((Literal(b"ab"), B)))),
    "not inside a token": Seq((A, Special(ids=((98, 98), (256, 256))))),
    "all but": Seq((Special(("<|tool|>",), ((0, 96), (99, 255)), True), A)),
    "beyond the vocabulary": Seq((A, Special(ids=((255, 2**31 - 1),)), B)),
}


# --- an oracle --------------------------------------------------------------------------------------
Place = tuple[int, int]  # a token of a list, and a byte of it


def means(node: Special, token: int) -> bool:
    named = token in [VOCAB.special[name] for name in node.names] or any(low <= token <= high for low, high in node.ids)
    return (not named and token != EOS) if node.complement else named


class Oracle:
    """What a list of tokens is to a node, by the definition of the node kinds."""

    def __init__(self, tokens: list[int]) -> None:
        self._tokens, self._texts = tokens, [VOCAB.token_bytes(token) or b"" for token in tokens]
        self._end, self._open = (len(tokens), 0), False

    def judge(self, node: Node) -> tuple[bool, bool]:
        """(the list can be continued to a text, or is one; it is one)."""
        complete = self._end in self._read(node, {(0, 0)})
        return complete or self._open, complete

    def _after(self, place: Place, byte: int) -> Place | None:
        at, offset = place
        if self._texts[at][offset : offset + 1] != bytes([byte]):
            return None
        return (at + 1, 0) if offset + 1 == len(self._texts[at]) else (at, offset + 1)

    def _read(self, node: Node, places: set[Place]) -> set[Place]:
        """The places after ``node``; notes when the tokens end inside it."""
        if isinstance(node, Literal):
            for byte in node.data:
                self._open |= self._end in places
                places = {after for place in places - {self._end} if (after := self._after(place, byte))}
            return places
        if isinstance(node, Special):
            self._open |= self._end in places
            inside = places - {self._end}
            return {(at + 1, 0) for at, offset in inside if offset == 0 and means(node, self._tokens[at])}
        if isinstance(node, Seq):
            for item in node.items:
                places = self._read(item, places)
            return places
        if isinstance(node, Alt):
            return {place for item in node.items for place in self._read(item, places)}
        if isinstance(node, Rule):
            return self._read(node.expand(), places) if places else set()
        if isinstance(node, Regular):
            return {end for place in places for end in self._regular(node, place)}
        assert isinstance(node, Repeat) and node.item is not None and not node.first
        return self._repeat(node, places)

    def _regular(self, node: Regular, place: Place) -> set[Place]:
        states, ends = frozenset(node.automaton.starts.tolist()), set[Place]()
        while states:
            if node.automaton.accepting[list(states)].any():
                ends.add(place)
            if place == self._end:
                self._open |= bool(leaving(node.automaton, states))
                break
            text = self._texts[place[0]]
            states = step(node.automaton, states, text[place[1]]) if text else frozenset()
            place = self._after(place, text[place[1]]) if states else place
        return ends

    def _repeat(self, node: Repeat, places: set[Place]) -> set[Place]:
        ends = set(places) if node.low == 0 else set()
        for count in range(1, len(self._tokens) * 2 + 3 if node.high is None else node.high + 1):
            places = self._read(node.item, self._read(node.separator, places) if count > 1 else places)
            ends |= places if count >= node.low else set()
        return ends


def check(node: Node, constraint: CompiledConstraint, states: int) -> int:
    """Every id at the first so many states, breadth first; how many there were."""
    queue: deque[tuple[MachineState, list[int]]] = deque([(constraint.start(), [])])
    seen, checked = set[int](), 0
    while queue and checked < states:
        state, tokens = queue.popleft()
        complete = Oracle(tokens).judge(node)[1]
        assert state.can_stop() == complete, tokens
        allowed = set(bitmask.to_ids(state.mask()).tolist())
        checked += 1
        for token in range(WIDTH):
            may = Oracle([*tokens, token]).judge(node)[0]
            assert (token in allowed) == (may or (token == EOS and complete)), (tokens, token)
            if token not in allowed:
                with pytest.raises(gd.TokenRejected):
                    state.advance(token)
                continue
            following = state.advance(token)
            if not may:
                assert not following.mask().any() and not following.can_stop()
            elif following.number not in seen:
                seen.add(following.number)
                queue.append((following, [*tokens, token]))
    return checked


def contract(constraint: CompiledConstraint) -> None:
    assert check_contract(constraint, states=25, steps=6).tokens >= 25 * WIDTH


# --- masks and advances ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", GRAMMARS)
def test_every_id_at_every_state(name: str) -> None:
    node = GRAMMARS[name]
    constraint = build_constraint(node, VOCAB)
    assert check(node, constraint, 30) >= 2
    if name != "beyond the vocabulary":  # where an end-of-sequence id is named, which is not the contract's
        contract(constraint)


LEAVES = st.sampled_from([A, B, Literal(b"ab"), Regular(DIGITS), CALL, STOP, Special(ids=((97, 98), (256, 257))),
                          Special(("<|end|>",), ((3, 250),), True)])  # fmt: skip
NODES = st.recursive(
    LEAVES,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(lambda items: Seq(tuple(items))),
        st.lists(children, min_size=1, max_size=3).map(lambda items: Alt(tuple(items))),
        st.builds(lambda item, low, more, between: Repeat(item, low, low + more, between), children,
                  st.integers(0, 2), st.integers(1, 2), st.sampled_from([Literal(b""), Literal(b","), STOP])),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=40)
@given(node=NODES)
def test_random_grammars(node: Node) -> None:
    check(node, build_constraint(node, VOCAB), 6)


def test_by_lark() -> None:
    constraint = gd.compile(gd.lark(LARK), VOCAB)
    digits = Regular(DIGITS)
    left = Seq((A, CALL, digits, Alt((Special(ids=((END, END),)), Literal(b"")))))
    right = Seq((B, Special(ids=((TOOL, TOOL),), complement=True), C))
    assert check(Alt((left, right)), constraint, 30) >= 7
    contract(constraint)


def test_in_an_object() -> None:
    node = Object((Member(b"x", CALL, True),), colon=Literal(b":"), comma=Literal(b","), close=Literal(b"}"))
    constraint = build_constraint(node, VOCAB)
    contract(constraint)
    state = constraint.start()
    for token in [*b'{"x":', TOOL, *b"}"]:
        assert bitmask.to_ids(state.mask()).tolist() == [token]
        state = state.advance(token)
    assert state.can_stop()


# --- text ---------------------------------------------------------------------------------------------
def test_forced_text_stops_before_a_special_token() -> None:
    start = build_constraint(Seq((Literal(b"xy"), CALL, Literal(b"z"))), VOCAB).start()
    assert start.forced() == b"xy"
    before = start.advance(ord("x")).advance(ord("y"))
    assert before.forced() == b"" and before.next_bytes() == frozenset()
    assert before.advance(TOOL).forced() == b"z"
    # Either the token or the text: nothing is forced, although there is only one byte to go on with.
    either = build_constraint(Alt((CALL, A)), VOCAB).start()
    assert either.forced() == b"" and either.next_bytes() == {ord("a")}
    assert gd.forced_tokens(start, VOCAB) == (ord("x"), ord("y"))


@pytest.mark.parametrize("text", ["a<|tool|>1", "a1", "a\x001", "a", "ab", "bc", "babc", b"a\xff1", b"", "b<|end|>c"])
def test_no_text_spells_a_special_token(text: str | bytes) -> None:
    grammar = gd.lark(LARK)
    assert not gd.compile(grammar, VOCAB).accepts(text)


def test_text_beside_special_tokens() -> None:
    constraint = gd.compile(gd.lark('start: "a" <|tool|> | "<|tool|>"'), VOCAB)
    assert constraint.accepts("<|tool|>") and not constraint.accepts("a<|tool|>")
    state = constraint.start()
    with pytest.raises(gd.TokenRejected):
        state.advance(TOOL)  # the text does not stand for the token either
    assert state.advance(ord("a")).advance_bytes(b"<|tool|>") is None


# --- which ids are meant --------------------------------------------------------------------------------
def allowed(node: Node) -> list[int]:
    return bitmask.to_ids(build_constraint(node, VOCAB).start().mask()).tolist()


def test_ranges_end_with_the_vocabulary() -> None:
    assert allowed(Special(ids=((250, 10**12),))) == list(range(250, WIDTH))
    assert allowed(Special(ids=((5, 6), (6, 9), (0, 1)))) == [0, 1, 5, 6, 7, 8, 9]
    assert bitmask.to_ids(gd.compile(gd.lark("start: <[*]>"), VOCAB).start().mask()).tolist() == list(range(WIDTH))
    for nothing in (Special(ids=((WIDTH, 10**12),)), Special(ids=((0, WIDTH),), complement=True)):
        with pytest.raises(gd.UnsatisfiableError, match="no token of the vocabulary of 260 ids"):
            build_constraint(nothing, VOCAB)


def test_complement_never_means_end_of_sequence() -> None:
    assert allowed(Special(ids=((0, 255),), complement=True)) == [256, TOOL, END]
    assert allowed(Special(("<|tool|>",), complement=True)) == [*range(257), END]
    state = build_constraint(Seq((Special(ids=((0, 255),), complement=True), A)), VOCAB).start()
    with pytest.raises(gd.TokenRejected, match="before the text is complete"):
        state.advance(EOS)


def test_end_of_sequence_id_named_on_purpose() -> None:
    """It is a token like others at that place, and ends the text where the text is complete."""
    node = Seq((A, Special(ids=((EOS, EOS),)), B))
    constraint = build_constraint(node, VOCAB)
    assert check(node, constraint, 10) == 4
    state = constraint.start().advance(ord("a"))
    assert not state.can_stop() and bitmask.to_ids(state.mask()).tolist() == [EOS]
    state = state.advance(EOS).advance(ord("b"))
    assert state.can_stop() and not state.advance(EOS).mask().any()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("<|tol|>", "did you mean '<|tool|>'"),
        ("<|END|>", "it has '<|end|>', '<|tool|>'"),
        ("<zzz>", "'<|end|>', '<|tool|>'"),
    ],
)
def test_unknown_names_are_refused_by_compile(name: str, hint: str) -> None:
    # Behind a rule that no mask has reached yet.
    grammar = gd.lark(f'start: "a" rest\nrest: "b" last\nlast: "c" {name}')
    with pytest.raises(gd.GrammarError) as refused:
        gd.compile(grammar, VOCAB)
    assert repr(name) in str(refused.value) and hint in str(refused.value)


def test_vocabulary_without_special_tokens() -> None:
    vocab = gd.Vocab.from_bytes([b"a", b"b"], eos=[2], width=3)
    with pytest.raises(gd.GrammarError, match="it has none"):
        build_constraint(CALL, vocab)


# --- processes -----------------------------------------------------------------------------------------
def fingerprint() -> str:
    """Of the masks of every state of every grammar here, up to 30 states each."""
    digest = hashlib.sha256()
    grammars = [*(Grammar(node, name) for name, node in GRAMMARS.items()), gd.lark(LARK)]
    for grammar in grammars:
        queue, seen = deque([gd.compile(grammar, VOCAB).start()]), set[int]()
        while queue and len(seen) < 30:
            state = queue.popleft()
            if state.number in seen:
                continue
            seen.add(state.number)
            digest.update(state.mask().tobytes() + bytes([state.can_stop()]))
            queue.extend(state.advance(token) for token in bitmask.to_ids(state.mask()).tolist())
    return digest.hexdigest()


@pytest.mark.parametrize("switch", "01")
def test_same_masks_with_and_without_numba(switch: str) -> None:
    code = (
        "import test_special as t; from gendecode.constrain.kernels import COMPILED; print(COMPILED, t.fingerprint())"
    )
    path = f"{HERE.parents[1]}{os.pathsep}{HERE}"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=False, capture_output=True, text=True,
                          timeout=600, env={**os.environ, "PYTHONPATH": path, "NUMBA_DISABLE_JIT": switch})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(switch == "0"), fingerprint()]


def test_pickled() -> None:
    grammar = Grammar(GRAMMARS["as separator"], "test", special=(CALL,))
    constraint = gd.compile(grammar, VOCAB)
    again = pickle.loads(pickle.dumps(constraint))
    assert check(grammar.root, again, 12) == check(grammar.root, constraint, 12) > 4
    assert again.grammar.special == (CALL,)
