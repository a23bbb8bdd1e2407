"""How many characters may follow: for each state of an automaton the numbers of characters that lead to an end.

With them the engine reads the words of bounded length without a product with a counter: where so many characters have
been read, a state is alive if one of its numbers fits. The sets of numbers repeat themselves: which states have the
number n depends only on which have n - 1. So a table of the numbers before the first repetition is enough for all.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.automata.lengths import at_characters
from gendecode.errors import LimitExceeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_BYTES = 64_000_000  # of one table
_MOST_WORK = 200_000_000  # states looked up for one table

Bounds = tuple[int, int | None]
WHOLE: Bounds = (-1, None)
"""In place of bounds: a table that is right for all of them."""

_known: WeakKeyDictionary[Automaton, dict[tuple[int, Bounds], tuple[Automaton, CharacterCounts]]] = WeakKeyDictionary()


def character_counts(automaton: Automaton, unit: Automaton, low: int, high: int | None) -> CharacterCounts:
    """The counts of an automaton up to what such bounds ask for, made once.

    Args:
        unit: one character: prefix-free, deterministic, and no edge leads back to its start. Every word of
            ``automaton`` is a sequence of such words.

    Raises:
        LimitExceeded: the table is too large, or takes too long.
    """
    known = _known.setdefault(automaton, {})
    for bounds in (WHOLE, (low, high)):
        found = known.get((id(unit), bounds))
        if found is not None:
            return found[1]
    counts = CharacterCounts(automaton, unit, low, high)
    known[id(unit), counts.bounds] = (unit, counts)  # the unit is kept, so that its identity stays its own
    return counts


def measured_possible(automaton: Automaton, unit: Automaton, low: int, high: int | None) -> bool:
    """True when some word has from ``low`` to ``high`` characters (None: any number)."""
    if high is not None and high < low:
        return False
    counts = character_counts(automaton, unit, low, high)
    found = [counts.next_number(q, low) for q in counts.automaton.starts.tolist()]
    return any(number is not None and (high is None or number <= high) for number in found)


class CharacterCounts:
    """The numbers of characters from each state to an end.

    Attributes:
        automaton: the same words; each of its states is always between two characters, or always within one.
        between: bool[states]; which are between two.
        has: bool[preperiod + period, states]; row n: from which states n characters lead to an end. A character that
            has begun counts as one.
        preperiod, period: after row preperiod + period - 1 the rows repeat from row preperiod on. Period 0: nothing
            beyond the rows is asked for.
        gap: from any number to the next one of a state, at most.
        bounds: the only ones for which that is right, or WHOLE.
    """

    def __init__(self, automaton: Automaton, unit: Automaton, low: int, high: int | None) -> None:
        if bool(np.isin(unit.target, unit.starts).any()) or unit.nullable or len(unit.starts) != 1:
            raise ValueError("a unit has one start state, to which no edge leads back, and not the empty word")
        graph = at_characters(automaton, unit)
        states = len(graph.accepting)
        first = np.zeros(states + 1, np.int32)
        np.cumsum(np.bincount(graph.source, minlength=states), out=first[1:])
        self.automaton = Automaton(
            graph.starts.astype(np.int32),
            first,
            graph.low.astype(np.uint8),
            graph.high.astype(np.uint8),
            graph.target.astype(np.int32),
            graph.accepting,
        )
        self.between = np.zeros(states, np.bool_)
        self.between[graph.starts] = True
        self.between[graph.target[graph.ends == 1]] = True
        source, target = _characters(graph.source, graph.target, self.between, states)
        step = _Step(source, target)
        self.has, self.preperiod, self.period = _rows(graph.accepting, step, low if high is None else high)
        self.bounds: Bounds = WHOLE if self.period else (low, high)
        if self.bounds != WHOLE and high is None:
            # Below the bound the numbers count; at the bound, whether there are any so large.
            longer = np.ones(states, np.bool_)
            for _ in range(max(low, 1)):
                longer = step(longer)
            self.has = np.concatenate([self.has[: max(low, 1)], longer[None]])
            self.preperiod, self.period = max(low, 1), 1
        self.gap = self._largest_gap()

    def next_number(self, state: int, least: int) -> int | None:
        """The smallest number of a state that is at least ``least``; None where there is none."""
        rows = len(self.has)
        for number in range(least, max(least, rows) + self.period):
            row = number if number < rows else self.preperiod + (number - self.preperiod) % max(self.period, 1)
            if row < rows and self.has[row, state]:
                return number
        return None

    def _largest_gap(self) -> int:
        far = np.full(self.has.shape[1], -1, np.int64)  # -1: there is no further one
        largest = 0
        rows = [*range(len(self.has)), *range(self.preperiod, len(self.has))]
        for row in reversed(rows):
            far = np.where(self.has[row], 0, np.where(far < 0, -1, far + 1))
            largest = max(largest, int(far.max()))
        return largest


def _characters(
    source: NDArray[np.int64], target: NDArray[np.int64], between: NDArray[np.bool_], states: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """From each state the states at the end of the character that is read next: pairs, sorted by the first."""
    ends: list[set[int]] = [set() for _ in range(states)]
    back: list[list[int]] = [[] for _ in range(states)]
    pending: deque[int] = deque()
    for q, to in set(zip(source.tolist(), target.tolist(), strict=True)):
        if between[to]:
            ends[q].add(to)
        else:
            back[to].append(q)
    pending.extend(q for q in range(states) if ends[q] and back[q])
    while pending:
        q = pending.popleft()
        for p in back[q]:
            if not ends[q] <= ends[p]:
                ends[p] |= ends[q]
                if back[p]:
                    pending.append(p)
    pairs = np.array([(q, to) for q in range(states) for to in sorted(ends[q])], np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


class _Step:
    """From the states that have a number to those that have one more."""

    def __init__(self, source: NDArray[np.int64], target: NDArray[np.int64]) -> None:
        self._places = np.flatnonzero(np.diff(source, prepend=-1))
        self._sources, self._target = source[self._places], target
        self.work = len(source) + 1

    def __call__(self, row: NDArray[np.bool_]) -> NDArray[np.bool_]:
        following = np.zeros_like(row)
        if len(self._places):
            following[self._sources] = np.logical_or.reduceat(row[self._target], self._places)
        return following


def _rows(accepting: NDArray[np.bool_], step: _Step, bound: int) -> tuple[NDArray[np.bool_], int, int]:
    """The rows up to ``bound`` or the first repetition; its preperiod (at least 1), and period (0: there is none)."""
    row = accepting
    rows: list[NDArray[np.bool_]] = []
    seen: dict[bytes, int] = {}
    while len(rows) <= bound + 1:
        key = row.tobytes()
        if key in seen:
            return np.array(rows), seen[key], len(rows) - seen[key]
        if rows:
            seen[key] = len(rows)
        rows.append(row)
        if len(rows) * len(row) > _MOST_BYTES or len(rows) * step.work > _MOST_WORK:
            raise LimitExceeded("a pattern with bounds on its length takes too large a table: make it or them smaller")
        row = step(row)
    return np.array(rows), len(rows), 0
