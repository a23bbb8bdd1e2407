"""How many words an automaton still has: the names and items that must not repeat are counted against it.

After ``foo_`` the language ``[a-z]+_id`` has one word left. Where that one is taken, the engine must not go there.
Most languages have infinitely many words from every state on, which one look at the graph shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from gendecode.automata.build import union
from gendecode.automata.dfa import Subset, Subsets
from gendecode.constrain.layout import ENDLESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.automata.automaton import Automaton
    from gendecode.grammar.ir import Object

_known: WeakKeyDictionary[Automaton, WordCounts] = WeakKeyDictionary()


def word_counts(automaton: Automaton) -> WordCounts:
    """The counts of an automaton, made once."""
    found = _known.get(automaton)
    if found is None:
        found = _known[automaton] = WordCounts(automaton)
    return found


class WordCounts:
    """The number of words from each set of states on, counted up to ENDLESS when it is asked for.

    Attributes:
        endless: bool[states]; from which of them there are infinitely many words.
        alone: int32[states]; the number of words from each, up to ENDLESS.
        start: the number of words in all, up to ENDLESS.
    """

    def __init__(self, automaton: Automaton) -> None:
        self.endless = _endless(automaton)
        self._subsets = None if self.endless.all() else Subsets(automaton)
        self._counts: dict[Subset, int] = {}
        self.alone = np.full(automaton.states, ENDLESS, np.int32)
        for q in np.flatnonzero(~self.endless).tolist():
            self.alone[q] = self.of((q,))
        self.start = self.of(automaton.starts.tolist())

    def of(self, states: Iterable[int]) -> int:
        """How many different words lead from any of ``states`` to an end, at most ENDLESS."""
        begin, subsets = frozenset(states), self._subsets
        if subsets is None or any(self.endless[q] for q in begin):
            return ENDLESS
        # Depth first, and a set is given up as soon as there are enough words below it. There are no cycles.
        counts, path = self._counts, [_Open(subsets, begin)]
        while begin not in counts:
            here = path[-1]
            while here.total < ENDLESS and here.steps:
                low, high, following = here.steps[-1]
                if following not in counts:
                    path.append(_Open(subsets, following))
                    break
                here.total += (high - low + 1) * counts[following]
                here.steps.pop()
            else:
                counts[here.subset] = min(here.total, ENDLESS)
                path.pop()
        return counts[begin]


class _Open:
    """A set of states whose words are being counted."""

    def __init__(self, subsets: Subsets, subset: Subset) -> None:
        self.subset, self.steps = subset, subsets.steps(subset)
        self.total = int(subsets.accepting(subset))


def _endless(automaton: Automaton) -> NDArray[np.bool_]:
    """The states from which a cycle can be reached: what is left when states without edges are removed in turn."""
    left: NDArray[Any] = np.diff(automaton.first)
    if left.all():
        return np.ones(automaton.states, np.bool_)
    sources: list[list[int]] = [[] for _ in range(automaton.states)]
    for q in range(automaton.states):
        for target in automaton.target[automaton.first[q] : automaton.first[q + 1]].tolist():
            sources[target].append(q)
    degrees = left.tolist()
    removed = [q for q, degree in enumerate(degrees) if degree == 0]
    for q in removed:
        for source in sources[q]:
            degrees[source] -= 1
            if degrees[source] == 0:
                removed.append(source)
    endless = np.ones(automaton.states, np.bool_)
    endless[removed] = False
    return endless


def extra_room(node: Object) -> int:
    """How many undeclared names an object can have, at most ENDLESS."""
    if any(word_counts(extra.names).start == ENDLESS for extra in node.extras):
        return ENDLESS
    languages = [extra.names for extra in node.extras]
    all_names = languages[0] if len(languages) == 1 else union(*languages)
    room = word_counts(all_names).start
    return room if room == ENDLESS else room - sum(all_names.accepts(member.name) for member in node.members)
