"""Atoms into shapes: what the keywords of one JSON type say, and what equals a given value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gendecode.frontends.json_schema.facets import (
    ANYTHING,
    BOTH_BOOLEANS,
    BOTTOM,
    ArrayFacet,
    Contains,
    ObjectFacet,
    Rule,
    Scope,
    Shape,
    consequences,
)
from gendecode.frontends.json_schema.keywords import DEPENDENT, names_asked, types_of
from gendecode.frontends.json_schema.numbers import NumberFacet, read_number
from gendecode.frontends.json_schema.read import Atom, Document, Role
from gendecode.frontends.json_schema.strings import StringFacet, read_count, read_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from gendecode.frontends.json_schema.facets import Goal

_DEPENDING = DEPENDENT | {"dependentRequired"}
_NAMED = frozenset({"patternProperties", "propertyNames"})


class Shapes:
    """The shapes of the atoms of one document that constrain one JSON type each, memoised."""

    def __init__(self, document: Document, negate: Callable[[Goal], Goal]) -> None:
        self._document, self._negate = document, negate
        self._known: dict[Atom, Shape] = {}

    def __call__(self, atom: Atom) -> Shape:
        """The shape of an atom that is no choice."""
        found = self._known.get(atom)
        if found is None:
            found = self._known[atom] = self._shape(atom)
        return found

    def _shape(self, atom: Atom) -> Shape:
        if atom.role is Role.SHAPE:
            return atom.value  # type: ignore[no-any-return]
        if atom.role is Role.VALUE:
            return self._value(atom)
        if atom.role is Role.SCALARS:
            return scalars_shape(atom.value)
        return self._bare(atom)

    def _bare(self, atom: Atom) -> Shape:
        if atom.value is False:
            return BOTTOM
        keywords = self._document.keywords(atom)
        types, enforced = types_of(keywords), self._document.enforced
        shape = Shape(
            "null" in types,
            BOTH_BOOLEANS if "boolean" in types else frozenset(),
            read_number(keywords, "number" not in types, enforced) if types & {"number", "integer"} else None,
            read_string(keywords, enforced) if "string" in types else None,
            self._array(atom, keywords) if "array" in types else None,
            self._object(atom, keywords) if "object" in types else None,
        )
        if "enum" in keywords and all_scalars(keywords["enum"]):
            shape = shape.merge(scalars_shape(keywords["enum"]))
        return shape

    def _array(self, atom: Atom, keywords: dict[str, Any]) -> ArrayFacet:
        document = self._document
        low, high = read_count(keywords, "minItems", "maxItems")
        tuple_form = isinstance(keywords.get("items"), list)
        prefix, rest = ("items", "additionalItems") if tuple_form else ("prefixItems", "items")
        contains: tuple[Contains, ...] = ()
        if "contains" in keywords:
            least, most = read_count(keywords, "minContains", "maxContains", 1)
            if least or most is not None:
                contains = (Contains((document.child(atom, "contains"),), least, most),)
        return ArrayFacet(
            tuple((document.child(atom, prefix, i),) for i in range(len(keywords.get(prefix, ())))),
            (document.child(atom, rest),) if rest in keywords else (),
            low,
            high,
            contains,
            bool(keywords.get("uniqueItems")) and (high is None or high > 1),
        )

    def _object(self, atom: Atom, keywords: dict[str, Any]) -> ObjectFacet:
        low, high = read_count(keywords, "minProperties", "maxProperties")
        properties: dict[str, Goal] = {name: (child,) for name, child in self._document.children(atom, "properties")}
        additional: Goal | None = None
        if "additionalProperties" in keywords:
            additional = (self._document.child(atom, "additionalProperties"),)
        every: tuple[Rule, ...] = ()
        if not _NAMED.isdisjoint(keywords):
            patterns = {p: (child,) for p, child in self._document.children(atom, "patternProperties")}
            every = tuple((Scope(within=frozenset([pattern])), goal) for pattern, goal in patterns.items())
            if patterns and additional is not None:
                # What no property and no pattern speaks of: a rule like the others, as patterns list no names.
                every += ((Scope(frozenset(properties), without=frozenset(patterns)), additional),)
                additional = ANYTHING
            if "propertyNames" in keywords:
                named = (self._document.child(atom, "propertyNames"),)
                every += ((Scope(without=frozenset([named])), self._negate(ANYTHING)),)
        required, implies = dict.fromkeys(keywords.get("required", ())), _implications(keywords)
        return ObjectFacet(
            properties,
            consequences(required, implies) if implies else required,
            additional,
            "properties" in keywords,
            low,
            high,
            every,
            implies=implies,
        )

    def _value(self, atom: Atom) -> Shape:
        """Equal to one value: arrays item by item, objects member by member, in any layout."""
        value, document = atom.value, self._document
        if isinstance(value, list):
            items = tuple((document.child(atom, i, role=Role.VALUE),) for i in range(len(value)))
            return Shape(array=ArrayFacet(items, (), len(items), len(items)))
        if isinstance(value, dict):
            members: dict[str, Goal] = {name: (document.child(atom, name, role=Role.VALUE),) for name in value}
            return Shape(object=ObjectFacet(members, dict.fromkeys(members), self._negate(ANYTHING)))
        return scalars_shape([value])


def _implications(keywords: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """The pairs of names of which the first asks for the second."""
    if _DEPENDING.isdisjoint(keywords):
        return frozenset()
    asked = (item for keyword in _DEPENDING for item in keywords.get(keyword, {}).items())
    return frozenset((name, other) for name, others in asked for other in names_asked(others) or ())


def scalars_shape(values: list[Any]) -> Shape:
    """Equal to one of these nulls, booleans, numbers and strings."""
    numbers = [v for v in values if not isinstance(v, (bool, str, dict, list)) and v is not None]
    strings = [v for v in values if isinstance(v, str)]
    return Shape(
        any(v is None for v in values),
        frozenset(v for v in values if isinstance(v, bool)),
        NumberFacet(values=frozenset(numbers)) if numbers else None,
        StringFacet(values=frozenset(strings)) if strings else None,
    )


def all_scalars(values: list[Any]) -> bool:
    """True when no value is an array or an object."""
    return not any(isinstance(value, (dict, list)) for value in values)
