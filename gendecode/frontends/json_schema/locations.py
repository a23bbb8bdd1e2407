"""Where schemas stand inside a schema, and which identifiers they have.

Only at these places ``$id``, ``$anchor`` and the like are identifiers: not inside ``enum``, ``const`` or keywords
that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from gendecode.frontends.json_schema.dialects import Dialect
from gendecode.frontends.json_schema.keywords import DEFINITIONS, SUBSCHEMA_LISTS, SUBSCHEMA_MAPS, SUBSCHEMAS

MAPS = SUBSCHEMA_MAPS | DEFINITIONS
"""Keywords whose value is an object of schemas, definitions included."""


def split(reference: str) -> tuple[str, str]:
    """A URI reference without its fragment, and the fragment as it is written."""
    address, _, fragment = reference.partition("#")
    return address, fragment


def join(base: str, reference: str) -> str:
    """A URI reference as a URI without fragment, against a base; as it is where it cannot be read as one."""
    address = split(reference)[0]
    try:
        return urljoin(base, address) if address else base
    except ValueError:
        return address


def schemas_below(schema: dict[str, Any], dialect: Dialect) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The schemas one level down that are objects, and the steps to them.

    Definitions beside a ``$ref`` are among them, even where the draft says that they mean nothing there.
    """
    for keyword, value in schema.items():
        if keyword in dialect.ignores:
            continue
        if isinstance(value, list):
            if keyword in SUBSCHEMA_LISTS:
                yield from (((keyword, i), item) for i, item in enumerate(value) if isinstance(item, dict))
        elif isinstance(value, dict):
            if keyword in SUBSCHEMAS:
                yield (keyword,), value
            elif keyword in MAPS:
                yield from (((keyword, name), item) for name, item in value.items() if isinstance(item, dict))


def width(schema: dict[str, Any], keyword: str, dialect: Dialect) -> int:
    """How many steps of a JSON pointer lead from a schema to the next one below this keyword: 0, 1 or 2."""
    value = schema.get(keyword)
    if keyword in dialect.ignores:
        return 0
    if isinstance(value, list):
        return 2 if keyword in SUBSCHEMA_LISTS else 0
    return 1 if keyword in SUBSCHEMAS else 2 if keyword in MAPS else 0


def identifier(schema: dict[str, Any], dialect: Dialect) -> str | None:
    """The URI reference by which the schema calls itself a resource; None when it does not."""
    if dialect.lonely_ref and "$ref" in schema:
        return None
    own = schema.get(dialect.id_keyword)
    return own if isinstance(own, str) and split(own)[0] else None


def anchors(schema: dict[str, Any], dialect: Dialect) -> set[str]:
    """The names that the schema gives itself within its resource."""
    if dialect.lonely_ref and "$ref" in schema:
        return set()
    keywords = ("$anchor", "$dynamicAnchor")
    found = {schema[k] for k in keywords if k not in dialect.ignores and isinstance(schema.get(k), str)}
    own = schema.get(dialect.id_keyword)
    if isinstance(own, str) and (fragment := split(own)[1]):
        found.add(fragment)
    return found


def dynamic_anchor(schema: dict[str, Any], dialect: Dialect) -> str | None:
    """The schema's ``$dynamicAnchor``."""
    name = schema.get("$dynamicAnchor")
    return name if isinstance(name, str) and "$dynamicAnchor" not in dialect.ignores else None
