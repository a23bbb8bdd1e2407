"""Measured regions: words of an automaton with a bounded number of characters.

A position is one of the automaton, and the register says how many characters are still needed and how many there is
room for. A place is alive where one of the position's numbers of further characters (``automata/character_counts.py``)
lies between the two. Their table stands in LISTS, a bit each, after what its rows mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gendecode.constrain.determinise import BETWEEN, next_position
from gendecode.constrain.kernels import (
    ARG_B,
    ARG_C,
    ARG_D,
    LISTS,
    LONGEST_TOKEN,
    SHARED,
    START,
    WORDS,
    Header,
    kernel,
    table,
)
from gendecode.constrain.layout import UNBOUNDED, high_word, low_word, pack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.automata.character_counts import CharacterCounts

# The description in LISTS: the automaton's first state; the numbers before they repeat, and how many repeat; the
# largest gap between numbers; where the bits of its first state begin, and the words that each state has.
FIRST_STATE, PREPERIOD, PERIOD, GAP, BITS, STATE_WORDS = range(6)
_COLUMNS = 6


def description(counts: CharacterCounts, first: int, begin: int) -> NDArray[np.int32]:
    """What stands in LISTS from ``begin`` on about an automaton whose first state is ``first``.

    One state more than the automaton has: the end after a terminator, from where no character leads to an end.
    """
    rows, states = counts.has.shape
    words = -(-rows // 32)
    bits = np.zeros((states + 1, 32 * words), np.bool_)
    bits[:states, :rows] = counts.has.T
    bits[states, 0] = True
    packed = np.packbits(bits, axis=1, bitorder="little").view(np.int32)
    head = (first, counts.preperiod, counts.period, counts.gap, begin + _COLUMNS, words)
    return np.concatenate([np.array(head, np.int32), packed.ravel()])


@kernel
def _scan(header: Header, at: int, begin: int, end: int) -> int:
    """The first of the bits ``begin .. end`` that is set in the row at LISTS[at], or -1."""
    lists = table(header, LISTS)
    while begin < end:
        word = np.int64(lists[at + (begin >> 5)])
        if word == 0:
            begin = (begin | 31) + 1
            continue
        if (word >> (begin & 31)) & 1:
            return np.int64(begin)
        begin += 1
    return np.int64(-1)


@kernel
def _next_of_state(header: Header, about: int, state: int, least: int) -> int:
    """The smallest number of further characters of a state that is at least ``least``, or -1."""
    lists = table(header, LISTS)
    before, period = np.int64(lists[about + PREPERIOD]), np.int64(lists[about + PERIOD])
    at = np.int64(lists[about + BITS]) + (state - lists[about + FIRST_STATE]) * np.int64(lists[about + STATE_WORDS])
    if least < before:
        found = _scan(header, at, least, before + period)
        return found
    if period == 0:
        return np.int64(-1)
    shift = (least - before) // period * period
    found = _scan(header, at, least - shift, before + period)
    if found < 0:
        found = _scan(header, at, before, least - shift)
        shift += period
    return found + shift if found >= 0 else np.int64(-1)


@kernel
def next_number(header: Header, position: int, least: int) -> int:
    """The smallest number of characters, at least ``least``, after which a word may end; -1 when there is none."""
    about, entry = np.int64(table(header, ARG_D)[position]), np.int64(table(header, ARG_C)[position])
    words, start, smallest = table(header, WORDS), table(header, START), np.int64(-1)
    for i in range(start[entry], start[entry + 1]):
        found = _next_of_state(header, about, np.int64(words[i]), least)
        if found == least:
            return found
        if found >= 0 and (smallest < 0 or found < smallest):
            smallest = found
    return smallest


@kernel
def measured_step(header: Header, position: int, data: int, byte: int) -> tuple[int, int]:
    """The position and data after ``byte``; the position is -1 when no word of a fitting length goes on so."""
    target = next_position(header, position, byte)
    if target < 0:
        return np.int64(-1), np.int64(data)
    need, room = high_word(data), low_word(data)
    if table(header, ARG_B)[target] & BETWEEN:
        need, room = max(need - 1, 0), room if room == UNBOUNDED else room - 1
    if room < 0:
        return np.int64(-1), np.int64(data)
    following = next_number(header, target, need)
    if following < 0 or following > room:
        return np.int64(-1), np.int64(data)
    return target, pack(need, room)


@kernel
def may_go_on_measured(header: Header, position: int, data: int) -> bool:
    """True when the word may be longer. (Where it may end as it is, a terminator is something longer.)"""
    flags = np.int64(table(header, ARG_B)[position])
    following = next_number(header, position, max(high_word(data), flags & 1)) if flags & 2 else np.int64(-1)
    return 0 <= following <= low_word(data)


@kernel
def measured_bounds(header: Header, position: int, data: int) -> tuple[int, int]:
    """The smallest bounds for which the tokens at a position are the same: a key for memos, as (need, room).

    No token has more than ``longest`` characters. Where so many leave the need among the numbers that repeat, it may
    be less by any number of periods. And where they leave room to the end of every largest gap, any room will do.
    """
    about, lists = np.int64(table(header, ARG_D)[position]), table(header, LISTS)
    longest = np.int64(table(header, SHARED)[LONGEST_TOKEN])
    need, room, period = high_word(data), low_word(data), np.int64(lists[about + PERIOD])
    beyond = need - (np.int64(lists[about + PREPERIOD]) + longest + 1)
    if period > 0 and beyond > 0:
        shift = beyond // period * period
        need, room = need - shift, room if room == UNBOUNDED else room - shift
    if room >= max(need, longest) + lists[about + GAP]:
        room = np.int64(UNBOUNDED)
    return need, room
