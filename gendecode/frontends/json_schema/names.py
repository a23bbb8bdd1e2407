"""The names of undeclared members: cut into cells, in each of which the same is asked of every name.

``patternProperties``, ``propertyNames`` and what negation makes of them speak of sets of names that overlap
at will. Their boolean combinations are disjoint regular languages; each gets the conjunction of the rules
that apply to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gendecode.automata.algebra import difference, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import union
from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.facets import ANYTHING, Choice, Goal, ObjectFacet, Scope, Test
from gendecode.frontends.json_schema.spelling import Spelling
from gendecode.frontends.json_schema.strings import compile_pattern, string_body

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra

_MOST_CELLS = 512
_MOST_STATES = 50_000  # of the automata that are made on the way
_PATHS_PER_WORD = 16  # ways to read one word, for the bound on the work of listing words


class Cell:
    """Names of which the same tests hold.

    Attributes:
        holding: the tests that hold.
        names: the names, or None where there are none; found when it is first asked for, because the names that no
            test speaks of are mostly forbidden.
    """

    def __init__(self, inside: Automaton, holding: frozenset[Test], failing: tuple[Automaton, ...], limit: int) -> None:
        self.inside, self.holding, self.failing, self._limit = inside, holding, failing, limit

    @cached_property
    def names(self) -> Automaton | None:
        found: Automaton | None = self.inside
        for other in self.failing:
            if found is not None and intersect(found, other, self._limit) is not None:
                found = difference(found, other, self._limit)
        return found

    def within(self, scope: Scope) -> bool:
        """True when the scope has these names (those that it lists as excluded are nobody's business here)."""
        return scope.within <= self.holding and scope.without.isdisjoint(self.holding)


class Names:
    """Sets of names, as the schemas of one document describe them."""

    def __init__(self, algebra: Algebra) -> None:
        self._algebra = algebra
        self._spelling = algebra.document.spelling
        self._languages: dict[Test, Automaton | None] = {}
        self._cells: dict[frozenset[Test], tuple[Cell, ...]] = {}

    def has(self, scope: Scope, name: str) -> bool:
        """True when the scope has this name."""
        return (
            name not in scope.excluded
            and all(self._passes(test, name) for test in scope.within)
            and not any(self._passes(test, name) for test in scope.without)
        )

    def cells(self, facet: ObjectFacet) -> tuple[Cell, ...]:
        """Every name is in exactly one cell."""
        tests = frozenset(t for scope, _ in facet.every + facet.some for t in scope.within | scope.without)
        found = self._cells.get(tests)
        if found is None:
            found = self._cells[tests] = tuple(self._partition(tests))
        return found

    def _passes(self, test: Test, name: str) -> bool:
        language = self._language(test)
        return language is not None and language.accepts(self._spelling.text(name)[1:-1])

    def _partition(self, tests: Iterable[Test]) -> list[Cell]:
        limit = self._algebra.document.limits.automaton_states
        everything = self._spelling.fixed_body()
        cells, work = [Cell(everything, frozenset(), (), limit)], 0
        for test in sorted(tests, key=repr):
            language = self._language(test)
            if language is None:
                continue
            cut: list[Cell] = []
            for cell in cells:
                inside = language if cell.inside is everything else intersect(cell.inside, language, limit)
                if inside is None:
                    cut.append(cell)
                    continue
                cut.append(Cell(inside, cell.holding | {test}, cell.failing, limit))
                cut.append(Cell(cell.inside, cell.holding, (*cell.failing, language), limit))
            cells = cut
            work += sum(cell.inside.states for cell in cells if cell.inside is not everything)
            if len(cells) > _MOST_CELLS or work > _MOST_STATES:
                raise LimitExceeded(
                    f"patternProperties and propertyNames cut the names of one object into more than {len(cells)} "
                    "sets, which are too many to tell apart: anchor the patterns with ^ and $, so that fewer overlap"
                )
        return cells

    def _language(self, test: Test) -> Automaton | None:
        """The names, in canonical spelling, that pass a test; None when none does."""
        if test not in self._languages:
            limits = self._algebra.document.limits
            found = compile_pattern(test, limits, self._spelling) if isinstance(test, str) else self._meeting(test)
            self._languages[test] = found
        return self._languages[test]

    def _meeting(self, goal: Goal) -> Automaton | None:
        """The names that, as strings, meet a goal."""
        algebra, parts, stack = self._algebra, [], [goal]
        seen: set[Goal] = set()
        while stack:
            flat = algebra.flatten(stack.pop())
            if flat in seen:
                continue
            seen.add(flat)
            if flat == ANYTHING:
                return self._spelling.fixed_body()
            plan = algebra.plan(flat)
            if isinstance(plan, Choice):
                stack += plan.alternatives
            elif plan.string is not None:
                body = string_body(plan.string, algebra.document.limits, self._spelling)
                parts += [] if body is None else [body]
        return union(*parts) if parts else None


def less(names: Automaton, excluded: Iterable[str], limit: int, spelling: Spelling) -> Automaton | None:
    """The names but these."""
    out = sorted(name for name in excluded if names.accepts(spelling.text(name)[1:-1]))
    return difference(names, spelling.words(out), limit) if out else names


def listed(names: Automaton, most: int) -> list[bytes] | None:
    """All the words of a finite language, sorted; None where there are more than ``most``."""
    order = _without_loops(names)
    if order is None:
        return None
    paths = [0] * names.states
    for state in reversed(order):
        edges = range(names.first[state], names.first[state + 1])
        widths = ((int(names.high[e]) - int(names.low[e]) + 1) * paths[names.target[e]] for e in edges)
        paths[state] = int(names.accepting[state]) + sum(widths)
    if sum(paths[state] for state in names.starts) > _PATHS_PER_WORD * most:
        return None
    found: set[bytes] = set()
    stack = [(state, b"") for state in names.starts.tolist()]
    while stack:
        state, word = stack.pop()
        if names.accepting[state]:
            found.add(word)
        for e in range(names.first[state], names.first[state + 1]):
            bytes_read = range(int(names.low[e]), int(names.high[e]) + 1)
            stack += ((int(names.target[e]), word + bytes([byte])) for byte in bytes_read)
    return sorted(found) if len(found) <= most else None


def _without_loops(names: Automaton) -> list[int] | None:
    """The states, each before those that it leads to; None where there is a loop, and so no end of words."""
    incoming = np.bincount(names.target, minlength=names.states)
    ready = np.flatnonzero(incoming == 0).tolist()
    order: list[int] = []
    while ready:
        state = ready.pop()
        order.append(state)
        for e in range(names.first[state], names.first[state + 1]):
            target = int(names.target[e])
            incoming[target] -= 1
            if not incoming[target]:
                ready.append(target)
    return order if len(order) == names.states else None
