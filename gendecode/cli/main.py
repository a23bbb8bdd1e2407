"""The command ``gendecode``: its subcommands, and what happens when one of them fails.

Standard output carries the answer and nothing else; notes and errors go to standard error.
Exit statuses: see :mod:`gendecode.cli.status`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

import gendecode
from gendecode.cli.check import check
from gendecode.cli.explain import explain
from gendecode.cli.generate import generate
from gendecode.cli.models import models
from gendecode.cli.status import BAD_INPUT, DEFECT, DONE, INTERRUPTED
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
    """Run the command line; its exit status. Never lets an exception through, unless GENDECODE_DEBUG is set."""
    try:
        status = cli.main(None if arguments is None else list(arguments), "gendecode", standalone_mode=False)
        sys.stdout.flush()
        return int(status or DONE)
    except SystemExit:
        return DONE  # how click reacts when a reader, `head` for instance, has had enough
    except Exception as error:
        if os.environ.get("GENDECODE_DEBUG"):
            raise
        return _report(error)
    except KeyboardInterrupt:
        return _report(click.Abort())


def _report(error: Exception) -> int:
    """Say on standard error what went wrong, in a line or two, and choose the exit status."""
    if isinstance(error, click.ClickException):
        error.show()
        return BAD_INPUT
    if isinstance(error, click.Abort):
        _say("interrupted")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The same while flushing. Python would complain again when it flushes at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, (gendecode.GendecodeError, OSError)):
        _say(f"error: {error}")
        return BAD_INPUT
    where = traceback.extract_tb(error.__traceback__)[-1]
    _say(f"defect: {type(error).__name__}: {error} ({where.filename}:{where.lineno})")
    _say("Please report it. GENDECODE_DEBUG=1 shows the traceback")
    return DEFECT


def _say(message: str) -> None:
    click.echo(f"gendecode: {message}", err=True)
