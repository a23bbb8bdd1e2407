"""The words of an automaton that have a certain number of characters.

A product with a counter, in layers: a state and the characters before it. Three things keep it small. A state has
only the layers of the counts with which it can be reached, and from which the end can be. A state from which only
short words are left needs no count while all of them fit, so its layers are one until the bound is near. And above
the lower bound nothing is counted where there is no upper one. All layers are made at once, with array operations:
a product that visits its states one by one would take seconds for some hundred characters.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import DEFAULT_LIMIT, edge_lists, too_many_states

_Ints = NDArray[np.int64]
_Bits = NDArray[np.bool_]
_Arcs = list[list[tuple[int, int]]]  # per state: (another state, characters between the two: 0 or 1)

_FEW = 2_000  # states of which merging takes some hundredths of a second
_WHAT = "a pattern with bounds on its length"
LAYERED = 32
"""How many times the limit on states the result may have: a state of a layer costs little, and few are ever met."""


class Graph(NamedTuple):
    """An automaton whose states know whether they are within a character.

    Attributes:
        source, low, high, target: of the edges, sorted by source.
        ends: per edge 1 if a character ends with it, else 0.
        accepting: per state.
        starts: the start states.
    """

    source: _Ints
    low: _Ints
    high: _Ints
    target: _Ints
    ends: _Ints
    accepting: _Bits
    starts: _Ints


def of_length(
    words: Automaton, character: Automaton, low: int, high: int | None, limit: int = DEFAULT_LIMIT
) -> Automaton | None:
    """The words of ``words`` that have from ``low`` to ``high`` characters; None when there are none.

    Args:
        character: one character, deterministic; every word of ``words`` is a sequence of such characters.
        limit: as for a pattern; the result may have 32 times as many states. Raises LimitExceeded beyond.
    """
    if high is not None and high < low:
        return None
    graph = at_characters(words, character)
    layers = _layers(graph, low, high)
    if layers.total > limit and len(graph.accepting) <= _FEW:
        graph = _merged(graph)
        layers = _layers(graph, low, high)
    if layers.total > 2 * LAYERED * limit:
        raise too_many_states(limit, _WHAT)
    sizes = layers.sizes[graph.source]
    edge = np.repeat(np.arange(len(sizes)), sizes)
    count = np.arange(len(edge)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + layers.begin[graph.source[edge]]
    source = layers.place(graph.source[edge], count)
    target = layers.place(graph.target[edge], count + graph.ends[edge])
    fits = np.flatnonzero((source >= 0) & (target >= 0))
    edge, source, target = edge[fits], source[fits], target[fits]
    starts = layers.place(graph.starts, np.zeros_like(graph.starts))
    starts = starts[starts >= 0]
    if not len(starts):
        return None
    accepting = np.repeat(graph.accepting, layers.sizes) & (layers.counts() >= low)
    useful = _reached(source, target, starts, layers.total)
    useful &= _reached(target, source, np.flatnonzero(accepting), layers.total)
    starts = starts[useful[starts]]
    if not len(starts):
        return None
    if useful.sum() > LAYERED * limit:
        raise too_many_states(limit, _WHAT)
    kept = np.flatnonzero(useful[source] & useful[target])
    kept = kept[np.argsort(source[kept], kind="stable")]
    number = np.cumsum(useful) - 1
    first = np.zeros(useful.sum() + 1, np.int32)
    np.cumsum(np.bincount(number[source[kept]], minlength=len(first) - 1), out=first[1:])
    return Automaton(
        np.unique(number[starts]).astype(np.int32),
        first,
        graph.low[edge[kept]].astype(np.uint8),
        graph.high[edge[kept]].astype(np.uint8),
        number[target[kept]].astype(np.int32),
        accepting[useful],
    )


@dataclass(frozen=True)
class _Layers:
    """The layers that each state has: counts from ``begin``, as many as ``sizes`` says, numbered from ``offset``.

    Counts of ``low`` and more are alike up to ``free``, whose layer stands for them all; so are those above ``top``.
    """

    begin: _Ints
    sizes: _Ints
    offset: _Ints
    free: _Ints
    low: int
    top: int | None

    @property
    def total(self) -> int:
        return int(self.sizes.sum())

    def counts(self) -> _Ints:
        """Per state of a layer its count."""
        return np.arange(self.total) - np.repeat(self.offset - self.begin, self.sizes)

    def place(self, state: _Ints, count: _Ints) -> _Ints:
        """The numbers of states with counts, or -1 where a state has no such layer."""
        if self.top is not None:
            count = np.minimum(count, self.top)
        count = np.where(count < self.low, count, np.maximum(count, self.free[state])) - self.begin[state]
        return np.where((count >= 0) & (count < self.sizes[state]), self.offset[state] + count, -1)


def _layers(graph: Graph, low: int, high: int | None) -> _Layers:
    ahead, back = _arcs(graph, forward=True), _arcs(graph, forward=False)
    top = low if high is None else high
    soonest = np.minimum(_fewest(ahead, graph.starts.tolist()), top + 1)
    latest = _most(back, ahead, top)
    if high is None:
        soonest = np.minimum(soonest, top)
        free = np.zeros_like(soonest)
        last = latest
    else:
        free = high - _most(ahead, back, high)
        last = np.minimum(high - _fewest(back, np.flatnonzero(graph.accepting).tolist()), np.maximum(latest, free))
    begin = np.where(soonest < low, soonest, np.maximum(soonest, free))
    sizes = np.maximum(last - begin + 1, 0)
    return _Layers(begin, sizes, np.cumsum(sizes) - sizes, free, low, top if high is None else None)


def at_characters(words: Automaton, character: Automaton) -> Graph:
    """The product with the characters, in which every state of ``words`` is between two or within one."""
    begin = int(character.starts[0])
    number: dict[tuple[int, int], int] = {}
    order: list[tuple[int, int]] = []
    edges: list[tuple[int, int, int, int, int]] = []

    def place(state: int, phase: int) -> int:
        pair = (state, phase)
        if pair not in number:
            number[pair] = len(order)
            order.append(pair)
        return number[pair]

    ends = character.accepting.tolist()
    ours, theirs = edge_lists(words), edge_lists(character)
    starts = [place(q, begin) for q in words.starts.tolist()]
    for index, (q, phase) in enumerate(order):
        for low, high, target in ours[q]:
            for their_low, their_high, following in theirs[phase]:
                if their_low <= high and low <= their_high:
                    done = ends[following]
                    to = place(target, begin if done else following)
                    edges.append((index, max(low, their_low), min(high, their_high), to, int(done)))
    accepting = [bool(words.accepting[q]) and phase == begin for q, phase in order]
    return _graph(edges, accepting, starts)


def _graph(edges: list[tuple[int, int, int, int, int]], accepting: list[bool], starts: list[int]) -> Graph:
    source, low, high, target, ends = np.array(edges, np.int64).reshape(-1, 5).T
    return Graph(source, low, high, target, ends, np.array(accepting, np.bool_), np.array(starts, np.int64))


def _merged(graph: Graph) -> Graph:
    """The same language with one state for those that cannot be told apart (the coarsest bisimulation, Moore's way)."""
    out: list[list[tuple[int, int, int, int]]] = [[] for _ in graph.accepting]
    columns = (graph.source, graph.low, graph.high, graph.target, graph.ends)
    for source, low, high, target, ends in zip(*(column.tolist() for column in columns), strict=True):
        out[source].append((low, high, target, ends))
    kinds = [int(accepts) for accepts in graph.accepting]
    count = 0
    while len(set(kinds)) > count:
        count = len(set(kinds))
        seen: dict[tuple[int, frozenset[tuple[int, int, int, int]]], int] = {}
        kinds = [
            seen.setdefault((kind, frozenset((low, high, kinds[to], ends) for low, high, to, ends in after)), len(seen))
            for kind, after in zip(kinds, out, strict=True)
        ]
    one = {kind: q for q, kind in enumerate(kinds)}
    edges = {(kind, low, high, kinds[to], ends) for kind, q in one.items() for low, high, to, ends in out[q]}
    accepting = [bool(graph.accepting[one[kind]]) for kind in range(len(one))]
    return _graph(sorted(edges), accepting, sorted({kinds[q] for q in graph.starts.tolist()}))


def _arcs(graph: Graph, forward: bool) -> _Arcs:
    found: _Arcs = [[] for _ in graph.accepting]
    for p, q, length in zip(graph.source.tolist(), graph.target.tolist(), graph.ends.tolist(), strict=True):
        found[p if forward else q].append((q if forward else p, length))
    return found


def _fewest(arcs: _Arcs, starts: list[int]) -> _Ints:
    """Per state the characters on the shortest way from a start; every state has one."""
    found = [-1] * len(arcs)
    pending = deque((q, 0) for q in starts)
    while pending:
        q, count = pending.popleft()
        if found[q] < 0:
            found[q] = count
            for p, length in arcs[q]:
                if length:
                    pending.append((p, count + 1))
                else:
                    pending.appendleft((p, count))
    return np.array(found, np.int64)


def _most(arcs: _Arcs, back: _Arcs, bound: int) -> _Ints:
    """Per state the characters on the longest way along ``arcs``, or ``bound`` where a cycle is on it, or it is longer.

    A state is done when all that follows it is: what is left then leads to a cycle.
    """
    found = [0] * len(arcs)
    left = [len(out) for out in arcs]
    pending = [q for q, count in enumerate(left) if not count]
    done = [False] * len(arcs)
    while pending:
        q = pending.pop()
        done[q] = True
        for p, length in back[q]:
            found[p] = max(found[p], found[q] + length)
            left[p] -= 1
            if not left[p]:
                pending.append(p)
    return np.array([min(count, bound) if done[q] else bound for q, count in enumerate(found)], np.int64)


def _reached(source: _Ints, target: _Ints, starts: _Ints, states: int) -> _Bits:
    """Which states the edges lead to from the starts."""
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(states + 1))
    seen = np.zeros(states, np.bool_)
    seen[starts] = True
    fresh = np.unique(starts)
    while len(fresh):
        sizes = first[fresh + 1] - first[fresh]
        begin = np.repeat(first[fresh] - (np.cumsum(sizes) - sizes), sizes)
        after = target[order[begin + np.arange(len(begin))]]
        fresh = np.unique(after[~seen[after]])
        seen[fresh] = True
    return seen
