"""The command ``jsonschemabench``: its subcommands, and what happens when one of them fails.

Standard output carries the answer and nothing else; progress, notes and errors go to standard error.
Exit statuses: see :mod:`gendecode.cli.status`.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import click

from gendecode.cli.program import run

COMMANDS = {
    "run": "Measure engines on schemas and report.",
    "report": "Report a run again: tables, HTML, CSV.",
    "compare": "Compare two runs; fail on a regression.",
    "trace": "Follow one text through engines, token by token.",
    "engines": "Which engines there are, and whether they work.",
    "data": "What a source of schemas holds.",
}
"""Name and one line about each command; the module is imported when the command is asked for."""


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is used: ``--help`` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"jsonschemabench.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import gendecode  # noqa: PLC0415 -- only here

        click.echo(f"jsonschemabench, version {gendecode.__version__}")
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command has examples: jsonschemabench run --help.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def cli() -> None:
    """Measure constraint engines on JSON Schemas: what they cover, whether they are right, how fast they are.

    \b
    Start with
      jsonschemabench engines
      jsonschemabench run --engine gendecode llguidance --limit 20
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit status."""
    return run(cli, "jsonschemabench", arguments)
