"""Types with named parts: models, dataclasses, TypedDict as objects; NamedTuple as an array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gendecode.frontends.types.place import Core, Place, Schema

if TYPE_CHECKING:
    from gendecode.frontends.types.core import Reading


_OBJECTS = ("model-fields", "typed-dict", "dataclass-args")


class _Field(NamedTuple):
    name: str
    core: Core
    required: bool
    given: bool = True  # False: it may not be given


def single_names(alias: Any) -> list[str]:
    """The members of the object itself that an alias (a name, a path, a list of paths) may mean."""
    if isinstance(alias, str):
        return [alias]
    paths = alias if alias and isinstance(alias[0], (list, tuple)) else [alias]
    return [path[0] for path in paths if len(path) == 1 and isinstance(path[0], str)]


def _model(reading: Reading, core: Core, place: Place) -> Schema:
    return reading.schema(core["schema"], place.within(core.get("config")))


def _fields(core: Core) -> list[_Field]:
    """The fields of ``model-fields``, ``typed-dict`` or ``dataclass-args``."""
    if core["type"] == "dataclass-args":
        return [_Field(part["name"], part, _needed(part), part.get("init", True)) for part in core["fields"]]
    parts = core["fields"].items()
    if core["type"] == "typed-dict":
        return [_Field(name, part, part.get("required", core.get("total", True))) for name, part in parts]
    return [_Field(name, part, _needed(part)) for name, part in parts]


def member_names(reading: Reading, core: Core, place: Place, seen: frozenset[str] = frozenset()) -> set[str]:
    """The names of the members that a part declares, through references and unions."""
    if core["type"] == "definition-ref":
        ref = core["schema_ref"]
        return set() if ref in seen else member_names(reading, reading.definitions[ref], place, seen | {ref})
    if core["type"] in _OBJECTS:
        place = place.within(core["config"]) if "config" in core else place
        return {_key(part, place)[0] for part in _fields(core) if part.given}
    if core["type"] in ("model", "dataclass"):
        place = place.within(core.get("config"))
    choices = core.get("choices", ())
    below = [core["schema"]] if "schema" in core else choices.values() if isinstance(choices, dict) else choices
    parts = [part[0] if isinstance(part, tuple) else part for part in below]
    return set().union(*(member_names(reading, part, place, seen) for part in parts if isinstance(part, dict)))


def _needed(field: Core) -> bool:
    return bool(field["schema"]["type"] != "default")


def _object(reading: Reading, core: Core, place: Place) -> Schema:
    place = place.within(core["config"]) if "config" in core else place
    properties: Schema = {}
    required: list[str] = []
    shut: list[str] = []  # names that the parser would look at, or reject
    for field in _fields(core):
        if not field.given:
            shut.append(field.name)
            continue
        key, others = _key(field, place)
        if key in properties:
            raise place.below(field.name).refusal("alias", f"{key!r} is another field already", "use distinct aliases")
        properties[key] = reading.schema(field.core["schema"], place.below(field.name))
        required += [key] if field.required else []
        shut += others
    schema: Schema = {"type": "object", "properties": properties, "required": required}
    extra = core.get("extra_behavior") or place.config.get("extra_fields_behavior") or "ignore"
    if extra == "forbid":
        return {**schema, "additionalProperties": False}
    for name in shut:
        properties.setdefault(name, False)
    if extra == "allow":
        inner = core.get("extras_schema")
        schema["additionalProperties"] = reading.schema(inner, place) if inner else True
        names = reading.schema(core["extras_keys_schema"], place) if core.get("extras_keys_schema") else {}
        if names.keys() - {"type"}:
            # The declared names need not be such names.
            schema["propertyNames"] = {"anyOf": [{"enum": list(properties)}, names]}
    return schema


def _key(field: _Field, place: Place) -> tuple[str, list[str]]:
    """The name that a field's member gets, and the other ones that the parser would look at."""
    alias = field.core.get("validation_alias")
    by_alias = place.config.get("validate_by_alias", True) is not False
    by_name = place.config.get("validate_by_name") or place.config.get("populate_by_name")
    if alias is None or not by_alias:
        return field.name, []
    names = single_names(alias) + ([field.name] if by_name else [])
    if not names:
        raise place.below(field.name).refusal(
            "AliasPath", "it leads into a member", "use a plain alias, or AliasChoices"
        )
    paths = [] if isinstance(alias, str) else alias if isinstance(alias[0], (list, tuple)) else [alias]
    looked_at = dict.fromkeys([*names, *(path[0] for path in paths if isinstance(path[0], str))])
    return names[0], [name for name in looked_at if name != names[0]]


def _named_tuple(reading: Reading, core: Core, place: Place) -> Schema:
    """An array, of which items with defaults may be missing at the end."""
    fields = core["fields"]
    items = [reading.schema(field["schema"], place.below(field["name"])) for field in fields]
    return _row(items, sum(_needed(field) for field in fields))


def _call(reading: Reading, core: Core, place: Place) -> Schema:
    """What older versions of pydantic make of a NamedTuple."""
    arguments = core["arguments_schema"]
    while "arguments_schema" not in arguments and "schema" in arguments:
        arguments = arguments["schema"]
    fields = arguments.get("arguments_schema", ())
    if not isinstance(getattr(core["function"], "_fields", None), tuple):
        raise place.refusal("call", "a call takes arguments", "give the function itself to from_type")
    items = [reading.schema(field["schema"], place.below(field["name"])) for field in fields]
    return _row(items, sum(_needed(field) for field in fields))


def _row(items: list[Schema], low: int) -> Schema:
    return {"type": "array", "prefixItems": items, "items": False, "minItems": low, "maxItems": len(items)}


READERS = {
    "model": _model,
    "dataclass": _model,
    **dict.fromkeys(_OBJECTS, _object),
    "named-tuple": _named_tuple,
    "call": _call,
}
