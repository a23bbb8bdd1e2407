"""``jsonschemabench report``: the report of a run, on the terminal, as one HTML page, as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jsonschemabench.commands.options import Command

if TYPE_CHECKING:
    from jsonschemabench.report.summary import Summary

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("records", nargs=-1, required=True, type=FILE)
@click.option("--baseline", metavar="ENGINE", help="Give times as multiples of this engine's.  [default: llguidance]")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write one page with plots, too.")
@click.option("--csv", type=click.Path(file_okay=False, path_type=Path), help="Write tables, figures and cases, too.")
@click.option("--json", "as_json", is_flag=True, help="Print only the line of JSON.")
def report(records: tuple[Path, ...], baseline: str | None, html: Path | None, csv: Path | None, as_json: bool) -> None:
    """Report what `run --output` wrote.

    Several files are taken as one run; of an engine that is in more than one, the last counts. The file of a run
    that was cut off is reported as far as it goes.

    \b
    Examples:
      jsonschemabench report records.jsonl
      jsonschemabench report records.jsonl --html report.html
      jsonschemabench report records.jsonl --csv tables --json | jq '.outcomes'
      jsonschemabench report monday.jsonl xgrammar.jsonl --baseline xgrammar

    \b
    --csv DIR writes cases.csv and cases.jsonl (one row a case and engine), one file for each
    table and figure-NAME.csv for the points of each figure; shares are fractions there.
    """
    from jsonschemabench.records import merge, read_run  # noqa: PLC0415 -- the help is instant
    from jsonschemabench.report.summary import Summary  # noqa: PLC0415
    from jsonschemabench.report.terminal import console, print_data, print_summary  # noqa: PLC0415

    try:
        summary = Summary.of(merge([read_run(path) for path in records]), baseline)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if not summary.engines:
        raise click.UsageError(f"no records in {', '.join(str(path) for path in records)}")
    if as_json:
        print_data(summary, console())
    else:
        print_summary(summary, console())
    write(summary, html, csv)


def write(summary: Summary, html: Path | None, csv: Path | None) -> None:
    """The page and the folder of files, where they are asked for; what was written goes to standard error."""
    try:
        if csv is not None:
            from jsonschemabench.report.files import write_files  # noqa: PLC0415

            click.echo(f"wrote {len(write_files(csv, summary))} files to {csv}", err=True)
        if html is not None:
            from jsonschemabench.report.html import write_html  # noqa: PLC0415 -- loads matplotlib

            html.parent.mkdir(parents=True, exist_ok=True)
            write_html(html, summary)
            click.echo(f"wrote {html}", err=True)
    except OSError as error:
        raise click.UsageError(f"cannot write the report: {error}") from error
