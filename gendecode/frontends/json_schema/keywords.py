"""The vocabulary of JSON Schema: which keyword is legal with which value, and which is refused.

Three tables. ``check`` reads a schema object against them: a keyword with a value of the wrong kind is a
GrammarError, a keyword that cannot be enforced exactly an UnsupportedError, anything else is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
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
    "array": ("items", "prefixItems", "additionalItems", "minItems", "maxItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
}
"""The enforced keywords that constrain one JSON type each."""

NUMBERS = frozenset(name for name, kind in KINDS.items() if kind in (_NUMBER, _BOUND, _COUNT, _POSITIVE))
"""Keywords whose value is a number."""

SUBSCHEMAS = frozenset({"additionalProperties", "items", "additionalItems"})
SUBSCHEMA_LISTS = frozenset({"prefixItems", "items", "allOf", "anyOf", "oneOf"})
SUBSCHEMA_MAPS = frozenset({"properties"})
"""Keywords whose value is a schema, a list of schemas, or an object of schemas, each enforced."""

ANNOTATIONS = frozenset(
    ("title", "description", "$comment", "default", "examples", "example", "deprecated", "readOnly", "writeOnly")
)
"""Keywords that say nothing about a value."""

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
"""Keywords that apply a schema which stands elsewhere."""

IN_PLACE = frozenset({*REFERENCES, "allOf", "anyOf", "oneOf"})
"""Keywords whose subschemas apply to the same value."""

_SHOWN = 60
_LEAST = frozenset({"minLength", "minItems", "minProperties"})
_CLOSE = "close the object with additionalProperties: false"
_BRANCHES = "write the cases out with anyOf"


class _Refusal(NamedTuple):
    type: str | None  # the JSON type that the keyword constrains; None: every type
    harmless: Callable[[Json], bool]  # values that constrain nothing
    hint: str


def _never(_: Json) -> bool:
    return False


def _empty(value: Json) -> bool:
    return not value


def _true(value: Json) -> bool:
    return value is True or value == {}


REFUSED: dict[str, _Refusal] = {
    "multipleOf": _Refusal("number", _never, "only 1 is enforced: use type integer, or an enum"),
    "uniqueItems": _Refusal("array", _empty, "leave it out and check the value, or list the arrays with enum"),
    "contains": _Refusal("array", _never, "describe the positions with prefixItems"),
    "unevaluatedItems": _Refusal("array", _true, "use items: false"),
    "patternProperties": _Refusal("object", _empty, "list the names under properties"),
    "propertyNames": _Refusal("object", _true, f"list the names under properties and {_CLOSE}"),
    "dependentRequired": _Refusal("object", _empty, _BRANCHES),
    "dependentSchemas": _Refusal("object", _empty, _BRANCHES),
    "dependencies": _Refusal("object", _empty, _BRANCHES),
    "unevaluatedProperties": _Refusal("object", _true, _CLOSE),
    "not": _Refusal(None, lambda value: value is False, "say what is allowed instead"),
    "if": _Refusal(None, _never, _BRANCHES),
}
"""Keywords that are known and not enforced exactly yet."""


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


def check_supported(schema: dict[str, Any], place: Place) -> None:
    """Raise UnsupportedError for a keyword that constrains this schema and is not enforced."""
    for keyword in [k for k in schema if k in REFUSED]:
        refusal = REFUSED[keyword]
        value = schema[keyword]
        allowed = types_of(schema)
        if "integer" in allowed:
            allowed |= {"number"}
        relevant = refusal.type is None or refusal.type in allowed
        if not relevant or refusal.harmless(value) or _trivial(keyword, schema):
            continue
        where = pointer((place, keyword))
        raise UnsupportedError(keyword, where, "it is not enforced exactly by this version", refusal.hint)


def _trivial(keyword: str, schema: dict[str, Any]) -> bool:
    if keyword == "multipleOf":
        return bool(schema[keyword] == 1)
    if keyword == "uniqueItems":
        return bool(schema.get("maxItems", 2) <= 1)
    return keyword == "if" and "then" not in schema and "else" not in schema


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
