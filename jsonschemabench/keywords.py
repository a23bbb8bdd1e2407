"""The keywords that a schema uses, wherever a schema may stand in it."""

from __future__ import annotations

from typing import Any

from gendecode.frontends.json_schema.keywords import (
    ANNOTATIONS,
    DEFINITIONS,
    KINDS,
    SUBSCHEMA_LISTS,
    SUBSCHEMA_MAPS,
    SUBSCHEMAS,
)

KNOWN = KINDS.keys() | {"const"}


def keywords_of(schema: Any) -> list[str]:
    """Names of the keywords in ``schema`` that say something about a value, sorted.

    A property that happens to be called "format" is no keyword, nor is anything inside an enum, a const or an example.
    """
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, dict):
            continue
        for keyword, value in here.items():
            if keyword in KNOWN and keyword not in ANNOTATIONS:
                found.add(keyword)
            if isinstance(value, dict):
                if keyword in SUBSCHEMA_MAPS or keyword in DEFINITIONS:
                    waiting += value.values()
                elif keyword in SUBSCHEMAS:
                    waiting.append(value)
            elif isinstance(value, list) and keyword in SUBSCHEMA_LISTS:
                waiting += value
    return sorted(found)
