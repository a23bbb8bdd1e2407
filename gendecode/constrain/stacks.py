"""Stacks of a thread: interned sets of frames (return position, data, parent), pushed and united."""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    BUFFER,
    LIMIT,
    MAX_THREADS,
    PAYLOAD,
    RECORDING,
    SCALARS,
    START,
    UNITED,
    UNITING,
    WORDS,
    Header,
    Ints,
    intern,
    interrupt,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import TAG_STACK, TAG_UNION, high_word, low_word
from gendecode.constrain.record import mark_stack, needs_record

FEWER_FRAMES = 8  # than threads in one stack: what has more is ambiguous at every level, and doubles with each
MORE_UNIONS = 64  # than threads, of parents in one union of stacks: contexts that do not repeat what was before
LEVEL = 8  # words of a level of UNITING


@kernel
def push(header: Header, position: int, data: int, stack: int) -> int:
    """The stack with the frame (position, data) on top of ``stack``."""
    buffer = table(header, BUFFER)
    buffer[0] = position
    buffer[1] = low_word(data)
    buffer[2] = high_word(data)
    buffer[3] = stack
    pushed = intern(header, TAG_STACK, 4)
    if needs_record(header, stack):
        table(header, PAYLOAD)[pushed] = 1
    return pushed


@kernel
def _order(words: Ints, left: int, right: int, count: int) -> int:
    """Order of two runs of ``count`` words: negative, zero or positive."""
    for i in range(count):
        if words[left + i] != words[right + i]:
            return -1 if words[left + i] < words[right + i] else 1
    return 0


@kernel
def unite(header: Header, left: int, right: int) -> int:
    """The stack that has the frames of both: a merge of two sorted runs.

    Frames that agree on position and data become one, with their parents united in turn: so what stands for
    n contexts of n levels each has n frames and not 2 ** n. Which two stacks make which third is remembered: the
    parents of what is united now were mostly united a byte ago. A level is eight words of UNITING: the rest of both
    runs, where its frames so far begin and end in UNITED, and the two stacks.
    """
    if left == right:
        return left
    done = _known_union(header, left, right)
    if done >= 0:
        return done
    words, levels = table(header, WORDS), table(header, UNITING)
    _begin_union(header, 0, left, right, 0)
    depth, begun = 0, 0
    while depth >= 0:
        at = LEVEL * depth
        i, i_end, j, j_end = np.int64(levels[at]), levels[at + 1], np.int64(levels[at + 2]), levels[at + 3]
        base, count = np.int64(levels[at + 4]), np.int64(levels[at + 5])
        deeper = False
        while i < i_end or j < j_end:
            order = -1 if j == j_end else 1 if i == i_end else _order(words, i, j, 3)
            parent = np.int64(words[(j if order > 0 else i) + 3])
            if order == 0 and parent != words[j + 3]:
                if done < 0:
                    done = _known_union(header, parent, np.int64(words[j + 3]))
                if done >= 0:
                    parent, done = done, np.int64(-1)
                else:
                    deeper = True
                    break
            _add_frame(header, count, j if order > 0 else i, parent)
            count += 4
            i += 4 if order <= 0 else 0
            j += 4 if order >= 0 else 0
        if deeper:
            levels[at], levels[at + 2], levels[at + 5] = i, j, count
            depth += 1
            begun += 1
            if begun > MORE_UNIONS * np.int64(table(header, SCALARS)[MAX_THREADS]):
                interrupt(header, LIMIT, 0, 0, 0, 0)
            _begin_union(header, depth, np.int64(words[i + 3]), np.int64(words[j + 3]), count)
            continue
        if count - base > 4 * table(header, SCALARS)[MAX_THREADS] // FEWER_FRAMES:
            interrupt(header, LIMIT, 0, 0, 0, 0)
        done = _end_union(header, depth, base, count)
        depth -= 1
    return done


@kernel
def _begin_union(header: Header, depth: int, left: int, right: int, place: int) -> None:
    """Enter the union of two stacks as a level of UNITING."""
    at = LEVEL * depth
    reserve(header, UNITING, at + LEVEL)
    levels, start = table(header, UNITING), table(header, START)
    levels[at], levels[at + 1] = start[left], start[left + 1]
    levels[at + 2], levels[at + 3] = start[right], start[right + 1]
    levels[at + 4], levels[at + 5] = place, place
    levels[at + 6], levels[at + 7] = left, right


@kernel
def _end_union(header: Header, depth: int, base: int, count: int) -> int:
    """Intern the frames of a finished level, and remember of which two stacks they are the union."""
    reserve(header, BUFFER, count - base)
    table(header, BUFFER)[: count - base] = table(header, UNITED)[base:count]
    done = intern(header, TAG_STACK, count - base)
    if table(header, SCALARS)[RECORDING]:
        mark_stack(header, done)
    levels, at = table(header, UNITING), LEVEL * depth
    entry = _union_entry(header, np.int64(levels[at + 6]), np.int64(levels[at + 7]))
    table(header, PAYLOAD)[entry] = done
    return done


@kernel
def _union_entry(header: Header, left: int, right: int) -> int:
    """The entry to which the union of two stacks is attached."""
    buffer = table(header, BUFFER)
    buffer[0], buffer[1] = min(left, right), max(left, right)
    return intern(header, TAG_UNION, 2)


@kernel
def _known_union(header: Header, left: int, right: int) -> int:
    """The union of two stacks if it has been made before, else -1."""
    return np.int64(table(header, PAYLOAD)[_union_entry(header, left, right)])


@kernel
def _add_frame(header: Header, place: int, source: int, parent: int) -> None:
    """Copy a frame from WORDS to UNITED, with another parent."""
    reserve(header, UNITED, place + 4)
    words, united = table(header, WORDS), table(header, UNITED)
    for w in range(3):
        united[place + w] = words[source + w]
    united[place + 3] = parent
