"""Survey: the one pass over a whole schema, before anything of it is used.

Whatever is wrong or not supported has to show before the first token, so every schema that can take part is
looked at once. The time to the first mask grows with the size of the schema here and nowhere else; so the pass
makes no objects but its stack, and most schemas (a type and a description) take it one set comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gendecode.errors import GrammarError, LimitExceeded
from gendecode.frontends.json_schema.keywords import (
    ANNOTATIONS,
    DEFINITIONS,
    IN_PLACE,
    KINDS,
    NUMBERS,
    SUBSCHEMA_LISTS,
    SUBSCHEMA_MAPS,
    SUBSCHEMAS,
    TYPES,
    check,
    types_of,
)
from gendecode.frontends.json_schema.strings import StringFacet, read_string
from gendecode.frontends.json_schema.values import ROOT, Interner, NotPlain, Place, check_text, exact, pointer

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.read import Document, Role
    from gendecode.frontends.json_schema.resources import Resource

_TYPES = frozenset(TYPES)
_PLAIN = ANNOTATIONS | {"type"}
_TO_NORMALISE = NUMBERS | {"enum", "const"}
_LENGTHS = frozenset({"minLength", "maxLength"})
_WITH_FORMATS = frozenset({"string", "integer", "number"})


class Survey:
    """Checks every schema of a document and notes what later phases ask for.

    Args:
        plain: the document is a quick copy, which must be a tree; NotPlain is raised where it is not.
    """

    def __init__(self, document: Document, role: type[Role], plain: bool) -> None:
        self._document, self._role, self._plain = document, role, plain
        self._stack: list[tuple[dict[str, Any], Resource, Place, int]] = []
        self._root = document.references.root
        # Whether a schema was reached from above, or by reference only; in another resource it may mean other things.
        self._seen: dict[int | tuple[int, Resource], bool] = {}
        self._normalised: set[int] = set()
        self._definitions: list[tuple[dict[str, Any], Resource, Place, int]] = []

    def run(self) -> None:
        """Check the reachable schemas, then for their form only the unused definitions."""
        document, root = self._document, self._document.root
        if root.value.__class__ is not dict:
            return
        self._push(root.value, root.resource, ROOT, 0)
        stack = self._stack
        while stack:
            entry = stack.pop()
            schema = entry[0]
            if _PLAIN.issuperset(schema):
                name = schema.get("type", "null")
                if name.__class__ is str and name in _TYPES:
                    continue
            _, resource, place, depth = entry
            if not _TO_NORMALISE.isdisjoint(schema):
                self._normalise(schema, place)
            keywords = schema if resource.ignores.isdisjoint(schema) else document.counting(schema, resource)
            check(keywords, place)
            self._note(keywords, place)
            self._push_below(keywords, resource, place, depth + 1)
            if not IN_PLACE.isdisjoint(keywords):
                self._follow(keywords, schema, resource, place)
            if not DEFINITIONS.isdisjoint(keywords):
                self._definitions.append((keywords, resource, place, depth + 1))
        self._check_unused()

    def _follow(self, keywords: dict[str, Any], schema: dict[str, Any], resource: Resource, place: Place) -> None:
        """Note a schema that applies others to the same value, and push what its references lead to."""
        document = self._document
        atom = document.atom(self._role.SCHEMA, schema, place, resource)
        document.in_place.append(atom)
        for target in document.targets(atom, keywords):
            if target.value.__class__ is dict:
                here = self._key(target.value, target.resource)
                if here not in self._seen:
                    self._seen[here] = False
                    self._stack.append((target.value, target.resource, target.place, 1))

    def _key(self, schema: dict[str, Any], resource: Resource) -> int | tuple[int, Resource]:
        return id(schema) if resource is self._root else (id(schema), resource)

    def _check_unused(self) -> None:
        stack, document = self._stack, self._document
        for keywords, resource, place, depth in self._definitions:
            self._push_definitions(keywords, resource, place, depth)
        while stack:
            schema, resource, place, depth = stack.pop()
            if not _TO_NORMALISE.isdisjoint(schema):
                self._normalise(schema, place)
            keywords = document.counting(schema, resource)
            check(keywords, place)
            self._push_below(keywords, resource, place, depth + 1)
            self._push_definitions(keywords, resource, place, depth + 1)

    def _push(self, schema: dict[str, Any], resource: Resource, place: Place, depth: int) -> None:
        """Put a schema that was reached from above on the stack, unless it has been there."""
        if depth and (resource.id_keyword in schema or "$schema" in schema):
            resource = self._document.references.enter(schema, place, resource)
        here = id(schema) if resource is self._root else (id(schema), resource)
        if here in self._seen:
            if self._seen[here] and self._plain:
                raise NotPlain
            self._seen[here] = True
            return
        self._seen[here] = True
        if depth > self._document.limits.nesting:
            nesting = self._document.limits.nesting
            raise LimitExceeded(f"the schema is nested deeper than Limits.nesting = {nesting} levels")
        self._stack.append((schema, resource, place, depth))

    def _push_below(self, keywords: dict[str, Any], resource: Resource, place: Place, depth: int) -> None:
        """Push the subschemas that take part in a schema's meaning, the first to be popped first."""
        for keyword in reversed(keywords):
            if keyword not in _HOLDERS:
                continue
            value = keywords[keyword]
            if value.__class__ is dict:
                if keyword in SUBSCHEMA_MAPS:
                    for name in reversed(value):
                        if name.__class__ is not str:
                            raise GrammarError(f"{pointer((place, keyword))}: the name {name!r} is not a string")
                        if value[name].__class__ is dict:
                            self._push(value[name], resource, (place, keyword, name), depth)
                        if not name.isascii():
                            check_text(name, (place, keyword))
                elif keyword in SUBSCHEMAS:
                    self._push(value, resource, (place, keyword), depth)
            elif value.__class__ is list:
                for i in range(len(value) - 1, -1, -1):
                    if value[i].__class__ is dict:
                        self._push(value[i], resource, (place, keyword, i), depth)

    def _push_definitions(self, keywords: dict[str, Any], resource: Resource, place: Place, depth: int) -> None:
        for keyword in DEFINITIONS:
            for name, value in keywords.get(keyword, {}).items():
                if name.__class__ is not str:
                    raise GrammarError(f"{pointer((place, keyword))}: the name {name!r} is not a string")
                if value.__class__ is dict:
                    self._push(value, resource, (place, keyword, name), depth)

    def _normalise(self, schema: dict[str, Any], place: Place) -> None:
        """Numbers as they are worked with; enum and const checked and shared. Only here is a quick copy not enough."""
        if id(schema) in self._normalised:  # in another resource
            return
        self._normalised.add(id(schema))
        self._document.forget_filtered(schema)
        for keyword in _TO_NORMALISE.intersection(schema):
            if keyword in NUMBERS:
                schema[keyword] = exact(schema[keyword], (place, keyword))
            else:
                schema[keyword] = Interner(self._document.limits).intern(schema[keyword])

    def _note_format(self, keywords: dict[str, Any], place: Place) -> None:
        types = types_of(keywords)
        if keywords["format"] not in self._document.enforced:
            if not types.isdisjoint(_WITH_FORMATS):
                self._document.formats.append(((place, "format"), keywords["format"]))
        elif "string" in types and not _LENGTHS.isdisjoint(keywords):
            self._document.patterns.setdefault(read_string(keywords, self._document.enforced), (place, "format"))

    def _note(self, keywords: dict[str, Any], place: Place) -> None:
        document = self._document
        document.keywords_seen.update(keywords)
        if "format" in keywords:
            self._note_format(keywords, place)
        if "pattern" in keywords and "string" in types_of(keywords):
            check_text(keywords["pattern"], (place, "pattern"))
            document.patterns.setdefault(read_string(keywords, self._document.enforced), (place, "pattern"))
        if "patternProperties" in keywords:
            document.most_patterns = max(document.most_patterns, len(keywords["patternProperties"]))
            for pattern in keywords["patternProperties"]:
                where = (place, "patternProperties", pattern)
                document.patterns.setdefault(StringFacet(patterns=frozenset([pattern])), where)
        if "required" in keywords:
            for name in keywords["required"]:
                if not name.isascii():
                    check_text(name, (place, "required"))
        for keyword in _NAME_LISTS.intersection(keywords):
            for name, others in keywords[keyword].items():
                for text in (name, *others) if others.__class__ is list else (name,):
                    check_text(text, (place, keyword))


_NAME_LISTS = frozenset({"dependentRequired", "dependencies"})
_HOLDERS = (SUBSCHEMAS | SUBSCHEMA_LISTS | SUBSCHEMA_MAPS) & KINDS.keys()
