"""Bounds of numbers that a parser sees after rounding to a float."""

from __future__ import annotations

import math
import sys
from decimal import Decimal
from typing import Any

from gendecode.frontends.types.place import Core, Place, Schema

MOST = Decimal(sys.float_info.max)
"""Beyond it, a number becomes an infinity."""

_SIDES = (
    ("ge", "minimum", False),
    ("gt", "exclusiveMinimum", True),
    ("le", "maximum", False),
    ("lt", "exclusiveMaximum", True),
)


def exact_bounds(core: Core, place: Place) -> Schema:
    """The bounds and the divisor of a type whose values are not rounded."""
    found: Schema = {}
    for key, keyword, _ in _SIDES:
        if core.get(key) is not None and not _vacuous(key, core[key], place):
            found[keyword] = core[key]
    if core.get("multiple_of") is not None:
        found["multipleOf"] = abs(core["multiple_of"])
    return found


def rounded_bounds(core: Core, place: Place, finite: bool) -> Schema:
    """Inclusive bounds such that every decimal within them, rounded to a float, satisfies the type's own."""
    low = -MOST if finite else None
    high = MOST if finite else None
    for key, _, exclusive in _SIDES:
        bound = core.get(key)
        if bound is None or _vacuous(key, bound, place):
            continue
        if key in ("ge", "gt"):
            inner = _inward(bound, math.inf, exclusive)
            low = inner if low is None else max(low, inner)
        else:
            inner = _inward(bound, -math.inf, exclusive)
            high = inner if high is None else min(high, inner)
    found: Schema = {}
    if low is not None:
        found["minimum"] = low
    if high is not None:
        found["maximum"] = high
    return found


def _vacuous(key: str, bound: Any, place: Place) -> bool:
    """True for an infinite bound that allows every number."""
    if Decimal(bound).is_finite():
        return False
    below = key in ("ge", "gt")
    if bound != bound or (bound > 0) == below:
        raise place.refusal(key, f"no finite number is beyond {bound}", "use a finite bound")
    return True


def _inward(bound: Any, direction: float, exclusive: bool) -> Decimal:
    """The first float from ``bound`` on in a direction, as the shortest decimal that is read as that float."""
    wanted = Decimal(bound) if isinstance(bound, (int, Decimal)) else Decimal(repr(float(bound)))
    if abs(wanted) > MOST:
        return wanted
    at = float(wanted)
    while True:
        text = Decimal(repr(at))
        ahead = text > wanted if direction > 0 else text < wanted
        if ahead or (text == wanted and not exclusive):
            return text
        following = math.nextafter(at, direction)
        if math.isinf(following):
            return wanted + (1 if direction > 0 else -1)
        at = following


def rounded_multiples(step: Any) -> Schema:
    """Multiples of ``step`` that are still seen as multiples after rounding to a float.

    The parser forgives 1e-9, and rounding the number and the step changes a remainder by at most 2**-52 of
    the number. Where the step is a fraction of two's powers, nothing is rounded as far as 53 bits reach.
    """
    wanted = abs(Decimal(repr(step) if isinstance(step, float) else step))
    numerator, denominator = wanted.as_integer_ratio()
    found: Schema = {"multipleOf": wanted}
    if _power_of_two(numerator) and _power_of_two(denominator):
        return found
    most = max(4_000_000, 2**53 // denominator if _power_of_two(denominator) else 0)
    return {**found, "minimum": -most, "maximum": most}


def _power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
