"""``gendecode check``: is this text in the language, and if not, where does it leave it?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import gendecode as gd
from gendecode.cli.options import ConstraintOptions, read_bytes, required, unread_constraint_options
from gendecode.cli.render import Place, show_byte_set
from gendecode.cli.status import DONE, NO
from gendecode.cli.walking import walk


@click.command(
    epilog="""\b
Examples:
  gendecode check --schema person.json answer.json
  gendecode check --regex '\\d{4}-\\d\\d-\\d\\d' - <<< 2026-11-24
  gendecode check --type app.models:Person --json answer.json
  gendecode check --schema person.json --report

The texts of a JSON Schema are those that `gendecode generate` may write: with bounded white space
(see --whitespace), and names and fixed strings spelled as json.dumps(ensure_ascii=False) does; with --ascii,
as ensure_ascii=True does."""
)
@unread_constraint_options
@click.option("--exact", is_flag=True, help="Count the line break at the end of the file as part of the text.")
@click.option("--report", is_flag=True, help="Say which keywords of the schema are enforced. Without FILE, only that.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.argument("file", required=False)
def check(constraint: ConstraintOptions, exact: bool, report: bool, as_json: bool, file: str | None) -> int:
    """Say whether the text of FILE ('-': standard input) is in the language, or where it leaves it.

    Exit status 0: it is. 1: it is not, or the schema of --report has something that is refused. 2: bad input.
    """
    answer: dict[str, object] = {}
    entries: tuple[Any, ...] = ()
    if report:
        entries = constraint.report()
        answer["report"] = [asdict(entry) for entry in entries]
        if not as_json:
            _print_report(entries)
    elif file is None:
        raise click.UsageError("give a FILE ('-': standard input), or --report")
    refused = any(entry.status == "refused" for entry in entries)
    valid = True
    if file is not None and not refused:
        valid = _check(required(constraint.grammar()), file, exact, as_json, answer)
    if as_json:
        click.echo(json.dumps(answer))
    return DONE if valid and not refused else NO


def _check(grammar: gd.Grammar, file: str, exact: bool, as_json: bool, answer: dict[str, object]) -> bool:
    """Read the file, and print what is found or put it into ``answer``; True when the text is in the language."""
    data = read_bytes(file)
    if not exact:
        data = data.removesuffix(b"\n").removesuffix(b"\r")
    state, length = walk(gd.compile(grammar, gd.Vocab.bytes_only()).start(), data)
    valid = length == len(data) and state.can_stop()
    place = Place.of(data, length)
    if as_json:
        answer["valid"] = valid
        if not valid:
            answer |= {"offset": length, "line": place.line, "column": place.column}
            answer |= {"expected": sorted(state.next_bytes())}
    elif valid:
        click.echo(f"{file}: in the language of {grammar.name} ({len(data)} bytes)")
    else:
        what = "the text ends too early for" if length == len(data) else "here the text leaves the language of"
        click.echo(f"{file}:{place.line}:{place.column}: {what} {grammar.name}")
        click.echo(place.caret())
        click.echo(f"possible here: {show_byte_set(state.next_bytes(), state.can_stop())}")
    return valid


def _print_report(entries: tuple[Any, ...]) -> None:
    """A table, as wide as the terminal; in a file, no line is broken."""
    table = Table("where", "keyword", "status", "reason", box=SIMPLE)
    for entry in entries:
        table.add_row(*map(escape, (entry.where, entry.keyword, entry.status, entry.reason)))
    console = Console()
    width = console.width if console.is_terminal else max(console.width, console.measure(table).maximum)
    console.print(table, width=width, soft_wrap=not console.is_terminal)
