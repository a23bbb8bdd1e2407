"""``jsonschemabench engines``: which engines there are, which are installed, which pass the gate."""

from __future__ import annotations

from typing import Any

import click

from gendecode.cli.status import DONE, NO
from jsonschemabench.commands.options import Command


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True, help="Start each engine and let it pass the gate that `run` has before it.")
@click.option(
    "--tokenizer", metavar="NAME", default="small", show_default=True, help="For --check: as in `jsonschemabench run`."
)
@click.option("--details", is_flag=True, help="What was chosen, and what the interface of the library cannot do.")
def engines(names: tuple[str, ...], check: bool, tokenizer: str, details: bool) -> int:
    """The engines that can be measured: all that come with the package, or those of NAME, a module of yours too.

    \b
    Examples:
      jsonschemabench engines
      jsonschemabench engines --check
      jsonschemabench engines --check --details my_package.my_engine

    Exit status: 0, or 1 when an engine that is installed fails its gate; 2 when a NAME is no engine.
    """
    from rich.console import Console  # noqa: PLC0415 -- the help is instant
    from rich.table import Table  # noqa: PLC0415

    from jsonschemabench.engines.base import (  # noqa: PLC0415
        EngineFailed,
        adapter_class,
        engine_names,
        how_to_install,
        installed_version,
    )

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("engine", "version", *(["gate"] if check else []), *(["settings", "cannot"] if details else [])):
        table.add_column(column, overflow="fold")
    failed = False
    for name in names or engine_names():
        try:
            adapter = adapter_class(name)
        except EngineFailed as error:
            raise click.UsageError(str(error)) from error
        version = installed_version(adapter)
        # A module of the user need not say which distribution it needs: it is tried.
        absent = version is None and bool(adapter.distribution)
        row = [name, version or ("not installed: " + how_to_install(adapter) if absent else "")]
        if check:
            verdict = "" if absent else _gate(name, tokenizer)
            failed = failed or verdict not in ("", "passed")
            row.append(verdict)
        if details:
            row += [adapter.settings, adapter.cannot]
        table.add_row(*map(_plain, row))
    console = Console()
    if not console.is_terminal:
        console.width = 160  # for a file, or a program that reads it
    console.print(table)
    return NO if failed else DONE


def _gate(name: str, tokenizer: str) -> str:
    """``passed``, or what the engine gets wrong."""
    from jsonschemabench.admission import admit  # noqa: PLC0415
    from jsonschemabench.engines.base import EngineFailed  # noqa: PLC0415
    from jsonschemabench.plan import Plan  # noqa: PLC0415
    from jsonschemabench.tokenizers import NoTokenizer, tokenizer_file  # noqa: PLC0415
    from jsonschemabench.tokens import Encoder  # noqa: PLC0415

    try:
        file = tokenizer_file(tokenizer)
        (found,) = admit(Plan([name], file, memory_limit=int(8e9)), Encoder(file))
    except NoTokenizer as error:
        raise click.UsageError(str(error)) from error
    except EngineFailed as error:
        return str(error)
    return found.failure or "passed"


def _plain(text: Any) -> Any:
    from rich.text import Text  # noqa: PLC0415

    return Text(text)
