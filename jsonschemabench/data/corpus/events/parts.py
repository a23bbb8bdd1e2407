"""What several of these schemas have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, integer, number, record, text

WORD = text("checkout", "x", maxLength=255)


WHOLE = integer(120, 0, 2147483647, minimum=0, maximum=2147483647)


MILLISECONDS = number(12.5, 0, 60000, minimum=0, maximum=86400000)


SCREEN = integer(1080, 0, 4096, minimum=0, maximum=65535)


HEX = text("a1b2c3d4e5f60718", "0000000000000001", bad=["xyz", "A1B2C3D4E5F60718"], pattern="^[0-9a-f]{16}$")


def event(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, name: str, **keywords: Any
) -> Shape:
    """A self-describing event: the registry's head, and a closed record."""
    about = {"vendor": "com.example", "name": name, "format": "jsonschema", "version": "1-0-0"}
    return record(required, optional, self=about, description=f"Sent for {name.replace('_', ' ')}", **keywords)
