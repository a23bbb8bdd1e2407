"""Boolean operations on automata, and questions about them.

All products are built on the fly, from the start states forward, and stop with LimitExceeded at
``limit`` states. Results are trimmed; the empty language is None.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import DEFAULT_LIMIT, Edge, edge_lists, too_many_states, trimmed
from gendecode.automata.dfa import Subset, Subsets


class _Product:
    """States of a product numbered as they are met, with their edges."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.edges: dict[int, list[Edge]] = {}
        self.accepting: set[int] = set()
        self.count = 0

    def spend(self, states: int) -> None:
        """Check the bound on states, and on edges through it."""
        if states > self.limit or self.count > 40 * self.limit + 10_000:
            raise too_many_states(self.limit, "a product of automata")

    def finish(self) -> Automaton | None:
        return trimmed(0, self.edges, self.accepting)


def intersect(a: Automaton, b: Automaton, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The words in both languages."""
    left, right = _Edges(a), _Edges(b)
    product = _Product(limit)
    # State 0 is a common start; pairs follow.
    number: dict[tuple[int, int], int] = {}
    order: list[tuple[int, int]] = []

    def place(pair: tuple[int, int]) -> int:
        if pair not in number:
            number[pair] = len(order) + 1
            order.append(pair)
            product.spend(len(order))
        return number[pair]

    def steps(p: int, q: int) -> list[Edge]:
        out = [(low, high, place(pair)) for low, high, pair in left.common(right, p, q)]
        product.count += len(out)
        return out

    starts = [(p, q) for p in a.starts.tolist() for q in b.starts.tolist()]
    product.edges[0] = [e for p, q in starts for e in steps(p, q)]
    if any(a.accepting[p] and b.accepting[q] for p, q in starts):
        product.accepting.add(0)
    for index, (p, q) in enumerate(order, 1):
        product.edges[index] = steps(p, q)
        if a.accepting[p] and b.accepting[q]:
            product.accepting.add(index)
    return product.finish()


def difference(a: Automaton, b: Automaton, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The words of ``a`` that are not words of ``b``. Determinises what it reaches of both."""
    left, right = Subsets(a), Subsets(b)
    product = _Product(limit)
    number = {(left.start, right.start): 0}
    order = [(left.start, right.start)]
    for index, (p, q) in enumerate(order):
        out: list[Edge] = []
        for low, high, following in _beside(left.steps(p), right.steps(q)):
            target = number.setdefault(following, len(order))
            if target == len(order):
                order.append(following)
                product.spend(len(order))
            out.append((low, high, target))
        product.edges[index] = out
        product.count += len(out)
        if left.accepting(p) and not right.accepting(q):
            product.accepting.add(index)
    return product.finish()


def complement(a: Automaton, universe: Automaton, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The words of ``universe`` that are not words of ``a``."""
    return difference(universe, a, limit)


def is_prefix_free(a: Automaton, limit: int = DEFAULT_LIMIT) -> bool:
    """True when no word of ``a`` is a proper prefix of another one.

    Two words that agree so far are a pair of states. The automaton is trimmed, so an accepting state
    beside one that has edges is a word and a longer one.
    """
    edges = _Edges(a)
    pending = [(p, q) for p in a.starts.tolist() for q in a.starts.tolist()]
    seen = set(pending)
    while pending:
        p, q = pending.pop()
        if a.accepting[p] and edges.of[q]:
            return False
        for _, _, pair in edges.common(edges, p, q):
            if pair not in seen:
                seen.add(pair)
                pending.append(pair)
                if len(seen) > 4 * limit:
                    raise too_many_states(limit, "the check for prefixes")
    return True


def shortest(a: Automaton) -> bytes:
    """A shortest word, and of those the first in byte order."""
    edges = _Edges(a).of
    layer: dict[int, bytes] = dict.fromkeys(a.starts.tolist(), b"")
    seen = set(layer)
    while True:
        ends = [word for q, word in layer.items() if a.accepting[q]]
        if ends:
            return min(ends)
        following: dict[int, bytes] = {}
        for q, word in layer.items():
            for low, _, target in edges[q]:
                longer = word + bytes((low,))
                if target not in seen and (target not in following or longer < following[target]):
                    following[target] = longer
        seen.update(following)
        layer = following


def equivalent(a: Automaton, b: Automaton, limit: int = DEFAULT_LIMIT) -> bool:
    """True when both have the same words. Determinises both, side by side."""
    left, right = Subsets(a), Subsets(b)
    pending = [(left.start, right.start)]
    seen = set(pending)
    while pending:
        p, q = pending.pop()
        if left.accepting(p) != right.accepting(q):
            return False
        ours, theirs = left.steps(p), right.steps(q)
        if _covered(ours) != _covered(theirs):
            return False
        for _, _, pair in _beside(ours, theirs):
            if pair not in seen:
                seen.add(pair)
                pending.append(pair)
                if len(seen) > limit:
                    raise too_many_states(limit, "a comparison of automata")
    return True


class _Edges:
    """The edges of each state sorted by byte, ready for intersection."""

    def __init__(self, automaton: Automaton) -> None:
        self.of = [sorted(out) for out in edge_lists(automaton)]
        # Largest high byte so far: ascending, so that bisection finds the first edge that can overlap.
        self.reach = [list(accumulate((high for _, high, _ in out), max)) for out in self.of]

    def common(self, other: _Edges, p: int, q: int) -> list[tuple[int, int, tuple[int, int]]]:
        """The byte ranges that both ``p`` here and ``q`` there read, with the pair of targets."""
        found: list[tuple[int, int, tuple[int, int]]] = []
        theirs = other.of[q]
        for low, high, target in self.of[p]:
            for index in range(bisect_left(other.reach[q], low), len(theirs)):
                their_low, their_high, their_target = theirs[index]
                if their_low > high:
                    break
                if their_high >= low:
                    found.append((max(low, their_low), min(high, their_high), (target, their_target)))
        return found


def _beside(
    ours: list[tuple[int, int, Subset]], theirs: list[tuple[int, int, Subset]]
) -> list[tuple[int, int, tuple[Subset, Subset]]]:
    """Our steps, each cut where theirs change; the empty set where they have none."""
    found: list[tuple[int, int, tuple[Subset, Subset]]] = []
    nowhere: Subset = frozenset()
    at = 0
    for begin, high, mine in ours:
        low = begin
        while at < len(theirs) and theirs[at][1] < low:
            at += 1
        index = at
        while low <= high:
            if index == len(theirs) or theirs[index][0] > high:
                found.append((low, high, (mine, nowhere)))
                break
            their_low, their_high, their = theirs[index]
            if low < their_low:
                found.append((low, their_low - 1, (mine, nowhere)))
                low = their_low
            end = min(high, their_high)
            found.append((low, end, (mine, their)))
            low = end + 1
            index += 1
    return found


def _covered(steps: list[tuple[int, int, Subset]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high, _ in steps:
        if joined and joined[-1][1] == low - 1:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
