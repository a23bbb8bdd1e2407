"""``gendecode warmup``: compile the engine's kernels now instead of on first use."""

from __future__ import annotations

import sys

import click

import gendecode as gd


@click.command()
def warmup() -> None:
    """Compile the engine's kernels, once per installation; nothing is left to do the next time."""
    seconds = gd.warmup(progress=_show)
    click.echo(f"the engine is ready ({seconds:.1f} s)", err=True)


def _show(done: int, total: int) -> None:
    """One line that counts on a terminal, and one line in all elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\rcompiling the engine's kernels: {done}/{total}", nl=done == total, err=True)
    elif done == 0:
        click.echo(f"compiling {total} kernels of the engine, once (about half a minute)", err=True)
