"""Automata in the tables of a network: the NFA's edges, and the positions at which automata begin."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.constrain import kernels as k
from gendecode.constrain import layout
from gendecode.constrain.determinise import subset_position
from gendecode.constrain.word_counts import word_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gendecode.constrain.tables import Tables

_WIDE = 16  # an automaton that reads more different bytes swallows the byte that must follow it
_COLLECTIONS = ("_starts", "_kept", "_wide", "_offsets", "_sources", "_digests", "_salts")

_Arrays: TypeAlias = "tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]"
_with_terminator: WeakKeyDictionary[Automaton, dict[int, _Arrays]] = WeakKeyDictionary()


def _terminated(automaton: Automaton, terminator: int) -> _Arrays:
    """The arrays (first, low, high, target, accepting) of an automaton with ``terminator`` after its words."""
    low, high, target = automaton.low, automaton.high, automaton.target
    if terminator < 0:
        return automaton.first, low, high, target, automaton.accepting
    known = _with_terminator.setdefault(automaton, {})
    if terminator not in known:
        # A new last state, and an edge to it at the end of each accepting state's edges.
        states, first, accepting = automaton.states, automaton.first.astype(np.int64), automaton.accepting
        places = first[1:][accepting]
        target = np.insert(target, places, states)
        known[terminator] = (
            np.append(first + np.concatenate([[0], np.cumsum(accepting)]), len(target)),
            np.insert(low, places, terminator),
            np.insert(high, places, terminator),
            target,
            np.append(np.zeros(states, np.bool_), True),
        )
    return known[terminator]


class Automata:
    """The automata that one network has met; each is written into its tables once per use.

    Its states become positions when they are reached (determinise.py); here are only the NFA and the start.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._starts: dict[tuple[int, int, int, bool], int] = {}  # by identity, terminator, kind, whether counted
        self._kept: list[Automaton] = []  # their identities are keys, so they must stay alive
        self._wide: dict[int, bool] = {}  # by identity
        self._offsets: list[int] = []  # of the first state of each, in rising order
        self._sources: list[tuple[Automaton, int, int]] = []
        self._digests: dict[int, bytes] = {}
        self._salts: dict[int, bytes] = {}  # what measured automata are besides
        self._states = self._edges = 0  # places of NFA_FIRST and NFA_LOW in use

    def copy(self, tables: Tables) -> Automata:
        """The same automata in tables that are a copy."""
        other = Automata(tables)
        for name in _COLLECTIONS:
            setattr(other, name, getattr(self, name).copy())
        other._states, other._edges = self._states, self._edges
        return other

    def used(self) -> dict[int, int]:
        """How many places of each table are in use."""
        return {
            **dict.fromkeys((k.NFA_FIRST, k.NFA_ACCEPT, k.NFA_STAMP), self._states),
            **dict.fromkeys((k.NFA_LOW, k.NFA_HIGH, k.NFA_TARGET), self._edges),
        }

    def is_wide(self, automaton: Automaton) -> bool:
        """True when an automaton reads so many different bytes that it had better swallow the one that must follow."""
        key = id(automaton)
        if key not in self._wide:
            widths = automaton.high.astype(np.int64) - automaton.low + 1
            self._wide[key] = bool(widths.sum() > _WIDE)
            self._kept.append(automaton)
        return self._wide[key]

    def swallows(self, unit: Automaton, byte: int) -> bool:
        """True when no word of ``unit`` begins with ``byte``."""
        for start in unit.starts:
            edges = slice(int(unit.first[start]), int(unit.first[start + 1]))
            if bool(np.any((unit.low[edges] <= byte) & (byte <= unit.high[edges]))):
                return False
        return True

    def start(
        self,
        automaton: Automaton,
        terminator: int,
        *,
        counted: bool = False,
        once: bool = False,
        describe: Callable[[int], int] | None = None,
        between: NDArray[np.bool_] | None = None,
        bounds: object = None,
    ) -> int:
        """The start position of an automaton, with ``terminator`` (a byte, or -1) after its words.

        Args:
            counted: the automaton is the unit of a counted region.
            once: no word may be read twice, so it must be known how many remain.
            between: the automaton is measured: which of its states are between two characters. Then ``describe`` puts
                its description into LISTS, given the number of its first state; ``bounds`` are those of its counts.
        """
        kind = layout.COUNTED if counted else layout.DFA if between is None else layout.MEASURED
        key = (id(automaton), terminator, kind, once)
        if key not in self._starts:
            self._kept.append(automaton)
            offset = self._register(automaton, -1 if counted else terminator, once)
            self._offsets.append(offset)
            self._sources.append((automaton, terminator, kind))
            states = automaton.starts + offset
            self._tables.grow(k.SUBSET, len(states))
            self._tables.grow(k.BUFFER, len(states))
            self._tables[k.SUBSET][: len(states)] = states
            about = -1
            if between is not None and describe is not None:
                self._salts[len(self._sources) - 1] = between.tobytes() + repr(bounds).encode()
                self._tables[k.NFA_ACCEPT][offset : offset + len(between)] |= 2 * between
                about = describe(offset)
            start = int(self._tables.call(subset_position, kind, len(states), about))
            if counted:
                self._tables[k.ARG_D][start] = start
                self._tables[k.ARG_B][start] |= (terminator + 1) << 2
            self._starts[key] = start
        return self._starts[key]

    def _register(self, automaton: Automaton, terminator: int, once: bool) -> int:
        """Append an automaton to the NFA tables; the number of its first state."""
        first, low, high, target, accepting = _terminated(automaton, terminator)
        tables = self._tables
        offset, begin = max(self._states - 1, 0), self._edges
        states, edges = offset + len(first), begin + len(low)
        tables.grow(k.NFA_FIRST, states)
        tables.grow(k.NFA_LOW, edges)
        tables.grow(k.NFA_ACCEPT, offset + len(accepting))
        tables[k.NFA_LOW][begin:edges] = low
        tables[k.NFA_HIGH][begin:edges] = high
        tables[k.NFA_TARGET][begin:edges] = target + offset
        tables[k.NFA_FIRST][offset:states] = first + begin
        tables[k.NFA_ACCEPT][offset : offset + len(accepting)] = accepting
        if once:
            alone = word_counts(automaton).alone
            tables[k.NFA_ACCEPT][offset : offset + len(alone)] |= alone << 1
        self._states, self._edges = states, edges
        return offset

    def identify(self, position: int) -> tuple[bytes, int, int, bytes]:
        """What an automaton position is, independently of this network: a key for memos."""
        number, states = self._states_of(position)
        automaton, terminator, kind = self._sources[number]
        if number not in self._digests:
            digest = hashlib.blake2b(digest_size=16)
            for array in (automaton.starts, automaton.first, automaton.low, automaton.high, automaton.target):
                digest.update(array.tobytes())
            digest.update(automaton.accepting.tobytes() + self._salts.get(number, b""))
            self._digests[number] = digest.digest()
        return self._digests[number], terminator, kind, states.tobytes()

    def count_words(self, position: int) -> None:
        """Find out how many words remain from an automaton position on."""
        number, states = self._states_of(position)
        automaton = self._sources[number][0]
        self._tables[k.ARG_D][position] = word_counts(automaton).of(states[states < automaton.states].tolist())

    def _states_of(self, position: int) -> tuple[int, NDArray[np.int32]]:
        """Which automaton a position belongs to, and its set of states there."""
        entry = int(self._tables[k.ARG_C][position])
        start = self._tables[k.START]
        states = self._tables[k.WORDS][start[entry] : start[entry + 1]]
        number = bisect_right(self._offsets, int(states[0])) - 1
        return number, states - self._offsets[number]
