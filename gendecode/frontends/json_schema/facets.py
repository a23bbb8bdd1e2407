"""Shapes: a conjunction of assertions, sorted by the JSON type that each one constrains.

JSON Schema's assertions act on one type each: ``minimum`` says nothing about strings. So a conjunction
of any number of them is a *shape*: for each type either a facet (which values of it are allowed) or
None (none). Conjunction is facet by facet; the parts of arrays and objects stay *goals*, conjunctions
of atoms that are read only when something needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar

from gendecode.errors import UnsupportedError
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


Negate = Callable[[Goal], Goal]
"""From a goal to the goal that holds where it does not."""


class Contains(NamedTuple):
    """So many items, from index ``start`` on, meet ``goal``: at least ``low``, at most ``high`` (None: any number)."""

    goal: Goal
    low: int = 1
    high: int | None = None
    start: int = 0


@dataclass(frozen=True)
class ArrayFacet:
    """Which arrays are allowed: item ``i`` meets ``prefix[i]``, or ``rest`` beyond the prefix.

    Attributes:
        low, high: bounds on the number of items.
        contains: what some of the items meet.
        unique: no two items are equal.
    """

    prefix: tuple[Goal, ...] = ()
    rest: Goal = ANYTHING
    low: int = 0
    high: int | None = None
    contains: tuple[Contains, ...] = ()
    unique: bool = False

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
            _united(self.contains, other.contains),
            self.unique or other.unique,
        )

    def complement(self, negate: Negate) -> list[ArrayFacet]:
        """The arrays that it does not allow: those of any of these facets."""
        found = [ArrayFacet((ANYTHING,) * i + (negate(goal),), low=i + 1) for i, goal in enumerate(self.prefix) if goal]
        if self.rest:
            found.append(ArrayFacet(contains=(Contains(negate(self.rest), start=len(self.prefix)),)))
        if self.low:
            found.append(ArrayFacet(high=self.low - 1))
        if self.high is not None:
            found.append(ArrayFacet(low=self.high + 1))
        for asked in self.contains:
            if asked.low:
                found.append(ArrayFacet(contains=(asked._replace(low=0, high=asked.low - 1),)))
            if asked.high is not None:
                found.append(ArrayFacet(contains=(asked._replace(low=asked.high + 1, high=None),)))
        if self.unique:
            raise UnsupportedError("uniqueItems", "", *NOT_UNIQUE)
        return found


NOT_UNIQUE = ("its negation, that two items are equal, is not enforced", "say which branch it is without uniqueItems")
"""Why a negated uniqueItems is refused, and what to do instead."""

Test = str | Goal
"""A set of names: those in which an ECMA pattern is found, or those that meet a goal."""


class Scope(NamedTuple):
    """The names that are none of ``excluded``, pass every test of ``within`` and none of ``without``."""

    excluded: frozenset[str] = frozenset()
    within: frozenset[Test] = frozenset()
    without: frozenset[Test] = frozenset()


Rule = tuple[Scope, Goal]
"""Names, and what is asked of the values of members with such names."""


@dataclass(frozen=True)
class ObjectFacet:
    """Which objects are allowed.

    Attributes:
        properties: what the members with these names must meet, in the order of declaration.
        required: the names that must occur, in order; a dict for its order and its look-up.
        additional: what the other members must meet; None where no schema says (open, or closed by option).
        declares: some schema lists properties, so that the option ``closed`` applies.
        low, high: bounds on the number of members.
        every: what every member in a scope must meet besides.
        some: scopes in which at least one member meets a goal.
        implies: pairs of names: an object with the first has the second. What a required name implies is required.
    """

    properties: dict[str, Goal] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    additional: Goal | None = None
    declares: bool = False
    low: int = 0
    high: int | None = None
    every: tuple[Rule, ...] = ()
    some: tuple[Rule, ...] = ()
    implies: frozenset[tuple[str, str]] = frozenset()

    @property
    def varied(self) -> bool:
        """True when its members are found as a union of variants (members.py)."""
        return bool(self.every or self.some) or (bool(self.implies) and self.high is not None)

    def member(self, name: str) -> Goal:
        """What the member with this name must meet, but for the rules of ``every``."""
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
        implies = self.implies | other.implies
        required = self.required | other.required
        return ObjectFacet(
            properties,
            consequences(required, implies) if implies else required,
            additional,
            self.declares or other.declares,
            max(self.low, other.low),
            smaller(self.high, other.high),
            _united(self.every, other.every),
            _united(self.some, other.some),
            implies,
        )

    def complement(self, negate: Negate) -> list[ObjectFacet]:
        """The objects that it does not allow: those of any of these facets."""
        nothing = negate(ANYTHING)
        # Without a required member, or with one whose value is not as asked: that is a rule on an optional member.
        found = [
            ObjectFacet({name: negate(self.properties[name]) if self.properties.get(name) else nothing})
            for name in self.required
        ]
        others = [name for name in self.properties if name not in self.required and self.properties[name]]
        found += [ObjectFacet({name: negate(self.properties[name])}, {name: None}) for name in others]
        if self.additional:
            found.append(ObjectFacet(some=((Scope(frozenset(self.properties)), negate(self.additional)),)))
        if self.low:
            found.append(ObjectFacet(high=self.low - 1))
        if self.high is not None:
            found.append(ObjectFacet(low=self.high + 1))
        found += [ObjectFacet(some=((scope, negate(goal)),)) for scope, goal in self.every if goal]
        found += [ObjectFacet(every=((scope, negate(goal)),)) for scope, goal in self.some]
        found += [ObjectFacet({b: nothing}, {a: None}) for a, b in sorted(self.implies) if a != b]
        return found


def consequences(required: dict[str, None], implies: frozenset[tuple[str, str]]) -> dict[str, None]:
    """The required names, and all that they imply, directly or not."""
    if not implies:
        return required
    following: dict[str, list[str]] = {}
    for name, implied in sorted(implies):
        following.setdefault(name, []).append(implied)
    found, stack = dict(required), list(required)
    while stack:
        news = [name for name in following.get(stack.pop(), ()) if name not in found]
        found |= dict.fromkeys(news)
        stack += news
    return found


def able(names: Iterable[str], implies: frozenset[tuple[str, str]]) -> set[str]:
    """Of names that may occur each by itself, those that imply no other name."""
    found = set(names)
    users: dict[str, list[str]] = {}
    for name, implied in implies:
        users.setdefault(implied, []).append(name)
    stack = [implied for implied in users if implied not in found]
    while stack:
        lost = [name for name in users.get(stack.pop(), ()) if name in found]
        found.difference_update(lost)
        stack += lost
    return found


_Item = TypeVar("_Item", bound=Hashable)


def _united(a: tuple[_Item, ...], b: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(a + b)) if a and b else a or b


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

    def complement(self, negate: Negate) -> list[Shape]:
        """The values that it does not allow: those of any of these shapes. One part of each type goes into each."""
        others = BOTH_BOOLEANS - self.booleans
        parts: Iterator[tuple[Any, ...]] = zip_longest(
            [] if self.null else [True],
            [others] if others else [],
            [NumberFacet()] if self.number is None else self.number.complement(),
            [StringFacet()] if self.string is None else self.string.complement(),
            [ArrayFacet()] if self.array is None else self.array.complement(negate),
            [ObjectFacet()] if self.object is None else self.object.complement(negate),
        )
        return [Shape(bool(null), booleans or frozenset(), *facets) for null, booleans, *facets in parts]


BOTH_BOOLEANS = frozenset({False, True})

TOP = Shape(True, BOTH_BOOLEANS, NumberFacet(), StringFacet(), ArrayFacet(), ObjectFacet())
"""Every JSON value."""

BOTTOM = Shape()
"""No JSON value."""


def only(**facets: Any) -> Shape:
    """The shape with these facets and every value of the other types."""
    return Shape(**{**vars(TOP), **facets})


@dataclass(frozen=True)
class Choice:
    """A goal that holds when one of the alternatives does."""

    alternatives: tuple[Goal, ...]


Plan = Choice | Shape
