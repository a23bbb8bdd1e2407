"""``jsonschemabench report``: the report of a run again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def report(records: tuple[Path, ...]) -> None:
    """Print the report of a run again, from the file that --output wrote.

    Several files are taken as one run; of an engine that is in more than one, the last counts.
    """
    from rich.console import Console  # noqa: PLC0415 -- the help is instant

    from jsonschemabench.records import merge, read_run  # noqa: PLC0415
    from jsonschemabench.report import report as print_report  # noqa: PLC0415

    try:
        found = merge([read_run(path) for path in records])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    print_report(found, Console())
