"""``jsonschemabench compare``: what changed between two runs, and whether anything got worse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gendecode.cli.status import DONE, NO
from jsonschemabench.commands.options import Command, Several
from jsonschemabench.commands.report import FILE

if TYPE_CHECKING:
    from rich.console import Console

    from jsonschemabench.changes import Change
    from jsonschemabench.records import Run


@click.command(cls=Command)
@click.argument("runs", nargs=-1, required=True, type=FILE, metavar="[OLD] NEW")
@click.option("--engine", "engines", cls=Several, metavar="NAME...", help="Only these.  [default: all in both runs]")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=1),
    default=1.1,
    show_default=True,
    help="How many times as long a time may be before that is a regression.",
)
@click.option("--outcomes-only", is_flag=True, help="Compare no times.")
@click.option(
    "--ratchet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The best outcomes so far, which may only improve; OLD may be left out then.",
)
@click.option("--update", is_flag=True, help="Write what improved into the ratchet file; it never gets worse by that.")
@click.option("--json", "as_json", is_flag=True, help="Print only a line of JSON.")
def compare(
    runs: tuple[Path, ...],
    engines: tuple[str, ...],
    tolerance: float,
    outcomes_only: bool,
    ratchet: Path | None,
    update: bool,
    as_json: bool,
) -> int:
    """Compare two runs that `run --output` wrote.

    The exit status is 1 when an outcome got worse, a case is missing, or a time got worse beyond the tolerance and the
    noise. Times of different machines or vocabularies are not compared.

    \b
    Examples:
      jsonschemabench compare before.jsonl after.jsonl
      jsonschemabench compare before.jsonl after.jsonl --engine gendecode --tolerance 1.25
      jsonschemabench compare after.jsonl --ratchet baseline.json
      jsonschemabench compare after.jsonl --ratchet baseline.json --update

    \b
    Exit statuses:
      0  nothing got worse
      1  something did
      2  the files or options cannot be used
    """
    from jsonschemabench.records import read_run  # noqa: PLC0415 -- the help is instant
    from jsonschemabench.report.terminal import console as console_of  # noqa: PLC0415

    if len(runs) > 2 or (len(runs) == 1 and ratchet is None):
        raise click.UsageError("give two runs, OLD and NEW, or one and --ratchet FILE")
    if update and ratchet is None:
        raise click.UsageError("--update writes a ratchet file: say which with --ratchet FILE")
    console = console_of(quiet=as_json)
    worse: list[str] = []
    try:
        found = [read_run(path) for path in runs]
        if len(found) == 2:
            worse += _between(found[0], found[1], engines, None if outcomes_only else tolerance, console)
        if ratchet is not None:
            worse += _ratchet(found[-1], engines, ratchet, update, console)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps({"regressions": worse}))
    for line in worse or ["nothing got worse"]:
        console.print(line, style="bold red" if worse else "", markup=False, highlight=False)
    return NO if worse else DONE


def _between(before: Run, after: Run, wanted: tuple[str, ...], tolerance: float | None, console: Console) -> list[str]:
    """Print what changed; a line for each regression. Without a tolerance, times are not compared."""
    from jsonschemabench.changes import differences, outcome_changes, shared_engines, timings  # noqa: PLC0415
    from jsonschemabench.report.comparison import timing_table  # noqa: PLC0415
    from jsonschemabench.report.terminal import print_run, print_table  # noqa: PLC0415

    engines = shared_engines(before, after, wanted)
    for label, run in (("before:", before), ("after:", after)):
        console.print(label)
        print_run(run, console)
    changes = [change for name in engines for change in outcome_changes(before.records, after.records, name)]
    _print_changes(changes, "outcomes that changed", "all cases of the old run", console)
    worse = _worse(changes, "than before")
    apart = differences(before, after)
    for name, (old, new) in apart.items():
        console.print(f"times are not compared: {name} was {old} and is {new}", markup=False)
    if apart or tolerance is None:
        return worse
    found = [timing for name in engines for timing in timings(before.records, after.records, name)]
    if found:
        print_table(timing_table(found, tolerance), console)
    else:
        console.print("times are not compared: fewer than five cases that both runs pass")
    return worse + [
        f"{timing.engine}: {timing.kind.replace('_', ' ')}, {timing.figure}: {timing.ratio:.2f} times as long"
        for timing in found
        if timing.verdict(tolerance) == "slower"
    ]


def _ratchet(run: Run, wanted: tuple[str, ...], path: Path, update: bool, console: Console) -> list[str]:
    """Print what differs from the best outcomes known; a line for each that is worse. Updates the file if asked."""
    from jsonschemabench.ratchet import against, improved, read_ratchet, write_ratchet  # noqa: PLC0415
    from jsonschemabench.stats import engines_of  # noqa: PLC0415

    if not path.exists() and not update:
        raise click.UsageError(f"{path} does not exist; --update makes it from this run")
    best = read_ratchet(path) if path.exists() else {}
    engines = list(wanted) or [name for name in engines_of(run.records) if name in best or update]
    if not engines:
        raise ValueError(f"{path} is about {', '.join(best)}, of which the run has no records")
    changes = against(best, run.records, engines)
    _print_changes(changes, "against the best outcomes so far", f"the cases in {path.name}", console)
    after = improved(best, run.records, engines)
    if update and after != best:
        write_ratchet(path, after)
        console.print(f"wrote {path}", markup=False)
    elif after != best:
        console.print(f"{path} does not have all that this run reaches: --update writes it", markup=False)
    return _worse(changes, f"than in {path.name}")


def _print_changes(changes: list[Change], title: str, note: str, console: Console) -> None:
    from jsonschemabench.report.comparison import outcome_table  # noqa: PLC0415
    from jsonschemabench.report.terminal import print_table  # noqa: PLC0415

    if changes:
        print_table(outcome_table(changes, title, note), console)
    else:
        console.print(f"{title}: none ({note})", markup=False)


def _worse(changes: list[Change], than: str) -> list[str]:
    """A line for each engine that has outcomes which got worse."""
    counts = {change.engine: sum(c.worse for c in changes if c.engine == change.engine) for change in changes}
    return [f"{engine}: outcomes that are worse {than}: {number}" for engine, number in counts.items() if number]
