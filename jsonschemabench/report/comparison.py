"""The tables of ``jsonschemabench compare``."""

from __future__ import annotations

from collections.abc import Sequence

from jsonschemabench.changes import RESAMPLES, Change, Timing
from jsonschemabench.report.table import Cell, Table, count, ratio, text, time
from jsonschemabench.stats import KINDS


def outcome_table(changes: Sequence[Change], title: str, note: str) -> Table:
    """Every case that ends otherwise, the worst first."""
    rows = [
        [
            text(change.engine),
            text(change.case),
            text(change.before),
            Cell(change.after, mark="alert" if change.worse else "best"),
            text(change.reason.split("\n", 1)[0][:100]),
        ]
        for change in changes
    ]
    columns = ["engine", "case", "before", "after", "reason"]
    return Table("outcomes", title, note, columns, rows, frozenset(range(len(columns))))


def timing_table(timings: Sequence[Timing], tolerance: float) -> Table:
    """Every figure with its ratio, the interval of that, and what may be said about it."""
    rows = []
    for timing in timings:
        verdict = timing.verdict(tolerance)
        mark = {"slower": "alert", "faster": "best"}.get(verdict, "")
        rows.append(
            [
                text(f"{timing.engine}: {KINDS[timing.kind]}, {timing.figure}"),
                time(timing.before),
                time(timing.after),
                ratio(timing.ratio),
                Cell(f"{timing.low:.3f} to {timing.high:.3f}", timing.low),
                count(timing.cases),
                Cell(verdict, mark=mark),
            ]
        )
    note = (
        "the cases that both runs pass, and of those the tokens that both append; ratio: after / before; the interval "
        f"holds 95 % of {RESAMPLES} resamples of the cases, so it says how far the ratio depends on which schemas were "
        f"measured, not how quiet the machine was; slower or faster: beyond a factor of {tolerance:g} and that noise"
    )
    columns = ["time in µs", "before", "after", "ratio", "95 % interval", "cases", "verdict"]
    return Table("times", "times", note, columns, rows, frozenset({0, 6}))
