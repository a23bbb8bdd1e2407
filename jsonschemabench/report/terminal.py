"""The report on a terminal: tables for people, then one line of JSON for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from jsonschemabench.records import Run
from jsonschemabench.report import about
from jsonschemabench.report.summary import Summary
from jsonschemabench.report.table import Table

PIPED_WIDTH = 110
"""Characters of a line where there is no terminal that says how wide it is."""
STYLES = {"": "", "alert": "bold red", "best": "bold"}
WORDS = 26
"""Characters that a column of words has at least, if it needs them."""
FEW = 15
"""Rows of a table of keywords on a terminal; the page and the CSV files have all."""


def console(quiet: bool = False) -> Console:
    """A console on standard output."""
    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, quiet=quiet)


def report(run: Run, console: Console, baseline: str | None = None) -> None:
    """Print all tables and the line of JSON. Raises ValueError when no records are of ``baseline``."""
    print_summary(Summary.of(run, baseline), console)


def print_summary(summary: Summary, console: Console) -> None:
    """Print all tables and the line of JSON."""
    if not summary.engines:
        console.print("no records")
        return
    print_run(summary.run, console)
    caption = about.caption(summary.run)
    for table in summary.tables():
        print_table(_shortened(table), console, caption)
    print_data(summary, console)


def print_data(summary: Summary, console: Console) -> None:
    """Print the line of JSON."""
    console.print(json.dumps(summary.as_data()), soft_wrap=True, highlight=False, markup=False)


def print_run(run: Run, console: Console) -> None:
    """Print versions, machine and data of a run."""
    for line in (about.versions(run), about.machine(run), about.data(run), about.not_timed(run)):
        if line:
            console.print(line, highlight=False, markup=False)


def print_table(table: Table, console: Console, caption: str = "") -> None:
    """Draw one table; its note and ``caption`` stand below it. It may be wider than the terminal: no figure is cut."""
    note = "\n".join(part for part in (table.note, caption) if part)
    drawn = RichTable(box=box.SIMPLE_HEAD)
    for place, column in enumerate(table.columns):
        words = place in table.words
        drawn.add_column(
            Text(column),
            justify="left" if words else "right",
            no_wrap=not words,
            min_width=_needed(table, place),
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(Text(cell.text, STYLES[cell.mark]) for cell in row))
    needed = sum(_needed(table, place) + 2 for place in range(len(table.columns))) + 2
    if needed > console.width:
        drawn.width = needed
    console.print(Text(table.title, "bold"))
    console.print(drawn, crop=False)
    console.print(Text(note, "dim"))
    console.print()


def _needed(table: Table, place: int) -> int:
    """Characters that a column must have: all of its longest number, or enough of its words."""
    longest = max(cell_len(text) for text in (table.columns[place], *(row[place].text for row in table.rows)))
    return min(longest, WORDS) if place in table.words else longest


def _shortened(table: Table) -> Table:
    if table.name != "keywords" or len(table.rows) <= FEW:
        return table
    note = f"the first {FEW} of {len(table.rows)} keywords; {table.note}"
    return replace(table, rows=table.rows[:FEW], note=note)
