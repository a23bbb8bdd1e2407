"""What references are about: resources, dynamic anchors, and the schemas found.

A *resource* is a schema with a URI of its own, against which the references inside it are resolved. The *dynamic
scope* of an evaluation is the list of the resources that were entered on the way. All that a ``$dynamicRef`` can ask
of it is: which resource was the first to have a dynamic anchor of this name. So a scope is kept as one anchor per
name, and a resource in a scope is an object of its own. There are finitely many of those, and one per resource in
a document without dynamic anchors.
"""

from __future__ import annotations

from typing import NamedTuple

from gendecode.errors import GrammarError
from gendecode.frontends.json_schema.dialects import Dialect
from gendecode.frontends.json_schema.values import Json, Place, pointer


class Resource:
    """A resource, in one dynamic scope. Compared by identity.

    Attributes:
        uri: against which references are resolved; "" when the document has none.
        root: its schema, which stands at ``place``.
        dialect: by its ``$schema``; ``ignores`` and ``id_keyword`` are the dialect's.
        scope: the dynamic anchors that count inside of it. That of a document's root is found when it is asked for.
        home: the same resource without a scope.
        outer: the resource around a home; None for a document.
    """

    __slots__ = ("dialect", "home", "id_keyword", "ignores", "outer", "place", "root", "scope", "uri")

    def __init__(
        self, uri: str, root: Json, place: Place, spoken: Dialect, scope: Scope = (), home: Resource | None = None
    ) -> None:
        self.uri, self.root, self.place, self.scope = uri, root, place, scope
        self.dialect, self.ignores, self.id_keyword = spoken, spoken.ignores, spoken.id_keyword
        self.home: Resource = home or self
        self.outer: Resource | None = None

    @property
    def found(self) -> Found:
        """Its root, as what a reference leads to."""
        return Found(self.root, self.place, self)


class DynamicAnchor:
    """A name that ``$dynamicRef`` looks for in the dynamic scope, and the schema that has it. Compared by identity."""

    __slots__ = ("found", "name")

    def __init__(self, name: str, found: Found) -> None:
        self.name, self.found = name, found


class Found(NamedTuple):
    """A schema that a reference leads to, and where it stands."""

    value: Json
    place: Place
    resource: Resource


class Source(NamedTuple):
    """A reference: for what it is resolved, and for messages."""

    reference: str
    keyword: str
    place: Place
    resource: Resource

    def fail(self, why: str) -> GrammarError:
        """The error that the reference leads nowhere."""
        return GrammarError(f"{pointer((self.place, self.keyword))}: {self.keyword} {self.reference!r} {why}")


Scope = tuple[DynamicAnchor, ...]
