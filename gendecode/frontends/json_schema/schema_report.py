"""schema_report(): the report of any schema, those that are refused included."""

from __future__ import annotations

from typing import Any

from gendecode.errors import GendecodeError, UnsupportedError
from gendecode.frontends.json_schema.build import json_schema
from gendecode.frontends.json_schema.report import ReportEntry, place_of
from gendecode.frontends.json_schema.values import load_text
from gendecode.limits import Limits

_MOST_REFUSALS = 50


def schema_report(schema: dict[str, Any] | bool | str, **options: Any) -> tuple[ReportEntry, ...]:
    """What becomes of every keyword of a schema, and whatever is refused; raises nothing for a bad schema.

    After a keyword that is refused, the schema is read once more without it, so that the report has them all. Where
    that cannot go on (the schema is malformed, has no valid value, or reaches a limit), the last entry says why and
    the keywords that are enforced are left out.

    Args:
        schema: as for :func:`gendecode.json_schema`, as Python values or JSON text.
        options: those of :func:`gendecode.json_schema`.
    """
    refused: list[ReportEntry] = []
    try:
        rest: Any = load_text(schema, options.get("limits") or Limits()) if isinstance(schema, str) else schema
        while True:
            try:
                return (*refused, *json_schema(rest, **options).report)
            except UnsupportedError as error:
                refused.append(_entry(error))
                smaller = _without(rest, error)
                if smaller is None or len(refused) >= _MOST_REFUSALS:
                    return tuple(refused)
                rest = smaller
    except GendecodeError as error:
        return (*refused, ReportEntry("#", "", "refused", str(error)))


def _entry(error: UnsupportedError) -> ReportEntry:
    reason = f"{error.reason or 'it is not supported'}{f' ({error.hint})' if error.hint else ''}"
    return ReportEntry(error.where, error.keyword, "refused", reason)


def _without(schema: Any, error: UnsupportedError) -> Any:
    """A copy of the schema without the keyword that is refused; None when its place is not plain to see."""
    place = place_of(error.where)
    if place is None:
        return None
    for path in ((*place, error.keyword), place):
        found = _removed(schema, path)
        if found is not None:
            return found
    return None


def _removed(value: Any, path: tuple[str, ...]) -> Any:
    """The value without the member at the end of a path, everything on the way copied; None when it is not there."""
    step, *rest = path or ("",)
    if isinstance(value, dict) and step in value:
        if not rest:
            return {name: item for name, item in value.items() if name != step}
        below = _removed(value[step], tuple(rest))
        return None if below is None else {**value, step: below}
    if isinstance(value, list) and rest and step.isdecimal() and int(step) < len(value):
        index = int(step)
        below = _removed(value[index], tuple(rest))
        return None if below is None else [*value[:index], below, *value[index + 1 :]]
    return None
