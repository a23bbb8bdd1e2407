"""The record: what has been read since the outermost distinct array or object began that is still open.

Such items are compared as values when they end, and all threads of a state have read the same text. So the state has
that text, an interned prefix, and the frame of each item says where it begins there. A stack knows whether such a frame
is in it; when none is left, the record is dropped.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    BUFFER,
    ITEM_VALUE,
    PAYLOAD,
    RECORD,
    SCALARS,
    START,
    THREAD_STACK,
    WORDS,
    Header,
    intern,
    interrupt,
    kernel,
    table,
)
from gendecode.constrain.layout import COMPOSITE_END, EMPTY_PREFIX, NO_RECORD, TAG_ITEM, TAG_ITEM_TEXT, UNKNOWN_TEXT
from gendecode.constrain.words_left import longer


@kernel
def needs_record(header: Header, stack: int) -> bool:
    """True when a distinct array or object is open somewhere in a stack."""
    return table(header, PAYLOAD)[stack] > 0


@kernel
def mark_stack(header: Header, stack: int) -> None:
    """Note whether a distinct array or object is open in a new stack."""
    words, start, payload = table(header, WORDS), table(header, START), table(header, PAYLOAD)
    for frame in range(start[stack], start[stack + 1], 4):
        if words[frame] == COMPOSITE_END or payload[words[frame + 3]] > 0:
            payload[stack] = 1
            return


@kernel
def begin_record(header: Header, byte: int) -> None:
    """Add ``byte`` to the record, if there is one."""
    scalars = table(header, SCALARS)
    if scalars[RECORD] >= 0 and scalars[RECORD] != UNKNOWN_TEXT:
        scalars[RECORD] = longer(header, np.int64(scalars[RECORD]), byte)


@kernel
def end_record(header: Header, begin: int, end: int) -> None:
    """Drop the record if none of the threads ``begin .. end`` needs it, begin one if there is none and one does."""
    scalars, stacks = table(header, SCALARS), table(header, THREAD_STACK)
    for i in range(begin, end):
        if needs_record(header, np.int64(stacks[i])):
            if scalars[RECORD] == NO_RECORD:
                scalars[RECORD] = EMPTY_PREFIX
            return
    scalars[RECORD] = NO_RECORD


@kernel
def begin_item(header: Header, at: int, seen: int) -> int:
    """The entry of an array or object that begins now, as an item of the distinct repetition ``at``."""
    record, buffer = table(header, SCALARS)[RECORD], table(header, BUFFER)
    buffer[0] = at
    buffer[1] = seen
    buffer[2] = record if record >= 0 else EMPTY_PREFIX
    return intern(header, TAG_ITEM, 3)


@kernel
def item_value(header: Header, begin: int) -> int:
    """The value of the array or object that has just ended and that began at the record ``begin``."""
    buffer = table(header, BUFFER)
    buffer[0] = table(header, SCALARS)[RECORD]
    buffer[1] = begin
    entry = intern(header, TAG_ITEM_TEXT, 2)
    value = np.int64(table(header, PAYLOAD)[entry])
    if value < 0:
        interrupt(header, ITEM_VALUE, entry, 0, 0, 0)
    return value
