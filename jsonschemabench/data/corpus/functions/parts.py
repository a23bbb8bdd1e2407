"""What several of these schemas have in common."""

from __future__ import annotations

from collections.abc import Mapping

from jsonschemabench.data.corpus.shapes import Shape, choice, record, text

WORDS = text("jazz concerts in Oslo", "red shoes", minLength=1)


CITY = text("Oslo", "São Paulo", "Nagoya")


UNIT = choice("metric", "imperial")


TASK = choice("todo", "doing", "done")


def told(described: Mapping[str, tuple[str, Shape]]) -> dict[str, Shape]:
    """Arguments with their descriptions in the schema."""
    return {name: one.but(description=words) for name, (words, one) in described.items()}


def call(
    required: Mapping[str, tuple[str, Shape]],
    optional: Mapping[str, tuple[str, Shape]] | None = None,
    **keywords: object,
) -> Shape:
    """The arguments of a function; others are allowed, as in most published ones."""
    closed = bool(keywords.pop("closed", False))
    return record(told(required), told(optional or {}), closed=closed, **keywords)
