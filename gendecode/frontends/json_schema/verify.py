"""Checks that need more than one keyword: reference loops, overlapping oneOf branches, patterns, emptiness."""

from __future__ import annotations

from gendecode.errors import GrammarError
from gendecode.frontends.json_schema.combine import Algebra
from gendecode.frontends.json_schema.facets import Choice, Goal, Shape
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.read import Atom, Document
from gendecode.frontends.json_schema.strings import check_pattern
from gendecode.frontends.json_schema.values import pointer


def check_loops(document: Document) -> None:
    """Raise GrammarError for a schema that applies itself to the same value: it would say nothing.

    Depth-first search over everything that is applied in place, with a stack of its own.
    """
    done: set[Atom] = set()
    for start in document.in_place:
        path: dict[Atom, None] = {}
        stack: list[tuple[Atom, bool]] = [(start, True)]
        while stack:
            atom, entering = stack.pop()
            if not entering:
                del path[atom]
                done.add(atom)
            elif atom in path:
                where = " -> ".join(pointer(a.place) for a in [*list(path)[list(path).index(atom) :], atom][:8])
                raise GrammarError(f"{pointer(atom.place)}: the schema refers to itself without end: {where}")
            elif atom not in done:
                path[atom] = None
                stack.append((atom, False))
                stack += [(below, True) for below in document.applied_in_place(atom)]


def check_patterns(document: Document) -> None:
    """Compile every pattern that counts, with its lengths: whatever is wrong has to show before the first token."""
    for facet, place in document.patterns.items():
        check_pattern(facet, place, document.limits)


def explain_empty(algebra: Algebra, inhabited: Inhabited, goal: Goal) -> str:
    """Where and why no value satisfies the goal: follows the requirements down to the first cause."""
    seen: set[Goal] = set()
    goal = algebra.flatten(goal)
    while goal not in seen:
        seen.add(goal)
        plan = algebra.plan(goal)
        if isinstance(plan, Choice):
            if not plan.alternatives:
                return f"{_where(goal)}: no value satisfies exactly one of the branches"
            goal = plan.alternatives[-1]
            continue
        following = _first_cause(plan, inhabited)
        if following is None:
            return f"{_where(goal)}: {_reason(plan)}"
        goal = algebra.flatten(following)
    return f"{_where(goal)}: a value would have to contain itself without end"


def _first_cause(shape: Shape, inhabited: Inhabited) -> Goal | None:
    """A required part that no value satisfies."""
    if shape.object is not None:
        for name in shape.object.required:
            if not inhabited(shape.object.member(name)):
                return shape.object.member(name)
    if shape.array is not None:
        for index in range(min(shape.array.low, len(shape.array.prefix) + 1)):
            if not inhabited(shape.array.item(index)):
                return shape.array.item(index)
    return None


def _reason(shape: Shape) -> str:
    if shape.object is not None:
        return "the bounds on the number of properties leave no object"
    if shape.array is not None:
        return "minItems is above maxItems"
    if shape.string is not None:
        return "no string has the asked length, patterns and values at once"
    if shape.number is not None:
        return "no number lies within the bounds"
    return "the types and values that are asked for exclude each other"


def _where(goal: Goal) -> str:
    return " with ".join(dict.fromkeys(pointer(atom.place) for atom in goal[:4])) or "#"
