"""Safe classes: bytes that an automaton reads from a state on, as many of them as there are and in any order.

A subtree of the trie that has only such bytes is allowed as a whole. Inside a string that is most of the vocabulary:
every subtree without quotation marks, backslashes and control characters. Words that end on the way do not matter:
what follows such an end would allow tokens of the subtree, and they are all allowed.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.byte_classes import ALL_CLASSES, BROKEN, PHASES, SAFE_CANDIDATES, WELL_FORMED
from gendecode.constrain.determinise import next_position, row_of, subset_position
from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    BYTE_CLASS,
    KIND,
    NFA_FIRST,
    NFA_TARGET,
    ROW_SAFE,
    START,
    SUBSET,
    UTF8_NEXT,
    WORDS,
    WORK_POS,
    WORK_STACK,
    Header,
    kernel,
    table,
)

_MOST = 96  # pairs of a state and a phase of UTF-8 that are looked at
_MANY = 16  # classes that need no comparison with the looping ones


@kernel
def safe_classes(header: Header, position: int) -> int:
    """The safe classes of an automaton position, a bit each; some may be missing."""
    row = np.int64(row_of(header, position))
    safe = np.int64(table(header, ROW_SAFE)[row])
    if safe < 0:
        safe = np.int64(_safe_of_members(header, position))
        if _count(safe) < _MANY:
            safe = _more(safe, _more(_closed_classes(header, position), _looping_classes(header, position)))
        table(header, ROW_SAFE)[row] = safe
    return safe


@kernel
def _safe_of_members(header: Header, position: int) -> int:
    """The most classes that are safe for one of the looping NFA states of a position, and so for all of them together.

    In a pattern that may begin anywhere, the state before its beginning is among the states everywhere.
    """
    words, start, entry = table(header, WORDS), table(header, START), table(header, ARG_C)[position]
    first, target = table(header, NFA_FIRST), table(header, NFA_TARGET)
    best, begin, end = np.int64(0), np.int64(start[entry]), np.int64(start[entry + 1])
    if end - begin == 1:
        return best
    for i in range(begin, end):
        state, loops = np.int64(words[i]), False
        for edge in range(first[state], first[state + 1]):
            loops = loops or target[edge] == state
        if loops:
            table(header, SUBSET)[0] = state
            alone = np.int64(subset_position(header, np.int64(table(header, KIND)[position]), 1, -1))
            row = np.int64(row_of(header, alone))
            if table(header, ROW_SAFE)[row] < 0:
                table(header, ROW_SAFE)[row] = _closed_classes(header, alone)
            best = _more(best, np.int64(table(header, ROW_SAFE)[row]))
    return best


@kernel
def _count(classes: int) -> int:
    count = 0
    while classes > 0:
        count += classes & 1
        classes >>= 1
    return count


@kernel
def _more(classes: int, others: int) -> int:
    """The set with more classes."""
    return others if _count(others) > _count(classes) else classes


@kernel
def _looping_classes(header: Header, position: int) -> int:
    """The classes of which every byte leads from a position back to it."""
    byte_class, loops = table(header, BYTE_CLASS), np.int64(ALL_CLASSES)
    for byte in range(256):
        if next_position(header, position, byte) != position:
            loops &= ~(np.int64(1) << np.int64(byte_class[byte]))
    if not loops >> WELL_FORMED & 1:
        loops &= ~(np.int64(1) << np.int64(BROKEN))
    return loops


@kernel
def _closed_classes(header: Header, position: int) -> int:
    """Classes whose bytes lead from a position only to states that read all of them.

    The candidates are those that the position itself reads. The states that they lead to are visited in turn; a
    class that one of them does not read is dropped. Bytes beyond ASCII are followed character by character.
    """
    states, phases, byte_class = table(header, WORK_POS), table(header, WORK_STACK), table(header, BYTE_CLASS)
    following, closed = table(header, UTF8_NEXT), np.int64(SAFE_CANDIDATES)
    for byte in range(256):
        phase = following[byte]
        if phase >= 0 and not _goes_on(header, next_position(header, position, byte)):
            closed &= ~(np.int64(1) << np.int64(byte_class[byte]))
    states[0], phases[0] = position, 0
    count, done = np.int64(1), 0
    while done < count:
        state, phase = np.int64(states[done]), np.int64(phases[done])
        done += 1
        before = np.int64(-1)
        for byte in range(256):
            own, after = np.int64(1) << np.int64(byte_class[byte]), np.int64(following[256 * phase + byte])
            if after < 0 or closed & own == 0:
                continue
            target = np.int64(next_position(header, state, byte))
            if not _goes_on(header, target):
                closed &= ~own
            elif PHASES * target + after != before:
                before = PHASES * target + after
                count = _note(header, count, target, after)
                if count > _MOST:
                    return np.int64(0)
    if _count(closed) >= _MANY:
        _share(header, count, closed)
    return closed


@kernel
def _share(header: Header, count: int, closed: int) -> None:
    """Note the classes for the other states that were visited before a character: they are safe there as well."""
    states, phases, rows = table(header, WORK_POS), table(header, WORK_STACK), table(header, ARG_A)
    for i in range(count):
        row = rows[states[i]]
        if phases[i] == 0 and row >= 0 and table(header, ROW_SAFE)[row] < 0:
            table(header, ROW_SAFE)[row] = closed


@kernel
def _goes_on(header: Header, position: int) -> bool:
    """True when a position exists and words go on from there."""
    return position >= 0 and table(header, ARG_B)[position] & 2 != 0


@kernel
def _note(header: Header, count: int, state: int, phase: int) -> int:
    """Add a pair to those that are to be visited, unless it is there; their new number."""
    states, phases = table(header, WORK_POS), table(header, WORK_STACK)
    for i in range(count):
        if states[i] == state and phases[i] == phase:
            return count
    states[count], phases[count] = state, phase
    return count + 1
