"""The options that several commands share: which texts are wanted, and over which tokens."""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

import gendecode as gd

Command = TypeVar("Command", bound=Callable[..., Any])

_CONSTRAINTS = ("schema", "regex", "lark", "choice", "type_name")
WHITESPACE = ("flexible", "compact", "python", "pretty", "any")


def constraint_options(command: Command) -> Command:
    """Add ``--schema --regex --lark --start --choice --type`` and theirs; the command gets a ``grammar``, or None."""

    @functools.wraps(command)
    def with_grammar(*args: Any, constraint: ConstraintOptions, **options: Any) -> Any:
        return command(*args, grammar=constraint.grammar(), **options)

    return unread_constraint_options(with_grammar)  # type: ignore[return-value]


def unread_constraint_options(command: Command) -> Command:
    """The same, for a command that wants to read the constraint itself: it gets a ``constraint``."""

    @functools.wraps(command)
    def with_constraint(*args: Any, **options: Any) -> Any:
        names = ("schema", "regex", "lark", "start", "choice", "type_name")
        given = {name: options.pop(name) for name in names}
        policy = {
            name: options.pop(name)
            for name in ("whitespace", "order", "closed", "escapes", "ascii_only", "formats", "strict")
        }
        return command(*args, constraint=ConstraintOptions(given, policy), **options)

    decorated: Any = with_constraint
    for option in reversed(
        (
            click.option("--schema", metavar="FILE", help="JSON Schema: a file, '-', or the JSON text itself."),
            click.option(
                "--regex", metavar="PATTERN", help="Regular expression in Python's syntax, for the whole text."
            ),
            click.option("--lark", metavar="FILE", help="Lark grammar: a file, or '-'."),
            click.option("--start", metavar="RULE", default="start", show_default=True, help="Start rule, for --lark."),
            click.option("--choice", metavar="TEXT", multiple=True, help="One of several texts; give it repeatedly."),
            click.option("--type", "type_name", metavar="MODULE:NAME", help="Python type, e.g. a pydantic model."),
            click.option(
                "--whitespace",
                type=click.Choice(WHITESPACE),
                default="flexible",
                show_default=True,
                help="White space of JSON, for --schema and --type.",
            ),
            click.option(
                "--order",
                metavar="ORDER",
                help="Order of the members of JSON objects: any, declared, or names with commas between, "
                "which come first.  [default: any for --schema, declared for --type]",
            ),
            click.option(
                "--escapes",
                type=click.Choice(("any", "canonical")),
                default="any",
                show_default=True,
                help="Escapes in JSON strings: all of JSON's, or as json.dumps writes them.",
            ),
            click.option("--ascii", "ascii_only", is_flag=True, help="JSON in ASCII: other characters as \\uXXXX."),
            click.option(
                "--closed/--open",
                default=None,
                help="Whether objects that list properties may have others where the schema does not say.  "
                "[default: open for --schema, closed for --type]",
            ),
            click.option(
                "--formats",
                type=click.Choice(("all", "standard", "none")),
                default="all",
                show_default=True,
                help="Which formats are enforced: all known ones, those of JSON Schema itself, or none.",
            ),
            click.option("--strict", is_flag=True, help="Refuse a format that is not enforced."),
        )
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@dataclass(frozen=True)
class ConstraintOptions:
    """The options as they were given: ``given`` says which texts, ``policy`` how JSON is written."""

    given: dict[str, Any]
    policy: dict[str, Any]

    def grammar(self) -> gd.Grammar | None:
        """The one constraint among the options; None without any. More than one is a usage error."""
        return read_grammar(**self.given, **self.policy)

    def report(self) -> tuple[Any, ...]:
        """What becomes of the keywords of the JSON Schema; a usage error when none is given."""
        given = [name for name, value in _named(**{k: self.given[k] for k in _CONSTRAINTS}) if value]
        if given == ["--schema"]:
            return gd.schema_report(_schema_text(self.given["schema"]), **_json_options(**self.policy))
        found = self.grammar()
        if not hasattr(found, "report"):
            raise click.UsageError("--report is about a JSON Schema: give --schema FILE or --type MODULE:NAME")
        return found.report  # type: ignore[no-any-return, union-attr]


def read_grammar(
    schema: str | None,
    regex: str | None,
    lark: str | None,
    start: str,
    choice: tuple[str, ...],
    type_name: str | None,
    order: str | None = None,
    closed: bool | None = None,
    **policy: Any,
) -> gd.Grammar | None:
    """The one constraint among the options; None without any. More than one is a usage error.

    ``policy``, ``order`` and ``closed`` are options of JSON.
    """
    given = [name for name, value in _named(schema, regex, lark, choice, type_name) if value]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} exclude each other: give one constraint")
    policy = _json_options(order, closed, **policy)
    if schema is not None:
        return gd.json_schema(_schema_text(schema), **policy)
    if regex is not None:
        return gd.regex(regex)
    if lark is not None:
        return gd.lark(_text(lark) if lark == "-" else Path(lark), start=start)
    if choice:
        return gd.choice(choice)
    if type_name is not None:
        wanted = _python_type(type_name)
        return gd.from_type(wanted, **policy)
    return None


def _json_options(order: str | None = None, closed: bool | None = None, **policy: Any) -> dict[str, Any]:
    """The options of JSON as the library takes them: what is not given is left to its defaults."""
    if order is not None:
        policy["order"] = order if order in ("any", "declared") else order.split(",")
    if closed is not None:
        policy["closed"] = closed
    return policy


def required(grammar: gd.Grammar | None) -> gd.Grammar:
    """``grammar``, or a usage error that names the options."""
    if grammar is None:
        raise click.UsageError(
            "give a constraint: --schema FILE, --regex PATTERN, --lark FILE, --choice TEXT or --type MODULE:NAME"
        )
    return grammar


def read_bytes(path: str) -> bytes:
    """The content of a file; of standard input for ``-``."""
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def read_vocab(tokenizer: str | None) -> gd.Vocab:
    """The vocabulary of a catalogue name, a ``tokenizer.json`` or its folder; single bytes for None."""
    if tokenizer is None:
        return gd.Vocab.bytes_only()
    if Path(tokenizer).exists():
        return gd.Vocab.from_tokenizer(Path(tokenizer))
    if tokenizer in gd.CATALOG:
        return gd.Vocab.from_tokenizer(obtain(tokenizer))
    raise click.BadParameter(
        f"there is no {tokenizer!r}; give a tokenizer.json, its folder, or one of {', '.join(gd.CATALOG)}",
        param_hint="--tokenizer",
    )


def obtain(name: str, progress: bool = True) -> Path:
    """The folder of a catalogue model, obtained first if need be."""
    # Imported late: `check` and `explain` must start without what the models layer may need.
    path: Path = importlib.import_module("gendecode.models.catalog").obtain(name, progress=progress)
    return path


def _named(schema: Any, regex: Any, lark: Any, choice: Any, type_name: Any) -> list[tuple[str, bool]]:
    values = {"--schema": schema, "--regex": regex, "--lark": lark, "--choice": choice or None, "--type": type_name}
    return [(name, value is not None) for name, value in values.items()]


def _schema_text(schema: str) -> str:
    """A schema given as a file, or as JSON text, which no sensible file name looks like."""
    if schema.lstrip()[:1] == "{":
        return schema
    return _text(schema)


def _text(path: str) -> str:
    """The text of a UTF-8 file, or of standard input."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise gd.GrammarError(f"{path} is not UTF-8 text, see byte {error.start}") from None


def _python_type(name: str) -> Any:
    """The object that ``package.module:Name`` names; modules of the working directory count."""
    module_name, _, path = name.partition(":")
    if not module_name or not path:
        raise click.BadParameter(f"{name!r} is not of the form package.module:Name", param_hint="--type")
    sys.path.insert(0, os.getcwd())
    try:
        return functools.reduce(getattr, path.split("."), importlib.import_module(module_name))
    except Exception as error:  # the module runs its own code, and whatever that raises belongs in the message
        raise click.BadParameter(f"cannot import {name}: {error}", param_hint="--type") from error
    finally:
        sys.path.remove(os.getcwd())
