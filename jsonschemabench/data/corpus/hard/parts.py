"""What several of these schemas have in common."""

from __future__ import annotations

from typing import Any


def only(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An object with this member alone."""
    return {"type": "object", "properties": {name: schema}, "required": [name], "additionalProperties": False}
