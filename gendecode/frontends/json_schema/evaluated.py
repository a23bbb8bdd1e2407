"""unevaluatedProperties and unevaluatedItems: the cases of a schema, each with what it has evaluated.

Which members and items count as evaluated depends on which branches of the schema's anyOf, oneOf, if and
dependentSchemas hold. So the schema is written as a choice of *cases*, one for each way in which branches
may hold. In a case it is known what is evaluated, and the keyword becomes a rule on all the rest.

A case need not say that the other branches of an anyOf fail: were they to hold, more would be evaluated
and less would be asked, and that is another case. Only for a negation a case has to be exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.facets import ANYTHING, ArrayFacet, Contains, Goal, ObjectFacet, Scope, Shape, only
from gendecode.frontends.json_schema.read import Atom, Role
from gendecode.frontends.json_schema.values import pointer

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra

_MOST_CASES = 4_096
_DEEPEST = 60
_BY_ALTERNATIVE = frozenset({Role.ONE_OF, Role.IF, Role.DEPENDENT})
_CONTAINS_EVALUATES = 2020


class Case(NamedTuple):
    """One way in which a schema holds.

    Attributes:
        goal: what holds in it.
        names, patterns: which members are evaluated; ``members``: all are.
        items: how many items at the beginning are evaluated; None: all are.
        contains: items that meet any of these goals are evaluated.
    """

    goal: Goal = ANYTHING
    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    members: bool = False
    items: int | None = 0
    contains: tuple[Goal, ...] = ()

    def plus(self, other: Case) -> Case:
        """Both hold."""
        items = None if self.items is None or other.items is None else max(self.items, other.items)
        return Case(
            tuple(dict.fromkeys(self.goal + other.goal)),
            self.names | other.names,
            self.patterns | other.patterns,
            self.members or other.members,
            items,
            tuple(dict.fromkeys(self.contains + other.contains)),
        )

    @property
    def idle(self) -> bool:
        """True when nothing is evaluated."""
        return self[1:] == Case()[1:]


class Evaluated:
    """The cases of the schemas of one document."""

    def __init__(self, algebra: Algebra) -> None:
        self._algebra = algebra
        self._depth = 0

    def goals(self, atom: Atom) -> list[Goal]:
        """The cases of a schema with unevaluatedProperties or unevaluatedItems, as goals."""
        schema = self._algebra.document.beside(atom, Role.SCHEMA)
        return [case.goal for case in self._cases(schema, exact=False)]

    def negated(self, atom: Atom) -> list[Goal]:
        """The alternatives of what such a schema does not allow."""
        algebra, schema = self._algebra, self._algebra.document.beside(atom, Role.SCHEMA)
        found: list[Goal] = [(algebra.negation(part),) for part in algebra.parts(schema, evaluated=True)]
        for case in self._inner(schema, exact=True):
            for keyword in ("unevaluatedProperties", "unevaluatedItems"):
                shape = self._violation(case, schema, keyword)
                if shape is not None:
                    found.append((*case.goal, *algebra.shaped((atom, keyword, case, "not"), shape, atom)))
        return found

    def _cases(self, schema: Atom, exact: bool) -> list[Case]:
        if self._depth > _DEEPEST:
            raise LimitExceeded(
                f"{pointer(schema.place)}: schemas applied to one value are nested more than {_DEEPEST} deep under "
                "unevaluatedProperties or unevaluatedItems"
            )
        self._depth += 1
        try:
            found = self._inner(schema, exact)
        finally:
            self._depth -= 1
        if schema.value.__class__ is not dict:
            return found
        keywords = self._algebra.document.keywords(schema)
        if "unevaluatedProperties" in keywords:
            found = [self._with_members(case, schema)._replace(members=True) for case in found]
        if "unevaluatedItems" in keywords:
            found = [self._with_items(case, schema)._replace(items=None) for case in found]
        return found

    def _inner(self, schema: Atom, exact: bool) -> list[Case]:
        """The cases of a schema without its own unevaluatedProperties and unevaluatedItems."""
        if schema.value.__class__ is not dict:
            return [Case()] if schema.value else []
        found = [self._own(schema)]
        for part in self._algebra.parts(schema, evaluated=True):
            found = self._both(found, self._options(part, exact), schema)
        return found

    def _own(self, schema: Atom) -> Case:
        """What the keywords of the schema itself evaluate."""
        document = self._algebra.document
        keywords = document.keywords(schema)
        first = keywords.get("items") if isinstance(keywords.get("items"), list) else keywords.get("prefixItems", ())
        rest = "additionalItems" if isinstance(keywords.get("items"), list) else "items"
        contains = "contains" in keywords and schema.resource.dialect.draft >= _CONTAINS_EVALUATES
        return Case(
            names=frozenset(keywords.get("properties", ())),
            patterns=frozenset(keywords.get("patternProperties", ())),
            members="additionalProperties" in keywords,
            items=None if rest in keywords else len(first or ()),
            contains=((document.child(schema, "contains"),),) if contains else (),
        )

    def _options(self, part: Atom, exact: bool) -> list[Case]:
        algebra = self._algebra
        if part.role is Role.SCHEMA:
            return self._cases(part, exact)
        if part.role is Role.ANY_OF:
            return list(self._any_of(part, exact))
        if part.role in _BY_ALTERNATIVE:
            return [case for option in algebra.alternatives(part) for case in self._all(option, exact)]
        return [Case((part,))]

    def _all(self, goal: Goal, exact: bool) -> list[Case]:
        """The cases of a conjunction; what is negated in it evaluates nothing."""
        found = [Case()]
        for atom in goal:
            options = self._cases(atom, exact) if atom.role is Role.SCHEMA else [Case((atom,))]
            found = self._both(found, options, atom)
        return found

    @staticmethod
    def _both(some: list[Case], others: list[Case], where: Atom) -> list[Case]:
        """Every case of the one with every case of the other."""
        if len(some) * len(others) > _MOST_CASES:
            raise _too_many(where)
        return [a.plus(b) for a, b in product(some, others)]

    def _any_of(self, part: Atom, exact: bool) -> Iterable[Case]:
        branches = list(self._algebra.alternatives(part))
        cases = {goal: self._all(goal, exact) for goal in branches}
        busy = [goal for goal in branches if not all(case.idle for case in cases[goal])]
        # Of each branch any of its cases, or none.
        if math.prod(1 + len(cases[goal]) for goal in busy) > _MOST_CASES:
            raise _too_many(part)
        for size in range(len(busy) + 1):
            for chosen in combinations(busy, size):
                failing = [goal for goal in busy if goal not in chosen] if exact else []
                others = Case(tuple(atom for goal in failing for atom in self._algebra.negate(goal)))
                if not chosen:
                    yield others.plus(Case((part,)))
                for several in product(*(cases[goal] for goal in chosen)) if chosen else ():
                    case = others
                    for one in several:
                        case = case.plus(one)
                    yield case

    # -- the keywords -----------------------------------------------------------------------------

    def _with_members(self, case: Case, schema: Atom) -> Case:
        asked = self._asked(schema, "unevaluatedProperties")
        if case.members or not asked:
            return case
        rule = (Scope(case.names, without=case.patterns), asked)
        return self._and(case, only(object=ObjectFacet(every=(rule,))), schema, "members")

    def _with_items(self, case: Case, schema: Atom) -> Case:
        asked = self._asked(schema, "unevaluatedItems")
        if case.items is None or not asked:
            return case
        rest = self._algebra.either([asked, *case.contains])
        facet = ArrayFacet((ANYTHING,) * case.items, rest)
        return self._and(case, only(array=facet), schema, "items")

    def _and(self, case: Case, shape: Shape, schema: Atom, what: str) -> Case:
        return case._replace(goal=case.goal + self._algebra.shaped((schema, what, case), shape, schema))

    def _violation(self, case: Case, schema: Atom, keyword: str) -> Shape | None:
        """That something which the case has not evaluated breaks the keyword; None where nothing can."""
        asked = self._asked(schema, keyword)
        if not asked:
            return None
        broken = self._algebra.negate(asked)
        if keyword == "unevaluatedProperties":
            scope = Scope(case.names, without=case.patterns)
            return None if case.members else Shape(object=ObjectFacet(some=((scope, broken),)))
        others = tuple(atom for goal in case.contains for atom in self._algebra.negate(goal))
        contains = Contains(self._algebra.conjunction((*broken, *others)), start=case.items or 0)
        return None if case.items is None else Shape(array=ArrayFacet(contains=(contains,)))

    def _asked(self, schema: Atom, keyword: str) -> Goal:
        """What the keyword asks; nothing where it is absent or true."""
        document = self._algebra.document
        if document.keywords(schema).get(keyword, True) in (True, {}):
            return ANYTHING
        return (document.child(schema, keyword),)


def _too_many(where: Atom) -> LimitExceeded:
    return LimitExceeded(
        f"{pointer(where.place)}: the branches can hold in more than {_MOST_CASES} combinations, and "
        "unevaluatedProperties or unevaluatedItems has to tell them apart"
    )
