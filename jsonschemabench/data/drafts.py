"""The drafts of JSON Schema: their identifiers, by the names that the test suite gives them."""

from __future__ import annotations

from typing import Any

IDENTIFIERS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def draft_of(schema: Any) -> str:
    """The draft that a schema names; "unnamed", or "other"."""
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(named, str):
        return "unnamed"
    known = {identifier.rstrip("#").split("//")[-1]: draft for draft, identifier in IDENTIFIERS.items()}
    return known.get(named.rstrip("#").split("//")[-1], "other")
