"""References: what ``$ref``, ``$dynamicRef`` and ``$recursiveRef`` lead to.

Nearly every reference is a JSON pointer into the resource where it stands. Everything else needs the tables of
identifiers, which are built when something first asks for them.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterator
from typing import Any
from urllib.parse import unquote

from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.dialects import LATEST, Dialect, dialect, named_dialect, unknown_metaschema
from gendecode.frontends.json_schema.locations import (
    anchors,
    dynamic_anchor,
    identifier,
    join,
    schemas_below,
    split,
    width,
)
from gendecode.frontends.json_schema.registry import Registry
from gendecode.frontends.json_schema.resources import DynamicAnchor, Found, Resource, Scope, Source
from gendecode.frontends.json_schema.values import ROOT, Json, Place, content, pointer
from gendecode.limits import Limits

_MAX_SCOPED = 10_000
_RECURSIVE = ""  # the name under which $recursiveAnchor stands among the dynamic anchors
_DYNAMIC = (b"$dynamicAnchor", b"$recursiveAnchor")


class References:
    """The resources of a document and of those that it refers to.

    Args:
        value: the document.
        given: the ``registry`` of the caller.
        copy: makes the front end's own copy of a schema from the registry.

    Attributes:
        root: the resource of the whole document.
        warnings: what was assumed, one line each.
    """

    def __init__(self, value: Json, given: Any, limits: Limits, copy: Callable[[Any], Json]) -> None:
        self._given, self._limits, self._copy = given, limits, copy
        self._registry: Registry | None = None
        self.warnings: list[str] = []
        self._loaded: dict[str, Resource | None] = {}
        self._homes: dict[Hashable, Resource] = {}
        self._scoped: dict[tuple[Resource, Scope], Resource] = {}
        self._named: dict[tuple[str, str], list[Found]] = {}
        self._dynamic: dict[Resource, dict[str, DynamicAnchor]] = {}
        self._indexed = self._scanned = False
        self._draft = LATEST
        spoken = self._dialect(value, dialect(LATEST), ROOT)
        own = identifier(value, spoken) if isinstance(value, dict) else None
        self._draft = spoken.draft
        self.root = Resource(join("", own) if own else "", value, ROOT, spoken)

    # -- from reference to schema ---------------------------------------------------------------

    def plainly(self, reference: str, resource: Resource) -> Found | None:
        """What a JSON pointer leads to inside a resource; None for every other reference. Nearly always that does."""
        if not reference.startswith("#/") or "%" in reference or "~" in reference:
            return None
        value: Any = resource.root
        place = resource.place
        for step in reference[2:].split("/"):
            if value.__class__ is not dict or step not in value:
                return None
            value, place = value[step], (place, step)
            if value.__class__ is dict and may_identify(value, resource):
                return None
        return Found(value, place, resource) if isinstance(value, (dict, bool)) else None

    def follow(self, source: Source) -> Found:
        """What a ``$ref`` leads to, entered from where it stands. Raises GrammarError or UnsupportedError."""
        return self._enter_found(self._look_up(source), source.resource)

    def follow_dynamic(self, source: Source) -> Found:
        """What a ``$dynamicRef`` leads to: the first schema in the dynamic scope that has the anchor.

        Only if what the URI means without looking at the scope has a dynamic anchor of that name itself.
        """
        found = self._look_up(source)
        name = unquote(split(source.reference)[1])
        return self._enter_found(self._outermost(name, found, source.resource), source.resource)

    def follow_recursive(self, source: Source) -> Found:
        """What a ``$recursiveRef`` leads to: this resource, or the first one in scope with ``$recursiveAnchor``."""
        if source.reference != "#":
            raise source.fail('must be "#"')
        home = source.resource.home
        found = Found(home.root, home.place, home)
        return self._enter_found(self._outermost(_RECURSIVE, found, source.resource), source.resource)

    def _outermost(self, name: str, found: Found, here: Resource) -> Found:
        own = self._anchors_of(found.resource).get(name)
        if own is None or own.found.value is not found.value:
            return found
        return next((anchor.found for anchor in self._scope_of(here) if anchor.name == name), found)

    def _look_up(self, source: Source) -> Found:
        """What a reference leads to, in a resource without scope."""
        home = source.resource.home
        address, fragment = split(source.reference)
        fragment = unquote(fragment)
        uri = join(home.uri, address)
        start = _root_of(home) if uri == home.uri else self._resource_at(uri, source)
        if fragment and not fragment.startswith("/"):
            return self._anchored(start, uri, fragment, source)
        try:
            return self._descend(start, fragment, source)
        except GrammarError:
            document = _document_of(home)
            if address or document is home or not home.dialect.lonely_ref:
                raise
            # Bundles of early drafts have identifiers in their parts and count pointers from the whole document.
            found = self._descend(_root_of(document), fragment, source)
            self.warnings.append(
                f"{pointer((source.place, source.keyword))}: {source.reference!r} leads nowhere in {home.uri!r}, "
                "so it is read as a pointer into the whole document"
            )
            return found

    def _descend(self, start: Found, fragment: str, source: Source) -> Found:
        value, place, home = start
        crossing = False
        steps = [step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:]]
        for step in steps:
            value = _below(value, step, source)
            place = (place, step)
            crossing = crossing or (value.__class__ is dict and may_identify(value, home))
        if not isinstance(value, (dict, bool)):
            raise source.fail("leads to something that is not a schema")
        return Found(value, place, self._home_along(start, steps, source) if crossing else home)

    def _home_along(self, start: Found, steps: list[str], source: Source) -> Resource:
        """The resource at the end of a pointer. Identifiers count only where keywords say that a schema stands."""
        value, place, home = start
        taken = 0
        while taken < len(steps) and isinstance(value, dict):
            wide = width(value, steps[taken], home.dialect)
            if wide == 0 or taken + wide > len(steps):
                break
            for step in steps[taken : taken + wide]:
                value, place = _below(value, step, source), (place, step)
            taken += wide
            if isinstance(value, dict):
                home = self._home(value, place, home)
        return home

    def _anchored(self, start: Found, uri: str, name: str, source: Source) -> Found:
        self._index_root()
        found = self._named.get((start.resource.uri, name)) if start.value is start.resource.root else None
        found = found or self._by_older_spelling(uri, name)
        if not found:
            raise source.fail(f"leads nowhere: no $anchor {name!r} in the schema")
        return _only(found, source)

    def _resource_at(self, uri: str, source: Source) -> Found:
        """The resource with this URI: of this document, of the registry, or by an ``id`` that does not count."""
        if uri == self.root.uri:
            return _root_of(self.root)
        self._index_root()
        found = self._named.get((uri, "")) or self._load(uri, source.resource) or self._by_older_spelling(uri, "")
        if found:
            return _only(found, source)
        raise UnsupportedError(
            source.keyword,
            pointer((source.place, source.keyword)),
            f"{source.reference!r} is outside this schema and not in the registry",
            "give the schema there with registry=, or copy it under $defs",
        )

    # -- resources ------------------------------------------------------------------------------

    def enter(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
        """The resource of a schema that stands right below one of ``outer``: that one, or the one it opens."""
        home = self._home(schema, place, outer.home)
        return outer if home is outer.home else self._in_scope(home, outer)

    def _home(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
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

    def _load(self, uri: str, here: Resource) -> list[Found]:
        """The resource of a schema from the registry; [] when there is none."""
        if uri not in self._loaded:
            self._loaded[uri] = None
            contents = self._find(uri)
            if contents is not None:
                self._loaded[uri] = self._open_document(uri, contents, here)
        loaded = self._loaded[uri]
        return [] if loaded is None else [_root_of(loaded)]

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

    # -- dynamic scope --------------------------------------------------------------------------

    def _enter_found(self, found: Found, here: Resource) -> Found:
        home = found.resource
        if home is here.home:
            return found if here is home else found._replace(resource=here)
        return found._replace(resource=self._in_scope(home, here))

    def _in_scope(self, home: Resource, outer: Resource) -> Resource:
        """A resource as it is entered from another one."""
        scope = _extended(self._scope_of(outer), self._anchors_of(home))
        if not scope:
            return home
        found = self._scoped.get((home, scope))
        if found is None:
            if len(self._scoped) >= _MAX_SCOPED:
                raise LimitExceeded(f"the schema has more than {_MAX_SCOPED} resources and dynamic scopes of them")
            found = Resource(home.uri, home.root, home.place, home.dialect, scope, home)
            self._scoped[home, scope] = found
        return found

    def _scope_of(self, resource: Resource) -> Scope:
        self._scan()
        return resource.scope

    def _anchors_of(self, home: Resource) -> dict[str, DynamicAnchor]:
        self._scan()
        return self._dynamic.get(home, {})

    def _scan(self) -> None:
        """Find the dynamic anchors of the document. Its root is in their scope from the beginning."""
        if not self._scanned:
            self._scanned = True
            if _may_be_dynamic(self.root.root):
                self._index_root()
            self.root.scope = _extended((), self._dynamic.get(self.root, {}))
            self._scoped[self.root, self.root.scope] = self.root

    # -- the tables -----------------------------------------------------------------------------

    def _index_root(self) -> None:
        if not self._indexed:
            self._indexed = True
            self._index(self.root)

    def _index(self, start: Resource) -> None:
        """Enter every identifier and anchor of a document into the tables."""
        for found in self._schemas(start):
            schema, _, home = found
            assert isinstance(schema, dict)
            if schema is home.root:
                self._named.setdefault((home.uri, ""), []).append(found)
                if schema.get("$recursiveAnchor") is True and "$recursiveAnchor" not in home.ignores:
                    self._dynamic.setdefault(home, {})[_RECURSIVE] = DynamicAnchor(_RECURSIVE, found)
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
                inside = self._home(below, there, home) if may_identify(below, home) else home
                stack.append(Found(below, there, inside))

    def _by_older_spelling(self, uri: str, name: str) -> list[Found]:
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


def _document_of(home: Resource) -> Resource:
    while home.outer is not None:
        home = home.outer
    return home


def _root_of(home: Resource) -> Found:
    return Found(home.root, home.place, home)


def _extended(scope: Scope, anchors: dict[str, DynamicAnchor]) -> Scope:
    """The scope after a resource with these dynamic anchors was entered: the first of each name stays."""
    names = {anchor.name for anchor in scope}
    added = [anchor for name, anchor in anchors.items() if name not in names]
    return tuple(sorted((*scope, *added), key=lambda anchor: anchor.name)) if added else scope


def _may_be_dynamic(value: Json) -> bool:
    """False when no dynamic anchor is anywhere in a document; at the speed of C."""
    try:
        data = marshal.dumps(value)  # type: ignore[arg-type]
    except ValueError:  # a Decimal is in it
        return True
    return any(word in data for word in _DYNAMIC)


def _only(found: list[Found], source: Source) -> Found:
    """The schema that has a name. Raises GrammarError when different ones do."""
    first = found[0]
    for other in found[1:]:
        if content(other.value) != content(first.value):
            where = f"{pointer(first.place)} and {pointer(other.place)}"
            raise source.fail(f"may mean two schemas: {where} have the same name")
    return first


def _below(value: Json, key: str, source: Source) -> Json:
    if isinstance(value, dict) and key in value:
        return value[key]  # type: ignore[no-any-return]
    if isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(value):
        return value[int(key)]  # type: ignore[no-any-return]
    raise source.fail(f"leads nowhere: there is no {key!r} on the way")
