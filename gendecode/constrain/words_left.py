"""Whether a word is left: no prefix is offered of which all words are taken.

Nearly every language of names has infinitely many words after each prefix; then there is nothing to count. Where
they are finite in number, they are counted once for each automaton position (word_counts.py), and the taken words
that begin like the present one are counted against them.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import next_position
from gendecode.constrain.kernels import (
    ARG_B,
    ARG_D,
    BUFFER,
    COUNT_WORDS,
    NAME_BYTES,
    NAME_START,
    SPELLED,
    START,
    WORDS,
    Header,
    intern,
    interrupt,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import EMPTY_PREFIX, ENDLESS, QUOTE, TAG_PREFIX, UNKNOWN_NAME
from gendecode.constrain.object_sets import EXTRA_BIT, IN_ORDER, NAME_BASE, NAME_COUNT, column, has_code
from gendecode.constrain.objects import narrow, spell


@kernel
def longer(header: Header, prefix: int, byte: int) -> int:
    """The interned prefix with one more byte."""
    buffer = table(header, BUFFER)
    buffer[0] = prefix
    buffer[1] = byte
    return intern(header, TAG_PREFIX, 2)


@kernel
def words_from(header: Header, position: int) -> int:
    """How many words remain from an automaton position on, at most ENDLESS."""
    count = np.int64(table(header, ARG_D)[position])
    if count < 0:
        interrupt(header, COUNT_WORDS, position, 0, 0, 0)
    return count


@kernel
def name_left(header: Header, obj: int, seen: int, prefix: int, position: int) -> bool:
    """True when some name is not taken that begins with ``prefix``, which leads to ``position``."""
    words = words_from(header, position)
    if words == ENDLESS:
        return True
    skip = 2 if column(header, obj, IN_ORDER) else 0
    words -= taken_words(header, seen, skip, prefix, position, QUOTE)
    return words > 0 and words > _taken_declared(header, obj, prefix, position)


@kernel
def word_left(header: Header, seen: int, prefix: int, position: int) -> bool:
    """True when some word is not in the set ``seen`` that begins with ``prefix``, which leads to ``position``."""
    words = words_from(header, position)
    return words == ENDLESS or words > taken_words(header, seen, 0, prefix, position, -1)


@kernel
def longer_left(header: Header, seen: int, prefix: int, position: int) -> bool:
    """The same, of words that go on after ``prefix``."""
    words = words_from(header, position)
    if words == ENDLESS:
        return True
    if table(header, ARG_B)[position] & 1 and not has_code(header, seen, 0, prefix | EXTRA_BIT):
        words -= 1  # the prefix itself: one of the words, not one of the taken ones
    return words > taken_words(header, seen, 0, prefix, position, -1)


@kernel
def rest_of(header: Header, word: int, prefix: int) -> int:
    """Write what follows ``prefix`` in an interned word into SPELLED, last byte first; how many, -1 if nothing does."""
    words, start, spelled = table(header, WORDS), table(header, START), table(header, SPELLED)
    count = np.int64(0)
    if word == UNKNOWN_NAME:
        return np.int64(-1)
    while word != prefix:
        if word == EMPTY_PREFIX:
            return np.int64(-1)
        reserve(header, SPELLED, count + 1)
        spelled[count] = words[start[word] + 1]
        word = np.int64(words[start[word]])
        count += 1
    return count


@kernel
def taken_words(header: Header, seen: int, skip: int, prefix: int, position: int, terminator: int) -> int:
    """How many words of the set ``seen`` begin with ``prefix`` and go on as ``position`` reads them."""
    words, start, spelled = table(header, WORDS), table(header, START), table(header, SPELLED)
    taken = np.int64(0)
    for i in range(start[seen] + skip, start[seen + 1]):
        if words[i] < EXTRA_BIT:
            continue
        count = rest_of(header, np.int64(words[i]) - EXTRA_BIT, prefix)
        if count < 0:
            continue
        at = position
        for j in range(count - 1, -1, -1):
            at = next_position(header, at, np.int64(spelled[j]))
            if at < 0:
                break
        taken += at >= 0 and ends(header, at, terminator)
    return taken


@kernel
def _taken_declared(header: Header, obj: int, prefix: int, position: int) -> int:
    """How many declared names begin with ``prefix`` and go on as ``position`` reads them."""
    length, buffer = spell(header, prefix), table(header, BUFFER)
    begin, end = np.int64(0), column(header, obj, NAME_COUNT)
    for depth in range(length):
        begin, end = narrow(header, obj, begin, end, depth, np.int64(buffer[length - 1 - depth]))
    start, data, base = table(header, NAME_START), table(header, NAME_BYTES), column(header, obj, NAME_BASE)
    taken = np.int64(0)
    for name in range(base + begin, base + end):
        at = position
        for i in range(start[name] + length, start[name + 1]):
            at = next_position(header, at, np.int64(data[i]))
            if at < 0:
                break
        taken += at >= 0 and ends(header, at, QUOTE)
    return taken


@kernel
def ends(header: Header, position: int, terminator: int) -> bool:
    """True when a word may end at an automaton position whose words ``terminator`` follows (-1: nothing does)."""
    if terminator >= 0:
        position = next_position(header, position, terminator)
    return position >= 0 and table(header, ARG_B)[position] & 1 != 0
