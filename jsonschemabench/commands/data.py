"""``jsonschemabench data``: what a source of schemas holds; one case of it; a sample as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jsonschemabench.commands.options import Command, Several

if TYPE_CHECKING:
    from jsonschemabench.data import Cases

F = TypeVar("F", bound=Callable[..., Any])

SOURCE = (
    "'corpus', which comes with this package; JSON Lines (.gz allowed); a folder of schemas, of parquet files, or the "
    "JSON Schema Test Suite; or a data set of the hub, like epfl-dlab/JSONSchemaBench."
)


class ListsByDefault(click.Group):
    """A group whose first word may be a source instead of a command: ``data FILE`` is ``data list FILE``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with ``list`` put before anything that is neither a command nor a call for help."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ListsByDefault, context_settings={"help_option_names": ["-h", "--help"]})
def data() -> None:
    """What a source of schemas holds: `data SOURCE` is short for `data list SOURCE`.

    \b
    Examples:
      jsonschemabench data                          the corpus of this package
      jsonschemabench data cases.jsonl.gz           what is in a file
      jsonschemabench data show kubernetes/deployment
      jsonschemabench data sample 200 --data cases.jsonl.gz --output small.jsonl
    """


def selection(command: F) -> F:
    """The options that select cases; the arguments of :func:`jsonschemabench.data.open_cases`."""
    for option in (
        click.option("--shard", metavar="K/N", help="The K-th of N parts that have no case in common."),
        click.option("--limit", type=click.IntRange(min=1), help="Only the first N, of what the others leave."),
        click.option("--every", type=click.IntRange(min=1), default=1, help="Every Nth case, from the first."),
        click.option("--subset", "subsets", cls=Several, help="Only these subsets; patterns like 'Github_*' too."),
    ):
        command = option(command)
    return command


@data.command("list", cls=Command)
@click.argument("source", default="corpus")
@selection
@click.option("--sample", type=click.IntRange(min=1), help="N cases, in proportion to the sizes of the subsets.")
@click.option("--json", "as_json", is_flag=True, help="Name, digest and counts as JSON.")
def list_(source: str, as_json: bool, **options: Any) -> None:
    """A table of the subsets of SOURCE: how many schemas, of what size, with which keywords and drafts.

    \b
    SOURCE is
      corpus                       the data set of this package (the default)
      cases.jsonl, cases.jsonl.gz  {"id", "schema", "tests": [{"data", "valid"}]} a line, or
                                   {"unique_id", "json_schema"}
      FOLDER                       schemas in .json files, parquet files, or the JSON Schema Test Suite
      epfl-dlab/JSONSchemaBench    a data set of the Hugging Face hub

    \b
    Examples:
      jsonschemabench data list
      jsonschemabench data list JSON-Schema-Test-Suite --subset draft7 draft2020-12
    """
    cases = opened(source, options)
    if as_json:
        click.echo(json.dumps(cases.describe(), indent=2, ensure_ascii=False))
        return
    from jsonschemabench.data.survey import print_survey  # noqa: PLC0415 -- `--help` is instant without

    print_survey(cases)


@data.command(cls=Command)
@click.argument("id")
@click.option("--data", "source", default="corpus", show_default=True, help=SOURCE)
@click.option("--json", "as_json", is_flag=True, help="The case as a line of JSON Lines.")
def show(id: str, source: str, as_json: bool) -> None:
    """The schema of a case and its instances.

    \b
    Examples:
      jsonschemabench data show kubernetes/deployment
      jsonschemabench data show Github_easy---o10030 --data maskbench.jsonl.gz
    """
    from jsonschemabench.data import DataError  # noqa: PLC0415

    try:
        case = opened(source, {}).named(id)
    except DataError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(case.record(), ensure_ascii=False))
        return
    click.echo(f"{case.id}, {len(case.schema_text.encode('utf-8', 'surrogatepass')):,} bytes")
    click.echo(json.dumps(case.schema, indent=2, ensure_ascii=False))
    for instance in case.instances:
        click.echo(f"{'valid  ' if instance.valid else 'invalid'}  {instance.text.decode(errors='replace')}")


@data.command(cls=Command)
@click.argument("count", type=click.IntRange(min=1))
@click.option("--data", "source", default="corpus", show_default=True, help=SOURCE)
@selection
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Standard output if left out.")
def sample(count: int, source: str, output: Path | None, **options: Any) -> None:
    """Write COUNT cases as JSON Lines, of every subset in proportion to its size.

    Which ones is decided by a hash of their ids: the same everywhere, and whatever the order of the files.

    \b
    Examples:
      jsonschemabench data sample 200 --data maskbench.jsonl.gz --output small.jsonl
      jsonschemabench data sample 50 --subset kubernetes editor --output some.jsonl
    """
    cases = opened(source, options | {"sample": count})
    lines = "".join(json.dumps(case.record(), ensure_ascii=False) + "\n" for case in cases)
    content = lines.encode("utf-8", "surrogatepass")
    if output is None:
        click.echo(content, nl=False)
        return
    output.write_bytes(content)
    click.echo(f"{len(cases)} cases of {cases.name} in {output}", err=True)


def opened(source: str, options: dict[str, Any]) -> Cases:
    """The cases of a source, with the errors of its user as click reports them."""
    from jsonschemabench.data import DataError, open_cases  # noqa: PLC0415
    from jsonschemabench.data.sampling import parse_shard  # noqa: PLC0415

    try:
        shard = options.pop("shard", None)
        return open_cases(source, shard=parse_shard(shard) if shard else None, **options)
    except (DataError, OSError) as error:
        raise click.UsageError(str(error)) from error
