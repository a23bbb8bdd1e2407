"""Boolean operations and determinisation, against the operations on enumerated languages."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata.algebra import complement, difference, equivalent, intersect, is_prefix_free, shortest
from gendecode.automata.build import concat, literal, optional, repeat, union, words
from gendecode.automata.dfa import determinise, minimise
from gendecode.errors import LimitExceeded

STRINGS = [bytes(text) for size in range(6) for text in itertools.product(b"abc", repeat=size)]
UNIVERSE = repeat(union(*map(literal, (b"a", b"b", b"c"))), 0, None)

AUTOMATA = st.recursive(
    st.lists(st.sampled_from(STRINGS[:40]), min_size=1, max_size=4).map(words),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda items: union(*items)),
        st.lists(parts, min_size=2, max_size=3).map(lambda items: concat(*items)),
        st.tuples(parts, st.integers(0, 2)).map(lambda pair: repeat(pair[0], pair[1], None)),
        parts.map(optional),
    ),
    max_leaves=5,
)


def language(automaton):
    return set() if automaton is None else {text for text in STRINGS if automaton.accepts(text)}


@settings(max_examples=60, deadline=None)
@given(AUTOMATA, AUTOMATA)
def test_operations_are_those_of_sets(a, b):
    ours, theirs = language(a), language(b)
    assert language(intersect(a, b)) == ours & theirs
    assert language(difference(a, b)) == ours - theirs
    assert language(complement(a, UNIVERSE)) == set(STRINGS) - ours
    assert equivalent(a, a) and (ours == theirs or not equivalent(a, b))


@settings(max_examples=60, deadline=None)
@given(AUTOMATA)
def test_deterministic_and_minimal_forms_keep_the_language(a):
    dfa = determinise(a)
    least = minimise(dfa)
    assert {text for text in STRINGS if dfa.accepts(text)} == language(a)
    assert {text for text in STRINGS if least.accepts(text)} == language(a)
    assert least.states <= dfa.states
    again = least.automaton()
    assert again is not None and equivalent(a, again)
    assert minimise(determinise(again)).states == least.states


@settings(max_examples=60, deadline=None)
@given(AUTOMATA)
def test_shortest_word(a):
    word = shortest(a)
    assert a.accepts(word)
    assert not any(a.accepts(text) for text in STRINGS if (len(text), text) < (len(word), word))


@pytest.mark.parametrize(
    ("options", "expected"),
    [([b"a", b"b"], True), ([b"a", b"ab"], False), ([b""], True), ([b"", b"a"], False), ([b"aa", b"ab", b"b"], True)],
)
def test_prefix_free(options, expected):
    assert is_prefix_free(words(options)) is expected
    assert is_prefix_free(union(*map(literal, options))) is expected


def test_prefix_free_sees_through_nondeterminism():
    assert not is_prefix_free(union(literal(b"ab"), concat(literal(b"a"), repeat(literal(b"b"), 1, None))))


def test_the_minimal_automaton_of_a_known_language():
    # A b at the third place from the end needs 2 ** 3 states, whatever the automaton it comes from.
    letters = union(literal(b"a"), literal(b"b"))
    third = concat(repeat(letters, 0, None), literal(b"b"), letters, letters)
    assert minimise(determinise(third)).states == 8


def test_empty_results_are_none():
    assert intersect(literal(b"a"), literal(b"b")) is None
    assert difference(literal(b"a"), UNIVERSE) is None
    assert complement(UNIVERSE, UNIVERSE) is None


def test_every_operation_is_bounded():
    letters = union(literal(b"a"), literal(b"b"))
    far = concat(repeat(letters, 0, None), literal(b"b"), repeat(letters, 40, 40))
    for operation in (
        lambda: determinise(far, 1000),
        lambda: difference(UNIVERSE, far, 1000),
        lambda: intersect(far, concat(far, literal(b"a")), 1000),
        lambda: equivalent(far, far, 1000),
        lambda: is_prefix_free(concat(far, literal(b"c")), 100),
    ):
        with pytest.raises(LimitExceeded, match="automaton_states"):
            operation()
