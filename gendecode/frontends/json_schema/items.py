"""Arrays of which some items must meet something: a machine that counts while the items are read."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING

from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.facets import ArrayFacet, Goal, both

if TYPE_CHECKING:
    from gendecode.frontends.json_schema.combine import Algebra

State = tuple[int, ...]
"""The number of items, as far as it matters, and for each ``contains`` the number of items that count for it."""

_MOST_STATES = 20_000


class ItemMachine:
    """Reads the items of an array one by one.

    An item that need not count may still meet what ``contains`` asks: then two moves read it. Only where there
    is an upper bound an item that does not count must not meet it.
    """

    def __init__(self, algebra: Algebra, facet: ArrayFacet) -> None:
        self._facet, self._negate = facet, algebra.negate
        self._cap = max(facet.low, len(facet.prefix), *(asked.start for asked in facet.contains))
        self.start: State = (0,) * (1 + len(facet.contains))
        self._count = 0
        self._moves: dict[State, tuple[tuple[Goal, State], ...]] = {}

    def ends(self, state: State) -> bool:
        """True when the array may end here."""
        asked = zip(state[1:], self._facet.contains, strict=True)
        return state[0] >= self._facet.low and all(count >= c.low for count, c in asked)

    def moves(self, state: State) -> tuple[tuple[Goal, State], ...]:
        """What the next item may meet, and the state after it."""
        found = self._moves.get(state)
        if found is None:
            if len(self._moves) >= _MOST_STATES:
                raise LimitExceeded(f"contains, with the bounds on the array, has more than {_MOST_STATES} states")
            found = self._moves[state] = tuple(self._find(state))
        return found

    def _find(self, state: State) -> Iterator[tuple[Goal, State]]:
        facet, length = self._facet, state[0]
        if facet.high is not None and length >= facet.high:
            return
        after = length + 1 if facet.high is not None else min(length + 1, self._cap)
        options: list[list[tuple[Goal, int]]] = []
        for count, asked in zip(state[1:], facet.contains, strict=True):
            if length < asked.start or (asked.high is None and count >= asked.low):
                options.append([((), count)])
                continue
            ways: list[tuple[Goal, int]] = [(() if asked.high is None else self._negate(asked.goal), count)]
            if asked.high is None or count < asked.high:
                ways.append((asked.goal, count + 1))
            options.append(ways)
        self._count += math.prod(map(len, options))
        if self._count > _MOST_STATES:
            raise LimitExceeded(f"contains has more than {_MOST_STATES} ways to count: fewer of them, or closer bounds")
        for chosen in product(*options):
            goal = facet.item(length)
            for added, _ in chosen:
                goal = both(goal, added)
            yield goal, (after, *(count for _, count in chosen))

    def goals(self) -> list[Goal]:
        """Everything that an item of such an array may have to meet."""
        found: dict[Goal, None] = {}
        for state in self._reachable(lambda _: True):
            found |= dict.fromkeys(goal for goal, _ in self.moves(state))
        return list(found)

    def possible(self, holds: Callable[[Goal], bool]) -> bool:
        """True when some array can be written with items of the goals that hold."""
        return any(self.ends(state) for state in self._reachable(holds))

    def alive(self, holds: Callable[[Goal], bool]) -> frozenset[State]:
        """The states from which an array can be completed with items of the goals that hold."""
        before: dict[State, list[State]] = {}
        reachable = list(self._reachable(holds))
        for state in reachable:
            for goal, after in self.moves(state):
                if holds(goal):
                    before.setdefault(after, []).append(state)
        alive = {state for state in reachable if self.ends(state)}
        stack = list(alive)
        while stack:
            for state in before.get(stack.pop(), ()):
                if state not in alive:
                    alive.add(state)
                    stack.append(state)
        return frozenset(alive)

    def _reachable(self, holds: Callable[[Goal], bool]) -> Iterator[State]:
        seen = {self.start}
        queue = deque(seen)
        while queue:
            state = queue.popleft()
            yield state
            for goal, after in self.moves(state):
                if after not in seen and holds(goal):
                    seen.add(after)
                    queue.append(after)
