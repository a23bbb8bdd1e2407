"""Checks of the numbers that stages take. The message carries the name, the rule and the value."""

from __future__ import annotations

import math

from gendecode.errors import PipelineError


def real(name: str, value: object, low: float, high: float, *, open_low: bool = False) -> float:
    """``value`` as a float, if it is a finite number from ``low`` to ``high``; ``open_low`` excludes ``low``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise PipelineError(f"{name} must be a finite number, not {value!r}")
    if value < low or value > high or (open_low and value == low):
        bound = f"greater than {low:g}" if open_low else f"at least {low:g}"
        upper = "" if math.isinf(high) else f" and at most {high:g}"
        raise PipelineError(f"{name} must be {bound}{upper}, not {value!r}")
    return float(value)


def whole(name: str, value: object, low: int) -> int:
    """``value``, if it is an integer and at least ``low``."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise PipelineError(f"{name} must be an integer, not {value!r}")
    if value < low:
        raise PipelineError(f"{name} must be at least {low}, not {value}")
    return value
