"""Command line: ``jsonschemabench run``."""

from __future__ import annotations

import itertools
import json
import platform
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

import gendecode as gd
from jsonschemabench.cases import read_cases
from jsonschemabench.measure import OUTCOMES, REFUSED, Record, measure


@click.group()
@click.version_option(gd.__version__)
def main() -> None:
    """Measure a constraint engine on JSON Schemas: coverage, correctness, speed."""


@main.command()
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help='Cases, JSON Lines (.gz allowed): {"id", "schema", "tests": [{"data", "valid"}]} a line.',
)
@click.option(
    "--tokenizer", type=click.Path(exists=True, path_type=Path), help="A tokenizer.json; the 256 bytes if left out."
)
@click.option("--limit", type=click.IntRange(min=1), help="Take only the first N cases.")
@click.option(
    "--order",
    type=click.Choice(["any", "declared"]),
    default="any",
    show_default=True,
    help="Order of object members that the engine accepts.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write one record a case, JSON Lines.")
def run(data: Path, tokenizer: Path | None, limit: int | None, order: str, output: Path | None) -> None:
    """Compile every schema, feed it its instances token by token, and report.

    \b
    Example:
      jsonschemabench run --data cases.jsonl.gz --tokenizer tokenizer.json
    """  # fmt: skip
    try:
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        cases = list(itertools.islice(read_cases(data), limit))
    except (gd.GendecodeError, ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    console = Console()
    gd.compile(gd.choice(["warm"]), vocab).start().mask()
    records = [measure(case, vocab, {"order": order}) for case in track(cases, "measuring", console=console)]
    if output:
        output.write_text("".join(json.dumps(asdict(record)) + "\n" for record in records), encoding="utf-8")
    _report(records, len(vocab), console)


def _report(records: list[Record], width: int, console: Console) -> None:
    counts = Counter(record.outcome for record in records)
    table = Table(title=f"gendecode {gd.__version__}, {width:,} ids, Python {platform.python_version()}")
    table.add_column("outcome")
    table.add_column("schemas", justify="right")
    table.add_column("share", justify="right")
    for outcome in OUTCOMES:
        table.add_row(outcome, str(counts[outcome]), f"{100 * counts[outcome] / max(1, len(records)):.1f} %")
    console.print(table)
    reasons = Counter(_kind(record.reason) for record in records if record.outcome == REFUSED)
    for reason, count in reasons.most_common(12):
        console.print(f"  refused {count:4}  {reason}", highlight=False, markup=False)
    times = Table(title="time in µs (compiled schemas)")
    for column in ("", "average", "p50", "p75", "p90", "p99", "p99.9", "max"):
        times.add_column(column, justify="left" if not column else "right")
    first = [record.first_mask for record in records if record.first_mask is not None]
    for name, values in (("first mask", first), ("mask + advance", [t for r in records for t in r.masks])):
        if values:
            points = [np.mean(values), *np.percentile(values, [50, 75, 90, 99, 99.9, 100])]
            times.add_row(name, *(f"{value:,.1f}" for value in points))
    console.print(times)


def _kind(reason: str) -> str:
    """A refusal without its place: ``UnsupportedError: oneOf``."""
    return reason.split(" at ", 1)[0][:70]
