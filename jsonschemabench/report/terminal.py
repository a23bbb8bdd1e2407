"""The report of a run: tables for people, one line of JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from jsonschemabench.measure import OUTCOMES, REFUSED, Record
from jsonschemabench.records import Run
from jsonschemabench.stats import FIGURES, EngineTimes, Figures, common_times, engines_of, passed_by_all, times_of
from jsonschemabench.targets import Verdict, verdicts


def report(run: Run, console: Console) -> None:
    """Print all tables and the line of JSON."""
    names = engines_of(run.records)
    if not names:
        console.print("no records")
        return
    common = passed_by_all(run.records)
    on_own = {name: times_of(run.records, name) for name in names}
    on_common = common_times(run.records)
    described = run.about.get("engines", {})
    print_run(run, console)
    console.print(_outcome_table(run.records, names))
    if len(names) == 1:
        _print_refusals(run.records, console)
    console.print(_time_table("time in µs, on the files that each engine passes", on_own))
    if len(names) > 1:
        title = f"time in µs, on the {len(common)} files that all engines pass, and the tokens that all append"
        console.print(_time_table(title, on_common))
    rows = list(verdicts(on_common, described))
    if rows:
        console.print(target_table(rows, "targets, on the files that all engines pass"))
    if described:
        console.print(_cost_table(described))
    summary = _summary(run, on_own, on_common, len(common), rows)
    console.print(json.dumps(summary), soft_wrap=True, highlight=False, markup=False)


def print_run(run: Run, console: Console) -> None:
    """Print versions, machine and data of a run."""
    machine = run.about.get("machine", {})
    versions = ", ".join(f"{name} {one['version']}" for name, one in run.about.get("engines", {}).items())
    console.print(f"{versions or 'versions not recorded (the run was cut off)'}", highlight=False)
    if machine:
        console.print(
            f"{machine['cpu']}, {machine['cores']} cores, load {machine['load']} at the start; "
            f"Python {machine['python']}, NumPy {machine['numpy']}, Numba {machine['numba']}; {machine['date']}; "
            f"{run.about['width']:,} ids; {run.about['data']}; median of {run.about.get('rounds', 1)} rounds",
            highlight=False,
        )


def _outcome_table(records: list[Record], names: list[str]) -> Table:
    counts = Counter((record.engine, record.outcome) for record in records)
    totals = Counter(record.engine for record in records)
    table = Table(title="schemas")
    table.add_column("outcome")
    for name in names:
        table.add_column(name, justify="right")
    for outcome in OUTCOMES:
        cells = [
            f"{counts[name, outcome]} ({100 * counts[name, outcome] / max(1, totals[name]):.1f} %)" for name in names
        ]
        table.add_row(outcome, *cells)
    table.add_row("all", *(str(totals[name]) for name in names))
    return table


def _print_refusals(records: list[Record], console: Console) -> None:
    reasons = Counter(_kind(record.reason) for record in records if record.outcome == REFUSED)
    for reason, count in reasons.most_common(12):
        console.print(f"  refused {count:4}  {reason}", highlight=False, markup=False)


def _kind(reason: str) -> str:
    """A refusal without its place: ``UnsupportedError: oneOf``."""
    return reason.split(" at ", 1)[0][:70]


def _time_table(title: str, times: dict[str, EngineTimes]) -> Table:
    table = Table(title=title)
    table.add_column("")
    for column in (*FIGURES, "count"):
        table.add_column(column, justify="right")
    for name, engine in times.items():
        _add_times(table, f"{name}: between masks", engine.masks)
        _add_times(table, f"{name}: same, by reference", engine.by_reference)
    table.add_section()
    for name, engine in times.items():
        _add_times(table, f"{name}: first mask", engine.first_mask)
    return table


def _add_times(table: Table, name: str, figures: Figures) -> None:
    if figures.count:
        table.add_row(name, *(number(figures.values[figure]) for figure in FIGURES), f"{figures.count:,}")


def number(value: float) -> str:
    """A time or a size, with as many digits as say something."""
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def target_table(rows: Sequence[Verdict], title: str) -> Table:
    """Each target with both sides, the ratio, the bound, and whether it is met."""
    table = Table(title=title)
    for column in ("", "ours", "theirs", "ratio", "target", "verdict"):
        table.add_column(column, justify="right" if column else "left")
    for row in rows:
        theirs = "" if row.theirs is None else f"{number(row.theirs)} {row.unit}"
        ratio = "" if row.theirs is None else f"{row.ratio:.3f}"
        bound = f"≤ {row.bound:g}" + (f" {row.unit}" if row.theirs is None else "")
        verdict = "met" if row.met else "[bold red]missed[/]"
        table.add_row(row.name, f"{number(row.ours)} {row.unit}", theirs, ratio, bound, verdict)
    return table


def _cost_table(engines: dict[str, Any]) -> Table:
    table = Table(title="one-off costs in seconds, memory in MB")
    for column in ("engine", "costs", "tokenizer loaded", "after all files", "restarts", "settings"):
        table.add_column(column, justify="right" if "loaded" in column or "after" in column else "left")
    for name, one in engines.items():
        costs = ", ".join(f"{cost} {seconds:.2f}" for cost, seconds in one["costs"].items())
        memory = [f"{one[when] / 1e6:,.0f}" for when in ("resident at first", "resident at last")]
        table.add_row(name, costs, *memory, str(one["restarts"]), one["settings"])
    return table


def _summary(
    run: Run, on_own: dict[str, EngineTimes], on_common: dict[str, EngineTimes], common: int, rows: list[Verdict]
) -> dict[str, Any]:
    """The report as data; times in microseconds."""

    def figures(times: dict[str, EngineTimes]) -> dict[str, Any]:
        kinds = ("masks", "by_reference", "first_mask")
        return {
            name: {kind: _rounded(getattr(one, kind).values) for kind in kinds if getattr(one, kind).count}
            for name, one in times.items()
        }

    outcomes = Counter((record.engine, record.outcome) for record in run.records)
    return {
        **{key: value for key, value in run.about.items() if key != "engines"},
        "engines": run.about.get("engines", {}),
        "outcomes": {name: {o: outcomes[name, o] for o in OUTCOMES if outcomes[name, o]} for name in on_own},
        "own files": figures(on_own),
        "common files": {"count": common, **figures(on_common)},
        "targets": [row.as_data() for row in rows],
    }


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}
