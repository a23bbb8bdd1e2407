"""Words of bounded length: the engine and the reference against Python's own regular expressions and ``len``."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.automata.algebra import intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.character_counts import CharacterCounts, character_counts, measured_possible
from gendecode.automata.charset import CharSet
from gendecode.automata.regex import pattern_automaton
from gendecode.grammar.ir import Literal, Measured, Seq
from gendecode.limits import Limits
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import build_constraint, check_mask, dense_vocab, random_states

BYTES = Vocab.bytes_only()
LONGEST = 6  # characters that the oracle writes
UNIT = build.characters(CharSet.of((0, 0x10FFFF)))
TEXTS = ["".join(some) for count in range(LONGEST + 1) for some in itertools.product("aéb", repeat=count)]

PATTERNS = st.recursive(
    st.sampled_from(["a", "é", "b", "[aé]", "aé"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=2).map(lambda some: f"(?:{'|'.join(some)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,3}", "{3,}"])).map(lambda t: f"(?:{t[0]}){t[1]}"),
    ),
    max_leaves=6,
)
BOUNDS = st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 5)))


def automaton_of(pattern: str) -> Automaton:
    found = pattern_automaton(pattern, dialect="python", search=False, spelling="utf8", limits=Limits())
    assert found is not None
    return found


def fits(pattern: str, low: int, high: int | None) -> list[str]:
    """The texts of the oracle that a measured pattern has."""
    return [
        text
        for text in TEXTS
        if re.fullmatch(pattern, text) and len(text) >= low and (high is None or len(text) <= high)
    ]


@settings(max_examples=120, deadline=None)
@given(PATTERNS, BOUNDS, st.booleans(), st.integers(0, 2**30))
def test_bytes_and_stops_against_all_texts(
    pattern: str, bounds: tuple[int, int | None], closed: bool, seed: int
) -> None:
    low, high = bounds
    automaton, right = automaton_of(pattern), fits(pattern, low, high)
    assert measured_possible(automaton, UNIT, low, high) or not right
    if high is not None:
        assert measured_possible(automaton, UNIT, low, high) == bool(right)
    assume(measured_possible(automaton, UNIT, low, high))
    end = b"." if closed else b""
    measured = Measured(automaton, UNIT, low, high)
    node = Seq((measured, Literal(end))) if closed else measured
    constraint, reference = build_constraint(node, BYTES), ReferenceRecogniser(node)
    texts = {text.encode() + end for text in right}
    prefixes = {text[:cut] for text in texts for cut in range(len(text) + 1)}
    for data, state in random_states(constraint, seed, 12):
        assert state.next_bytes() == reference.next_bytes(data), data
        assert state.can_stop() == reference.accepts(data), data
        if high is not None:
            assert state.next_bytes() == {b for b in range(256) if data + bytes([b]) in prefixes}, data
            assert state.can_stop() == (data in texts), data


PIECES = ["a", "aa", "aaa", "ab", "b", "é", "éa", "bb", ".", "a.", "x", "aab", "ba", "bé"]
DENSE = dense_vocab(2500, 3, PIECES)


@settings(max_examples=25, deadline=None)
@given(PATTERNS, st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 40))), st.integers(0, 2**30))
def test_masks_over_tokens_of_many_characters(pattern: str, bounds: tuple[int, int | None], seed: int) -> None:
    automaton, (low, more) = automaton_of(pattern), bounds
    high = None if more is None else low + more
    assume(measured_possible(automaton, UNIT, low, high))
    node = Seq((Measured(automaton, UNIT, low, high), Literal(b".x") if seed % 2 else Literal(b"")))
    constraint = build_constraint(node, DENSE)
    for _, state in random_states(constraint, seed, 12):
        check_mask(state, DENSE)


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        ("[ab]*", 3, 40),
        ("(?:a|b)(?:b?a)*", 0, 33),
        ("(?:aa|b)*é?", 20, 21),
        ("(?:[ab]{3})*|(?:[ab]{5})*", 30, 60),
        ("(?:[ab]{3}){2,}", 10, None),
        ("[ab]{0,30}é[ab]{0,9}", 5, 25),
        ("[ab]{50}|[ab]{5}b*", 12, 60),
    ],
)
def test_memos_hold_for_all_counts(pattern: str, low: int, high: int | None) -> None:
    """Along texts that are longer than the longest token, where memos are shared between counts."""
    node = Seq((Measured(automaton_of(pattern), UNIT, low, high), Literal(b".")))
    constraint = build_constraint(node, DENSE)
    for seed in range(2):
        for data, state in random_states(constraint, seed, 70):
            if len(data) % 4 == 0:
                check_mask(state, DENSE)
    assert constraint.stats()["memos built"] + constraint.stats()["memos shared"] > 0


def test_a_byte_may_be_a_character_or_part_of_one() -> None:
    """After b of ba the a ends a character, after a it is one: the automaton's state is the same, the count is not."""
    unit, automaton = build.words([b"a", b"ba"]), build.words([b"aa", b"ba", b"aba"])
    for low, high, right in ((1, 1, [b"ba"]), (2, 2, [b"aa", b"aba"]), (0, None, [b"ba", b"aa", b"aba"])):
        constraint = build_constraint(Measured(automaton, unit, low, high), BYTES)
        assert [text for text in (b"ba", b"aa", b"aba") if constraint.accepts(text)] == right
    assert not measured_possible(automaton, unit, 3, None)


def test_counts_repeat_and_are_kept() -> None:
    counts = character_counts(automaton_of("(?:aaa)*b"), UNIT, 0, 10)
    start = int(counts.automaton.starts[0])
    assert counts.period == 3 and [counts.next_number(start, n) for n in (0, 2, 5, 10**6)] == [1, 4, 7, 10**6]
    automaton = automaton_of("a*b")
    assert character_counts(automaton, UNIT, 0, 10) is character_counts(automaton, UNIT, 5, 99)
    finite = character_counts(automaton_of("a{2}|a{5}"), UNIT, 0, 50)
    assert [finite.next_number(int(finite.automaton.starts[0]), n) for n in (0, 3, 6)] == [2, 5, None]
    saturated = character_counts(automaton_of("a{2}|a{5}"), UNIT, 4, None)  # from 4 on only whether there is one
    assert [saturated.next_number(int(saturated.automaton.starts[0]), n) for n in (0, 3, 4)] == [2, 4, 4]
    with pytest.raises(ValueError, match="no edge leads back"):
        CharacterCounts(automaton, build.concat(build.repeat(build.literal(b"a"), 0, None), build.literal(b"b")), 0, 3)
    primes = build.union(*(build.repeat(build.repeat(build.literal(b"a"), n, n), 1, None) for n in (7, 11, 13, 17)))
    bounded = character_counts(primes, UNIT, 0, 500)
    assert bounded.period == 0 and bounded.next_number(int(bounded.automaton.starts[0]), 0) == 7
    for low, high in ((493, 493), (496, 496), (496, 497), (498, 500)):
        right = intersect(primes, build.repeat(UNIT, low, high)) is not None
        assert measured_possible(primes, UNIT, low, high) == right == ((low, high) in ((493, 493), (496, 497)))
