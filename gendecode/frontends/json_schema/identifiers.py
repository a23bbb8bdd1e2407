"""Identifiers: the resources of a document and of those from the registry, by URI, and the anchors in them.

The tables are built when a reference first asks for them: most documents have none that does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from gendecode.errors import GrammarError, LimitExceeded
from gendecode.frontends.json_schema.dialects import LATEST, Dialect, dialect, named_dialect, unknown_metaschema
from gendecode.frontends.json_schema.locations import anchors, dynamic_anchor, identifier, join, schemas_below, split
from gendecode.frontends.json_schema.registry import Registry
from gendecode.frontends.json_schema.resources import DynamicAnchor, Found, Resource
from gendecode.frontends.json_schema.values import ROOT, Json, Place, content, pointer

RECURSIVE = ""
"""The name under which ``$recursiveAnchor`` stands among the dynamic anchors."""


class Identifiers:
    """The resources of a document and of those that it refers to, all without dynamic scope.

    Args:
        value: the document.
        given: the ``registry`` of the caller.
        copy: makes the front end's own copy of a schema from the registry.

    Attributes:
        root: the resource of the whole document.
        warnings: what was assumed, one line each.
    """

    def __init__(self, value: Json, given: Any, copy: Callable[[Any], Json]) -> None:
        self._given, self._copy = given, copy
        self._registry: Registry | None = None
        self.warnings: list[str] = []
        self._loaded: dict[str, Resource | None] = {}
        self._homes: dict[Hashable, Resource] = {}
        self._named: dict[tuple[str, str], list[Found]] = {}
        self._dynamic: dict[Resource, dict[str, DynamicAnchor]] = {}
        self._indexed = False
        self._draft = LATEST
        spoken = self._dialect(value, dialect(LATEST), ROOT)
        own = identifier(value, spoken) if isinstance(value, dict) else None
        self._draft = spoken.draft
        self.root = Resource(join("", own) if own else "", value, ROOT, spoken)

    def named(self, uri: str, name: str = "") -> list[Found]:
        """The schemas of the documents read so far that have this anchor in the resource with this URI.

        Args:
            name: of the anchor; "" for the resource itself.
        """
        self.index_root()
        return self._named.get((uri, name), [])

    def dynamic_anchors(self, home: Resource) -> dict[str, DynamicAnchor]:
        """The dynamic anchors of a resource, as far as its document has been read."""
        return self._dynamic.get(home, {})

    def index_root(self) -> None:
        """Read the identifiers of the document, which is done once."""
        if not self._indexed:
            self._indexed = True
            self._index(self.root)

    # -- resources ------------------------------------------------------------------------------

    def home(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
        """The resource of a schema that stands right below one of ``outer``: that one, or the one it opens."""
        key = (id(schema), outer)
        known = self._homes.get(key)
        if known is None:
            known = self._homes[key] = self._open(schema, place, outer)
        return known

    def _open(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
        if schema is outer.root:
            return outer
        own, spoken = identifier(schema, outer.dialect), outer.dialect
        if "$schema" in schema:
            theirs, unknown = named_dialect(schema, spoken, self._find)
            own = identifier(schema, theirs) or own
            if own is not None:
                spoken = theirs
                self._warn(unknown, place)
        if own is None:
            return outer
        opened = Resource(join(outer.uri, own), schema, place, spoken)
        opened.outer = outer
        return opened

    def _dialect(self, schema: Json, outer: Dialect, place: Place) -> Dialect:
        spoken, unknown = named_dialect(schema, outer, self._find)
        self._warn(unknown, place)
        return spoken

    def _warn(self, unknown: str | None, place: Place) -> None:
        if unknown is not None:
            self.warnings.append(unknown_metaschema(unknown, place))

    def _find(self, uri: str) -> Any:
        if self._registry is None:
            self._registry = Registry(self._given, self._draft)
        return self._registry.find(split(uri)[0])

    def load(self, uri: str, here: Resource) -> list[Found]:
        """The resource of a schema from the registry; [] when there is none."""
        if uri not in self._loaded:
            self._loaded[uri] = None
            contents = self._find(uri)
            if contents is not None:
                self._loaded[uri] = self._open_document(uri, contents, here)
        loaded = self._loaded[uri]
        return [] if loaded is None else [loaded.found]

    def _open_document(self, uri: str, contents: Any, here: Resource) -> Resource:
        try:
            value = self._copy(contents)
        except (GrammarError, LimitExceeded) as error:
            raise type(error)(f"in {uri}: {error}") from None
        if not isinstance(value, (dict, bool)):
            raise GrammarError(f"in {uri}: a JSON Schema is an object, true or false, not {type(value).__name__}")
        place: Place = (uri,)
        spoken = self._dialect(value, here.dialect, place)
        own = identifier(value, spoken) if isinstance(value, dict) else None
        base = join(uri, own) if own else uri
        known = self._loaded.get(base)
        if known is not None:
            return known
        home = Resource(base, value, place, spoken)
        self._loaded[base] = home
        self._index(home)
        return home

    # -- the tables -----------------------------------------------------------------------------

    def _index(self, start: Resource) -> None:
        """Enter every identifier and anchor of a document into the tables."""
        for found in self._schemas(start):
            schema, _, home = found
            assert isinstance(schema, dict)
            if schema is home.root:
                self._named.setdefault((home.uri, ""), []).append(found)
                if schema.get("$recursiveAnchor") is True and "$recursiveAnchor" not in home.ignores:
                    self._dynamic.setdefault(home, {})[RECURSIVE] = DynamicAnchor(RECURSIVE, found)
            for name in anchors(schema, home.dialect):
                self._named.setdefault((home.uri, name), []).append(found)
            dynamic = dynamic_anchor(schema, home.dialect)
            if dynamic is not None:
                self._note_dynamic(dynamic, found)

    def _note_dynamic(self, name: str, found: Found) -> None:
        first = self._dynamic.setdefault(found.resource, {}).setdefault(name, DynamicAnchor(name, found)).found
        if content(first.value) != content(found.value):
            where = f"{pointer(first.place)} and {pointer(found.place)}"
            raise GrammarError(f"{where}: the $dynamicAnchor {name!r} is taken twice in one resource")

    def _schemas(self, start: Resource) -> Iterator[Found]:
        """Every schema of a document that is an object, where keywords say that one stands; outer ones first."""
        if not isinstance(start.root, dict):
            return
        stack = [Found(start.root, start.place, start)]
        seen: set[Hashable] = set()
        while stack:
            found = stack.pop()
            schema, place, home = found
            assert isinstance(schema, dict)
            if (id(schema), home) in seen:
                continue
            seen.add((id(schema), home))
            yield found
            for steps, below in schemas_below(schema, home.dialect):
                there = (place, *steps)
                inside = self.home(below, there, home) if may_identify(below, home) else home
                stack.append(Found(below, there, inside))

    def by_older_spelling(self, uri: str, name: str = "") -> list[Found]:
        """Where the draft-4 ``id`` names what a newer draft's identifiers do not. It changes no base URI then."""
        own = self.root.root.get("id") if isinstance(self.root.root, dict) else None
        base = self.root.uri or (join("", own) if isinstance(own, str) else "")
        found = []
        for place in self._schemas(self.root):
            schema = place.value
            own = schema.get("id") if isinstance(schema, dict) and "$id" not in schema else None
            if not isinstance(own, str) or place.resource.id_keyword == "id":
                continue
            address, fragment = split(own)
            spellings = (address, join(place.resource.uri or base, own))
            if fragment == name and (uri in spellings or join(base, uri) in spellings):
                found.append(place)
        return found


def may_identify(schema: dict[str, Any], outer: Resource) -> bool:
    """Whether a schema may open a resource of its own; cheap, and True more often than it does."""
    return outer.id_keyword in schema or ("$schema" in schema and ("id" in schema or "$id" in schema))
