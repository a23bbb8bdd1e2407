"""References: what ``$ref``, ``$dynamicRef`` and ``$recursiveRef`` lead to.

Nearly every reference is a JSON pointer into the resource where it stands. Everything else needs the tables of
identifiers, which are built when something first asks for them.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.identifiers import RECURSIVE, Identifiers, may_identify
from gendecode.frontends.json_schema.locations import join, split, width
from gendecode.frontends.json_schema.resources import DynamicAnchor, Found, Resource, Scope, Source
from gendecode.frontends.json_schema.values import Json, Place, content, pointer

_MAX_SCOPED = 2_000
_DYNAMIC = (b"$dynamicAnchor", b"$recursiveAnchor")


class References:
    """Follows the references of a document, and of those that it refers to.

    Args:
        value: the document.
        given: the ``registry`` of the caller.
        copy: makes the front end's own copy of a schema from the registry.

    Attributes:
        root: the resource of the whole document.
        warnings: what was assumed, one line each.
    """

    def __init__(self, value: Json, given: Any, copy: Callable[[Any], Json]) -> None:
        self._known = Identifiers(value, given, copy)
        self.root = self._known.root
        self.warnings = self._known.warnings
        self._scoped: dict[tuple[Resource, Scope], Resource] = {}
        self._scanned = False

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
        return self._enter_found(self._outermost(RECURSIVE, home.found, source.resource), source.resource)

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
        start = home.found if uri == home.uri else self._resource_at(uri, source)
        if fragment and not fragment.startswith("/"):
            return self._anchored(start, uri, fragment, source)
        try:
            return self._descend(start, fragment, source)
        except GrammarError:
            document = _document_of(home)
            if address or document is home or not home.dialect.lonely_ref:
                raise
            # Bundles of early drafts have identifiers in their parts and count pointers from the whole document.
            found = self._descend(document.found, fragment, source)
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
                home = self._known.home(value, place, home)
        return home

    def _anchored(self, start: Found, uri: str, name: str, source: Source) -> Found:
        found = self._known.named(start.resource.uri, name) if start.value is start.resource.root else []
        found = found or self._known.by_older_spelling(uri, name)
        if not found:
            raise source.fail(f"leads nowhere: no $anchor {name!r} in the schema")
        return _only(found, source)

    def _resource_at(self, uri: str, source: Source) -> Found:
        """The resource with this URI: of this document, of the registry, or by an ``id`` that does not count."""
        if uri == self.root.uri:
            return self.root.found
        known = self._known
        found = known.named(uri) or known.load(uri, source.resource) or known.by_older_spelling(uri)
        if found:
            return _only(found, source)
        raise UnsupportedError(
            source.keyword,
            pointer((source.place, source.keyword)),
            f"{source.reference!r} is outside this schema and not in the registry",
            "give the schema there with registry=, or copy it under $defs",
        )

    # -- dynamic scope --------------------------------------------------------------------------

    def enter(self, schema: dict[str, Any], place: Place, outer: Resource) -> Resource:
        """The resource of a schema that stands right below one of ``outer``: that one, or the one it opens."""
        home = self._known.home(schema, place, outer.home)
        return outer if home is outer.home else self._in_scope(home, outer)

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
        return self._known.dynamic_anchors(home)

    def _scan(self) -> None:
        """Find the dynamic anchors of the document. Its root is in their scope from the beginning."""
        if not self._scanned:
            self._scanned = True
            if _may_be_dynamic(self.root.root):
                self._known.index_root()
            self.root.scope = _extended((), self._known.dynamic_anchors(self.root))
            self._scoped[self.root, self.root.scope] = self.root


def _document_of(home: Resource) -> Resource:
    while home.outer is not None:
        home = home.outer
    return home


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
