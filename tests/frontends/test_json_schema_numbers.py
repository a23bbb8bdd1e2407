"""Number texts: every text over a small alphabet against decimal arithmetic, and random bounds."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import edge_lists
from gendecode.automata.dfa import determinise, minimise
from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema import number_texts as number_texts_module
from gendecode.frontends.json_schema.number_readers import Divisibility
from gendecode.frontends.json_schema.number_texts import distinct_texts, integers, number_texts, numbers
from gendecode.frontends.json_schema.numbers import Bound, NumberFacet, decimal, read_number

TEXTS = ["".join(text) for n in range(1, 6) for text in itertools.product("0129.-", repeat=n)]
BOUNDS: list[tuple[str | None, str | None]] = [
    ("0", "9"),
    ("-2", "12"),
    ("-9", "-1"),
    ("0.2", "0.9"),
    ("-0.1", "0.1"),
    ("-1.02", "1.2"),
    ("9", "21"),
    ("92", "102"),
    ("0.01", "0.02"),
    ("0", "0"),
    ("-0", "0.09"),
    ("1", None),
    ("-1.5", None),
    (None, "-1.5"),
    (None, "0"),
    (None, "1.29"),
    ("199.9", None),
]


def bound(value: str | None, exclusive: bool) -> Bound | None:
    return None if value is None else Bound(Decimal(value), exclusive)


@pytest.mark.parametrize(("low", "high"), BOUNDS)
@pytest.mark.parametrize("exclusive", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("integer", [False, True])
def test_the_texts_between_bounds_are_those_of_the_numbers_between(
    low: str | None, high: str | None, exclusive: tuple[bool, bool], integer: bool
) -> None:
    facet = NumberFacet(integer, bound(low, exclusive[0]), bound(high, exclusive[1]))
    automaton = number_texts(facet)
    assert (automaton is not None) == facet.possible
    found = {text for text in TEXTS if automaton is not None and automaton.accepts(text.encode())}
    assert found == {text for text in TEXTS if decimal_text(text, integer) and inside(text, low, high, exclusive)}


def decimal_text(text: str, integer: bool) -> bool:
    whole, point, fraction = text.removeprefix("-").partition(".")
    if not whole.isdigit() or (len(whole) > 1 and whole[0] == "0"):
        return False
    return not point or (fraction.isdigit() and not integer)


def inside(text: str, low: str | None, high: str | None, exclusive: tuple[bool, bool]) -> bool:
    value = Decimal(text)
    above = low is None or (value > Decimal(low) if exclusive[0] else value >= Decimal(low))
    below = high is None or (value < Decimal(high) if exclusive[1] else value <= Decimal(high))
    return above and below


SCALED = st.tuples(st.integers(-(10**45), 10**45) | st.integers(-200, 200), st.integers(0, 50))


def neighbours(number: tuple[int, int]) -> list[str]:
    """Decimal texts at, just below and just above n / 10**k."""
    n, k = number
    finer = [(n * 10**places + d, k + places) for places in (0, 3) for d in (-1, 0, 1)]
    return [format(Decimal(f"{value}e-{scale}"), "f") for value, scale in finer]


@given(low=SCALED, high=SCALED, exclusive=st.tuples(st.booleans(), st.booleans()), integer=st.booleans())
@example(low=(2**53 + 1, 0), high=(2**64, 0), exclusive=(False, True), integer=True)
@example(low=(1, 50), high=(1, 0), exclusive=(True, True), integer=False)
def test_bounds_of_any_size_are_exact(
    low: tuple[int, int], high: tuple[int, int], exclusive: tuple[bool, bool], integer: bool
) -> None:
    ends = [Decimal(f"{n}e-{k}") for n, k in (low, high)]
    facet = NumberFacet(integer, Bound(ends[0], exclusive[0]), Bound(ends[1], exclusive[1]))
    automaton = number_texts(facet)
    assert (automaton is not None) == facet.possible
    for text in neighbours(low) + neighbours(high):
        value, floor, ceiling = (Fraction(x) for x in (text, *ends))
        valid = floor <= value <= ceiling and not (value == floor and exclusive[0])
        valid = valid and not (value == ceiling and exclusive[1]) and not (integer and "." in text)
        assert (automaton is not None and automaton.accepts(text.encode())) == valid, text
        if not integer:
            assert facet.admits(Decimal(text)) == valid


@pytest.mark.parametrize("text", ["0", "-0", "12", "1e5", "1E+05", "1.50e-3", "0.0", "-1.25", "9" * 400])
def test_unbounded_numbers_have_the_whole_grammar(text: str) -> None:
    assert numbers().accepts(text.encode())
    assert integers().accepts(text.encode()) == text.removeprefix("-").isdigit()


@pytest.mark.parametrize("text", ["", "-", "01", "+1", ".5", "1.", "1e", "1e+", "--1", "0x1", "1e1.5"])
def test_what_is_no_number_is_not_one(text: str) -> None:
    assert not numbers().accepts(text.encode())
    assert not integers().accepts(text.encode())


def test_bounds_with_hundreds_of_digits_stay_small() -> None:
    automaton = number_texts(NumberFacet(False, Bound(Decimal("-1e300")), Bound(Decimal("1e-300"))))
    assert automaton is not None
    assert automaton.states < 3_000
    assert automaton.accepts(b"-" + b"9" * 300)
    assert not automaton.accepts(b"-1" + b"0" * 299 + b"1")
    assert not automaton.accepts(b"0." + b"0" * 298 + b"1")


# -- conjunctions of every kind ---------------------------------------------------------------------

ALPHABETS = {"-0123456789.": 3, "-0125.": 5}
STEPS = ["1", "2", "3", "7", "10", "12", "100", "0.1", "0.5", "0.25", "0.3", "1.5", "2.5", "0.04", "0.01"]
SMALL = st.integers(-120, 120).flatmap(lambda n: st.sampled_from([n, Decimal(n) / 10, Decimal(n) / 100]))
ENDS = st.none() | st.builds(Bound, SMALL, st.booleans())
SOME_STEPS = st.frozensets(st.sampled_from([Decimal(step) for step in STEPS] + [3, 7]), max_size=2)


@st.composite
def facets(draw: st.DrawFn) -> NumberFacet:
    return NumberFacet(
        integer=draw(st.booleans()),
        fractional=draw(st.sampled_from([False, False, False, True])),
        low=draw(ENDS),
        high=draw(ENDS),
        multiples=draw(SOME_STEPS),
        non_multiples=draw(SOME_STEPS),
        excluded=draw(st.frozensets(SMALL, max_size=4)),
    )


@lru_cache(maxsize=8)
def definition(facet: NumberFacet) -> Callable[[Fraction], bool]:
    """What the facet says, in rational arithmetic."""

    def exact(numbers: Iterable[int | Decimal]) -> set[Fraction]:
        return {Fraction(str(number)) for number in numbers}

    multiples, non_multiples, excluded = map(exact, (facet.multiples, facet.non_multiples, facet.excluded))
    listed = None if facet.values is None else exact(facet.values)
    ends = [(Fraction(str(end.value)), s, end.exclusive) for end, s in ((facet.low, 1), (facet.high, -1)) if end]

    def inside(value: Fraction) -> bool:
        distances = ((side * (value - end), exclusive) for end, side, exclusive in ends)
        return all(distance > 0 or (distance == 0 and not exclusive) for distance, exclusive in distances)

    def holds(value: Fraction) -> bool:
        whole = value.denominator == 1
        return (
            not (facet.fractional if whole else facet.integer)
            and inside(value)
            and all((value / step).denominator == 1 for step in multiples)
            and not any((value / step).denominator == 1 for step in non_multiples)
            and (listed is None or value in listed)
            and value not in excluded
        )

    return holds


def holds(facet: NumberFacet, value: Fraction) -> bool:
    return definition(facet)(value)


@cache
def decimals(alphabet: str, length: int) -> dict[str, Fraction]:
    """Every decimal text over an alphabet, and its value."""
    texts = ("".join(text) for n in range(1, length + 1) for text in itertools.product(alphabet, repeat=n))
    return {text: Fraction(text) for text in texts if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text, re.ASCII)}


def language(automaton: Automaton | None, alphabet: str, length: int) -> set[str]:
    """Every word over an alphabet, decimal or not."""
    if automaton is None:
        return set()
    edges = [[(chr(c), t) for low, high, t in out for c in range(low, high + 1)] for out in edge_lists(automaton)]
    steps = [[(char, target) for char, target in out if char in alphabet] for out in edges]
    ends = frozenset(np.flatnonzero(automaton.accepting).tolist())
    found: set[str] = set()
    layer = {("", q) for q in automaton.starts.tolist()}
    for _ in range(length + 1):
        found |= {text for text, q in layer if q in ends}
        layer = {(text + char, target) for text, q in layer for char, target in steps[q]}
    return found


@settings(max_examples=30, deadline=None)
@given(facet=facets(), alphabet=st.sampled_from(sorted(ALPHABETS)), lists=st.booleans())
@example(NumberFacet(multiples=frozenset([Decimal("0.25")])), "-0125.", False)
@example(NumberFacet(multiples=frozenset([100])), "-0125.", False)
@example(NumberFacet(integer=True, multiples=frozenset([12])), "-0123456789.", False)
@example(NumberFacet(fractional=True, low=Bound(0), high=Bound(1)), "-0125.", False)
@example(NumberFacet(excluded=frozenset([0, 1, Decimal("1.05"), Decimal("1.5"), 10, -2])), "-0125.", False)
@example(NumberFacet(low=Bound(-20, True), high=Bound(20), non_multiples=frozenset([7])), "-0125.", True)
@example(NumberFacet(low=Bound(10), high=Bound(25), multiples=frozenset([7])), "-0125.", True)
@example(NumberFacet(low=Bound(-25), high=Bound(-5), multiples=frozenset([Decimal("0.3")])), "-0125.", True)
def test_the_texts_of_a_facet_are_those_of_its_numbers(facet: NumberFacet, alphabet: str, lists: bool) -> None:
    length = ALPHABETS[alphabet]
    with patch.object(
        number_texts_module, "_SMALL", 0 if lists else 100
    ):  # lists of multiples even where few states do
        every, one = (texts.__wrapped__(facet) for texts in (number_texts, distinct_texts))
    texts = {text: holds(facet, value) for text, value in decimals(alphabet, length).items()}
    if facet != NumberFacet():
        spelled = {text for text in texts if texts[text] and not (facet.integer and "." in text)}
        assert language(every, alphabet, length) == spelled
    once = re.compile(r"(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?", re.ASCII)
    shortest = {text for text in texts if texts[text] and once.fullmatch(text)}
    assert language(one, alphabet, length) == shortest


@settings(max_examples=150, deadline=None)
@given(facet=facets())
@example(NumberFacet(low=Bound(1), high=Bound(4), multiples=frozenset([5])))
@example(NumberFacet(True, Bound(0), Bound(4), excluded=frozenset([1, 2, 9, Decimal("2.5")])))
@example(NumberFacet(low=Bound(1), high=Bound(1), non_multiples=frozenset([1])))
@example(NumberFacet(True, Bound(0), Bound(12), non_multiples=frozenset([2, 3]), excluded=frozenset([1, 5, 7, 11])))
@example(NumberFacet(multiples=frozenset([Decimal("0.5")]), non_multiples=frozenset([Decimal("0.1")])))
def test_emptiness_and_counts_are_exact(facet: NumberFacet) -> None:
    closed = facet.low is not None and facet.high is not None
    if facet.integer or facet.multiples:
        inside = sum(holds(facet, value) for value in candidates(facet))
        inside = inside if closed or not inside else INFINITE
    elif facet.low and facet.high and facet.low.value >= facet.high.value:
        inside = int(facet.low.value == facet.high.value and holds(facet, Fraction(str(facet.low.value))))
    else:  # longer decimals than all that the facet names
        inside = INFINITE
    assert facet.possible == (inside > 0)
    assert (number_texts(facet) is not None) == (distinct_texts(facet) is not None) == facet.possible
    for limit in (1, 2, 50, INFINITE):
        assert facet.count(limit) == min(limit, inside)


INFINITE = 10**6


def candidates(facet: NumberFacet) -> list[Fraction]:
    """The multiples of the largest step, all between two ends; without them enough to meet what is excluded."""
    step = max([Fraction(str(step)) for step in facet.multiples] + [Fraction(1)] * facet.integer)
    low, high = (None if end is None else int(Fraction(str(end.value)) / step) for end in (facet.low, facet.high))
    if low is None or high is None:
        middle = low or high or 0
        low, high = middle - 200, middle + 200
    return [step * n for n in range(low - 1, high + 2)]


VALUES = [Fraction(n, d) for d in (1, 10, 100) for n in range(-60, 61)] + [Fraction(n) for n in (84, 300, 10**40)]


@given(facet=facets() | st.builds(NumberFacet, values=st.frozensets(SMALL)), other=facets())
def test_the_complement_is_every_other_number(facet: NumberFacet, other: NumberFacet) -> None:
    outside, both = facet.complement(), facet.merge(other)
    for value in VALUES:
        number = decimal(value)
        assert facet.admits(number) == holds(facet, value)
        assert both.admits(number) == (holds(facet, value) and holds(other, value))
        assert any(part.admits(number) for part in outside) == (not holds(facet, value))


@given(facet=facets(), values=st.frozensets(SMALL, max_size=6))
def test_listed_numbers_that_the_rest_allows_are_left(facet: NumberFacet, values: frozenset[int | Decimal]) -> None:
    listed = facet.merge(NumberFacet(values=values))
    kept = {Fraction(str(value)) for value in values if holds(facet, Fraction(str(value)))}
    texts, once = number_texts(listed), distinct_texts(listed)
    assert listed.possible == bool(kept) == (texts is not None) == (once is not None)
    assert listed.count(10) == len(kept)
    for value in {Fraction(str(value)) for value in values}:
        text = format(Decimal(value.numerator) / value.denominator, "f")
        assert (texts is not None and texts.accepts(text.encode())) == (value in kept)
        assert (once is not None and once.accepts(text.encode())) == (value in kept)
        assert once is None or not once.accepts(text.encode() + (b"0" if "." in text else b".0"))


def test_unconstrained_numbers_are_the_whole_grammar_exhaustively() -> None:
    number = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
    alphabet = "-+01.eE"
    texts = {"".join(text) for n in range(1, 6) for text in itertools.product(alphabet, repeat=n)}
    found = number_texts(NumberFacet())
    assert found is numbers() and number_texts(NumberFacet(integer=True)) is integers()
    assert language(found, alphabet, 5) == {text for text in texts if number.fullmatch(text)}


# -- sizes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "multiple", "others"),
    [
        (f"1.{'0' * 45}1", f"3.{'0' * 45}3", ["3", f"3.{'0' * 45}2", f"3.{'0' * 45}30001"]),
        ("1e-300", f"7.{'0' * 299}1", [f"7.{'0' * 300}1"]),
        ("1e300", f"12{'0' * 300}", [f"12{'0' * 299}", f"12{'0' * 299}1", f"12{'0' * 300}.1"]),
        ("3e-40", f"0.{'0' * 39}6", [f"0.{'0' * 39}5", f"0.{'0' * 40}6"]),
    ],
)
def test_long_numbers_are_not_rounded(step: str, multiple: str, others: list[str]) -> None:
    between = NumberFacet(low=Bound(Decimal(multiple)), high=Bound(Decimal(multiple)))
    facet = NumberFacet(multiples=frozenset([Decimal(step)]))
    for texts in (number_texts, distinct_texts):
        found = texts(facet.merge(between))
        assert found is not None and found.accepts(multiple.encode())
        assert not any(found.accepts(text.encode()) for text in others)
    for text in others:
        assert not facet.admits(Decimal(text))
        assert facet.merge(NumberFacet(low=Bound(Decimal(text)), high=Bound(Decimal(text)))).count(9) == 0
        assert NumberFacet(excluded=frozenset([Decimal(text)])).admits(Decimal(multiple))
    without = number_texts(NumberFacet(excluded=frozenset([Decimal(multiple), *map(Decimal, others)])))
    assert without is not None
    for text in (multiple, *others):
        assert not without.accepts(text.encode())
        assert without.accepts(text.encode() + (b"1" if "." in text else b".1")) == (f"{text}.1" not in others)


@pytest.mark.parametrize("step", [7, 8, 12, 100, 1024, 10**6, 2**14, Decimal("0.05"), Decimal("1e-40")])
def test_remainders_with_the_same_future_are_one_state(step: int | Decimal) -> None:
    for integer in (False, True):
        found = number_texts(NumberFacet(integer, multiples=frozenset([step])))
        assert found is not None
        assert found.states <= minimise(determinise(found)).states + 3
        assert found.states >= Divisibility.least_states(Fraction(step))


@pytest.mark.parametrize(
    "facet",
    [
        NumberFacet(multiples=frozenset([999_983])),
        NumberFacet(True, Bound(0), non_multiples=frozenset([999_983])),
        NumberFacet(True, Bound(0), Bound(10**12), multiples=frozenset([49_999])),
        NumberFacet(multiples=frozenset([Decimal("1e1000")])),
        NumberFacet(multiples=frozenset([2**24, 7])),
    ],
)
def test_remainders_that_are_too_many_are_refused_soon(facet: NumberFacet) -> None:
    begin = time.process_time()
    assert facet.possible
    for texts in (number_texts, distinct_texts):
        with pytest.raises(LimitExceeded, match=r"multipleOf 1?\d+.*automaton_states = 50000"):
            texts(facet)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("wanted", [True, False])
def test_few_multiples_of_a_long_number_are_a_list(wanted: bool) -> None:
    """Between two ends, remainders need not be kept: 999983 has four multiples up to three million."""
    steps = frozenset([999_983])
    facet = NumberFacet(low=Bound(-1_000_000), high=Bound(3_000_000))
    facet = facet.merge(NumberFacet(multiples=steps) if wanted else NumberFacet(True, non_multiples=steps))
    found = number_texts(facet)
    assert found is not None and found.states < 100
    assert facet.count(10**7) == 5 if wanted else facet.count(10**3) == 10**3
    for n in (-999_983, 0, 999_983, 1_999_966, 2_999_949):
        assert found.accepts(str(n).encode()) == wanted
        assert found.accepts(f"{n}.0".encode()) == wanted
        assert found.accepts(str(n + 1).encode()) != wanted
    assert not found.accepts(b"3999932") and not found.accepts(b"-1999966")


def test_multiples_without_number_in_common_below_a_bound_are_refused() -> None:
    primes = [2**p - 1 for p in (2203, 2281, 3217)]
    facet = NumberFacet(multiples=frozenset([*primes, 7**3000, 11**3000]))
    with pytest.raises(LimitExceeded, match="multipleOf"):
        facet.count(1)


@pytest.mark.parametrize("zero", ["0", "-0", "0e-999999999", "0e999999999", "0.000"])
def test_zeros_with_exponents_are_zeros(zero: str) -> None:
    value = Decimal(zero)
    for facet in (
        NumberFacet(low=Bound(value), high=Bound(0)),
        NumberFacet(values=frozenset([value])),
        NumberFacet(True, Bound(-1, True), Bound(1, True)),
    ):
        found = distinct_texts(facet)
        assert found is not None and language(found, "-01.", 3) == {"0"}
        assert facet.merge(NumberFacet(excluded=frozenset([value]))).count(1) == 0


def test_keywords_are_read() -> None:
    keywords = {"minimum": 1, "exclusiveMaximum": Decimal("9.5"), "multipleOf": Decimal("0.5")}
    expected = NumberFacet(low=Bound(1), high=Bound(Decimal("9.5"), True), multiples=frozenset([Decimal("0.5")]))
    assert read_number(keywords, False) == expected
    assert read_number({"multipleOf": Decimal("1.0")}, True) == NumberFacet(integer=True)
    assert number_texts(read_number({"multipleOf": 1}, False)).accepts(b"2.0")
