"""Document: a whole schema, checked once, and the atoms that name its parts.

An *atom* is one assertion about a JSON value that the other modules combine: "it is valid against the
schema at this place", "it equals this value". Atoms are interned, so equal parts of a schema are one
atom wherever they stand. ``$ref`` is resolved here, against the document only: never the network, never
the file system.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from gendecode.errors import GendecodeError, GrammarError, UnsupportedError
from gendecode.frontends.json_schema.keywords import (
    DEPENDENT,
    SUBSCHEMA_LISTS,
    SUBSCHEMA_MAPS,
    SUBSCHEMAS,
    check,
    draft_of,
    ignored_keywords,
)
from gendecode.frontends.json_schema.spelling import ANY, Spelling
from gendecode.frontends.json_schema.strings import StringFacet
from gendecode.frontends.json_schema.survey import Survey
from gendecode.frontends.json_schema.values import (
    ROOT,
    Interner,
    Json,
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


@dataclass(frozen=True)
class Resource:
    """A schema with an identifier of its own, against which the references inside it are resolved."""

    uri: str
    root: dict[str, Any] | bool
    place: Place


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


_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_IN_PLACE_SCHEMAS = ("not", "if", "then", "else")
_DEFINITIONS = ("$defs", "definitions")


class Document:
    """A schema that has passed the checks.

    Attributes:
        root: the atom of the whole schema.
        in_place: the schemas with a ``$ref``, ``allOf``, ``anyOf`` or ``oneOf``.
        keywords_seen: the keywords of the schemas that say more than a type.
        patterns: what is asked of strings with a regular expression, and where each first stands.
        formats: the formats of strings, and where they stand.
        draft: 4, 6, 7, 2019 or 2020.
        ignores: keywords that mean nothing in the schema's draft.
        id_keyword: "$id", or "id" in draft 4.
        limits, spelling: the options.
    """

    def __init__(self, schema: Any, limits: Limits, spelling: Spelling = ANY) -> None:
        self.limits, self.spelling = limits, spelling
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
        self.patterns: dict[StringFacet, Place] = {}
        self.formats: list[tuple[Place, str]] = []
        self.draft = draft_of(value)
        self.ignores = ignored_keywords(self.draft)
        self.id_keyword = "id" if self.draft == 4 else "$id"
        self._schemas: dict[tuple[int, int], Atom] = {}
        self._atoms: dict[Hashable, Any] = {}
        self._count = 0
        self._filtered: dict[int, dict[str, Any]] = {}
        self._targets: dict[tuple[str, int], Atom] = {}
        self._by_uri: dict[str, tuple[Json, Place, Resource]] | None = None
        uri = value.get(self.id_keyword) if isinstance(value, dict) else None
        resource = Resource(uri if isinstance(uri, str) else "", value, ROOT)
        self.root = self.atom(Role.SCHEMA, value, ROOT, resource)
        Survey(self, Role, plain).run()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is legal and not enforced by choice: one line each."""
        return tuple(
            f"{pointer(place)}: format {name!r} is an annotation and not enforced" for place, name in self.formats
        )

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
        return known  # type: ignore[no-any-return]

    def keywords(self, atom: Atom) -> dict[str, Any]:
        """The keywords that count in the atom's schema, which must be an object: by draft, beside ``$ref``."""
        return self.counting(atom.value)

    def counting(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The keywords of a schema that count."""
        if self.ignores.isdisjoint(schema):
            return schema
        found = self._filtered.get(id(schema))
        if found is None:
            if "$ref" in schema and "$ref" in self.ignores:
                # Up to draft 7, $ref stands alone: what is beside it is ignored.
                found = {"$ref": schema["$ref"]}
            else:
                found = {k: v for k, v in schema.items() if k not in self.ignores}
            self._filtered[id(schema)] = found
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
        if role is Role.SCHEMA and value.__class__ is dict and self.id_keyword in value:
            resource = self.enter(value, place, resource)
        return self.atom(role, value, place, resource)

    def children(self, atom: Atom, keyword: str) -> Iterator[tuple[str, Atom]]:
        """The names and atoms of the schemas that ``keyword`` maps names to."""
        here = id(atom.resource)
        for name, value in atom.value.get(keyword, {}).items():
            known = self._schemas.get((id(value), here))
            yield name, self.child(atom, keyword, name) if known is None else known

    def beside(self, atom: Atom, role: Role) -> Atom:
        """The atom of another assertion of the same schema."""
        return self.atom(role, atom.value, atom.place, atom.resource)

    def dependency(self, atom: Atom) -> Any:
        """What a DEPENDENT atom asks when its member is there: a schema, or a list of names."""
        schema, keyword, name = atom.value
        return schema.value[keyword][name]

    # -- references -----------------------------------------------------------------------------

    def target(self, atom: Atom) -> Atom:
        """What the atom's ``$ref`` leads to. Raises GrammarError when nothing is there."""
        key = (atom.value["$ref"], id(atom.resource))
        found = self._targets.get(key)
        if found is None:
            found = self._targets[key] = self._resolve(atom.value["$ref"], atom)
        return found

    def _resolve(self, reference: str, atom: Atom) -> Atom:
        if reference.startswith("#/") and "%" not in reference:  # nearly always
            address, fragment = "", reference[1:]
        else:
            address, fragment = urldefrag(reference)
        value: Json
        if address == "" and (fragment == "" or fragment.startswith("/")):
            value, place, resource = atom.resource.root, atom.resource.place, atom.resource
        else:
            uri = urljoin(atom.resource.uri, address)
            named = fragment if fragment and not fragment.startswith("/") else ""
            found = self._index().get(f"{uri}#{named}")
            if found is None:
                where = _place_of_reference(atom)
                if address and uri != atom.resource.uri:
                    raise UnsupportedError(
                        "$ref", where, f"{reference!r} is outside this schema", "copy the target under $defs"
                    )
                raise GrammarError(f"{where}: $ref {reference!r} leads nowhere: no $anchor {named!r} in the schema")
            value, place, resource = found
            fragment = "" if named else fragment
        for step in unquote(fragment).split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            value = _below(value, key, reference, atom)
            place = (place, key)
            if isinstance(value, dict) and isinstance(value.get(self.id_keyword), str):
                resource = self.enter(value, place, resource)
        if not isinstance(value, (dict, bool)):
            raise GrammarError(
                f"{_place_of_reference(atom)}: $ref {reference!r} leads to something that is not a schema"
            )
        return self.atom(Role.SCHEMA, value, place, resource)

    def enter(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
        """The resource that a schema with an identifier opens; ``outer`` when it opens none."""
        uri = schema[self.id_keyword]
        if not isinstance(uri, str) or uri.startswith("#") or schema is outer.root:
            return outer
        key = ("resource", id(schema), outer.uri)
        known: Any = self._atoms.get(key)
        if known is None:
            known = Resource(urldefrag(urljoin(outer.uri, uri))[0], schema, place)
            self._atoms[key] = known
        return known  # type: ignore[no-any-return]

    def _index(self) -> dict[str, tuple[Json, Place, Resource]]:
        """Every identifier and anchor of the document. Built when a reference first needs one."""
        if self._by_uri is None:
            self._by_uri = {}
            seen = {self.root}
            stack = [self.root]
            while stack:
                atom = stack.pop()
                if isinstance(atom.value, dict):
                    check(self.keywords(atom), atom.place)
                    self._name(atom, self._by_uri)
                    fresh = [c for c in self._everything_below(atom) if c not in seen]
                    seen.update(fresh)
                    stack.extend(fresh)
        return self._by_uri

    def _name(self, atom: Atom, table: dict[str, tuple[Json, Place, Resource]]) -> None:
        entry = (atom.value, atom.place, atom.resource)
        base = urldefrag(atom.resource.uri)[0]
        if atom.value is atom.resource.root:
            table.setdefault(f"{base}#", entry)
        anchor = atom.value.get("$anchor")
        own = atom.value.get(self.id_keyword)
        if isinstance(own, str) and own.startswith("#"):
            anchor = own[1:]
        if isinstance(anchor, str) and table.setdefault(f"{base}#{anchor}", entry) is not entry:
            raise GrammarError(f"{pointer(atom.place)}: the anchor {anchor!r} is taken twice")

    # -- what a schema is made of ---------------------------------------------------------------

    def applied_in_place(self, atom: Atom) -> list[Atom]:
        """The schemas that this one applies to the same value."""
        if not isinstance(atom.value, dict):
            return []
        keywords = self.keywords(atom)
        below = [self.child(atom, k, i) for k in _IN_PLACE_LISTS if k in keywords for i in range(len(keywords[k]))]
        below += [self.child(atom, k) for k in _IN_PLACE_SCHEMAS if k in keywords and (k == "not" or "if" in keywords)]
        for keyword in DEPENDENT.intersection(keywords):
            below += [self.child(atom, keyword, n) for n, v in keywords[keyword].items() if v.__class__ is not list]
        return [*below, self.target(atom)] if "$ref" in keywords else below

    def _applied(self, atom: Atom, keywords: dict[str, Any]) -> Iterator[Atom]:
        """The subschemas that take part in the schema's meaning."""
        for keyword, value in keywords.items():
            if keyword in SUBSCHEMA_MAPS:
                for name in value:
                    if value[name].__class__ is not list:
                        yield self.child(atom, keyword, name)
            elif keyword in SUBSCHEMA_LISTS and isinstance(value, list):
                for i in range(len(value)):
                    yield self.child(atom, keyword, i)
            elif keyword in SUBSCHEMAS:
                yield self.child(atom, keyword)

    def _everything_below(self, atom: Atom) -> Iterator[Atom]:
        keywords = self.keywords(atom)
        yield from self._applied(atom, keywords)
        for keyword in _DEFINITIONS:
            for name in keywords.get(keyword, ()):
                yield self.child(atom, keyword, name)


def _place_of_reference(atom: Atom) -> str:
    return pointer((atom.place, "$ref"))


def _below(value: Json, key: str, reference: str, atom: Atom) -> Json:
    if isinstance(value, dict) and key in value:
        return value[key]  # type: ignore[no-any-return]
    if isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(value):
        return value[int(key)]  # type: ignore[no-any-return]
    where = _place_of_reference(atom)
    raise GrammarError(f"{where}: $ref {reference!r} leads nowhere: there is no {key!r} on the way")
