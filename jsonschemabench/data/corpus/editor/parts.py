"""What several of these schemas have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, choice, integer, listing, record, text, union

PATH = text("src", "lib/index.js", minLength=1)


GLOB = text("**/*.py", "docs", bad=["", "a\\b"], pattern="^[^\\\\]+$")


RANGE = text("^1.2.0", ">=3", "*", bad=["one"], pattern="^([~^]|[<>]=?)?[0-9*]")


COMMAND = union(
    "anyOf", text("make test", "npm run build", minLength=1), listing(text("make", "-j2", "all"), minItems=1)
)


LEVEL = union("anyOf", choice("off", "warn", "error"), integer(0, 1, 2, minimum=0, maximum=2))


def told(**members: tuple[str, Shape]) -> dict[str, Shape]:
    """Members with descriptions, as an editor shows them."""
    return {name.rstrip("_").replace("__", "-"): one.but(description=words) for name, (words, one) in members.items()}


def config(required: Mapping[str, Shape], optional: Mapping[str, Shape], title: str, **keywords: Any) -> Shape:
    """A configuration file: most of it is optional."""
    return record(required, optional, title=title, **keywords)
