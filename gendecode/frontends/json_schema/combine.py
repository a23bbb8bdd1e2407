"""Goals into alternatives and shapes: $ref, allOf, anyOf, oneOf, enum and const.

The normal form is lazy. A goal (a conjunction of atoms) is *flattened*: references and allOf become more
atoms of the same conjunction. Then it is either a *choice*, whose first anyOf, oneOf or enum gives one
alternative goal per branch with all the other atoms pushed into it, or a single *shape*. No step looks
below the value itself, so recursive schemas cost nothing until something asks for their parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.facets import (
    BOTH_BOOLEANS,
    BOTTOM,
    TOP,
    ArrayFacet,
    Goal,
    ObjectFacet,
    Shape,
)
from gendecode.frontends.json_schema.keywords import ASSERTIONS, IN_PLACE, types_of
from gendecode.frontends.json_schema.numbers import NumberFacet, read_number
from gendecode.frontends.json_schema.read import Atom, Document, Role
from gendecode.frontends.json_schema.strings import StringFacet, read_count, read_string
from gendecode.frontends.json_schema.values import content

_BARE = frozenset({"type", "enum"}).union(*ASSERTIONS.values())
_COMBINING = IN_PLACE | {"const", "enum"}
_CHOICES = (("anyOf", Role.ANY_OF), ("oneOf", Role.ONE_OF))
_CHOICE_ROLES = frozenset({Role.ANY_OF, Role.ONE_OF, Role.ENUM})


@dataclass(frozen=True)
class Choice:
    """A goal that holds when one of the alternatives does."""

    alternatives: tuple[Goal, ...]


Plan = Choice | Shape


class Algebra:
    """Normal forms of the goals of one document, memoised."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._flat: dict[Goal, Goal] = {}
        self._plans: dict[Goal, Plan] = {}
        self._shapes: dict[Atom, Shape] = {}

    def plan(self, goal: Goal) -> Plan:
        """The alternatives of a goal, or its shape. The goal must be flat."""
        found = self._plans.get(goal)
        if found is None:
            if len(self._plans) >= self.document.limits.lowered_nodes:
                raise LimitExceeded(f"the schema has more than Limits.lowered_nodes = {len(self._plans)} combinations")
            found = self._plans[goal] = self._plan(goal)
        return found

    def resolve(self, goal: Goal) -> Goal:
        """The same goal; where it is a schema that consists of a reference, what that leads to."""
        while len(goal) == 1 and goal[0].role is Role.SCHEMA and goal[0].value.__class__ is dict:
            keywords = self.document.keywords(goal[0])
            if len(keywords) != 1 or "$ref" not in keywords:
                break
            goal = (self.document.target(goal[0]),)
        return goal

    def direct(self, goal: Goal) -> Shape | None:
        """The shape of a goal that is one schema with assertions only, found without flattening; None for others."""
        if len(goal) != 1 or goal[0].role is not Role.SCHEMA or goal[0].value.__class__ is not dict:
            return None
        return self._shape(goal[0]) if _COMBINING.isdisjoint(self.document.keywords(goal[0])) else None

    def flatten(self, goal: Goal) -> Goal:
        """The same conjunction with references and allOf resolved."""
        found = self._flat.get(goal)
        if found is None:
            found = self._flat[goal] = self._flatten(goal)
        return found

    def _flatten(self, goal: Goal) -> Goal:
        seen: dict[Atom, None] = {}
        stack = list(goal)
        while stack:
            atom = stack.pop()
            if atom in seen:
                continue
            seen[atom] = None
            if atom.role is Role.SCHEMA:
                stack.extend(self._parts(atom))
        kept = [atom for atom in seen if atom.role is not Role.SCHEMA]
        return tuple(sorted(kept, key=lambda atom: atom.index))

    def _parts(self, atom: Atom) -> list[Atom]:
        """The atoms whose conjunction is this schema."""
        document = self.document
        if not isinstance(atom.value, dict):
            return [] if atom.value else [document.beside(atom, Role.BARE)]
        keywords = document.keywords(atom)
        parts = [document.beside(atom, Role.BARE)] if not _BARE.isdisjoint(keywords) else []
        if not IN_PLACE.isdisjoint(keywords):
            parts += document.targets(atom, keywords)
        if "allOf" in keywords:
            parts += [document.child(atom, "allOf", i) for i in range(len(keywords["allOf"]))]
        if "const" in keywords:
            parts.append(document.child(atom, "const", role=Role.VALUE))
        if "enum" in keywords and not _all_scalars(keywords["enum"]):
            parts.append(document.beside(atom, Role.ENUM))
        parts += [document.beside(atom, role) for keyword, role in _CHOICES if keyword in keywords]
        return parts

    def _plan(self, goal: Goal) -> Plan:
        for i, atom in enumerate(goal):
            if atom.role in _CHOICE_ROLES:
                rest = goal[:i] + goal[i + 1 :]
                found = (self.flatten((*rest, branch)) for branch in self.branches(atom))
                return Choice(tuple(dict.fromkeys(found)))
        return reduce(Shape.merge, map(self._shape, goal), TOP)

    def branches(self, atom: Atom) -> list[Atom]:
        """The atoms of which a choice takes one; repetitions left out."""
        document, keywords = self.document, self.document.keywords(atom)
        if atom.role is Role.ENUM:
            scalars = [value for value in keywords["enum"] if not isinstance(value, (dict, list))]
            found = [document.atom(Role.SCALARS, scalars, (atom.place, "enum"), atom.resource)] if scalars else []
            containers = [i for i, value in enumerate(keywords["enum"]) if isinstance(value, (dict, list))]
            return found + [document.child(atom, "enum", i, role=Role.VALUE) for i in containers]
        if atom.role is Role.ANY_OF:
            return list(dict.fromkeys(document.child(atom, "anyOf", i) for i in range(len(keywords["anyOf"]))))
        # What two equal branches of a oneOf allow is never allowed by exactly one. The other branches are
        # disjoint from it, as from each other: that is checked before anything is lowered.
        return [branch for branch, count in self.one_of(atom).items() if count == 1]

    def one_of(self, atom: Atom) -> dict[Atom, int]:
        """The branches of a schema's oneOf that are written differently, and how often each occurs."""
        branches = [self.document.child(atom, "oneOf", i) for i in range(len(atom.value["oneOf"]))]
        first: dict[Hashable, Atom] = {}
        return Counter(first.setdefault(content(branch.value), branch) for branch in branches)

    # -- shapes ---------------------------------------------------------------------------------

    def _shape(self, atom: Atom) -> Shape:
        found = self._shapes.get(atom)
        if found is None:
            if atom.role is Role.VALUE:
                found = self._value_shape(atom)
            elif atom.role is Role.SCALARS:
                found = scalars_shape(atom.value)
            else:
                found = self._bare_shape(atom)
            self._shapes[atom] = found
        return found

    def _bare_shape(self, atom: Atom) -> Shape:
        if atom.value is False:
            return BOTTOM
        keywords = self.document.keywords(atom)
        types = types_of(keywords)
        shape = Shape(
            "null" in types,
            BOTH_BOOLEANS if "boolean" in types else frozenset(),
            read_number(keywords, "number" not in types) if types & {"number", "integer"} else None,
            read_string(keywords) if "string" in types else None,
            self._read_array(atom, keywords) if "array" in types else None,
            self._read_object(atom, keywords) if "object" in types else None,
        )
        if "enum" in keywords and _all_scalars(keywords["enum"]):
            shape = shape.merge(scalars_shape(keywords["enum"]))
        return shape

    def _read_array(self, atom: Atom, keywords: dict[str, Any]) -> ArrayFacet:
        low, high = read_count(keywords, "minItems", "maxItems")
        tuple_form = isinstance(keywords.get("items"), list)
        prefix, rest = ("items", "additionalItems") if tuple_form else ("prefixItems", "items")
        return ArrayFacet(
            tuple((self.document.child(atom, prefix, i),) for i in range(len(keywords.get(prefix, ())))),
            (self.document.child(atom, rest),) if rest in keywords else (),
            low,
            high,
        )

    def _read_object(self, atom: Atom, keywords: dict[str, Any]) -> ObjectFacet:
        low, high = read_count(keywords, "minProperties", "maxProperties")
        return ObjectFacet(
            {name: (child,) for name, child in self.document.children(atom, "properties")},
            dict.fromkeys(keywords.get("required", ())),
            (self.document.child(atom, "additionalProperties"),) if "additionalProperties" in keywords else None,
            "properties" in keywords,
            low,
            high,
        )

    def _value_shape(self, atom: Atom) -> Shape:
        """Equal to one value: arrays item by item, objects member by member, in any layout."""
        value, document = atom.value, self.document
        if isinstance(value, list):
            items = tuple((document.child(atom, i, role=Role.VALUE),) for i in range(len(value)))
            return Shape(array=ArrayFacet(items, (), len(items), len(items)))
        if isinstance(value, dict):
            members: dict[str, Goal] = {name: (document.child(atom, name, role=Role.VALUE),) for name in value}
            nothing = (document.atom(Role.BARE, False, atom.place, atom.resource),)
            return Shape(object=ObjectFacet(members, dict.fromkeys(members), nothing))
        return scalars_shape([value])


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


def _all_scalars(values: list[Any]) -> bool:
    return not any(isinstance(value, (dict, list)) for value in values)
