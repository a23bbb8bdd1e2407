"""Which goals some value satisfies: the least fixpoint over everything that is required.

A finite value exists exactly when one can be built from the leaves up, so recursion through required
members with no way out is empty. Conditions are monotone (an alternative, all required parts, at least
so many members), hence one pass of propagation over the goals involved decides them, without recursion.
Optional parts are not looked into: leaving them out is always possible.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from gendecode.frontends.json_schema.distinct import Distinct
from gendecode.frontends.json_schema.evident import evident
from gendecode.frontends.json_schema.facets import ArrayFacet, Choice, Goal, ObjectFacet, Plan, Shape, Test, able
from gendecode.frontends.json_schema.items import ItemMachine
from gendecode.frontends.json_schema.members import Members, Variant
from gendecode.frontends.json_schema.names import listed
from gendecode.frontends.json_schema.read import Role
from gendecode.frontends.json_schema.strings import string_possible

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra


def _named(facet: ObjectFacet) -> list[str]:
    """All names that a facet speaks of."""
    names = dict.fromkeys([*facet.properties, *facet.required])
    return list(names | dict.fromkeys(sorted(set(chain(*facet.implies)))) if facet.implies else names)


class Inhabited:
    """Decides for goals of one document whether any value satisfies them. Decisions are kept."""

    def __init__(self, algebra: Algebra, closed: bool) -> None:
        self._algebra = algebra
        self._closed = closed
        self._known: dict[Goal, bool] = {(): True}
        self._machines: dict[int, tuple[ArrayFacet, ItemMachine]] = {}
        self.members = Members(algebra)
        self.distinct = Distinct(algebra, self)

    def __call__(self, goal: Goal) -> bool:
        """True when some value satisfies the goal."""
        if self._plainly(goal):
            return True
        goal = self._algebra.flatten(goal)
        found = self._known.get(goal)
        if found is None:
            self._decide(goal)
            found = self._known[goal]
        return found

    def _plainly(self, goal: Goal) -> bool:
        """True when the goal is one schema of which that can be seen: most members of most objects."""
        if len(goal) != 1 or goal[0].role is not Role.SCHEMA:
            return False
        atom = goal[0]
        if atom.evident is None:
            atom.evident = evident(atom.value, atom.resource.ignores, self._closed)
        return atom.evident

    def is_open(self, facet: ObjectFacet) -> bool:
        """True when members with undeclared names may be added, as far as the schema's form says."""
        return facet.additional is not None or not (self._closed and facet.declares)

    def scalar(self, shape: Shape) -> bool:
        """True when the shape allows a null, boolean, number or string."""
        document = self._algebra.document
        return (
            shape.null
            or bool(shape.booleans)
            or (shape.number is not None and shape.number.possible)
            or (shape.string is not None and string_possible(shape.string, document.limits, document.spelling))
        )

    def machine(self, facet: ArrayFacet) -> ItemMachine:
        """What counts the items of such arrays; the same object for the same facet."""
        found = self._machines.get(id(facet))
        if found is None:
            found = self._machines[id(facet)] = (facet, ItemMachine(self._algebra, facet))
        return found[1]

    def array(self, facet: ArrayFacet) -> bool:
        """True when some array is allowed."""
        for goal in self._needed_items(facet):
            self(goal)
        return self._array(facet)

    def object(self, facet: ObjectFacet) -> bool:
        """True when some object is allowed."""
        for goal in self._needed_members(facet):
            self(goal)
        return self._object(facet)

    def variant(self, facet: ObjectFacet, variant: Variant) -> bool:
        """True when some object is allowed by this variant of a facet. Whatever it needs must have been decided."""
        return self._variant(facet, variant)

    def _array(self, facet: ArrayFacet) -> bool:
        """The same, by what is known about the items now."""
        if facet.high is not None and facet.low > facet.high:
            return False
        if facet.contains:
            return self.machine(facet).possible(self._holds)
        if facet.unique and facet.low > 1 and not self.distinct.enough(facet, self._holds):
            return False
        return all(map(self._holds, _required_items(facet)))

    def _object(self, facet: ObjectFacet) -> bool:
        """The same, by what is known about the members now."""
        if facet.high is not None and (facet.low > facet.high or len(facet.required) > facet.high):
            return False
        if facet.varied:
            return any(self._variant(facet, variant) for variant in self.members.variants(facet))
        if not all(self._holds(facet.member(name)) for name in facet.required):
            return False
        if facet.low <= len(facet.required):
            return True
        if self.is_open(facet) and self._holds(facet.additional or ()):
            return True
        return (
            len(able(filter(lambda name: self._holds(facet.member(name)), _named(facet)), facet.implies)) >= facet.low
        )

    def _variant(self, facet: ObjectFacet, variant: Variant) -> bool:
        needed = len(variant.required) + len(variant.demands)
        if facet.high is not None and needed > facet.high:
            return False
        if not all(self._holds(variant.named[name]) for name in variant.required):
            return False
        for demand in variant.demands:
            if not any(self._holds(goal) and variant.kinds[kind][0].names is not None for kind, goal in demand):
                return False
        if facet.low <= needed:
            return True
        named = (name for name, goal in variant.named.items() if self._holds(goal))
        room = facet.low - len(able(named, variant.implies))
        for cell, goal in variant.kinds:
            if room > 0 and self.offers(facet, cell.holding) and self._holds(goal) and cell.names is not None:
                words = listed(cell.names, room + len(variant.named))
                declared = {self._algebra.document.spelling.text(name)[1:-1] for name in variant.named}
                room -= room if words is None else len(set(words) - declared)
        return room <= 0

    def offers(self, facet: ObjectFacet, holding: frozenset[Test]) -> bool:
        """True when undeclared names that pass these tests may be added, as far as the form of the schema says."""
        if self.is_open(facet):
            return True
        return any(scope.within and scope.within <= holding for scope, _ in facet.every)

    def _holds(self, goal: Goal) -> bool:
        return self._plainly(goal) or self._known.get(self._algebra.flatten(goal), False)

    def _needed_items(self, facet: ArrayFacet) -> list[Goal]:
        if facet.contains:
            return self.machine(facet).goals()
        needed = _required_items(facet)
        if facet.unique and facet.low > 1:
            needed += [found for goal in dict.fromkeys(needed) for found in self.distinct.container_goals(goal)]
        return needed

    def _needed_members(self, facet: ObjectFacet) -> list[Goal]:
        if facet.varied:
            needed: list[Goal] = []
            for variant in self.members.variants(facet):
                needed += (variant.named[name] for name in variant.required)
                needed += (goal for demand in variant.demands for _, goal in demand)
                if facet.low > len(variant.required):
                    needed += variant.named.values()
                    needed += (goal for _, goal in variant.kinds)
            return needed
        needed = [facet.member(name) for name in facet.required]
        if facet.low > len(facet.required):
            needed += (facet.member(name) for name in _named(facet))
            needed.append(facet.additional or ())
        return needed

    def _needs(self, plan: Plan) -> list[Goal]:
        """The goals on which the decision about this one depends."""
        if isinstance(plan, Choice):
            return list(plan.alternatives)
        needed: list[Goal] = []
        if plan.array is not None:
            needed += self._needed_items(plan.array)
        if plan.object is not None:
            needed += self._needed_members(plan.object)
        return [self._algebra.flatten(goal) for goal in needed]

    def _satisfied(self, goal: Goal) -> bool:
        plan = self._algebra.plan(goal)
        if isinstance(plan, Choice):
            return any(self._known.get(alternative, False) for alternative in plan.alternatives)
        return (
            self.scalar(plan)
            or (plan.array is not None and self._array(plan.array))
            or (plan.object is not None and self._object(plan.object))
        )

    def _decide(self, goal: Goal) -> None:
        """Decide ``goal``, and of what it depends on as much as that takes."""
        users: dict[Goal, list[Goal]] = {goal: []}
        stack = [goal]
        while stack:
            current = stack.pop()
            if current in self._known:
                continue
            if self._satisfied(current):
                # Holds already, whatever the goals that it could also use turn out to be.
                self._spread(current, users)
                if goal in self._known:
                    return
                continue
            for needed in reversed(self._needs(self._algebra.plan(current))):
                if needed in self._known:
                    continue
                if needed not in users:
                    users[needed] = []
                    stack.append(needed)
                users[needed].append(current)
        # The goals left over depend on each other only: no finite value satisfies them.
        for left in users:
            self._known.setdefault(left, False)

    def _spread(self, goal: Goal, users: dict[Goal, list[Goal]]) -> None:
        """Note that a goal holds, and every goal that holds because of it."""
        self._known[goal] = True
        news = [goal]
        while news:
            for user in users[news.pop()]:
                if user not in self._known and self._satisfied(user):
                    self._known[user] = True
                    news.append(user)


def _required_items(facet: ArrayFacet) -> list[Goal]:
    """What the items that must be there have to meet."""
    needed = list(facet.prefix[: facet.low])
    return [*needed, facet.rest] if facet.low > len(facet.prefix) else needed
