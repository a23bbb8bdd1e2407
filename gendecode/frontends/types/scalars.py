"""Kinds of the core schema without parts: numbers, strings, bytes, lists of values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from gendecode.frontends.types import texts
from gendecode.frontends.types.bounds import exact_bounds, rounded_bounds, rounded_multiples
from gendecode.frontends.types.decimals import decimal
from gendecode.frontends.types.patterns import SPACES, from_rust
from gendecode.frontends.types.place import Core, Place, Schema


def _any(core: Core, place: Place) -> Schema:
    return {}


def _none(core: Core, place: Place) -> Schema:
    return {"type": "null"}


def _bool(core: Core, place: Place) -> Schema:
    return {"type": "boolean"}


def _int(core: Core, place: Place) -> Schema:
    return {"type": "integer", **exact_bounds(core, place)}


def _float(core: Core, place: Place) -> Schema:
    finite = place.option(core, "allow_inf_nan") is False
    schema = {"type": "number", **rounded_bounds(core, place, finite)}
    if core.get("multiple_of") is not None:
        return {"allOf": [schema, rounded_multiples(core["multiple_of"])]}
    return schema


def _fraction(core: Core, place: Place) -> Schema:
    bounds = exact_bounds(core, place)
    text = texts.matching("-?(?:0|[1-9][0-9]{0,99})/[1-9][0-9]{0,99}")
    return {"type": "integer", **bounds} if bounds else {"anyOf": [{"type": "integer"}, text]}


def _str(core: Core, place: Place) -> Schema:
    schema: Schema = {"type": "string"}
    for key, keyword in (("min_length", "minLength"), ("max_length", "maxLength")):
        limit = place.option(core, key, f"str_{key}")
        if limit:
            schema[keyword] = limit
        elif limit == 0 and key == "max_length":
            schema[keyword] = 0
    patterns = []
    if core.get("pattern") is not None:
        patterns.append(_pattern(core["pattern"], place))
    if core.get("ascii_only"):
        patterns.append(r"^[\x00-\x7f]*$")
    if place.option(core, "strip_whitespace", "str_strip_whitespace") and (patterns or len(schema) > 1):
        # The other constraints look at what is left; so nothing may be there to strip.
        patterns.append(rf"^(?:[^{SPACES}](?:[^]*[^{SPACES}])?)?$")
    if len(patterns) == 1:
        schema["pattern"] = patterns[0]
    elif patterns:
        schema["allOf"] = [{"pattern": pattern} for pattern in patterns]
    return schema


def _pattern(pattern: Any, place: Place) -> str:
    if isinstance(pattern, re.Pattern) or place.config.get("regex_engine") == "python-re":
        raise place.refusal(
            "pattern",
            "Python's re is not the dialect of JSON Schema",
            "give the pattern as a str, for pydantic's engine",
        )
    return from_rust(pattern, place)


def _bytes(core: Core, place: Place) -> Schema:
    low, high = core.get("min_length") or 0, core.get("max_length")
    count = f"{{{low},{'' if high is None else high}}}"
    mode = place.config.get("val_json_bytes", "utf8")
    if mode == "hex":
        return texts.matching(f"(?:[0-9a-fA-F]{{2}}){count}")
    if mode == "utf8":
        # With a length, ASCII: a character is a byte.
        return texts.matching(rf"[\x00-\x7f]{count}") if low or high is not None else {"type": "string"}
    if low or high is not None:
        raise place.refusal("bytes", "the length of base64 data is not enforced", "leave the length out")
    return base64_text("-_")


def base64_text(last: str) -> Schema:
    """Base64 with padding; ``last`` are the two characters that the alphabets differ in."""
    char = f"[A-Za-z0-9{last[1]}{last[0]}]"
    return texts.matching(f"(?:{char}{{4}})*(?:{char}[AQgw]==|{char}{{2}}[AEIMQUYcgkosw048]=)?")


def _literal(core: Core, place: Place) -> Schema:
    return values([getattr(value, "value", value) for value in core["expected"]], core, place)


def _enum(core: Core, place: Place) -> Schema:
    return values([member.value for member in core["members"]], core, place)


def values(listed: Iterable[Any], core: Core, place: Place) -> Schema:
    """Those of the listed values that JSON can hold and the parser takes."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    kind: Any = core["cls"] if core["type"] == "enum" else Literal[tuple(core["expected"])]
    parser: Any = TypeAdapter(kind)
    found = [plain for value in listed for plain in _plain(value) if _parses(parser, plain)]
    if not found:
        raise place.refusal(
            core["type"], "none of its values can stand in JSON", "use values that are str, int or None"
        )
    return enumeration(found)


def enumeration(found: Iterable[Any]) -> Schema:
    """One of these values; whole numbers without a fraction, because parsers do not take 1.0 for 1."""
    whole = [value for value in found if isinstance(value, int) and not isinstance(value, bool)]
    others = [value for value in found if not isinstance(value, int) or isinstance(value, bool)]
    forms: list[Schema] = [{"type": "integer", "enum": whole}] if whole else []
    forms += [{"enum": others}] if others else []
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _plain(value: Any) -> list[Any]:
    """The value as JSON has it, if it has."""
    if value is None or isinstance(value, bool):
        return [value]
    for kind in (int, float, str):
        if isinstance(value, kind):
            return [kind(value)]
    return []


def _parses(parser: Any, value: Any) -> bool:
    try:
        parser.validate_json(json.dumps(value, allow_nan=False))
    except ValueError:  # pydantic's ValidationError, and the surrogates and infinities that JSON has not
        return False
    return True


SCALARS: Mapping[str, Callable[[Core, Place], Schema]] = {
    "any": _any,
    "none": _none,
    "bool": _bool,
    "int": _int,
    "float": _float,
    "decimal": decimal,
    "fraction": _fraction,
    "str": _str,
    "bytes": _bytes,
    "date": texts.date,
    "time": texts.time,
    "datetime": texts.datetime,
    "timedelta": texts.timedelta,
    "uuid": texts.uuid,
    "url": texts.url,
    "multi-host-url": texts.url,
    "literal": _literal,
    "enum": _enum,
}
