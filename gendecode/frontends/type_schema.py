"""A Python type as a JSON Schema and a parser, by way of pydantic.

The obligation is that every text which is valid against the schema can be parsed into the type. So what
pydantic's schema leaves open and its parser then rejects is made tighter here, or refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from gendecode.errors import GrammarError, UnsupportedError

_PARSED_FORMATS = frozenset({"password", "path", "binary"})
"""Formats of strings whose parser takes every string."""

_STRICTER = {
    "decimal": "use float or str",
    "date": "use str with a pattern",
    "time": "use str with a pattern",
    "datetime": "use str with a pattern",
    "timedelta": "use float or str",
    "uuid": "use str with a pattern",
    "url": "use str",
    "multi-host-url": "use str",
    "json": "use the inner type itself",
    "complex": "use two floats",
    "set": "use list",
    "frozenset": "use list or tuple",
    "callable": "leave the field out",
    "is-instance": "leave the field out",
    "is-subclass": "leave the field out",
}
"""Kinds of pydantic's core schema whose parser is stricter than the JSON Schema it writes."""

_SKIPPED = frozenset({"metadata", "serialization", "default", "expected", "members", "cls", "config", "mapping"})
_OTHER_MODES = frozenset({"python_schema", "strict_schema"})
"""Parts of the core schema that hold no schema, and those that are not used for JSON."""

_ANNOTATIONS = frozenset({"default", "examples"})

# pydantic matches patterns with Rust's regex, in which these mean other characters than in ECMA-262.
_DIALECT = re.compile(r"\\[DWSsbB]|\[\^[^\]]*\\[dw]|\(\?[a-zA-Z-]+[:)]")


def type_schema(target: Any) -> tuple[dict[str, Any], Callable[[str], Any]]:
    """The JSON Schema of a type, and the function from JSON text to a value of the type.

    Raises:
        GrammarError: pydantic can make nothing of ``target``.
        UnsupportedError: its parser would reject some of the texts (the message names the field).
    """
    # Importing pydantic takes 0.1 s, which only callers with a type should pay.
    from pydantic import TypeAdapter  # noqa: PLC0415
    from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError  # noqa: PLC0415

    try:
        adapter = TypeAdapter(target)
        schema = adapter.json_schema()
    except PydanticInvalidForJsonSchema as error:
        raise UnsupportedError(type_name(target), "", f"it has no JSON Schema: {error.message}") from None
    except (PydanticUserError, NameError, SyntaxError, TypeError) as error:
        raise GrammarError(f"{target!r} is not a type that pydantic can parse: {error}") from None
    _check_core(adapter.core_schema, type_name(target))
    for part, where in _parts(schema):
        _tighten(part, where)
    return schema, adapter.validate_json


def type_name(target: Any) -> str:
    """The name of a type for messages."""
    return getattr(target, "__name__", None) or str(target)


def _check_core(core: Any, name: str) -> None:
    """Refuse what pydantic parses more strictly than its JSON Schema says."""
    stack: list[tuple[Any, str]] = [(core, name)]
    while stack:
        part, where = stack.pop()
        if isinstance(part, dict):
            kind = part.get("type")
            if kind in _STRICTER:
                raise UnsupportedError(str(kind), where, "its parser is stricter than a JSON Schema", _STRICTER[kind])
            _check_kind(part, where)
            in_fields = isinstance(part.get("fields"), dict)
            if in_fields:
                stack += [(field, f"{where}.{key}") for key, field in part["fields"].items()]
            done = _SKIPPED | _OTHER_MODES | ({"fields"} if in_fields else set())
            stack += [(value, where) for key, value in part.items() if key not in done]
        elif isinstance(part, (list, tuple)):
            stack += [(item, _field_name(item, where)) for item in part]


def _field_name(item: Any, where: str) -> str:
    named = isinstance(item, dict) and item.get("type") == "dataclass-field"
    return f"{where}.{item['name']}" if named else where


def _check_kind(part: dict[str, Any], where: str) -> None:
    kind = part.get("type")
    if kind == "dict":
        keys = part.get("keys_schema", {}).get("type", "any")
        if keys not in ("str", "any", "literal"):
            raise UnsupportedError("dict", where, f"its keys are parsed as {keys}", "use str for the keys")
    elif kind == "str" and part.get("strip_whitespace") and part.keys() & {"min_length", "pattern"}:
        raise UnsupportedError("strip_whitespace", where, "it changes what the other constraints see", "leave it out")
    elif kind == "bytes" and part.keys() & {"min_length", "max_length"}:
        raise UnsupportedError("bytes", where, "its length counts bytes, not characters", "use str")
    elif kind == "float" and part.get("allow_inf_nan") is False and not _bounded(part):
        raise UnsupportedError(
            "allow_inf_nan", where, "a number may be too large for a float", "bound it on both sides"
        )


def _bounded(part: dict[str, Any]) -> bool:
    return bool(part.keys() & {"ge", "gt"} and part.keys() & {"le", "lt"})


def _parts(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of the schema's JSON, with its JSON pointer."""
    stack: list[tuple[Any, str]] = [(schema, "#")]
    while stack:
        part, where = stack.pop()
        if isinstance(part, dict):
            yield part, where
            stack += [(value, f"{where}/{key}") for key, value in part.items() if key not in _ANNOTATIONS]
        elif isinstance(part, list):
            stack += [(value, f"{where}/{i}") for i, value in enumerate(part)]


def _tighten(part: dict[str, Any], where: str) -> None:
    """Make one schema object say what the parser will ask. Changes it in place."""
    name = part.get("format")
    if part.get("type") == "string" and isinstance(name, str) and name not in _PARSED_FORMATS:
        raise UnsupportedError(
            f"format {name!r}", where, "the parser checks it and the grammar does not", "use str with a pattern"
        )
    pattern = part.get("pattern")
    if isinstance(pattern, str) and (found := _DIALECT.search(pattern)):
        raise UnsupportedError(
            f"pattern {pattern!r}",
            where,
            f"{found.group()!r} means other characters to pydantic than to JSON Schema",
            "spell the characters out",
        )
    if "type" not in part:
        _add_type(part)
    if part.get("type") == "number":
        _round_bounds(part)
    if isinstance(part.get("oneOf"), list) and isinstance(part.get("discriminator"), dict):
        # The parser needs the tag, even where the field has a default and the schema does not ask for it.
        tag = part["discriminator"]["propertyName"]
        part["oneOf"] = [{"allOf": [branch, {"required": [tag]}]} for branch in part["oneOf"]]


def _add_type(part: dict[str, Any]) -> None:
    """Say that listed whole numbers are integers: the parser does not take 1.0 for 1 in a Literal."""
    values = part["enum"] if isinstance(part.get("enum"), list) else [part["const"]] if "const" in part else []
    if any(isinstance(v, int) and not isinstance(v, bool) for v in values):
        whole = all(not isinstance(v, float) for v in values)
        part["type"] = ["null", "boolean", "integer" if whole else "number", "string"]


def _round_bounds(part: dict[str, Any]) -> None:
    """Turn exclusive bounds into inclusive ones, one float further in: a decimal may round up to its bound."""
    for exclusive, inclusive, direction in (
        ("exclusiveMinimum", "minimum", math.inf),
        ("exclusiveMaximum", "maximum", -math.inf),
    ):
        bound = part.get(exclusive)
        if isinstance(bound, (int, float)) and not isinstance(bound, bool):
            del part[exclusive]
            inner = math.nextafter(float(bound), direction)
            other = part.get(inclusive, inner)
            part[inclusive] = max(inner, other) if direction > 0 else min(inner, other)
