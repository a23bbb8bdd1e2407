"""``gendecode check``: is this text in the language, and if not, where does it leave it?"""

from __future__ import annotations

import json

import click

import gendecode as gd
from gendecode.cli.options import constraint_options, read_bytes, required
from gendecode.cli.render import Place, show_byte_set
from gendecode.cli.status import DONE, NO
from gendecode.cli.walking import walk


@click.command(
    epilog="""\b
Examples:
  gendecode check --schema person.json answer.json
  gendecode check --regex '\\d{4}-\\d\\d-\\d\\d' - <<< 2026-11-24
  gendecode check --type app.models:Person --json answer.json

The texts of a JSON Schema are those that `gendecode generate` may write: with bounded white space
(see --whitespace), and names and fixed strings spelled as json.dumps(ensure_ascii=False) does; with --ascii,
as ensure_ascii=True does."""
)
@constraint_options
@click.option("--exact", is_flag=True, help="Count the line break at the end of the file as part of the text.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.argument("file")
def check(grammar: gd.Grammar | None, exact: bool, as_json: bool, file: str) -> int:
    """Say whether the text of FILE ('-': standard input) is in the language, or where it leaves it.

    Exit status 0: it is. 1: it is not. 2: bad input.
    """
    data = read_bytes(file)
    if not exact:
        data = data.removesuffix(b"\n").removesuffix(b"\r")
    wanted = required(grammar)
    state, length = walk(gd.compile(wanted, gd.Vocab.bytes_only()).start(), data)
    valid = length == len(data) and state.can_stop()
    place = Place.of(data, length)
    if as_json:
        report: dict[str, object] = {"valid": valid}
        if not valid:
            report |= {"offset": length, "line": place.line, "column": place.column}
            report |= {"expected": sorted(state.next_bytes())}
        click.echo(json.dumps(report))
    elif valid:
        click.echo(f"{file}: in the language of {wanted.name} ({len(data)} bytes)")
    else:
        what = "the text ends too early for" if length == len(data) else "here the text leaves the language of"
        click.echo(f"{file}:{place.line}:{place.column}: {what} {wanted.name}")
        click.echo(place.caret())
        click.echo(f"possible here: {show_byte_set(state.next_bytes(), state.can_stop())}")
    return DONE if valid else NO
