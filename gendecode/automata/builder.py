"""Builder: a byte automaton with ε edges under construction, and its conversion to an Automaton.

Construction is Thompson's: linear in the expression, two states and a few ε edges per operator.
``finish`` removes the ε edges (which gives Glushkov's automaton), trims, and merges states that have
the same future edges.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.automata.spelling import END, Spelled
from gendecode.errors import LimitExceeded

DEFAULT_LIMIT = 50_000
"""States of one automaton unless the caller says otherwise; the default of Limits.automaton_states."""

_EDGES_PER_STATE = 8
_MERGE_ROUNDS = 4

Edge = tuple[int, int, int]
"""(low byte, high byte, target)."""


def too_many_states(limit: int, what: str = "an automaton") -> LimitExceeded:
    """The error for the bound on states."""
    return LimitExceeded(
        f"{what} needs more than Limits.automaton_states = {limit} states; "
        "shorten the counted repeats and character classes, or raise the limit"
    )


class Builder:
    """Collects states, byte edges and ε edges. Raises LimitExceeded beyond ``limit`` states.

    The number of edges that removing the ε edges may create is bounded as well, by 8 per allowed state.
    """

    def __init__(self, limit: int | None = DEFAULT_LIMIT) -> None:
        self.limit = limit
        self._edges: list[list[Edge]] = []
        self._epsilon: dict[int, list[int]] = {}
        self._inside: dict[tuple[Spelled, int, int], int] = {}

    def state(self) -> int:
        """A new state without edges."""
        if self.limit is not None and len(self._edges) > 4 * self.limit:
            # ε states vanish in finish(), so the construction may be a little larger than its result.
            raise too_many_states(self.limit)
        self._edges.append([])
        return len(self._edges) - 1

    def edge(self, source: int, low: int, high: int, target: int) -> None:
        """Reads one byte in ``low .. high``."""
        self._edges[source].append((low, high, target))

    def epsilon(self, source: int, target: int) -> None:
        """Reads nothing."""
        self._epsilon.setdefault(source, []).append(target)

    def characters(self, source: int, spelled: Spelled, target: int) -> None:
        """Reads one character. The inner states are shared between all sources with the same target."""
        edges = self._edges[source]
        if spelled.root == 1:  # single bytes only
            edges += [(low, high, target) for low, high, _ in spelled.nodes[spelled.root]]
            return
        place = {END: target}
        # Nodes are numbered children first, so every child has its state already.
        for node in range(1, spelled.root):
            key = (spelled, node, target)
            known = self._inside.get(key)
            if known is None:
                known = self._inside[key] = self.state()
                self._edges[known] += [(low, high, place[child]) for low, high, child in spelled.nodes[node]]
            place[node] = known
        edges += [(low, high, place[child]) for low, high, child in spelled.nodes[spelled.root]]

    def embed(self, part: Automaton, source: int, target: int) -> None:
        """Reads a word of ``part`` between two states."""
        offset = len(self._edges)
        if self.limit is not None and offset + part.states > 4 * self.limit:
            raise too_many_states(self.limit)
        self._edges += edge_lists(part, offset)
        for start in part.starts.tolist():
            self.epsilon(source, start + offset)
        for accepting in np.flatnonzero(part.accepting).tolist():
            self.epsilon(accepting + offset, target)

    def copy_edges(self, source: int, target: int) -> None:
        """Give ``target`` the byte edges that ``source`` has, at once or after ε edges, but not its acceptance."""
        self._edges[target] += [e for p in self._closure(source) for e in self._edges[p]]

    def finish(self, start: int, final: int) -> Automaton | None:
        """The words between two states; None when there are none."""
        edges, accepting = self._without_epsilon(start, final)
        return trimmed(start, edges, accepting, self.limit)

    def _without_epsilon(self, start: int, final: int) -> tuple[dict[int, list[Edge]], set[int]]:
        edges: dict[int, list[Edge]] = {}
        accepting: set[int] = set()
        count = 0
        pending = [start]
        seen = {start}
        while pending:
            q = pending.pop()
            if q in self._epsilon:
                closure = self._closure(q)
                out = [e for p in closure for e in self._edges[p]]
                if final in closure:
                    accepting.add(q)
            else:
                out = self._edges[q]
                if q == final:
                    accepting.add(q)
            edges[q] = out
            count += len(out)
            if self.limit is not None and count > _EDGES_PER_STATE * self.limit + 10_000:
                raise too_many_states(self.limit)
            for _, _, target in out:
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
        return edges, accepting

    def _closure(self, q: int) -> set[int]:
        closure = {q}
        pending = [q]
        while pending:
            for p in self._epsilon.get(pending.pop(), ()):
                if p not in closure:
                    closure.add(p)
                    pending.append(p)
        return closure


def edge_lists(automaton: Automaton, offset: int = 0) -> list[list[Edge]]:
    """The edges of each state, with ``offset`` added to their targets."""
    first, goal = automaton.first.tolist(), (automaton.target + offset).tolist()
    edges = list(zip(automaton.low.tolist(), automaton.high.tolist(), goal, strict=True))
    return [edges[first[q] : first[q + 1]] for q in range(automaton.states)]


def reaching(edges: dict[int, list[Edge]], accepting: set[int]) -> set[int]:
    """The states from which an accepting one can be reached."""
    sources: dict[int, list[int]] = {}
    for q, out in edges.items():
        for _, _, target in out:
            sources.setdefault(target, []).append(q)
    useful = set(accepting)
    pending = list(accepting)
    while pending:
        for q in sources.get(pending.pop(), ()):
            if q not in useful:
                useful.add(q)
                pending.append(q)
    return useful


def trimmed(
    start: int, edges: dict[int, list[Edge]], accepting: set[int], limit: int | None = None
) -> Automaton | None:
    """The Automaton of states given by their edges: useless states left out, equal ones merged; None when empty."""
    useful = reaching(edges, accepting)
    if start not in useful:
        return None
    if len(useful) < len(edges):
        edges = {q: [e for e in out if e[2] in useful] for q, out in edges.items() if q in useful}
    kept = {q: compact(out) for q, out in edges.items()}
    start, kept, accepting = merge(start, kept, accepting & useful)
    if limit is not None and len(kept) > limit:
        raise too_many_states(limit)
    return pack(start, kept, accepting)


def compact(out: list[Edge]) -> tuple[Edge, ...]:
    """The same edges sorted, without repetitions, adjacent byte ranges to one target joined."""
    if len(out) <= 1:
        return tuple(out)
    joined: list[Edge] = []
    end = -1
    for edge in sorted(out):
        low, high, target = edge
        if low <= end:
            return _overlapping_compact(out)
        if joined and low == end + 1 and joined[-1][2] == target:
            joined[-1] = (joined[-1][0], high, target)
        else:
            joined.append(edge)
        end = high
    return tuple(joined)


def _overlapping_compact(out: list[Edge]) -> tuple[Edge, ...]:
    """The same where a byte may be read by several edges."""
    joined: list[Edge] = []
    for target, low, high in sorted({(target, low, high) for low, high, target in out}):
        if joined and joined[-1][2] == target and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]), target)
        else:
            joined.append((low, high, target))
    return tuple(sorted(joined))


def merge(
    start: int, edges: dict[int, tuple[Edge, ...]], accepting: set[int]
) -> tuple[int, dict[int, tuple[Edge, ...]], set[int]]:
    """Merge states with equal edges, a few rounds: the language stays, and the engine has less to track."""
    for _ in range(_MERGE_ROUNDS):
        chosen: dict[tuple[bool, tuple[Edge, ...]], int] = {}
        place = {q: chosen.setdefault((q in accepting, out), q) for q, out in edges.items()}
        if len(chosen) == len(edges):
            break
        gone = {q for q, stays in place.items() if stays != q}
        edges = {
            q: out
            if gone.isdisjoint([target for _, _, target in out])
            else compact([(low, high, place[target]) for low, high, target in out])
            for q, out in edges.items()
            if q not in gone
        }
        accepting = {q for q in accepting if place[q] == q}
        start = place[start]
    return start, edges, accepting


def pack(start: int, edges: dict[int, tuple[Edge, ...]], accepting: set[int]) -> Automaton:
    """Number the states breadth first from ``start`` and write the arrays."""
    number = {start: 0}
    order = [start]
    for q in order:
        for _, _, target in edges[q]:
            if target not in number:
                number[target] = len(order)
                order.append(target)
    return from_lists(
        [[(low, high, number[target]) for low, high, target in edges[q]] for q in order],
        [q in accepting for q in order],
    )


def from_lists(edges: list[list[Edge]], accepting: list[bool]) -> Automaton:
    """The Automaton with these edges per state and start state 0. The caller has trimmed it."""
    first = np.zeros(len(edges) + 1, np.int32)
    np.cumsum([len(out) for out in edges], out=first[1:])
    numbers = chain.from_iterable(chain.from_iterable(edges))
    flat = np.fromiter(numbers, np.int32, 3 * int(first[-1])).reshape(-1, 3)
    return Automaton(
        starts=np.zeros(1, np.int32),
        first=first,
        low=flat[:, 0].astype(np.uint8),
        high=flat[:, 1].astype(np.uint8),
        target=np.ascontiguousarray(flat[:, 2]),
        accepting=np.array(accepting, dtype=np.bool_),
    )
