"""Lists, sets, tuples and dicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gendecode.frontends.types.place import Core, Place, Schema

if TYPE_CHECKING:
    from gendecode.frontends.types.core import Reading


def _sizes(core: Core, least: str, most: str) -> Schema:
    found: Schema = {}
    if core.get("min_length"):
        found[least] = core["min_length"]
    if core.get("max_length") is not None:
        found[most] = core["max_length"]
    return found


def _items(reading: Reading, core: Core, place: Place) -> Schema:
    return reading.schema(core.get("items_schema") or {"type": "any"}, place)


def _list(reading: Reading, core: Core, place: Place) -> Schema:
    return {"type": "array", "items": _items(reading, core, place), **_sizes(core, "minItems", "maxItems")}


def _set(reading: Reading, core: Core, place: Place) -> Schema:
    """A set drops what it has already; only a minimum asks for items that differ."""
    item = core.get("items_schema") or {"type": "any"}
    if not hashable(reading, item):
        raise place.refusal(core["type"], "its items may be of a type that a set cannot hold", "use list")
    schema = _list(reading, core, place)
    if schema.get("minItems", 0) > 1:
        if not distinct(reading, item):
            reason = "different items in JSON may be equal in Python, and then there are fewer than min_length"
            raise place.refusal("min_length", reason, "use list, or leave min_length out")
        schema["uniqueItems"] = True
    return schema


def _tuple(reading: Reading, core: Core, place: Place) -> Schema:
    parts = core["items_schema"]
    at = core.get("variadic_item_index")
    if at is None:
        first = [reading.schema(part, place) for part in parts]
        low = high = len(parts)
        return {"type": "array", "prefixItems": first, "items": False, "minItems": low, "maxItems": high}
    if at != len(parts) - 1:
        raise place.refusal("tuple", "fixed items come after those without a fixed number", "put them first")
    schema: Schema = {"type": "array", "items": reading.schema(parts[at], place)}
    if at:
        schema["prefixItems"] = [reading.schema(part, place) for part in parts[:at]]
    return {**schema, **_sizes(core, "minItems", "maxItems"), "minItems": max(at, core.get("min_length") or 0)}


def _dict(reading: Reading, core: Core, place: Place) -> Schema:
    schema: Schema = {"type": "object", **_sizes(core, "minProperties", "maxProperties")}
    value = reading.schema(core.get("values_schema") or {"type": "any"}, place)
    keys = reading.target(core.get("keys_schema") or {"type": "str"})
    if schema.get("minProperties", 0) > 1 and not _distinct_keys(keys):
        reason = "different names may become equal keys, and then there are fewer than min_length"
        raise place.refusal("min_length", reason, "use str for the keys, or leave min_length out")
    names = _names(reading, core.get("keys_schema") or {"type": "str"}, keys, place)
    listed = names.get("enum")
    if listed is not None:
        return {**schema, "properties": dict.fromkeys(listed, value), "additionalProperties": False}
    schema["additionalProperties"] = value
    if names.keys() - {"type"}:
        schema["propertyNames"] = names
    return schema


def _names(reading: Reading, core: Core, keys: Core, place: Place) -> Schema:
    """What the names of the members must be, so that they become keys of the type."""
    kind = keys["type"]
    if kind == "any":
        return {}
    if kind == "int":
        if keys.keys() & {"ge", "gt", "le", "lt", "multiple_of"}:
            raise place.refusal("dict", "bounds of keys are not enforced", "use Literal for the keys")
        return {"type": "string", "pattern": "^(?:0|-?[1-9][0-9]*)$"}
    if kind == "bool":
        return {"type": "string", "enum": ["true", "false"]}
    schema = reading.schema(core, place)
    if kind in ("literal", "enum") and isinstance(schema.get("enum"), list):
        texts = [value for value in schema["enum"] if isinstance(value, str)]
        if texts:
            return {"enum": texts}
    if kind in _TEXTS:
        return schema
    raise place.refusal("dict", f"its keys are parsed as {kind}", "use str for the keys")


_TEXTS = frozenset({"str", "date", "time", "datetime", "timedelta", "uuid", "url"})


def _distinct_keys(keys: Core) -> bool:
    changed = {"strip_whitespace", "to_lower", "to_upper"} & {key for key in keys if keys[key]}
    return keys["type"] in ("str", "int", "bool", "any", "literal", "enum", "date") and not changed


def hashable(reading: Reading, core: Core, seen: frozenset[int] = frozenset()) -> bool:
    """True when every value that the part parses into can be an item of a set."""
    core = reading.target(core) if "cls" not in core else core
    if id(core) in seen:
        return True
    seen |= {id(core)}
    kind = core["type"]
    if kind in ("model", "dataclass"):
        return getattr(core["cls"], "__hash__", None) is not None and hashable(reading, core["schema"], seen)
    if kind in ("list", "set", "deque", "dict", "any", "typed-dict", "counter", "ordered-dict"):
        return False
    return all(hashable(reading, part, seen) for part in _parts(core))


def distinct(reading: Reading, core: Core) -> bool:
    """True when different JSON values certainly become different Python values."""
    kinds: set[str] = set()
    stack = [core]
    while stack:
        part = reading.target(stack.pop())
        if part.get("mode") == "left_to_right" or _equal_in_python(part.get("expected", ())):
            return False
        if part["type"] in ("union", "nullable"):
            kinds |= {"none"} if part["type"] == "nullable" else set()
            stack += _parts(part)
        elif any(part.get(key) for key in ("strip_whitespace", "to_lower", "to_upper")):
            return False
        else:
            kinds.add(part["type"])
    return kinds <= {"int", "str", "none", "date"} or kinds in ({"literal"}, {"enum"}, {"bool"})


def _equal_in_python(listed: Iterable[Any]) -> bool:
    """True when some of these values are equal and not the same in JSON, as 1 and True."""
    values = list(listed)
    return len(set(values)) < len({(type(value), value) for value in values})


def _parts(core: Core) -> list[Core]:
    """The parts of which a value of the part consists."""
    found: list[Any] = []
    for key in ("schema", "items_schema", "choices", "fields"):
        below = core.get(key)
        below = list(below.values()) if isinstance(below, dict) and "type" not in below else below
        found += below if isinstance(below, list) else [below] if isinstance(below, dict) else []
    return [part[0] if isinstance(part, tuple) else part for part in found if not isinstance(part, str)]


READERS = {
    "list": _list,
    "deque": _list,
    "generator": _list,
    "set": _set,
    "frozenset": _set,
    "tuple": _tuple,
    "dict": _dict,
    "ordered-dict": _dict,
    "counter": _dict,
}
