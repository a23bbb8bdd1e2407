"""Automaton: a regular language over bytes, as a trimmed nondeterministic automaton without ε edges.

This is the only form of a regular language that the engine reads. Builders live in the other modules
of this package; the engine determinises lazily, state by state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Automaton:
    """A non-empty regular language over bytes. Compared by identity: share the object to share work.

    State ``q`` has the edges ``first[q] : first[q + 1]``; edge ``e`` reads any byte in
    ``low[e] .. high[e]`` (both inclusive) and goes to ``target[e]``.

    Invariant: every state can be reached from ``starts`` and can reach an accepting state, so that no
    path through the automaton is a dead end. The empty language has no Automaton: builders that can
    produce it return None instead.

    Attributes:
        starts: int32[k], sorted, distinct; at least one.
        first: int32[states + 1].
        low, high: uint8[edges].
        target: int32[edges].
        accepting: bool[states].
    """

    starts: NDArray[np.int32]
    first: NDArray[np.int32]
    low: NDArray[np.uint8]
    high: NDArray[np.uint8]
    target: NDArray[np.int32]
    accepting: NDArray[np.bool_]

    @property
    def states(self) -> int:
        return len(self.accepting)

    @property
    def nullable(self) -> bool:
        """True when the empty string is in the language."""
        return bool(self.accepting[self.starts].any())

    def accepts(self, data: bytes) -> bool:
        """True when ``data`` is in the language. Set simulation, for tests and checks."""
        current = set(self.starts.tolist())
        for byte in data:
            current = {
                int(self.target[e])
                for q in current
                for e in range(self.first[q], self.first[q + 1])
                if self.low[e] <= byte <= self.high[e]
            }
            if not current:
                return False
        return any(self.accepting[q] for q in current)
