"""Document: a whole schema, checked once, and the atoms that name its parts.

An *atom* is one assertion about a JSON value that the other modules combine: "it is valid against the
schema at this place", "it equals this value". Atoms are interned, so equal parts of a schema are one
atom wherever they stand. What references lead to is in :mod:`~gendecode.frontends.json_schema.references`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator
from enum import Enum
from typing import Any

from gendecode.errors import GendecodeError, GrammarError
from gendecode.frontends.json_schema.dialects import Dialect
from gendecode.frontends.json_schema.formats import ALL
from gendecode.frontends.json_schema.identifiers import may_identify
from gendecode.frontends.json_schema.keywords import DEPENDENT
from gendecode.frontends.json_schema.references import References
from gendecode.frontends.json_schema.resources import Found, Resource, Source
from gendecode.frontends.json_schema.spelling import ANY, Spelling
from gendecode.frontends.json_schema.strings import StringFacet
from gendecode.frontends.json_schema.survey import Survey
from gendecode.frontends.json_schema.values import (
    ROOT,
    Interner,
    NotPlain,
    Place,
    identity,
    load_text,
    plain_copy,
    pointer,
)
from gendecode.limits import Limits


class Role(Enum):
    """What an atom asserts of a value."""

    SCHEMA = "valid against this schema"
    BARE = "valid against those keywords of this schema that constrain one JSON type each"
    ANY_OF = "valid against a branch of this schema's anyOf"
    ONE_OF = "valid against exactly one branch of this schema's oneOf"
    ENUM = "equal to an item of this schema's enum"
    SCALARS = "equal to a null, boolean, number or string of this list"
    VALUE = "equal to this value"
    NOT = "not what this atom asserts"
    IF = "valid against this schema's if and then, or against its else and not its if"
    DEPENDENT = "without the member of this name, or with what depends on it"
    EVALUATED = "valid against this schema, unevaluatedProperties and unevaluatedItems included"
    EITHER = "meets one of these goals"
    SHAPE = "of this shape"


class Atom:
    """One assertion. Compared by identity; ``index`` numbers the atoms of a document in order of creation.

    ``evident`` remembers whether it can be seen that some value satisfies it; None before anybody looked.
    """

    __slots__ = ("evident", "index", "place", "resource", "role", "value")

    def __init__(self, index: int, role: Role, value: Any, place: Place, resource: Resource) -> None:
        self.index, self.role, self.value, self.place, self.resource = index, role, value, place, resource
        self.evident: bool | None = None

    def __repr__(self) -> str:
        return f"{self.role.name}({pointer(self.place)})"


_SCOPED_REFERENCES = ("$dynamicRef", "$recursiveRef")
_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_IN_PLACE_SCHEMAS = ("not", "if", "then", "else")


class Document:
    """A schema that has passed the checks.

    Attributes:
        root: the atom of the whole schema.
        in_place: the schemas with a reference, ``allOf`` or another keyword that applies schemas to the same value.
        keywords_seen: the keywords of the schemas that say more than a type.
        most_patterns: the largest number of patterns in one patternProperties.
        patterns: what is asked of strings with a regular expression, and where each first stands.
        formats: the formats of strings, and where they stand.
        references: the resources, and what references lead to.
        limits, spelling: the options.
        enforced: the formats that are enforced.

    Args:
        registry: where schemas outside of this one are found: a ``referencing.Registry``, a mapping of URIs to
            schemas, or None.
    """

    def __init__(
        self,
        schema: Any,
        limits: Limits,
        registry: Any = None,
        spelling: Spelling = ANY,
        enforced: frozenset[str] = ALL,
    ) -> None:
        self.limits, self.spelling, self.enforced = limits, spelling, enforced
        self._given = registry
        is_text = isinstance(schema, str)
        if is_text:
            schema = load_text(schema, limits)
        if not isinstance(schema, (dict, bool)):
            raise GrammarError(f"a JSON Schema is an object, true or false, not {type(schema).__name__}")
        quick = schema if is_text else plain_copy(schema, limits)
        if quick is not None:
            with contextlib.suppress(GendecodeError, NotPlain):
                self._read(quick, plain=True)
                return
        # Anything out of the ordinary is read once more, with care: that knows what is wrong, and where.
        self._read(Interner(limits).intern(schema), plain=False)

    def _read(self, value: Any, plain: bool) -> None:
        self.in_place: list[Atom] = []
        self.keywords_seen: set[str] = set()
        self.most_patterns = 0
        self.patterns: dict[StringFacet, Place] = {}
        self.formats: list[tuple[Place, str]] = []
        self._schemas: dict[tuple[int, int], Atom] = {}
        self._atoms: dict[Hashable, Any] = {}
        self._count = 0
        self._filtered: dict[int, dict[Dialect, dict[str, Any]]] = {}
        self._targets: dict[tuple[str, str, Resource], Atom] = {}
        self.references = References(value, self._given, self._quick if plain else self._careful)
        self.root = self.atom(Role.SCHEMA, value, ROOT, self.references.root)
        Survey(self, Role, plain).run()

    def _quick(self, schema: Any) -> Any:
        copy = plain_copy(schema, self.limits)
        if copy is None:
            raise NotPlain
        return copy

    def _careful(self, schema: Any) -> Any:
        return Interner(self.limits).intern(schema)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is legal and not enforced by choice: one line each."""
        formats = [f"{pointer(at)}: format {name!r} is an annotation and not enforced" for at, name in self.formats]
        return tuple(dict.fromkeys((*self.references.warnings, *formats)))

    def atom(self, role: Role, value: Any, place: Place, resource: Resource) -> Atom:
        """The atom of this assertion; always the same object for the same one."""
        if role is Role.SCHEMA and value.__class__ is dict:
            here = (id(value), id(resource))
            known = self._schemas.get(here)
            if known is None:
                known = self._schemas[here] = self._new_atom(role, value, place, resource)
            return known
        key = (role, identity(value), id(resource))
        known = self._atoms.get(key)
        if known is None:
            known = self._atoms[key] = self._new_atom(role, value, place, resource)
        return known

    def _new_atom(self, role: Role, value: Any, place: Place, resource: Resource) -> Atom:
        self._count += 1
        return Atom(self._count, role, value, place, resource)

    def derived(self, role: Role, key: Hashable, value: Any, like: Atom) -> Atom:
        """An atom that no part of the schema is; the same for the same role and key. It stands where ``like`` does."""
        known = self._atoms.get((role, key))
        if known is None:
            known = self._atoms[role, key] = self._new_atom(role, value, like.place, like.resource)
        return known

    def keywords(self, atom: Atom) -> dict[str, Any]:
        """The keywords that count in the atom's schema, which must be an object: by dialect, beside ``$ref``."""
        schema: dict[str, Any] = atom.value
        return schema if atom.resource.ignores.isdisjoint(schema) else self.counting(schema, atom.resource)

    def counting(self, schema: dict[str, Any], resource: Resource) -> dict[str, Any]:
        """The keywords of a schema that count in the resource's dialect."""
        ignores = resource.ignores
        if ignores.isdisjoint(schema):
            return schema
        filtered = self._filtered.setdefault(id(schema), {})
        found = filtered.get(resource.dialect)
        if found is None:
            if "$ref" in schema and "$ref" in ignores:
                # Up to draft 7, $ref stands alone: what is beside it is ignored.
                found = {"$ref": schema["$ref"]}
            else:
                found = {k: v for k, v in schema.items() if k not in ignores}
            filtered[resource.dialect] = found
        return found

    def forget_filtered(self, schema: dict[str, Any]) -> None:
        """Say that the values of a schema have changed."""
        self._filtered.pop(id(schema), None)

    def child(self, atom: Atom, *steps: str | int, role: Role = Role.SCHEMA) -> Atom:
        """The atom of what stands below this one's value, at these steps."""
        value, resource = atom.value, atom.resource
        for step in steps:
            value = value[step]
        place = (atom.place, *steps)
        if role is Role.SCHEMA and value.__class__ is dict and may_identify(value, resource):
            resource = self.references.enter(value, place, resource)
        return self.atom(role, value, place, resource)

    def children(self, atom: Atom, keyword: str) -> Iterator[tuple[str, Atom]]:
        """The names and atoms of the schemas that ``keyword`` maps names to."""
        here = id(atom.resource)
        for name, value in self.keywords(atom).get(keyword, {}).items():
            known = self._schemas.get((id(value), here))
            yield name, self.child(atom, keyword, name) if known is None else known

    def beside(self, atom: Atom, role: Role) -> Atom:
        """The atom of another assertion of the same schema."""
        return self.atom(role, atom.value, atom.place, atom.resource)

    # -- references -----------------------------------------------------------------------------

    def targets(self, atom: Atom, keywords: dict[str, Any]) -> list[Atom]:
        """What the references among the atom's keywords lead to.

        Raises:
            GrammarError: nothing is there.
            UnsupportedError: it is outside of the schema, and not in the registry.
        """
        found = [self.target(atom)] if "$ref" in keywords else []
        for keyword in _SCOPED_REFERENCES:
            if keyword in keywords:
                found.append(self.target(atom, keyword))
        return found

    def target(self, atom: Atom, keyword: str = "$ref") -> Atom:
        """What the atom's reference of this kind leads to, which it must have."""
        reference, resource = atom.value[keyword], atom.resource
        key = (keyword, reference, resource)
        found = self._targets.get(key)
        if found is None:
            there = self.references.plainly(reference, resource) if keyword == "$ref" else None
            if there is None:
                there = self._follow(Source(reference, keyword, atom.place, resource))
            found = self._targets[key] = self.atom(Role.SCHEMA, *there)
        return found

    def _follow(self, source: Source) -> Found:
        if source.keyword == "$ref":
            return self.references.follow(source)
        if source.keyword == "$dynamicRef":
            return self.references.follow_dynamic(source)
        return self.references.follow_recursive(source)

    def applied_in_place(self, atom: Atom) -> list[Atom]:
        """The schemas that this one applies to the same value."""
        if not isinstance(atom.value, dict):
            return []
        keywords = self.keywords(atom)
        below = [self.child(atom, k, i) for k in _IN_PLACE_LISTS if k in keywords for i in range(len(keywords[k]))]
        below += [self.child(atom, k) for k in _IN_PLACE_SCHEMAS if k in keywords and (k == "not" or "if" in keywords)]
        for keyword in (k for k in keywords if k in DEPENDENT):
            below += [self.child(atom, keyword, n) for n, v in keywords[keyword].items() if v.__class__ is not list]
        return below + self.targets(atom, keywords)
