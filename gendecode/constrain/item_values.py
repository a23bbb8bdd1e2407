"""JSON values in one spelling: two texts of equal values have equal canonical texts."""

from __future__ import annotations

import json
from typing import Any

from gendecode.errors import LimitExceeded


class _Number(str):
    """The canonical spelling of a number."""


def canonical_value(text: bytes) -> bytes:
    """The canonical text of a JSON text: sorted members, numbers as exact digits and exponent, ASCII.

    Raises LimitExceeded where it is nested too deep to be read.
    """
    try:
        value = json.loads(text, parse_int=_number, parse_float=_number)
        return _write(value).encode()
    except RecursionError:
        raise LimitExceeded("an item that must be distinct is nested deeper than can be compared") from None


def _number(text: str) -> _Number:
    """Digits without zeros at either end, and the exponent of the last one: 1.50, 15e-1 and 150E-2 are all 15e-1."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return _Number("0e0")
    kept = digits.rstrip("0")
    try:
        power = int(exponent or "0") - len(fraction) + len(digits) - len(kept)
    except ValueError:  # of more digits than Python reads
        raise LimitExceeded("an item that must be distinct has a number with too large an exponent") from None
    return _Number(f"{'-' if mantissa.startswith('-') else ''}{kept}e{power}")


def _write(value: Any) -> str:
    if isinstance(value, _Number):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_write(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    return json.dumps(value)
