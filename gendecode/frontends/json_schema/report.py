"""What became of every keyword of a schema: enforced exactly, or an annotation, and why.

The schemas that take part in the root's meaning are read in the order of the survey: depth first, a schema's
keywords as they are written, what its references lead to after them. One that several references lead to stands once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from gendecode.frontends.json_schema.dialects import Dialect
from gendecode.frontends.json_schema.keywords import ANNOTATIONS, DEFINITIONS, KINDS
from gendecode.frontends.json_schema.locations import schemas_below
from gendecode.frontends.json_schema.read import Atom, Document
from gendecode.frontends.json_schema.values import pointer

Status = Literal["exact", "annotation", "refused"]


@dataclass(frozen=True)
class ReportEntry:
    """What became of one keyword.

    Attributes:
        where: JSON pointer of the keyword, or of the schema that was refused; after its URI in another document.
        keyword: as it is written; "" when a schema is refused as a whole.
        status: "exact": texts are enforced to satisfy it. "annotation": it says nothing about a value, by the
            standard or by choice. "refused": it counts, and is not enforced exactly.
        reason: why it is an annotation or refused; "" for "exact".
    """

    where: str
    keyword: str
    status: Status
    reason: str = ""


_NAMES = frozenset({"$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$defs", "definitions", "$vocabulary"})
_CONTENT = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})

# Keyword -> the one without which it says nothing.
_COMPANIONS = {
    "then": "if", "else": "if", "minContains": "contains", "maxContains": "contains", "additionalItems": "items",
}  # fmt: skip


def report_of(document: Document) -> tuple[ReportEntry, ...]:
    """One entry for each keyword of the schemas that take part."""
    formats = {pointer(place) for place, _ in document.formats}
    entries: list[ReportEntry] = []
    seen = {document.root}
    stack = [document.root]
    while stack:
        atom = stack.pop()
        if not isinstance(atom.value, dict):
            continue
        counting = document.keywords(atom)
        for keyword in atom.value:
            where = pointer((atom.place, keyword))
            reason = _reason(keyword, atom, counting)
            if keyword == "$schema":
                reason = next((w for w in document.warnings if w.startswith(f"{where}: ")), f"{where}: {reason}")
                reason = reason.removeprefix(f"{where}: ")
            elif where in formats:
                reason = f"the format {atom.value[keyword]!r} is not enforced"
            entries.append(ReportEntry(where, keyword, "annotation" if reason else "exact", reason))
        below = [child for child in _below(document, atom, counting) if child not in seen]
        fresh = list(dict.fromkeys(below))
        seen.update(fresh)
        stack += reversed(fresh)
    return tuple(entries)


def _below(document: Document, atom: Atom, counting: dict[str, Any]) -> Iterator[Atom]:
    dialect: Dialect = atom.resource.dialect
    for steps, _ in schemas_below(counting, dialect):
        if steps[0] not in DEFINITIONS:
            yield document.child(atom, *steps)
    yield from document.targets(atom, counting)


def _reason(keyword: str, atom: Atom, counting: dict[str, Any]) -> str:
    """Why a keyword says nothing about a value; "" when it is enforced."""
    if keyword not in counting:
        return _ignored(keyword, atom)
    if keyword == "$schema":
        return "it names the draft"
    if keyword in _NAMES or keyword == atom.resource.dialect.id_keyword:
        return "it names schemas, for references"
    if keyword in ANNOTATIONS:
        return "it describes"
    if keyword in _CONTENT:
        return "an annotation in JSON Schema"
    if keyword not in KINDS:
        return "the keyword is not known"
    needed = _COMPANIONS.get(keyword)
    if needed is not None and needed not in counting:
        return f"it says nothing without {needed}"
    if keyword == "additionalItems" and not isinstance(counting["items"], list):
        return "it says nothing unless items is a list"
    return ""


def _ignored(keyword: str, atom: Atom) -> str:
    dialect: Dialect = atom.resource.dialect
    if dialect.lonely_ref and "$ref" in atom.value:
        return f"draft {dialect.draft} ignores what is beside $ref"
    return f"draft {dialect.draft}, or its metaschema, does not have it"


def place_of(where: str) -> tuple[str, ...] | None:
    """The steps of a JSON pointer into the document itself; None when it is no single one."""
    if not where.startswith("#") or " " in where:
        return None
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in where[1:].split("/")[1:])
