"""JSON Schema as a grammar: exact, or refused.

The language of ``json_schema(schema)`` is a set of JSON texts, every one of which is valid against the
schema. Which of the many texts of one valid value belong to it is policy:

* **White space** is allowed between tokens as the layout says; none before or after the document.
* **Strings** that nothing pins down may use every escape of JSON except lone surrogates; an escape or a
  surrogate pair counts as one character. Strings with fixed content (names of members, ``enum``,
  ``const``, ``pattern``) are spelled as ``json.dumps(..., ensure_ascii=False)`` does. The options
  ``escapes`` and ``ascii_only`` narrow both.
* **Integers** have no fraction and no exponent. ``-0`` is one when 0 is allowed.
* **Numbers** of which nothing is asked have the whole grammar of JSON; others are decimals without exponent.
  Listed numbers have the spelling of ``json.dumps`` and the plain decimal one.
* **Members** have distinct names, in any order, the declared one, or that of a list.
* Items that ``uniqueItems`` compares have one spelling, if they are scalars.
* ``format`` is enforced where it is known (``formats.py``); other names are annotations, reported in
  ``grammar.warnings``.

Phases: ``values`` (copy and share) -> ``read`` and ``survey`` (check, resolve) -> ``combine`` (conjunction,
disjunction, negation) -> ``inhabited`` (what is empty) -> ``lower`` (grammar nodes, on demand). What each keyword
becomes, and what is refused: docs/json_schema.md.
"""

from gendecode.frontends.json_schema.build import JsonSchemaGrammar, json_schema
from gendecode.frontends.json_schema.report import ReportEntry
from gendecode.frontends.json_schema.schema_report import schema_report
from gendecode.frontends.json_schema.whitespace import Whitespace

__all__ = ["JsonSchemaGrammar", "ReportEntry", "Whitespace", "json_schema", "schema_report"]
