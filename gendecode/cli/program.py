"""Running a command line: what happens when a command fails, and its exit status.

Standard output carries the answer and nothing else; notes and errors go to standard error.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from gendecode.cli.status import BAD_INPUT, DEFECT, DONE, INTERRUPTED
from gendecode.errors import GendecodeError


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line; its exit status. Never lets an exception through, unless GENDECODE_DEBUG is set."""
    try:
        status = command.main(None if arguments is None else list(arguments), name, standalone_mode=False)
        sys.stdout.flush()
        return int(status or DONE)
    except SystemExit:
        return DONE  # how click reacts when a reader, `head` for instance, has had enough
    except Exception as error:
        if os.environ.get("GENDECODE_DEBUG"):
            raise
        return _report(error, name)
    except KeyboardInterrupt:
        return _report(click.Abort(), name)


def _report(error: Exception, name: str) -> int:
    """Say on standard error what went wrong, in a line or two, and choose the exit status."""
    if isinstance(error, click.ClickException):
        error.show()
        return BAD_INPUT
    if isinstance(error, click.Abort):
        _say(name, "interrupted")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The same while flushing. Python would complain again when it flushes at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, (GendecodeError, OSError)):
        _say(name, f"error: {error}")
        return BAD_INPUT
    where = traceback.extract_tb(error.__traceback__)[-1]
    _say(name, f"defect: {type(error).__name__}: {error} ({where.filename}:{where.lineno})")
    _say(name, "Please report it. GENDECODE_DEBUG=1 shows the traceback")
    return DEFECT


def _say(name: str, message: str) -> None:
    click.echo(f"{name}: {message}", err=True)
