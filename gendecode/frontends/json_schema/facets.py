"""Shapes: a conjunction of assertions, sorted by the JSON type that each one constrains.

JSON Schema's assertions act on one type each: ``minimum`` says nothing about strings. So a conjunction
of any number of them is a *shape*: for each type either a facet (which values of it are allowed) or
None (none). Conjunction is facet by facet; the parts of arrays and objects stay *goals*, conjunctions
of atoms that are read only when something needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gendecode.frontends.json_schema.numbers import NumberFacet
from gendecode.frontends.json_schema.read import Atom
from gendecode.frontends.json_schema.strings import StringFacet, smaller

Goal = tuple[Atom, ...]
"""A conjunction of atoms, sorted by index and without repetitions; ``()`` holds for every value."""

ANYTHING: Goal = ()


def both(a: Goal, b: Goal) -> Goal:
    """The conjunction of two goals."""
    if not a or not b or a == b:
        return a or b
    return tuple(sorted({*a, *b}, key=lambda atom: atom.index))


@dataclass(frozen=True)
class ArrayFacet:
    """Which arrays are allowed: item ``i`` meets ``prefix[i]``, or ``rest`` beyond the prefix."""

    prefix: tuple[Goal, ...] = ()
    rest: Goal = ANYTHING
    low: int = 0
    high: int | None = None

    def item(self, index: int) -> Goal:
        """What the item at this index must meet."""
        return self.prefix[index] if index < len(self.prefix) else self.rest

    def merge(self, other: ArrayFacet) -> ArrayFacet:
        """The arrays that both allow."""
        length = max(len(self.prefix), len(other.prefix))
        return ArrayFacet(
            tuple(both(self.item(i), other.item(i)) for i in range(length)),
            both(self.rest, other.rest),
            max(self.low, other.low),
            smaller(self.high, other.high),
        )


@dataclass(frozen=True)
class ObjectFacet:
    """Which objects are allowed.

    Attributes:
        properties: what the members with these names must meet, in the order of declaration.
        required: the names that must occur, in order; a dict for its order and its look-up.
        additional: what the other members must meet; None where no schema says (open, or closed by option).
        declares: some schema lists properties, so that the option ``closed`` applies.
        low, high: bounds on the number of members.
    """

    properties: dict[str, Goal] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    additional: Goal | None = None
    declares: bool = False
    low: int = 0
    high: int | None = None

    def member(self, name: str) -> Goal:
        """What the member with this name must meet."""
        found = self.properties.get(name)
        return (self.additional or ANYTHING) if found is None else found

    def merge(self, other: ObjectFacet) -> ObjectFacet:
        """The objects that both allow."""
        if not self.properties and self.additional is None:
            properties = other.properties
        elif not other.properties and other.additional is None:
            properties = self.properties
        else:
            names = self.properties | other.properties
            properties = {name: both(self.member(name), other.member(name)) for name in names}
        additional = self.additional
        if other.additional is not None:
            additional = both(additional or ANYTHING, other.additional)
        return ObjectFacet(
            properties,
            self.required | other.required,
            additional,
            self.declares or other.declares,
            max(self.low, other.low),
            smaller(self.high, other.high),
        )


@dataclass(frozen=True)
class Shape:
    """A conjunction of assertions: per JSON type the values that it allows, None where it allows none."""

    null: bool = False
    booleans: frozenset[bool] = frozenset()
    number: NumberFacet | None = None
    string: StringFacet | None = None
    array: ArrayFacet | None = None
    object: ObjectFacet | None = None

    def merge(self, other: Shape) -> Shape:
        """The conjunction of two shapes."""
        if self is TOP or other is TOP:
            return other if self is TOP else self
        return Shape(
            self.null and other.null,
            self.booleans & other.booleans,
            self.number and other.number and self.number.merge(other.number),
            self.string and other.string and self.string.merge(other.string),
            self.array and other.array and self.array.merge(other.array),
            self.object and other.object and self.object.merge(other.object),
        )


BOTH_BOOLEANS = frozenset({False, True})

TOP = Shape(True, BOTH_BOOLEANS, NumberFacet(), StringFacet(), ArrayFacet(), ObjectFacet())
"""Every JSON value."""

BOTTOM = Shape()
"""No JSON value."""
