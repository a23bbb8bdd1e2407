"""``jsonschemabench trace``: one text through engines, token by token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gendecode.cli.status import DONE, NO
from jsonschemabench.commands.options import Command, Several

if TYPE_CHECKING:
    import gendecode as gd
    from jsonschemabench.data import Case
    from jsonschemabench.trace import Trace


@dataclass(frozen=True)
class Subject:
    """What is traced: a schema, a text, and whether the text is valid if that is known."""

    name: str
    schema: Any
    text: bytes
    valid: bool | None


@click.command(cls=Command)
@click.argument("source")
@click.option("--engine", "engines", cls=Several, default=["gendecode"], show_default=True, metavar="NAME...")
@click.option("--case", "case_id", metavar="ID", help="Which case of the source; needless when it holds one.")
@click.option("--instance", type=click.IntRange(min=0), default=0, show_default=True, help="Which instance, from 0.")
@click.option("--text", help="Follow this text instead of an instance, exactly as it stands.")
@click.option(
    "--instance-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Follow the JSON value in this file, written as the harness writes instances.",
)
@click.option(
    "--tokenizer",
    "tokenizer_name",
    metavar="NAME",
    default="small",
    show_default=True,
    help="A tokenizer.json or its folder, a model that gendecode knows, 'small', or 'bytes'.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds that an engine may take for the schema, and for each token.",
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the trace as one page, too.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each engine, and nothing else.")
def trace(
    source: str,
    engines: tuple[str, ...],
    case_id: str | None,
    instance: int,
    text: str | None,
    instance_file: Path | None,
    tokenizer_name: str,
    time_limit: float,
    html: Path | None,
    as_json: bool,
) -> int:
    """Follow one text through engines: which tokens they allow, how large the masks are, how long each takes.

    SOURCE is what `run --data` takes, with --case; or a file with one JSON Schema, with --text or --instance-file.
    Where the text leaves the language, the place is shown with a caret, and what was allowed there.

    \b
    Examples:
      jsonschemabench trace schema.json --text '{"age": -3}'
      jsonschemabench trace schema.json --instance-file value.json --tokenizer bytes
      jsonschemabench trace cases.jsonl.gz --case Github_easy---o9938 --instance 1 \\
          --engine gendecode llguidance --tokenizer llama/tokenizer.json

    \b
    Exit statuses:
      0  every engine says what the instance's label says (or accepts a text that has none)
      1  one does not, or refuses the schema, or fails
      2  the files or options cannot be used
    """
    import gendecode as gd  # noqa: PLC0415 -- the help is instant
    from jsonschemabench.report.traces import as_data  # noqa: PLC0415
    from jsonschemabench.tokenizers import tokenizer_file  # noqa: PLC0415
    from jsonschemabench.tokens import Encoder, warm_job  # noqa: PLC0415
    from jsonschemabench.trace import follow  # noqa: PLC0415

    try:
        subject = _subject(source, case_id, instance, text, instance_file)
        tokenizer = tokenizer_file(tokenizer_name)
        encode = Encoder(tokenizer)
        vocab, tokens = encode.vocab, encode(subject.text)
    except (gd.GendecodeError, ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    names = dict.fromkeys(engines)
    traces = [follow(name, tokenizer, subject.schema, tokens, time_limit, warm_job(encode)) for name in names]
    if as_json:
        for one in traces:
            click.echo(json.dumps(as_data(one, tokens, vocab, subject.valid)))
    else:
        _print(subject, traces, tokens, vocab)
    if html is not None:
        _write(html, subject, traces, tokens, vocab)
    wanted = subject.valid is not False
    return DONE if all(one.accepted == wanted for one in traces) else NO


def _subject(source: str, case_id: str | None, instance: int, text: str | None, instance_file: Path | None) -> Subject:
    """What the options ask for. Raises ValueError, OSError or a usage error that says what is lacking."""
    from jsonschemabench.data import Instance  # noqa: PLC0415

    if text is not None and instance_file is not None:
        raise click.UsageError("give --text or --instance-file, not both")
    case = _case(source, case_id)
    if text is not None:
        return Subject(case.id, case.schema, text.encode("utf-8", "surrogateescape"), None)
    if instance_file is not None:
        return Subject(case.id, case.schema, Instance(_read_json(instance_file), True).text, None)
    if not case.instances:
        raise click.UsageError(f"{case.id} has no instances: give --text or --instance-file")
    if instance >= len(case.instances):
        raise click.UsageError(f"{case.id} has instances 0 to {len(case.instances) - 1}, and no {instance}")
    chosen = case.instances[instance]
    return Subject(f"{case.id}, instance {instance}", case.schema, chosen.text, chosen.valid)


def _case(source: str, case_id: str | None) -> Case:
    from jsonschemabench.data import Case, open_cases  # noqa: PLC0415

    path = Path(source)
    if path.suffix == ".json" and path.is_file():
        content = _read_json(path)
        if not isinstance(content, dict) or not ({"tests", "json_schema"} & content.keys()):
            return Case(path.name, content, ())
    cases = open_cases(source)
    if case_id is not None:
        return cases.named(case_id)
    if len(cases) > 1:
        some = ", ".join(case.id for case in cases[:3])
        raise click.UsageError(f"{source} has {len(cases)} cases: say which with --case ID, for instance {some}")
    return cases[0]


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON: {error}") from error


def _print(subject: Subject, traces: list[Trace], tokens: list[int], vocab: gd.Vocab) -> None:
    from jsonschemabench.report.terminal import console as console_of  # noqa: PLC0415
    from jsonschemabench.report.terminal import print_table  # noqa: PLC0415
    from jsonschemabench.report.traces import departure, headline, table_of  # noqa: PLC0415

    console = console_of()
    console.print(_title(subject), markup=False, highlight=False)
    print_table(table_of(traces, tokens, vocab), console)
    for one in traces:
        console.print(headline(one, subject.valid), markup=False, highlight=False)
        left = departure(one, tokens, vocab)
        if left:
            click.echo(f"  it leaves the language after {left.offset} characters:")
            click.echo(f"    {left.line}\n    {left.caret}")
            console.print(f"  allowed there: {left.allowed}", markup=False, highlight=False)


def _title(subject: Subject) -> str:
    from jsonschemabench.report.table import printable  # noqa: PLC0415

    label = {True: ", which is valid", False: ", which is invalid", None: ""}[subject.valid]
    return f"{printable(subject.name)}{label}"


def _write(path: Path, subject: Subject, traces: list[Trace], tokens: list[int], vocab: gd.Vocab) -> None:
    try:
        from jsonschemabench.report.html import render  # noqa: PLC0415
        from jsonschemabench.report.traces import departure, headline, table_of  # noqa: PLC0415

        found = [(headline(one, subject.valid), departure(one, tokens, vocab)) for one in traces]
        page = render("trace.html.j2", title=_title(subject), table=table_of(traces, tokens, vocab), traces=found)
        path.write_text(page, encoding="utf-8")
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed, which draws the page: pip install 'gendecode[bench]'"
        raise click.UsageError(message) from error
    except OSError as error:
        raise click.UsageError(f"cannot write the trace: {error}") from error
    click.echo(f"wrote {path}", err=True)
