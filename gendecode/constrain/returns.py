"""Where a return leads: remembered per stack, where that takes long to find out.

A stack never changes, so neither do the reading threads to which a return from it leads. After n levels each of which
may end without another byte (``s: "a" s n`` with n nullable), these threads come from all n levels; but a byte later
there is one level more, and the threads of the others are the same.

So a long closure is cut: where it comes to a return after LONG_CLOSURE places, the closure of that return is a *unit*
of its own, with its own work list and its own segment of threads, above the ones of the outer closure. When it is
through, its threads are interned, attached to the stack, and added to the outer closure. A return with which a long
closure began is a unit from the next time on: the walk of a mask meets it again with the next byte.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    BUFFER,
    DOUBT,
    N_THREADS,
    PAYLOAD,
    RECORDING,
    RETURNED_FROM,
    SCALARS,
    THREAD_DATA,
    THREAD_POS,
    THREAD_STACK,
    UNITS,
    WORK_BEGIN,
    WORK_DONE,
    Header,
    intern,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import LONG, TAG_RETURNED, high_word, low_word

LONG_CLOSURE = 16  # places that a closure visits before returns become units
MOST_UNITS = 1 << 20  # inside each other; what is deeper is part of the last one
UNIT_WORDS = 4


@kernel
def returns_apart(header: Header, stack: int) -> bool:
    """True when a return from ``stack`` is to be a unit: it is known to be long, or the closure in progress is.

    Not where distinct arrays and objects are compared: what a return leads to depends on their texts there.
    """
    scalars = table(header, SCALARS)
    if scalars[RECORDING]:
        return False
    return scalars[WORK_DONE] - scalars[WORK_BEGIN] >= LONG_CLOSURE or table(header, PAYLOAD)[stack] <= LONG


@kernel
def known_returns(header: Header, stack: int) -> int:
    """The threads to which a return from ``stack`` leads (an interned TAG_RETURNED), or a negative number."""
    return LONG - 1 - np.int64(table(header, PAYLOAD)[stack])


@kernel
def note_length(header: Header, count: int) -> None:
    """A closure of ``count`` places is through: if that is long, its first return will be a unit the next time."""
    scalars, payload = table(header, SCALARS), table(header, PAYLOAD)
    stack = scalars[RETURNED_FROM]
    if count >= LONG_CLOSURE and stack >= 0 and payload[stack] == -1 and not scalars[RECORDING]:
        payload[stack] = LONG


@kernel
def begin_unit(header: Header, units: int, begin: int, count: int, stack: int) -> None:
    """Put aside the closure in progress (its segment begins at ``begin``), and begin the one of a return."""
    at = UNIT_WORDS * units
    reserve(header, UNITS, at + UNIT_WORDS)
    saved, scalars = table(header, UNITS), table(header, SCALARS)
    saved[at], saved[at + 1] = stack, begin
    saved[at + 2], saved[at + 3] = scalars[WORK_BEGIN], scalars[WORK_DONE]
    scalars[WORK_BEGIN], scalars[WORK_DONE] = count, count


@kernel
def end_unit(header: Header, units: int, begin: int) -> int:
    """Keep the threads from ``begin`` on, and go back to the closure that was put aside; the kept threads."""
    threads = _keep_threads(header, begin)
    scalars, saved, at = table(header, SCALARS), table(header, UNITS), UNIT_WORDS * units
    if not scalars[DOUBT]:  # a name that was not looked at is doubted whenever it is met
        table(header, PAYLOAD)[saved[at]] = LONG - 1 - threads
    scalars[WORK_BEGIN], scalars[WORK_DONE] = saved[at + 2], saved[at + 3]
    return threads


@kernel
def _keep_threads(header: Header, begin: int) -> int:
    """Take the threads from ``begin`` on off the scratch and intern them."""
    scalars = table(header, SCALARS)
    count = np.int64(scalars[N_THREADS]) - begin
    reserve(header, BUFFER, 4 * count)
    buffer, positions, stacks = table(header, BUFFER), table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    for i in range(count):
        buffer[4 * i] = positions[begin + i]
        buffer[4 * i + 1] = low_word(datas[begin + i])
        buffer[4 * i + 2] = high_word(datas[begin + i])
        buffer[4 * i + 3] = stacks[begin + i]
    scalars[N_THREADS] = begin
    return intern(header, TAG_RETURNED, 4 * count)
