"""The command ``gendecode``: its subcommands, and what happens when one of them fails.

Standard output carries the answer and nothing else; notes and errors go to standard error.
Exit statuses: see :mod:`gendecode.cli.status`.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

import gendecode
from gendecode.cli.check import check
from gendecode.cli.explain import explain
from gendecode.cli.generate import generate
from gendecode.cli.models import models
from gendecode.cli.program import run
from gendecode.cli.warmup import warmup


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command has examples: gendecode generate --help.",
)
@click.version_option(gendecode.__version__, prog_name="gendecode")
def cli() -> None:
    """Exact structured generation: a language model writes text that keeps to a JSON Schema, a regular
    expression, a choice or a Python type; always, token by token.

    \b
    Start with
      gendecode generate --model smollm2 --choice yes --choice no "Is water wet?"
    """


for _command in (generate, check, explain, models, warmup):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit status."""
    return run(cli, "gendecode", arguments)
