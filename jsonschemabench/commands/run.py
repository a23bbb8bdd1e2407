"""``jsonschemabench run``: measure engines on schemas."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import track

import gendecode as gd
from jsonschemabench.commands.options import Command, Several
from jsonschemabench.comparison import Comparison, machine
from jsonschemabench.data import open_cases
from jsonschemabench.engines.base import engine_names
from jsonschemabench.measure import Job, Record
from jsonschemabench.records import Run, write_about, write_record
from jsonschemabench.report import report as print_report
from jsonschemabench.stats import typical
from jsonschemabench.tokens import encoder, job_of, warm_job
from jsonschemabench.worker import EngineFailed


@click.command(cls=Command)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help='Cases, JSON Lines (.gz allowed): {"id", "schema", "tests": [{"data", "valid"}]} a line.',
)
@click.option(
    "--engine",
    "engines",
    cls=Several,
    default=["gendecode"],
    show_default=True,
    help=f"An engine, may be given several times: {', '.join(engine_names())}, or a module of yours.",
)
@click.option(
    "--tokenizer", type=click.Path(exists=True, path_type=Path), help="A tokenizer.json; the 256 bytes if left out."
)
@click.option("--limit", type=click.IntRange(min=1), help="Take only the first N cases.")
@click.option("--every", type=click.IntRange(min=1), default=1, help="Take every Nth case, from the first.")
@click.option(
    "--order",
    type=click.Choice(["any", "declared"]),
    default="any",
    show_default=True,
    help="Order of object members that gendecode accepts.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds that an engine may take for a case.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Repeat it all in fresh processes and take the median of each time: on a machine that others use.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the records, for `report`: JSON Lines."
)
def run(
    data: Path,
    engines: tuple[str, ...],
    tokenizer: Path | None,
    limit: int | None,
    every: int,
    order: str,
    time_limit: float,
    rounds: int,
    output: Path | None,
) -> None:
    """Compile every schema, feed it its instances token by token, and report.

    Each engine runs in a process of its own, with one thread; they take turns, schema by schema.

    \b
    Examples:
      jsonschemabench run --data cases.jsonl.gz --tokenizer tokenizer.json
      jsonschemabench run --data cases.jsonl.gz --tokenizer tokenizer.json --engine gendecode --engine llguidance
    """
    console = Console()
    names = list(dict.fromkeys(engines))
    with ExitStack() as stack:
        try:
            encode = encoder(tokenizer)
            cases = open_cases(data, limit=limit, every=every)
            file = stack.enter_context(open(output, "w", encoding="utf-8")) if output else None
            about = {
                "machine": machine(),
                "data": f"{len(cases)} cases of {data.name}",
                "width": _width(tokenizer),
                "time limit": time_limit,
                "rounds": rounds,
            }
            found: list[list[Record]] = []
            for number in range(1, rounds + 1):
                with Comparison(names, tokenizer, {"order": order}, time_limit, warm_job(encode)) as comparison:
                    jobs = (job_of(case, encode) for case in track(cases, f"round {number}", console=console))
                    found.append(_collect(comparison, jobs, file if rounds == 1 else None))
                    about["engines"] = comparison.about()
        except (gd.GendecodeError, ValueError, OSError, EngineFailed) as error:
            raise click.UsageError(str(error)) from error
        records = [typical(group) for group in zip(*found, strict=True)] if rounds > 1 else found[0]
        if file:
            if rounds > 1:
                _write(file, records)
            write_about(file, about)
    print_report(Run(records, about), console)


def _width(tokenizer: Path | None) -> int:
    return len(gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only())


def _collect(comparison: Comparison, jobs: Iterable[Job], file: TextIO | None) -> list[Record]:
    records: list[Record] = []
    for found in comparison.records(jobs):
        records += found
        if file:
            _write(file, found)
    return records


def _write(file: TextIO, records: Iterable[Record]) -> None:
    for record in records:
        write_record(file, record)
    file.flush()
