"""One line a case and engine: the table that people filter, and the CSV and JSON Lines that programs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschemabench.measure import Record
from jsonschemabench.records import Run
from jsonschemabench.report.table import printable
from jsonschemabench.stats import Figures

WORDS = ("engine", "case", "subset", "outcome", "reason")


def rows(run: Run) -> Iterator[dict[str, Any]]:
    """Every record as a flat row; times in microseconds, sizes in bytes, None where nothing was measured."""
    for record in run.records:
        yield _row(record)


def _row(record: Record) -> dict[str, Any]:
    masks = Figures.of(record.masks).values
    return {
        "engine": record.engine,
        "case": record.name,
        "subset": record.subset,
        "outcome": record.outcome,
        "reason": record.reason,
        "compile": _rounded(record.compile),
        "first mask": _rounded(record.first_mask),
        "masks": len(record.masks),
        "mask average": _rounded(masks.get("average")),
        "mask p50": _rounded(masks.get("p50")),
        "mask p99": _rounded(masks.get("p99")),
        "mask max": _rounded(masks.get("max")),
        "memory": record.memory,
        "schema bytes": record.schema_bytes,
        "tokens": record.tokens,
    }


SHORT = ("engine", "case", "subset", "outcome", "reason", "first mask", "mask average", "mask max", "schema bytes")
"""The columns of the page."""


def for_page(run: Run) -> dict[str, Any]:
    """The rows as the page's script takes them."""
    lines = [[_shown(row[name]) for name in SHORT] for row in rows(run)]
    return {"columns": list(SHORT), "words": [name for name in SHORT if name in WORDS], "rows": lines}


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
