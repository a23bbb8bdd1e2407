"""Checks that need more than one keyword: reference loops, overlapping oneOf branches, patterns, emptiness."""

from __future__ import annotations

from gendecode.errors import GrammarError, UnsupportedError
from gendecode.frontends.json_schema.combine import Algebra, Choice
from gendecode.frontends.json_schema.facets import Goal, Shape
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.read import Atom, Document, Role
from gendecode.frontends.json_schema.strings import check_pattern
from gendecode.frontends.json_schema.values import pointer


def check_loops(document: Document) -> None:
    """Raise GrammarError for a schema that applies itself to the same value: it would say nothing.

    Depth-first search over ``$ref``, ``allOf``, ``anyOf`` and ``oneOf`` with a stack of its own.
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


def check_branches(algebra: Algebra, inhabited: Inhabited) -> None:
    """Raise UnsupportedError for a oneOf with two branches that one value may satisfy.

    "Exactly one" is "any" when no two branches overlap, and that is decided exactly: the conjunction of
    the two, together with what the schema says beside them, has no value.
    """
    for atom in algebra.document.in_place:
        if "oneOf" not in algebra.document.keywords(atom):
            continue
        choice = algebra.document.beside(atom, Role.ONE_OF)
        context = tuple(part for part in algebra.flatten((atom,)) if part is not choice)
        branches = [branch for branch in algebra.one_of(atom) if inhabited((*context, branch))]
        for i, first in enumerate(branches):
            for second in branches[i + 1 :]:
                if inhabited((*context, first, second)):
                    raise UnsupportedError(
                        "oneOf",
                        pointer((atom.place, "oneOf")),
                        f"one value may satisfy both {pointer(first.place)} and {pointer(second.place)}",
                        "use anyOf, or tell the branches apart by type or by a required property with a const",
                    )


def check_patterns(document: Document) -> None:
    """Compile every pattern that counts, with its lengths: whatever is wrong has to show before the first token."""
    for facet, place in document.patterns.items():
        check_pattern(facet, place, document.limits, document.spelling)


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
