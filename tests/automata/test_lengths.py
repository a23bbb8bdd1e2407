"""Words with a certain number of characters, against the product with that many characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata.algebra import equivalent, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import json_characters, repeat
from gendecode.automata.charset import CharSet
from gendecode.automata.lengths import of_length
from gendecode.automata.regex import pattern_automaton
from gendecode.errors import LimitExceeded
from gendecode.limits import Limits

CHARACTER = json_characters(CharSet.of((0, 0x10FFFF)))

# Characters of one to four bytes and escapes of two and six; parts that end, and parts that go round.
PARTS = st.sampled_from(["a", "b", "é", "[a-ü]", "\U0001f600", "\\n", '"', "\\x01", "[^a]", "."])
PATTERNS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: f"(?:{'|'.join(items)})"),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.tuples(inner, st.sampled_from(["*", "?", "+", "{2,3}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=5,
)


def automaton_of(pattern: str) -> Automaton:
    found = pattern_automaton(pattern, dialect="ecma", search=False, spelling="json", limits=Limits())
    assert found is not None
    return found


@settings(max_examples=60, deadline=None, database=None)
@given(PATTERNS, st.integers(0, 5), st.one_of(st.none(), st.integers(0, 6)))
def test_lengths_are_those_of_the_product(pattern: str, low: int, high: int | None) -> None:
    words = automaton_of(pattern)
    found = of_length(words, CHARACTER, low, high)
    if high is not None and high < low:
        assert found is None
        return
    expected = intersect(words, repeat(CHARACTER, low, high))
    assert (found is None) == (expected is None)
    assert found is None or (expected is not None and equivalent(found, expected))


@settings(max_examples=30, deadline=None, database=None)
@given(PATTERNS, st.integers(0, 3), st.integers(3, 6))
def test_merging_states_changes_nothing(pattern: str, low: int, high: int) -> None:
    words = automaton_of(f"(?:{pattern}|x)*y?")
    small, large = of_length(words, CHARACTER, low, high, limit=200), of_length(words, CHARACTER, low, high)
    assert small is not None and large is not None and equivalent(small, large)


def test_short_endings_are_not_copied() -> None:
    ending = of_length(automaton_of("a*" + "(?:bc|de)" * 50), CHARACTER, 0, 1_000)
    assert ending is not None and ending.states < 13_000  # without that it is 100 times 1,000


def test_too_many_layers_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="automaton_states = 10"):
        of_length(automaton_of("(?:a|bb)*"), CHARACTER, 0, 100_000, limit=10)
