"""Functions in a core schema: those of pydantic itself, which are known or refused, and those of the user.

What a user's own function rejects is not part of a grammar; from_type says so.
"""

from __future__ import annotations

import functools
import ipaddress
import zoneinfo
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gendecode.frontends.types import texts
from gendecode.frontends.types.place import Core, Place, Schema
from gendecode.frontends.types.scalars import base64_text, enumeration

if TYPE_CHECKING:
    from gendecode.frontends.types.core import Reading

_HARMLESS = frozenset(
    {
        "GenerateSchema._path_schema.<locals>.path_validator",
        "_BaseUrl.__get_pydantic_core_schema__.<locals>.wrap_val",
        "_BaseMultiHostUrl.__get_pydantic_core_schema__.<locals>.wrap_val",
        "Secret.__get_pydantic_core_schema__.<locals>.<lambda>",
        "SecretStr",
        "SecretBytes",
        "sequence_validator",
        "defaultdict_validator",
        "deque_validator",
    }
)
"""Functions of pydantic that take whatever the part inside of them gives."""

_LIMITS = {
    "greater_than_validator": ("gt", "exclusiveMinimum"),
    "greater_than_or_equal_validator": ("ge", "minimum"),
    "less_than_validator": ("lt", "exclusiveMaximum"),
    "less_than_or_equal_validator": ("le", "maximum"),
    "multiple_of_validator": ("multiple_of", "multipleOf"),
}
_SIZES = {
    "min_length_validator": ("min_length", {"array": "minItems", "string": "minLength", "object": "minProperties"}),
    "max_length_validator": ("max_length", {"array": "maxItems", "string": "maxLength", "object": "maxProperties"}),
}

_REFUSED = {
    "EmailStr._validate": "use str with a pattern",
    "EncodedStr.decode_str": "use Base64Bytes",
    "PathType.validate_file": "use Path",
    "PathType.validate_directory": "use Path",
    "PathType.validate_new": "use Path",
    "import_string": "use Literal with the names",
    "pattern_either_validator": "use str",
    "pattern_str_validator": "use str",
    "pattern_bytes_validator": "use str",
}


def name_of(function: Any) -> str:
    """The name of a function or class; empty when it has none."""
    return str(getattr(function, "__qualname__", None) or getattr(function, "__name__", ""))


def _wrapped(reading: Reading, core: Core, place: Place) -> Schema:
    """``function-after``, ``-before`` and ``-wrap``: a part, and a function around it."""
    function = core["function"]["function"]
    given = {}
    if isinstance(function, functools.partial):
        given, function = function.keywords, function.func
    if core.get("json_schema_input_schema") is not None:
        return reading.schema(core["json_schema_input_schema"], place)
    inner = core["schema"]
    name = name_of(function)
    if not _is_pydantics(function) or name in _HARMLESS:
        return reading.schema(inner, place)
    if name == "ByteSize._validate":
        return {"type": "integer", "minimum": 0}
    if name == "EncodedBytes.decode":
        return _encoded(function, place)
    if name in _LIMITS:
        key, keyword = _LIMITS[name]
        return _limited(reading, inner, keyword, given.get(key), place)
    if name in _SIZES:
        key, keywords = _SIZES[name]
        schema = reading.schema(inner, place)
        keyword = keywords.get(schema.get("type", ""), "")
        if keyword and not _has_no_length(reading, inner):
            return {"allOf": [schema, {keyword: given[key]}]}
    raise place.refusal(
        name.removesuffix("_validator"),
        "its parser is stricter than a JSON Schema",
        _REFUSED.get(name, "use a simpler type"),
    )


def _limited(reading: Reading, inner: Core, keyword: str, bound: Any, place: Place) -> Schema:
    """A bound around whole numbers. Around floats pydantic puts it into the number's own part."""
    if reading.target(inner)["type"] == "int" and isinstance(bound, int):
        return {"allOf": [reading.schema(inner, place), {keyword: bound}]}
    raise place.refusal(
        keyword, "this bound is around a part that is not a plain number", "put it on the number itself"
    )


def _has_no_length(reading: Reading, core: Core) -> bool:
    """True for what is a string in JSON and something without a length, or with another, in Python."""
    while core["type"] in ("function-after", "function-before", "function-wrap"):
        if name_of(core["function"]["function"]) not in ("SecretStr", "sequence_validator"):
            return _is_pydantics(core["function"]["function"])
        core = core["schema"]
    if core["type"] == "lax-or-strict":
        return _has_no_length(reading, core["lax_schema"])
    if core["type"] == "json-or-python":
        return _has_no_length(reading, core["json_schema"])
    return core["type"] not in ("str", "list", "deque", "dict")


def _encoded(function: Any, place: Place) -> Schema:
    from pydantic.types import Base64Encoder, Base64UrlEncoder  # noqa: PLC0415

    encoder = function.__self__.encoder
    for known, last in ((Base64UrlEncoder, "-_"), (Base64Encoder, "+/")):
        if encoder is known:
            return base64_text(last)
    raise place.refusal("EncodedBytes", "its encoder is not known", "use Base64Bytes")


def _plain(reading: Reading, core: Core, place: Place) -> Schema:
    """``function-plain``: a function that reads the JSON value itself."""
    function = core["function"]["function"]
    name = name_of(function)
    if _is_pydantics(function):
        if name in _ADDRESSES:
            return texts.matching(*_ADDRESSES[name])
        if name == "validate_str_is_valid_iana_tz":
            return enumeration(sorted(zoneinfo.available_timezones() - {"localtime"}))
        raise place.refusal(
            name.removesuffix("_validator"), "its parser is stricter than a JSON Schema", _REFUSED.get(name, "use str")
        )
    described = core.get("json_schema_input_schema")
    if described is not None and described["type"] != "any":
        return reading.schema(described, place)
    given = given_schema(core, place)
    if given is None:
        raise place.refusal(
            name or "a validator",
            "nothing says which JSON values this function takes",
            "give json_schema_input_type= to PlainValidator, or use WithJsonSchema",
        )
    return given


_PREFIX4, _PREFIX6 = "/(?:[0-9]|[12][0-9]|3[0-2])", "/(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])"
_ADDRESSES = {
    "ip_v4_address_validator": (texts.IPV4,),
    "ip_v6_address_validator": (texts.IPV6,),
    "IPvAnyAddress._validate": (texts.IPV4, texts.IPV6),
    "ip_v4_interface_validator": (texts.IPV4 + f"(?:{_PREFIX4})?",),
    "ip_v6_interface_validator": (texts.IPV6 + f"(?:{_PREFIX6})?",),
    "IPvAnyInterface._validate": (texts.IPV4 + f"(?:{_PREFIX4})?", texts.IPV6 + f"(?:{_PREFIX6})?"),
}


def _is_pydantics(function: Any) -> bool:
    module = getattr(function, "__module__", None) or ""
    return module.partition(".")[0] in ("pydantic", "pydantic_core") or module == ipaddress.__name__


def given_schema(core: Core, place: Place) -> Schema | None:
    """The JSON Schema that the user has put beside a part; None without one."""
    metadata: Mapping[str, Any] = core.get("metadata") or {}
    if not any(metadata.get(f"pydantic_js_{key}functions") for key in ("", "annotation_")):
        return None
    from pydantic.errors import PydanticInvalidForJsonSchema  # noqa: PLC0415
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415

    try:
        schema = GenerateJsonSchema().generate(core)
    except (PydanticInvalidForJsonSchema, KeyError):
        return None
    if "$defs" in schema:
        raise place.refusal("WithJsonSchema", "references inside of it are not followed", "write the schema out")
    return schema


READERS = {
    "function-after": _wrapped,
    "function-before": _wrapped,
    "function-wrap": _wrapped,
    "function-plain": _plain,
}
