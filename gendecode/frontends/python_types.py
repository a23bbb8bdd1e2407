"""from_type(): a Python type as a grammar whose texts parse into values of the type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gendecode.frontends.json_schema.build import JsonSchemaGrammar, build
from gendecode.frontends.json_schema.whitespace import Whitespace
from gendecode.frontends.type_schema import type_name, type_schema
from gendecode.limits import Limits


def from_type(
    target: Any,
    *,
    whitespace: str | Whitespace = "flexible",
    order: str | Sequence[str] = "declared",
    closed: bool = True,
    escapes: str = "any",
    ascii_only: bool = False,
    formats: str = "all",
    strict: bool = False,
    limits: Limits | None = None,
) -> JsonSchemaGrammar:
    """The JSON texts of a Python type: ``grammar.parse`` turns each of them into a value of it.

    Takes what pydantic takes: models, dataclasses, TypedDict, NamedTuple, Literal, Enum, unions,
    containers, numbers, texts, dates, addresses, nested in any way and with constraints; docs/types.md has
    the list. A function stands for its arguments, which are parsed into a dict for ``function(**arguments)``.
    Members come in the order of declaration, and objects have no others, unless the options say so.

    A validator function of your own is not part of the grammar: it may still reject a value.

    Args:
        target: the type, or a function.
        whitespace, order, closed, escapes, ascii_only, formats, strict, limits: as for
            :func:`gendecode.json_schema`, whose defaults of ``order`` and ``closed`` are others.

    Raises:
        GrammarError: not a type that pydantic can parse, or an option is wrong.
        UnsupportedError: a part of it cannot be enforced exactly; the message names the field.
        UnsatisfiableError: the type has no value.
    """
    schema, parse = type_schema(target)
    return build(
        schema,
        f"from_type({type_name(target)})",
        parse,
        whitespace=whitespace,
        order=order,
        closed=closed,
        escapes=escapes,
        ascii_only=ascii_only,
        formats=formats,
        strict=strict,
        limits=limits,
    )
