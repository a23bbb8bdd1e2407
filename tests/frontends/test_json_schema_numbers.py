"""Number texts: every text over a small alphabet against decimal arithmetic, and random bounds."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gendecode.frontends.json_schema.number_texts import integers, number_texts, numbers
from gendecode.frontends.json_schema.numbers import Bound, NumberFacet

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
