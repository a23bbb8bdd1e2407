"""Numbers: what a schema's numeric keywords say, as a conjunction that is closed under negation.

A :class:`NumberFacet` is the conjunction as the schema writes it. Questions about it are answered on its
normal form: the multiples of one step, between two ends that are themselves multiples, less the multiples
of some coarser steps and less single values. All arithmetic is on integers and fractions, so it is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any

from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.formats import ALL, NUMERIC

Number = int | Decimal

_Tighter = Callable[[Number, Number], Number]

_NONE: frozenset[Number] = frozenset()
_STEP_BITS = 20_000  # of a common multiple; single numbers of a schema have up to 6,700


@dataclass(frozen=True)
class Bound:
    """An end of a range; ``exclusive`` leaves the value itself out."""

    value: Number
    exclusive: bool = False


@dataclass(frozen=True)
class NumberFacet:
    """Which numbers are allowed: those for which every attribute that is set holds.

    Attributes:
        integer: whole, and written without a fraction.
        fractional: not whole.
        low, high: between these.
        multiples: a multiple of each of these (all above 0).
        non_multiples: a multiple of none of these (all above 0).
        values: one of these.
        excluded: none of these.
    """

    integer: bool = False
    low: Bound | None = None
    high: Bound | None = None
    values: frozenset[Number] | None = None
    fractional: bool = False
    multiples: frozenset[Number] = _NONE
    non_multiples: frozenset[Number] = _NONE
    excluded: frozenset[Number] = _NONE

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
            self.fractional or other.fractional,
            self.multiples | other.multiples,
            self.non_multiples | other.non_multiples,
            self.excluded | other.excluded,
        )

    def complement(self) -> tuple[NumberFacet, ...]:
        """The numbers that this facet does not allow, as a union: one facet for each condition they may violate."""
        found: list[NumberFacet] = []
        if self.integer:
            found.append(NumberFacet(fractional=True))
        if self.fractional:
            found.append(NumberFacet(integer=True))
        if self.low is not None:
            found.append(NumberFacet(high=_other_side(self.low)))
        if self.high is not None:
            found.append(NumberFacet(low=_other_side(self.high)))
        found += (NumberFacet(non_multiples=frozenset([step])) for step in sorted(self.multiples))
        found += (NumberFacet(multiples=frozenset([step])) for step in sorted(self.non_multiples))
        if self.values is not None:
            found.append(NumberFacet(excluded=self.values))
        if self.excluded:
            found.append(NumberFacet(values=self.excluded))
        return tuple(found)

    def admits(self, value: Number) -> bool:
        """True when this one number is allowed."""
        if (self.integer or self.fractional) and (self.fractional if value == int(value) else self.integer):
            return False
        if self.low and (value < self.low.value or (self.low.exclusive and value == self.low.value)):
            return False
        if self.high and (value > self.high.value or (self.high.exclusive and value == self.high.value)):
            return False
        if (self.values is not None and value not in self.values) or value in self.excluded:
            return False
        if self.multiples and not all(is_multiple(value, step) for step in self.multiples):
            return False
        return not any(is_multiple(value, step) for step in self.non_multiples)

    @property
    def possible(self) -> bool:
        """True when some number is allowed. Raises LimitExceeded as :func:`normal_form` does."""
        if self.values is not None:
            return any(map(self.admits, self.values))
        if not (self.multiples or self.non_multiples or self.fractional):
            low, high = self.low, self.high
            if low is None or high is None or (not self.integer and low.value < high.value):
                return True  # no finite set excludes all of them
        found = normal_form(self)
        return found is not None and found.count(1) > 0

    def count(self, limit: int) -> int:
        """How many numbers are allowed, at most ``limit``. Takes time in proportion to ``limit``.

        Raises LimitExceeded as :func:`normal_form` does.
        """
        if self.values is not None:
            return min(limit, sum(map(self.admits, self.values)))
        found = normal_form(self)
        return 0 if found is None else found.count(limit)


def read_number(keywords: dict[str, Any], integer: bool, enforced: frozenset[str] = ALL) -> NumberFacet:
    """The facet that a schema's numeric keywords describe, draft-4 booleans included."""
    step = keywords.get("multipleOf")
    found = NumberFacet(
        integer,
        _read_bound(keywords.get("minimum"), keywords.get("exclusiveMinimum"), max),
        _read_bound(keywords.get("maximum"), keywords.get("exclusiveMaximum"), min),
        multiples=_NONE if step is None or (integer and step == 1) else frozenset([step]),
    )
    name = keywords.get("format", "")
    if name not in NUMERIC or name not in enforced:
        return found
    span = NUMERIC[name]
    return found.merge(NumberFacet(span.whole, Bound(span.least), Bound(span.most)))


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


def _other_side(bound: Bound) -> Bound:
    return Bound(bound.value, not bound.exclusive)


def is_multiple(value: Number, step: Number) -> bool:
    """True when ``value`` divided by ``step`` is a whole number."""
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    return (Fraction(value) / Fraction(step)).denominator == 1


# -- normal form ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NormalForm:
    """The numbers of a facet without ``values``, each condition once.

    Attributes:
        step: every number is a multiple of it; None where the numbers are all the decimals of a range.
        low, high: the ends of the range, multiples of ``step`` and inclusive where there is a step.
        holes: steps that no number is a multiple of. They are multiples of ``step``, not of one another.
        excluded: single numbers that are left out, of those that the rest allows.
    """

    step: Fraction | None
    low: Bound | None
    high: Bound | None
    holes: tuple[Fraction, ...]
    excluded: frozenset[Number]

    def count(self, limit: int) -> int:
        """How many numbers there are, at most ``limit``."""
        if self.low is None or self.high is None:
            return limit  # of all multiples of a step, those of coarser ones leave infinitely many
        if self.step is None:
            if self.low.value < self.high.value:
                return limit
            return min(limit, 1)
        first, last = first_index(self.low, self.step), last_index(self.high, self.step)
        if not self.holes:
            return min(limit, last - first + 1 - len(self.excluded))
        return sum(1 for _ in islice(self._outside_holes(self.step, first, last), limit))

    def _outside_holes(self, step: Fraction, first: int, last: int) -> Iterator[int]:
        """The multiples of the step that are allowed, from the first to the last, each divided by the step."""
        ratios = [int(hole / step) for hole in self.holes]
        excluded = {int(Fraction(value) / step) for value in self.excluded}
        for at in range(first, last + 1):
            if at not in excluded and all(at % ratio for ratio in ratios):
                yield at


def first_index(low: Bound, step: Fraction) -> int:
    """Which multiple of the step is the first one above a bound."""
    ratio = Fraction(low.value) / step
    return math.floor(ratio) + 1 if low.exclusive else math.ceil(ratio)


def last_index(high: Bound, step: Fraction) -> int:
    """Which multiple of the step is the last one below a bound."""
    ratio = Fraction(high.value) / step
    return math.ceil(ratio) - 1 if high.exclusive else math.floor(ratio)


def decimal(value: Fraction) -> Number:
    """A fraction that is a decimal, as an int or an exact Decimal."""
    if value.denominator == 1:
        return value.numerator
    places = decimal_places(value)
    sign, digits, _ = Decimal(int(value * 10**places)).as_tuple()
    return Decimal((sign, digits, -places))


def decimal_places(value: Fraction) -> int:
    """How many digits a decimal has behind the point."""
    twos = (value.denominator & -value.denominator).bit_length() - 1
    rest, fives = value.denominator >> twos, 0
    while rest > 1:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives)


@lru_cache(maxsize=1024)
def normal_form(facet: NumberFacet) -> NormalForm | None:
    """The normal form of a facet without ``values``; None where it is plain that no number is allowed.

    Raises LimitExceeded where the common multiple of several ``multipleOf`` has thousands of digits.
    """
    step = None
    for other in [Fraction(m) for m in sorted(facet.multiples)] + [Fraction(1)] * facet.integer:
        step = other if step is None else _common(step, other)
    holes = [Fraction(m) for m in facet.non_multiples] + [Fraction(1)] * facet.fractional
    if step is not None:
        holes = [_common(step, hole) for hole in holes]
        if step in holes:
            return None
    low, high = facet.low, facet.high
    if step is not None:
        low = low and Bound(decimal(first_index(low, step) * step))
        high = high and Bound(decimal(last_index(high, step) * step))
    if low is not None and high is not None:
        if low.value > high.value or (low.value == high.value and (low.exclusive or high.exclusive)):
            return None
        if low.value == high.value and not facet.admits(low.value):
            return None
    rest = replace(facet, excluded=_NONE)
    excluded = frozenset(value for value in facet.excluded if rest.admits(value))
    return NormalForm(step, low, high, _independent(holes), excluded)


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The smallest number that is a multiple of both."""
    found = Fraction(math.lcm(a.numerator, b.numerator), math.gcd(a.denominator, b.denominator))
    if found.numerator.bit_length() > _STEP_BITS:
        raise LimitExceeded(f"multipleOf: the numbers have no common multiple below 2^{_STEP_BITS}")
    return found


def _independent(steps: list[Fraction]) -> tuple[Fraction, ...]:
    """The steps that are not multiples of others."""
    found: list[Fraction] = []
    for step in sorted(set(steps)):
        if not any((step / finer).denominator == 1 for finer in found):
            found.append(step)
    return tuple(found)
