"""A quick look whether a shape can have a value: False is certain, True is not.

It prunes the alternatives of choices before anything is built for them. Most contradictions of real schemas show
here: types that exclude each other, and tags of objects that differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gendecode.frontends.json_schema.facets import ArrayFacet, Goal, ObjectFacet, Shape
from gendecode.frontends.json_schema.strings import StringFacet

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra

_DEPTH = 2


def plausible(algebra: Algebra, shape: Shape, depth: int = 0) -> bool:
    """False when it can be seen that no value has the shape."""
    return (
        shape.null
        or bool(shape.booleans)
        or (shape.number is not None and shape.number.possible)
        or (shape.string is not None and _string(shape.string))
        or (shape.array is not None and _array(algebra, shape.array, depth))
        or (shape.object is not None and _object(algebra, shape.object, depth))
    )


def _string(facet: StringFacet) -> bool:
    if facet.high is not None and facet.low > facet.high:
        return False
    if facet.values is None:
        return facet.patterns.isdisjoint(facet.without)
    high = facet.high
    return any(len(v) >= facet.low and (high is None or len(v) <= high) for v in facet.values - facet.excluded)


def _array(algebra: Algebra, facet: ArrayFacet, depth: int) -> bool:
    if facet.high is not None and facet.low > facet.high:
        return False
    return depth >= _DEPTH or all(_goal(algebra, goal, depth) for goal in facet.prefix[: facet.low])


def _object(algebra: Algebra, facet: ObjectFacet, depth: int) -> bool:
    if facet.high is not None and (facet.low > facet.high or len(facet.required) > facet.high):
        return False
    return depth >= _DEPTH or all(_goal(algebra, facet.member(name), depth) for name in facet.required)


def _goal(algebra: Algebra, goal: Goal, depth: int) -> bool:
    return plausible(algebra, algebra.asked(algebra.flatten(goal)), depth + 1)
