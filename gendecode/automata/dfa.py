"""Deterministic automata: subset construction, minimisation, and the way back to an Automaton."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import DEFAULT_LIMIT, Edge, edge_lists, pack, reaching, too_many_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

Subset = frozenset[int]


class Subsets:
    """The deterministic view of an Automaton: sets of states, and where the bytes lead from them.

    Attributes:
        start: the set of start states.
    """

    def __init__(self, automaton: Automaton) -> None:
        self._edges = edge_lists(automaton)
        self._accepting = frozenset(np.flatnonzero(automaton.accepting).tolist())
        self.start: Subset = frozenset(automaton.starts.tolist())

    def accepting(self, subset: Subset) -> bool:
        """True when a word may end here."""
        return not self._accepting.isdisjoint(subset)

    def steps(self, subset: Subset) -> list[tuple[int, int, Subset]]:
        """(low byte, high byte, next set), ascending and disjoint; bytes that lead nowhere are left out."""
        edges = {e for q in subset for e in self._edges[q]}
        if len(edges) == 1:
            low, high, target = next(iter(edges))
            return [(low, high, frozenset((target,)))]
        begins: dict[int, list[int]] = {}
        for low, high, target in edges:
            begins.setdefault(low, []).append(target)
            begins.setdefault(high + 1, []).append(~target)
        found: list[tuple[int, int, Subset]] = []
        active: dict[int, int] = {}
        before = 0
        for at in sorted(begins):
            if active:
                following = frozenset(active)
                if found and found[-1][1] == before - 1 and found[-1][2] == following:
                    found[-1] = (found[-1][0], at - 1, following)
                else:
                    found.append((before, at - 1, following))
            _count(active, begins[at])
            before = at
        return found


def _count(active: dict[int, int], events: Iterable[int]) -> None:
    """Open a range for each target, close one for each complemented target."""
    for event in events:
        target, change = (event, 1) if event >= 0 else (~event, -1)
        count = active.get(target, 0) + change
        if count:
            active[target] = count
        else:
            del active[target]


@dataclass(frozen=True, eq=False)
class Dfa:
    """A deterministic automaton with start state 0. ``-1`` is the missing state, where nothing is accepted.

    Attributes:
        classes: uint8[256], the class of each byte; equal classes behave equally everywhere.
        table: int32[states, number of classes], the next state or -1.
        accepting: bool[states].
    """

    classes: NDArray[np.uint8]
    table: NDArray[np.int32]
    accepting: NDArray[np.bool_]

    @property
    def states(self) -> int:
        return len(self.accepting)

    def accepts(self, data: bytes) -> bool:
        """True when ``data`` is in the language."""
        state = 0
        for byte in data:
            state = int(self.table[state, self.classes[byte]])
            if state < 0:
                return False
        return bool(self.accepting[state])

    def automaton(self) -> Automaton | None:
        """The same language, trimmed; None when it is empty."""
        by_byte = self.table[:, self.classes]
        edges: dict[int, list[Edge]] = {}
        for q, row in enumerate(by_byte):
            begins = np.concatenate(([0], np.flatnonzero(row[1:] != row[:-1]) + 1))
            ends = np.append(begins[1:], 256) - 1
            spans = zip(begins.tolist(), ends.tolist(), row[begins].tolist(), strict=True)
            edges[q] = [(low, high, target) for low, high, target in spans if target >= 0]
        accepting = set(np.flatnonzero(self.accepting).tolist())
        useful = reaching(edges, accepting)
        if 0 not in useful:
            return None
        return pack(0, {q: tuple(e for e in edges[q] if e[2] in useful) for q in useful}, accepting)


def determinise(automaton: Automaton, limit: int = DEFAULT_LIMIT) -> Dfa:
    """The subset construction. Raises LimitExceeded beyond ``limit`` states."""
    subsets = Subsets(automaton)
    number = {subsets.start: 0}
    order = [subsets.start]
    rows: list[list[Edge]] = []
    for subset in order:
        row: list[Edge] = []
        for low, high, following in subsets.steps(subset):
            target = number.setdefault(following, len(order))
            if target == len(order):
                if target >= limit:
                    raise too_many_states(limit, "a deterministic automaton")
                order.append(following)
            row.append((low, high, target))
        rows.append(row)
    accepting = np.array([subsets.accepting(subset) for subset in order], dtype=np.bool_)
    return _dense(rows, accepting)


def _dense(rows: list[list[Edge]], accepting: NDArray[np.bool_]) -> Dfa:
    cuts = np.zeros(257, np.bool_)
    for row in rows:
        for low, high, _ in row:
            cuts[low] = cuts[high + 1] = True
    cuts[0] = False
    classes = np.cumsum(cuts[:256]).astype(np.uint8)
    table = np.full((len(rows), int(classes[-1]) + 1), -1, np.int32)
    for q, row in enumerate(rows):
        for low, high, target in row:
            table[q, classes[low] : classes[high] + 1] = target
    return Dfa(classes, table, accepting)


def minimise(dfa: Dfa) -> Dfa:
    """The smallest equivalent Dfa with all states reachable: Hopcroft's partition refinement (1971)."""
    blocks = _hopcroft(dfa)
    dead = len(dfa.accepting)
    names: dict[int, int] = {blocks[0]: 0}
    order = [0]
    rows: list[list[int]] = []
    for q in order:
        row: list[int] = []
        for target in dfa.table[q].tolist():
            block = blocks[target] if target >= 0 else blocks[dead]
            if block == blocks[dead]:
                row.append(-1)
                continue
            if block not in names:
                names[block] = len(order)
                order.append(target)
            row.append(names[block])
        rows.append(row)
    table = np.array(rows, np.int32)
    columns, inverse = np.unique(table, axis=1, return_inverse=True)
    classes = inverse.reshape(-1)[dfa.classes].astype(np.uint8)
    return Dfa(classes, columns, dfa.accepting[np.array(order)])


def _hopcroft(dfa: Dfa) -> list[int]:
    """The block of each state, and last that of the missing state."""
    states = dfa.states + 1
    table = np.vstack([dfa.table, np.full((1, dfa.table.shape[1]), -1, np.int32)])
    table[table < 0] = states - 1
    sources = [_inverse(table[:, column], states) for column in range(table.shape[1])]
    ends = set(np.flatnonzero(dfa.accepting).tolist())
    members = [part for part in (ends, set(range(states)) - ends) if part]
    blocks = [0] * states
    for index, part in enumerate(members):
        for q in part:
            blocks[q] = index
    smallest = min(range(len(members)), key=lambda index: len(members[index]))
    waiting = {(smallest, column) for column in range(table.shape[1])}
    while waiting:
        splitter, column = waiting.pop()
        touched: dict[int, set[int]] = {}
        for target in members[splitter]:
            for q in sources[column][target]:
                touched.setdefault(blocks[q], set()).add(q)
        for block, inside in touched.items():
            if len(inside) == len(members[block]):
                continue
            members[block] -= inside
            members.append(inside)
            fresh = len(members) - 1
            for q in inside:
                blocks[q] = fresh
            for other in range(table.shape[1]):
                smaller = fresh if len(inside) <= len(members[block]) else block
                waiting.add((fresh if (block, other) in waiting else smaller, other))
    return blocks


def _inverse(column: NDArray[np.int32], states: int) -> list[list[int]]:
    sources: list[list[int]] = [[] for _ in range(states)]
    for q, target in enumerate(column.tolist()):
        sources[target].append(q)
    return sources
