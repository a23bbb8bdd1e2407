"""The figures of a report as data: what is drawn, and what their CSV files hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jsonschemabench.report.summary import Summary
from jsonschemabench.report.table import Cell, Table
from jsonschemabench.stats import JUDGED, RULES

POINTS = 400
"""Points of a curve, at most; they lie close together in the tail."""
DOTS = 1500
"""Dots of one engine in a scatter plot, at most; the line through them is made of all."""
KEYWORDS = 15


@dataclass(frozen=True)
class Series:
    """One engine's part of a figure; ``line`` marks where the dots of a scatter plot lie on average."""

    engine: str
    x: Sequence[float | str]
    y: Sequence[float]
    line: tuple[Sequence[float], Sequence[float]] | None = None


@dataclass(frozen=True)
class Figure:
    """What a figure shows.

    Attributes:
        name: short and unique, a word or two joined by hyphens; the name of its file.
        kind: "curve", "bars" or "dots".
        note: how to read it, and on which cases it is measured.
        x, y: names of the axes, with units.
        log: which axes are logarithmic.
    """

    name: str
    title: str
    kind: str
    note: str
    x: str
    y: str
    series: Sequence[Series] = field(default_factory=list)
    log: str = ""

    def as_table(self) -> Table:
        """The points, one a row, for CSV."""
        rows = [
            [Cell(one.engine), Cell(x) if isinstance(x, str) else Cell(f"{x:g}", x), Cell(f"{y:g}", y)]
            for one in self.series
            for x, y in zip(one.x, one.y, strict=True)
        ]
        return Table(f"figure-{self.name}", self.title, self.note, ["engine", self.x, self.y], rows)


def figures(summary: Summary) -> list[Figure]:
    """Every figure that has something to show."""
    rule = "common" if len(summary.engines) > 1 else "own"
    selection = f"{summary.common} cases: {RULES[rule]}" if rule == "common" else RULES[rule]
    first = {name: one.first_mask for name, one in summary.times[rule].items()}
    masks = {name: one.masks for name, one in summary.times[rule].items()}
    found = [
        _latency("first-mask", "time to the first mask", "schemas", first, selection),
        _latency("between-masks", "time between masks", "tokens", masks, selection),
        _tail(masks, selection),
        _size(summary),
        _bars(summary, "subsets", "passed, by subset", "share of the subset's schemas"),
        _bars(summary, "keywords", "not passed, by keyword", "share of the schemas that use it", KEYWORDS),
    ]
    return [figure for figure in found if any(len(one.x) for one in figure.series)]


def _latency(name: str, title: str, of_what: str, times: dict[str, Any], selection: str) -> Figure:
    series = []
    for engine, found in times.items():
        if len(found):
            ordered = np.sort(found)
            places = _places(len(ordered))
            series.append(Series(engine, ordered[places].tolist(), (1 - places / len(ordered)).tolist()))
    note = f"Which share of the {of_what} takes longer: lower and further left is better. On {selection}."
    return Figure(name, title, "curve", note, "µs", f"share of the {of_what} that take longer", series, "xy")


def _places(total: int) -> np.ndarray[Any, Any]:
    """Places among ``total`` sorted times, ever closer towards the slowest."""
    from_end = np.unique(np.geomspace(1, total, min(POINTS, total)).astype(int))
    return total - from_end[::-1]


def _tail(times: dict[str, Any], selection: str) -> Figure:
    series = []
    for engine, found in times.items():
        if len(found) and found.sum() > 0:
            ordered = np.sort(found)[::-1]
            counts = np.unique(np.geomspace(1, len(ordered), min(POINTS, len(ordered))).astype(int))
            shares = np.cumsum(ordered)[counts - 1] / ordered.sum()
            series.append(Series(engine, (counts / len(ordered)).tolist(), shares.tolist()))
    note = (
        "Which share of all time between masks the slowest tokens take: a curve that is high on the left means that a "
        f"few tokens cost most of the time. On {selection}."
    )
    axes = "the slowest share of the tokens", "share of the time"
    return Figure("tail", "where the time between masks goes", "curve", note, *axes, series, "x")


def _size(summary: Summary) -> Figure:
    series = []
    for engine in summary.engines:
        points = sorted(
            (record.schema_bytes, record.first_mask)
            for record in summary.run.records
            if record.engine == engine and record.outcome in JUDGED and record.schema_bytes and record.first_mask
        )
        if points:
            x, y = np.array(points, dtype=float).T
            step = -(-len(x) // DOTS)
            series.append(Series(engine, x[::step].tolist(), y[::step].tolist(), _running_median(x, y)))
    note = (
        "One dot a schema, and the median of schemas of similar size as a line. On every schema that the engine "
        f"compiled, right or wrong; at most {DOTS:,} dots an engine."
    )
    return Figure("size", "first mask against size of the schema", "dots", note, "bytes", "µs", series, "xy")


def _running_median(x: Any, y: Any) -> tuple[list[float], list[float]]:
    """Medians of y over parts of x that are equally wide on a logarithmic axis."""
    parts = np.floor(np.log10(x) * 4)
    places = [parts == part for part in np.unique(parts) if (parts == part).sum() >= 3]
    return [float(np.median(x[place])) for place in places], [float(np.median(y[place])) for place in places]


def _bars(summary: Summary, name: str, title: str, what: str, limit: int | None = None) -> Figure:
    """The shares of the table of that name, in the order of its rows."""
    table = next((table for table in summary.tables() if table.name == name), None)
    rows = table.rows[:limit] if table else []
    series = [
        Series(engine, [row[0].text for row in rows], [row[place].value or 0.0 for row in rows])
        for place, engine in enumerate(summary.engines, 2)
    ]
    shown = f" The {limit} keywords with most failures." if table and limit and len(table.rows) > limit else ""
    note = f"On {table.note}.{shown}" if table else ""
    return Figure(name, title, "bars", note, name, what, series)
