"""Regular expressions with assertions as automata without: a product that carries them along.

Each assertion has an automaton of its own for its body. While the text is read from left to right, a
state of the product remembers

* ``at``: where the main expression is (one state, chosen),
* ``holds``: for each look-ahead that was taken to be true, one chosen state of its body, which has to
  reach the end of the body,
* ``fails``: for all look-aheads that were taken to be false, every state that their bodies can be in;
  none may reach its end,
* ``before``: for all look-behinds, every state that their bodies can be in, when started anywhere
  before. Where it contains the end of a body, that look-behind is true.

At each position the look-aheads that matter there are guessed true or false, and the guesses are
checked by ``holds`` and ``fails`` as the text goes on, so the result is exact for any nesting of
assertions, negative ones and ones inside loops included. Characters are classes that no edge tells
apart (minterms), so large classes cost no more than small ones.

The idea is that of alternating automata (Chandra, Kozen, Stockmeyer, 1981), with the universal part
determinised; a state is ``needed`` only while an assertion that it feeds can still be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import Builder, too_many_states
from gendecode.automata.charset import CharSet
from gendecode.automata.regex_nfa import construct
from gendecode.automata.regex_tree import Look, Tree
from gendecode.automata.spelling import Spelling, spell

States = frozenset[int]
_NONE: States = frozenset()
_WHAT = "a regular expression with assertions"
_WORK_PER_STATE = 6


@dataclass
class _Assertion:
    """An assertion's body in the graph: states ``start`` to ``final``; ``depth`` counts nested ones."""

    start: int
    final: int
    behind: bool
    whole: bool
    depth: int


@dataclass
class _AssertionGraph:
    """A graph over characters whose ε edges may be guarded. Main expression and bodies share it.

    Attributes:
        edges: per state: (characters, target).
        steps: per state the ε edges: (target, assertion or -1, whether the assertion must be false).
    """

    limit: int
    edges: list[list[tuple[CharSet, int]]] = field(default_factory=list)
    steps: list[list[tuple[int, int, bool]]] = field(default_factory=list)
    assertions: list[_Assertion] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)

    def state(self) -> int:
        if len(self.edges) > 4 * self.limit:
            raise too_many_states(self.limit, _WHAT)
        self.edges.append([])
        self.steps.append([])
        return len(self.edges) - 1

    def epsilon(self, source: int, target: int) -> None:
        self.steps[source].append((target, -1, False))

    def character(self, source: int, charset: CharSet, target: int) -> None:
        self.edges[source].append((charset, target))

    def literals(self, source: int, texts: list[str], target: int) -> bool:
        return False

    def assertion(self, source: int, tree: Tree, target: int) -> list[tuple[Tree, int, int]]:
        shape = tree.shape
        if not isinstance(shape, Look):
            raise TypeError(f"{type(shape).__name__} is no assertion")
        index = self._known.get(id(tree))
        todo: list[tuple[Tree, int, int]] = []
        if index is None:  # copies of a repeat share their assertions
            index = self._known[id(tree)] = len(self.assertions)
            found = _Assertion(self.state(), self.state(), shape.behind, shape.whole, tree.looks)
            self.assertions.append(found)
            todo = [(shape.body, found.start, found.final)]
        self.steps[source].append((target, index, shape.negative))
        return todo


class _Config(NamedTuple):
    """A state of the product; see the module's text."""

    at: int
    holds: States
    fails: States
    before: States


def eliminate(tree: Tree, spelling: Spelling, limit: int) -> Automaton | None:
    """The automaton of ``tree``; None when no text matches. Raises LimitExceeded at ``limit`` states."""
    graph = _AssertionGraph(limit)
    start, final = graph.state(), graph.state()
    construct(tree, graph, start, final)
    return _Elimination(graph, final, limit).run(start, spelling)


class _Elimination:
    def __init__(self, graph: _AssertionGraph, final: int, limit: int) -> None:
        self.final, self.limit = final, limit
        self.steps, self.assertions = graph.steps, graph.assertions
        self.minterms, self.moves = _minterms(graph.edges)
        self.readable = [bool(edges) for edges in graph.edges]
        self.needs = _needs(graph)
        self.owner = _owners(graph)
        ahead = [a for a in self.assertions if not a.behind]
        self.ends = frozenset(a.final for a in ahead if not a.whole)
        self.whole_ends = frozenset(a.final for a in ahead if a.whole)
        # Inner assertions first: their truth decides the closures of the outer ones.
        behind = [k for k, a in enumerate(self.assertions) if a.behind]
        self.behind = sorted(behind, key=lambda k: self.assertions[k].depth)
        self.unions: dict[frozenset[int], CharSet] = {}
        self.work = 0

    def run(self, start: int, spelling: Spelling) -> Automaton | None:
        """Build the product forward from the start of the text."""
        builder = Builder(self.limit)
        entry, accept = builder.state(), builder.state()
        place: dict[_Config, int] = {}
        order: list[_Config] = []

        def state(config: _Config) -> int:
            if config not in place:
                if len(order) >= self.limit:
                    raise too_many_states(self.limit, _WHAT)
                place[config] = builder.state()
                order.append(config)
                if self._accepting(config):
                    builder.epsilon(place[config], accept)
            return place[config]

        for config in self._settle(_Config(start, _NONE, _NONE, _NONE), first=True):
            builder.epsilon(entry, state(config))
        settled: dict[_Config, list[_Config]] = {}
        for config in order:
            goals: dict[int, list[int]] = {}
            for letter in range(len(self.minterms)):
                for raw in set(self._read(config, letter)):
                    if raw not in settled:
                        settled[raw] = self._settle(raw, first=False)
                    for following in settled[raw]:
                        goals.setdefault(state(following), []).append(letter)
            for goal, letters in goals.items():
                builder.characters(place[config], spell(self._union(frozenset(letters)), spelling), goal)
        return builder.finish(entry, accept)

    def _union(self, letters: frozenset[int]) -> CharSet:
        if letters not in self.unions:
            spans = (span for letter in letters for span in self.minterms[letter].ranges)
            self.unions[letters] = CharSet.of(*spans)
        return self.unions[letters]

    def _accepting(self, config: _Config) -> bool:
        return config.at == self.final and config.holds <= self.whole_ends and self.whole_ends.isdisjoint(config.fails)

    def _spend(self, amount: int = 1) -> None:
        self.work += amount
        if self.work > _WORK_PER_STATE * self.limit:
            raise too_many_states(self.limit, _WHAT)

    def _read(self, config: _Config, letter: int) -> Iterator[_Config]:
        """The states after a character of the minterm ``letter``, before its ε edges."""
        goals = self.moves[config.at].get(letter, ())
        kept = [self.moves[q].get(letter, ()) for q in config.holds]
        fails = frozenset(t for q in config.fails for t in self.moves[q].get(letter, ()))
        before = frozenset(t for q in config.before for t in self.moves[q].get(letter, ()))
        for at, *holds in product(goals, *kept):
            self._spend()
            yield _Config(at, frozenset(holds), fails, before)

    def _settle(self, raw: _Config, first: bool) -> list[_Config]:
        """Follow the ε edges at one position, for every guess about the look-aheads that matter there."""
        found: set[_Config] = set()
        pending: list[dict[int, bool]] = [{}]
        while pending:
            self._spend()
            guess = pending.pop()
            settled = self._resolve(raw, first, guess)
            if isinstance(settled, int):
                pending += [{**guess, settled: value} for value in (False, True)]
            else:
                found.update(settled)
        return list(found)

    def _resolve(self, raw: _Config, first: bool, guess: dict[int, bool]) -> list[_Config] | int:
        """The states at this position under one guess, or a look-ahead that has to be guessed as well.

        A guess that already contradicts itself is given up before more is guessed, so that chains of
        nested look-aheads stay linear.
        """
        truth = dict(guess)
        before, unknown = self._look_behind(raw, first, truth)
        if unknown is not None:
            return unknown
        fails, unknown = self._closure(self._seeds(raw.fails, guess, False), truth)
        if not self.ends.isdisjoint(fails):
            return []
        choices: list[list[int]] = []
        for q in self._seeds(raw.holds, guess, True):
            reached, missing = self._closure((q,), truth)
            if self.ends.isdisjoint(reached):
                choices.append([p for p in reached if self.readable[p] or p in self.whole_ends])
                unknown = missing if unknown is None else unknown
                if not choices[-1] and missing is None:
                    return []
        reached, missing = self._closure((raw.at,), truth)
        places = [p for p in reached if self.readable[p] or p == self.final]
        if missing is not None or not places:
            return [] if missing is None else missing
        if unknown is not None:
            return unknown
        return list(self._combined(places, choices, fails, before))

    def _seeds(self, kept: States, guess: dict[int, bool], value: bool) -> States:
        return kept.union(self.assertions[k].start for k, guessed in guess.items() if guessed == value)

    def _combined(
        self, places: list[int], choices: list[list[int]], fails: set[int], before: set[int]
    ) -> Iterator[_Config]:
        kept = frozenset(p for p in fails if self.readable[p] or p in self.whole_ends)
        for at, *holds in product(places, *choices):
            self._spend()
            needed = self._needed(at, (*holds, *kept))
            yield _Config(at, frozenset(holds), kept, frozenset(q for q in before if needed >> self.owner[q] & 1))

    def _look_behind(self, raw: _Config, first: bool, truth: dict[int, bool]) -> tuple[set[int], int | None]:
        """Decide the look-behinds at this position, into ``truth``.

        Returns the states that their bodies can be in, and a look-ahead that has to be guessed first.
        """
        needed = self._needed(raw.at, (*raw.holds, *raw.fails))
        before: set[int] = set()
        for k in self.behind:
            if needed >> k & 1:
                body = {q for q in raw.before if self.owner[q] == k}
                if first or not self.assertions[k].whole:
                    body.add(self.assertions[k].start)
                reached, unknown = self._closure(body, truth)
                if unknown is not None:
                    return before, unknown
                truth[k] = self.assertions[k].final in reached
                before.update(q for q in reached if self.readable[q])
        return before, None

    def _needed(self, at: int, others: Iterable[int]) -> int:
        needed = self.needs[at]
        for q in others:
            needed |= self.needs[q]
        return needed

    def _closure(self, seeds: Iterable[int], truth: dict[int, bool]) -> tuple[set[int], int | None]:
        """What the ε edges reach from ``seeds``, and an assertion in the way whose truth is not known."""
        reached = set(seeds)
        pending = list(reached)
        unknown: int | None = None
        while pending:
            for target, assertion, negative in self.steps[pending.pop()]:
                if target in reached:
                    continue
                if assertion >= 0:
                    if assertion not in truth:
                        unknown = assertion
                        continue
                    if truth[assertion] == negative:
                        continue
                reached.add(target)
                pending.append(target)
        self._spend(len(reached) // 64)
        return reached, unknown


def _minterms(edges: list[list[tuple[CharSet, int]]]) -> tuple[list[CharSet], list[dict[int, list[int]]]]:
    """The coarsest classes that no edge divides; and per state and class, where its edges lead."""
    number: dict[CharSet, int] = {}
    for out in edges:
        for charset, _ in out:
            number.setdefault(charset, len(number))
    changes: dict[int, int] = {}
    for charset, index in number.items():
        for low, high in charset.ranges:
            changes[low] = changes.get(low, 0) ^ (1 << index)
            changes[high + 1] = changes.get(high + 1, 0) ^ (1 << index)
    spans: dict[int, list[tuple[int, int]]] = {}
    inside, begin = 0, 0
    for at in sorted(changes):
        if inside:
            spans.setdefault(inside, []).append((begin, at - 1))
        inside ^= changes[at]
        begin = at
    letters: dict[CharSet, list[int]] = {
        charset: [letter for letter, members in enumerate(spans) if members >> index & 1]
        for charset, index in number.items()
    }
    moves: list[dict[int, list[int]]] = [{} for _ in edges]
    for q, out in enumerate(edges):
        for charset, target in out:
            for letter in letters[charset]:
                moves[q].setdefault(letter, []).append(target)
    return [CharSet.of(*found) for found in spans.values()], moves


def _needs(graph: _AssertionGraph) -> list[int]:
    """Per state the assertions, as bits, that can still be asked from there, those inside them included."""
    sources: list[set[int]] = [set() for _ in graph.edges]
    needs = [0] * len(graph.edges)
    for q, out in enumerate(graph.edges):
        for _, target in out:
            sources[target].add(q)
    for q, steps in enumerate(graph.steps):
        for target, assertion, _ in steps:
            sources[target].add(q)
            if assertion >= 0:
                needs[q] |= 1 << assertion
                sources[graph.assertions[assertion].start].add(q)
    pending = [q for q, mask in enumerate(needs) if mask]
    while pending:
        target = pending.pop()
        for q in sources[target]:
            if needs[q] | needs[target] != needs[q]:
                needs[q] |= needs[target]
                pending.append(q)
    return needs


def _owners(graph: _AssertionGraph) -> list[int]:
    """Per state the assertion whose body it belongs to; -1 in the main expression."""
    owner = [-1] * len(graph.edges)
    for k, assertion in enumerate(graph.assertions):
        pending = [assertion.start]
        while pending:
            q = pending.pop()
            if owner[q] != k:
                owner[q] = k
                pending += [target for _, target in graph.edges[q]]
                pending += [target for target, _, _ in graph.steps[q]]
    return owner
