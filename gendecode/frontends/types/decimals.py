"""Decimal: as a JSON number, which the parser reads as a float first, or as a string, which it reads exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gendecode.frontends.types.bounds import rounded_bounds
from gendecode.frontends.types.place import Core, Place, Schema
from gendecode.frontends.types.texts import matching

_DIGITS = 15
"""A decimal of so many digits survives the way through a float."""

_BOUNDS = ("ge", "gt", "le", "lt")


def decimal(core: Core, place: Place) -> Schema:
    """The numbers and the strings that become a Decimal of the type."""
    digits, places = core.get("max_digits"), core.get("decimal_places")
    multiple = core.get("multiple_of")
    forms = _numbers(core, place, digits, places)
    if multiple is not None:
        forms = [{"allOf": [form, _multiples(Decimal(multiple))]} for form in forms]
    elif all(core.get(key) is None for key in _BOUNDS[1:]) and core.get("ge") in (None, 0):
        sign = "-?" if core.get("ge") is None else ""
        forms.append(matching(*(sign + form for form in _strings(digits, places))))
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _numbers(core: Core, place: Place, digits: int | None, places: int | None) -> list[Schema]:
    """Numbers with at most so many digits, and so many of them after the point."""
    bounds = rounded_bounds(core, place, finite=True)
    if digits is None:
        return [{**bounds, **_step(places)}]
    if places is not None:
        return [_below(digits - min(places, digits), min(places, digits), bounds)]
    # Each digit may stand on either side of the point.
    return [_below(digits - after, after, bounds) for after in range(digits + 1 if digits <= _DIGITS else 1)]


def _below(before: int, after: int, bounds: Schema) -> Schema:
    """Numbers of at most so many digits before and after the point."""
    if before + after > _DIGITS:
        after = 0  # with a fraction, rounding might carry into one more digit
    least = Decimal(1).scaleb(-after)
    most = 10**before - least
    sides: list[Schema] = [{"minimum": -most, "maximum": most}]
    if not before:  # the parser counts the digit of zero as one before the point
        sides = [{"minimum": -most, "maximum": -least}, {"minimum": least, "maximum": most}]
    number = {**bounds, **_step(after)}
    return {"anyOf": [{"allOf": [number, side]} for side in sides]}


def _step(places: int | None) -> Schema:
    """A number with at most so many decimals."""
    if places is None:
        return {"type": "number"}
    return {"type": "number", "multipleOf": Decimal(1).scaleb(-places)} if places else {"type": "integer"}


def _multiples(step: Decimal) -> Schema:
    """Multiples of few digits, which a float does not change."""
    exponent: Any = step.normalize().as_tuple().exponent
    most = Decimal(10) ** max(_DIGITS + min(exponent, 0), 0)
    return {"multipleOf": abs(step), "minimum": -most, "maximum": most}


def _strings(digits: int | None, places: int | None) -> list[str]:
    """Patterns of unsigned decimals with at most so many digits, and so many of them after the point."""
    if digits is None:
        fraction = r"(?:\.[0-9]+)?" if places is None else rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
        return [f"(?:0|[1-9][0-9]*){fraction}"]
    if places is not None:
        return [_decimal(digits - min(places, digits), 1, min(places, digits))]
    return [_decimal(digits - after, after, after) for after in range(digits + 1)]


def _decimal(before: int, least: int, most: int) -> str:
    """At most ``before`` digits before the point, and from ``least`` to ``most`` after it."""
    whole = f"(?:0|[1-9][0-9]{{0,{before - 1}}})" if before else "0"
    if not most:
        return whole
    fraction = rf"\.[0-9]{{{least},{most}}}"
    return f"{whole}(?:{fraction})?" if before else whole + fraction
