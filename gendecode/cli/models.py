"""``gendecode models``: the models that can be had by name."""

from __future__ import annotations

import json

import click

import gendecode as gd
from gendecode.cli.options import obtain


@click.group(epilog="Anything else that --model takes is a local folder, or a hub id that transformers resolves.")
def models() -> None:
    """List and obtain the models that have a short name."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as a JSON array.")
def list_models(as_json: bool) -> None:
    """List the models: name, what it is, licence, download size, and where it is."""
    rows = [
        {
            "name": entry.name,
            "title": entry.title,
            "licence": entry.licence,
            "download_mb": round(entry.download_size / 1e6),
            "path": str(entry.folder) if entry.obtained else None,
        }
        for entry in gd.CATALOG.values()
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['name']:<14}{row['title']}")
        click.echo(f"{'':<14}licence: {row['licence']}; download {row['download_mb']} MB")
        click.echo(f"{'':<14}{row['path'] or 'not obtained yet'}")


@models.command(
    epilog="""\b
Example:
  gendecode models get smollm2"""
)
@click.argument("name")
@click.option("--quiet", is_flag=True, help="No progress.")
def get(name: str, quiet: bool) -> None:
    """Download and convert the model NAME, unless that was done before, and print its folder."""
    click.echo(obtain(name, progress=not quiet))
