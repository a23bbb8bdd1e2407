"""Schemas spelled as in draft 2020-12, in the spelling of an older draft."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.drafts import IDENTIFIERS

_BEFORE_2020 = ("draft4", "draft6", "draft7", "draft2019-09")
_BEFORE_2019 = ("draft4", "draft6", "draft7")
_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_VALUES = [
    "enum",
    "const",
    "default",
    "examples",
    "required",
    "dependentRequired",
    "uniqueItems",
    "deprecated",
    "readOnly",
    "writeOnly",
    "self",
]


def spelled_for(draft: str, schema: Any) -> Any:
    """The same restrictions, said as the draft says them, and the draft named at the root.

    Raises:
        ValueError: the draft has no words for it.
    """
    found = _spelled(draft, schema)
    return {"$schema": IDENTIFIERS[draft], **found} if isinstance(found, dict) else found


def _spelled(draft: str, schema: Any) -> Any:
    if isinstance(schema, bool) and draft == "draft4":
        return {} if schema else {"not": {}}
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _VALUES:
            found[keyword] = value
        elif keyword in _NAMED:
            found[keyword] = {name: _spelled(draft, one) for name, one in value.items()}
        elif keyword in ("additionalProperties", "additionalItems") and isinstance(value, bool):
            found[keyword] = value
        elif isinstance(value, list):
            found[keyword] = [_spelled(draft, one) for one in value]
        else:
            found[keyword] = _spelled(draft, value)
    if draft in _BEFORE_2020:
        _tuples(found)
    if draft in _BEFORE_2019:
        _before_2019(found)
    if draft == "draft4":
        _draft4(found)
    if draft in ("draft4", "draft6") and "if" in found:
        raise ValueError(f"{draft} has no if")
    return found


def _tuples(schema: dict[str, Any]) -> None:
    if "prefixItems" in schema:
        rest = schema.pop("items", True)
        schema["items"] = schema.pop("prefixItems")
        if rest is not True:
            schema["additionalItems"] = False if rest == {"not": {}} else rest


def _before_2019(schema: dict[str, Any]) -> None:
    for name in ("unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains", "$anchor"):
        if name in schema:
            raise ValueError(f"{name} is newer than draft 7")
    if "$defs" in schema:
        schema["definitions"] = schema.pop("$defs")
    if "$ref" in schema:
        reference = schema["$ref"].replace("#/$defs/", "#/definitions/")
        schema.clear()  # what stands beside a reference says nothing there
        schema["$ref"] = reference
    together = {**schema.pop("dependentRequired", {}), **schema.pop("dependentSchemas", {})}
    if together:
        schema["dependencies"] = together


def _draft4(schema: dict[str, Any]) -> None:
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if flag in schema:
            schema[bound], schema[flag] = schema[flag], True
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    if "$id" in schema:
        schema["id"] = schema.pop("$id")
    for name in ("contains", "propertyNames"):
        if name in schema:
            raise ValueError(f"{name} is newer than draft 4")
    schema.pop("examples", None)
    schema.pop("$comment", None)
