"""``gendecode warmup``: compile the engine's kernels now instead of on first use."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import gendecode as gd


@click.command()
def warmup() -> None:
    """Compile the engine's kernels, once per installation; nothing is left to do the next time."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("compiling the engine's kernels", total=None)

        def show(done: int, total: int) -> None:
            """A bar on a terminal, and one line in all elsewhere."""
            bars.update(task, completed=done, total=total)
            if done == 0 and not console.is_terminal:
                click.echo(f"compiling {total} kernels of the engine, once (about half a minute)", err=True)

        seconds = gd.warmup(progress=show)
    click.echo(f"the engine is ready ({seconds:.1f} s)", err=True)
