"""Schemas of which one can see that some value satisfies them, without the algebra.

That is so for nearly every schema that people write, and to see it takes a microsecond. The answer False
means "not seen": then :mod:`~gendecode.frontends.json_schema.inhabited` decides.
"""

from __future__ import annotations

from typing import Any

from gendecode.frontends.json_schema.keywords import ASSERTIONS, IN_PLACE

RESTRICTING = IN_PLACE.union(
    ("enum", "const", "maxLength", "pattern", "format", "required", "minItems", "contains", "minProperties"),
    ASSERTIONS["number"],
)
"""Every keyword without which no value is excluded altogether (``maxLength`` counts for ``minLength``)."""

_DEPTH = 6
_LOOKS = 2_000  # schemas that one answer may look at; a schema may share parts of itself many times


def evident(schema: Any, ignores: frozenset[str], closed: bool) -> bool:
    """True when it can be seen that some value satisfies ``schema``.

    Args:
        ignores: keywords that mean nothing in the schema's draft.
        closed: an object that lists properties has no others unless it says so.
    """
    return _evident(schema, ignores, closed, 0, [_LOOKS])


def _evident(schema: Any, ignores: frozenset[str], closed: bool, depth: int, looks: list[int]) -> bool:
    looks[0] -= 1
    if looks[0] < 0:
        return False
    if schema.__class__ is not dict:
        return bool(schema)
    if RESTRICTING.isdisjoint(schema):
        return True
    if depth > _DEPTH or not ignores.isdisjoint(schema):
        return False
    restricting = RESTRICTING.intersection(schema)
    kind = schema.get("type")
    if restricting == {"enum"}:
        return kind == "string" and _LENGTHS.isdisjoint(schema) and any(isinstance(v, str) for v in schema["enum"])
    if restricting == {"format"}:
        return _LENGTHS.isdisjoint(schema)  # every format has texts, of some length
    if restricting == {"required"} and kind == "object":
        return _MEMBERS.isdisjoint(schema) and _required(schema, ignores, closed, depth, looks)
    if restricting == {"maxLength"} and kind == "string":
        return bool(schema.get("minLength", 0) <= schema["maxLength"])
    if restricting == {"minItems"} and kind == "array" and _ITEMS.isdisjoint(schema):
        items = schema.get("items", True)
        return items.__class__ is not list and _evident(items, ignores, closed, depth + 1, looks)
    return len(restricting) == 1 and restricting <= {"minimum", "maximum"} and kind in ("number", "integer")


_LENGTHS = frozenset({"minLength"})
_MEMBERS = frozenset({"maxProperties", "patternProperties", "propertyNames", "dependentRequired"})
_ITEMS = frozenset({"maxItems", "prefixItems", "uniqueItems"})


def _required(schema: dict[str, Any], ignores: frozenset[str], closed: bool, depth: int, looks: list[int]) -> bool:
    """True when every required member can be seen to have a value."""
    properties = schema.get("properties", {})
    other = schema.get("additionalProperties", not (closed and "properties" in schema))
    return all(_evident(properties.get(name, other), ignores, closed, depth + 1, looks) for name in schema["required"])
