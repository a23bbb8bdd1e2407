"""What an object asks of its members, with every rule resolved: by name for those that are named, by cell for the rest.

``some`` rules ask that there is a member of a kind. An object meets one by a named member, or by an undeclared
one; so a facet with such rules is a union of *variants*, one for each way to meet them. Names that imply others make
variants as well where the number of members is bounded from above: without such a name, or with all that it implies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.facets import ANYTHING, Goal, ObjectFacet, Rule, Scope, both, consequences
from gendecode.frontends.json_schema.names import Cell, Names, listed

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra

_FEW_NAMES = 64
_ENDLESS = 65_536  # names, more than any object has
_MOST_VARIANTS = 1_024


class Demand(NamedTuple):
    """There is an undeclared member whose name is in all the scopes, and whose value meets the goal."""

    scopes: tuple[Scope, ...]
    goal: Goal


@dataclass(frozen=True)
class Variant:
    """One way to meet the rules of a facet.

    Attributes:
        named: what the named members must meet.
        required: the names that must occur.
        kinds: undeclared members: their names, and what their values must meet.
        demands: members that must occur among the undeclared ones, each one of its own: for each the numbers of the
            kinds that it may be of, with what its value must meet then.
        implies: pairs of names: an object with the first has the second.
    """

    named: dict[str, Goal]
    required: dict[str, None]
    kinds: tuple[tuple[Cell, Goal], ...]
    demands: tuple[tuple[tuple[int, Goal], ...], ...] = ()
    implies: frozenset[tuple[str, str]] = frozenset()


class Members:
    """The variants of the object facets of one document."""

    def __init__(self, algebra: Algebra) -> None:
        self._names = Names(algebra)
        self._negate = algebra.negate
        self._known: dict[int, tuple[ObjectFacet, tuple[Variant, ...]]] = {}

    def variants(self, facet: ObjectFacet) -> tuple[Variant, ...]:
        """The ways to meet a facet's rules; one, where there is no ``some`` rule."""
        found = self._known.get(id(facet))
        if found is None:
            found = self._known[id(facet)] = (facet, tuple(self._variants(facet)))
        return found[1]

    def _variants(self, facet: ObjectFacet) -> Iterator[Variant]:
        names = dict.fromkeys([*facet.properties, *facet.required, *sorted(set(chain(*facet.implies)))])
        for scope, _ in facet.every + facet.some:
            names |= dict.fromkeys(sorted(scope.excluded))
        cells = self._names.cells(facet)
        if facet.some:
            cells = tuple(cell for cell in cells if not self._is_named(cell, names))
        named = {name: self._member(facet, name) for name in names}
        kinds = tuple((cell, self._kind(facet, cell)) for cell in cells)
        plain = Variant(named, facet.required, kinds, implies=facet.implies)
        found = (v for met in self._meeting(plain, facet.some) for v in self._bounded(met, facet.high))
        for count, variant in enumerate(found):
            if count == _MOST_VARIANTS:
                raise LimitExceeded(
                    f"an object may meet its negated rules, or those on dependent names beside maxProperties, in more "
                    f"than {_MOST_VARIANTS} ways"
                )
            yield variant

    @staticmethod
    def _is_named(cell: Cell, names: dict[str, None]) -> bool:
        """True for a cell of few names or none, which become named members: an undeclared one could use them up."""
        if cell.names is None:
            return True
        words = listed(cell.names, _FEW_NAMES)
        if words is None:
            if listed(cell.names, _ENDLESS) is None:
                return False
            raise LimitExceeded(
                f"a negated rule speaks of more than {_FEW_NAMES} names, but not of endlessly many: "
                "list the names, or leave the number of characters open"
            )
        names |= dict.fromkeys(json.loads(b'"' + word + b'"') for word in words)
        return True

    def _member(self, facet: ObjectFacet, name: str) -> Goal:
        goal = facet.member(name)
        for scope, asked in facet.every:
            if self._names.has(scope, name):
                goal = both(goal, asked)
        return goal

    @staticmethod
    def _kind(facet: ObjectFacet, cell: Cell) -> Goal:
        goal = facet.additional or ANYTHING
        for scope, asked in facet.every:
            if cell.within(scope):
                goal = both(goal, asked)
        return goal

    def _meeting(self, plain: Variant, some: tuple[Rule, ...]) -> Iterator[Variant]:
        """Each rule is met by one of the named members, or by an undeclared one, which may meet several rules."""
        stack: list[tuple[int, Variant, tuple[Demand, ...]]] = [(0, plain, ())]
        while stack:
            index, variant, demands = stack.pop()
            if index == len(some):
                yield replace(variant, demands=tuple(self._kinds(variant, demand) for demand in demands))
                continue
            scope, goal = some[index]
            for i, demand in enumerate(demands):
                more = Demand((*demand.scopes, scope), both(demand.goal, goal))
                stack.append((index + 1, variant, (*demands[:i], more, *demands[i + 1 :])))
            stack.append((index + 1, variant, (*demands, Demand((scope,), goal))))
            for name, held in variant.named.items():
                if self._names.has(scope, name):
                    named = {**variant.named, name: both(held, goal)}
                    required = consequences({**variant.required, name: None}, variant.implies)
                    met = replace(variant, named=named, required=required)
                    stack.append((index + 1, met, demands))

    def _bounded(self, variant: Variant, high: int | None) -> Iterator[Variant]:
        """The same without implications, where there is an upper bound on the members."""
        if high is None or not variant.implies:
            yield variant
            return
        nothing = self._negate(ANYTHING)
        stack = [(variant, sorted({a for a, _ in variant.implies}))]
        while stack:
            here, left = stack.pop()
            left = [name for name in left if name not in here.required]
            if not left:
                yield replace(here, implies=frozenset())
                continue
            name, *others = left
            required = consequences({**here.required, name: None}, here.implies)
            if len(required) <= high and all(here.named[other] != nothing for other in required):
                stack.append((replace(here, required=required), others))
            stack.append((replace(here, named={**here.named, name: nothing}), others))

    @staticmethod
    def _kinds(variant: Variant, demand: Demand) -> tuple[tuple[int, Goal], ...]:
        return tuple(
            (i, both(goal, demand.goal))
            for i, (cell, goal) in enumerate(variant.kinds)
            if all(cell.within(scope) for scope in demand.scopes)
        )
