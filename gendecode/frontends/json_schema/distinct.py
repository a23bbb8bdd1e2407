"""uniqueItems: the items of an array of which no two are equal.

Scalars are spelled in one way here, so that equal values are equal texts: strings in canonical spelling, numbers
without exponent and without zeros that say nothing. Arrays and objects are compared as values when they end. Such an
item must be one that can always be continued to infinitely many values (an open object, an array without an upper
bound), or else it could turn out at its end that the value has been there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import concat, literal, union, words
from gendecode.errors import UnsupportedError
from gendecode.frontends.json_schema.facets import TOP, ArrayFacet, Choice, Goal, ObjectFacet, Shape
from gendecode.frontends.json_schema.names import listed
from gendecode.frontends.json_schema.number_texts import distinct_texts
from gendecode.frontends.json_schema.strings import string_body

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra
    from gendecode.frontends.json_schema.inhabited import Inhabited

_INFINITE = 65_536  # more values than any array has items


class Distinct:
    """What the items of arrays with uniqueItems may be."""

    def __init__(self, algebra: Algebra, inhabited: Inhabited) -> None:
        self._algebra, self._inhabited = algebra, inhabited
        self._scalars: dict[Goal, Automaton | None] = {}

    def shapes(self, goal: Goal) -> list[Shape]:
        """The shapes of which every value of a goal has one; some may have no value."""
        return list(self._shapes(goal).values())

    def container_goals(self, goal: Goal) -> list[Goal]:
        """Goals of which every array and object that meets ``goal`` meets one."""
        root = self._algebra.document.root
        return [
            self._algebra.shaped((flat, "containers"), Shape(array=shape.array, object=shape.object), root)
            for flat, shape in self._shapes(goal).items()
            if shape.array is not None or shape.object is not None
        ]

    def _shapes(self, goal: Goal) -> dict[Goal, Shape]:
        found: dict[Goal, Shape] = {}
        stack: list[Goal] = [self._algebra.flatten(goal)]
        seen: set[Goal] = set()
        while stack:
            flat = stack.pop()
            if flat in seen:
                continue
            seen.add(flat)
            plan = self._algebra.plan(flat) if flat else TOP
            if isinstance(plan, Choice):
                stack += reversed(plan.alternatives)
            else:
                found[flat] = plan
        return found

    def scalars(self, goal: Goal) -> Automaton | None:
        """The texts of the scalars that meet a goal, one for each value; None where there are none."""
        if goal not in self._scalars:
            parts = [part for shape in self.shapes(goal) for part in self._texts(shape)]
            self._scalars[goal] = union(*parts) if parts else None
        return self._scalars[goal]

    def _texts(self, shape: Shape) -> list[Automaton]:
        document = self._algebra.document
        found = [literal(b"null")] if shape.null else []
        if shape.booleans:
            found.append(words(b"true" if value else b"false" for value in shape.booleans))
        if shape.number is not None:
            numbers = distinct_texts(shape.number, document.limits.automaton_states)
            found += [] if numbers is None else [numbers]
        if shape.string is not None:
            body = string_body(shape.string, document.limits, document.spelling)
            found += [] if body is None else [concat(literal(b'"'), body, literal(b'"'))]
        return found

    def containers(self, goal: Goal) -> list[Shape]:
        """The arrays and objects that meet a goal. Raises UnsupportedError where they cannot be told apart in time."""
        found: list[Shape] = []
        for shape in self.shapes(goal):
            array = shape.array if shape.array is not None and self._inhabited.array(shape.array) else None
            held = shape.object if shape.object is not None and self._inhabited.object(shape.object) else None
            closed = held is not None and not self._endless_object(held)
            if closed or (array is not None and not self._endless_array(array)):
                kind = "objects that are closed" if closed else "arrays of bounded length"
                raise UnsupportedError(
                    "uniqueItems",
                    "",
                    f"the items may be {kind}: whether one equals another shows only when it ends",
                    "leave out uniqueItems and check the value, or leave the items open",
                )
            if array is not None or held is not None:
                found.append(Shape(array=array, object=held))
        return found

    def count(self, goal: Goal, most: int, holds: Callable[[Goal], bool]) -> int:
        """How many values meet a goal, at most ``most``; arrays and objects, if there are any, count as that many."""
        if any(map(holds, self.container_goals(goal))):
            return most
        scalars = self.scalars(goal)
        found = [] if scalars is None else listed(scalars, most)
        return most if found is None else min(len(found), most)

    def enough(self, facet: ArrayFacet, holds: Callable[[Goal], bool]) -> bool:
        """True when there are values for ``low`` different items, as far as the container goals that hold tell.

        Raises UnsupportedError where an item that leaves a later one without a value cannot be told in time.
        """
        counts = [self.count(facet.item(i), facet.low, holds) for i in range(min(facet.low, len(facet.prefix) + 1))]
        if facet.low > len(facet.prefix) and counts[-1] < facet.low and not facet.prefix:
            return False
        if all(count > i for i, count in enumerate(counts)) and (
            facet.low <= len(facet.prefix) or counts[-1] >= facet.low
        ):
            return True
        raise UnsupportedError(
            "uniqueItems",
            "",
            f"at least {facet.low} items are asked for, and there are few values for some of them",
            "leave out minItems, or list the arrays with enum",
        )

    def _endless_array(self, facet: ArrayFacet) -> bool:
        if facet.high is not None or facet.contains or not all(map(self._inhabited, (*facet.prefix, facet.rest))):
            return False
        return not facet.unique or self.count(facet.rest, _INFINITE, self._inhabited) >= _INFINITE

    def _endless_object(self, facet: ObjectFacet) -> bool:
        if facet.high is not None:
            return False
        if not facet.varied:
            return self._inhabited.is_open(facet) and self._inhabited(facet.additional or ())
        return all(
            any(
                self._inhabited.offers(facet, cell.holding)
                and self._inhabited(goal)
                and cell.names is not None
                and listed(cell.names, _INFINITE) is None
                for cell, goal in variant.kinds
            )
            for variant in self._inhabited.members.variants(facet)
        )
