"""Checks that need more than one keyword: reference loops, overlapping oneOf branches, patterns, emptiness."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.combine import Algebra
from gendecode.frontends.json_schema.facets import Choice, Goal, Shape
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.keywords import EVALUATING
from gendecode.frontends.json_schema.read import Atom, Document
from gendecode.frontends.json_schema.strings import check_pattern
from gendecode.frontends.json_schema.values import pointer
from gendecode.grammar.ir import Node, Rule, parts_of


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


_LATE = frozenset({"uniqueItems", "contains", "multipleOf"}) | EVALUATING
"""Keywords that can be refused only when what surrounds them is known."""

_MOST_NODES = 50_000
_MANY_PATTERNS = 9  # below it, their combinations are few whatever they are


def check_late(document: Document, root: Callable[[], Node]) -> None:
    """Expand the whole grammar, so that what can be refused late is refused now. Most schemas need it not."""
    if document.keywords_seen.isdisjoint(_LATE) and document.most_patterns < _MANY_PATTERNS:
        return
    stack: list[Node] = [root()]
    seen: dict[Hashable, Node] = {}  # with the nodes, whose identities are keys and must not be used again
    while stack:
        current = stack.pop()
        key = current.key if isinstance(current, Rule) else id(current)
        if key in seen:
            continue
        seen[key] = current
        if len(seen) > _MOST_NODES:
            said = ", ".join(sorted(_LATE & document.keywords_seen)) or "patternProperties"
            raise LimitExceeded(
                f"the schema says {said} and expands to more than {_MOST_NODES} parts, which are more than can be "
                "checked before the first token"
            )
        stack += parts_of(current)


def check_formats(document: Document) -> None:
    """Raise UnsupportedError for a format that is not known."""
    for place, name in document.formats[:1]:
        raise UnsupportedError(
            f"format {name!r}", pointer(place), "it is not enforced here", "leave it out, or use a pattern"
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
                return f"{where(goal)}: no value satisfies exactly one of the branches"
            goal = plan.alternatives[-1]
            continue
        following = _first_cause(plan, inhabited)
        if following is None:
            return f"{where(goal)}: {_reason(plan)}"
        goal = algebra.flatten(following)
    return f"{where(goal)}: a value would have to contain itself without end"


def _first_cause(shape: Shape, inhabited: Inhabited) -> Goal | None:
    """A required part that no value satisfies."""
    if shape.object is not None:
        for variant in inhabited.members.variants(shape.object)[:1]:
            for goal in [variant.named[name] for name in variant.required]:
                if not inhabited(goal):
                    return goal
    if shape.array is not None:
        for index in range(min(shape.array.low, len(shape.array.prefix) + 1)):
            if not inhabited(shape.array.item(index)):
                return shape.array.item(index)
    return None


def _reason(shape: Shape) -> str:
    if shape.object is not None:
        return "the rules on the properties and the bounds on their number leave no object"
    if shape.array is not None:
        array = shape.array
        if array.high is not None and array.low > array.high:
            return "minItems is above maxItems"
        return "the rules on the items and the bounds on their number leave no array"
    if shape.string is not None:
        return "no string has the asked length, patterns and values at once"
    if shape.number is not None:
        return "no number lies within the bounds and is a multiple of what is asked"
    return "the types and values that are asked for exclude each other"


def where(goal: Goal) -> str:
    return " with ".join(dict.fromkeys(pointer(atom.place) for atom in goal[:4])) or "#"
