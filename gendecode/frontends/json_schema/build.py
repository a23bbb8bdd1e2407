"""json_schema(): the phases from a schema to a Grammar."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gendecode.errors import LimitExceeded, UnsatisfiableError
from gendecode.frontends.json_schema.combine import Algebra
from gendecode.frontends.json_schema.formats import enforced_formats
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.lower import Lowering, common_nodes
from gendecode.frontends.json_schema.order import read_order
from gendecode.frontends.json_schema.read import Document
from gendecode.frontends.json_schema.report import ReportEntry, report_of
from gendecode.frontends.json_schema.spelling import spelling
from gendecode.frontends.json_schema.verify import (
    check_formats,
    check_late,
    check_loops,
    check_patterns,
    explain_empty,
)
from gendecode.frontends.json_schema.whitespace import Whitespace, layout
from gendecode.frontends.type_schema import type_schema
from gendecode.grammar.ir import Grammar
from gendecode.limits import Limits


@dataclass(frozen=True, eq=False)
class JsonSchemaGrammar(Grammar):
    """A Grammar that was made from a JSON Schema."""

    document: Document | None = field(default=None, repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the schema says and the grammar leaves to the reader by choice (``format``), with JSON pointers."""
        return () if self.document is None else self.document.warnings

    @cached_property
    def report(self) -> tuple[ReportEntry, ...]:
        """What became of every keyword of the schema: enforced exactly, or an annotation and why."""
        return () if self.document is None else report_of(self.document)


def parse_json(text: str) -> Any:
    """The Python value of a JSON text. Raises LimitExceeded where it is nested too deep for Python."""
    try:
        return json.loads(text)
    except RecursionError:
        raise LimitExceeded("the JSON text is nested deeper than Python's json module can read") from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # an integer of more digits than sys.get_int_max_str_digits()
        raise LimitExceeded(f"the JSON text has a number that Python does not read: {error}") from None


def json_schema(
    schema: dict[str, Any] | bool | str | type,
    *,
    whitespace: str | Whitespace = "flexible",
    order: str | Sequence[str] = "any",
    closed: bool = False,
    escapes: str = "any",
    ascii_only: bool = False,
    formats: str = "all",
    strict: bool = False,
    limits: Limits | None = None,
    registry: Any = None,
) -> JsonSchemaGrammar:
    """The JSON texts that are valid against a JSON Schema (drafts 4 to 2020-12).

    Args:
        schema: the schema as Python values, or as JSON text (which keeps numbers exact), or a pydantic
            model (as :func:`gendecode.from_type` reads it; ``grammar.parse`` makes one).
        whitespace: between tokens: "flexible" (bounded), "compact", "python" (as ``json.dumps``),
            "pretty" (as ``json.dumps(indent=2)``), "any" (unbounded), or a :class:`Whitespace`.
        order: of the members of objects: "any", "declared" (undeclared ones last), or a list of names: these
            first, in this order, wherever an object declares them, and the other declared ones after them.
        closed: objects that list ``properties`` and do not say ``additionalProperties`` get no others, but for
            those that are required. (What several schemas list for one object is added together.)
        escapes: "any" that JSON has, in strings without fixed content, or "canonical": as ``json.dumps`` writes.
        ascii_only: characters beyond ASCII only as ``\\uXXXX``, in names and listed values too.
        formats: which ones are enforced: "all" that are known, "standard": those that JSON Schema defines (not ``byte``
            and the bounds of OpenAPI's numbers), or "none". The others are annotations.
        strict: a ``format`` that is not enforced is an error, not a warning.
        limits: bounds on size, nesting and automata.
        registry: the schemas that references out of this one lead to, as a ``referencing.Registry`` or a mapping
            of URIs to schemas. The metaschemas of all drafts are known without it. Nothing is ever downloaded.

    Raises:
        GrammarError: the schema is malformed (the message has the JSON pointer), or an option.
        UnsatisfiableError: no value is valid.
        UnsupportedError: a keyword that counts cannot be enforced exactly.
        LimitExceeded: the schema is too large, too deep, or a pattern too costly.
    """
    parse: Callable[[str], Any] = parse_json
    name = ""
    if isinstance(schema, type) and hasattr(schema, "model_json_schema"):
        name = schema.__name__
        schema, parse = type_schema(schema)
    return build(
        schema,
        name,
        parse,
        whitespace=whitespace,
        order=order,
        closed=closed,
        escapes=escapes,
        ascii_only=ascii_only,
        formats=formats,
        strict=strict,
        limits=limits,
        registry=registry,
    )


def build(
    schema: Any,
    name: str,
    parse: Callable[[str], Any],
    *,
    whitespace: str | Whitespace,
    order: str | Sequence[str],
    closed: bool,
    escapes: str,
    ascii_only: bool,
    formats: str = "all",
    strict: bool,
    limits: Limits | None,
    registry: Any = None,
) -> JsonSchemaGrammar:
    """The phases: read and check, decide emptiness, lower the root; the rest is lowered on demand."""
    chosen, spelled = layout(whitespace), spelling(escapes, ascii_only)
    arrangement = read_order(order)
    document = Document(schema, limits or Limits(), registry, spelled, enforced_formats(formats))
    if strict:
        check_formats(document)
    check_loops(document)
    check_patterns(document)
    algebra = Algebra(document)
    inhabited = Inhabited(algebra, closed)
    root = (document.root,)
    if not inhabited(root):
        raise UnsatisfiableError(f"no value is valid: {explain_empty(algebra, inhabited, root)}")
    check_late(document, lambda: Lowering(algebra, inhabited, layout("compact"), arrangement).node(root))
    node = Lowering(algebra, inhabited, chosen, arrangement).node(root)
    name = name or f"json_schema({_title(document)})"
    return JsonSchemaGrammar(node, name, parse, shared=common_nodes(chosen, spelled), document=document)


def _title(document: Document) -> str:
    schema = document.root.value
    title = schema.get("title") if isinstance(schema, dict) else None
    return title[:60] if isinstance(title, str) else "..."
