"""Arrays whose items differ: against all the texts of small arrays, written down one by one, and the reference."""

from __future__ import annotations

import functools
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.grammar.ir import Literal, Node, Regular, Repeat, Seq, Words
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import SPACES, build_constraint, check_mask, dense_vocab, random_states

BYTES = Vocab.bytes_only()
LONGEST = 4  # bytes of an item that the oracle writes
MOST = 3  # items that it writes
DIGITS = build.byte_ranges([(0x31, 0x32)])
QUOTE = build.literal(b'"')
LANGUAGES = {
    "[12]+": build.repeat(DIGITS, 1, None),
    '"a*b?"': build.concat(
        QUOTE, build.repeat(build.literal(b"a"), 0, None), build.repeat(build.literal(b"b"), 0, 1), QUOTE
    ),
    "1|12|122": build.words([b"1", b"12", b"122"]),
    "1[12]?|2": build.words([b"1", b"11", b"12", b"2"]),
    '"a"|1|11': build.words([b'"a"', b"1", b"11"]),
    "[12]+a": build.concat(build.repeat(DIGITS, 1, None), build.literal(b"a")),
}
INFINITE = [pattern for pattern in LANGUAGES if "*" in pattern or "+" in pattern]


@functools.cache
def words(pattern: str) -> list[bytes]:
    """The words of a language up to LONGEST, by Python's own regular expressions."""
    texts = ("".join(some) for n in range(LONGEST + 1) for some in itertools.product('12"ab', repeat=n))
    return [text.encode() for text in texts if re.fullmatch(pattern, text)]


class Case:
    """A distinct repetition in brackets, and all its texts up to LONGEST and MOST."""

    def __init__(self, first: list[str], rest: str | None, low: int, high: int | None) -> None:
        patterns = [*first, *[rest] * MOST][:MOST] if rest else first
        if high is not None:
            patterns = patterns[:high]
        finite = [pattern for pattern in patterns if pattern not in INFINITE]
        # What the front end has to see to: any item that is read leaves enough for those that must follow.
        sizes = [len(words(pattern)) for pattern in finite]
        low = min([low, len(patterns), *sizes])
        high = high if rest else min(len(first), high or len(first))
        items = [Words(LANGUAGES[pattern]) for pattern in first]
        item = Words(LANGUAGES[rest]) if rest else None
        self.node = Seq(
            (
                Literal(b"["),
                Repeat(item, low, high, Literal(b","), tuple(items), distinct=True),
                Literal(b"]"),
            )
        )
        self.unbounded = rest is not None and (high is None or high > MOST)
        self.texts = set[bytes]()
        for count in range(low, len(patterns) + 1):
            for some in itertools.product(*map(words, patterns[:count])):
                if len(set(some)) == count:
                    self.texts.add(b"[" + b",".join(some) + b"]")
        self.prefixes = {text[:end] for text in self.texts for end in range(len(text) + 1)}

    def knows(self, prefix: bytes) -> bool:
        """True when the oracle can say what follows: what it did not write is longer than what completes this."""
        items = prefix[1:].rstrip(b"]").split(b",")
        return all(len(item) + 2 < LONGEST for item in items) and not (self.unbounded and len(items) >= MOST)


CASES = st.builds(
    Case,
    st.lists(st.sampled_from(sorted(LANGUAGES)), max_size=2),
    st.one_of(st.none(), st.sampled_from(sorted(LANGUAGES))),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(1, 4)),
).filter(lambda case: case.texts != set())


@settings(max_examples=120, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_bytes_and_stops_against_all_texts(case: Case, seed: int) -> None:
    constraint, reference = build_constraint(case.node, BYTES), ReferenceRecogniser(case.node)
    known = 0
    for data, state in random_states(constraint, seed, 14):
        following = state.next_bytes()
        assert following == reference.next_bytes(data), data
        assert state.can_stop() == reference.accepts(data), data
        if case.knows(data):
            known += 1
            assert following == {b for b in range(256) if data + bytes([b]) in case.prefixes}, data
            assert state.can_stop() == (data in case.texts), data
    assert known > 1


PIECES = ['"', "[", "]", ",", "1", "2", "a", "b", "aa", "11", "12", '","', "1,", ",1", '"a"', '"]', ", ", " "]
DENSE = dense_vocab(3000, 3, PIECES)
LONG_ITEMS = dense_vocab(3000, 4, ["a", "aa", "aaa", "1", "2", "11", '"', ",", '","', '"]'])  # the walk asks for memos


@settings(max_examples=40, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_masks_over_tokens_that_cross_items(case: Case, seed: int) -> None:
    vocab = DENSE if seed % 2 else LONG_ITEMS
    constraint = build_constraint(case.node, vocab)
    for _, state in random_states(constraint, seed, 7):
        check_mask(state, vocab)


def spaced(item: Node, **bounds: int) -> Node:
    comma = Seq((Literal(b","), Regular(SPACES)))
    return Seq((Literal(b"["), Repeat(item, separator=comma, distinct=True, **bounds), Literal(b"]")))


@pytest.mark.parametrize("pattern", INFINITE)
def test_masks_from_memos(pattern: str) -> None:
    """Long items, taken ones that begin alike, and tokens that hold several items."""
    constraint = build_constraint(spaced(Words(LANGUAGES[pattern])), LONG_ITEMS)
    texts = [word for word in words(pattern) if 1 < len(word) < 5][:4]
    for count in range(len(texts) + 1):
        read = b"[" + b"".join(text + b"," for text in texts[:count])
        for end in range(4):
            state = constraint.start().advance_bytes(read + texts[0][:end]) if texts else None
            if state is not None:
                check_mask(state, LONG_ITEMS)
    assert constraint.stats()["memos built"] + constraint.stats()["memos shared"] > 0


def test_the_last_word_is_the_last_item() -> None:
    constraint = build_constraint(spaced(Words(LANGUAGES["1[12]?|2"])), BYTES)
    for some in itertools.permutations([b"1", b"11", b"12", b"2"]):
        state = constraint.start().advance_bytes(b"[" + b",".join(some[:3]))
        assert state is not None
        more = {ord("1"), ord("2")} if some[2] == b"1" and some[3] != b"2" else set()
        left = {ord(some[3][1:])} if more else set()
        assert state.next_bytes() == {ord("]"), ord(",")} | left
        state = state.advance_bytes(b"," + some[3])
        assert state is not None and state.next_bytes() == {ord("]")}


def test_items_in_any_order_are_one_state() -> None:
    """What counts is the set, so arrays that hold the same share their masks."""
    constraint = build_constraint(spaced(Words(LANGUAGES["[12]+"])), BYTES)
    assert constraint.start().advance_bytes(b"[1,2,11,") is constraint.start().advance_bytes(b"[11,2,1,")


def test_a_hundred_items() -> None:
    constraint = build_constraint(spaced(Words(LANGUAGES["[12]+"]), low=100), BYTES)
    items = [f"{n:b}".translate({48: 49, 49: 50}).encode() for n in range(128)]
    distinct = list(dict.fromkeys(b"1" + item for item in items))
    assert constraint.accepts(b"[" + b",".join(distinct[:100]) + b"]")
    assert not constraint.accepts(b"[" + b",".join(distinct[:99]) + b"]")
    assert not constraint.accepts(b"[" + b",".join([*distinct[:100], distinct[3]]) + b"]")


def test_only_words_may_be_distinct() -> None:
    with pytest.raises(TypeError, match="Words"):
        build_constraint(Repeat(Literal(b"1"), distinct=True), BYTES)
