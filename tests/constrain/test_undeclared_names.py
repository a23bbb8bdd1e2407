"""Undeclared names whose languages overlap, are finite, or have prefixes with finitely many words; and demands.

The oracle writes down all the texts of a small object, by the words of each language and every order of members.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.constrain.word_counts import extra_room, word_counts
from gendecode.errors import LimitExceeded
from gendecode.grammar.ir import Extra, Literal, Member, Object
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import build_constraint, check_mask, dense_vocab, random_states

BYTES = Vocab.bytes_only()
LONGEST = 3  # bytes of a name that the oracle writes
MOST = 3  # members of an object that it writes
LETTERS = build.byte_ranges([(0x61, 0x62)])
MARK = build.literal(b"_")
LANGUAGES = {
    "a?b*": build.concat(build.repeat(build.literal(b"a"), 0, 1), build.repeat(build.literal(b"b"), 0, None)),
    "a*": build.repeat(build.literal(b"a"), 0, None),
    "[ab]*_": build.concat(build.repeat(LETTERS, 0, None), MARK),
    "a*_|b": build.union(build.concat(build.repeat(build.literal(b"a"), 0, None), MARK), build.literal(b"b")),
    "a|b_?": build.words([b"a", b"b", b"b_"]),
    "[ab]": LETTERS,
    "(ab?)?": build.words([b"", b"a", b"ab"]),
}
INFINITE = [pattern for pattern in LANGUAGES if "*" in pattern]


@functools.cache
def words(pattern: str) -> list[bytes]:
    """The words of a language up to LONGEST, by Python's own regular expressions."""
    texts = ("".join(some) for n in range(LONGEST + 1) for some in itertools.product("ab_", repeat=n))
    return [text.encode() for text in texts if re.fullmatch(pattern, text)]


class Case:
    """An object, and all its texts up to LONGEST and MOST."""

    def __init__(
        self, kinds: list[tuple[str, bytes, int]], members: list[Member], order: str, low: int, high: int | None
    ) -> None:
        demands = max((gives.bit_length() for _, _, gives in kinds), default=0)
        infinite = any(pattern in INFINITE for pattern, _, _ in kinds)
        names = {word for pattern, _, _ in kinds for word in words(pattern)} - {member.name for member in members}
        required = sum(member.required for member in members)
        high = None if high is None else max(high, required + demands, 1)
        room = 99 if infinite else len(members) + len(names)
        self.needed = required + demands
        self.node = Object(
            tuple(members),
            tuple(Extra(LANGUAGES[pattern], Literal(value), gives) for pattern, value, gives in kinds),
            "declared" if order == "declared" else "any",
            min(low, room if high is None else min(room, high)),
            high,
            demands,
        )
        declared = [(m.name, m.value.data, i) for i, m in enumerate(members) if isinstance(m.value, Literal)]
        undeclared = [(w, v, ~g) for p, v, g in kinds for w in words(p) if w not in {m.name for m in members}]
        self.texts = {self._write(some) for some in self._choices(declared, undeclared, [])}
        self.prefixes = {text[:end] for text in self.texts for end in range(len(text) + 1)}

    def _choices(self, declared: list, undeclared: list, some: list) -> Iterator[list]:
        node = self.node
        met = functools.reduce(lambda bits, one: bits | (~one[2] if one[2] < 0 else 0), some, 0)
        present = {one[0] for one in some}
        needed = {member.name for member in node.members if member.required}
        if len(some) >= node.low and needed <= present and met == (1 << node.demands) - 1:
            yield some
        if len(some) == (MOST if node.high is None else min(MOST, node.high)):
            return
        for one in declared + undeclared:
            late = node.order == "declared" and some and one[2] >= 0 and not 0 <= some[-1][2] < one[2]
            if one[0] not in present and not late:
                yield from self._choices(declared, undeclared, [*some, one])

    def _write(self, some: list) -> bytes:
        return b"{" + b",".join(b'"' + name + b'":' + value for name, value, _ in some) + b"}"

    def knows(self, prefix: bytes) -> bool:
        """True when the oracle can say what follows: what it did not write is longer than what completes this."""
        *closed, last = prefix.split(b'"')
        return (
            len(closed) // 2 + 1 + self.needed <= MOST
            and all(len(name) <= LONGEST for name in closed[1::2])
            and len(last) + 1 < LONGEST
        )

    def unsure(self, prefix: bytes) -> set[int]:
        """Letters after which the names up to LONGEST may all be taken, and longer ones not."""
        *closed, last = prefix.split(b'"')
        names = [*closed[1::2], *(member.name for member in self.node.members)]
        return {b for b in b"ab" if len(last) + 2 >= LONGEST and any(n.startswith(last + bytes([b])) for n in names)}


KINDS = st.lists(st.tuples(st.sampled_from(sorted(LANGUAGES)), st.sampled_from([b"1", b"2"])), min_size=1, max_size=2)
MEMBERS = st.lists(st.builds(Member, st.sampled_from([b"a", b"b_", b"bb"]), st.just(Literal(b"1")), st.booleans()))


def demands_given(kinds: list[tuple[str, bytes]], gives: tuple[int, int]) -> list[int]:
    """What each kind gives: only those of infinitely many names do, and demands are numbered from 0."""
    given = [bits if pattern in INFINITE else 0 for (pattern, _), bits in zip(kinds, gives, strict=False)]
    return given if 1 in given else [min(bits, 1) for bits in given]


CASES = st.builds(
    lambda kinds, gives, members, order, low, high: Case(
        [(p, v, bits) for (p, v), bits in zip(kinds, demands_given(kinds, gives), strict=False)],
        members,
        order,
        low,
        high,
    ),
    KINDS,
    st.sampled_from([(0, 0), (0, 0), (1, 1), (1, 0), (0, 1), (1, 2)]),
    MEMBERS.map(lambda members: list({m.name: m for m in members}.values())[:2]),
    st.sampled_from(["any", "declared"]),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(1, 3)),
)


def check_case(case: Case, seed: int) -> int:
    """Bytes and stops along random texts: the engine, the reference, and the texts of the oracle; how many places."""
    constraint, reference = build_constraint(case.node, BYTES), ReferenceRecogniser(case.node)
    known = 0
    for data, state in random_states(constraint, seed, 18):
        following = state.next_bytes()
        assert following == reference.next_bytes(data), data
        assert state.can_stop() == reference.accepts(data), data
        if case.knows(data):
            known += 1
            right = {b for b in range(256) if data + bytes([b]) in case.prefixes}
            assert following - case.unsure(data) == right - case.unsure(data), data
            assert state.can_stop() == (data in case.texts), data
    return known


@settings(max_examples=400, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_bytes_and_stops_against_all_texts(case: Case, seed: int) -> None:
    assert check_case(case, seed) > 0 or case.needed >= MOST


PIECES = [
    '"',
    "{",
    "}",
    ":",
    ",",
    "1",
    "2",
    "a",
    "b",
    "_",
    "ab",
    '":1',
    '":2,"',
    '":1,"',
    '{"',
    '"a"',
    '"}',
    "b_",
    '1,"',
]
DENSE = dense_vocab(3000, 3, PIECES)
LONG_NAMES = dense_vocab(3000, 3, ["a", "b", "ab", "aa", "_", '":1,"', '"'])  # in which the walk asks for memos


@settings(max_examples=40, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_masks_over_tokens_that_cross_names(case: Case, seed: int) -> None:
    vocab = DENSE if seed % 2 else LONG_NAMES
    constraint = build_constraint(case.node, vocab)
    for _, state in random_states(constraint, seed, 8):
        check_mask(state, vocab)


def test_a_memo_leaves_out_what_has_no_name_left() -> None:
    """``[ab]*_`` has one word after each underscore; here the walk asks for memos, and names are taken."""
    node = Object((Member(b"ab_", Literal(b"1")),), (Extra(LANGUAGES["[ab]*_"], Literal(b"1")),))
    constraint = build_constraint(node, LONG_NAMES)
    for prefix in (b'{"', b'{"a', b'{"b_":1,"', b'{"b_":1,"aa_":1,"a', b'{"ab_":1,"a_":1,"'):
        state = constraint.start().advance_bytes(prefix)
        assert state is not None
        check_mask(state, LONG_NAMES)
    assert constraint.stats()["memos built"] + constraint.stats()["memos shared"] > 0
    assert constraint.start().advance_bytes(b'{"b_":1,"b_') is None
    assert constraint.start().advance_bytes(b'{"ab_') is not None  # the declared one


def test_two_readings_of_a_name() -> None:
    """What gives a demand may hold less: then only the other reading goes on, and the demand stays open."""
    kinds = (Extra(LANGUAGES["a?b*"], Literal(b"1")), Extra(LANGUAGES["a*"], Literal(b"11"), 1))
    constraint = build_constraint(Object((), kinds, demands=1), BYTES)
    texts = {b'{"a":1}': False, b'{"a":11}': True, b'{"b":1}': False, b'{"b":1,"aa":11}': True, b"{}": False}
    assert {text: constraint.accepts(text) for text in texts} == texts


@pytest.mark.parametrize("order", ["any", "declared"])
def test_demands_keep_their_places_under_an_upper_bound(order: str) -> None:
    """Two demands and a required member fill an object of at most three; nothing else may take a place."""
    kinds = (
        Extra(LANGUAGES["a*"], Literal(b"1"), 1),
        Extra(LANGUAGES["a*"], Literal(b"2"), 2),
        Extra(LANGUAGES["[ab]*_"], Literal(b"3")),
    )
    members = (Member(b"b", Literal(b"0"), True), Member(b"bb", Literal(b"0")))
    node = Object(members, kinds, "declared" if order == "declared" else "any", 0, 3, 2)
    constraint, reference = build_constraint(node, DENSE), ReferenceRecogniser(node)
    start = constraint.start().advance_bytes(b'{"b":0,"')
    assert start is not None and start.next_bytes() == {ord("a"), ord('"')}
    for text in (b'{"b":0,"a":1,"aa":2}', b'{"b":0,"aa":2,"":1}', b'{"a":2,"b":0,"aa":1}'):
        assert constraint.accepts(text) == reference.accepts(text) == (order == "any" or text.startswith(b'{"b"'))
    for prefix in (b'{"b":0,"a":1,"aa":1', b'{"b":0,"a":1}', b'{"b":0,"_', b'{"b":0,"bb', b'{"b":0,"a":1,"aa":2,'):
        state = constraint.start().advance_bytes(prefix)
        assert state is None and not reference.viable(prefix), prefix
    for seed in range(8):
        for _, state in random_states(constraint, seed, 24):
            check_mask(state, DENSE)


@pytest.mark.parametrize("pattern", LANGUAGES)
def test_words_are_counted_as_enumerated(pattern: str) -> None:
    counts = word_counts(LANGUAGES[pattern])
    assert (counts.alone == 65_536).tolist() == counts.endless.tolist() and counts.alone.min() > 0
    assert counts.start == (65_536 if pattern in INFINITE else len(words(pattern)))
    declared = (Member(b"a", Literal(b"1")), Member(b"zz", Literal(b"1")))
    room = extra_room(Object(declared, (Extra(LANGUAGES[pattern], Literal(b"1")),) * 2))
    assert room == (65_536 if pattern in INFINITE else len(set(words(pattern)) - {b"a"}))


def test_counts_saturate_and_do_not_explode() -> None:
    """2**40 words, and a language whose deterministic automaton has as many states."""
    assert word_counts(build.repeat(LETTERS, 40, 40)).start == 65_536
    ends = build.concat(build.repeat(LETTERS, 0, 40), build.literal(b"a"), build.repeat(LETTERS, 40, 40))
    assert word_counts(ends).start == 65_536
    assert word_counts(build.repeat(LETTERS, 0, 15)).start == 2**16 - 1


def test_a_finite_language_of_many_names_is_read_to_its_end() -> None:
    node = Object((), (Extra(build.repeat(LETTERS, 4, 4), Literal(b"1")),))
    constraint = build_constraint(node, BYTES)
    names = ["".join(some).encode() for some in itertools.product("ab", repeat=4)]
    state = constraint.start().advance_bytes(b"{" + b",".join(b'"%b":1' % name for name in names[:-1]))
    assert state is not None and state.next_bytes() == {ord("}"), ord(",")}
    assert state.advance_bytes(b',"bbb') is not None and state.advance_bytes(b',"bba') is None
    state = state.advance_bytes(b',"bbbb":1')
    assert state is not None and state.next_bytes() == {ord("}")}


def test_too_many_demands_are_refused() -> None:
    kinds = tuple(Extra(LANGUAGES["a*"], Literal(b"1"), 1 << bit) for bit in range(31))
    assert build_constraint(Object((), kinds[:30], demands=30), BYTES).start().next_bytes() == {ord("{")}
    with pytest.raises(LimitExceeded, match="31 demands"):
        build_constraint(Object((), kinds, demands=31), BYTES)
