"""The names of undeclared members: cut into cells, in each of which the same is asked of every name.

``patternProperties``, ``propertyNames`` and what negation makes of them speak of sets of names that overlap
at will. Their boolean combinations are disjoint regular languages; each gets the conjunction of the rules
that apply to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

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


class Cell(NamedTuple):
    """Names of which the same tests hold."""

    names: Automaton
    holding: frozenset[Test]

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
        anything = self._spelling.fixed_body()
        cells = [Cell(anything, frozenset())]
        limit = self._algebra.document.limits.automaton_states
        for test in sorted(tests, key=repr):
            language = self._language(test)
            if language is None:
                continue
            cut: list[Cell] = []
            for cell in cells:
                whole = cell.names is anything
                inside = language if whole else intersect(cell.names, language, limit)
                outside = cell.names if inside is None else difference(cell.names, language, limit)
                if inside is not None:
                    cut.append(Cell(inside, cell.holding | {test}))
                if outside is not None:
                    cut.append(Cell(outside, cell.holding))
            cells = cut
            if len(cells) > _MOST_CELLS:
                raise LimitExceeded(
                    f"patternProperties and propertyNames cut the names of one object into more than {_MOST_CELLS} sets"
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
    out = sorted(excluded)
    return difference(names, spelling.words(out), limit) if out else names


def listed(names: Automaton, most: int) -> list[bytes] | None:
    """All the words of a finite language, sorted; None where there are more than ``most``."""
    found: set[bytes] = set()
    stack = [(state, b"") for state in names.starts.tolist()]
    visits = 0
    while stack:
        state, word = stack.pop()
        visits += 1
        if len(word) > 4 * names.states or visits > 64 * most or len(found) > most:
            return None
        if names.accepting[state]:
            found.add(word)
        for e in range(names.first[state], names.first[state + 1]):
            for byte in range(int(names.low[e]), int(names.high[e]) + 1):
                stack.append((int(names.target[e]), word + bytes([byte])))
    return sorted(found) if len(found) <= most else None
