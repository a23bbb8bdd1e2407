"""Numbers: bounds, integers, enumerated values, and their texts as automata.

The comparison of a decimal text with a bound is a small automaton that reads the digits from the left
and remembers how many integer digits it saw and whether they are below, equal to or above those of the
bound. It has a few states per digit of the bound, and is exact: no floating point anywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import byte_ranges, concat, literal, optional, repeat, union, words
from gendecode.automata.builder import Edge, trimmed

Number = int | Decimal

_Tighter = Callable[[Number, Number], Number]


@dataclass(frozen=True)
class Bound:
    """An end of a range; ``exclusive`` leaves the value itself out."""

    value: Number
    exclusive: bool = False


@dataclass(frozen=True)
class NumberFacet:
    """Which numbers are allowed: those between the bounds, whole if ``integer``, listed if ``values`` is set."""

    integer: bool = False
    low: Bound | None = None
    high: Bound | None = None
    values: frozenset[Number] | None = None

    def merge(self, other: NumberFacet) -> NumberFacet:
        """The numbers that both allow."""
        values = self.values
        if other.values is not None:
            values = other.values if values is None else values & other.values
        return NumberFacet(
            self.integer or other.integer,
            _tighter(self.low, other.low, max),
            _tighter(self.high, other.high, min),
            values,
        )

    def admits(self, value: Number) -> bool:
        """True when this one number is allowed."""
        if self.integer and value != int(value):
            return False
        if self.low and (value < self.low.value or (self.low.exclusive and value == self.low.value)):
            return False
        if self.high and (value > self.high.value or (self.high.exclusive and value == self.high.value)):
            return False
        return self.values is None or value in self.values

    @property
    def possible(self) -> bool:
        """True when some number is allowed."""
        if self.values is not None:
            return any(map(self.admits, self.values))
        if self.low is None or self.high is None:
            return True
        if self.integer:
            return _whole_low(self.low) <= _whole_high(self.high)
        if self.low.value == self.high.value:
            return not (self.low.exclusive or self.high.exclusive)
        return self.low.value < self.high.value


def read_number(keywords: dict[str, Any], integer: bool) -> NumberFacet:
    """The facet that a schema's numeric keywords describe, draft-4 booleans included."""
    return NumberFacet(
        integer or keywords.get("multipleOf") == 1,
        _read_bound(keywords.get("minimum"), keywords.get("exclusiveMinimum"), max),
        _read_bound(keywords.get("maximum"), keywords.get("exclusiveMaximum"), min),
    )


def _read_bound(plain: Any, exclusive: Any, tighter: _Tighter) -> Bound | None:
    if isinstance(exclusive, bool) or exclusive is None:
        return None if plain is None else Bound(plain, bool(exclusive))
    return _tighter(Bound(exclusive, True), None if plain is None else Bound(plain), tighter)


def _tighter(a: Bound | None, b: Bound | None, tighter: _Tighter) -> Bound | None:
    """The bound that leaves less: of two ends at the same value the exclusive one."""
    if a is None or b is None:
        return a or b
    if a.value == b.value:
        return a if a.exclusive else b
    return a if tighter(a.value, b.value) == a.value else b


def _whole_low(bound: Bound) -> int:
    return math.floor(bound.value) + 1 if bound.exclusive else math.ceil(bound.value)


def _whole_high(bound: Bound) -> int:
    return math.ceil(bound.value) - 1 if bound.exclusive else math.floor(bound.value)


# -- texts ------------------------------------------------------------------------------------------


@cache
def integers() -> Automaton:
    """Every integer: no fraction, no exponent, no leading zero; ``-0`` too."""
    digit, minus = byte_ranges([(0x30, 0x39)]), literal(b"-")
    whole = union(literal(b"0"), concat(byte_ranges([(0x31, 0x39)]), repeat(digit, 0, None)))
    return concat(optional(minus), whole)


@cache
def numbers() -> Automaton:
    """Every number of the JSON grammar, exponents included."""
    digits = repeat(byte_ranges([(0x30, 0x39)]), 1, None)
    fraction = concat(literal(b"."), digits)
    exponent = concat(words([b"e", b"E", b"e+", b"E+", b"e-", b"E-"]), digits)
    return concat(integers(), optional(fraction), optional(exponent))


@lru_cache(maxsize=1024)
def number_texts(facet: NumberFacet) -> Automaton | None:
    """The texts of the allowed numbers; None when there are none.

    Listed values have their usual spellings (see :func:`spellings`); bounded numbers are decimals
    without exponent; unbounded ones the whole JSON grammar.
    """
    if facet.values is not None:
        found = [text for value in facet.values if facet.admits(value) for text in spellings(value, facet.integer)]
        return words(text.encode() for text in found) if found else None
    if facet.low is None and facet.high is None:
        return integers() if facet.integer else numbers()
    low, high = facet.low, facet.high
    if facet.integer:
        # Whole bounds make the automaton smaller, and "above 1.5" the same as "from 2".
        low = None if low is None else Bound(_whole_low(low))
        high = None if high is None else Bound(_whole_high(high))
    parts: list[Automaton] = []
    positive = _magnitudes(low, high, facet.integer)
    if positive is not None:
        parts.append(positive)
    negative = _magnitudes(_negated(high), _negated(low), facet.integer)
    if negative is not None:
        parts.append(concat(literal(b"-"), negative))
    return union(*parts) if parts else None


def spellings(value: Number, integer: bool) -> set[str]:
    """The texts that stand for one fixed number: what ``json.dumps`` writes, and the plain decimal.

    A whole number that is not asked to be an integer may also end in ``.0``.
    """
    found: set[str] = set()
    if value == int(value):
        whole = int(value)
        found.add(str(whole))
        if not whole:
            found.add("-0")
        if not integer:
            found |= {f"{text}.0" for text in found}
    else:
        plain = format(value, "f")
        found.add(plain.rstrip("0"))
    if not integer and -(10**300) < value < 10**300:
        # The float's own text, where the float is the same number: 1e+22, 5e-324.
        text = json.dumps(float(value))
        if Decimal(text) == value:
            found.add(text)
    return found


def _negated(bound: Bound | None) -> Bound | None:
    if bound is None:
        return None
    # The minus sign would round a Decimal to 28 digits.
    value = bound.value.copy_negate() if isinstance(bound.value, Decimal) else -bound.value
    return Bound(value, bound.exclusive)


_ZERO = Bound(0)


def _magnitudes(low: Bound | None, high: Bound | None, integer: bool) -> Automaton | None:
    """The unsigned decimals in a range whose ends may be negative; None when there are none."""
    if high is not None and (high.value < 0 or (high.exclusive and high.value == 0)):
        return None
    if low is not None and low.value < 0:
        low = None
    sides = ([] if low is None else [(low, 1)]) + ([] if high is None else [(high, -1)])
    bounds = [_Decimal(bound) for bound, _ in sides]

    def fits(state: _Reading) -> bool:
        orders = [bound.order(at) for bound, at in zip(bounds, state.at, strict=True)]
        return all(o == side or (o == 0 and not b.exclusive) for o, (b, side) in zip(orders, sides, strict=True))

    def step(state: _Reading, char: str) -> _Reading | None:
        phase = _PHASES[state.phase].get("digit" if char.isdigit() and char != "0" else char)
        if phase is None or (integer and char == "."):
            return None
        return _Reading(phase, tuple(b.read(at, char) for b, at in zip(bounds, state.at, strict=True)))

    start = _Reading("start", tuple((0, 0, False) for _ in bounds))
    return explore(start, step, lambda state: state.phase in _COMPLETE and fits(state), "0123456789.")


@dataclass(frozen=True)
class _Reading:
    """A position in an unsigned decimal: the syntax, and the comparison with each bound."""

    phase: str
    at: tuple[tuple[int, int, bool], ...]


# The syntax (0|[1-9][0-9]*)(\.[0-9]+)? as phase -> character -> phase.
_PHASES: dict[str, dict[str, str]] = {
    "start": {"0": "zero", "digit": "whole"},
    "zero": {".": "point"},
    "whole": {"0": "whole", "digit": "whole", ".": "point"},
    "point": {"0": "fraction", "digit": "fraction"},
    "fraction": {"0": "fraction", "digit": "fraction"},
}
_COMPLETE = frozenset({"zero", "whole", "fraction"})


class _Decimal:
    """Compares a decimal text, digit by digit, with the magnitude of a bound.

    A comparison is (digits read of this part, order so far, in the fraction?), with order -1, 0 or 1
    for a text below, equal to or above the bound as far as read.
    """

    def __init__(self, bound: Bound) -> None:
        whole, _, fraction = format(Decimal(bound.value).copy_abs(), "f").partition(".")
        self.whole, self.fraction = whole, fraction.rstrip("0")

    def read(self, at: tuple[int, int, bool], char: str) -> tuple[int, int, bool]:
        count, order, inside = at
        if char == ".":
            return (0, self._whole_order(count, order), True)
        digits = self.fraction if inside else self.whole
        if inside and order:
            return at
        if count >= len(digits):
            if inside:  # the bound goes on with zeros
                return (count, 1 if char != "0" else 0, True)
            return (count + 1 if count == len(digits) else count, 1, False)
        if not order:
            order = (char > digits[count]) - (char < digits[count])
        return (0 if inside and order else count + 1, order, inside)

    def _whole_order(self, count: int, order: int) -> int:
        if count != len(self.whole):
            return -1 if count < len(self.whole) else 1
        return order

    def order(self, at: tuple[int, int, bool]) -> int:
        """How a text that ends here compares with the bound."""
        count, order, inside = at
        if not inside:
            count, order = 0, self._whole_order(count, order)
        return order or (-1 if count < len(self.fraction) else 0)


def explore(
    start: _Reading,
    step: Callable[[_Reading, str], _Reading | None],
    accepts: Callable[[_Reading], bool],
    alphabet: str,
) -> Automaton | None:
    """The automaton of a deterministic machine given as functions; None when it accepts nothing."""
    number = {start: 0}
    order = [start]
    edges: dict[int, list[Edge]] = {}
    for state in order:
        out = edges[number[state]] = []
        for char in alphabet:
            target = step(state, char)
            if target is None:
                continue
            if target not in number:
                number[target] = len(order)
                order.append(target)
            out.append((ord(char), ord(char), number[target]))
    return trimmed(0, edges, {number[state] for state in order if accepts(state)})
