"""The vocabulary of JSON Schema: which keyword is legal with which value, and what kind of keyword it is.

``check`` reads a schema object against the table: a keyword with a value of the wrong kind is a GrammarError,
anything else is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from gendecode.errors import GrammarError, LimitExceeded
from gendecode.frontends.json_schema.values import Json, Place, pointer
from gendecode.limits import MAX_COUNT

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


class _Kind(NamedTuple):
    name: str
    fits: Callable[[Json], bool]


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool) and value >= 0 and value == int(value)


def _is_schema(value: Json) -> bool:
    return isinstance(value, (dict, bool))


def _is_type(value: Json) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _list_of(fits: Callable[[Json], bool], least: int = 0) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(fits, value))


def _map_of(fits: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


_TEXT = _Kind("a string", _is_text)
_NUMBER = _Kind("a number", _is_number)
_BOUND = _Kind("a number (or, in draft 4, a boolean)", lambda v: _is_number(v) or isinstance(v, bool))
_COUNT = _Kind("a non-negative integer", _is_count)
_BOOLEAN = _Kind("true or false", lambda v: isinstance(v, bool))
_SCHEMA = _Kind("a schema (an object, true or false)", _is_schema)
_SCHEMAS = _Kind("a non-empty list of schemas", _list_of(_is_schema, 1))
_SCHEMA_MAP = _Kind("an object whose values are schemas", _map_of(_is_schema))
_NAMES = _Kind("a list of strings", _list_of(_is_text))
_ANY_LIST = _Kind("a list", _list_of(lambda _: True))
_POSITIVE = _Kind("a number above 0", lambda v: isinstance(v, (int, Decimal)) and not isinstance(v, bool) and v > 0)

KINDS: dict[str, _Kind] = {
    "type": _Kind(f"one of {', '.join(TYPES)}, or a non-empty list of them", _is_type),
    "enum": _ANY_LIST,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "exclusiveMinimum": _BOUND,
    "exclusiveMaximum": _BOUND,
    "multipleOf": _POSITIVE,
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "pattern": _TEXT,
    "format": _TEXT,
    "items": _Kind("a schema or a list of schemas", lambda v: _is_schema(v) or _list_of(_is_schema)(v)),
    "prefixItems": _Kind("a list of schemas", _list_of(_is_schema)),
    "additionalItems": _SCHEMA,
    "minItems": _COUNT,
    "maxItems": _COUNT,
    "uniqueItems": _BOOLEAN,
    "contains": _SCHEMA,
    "minContains": _COUNT,
    "maxContains": _COUNT,
    "unevaluatedItems": _SCHEMA,
    "properties": _SCHEMA_MAP,
    "patternProperties": _SCHEMA_MAP,
    "additionalProperties": _SCHEMA,
    "propertyNames": _SCHEMA,
    "required": _NAMES,
    "minProperties": _COUNT,
    "maxProperties": _COUNT,
    "dependentRequired": _Kind("an object whose values are lists of strings", _map_of(_list_of(_is_text))),
    "dependentSchemas": _SCHEMA_MAP,
    "dependencies": _Kind(
        "an object whose values are schemas or lists of strings",
        _map_of(lambda v: _is_schema(v) or _list_of(_is_text)(v)),
    ),
    "unevaluatedProperties": _SCHEMA,
    "allOf": _SCHEMAS,
    "anyOf": _SCHEMAS,
    "oneOf": _SCHEMAS,
    "not": _SCHEMA,
    "if": _SCHEMA,
    "then": _SCHEMA,
    "else": _SCHEMA,
    "$schema": _TEXT,
    "$ref": _TEXT,
    "$dynamicRef": _TEXT,
    "$recursiveRef": _TEXT,
    "$anchor": _TEXT,
    "$dynamicAnchor": _TEXT,
    "$recursiveAnchor": _BOOLEAN,
    "$id": _TEXT,
    "$defs": _SCHEMA_MAP,
    "definitions": _SCHEMA_MAP,
}
"""What the value of each keyword must be."""

ASSERTIONS = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("minLength", "maxLength", "pattern"),
    "array": (
        "items", "prefixItems", "additionalItems", "minItems", "maxItems",
        "contains", "minContains", "maxContains", "uniqueItems",
    ),
    "object": (
        "properties", "required", "additionalProperties", "minProperties", "maxProperties",
        "patternProperties", "propertyNames", "dependentRequired",
    ),
}  # fmt: skip
"""The keywords that constrain one JSON type each."""

NUMBERS = frozenset(name for name, kind in KINDS.items() if kind in (_NUMBER, _BOUND, _COUNT, _POSITIVE))
"""Keywords whose value is a number."""

DEPENDENT = frozenset({"dependentSchemas", "dependencies"})
"""Keywords that map names to schemas (``dependencies`` also to lists of names)."""

EVALUATING = frozenset({"unevaluatedProperties", "unevaluatedItems"})
"""Keywords that look at what the other keywords have applied to."""

SUBSCHEMAS = (
    frozenset(
        ("additionalProperties", "items", "additionalItems", "propertyNames", "contains", "not", "if", "then", "else")
    )
    | EVALUATING
)
SUBSCHEMA_LISTS = frozenset({"prefixItems", "items", "allOf", "anyOf", "oneOf"})
SUBSCHEMA_MAPS = frozenset({"properties", "patternProperties"}) | DEPENDENT
"""Keywords whose value is a schema, a list of schemas, or an object of schemas, each enforced."""

DEFINITIONS = frozenset({"$defs", "definitions"})
"""Keywords whose value is an object of schemas that count only where a reference leads to them."""

ANNOTATIONS = frozenset(
    ("title", "description", "$comment", "default", "examples", "example", "deprecated", "readOnly", "writeOnly")
)
"""Keywords that say nothing about a value."""

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
"""Keywords that apply a schema which stands elsewhere."""

_ASKING = ANNOTATIONS | {"required", "type"}

IN_PLACE = frozenset({*REFERENCES, "allOf", "anyOf", "oneOf", "not", "if"}) | DEPENDENT | EVALUATING
"""Keywords whose subschemas apply to the same value, or that look at what those apply to."""

_SHOWN = 60
_LEAST = frozenset({"minLength", "minItems", "minProperties", "minContains"})


def names_asked(asked: Any) -> list[str] | None:
    """What a dependency asks, if it is a list of names, or a schema that says no more; None for other schemas."""
    if isinstance(asked, list):
        return asked
    if isinstance(asked, dict) and asked.keys() <= _ASKING and asked.get("type", "object") == "object":
        return asked.get("required", [])  # type: ignore[no-any-return]
    return None


def types_of(schema: dict[str, Any]) -> frozenset[str]:
    """The JSON types that ``type`` allows, with "integer" and "number" as they stand."""
    names = schema.get("type", TYPES)
    return frozenset([names] if isinstance(names, str) else names)


def check(schema: dict[str, Json], place: Place) -> None:
    """Raise GrammarError for a keyword whose value is malformed."""
    for keyword, value in schema.items():
        kind = KINDS.get(keyword)
        if kind is None:
            if keyword.__class__ is not str:
                raise GrammarError(f"{pointer(place)}: the name {keyword!r} is not a string")
            continue
        if not kind.fits(value):
            raise GrammarError(f"{pointer((place, keyword))}: {keyword} must be {kind.name}, not {_shown(value)}")
        if kind is _COUNT and keyword in _LEAST and value > MAX_COUNT:  # type: ignore[operator]
            raise LimitExceeded(f"{pointer((place, keyword))}: {keyword} is above {MAX_COUNT}")


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
