"""Determinised automata, one state and one row at a time, when the walk first needs them.

A DFA state is a position of the network whose ``ARG_C`` is an interned set of NFA states. Its row, the next
position for each byte, is built on its first step: for each run of bytes that cross the same edges, the set
of the edges' targets is interned, and the position of that set is the entry. A row that reads few bytes is a
short list of them; the others have 256 places.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    ARG_D,
    BOUNDARY,
    BUFFER,
    KIND,
    N_POSITIONS,
    N_ROWS,
    N_WIDE_ROWS,
    NFA_ACCEPT,
    NFA_FIRST,
    NFA_HIGH,
    NFA_LOW,
    NFA_STAMP,
    NFA_TARGET,
    PAYLOAD,
    ROW_READS,
    ROW_SAFE,
    ROW_TARGETS,
    ROW_WIDTH,
    ROWS,
    SCALARS,
    STAMP,
    START,
    SUBSET,
    WORDS,
    Header,
    intern,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import COUNTED, ENDLESS, MEASURED, TAG_COUNTED_SUBSET, TAG_SUBSET

BETWEEN = 4  # flag of a MEASURED position in ARG_B: it is between two characters
FEW = 16  # bytes up to which a row lists what it reads


@kernel
def new_position(header: Header, kind: int, a: int, b: int, c: int, d: int) -> int:
    """Append a position to the network."""
    scalars = table(header, SCALARS)
    position = np.int64(scalars[N_POSITIONS])
    reserve(header, KIND, position + 1)
    table(header, KIND)[position] = kind
    table(header, ARG_A)[position] = a
    table(header, ARG_B)[position] = b
    table(header, ARG_C)[position] = c
    table(header, ARG_D)[position] = d
    scalars[N_POSITIONS] = position + 1
    return position


@kernel
def subset_position(header: Header, kind: int, count: int, start: int) -> int:
    """The position of the NFA states ``SUBSET[:count]`` (sorted). ``start`` is for COUNTED and MEASURED positions.

    ``ARG_B`` has bit 0 when a word may end here and bit 1 when it may go on; ``ARG_D`` of a DFA position is the number
    of words that remain, up to ENDLESS, or -1 where that has not been counted: several states may share words.
    """
    subset, buffer = table(header, SUBSET), table(header, BUFFER)
    buffer[:count] = subset[:count]
    entry = intern(header, TAG_COUNTED_SUBSET if kind == COUNTED else TAG_SUBSET, count)
    payload = table(header, PAYLOAD)
    if payload[entry] < 0:
        first, accept = table(header, NFA_FIRST), table(header, NFA_ACCEPT)
        flags, most = np.int64(0), np.int64(0)
        for i in range(count):
            flags |= np.int64(accept[subset[i]]) & 1
            most = max(most, np.int64(accept[subset[i]]) >> 1)
            if first[subset[i] + 1] > first[subset[i]]:
                flags |= 2
        if kind == MEASURED:
            flags |= BETWEEN if most > 0 else 0
        elif kind != COUNTED:
            start = most if most == ENDLESS or (count == 1 and most > 0) else np.int64(-1)
        payload[entry] = new_position(header, kind, -1, flags, entry, start)
    return np.int64(payload[entry])


@kernel
def _collect_targets(header: Header, entry: int, byte: int) -> int:
    """Put the sorted set of targets of ``byte`` from the NFA states of ``entry`` into SUBSET; its size."""
    words, start, scalars = table(header, WORDS), table(header, START), table(header, SCALARS)
    first, low, high = table(header, NFA_FIRST), table(header, NFA_LOW), table(header, NFA_HIGH)
    target, stamps, subset = table(header, NFA_TARGET), table(header, NFA_STAMP), table(header, SUBSET)
    stamp = scalars[STAMP] + 1
    scalars[STAMP] = stamp
    count = 0
    for i in range(start[entry], start[entry + 1]):
        for edge in range(first[words[i]], first[words[i] + 1]):
            if low[edge] <= byte <= high[edge] and stamps[target[edge]] != stamp:
                stamps[target[edge]] = stamp
                reserve(header, SUBSET, count + 1)
                subset[count] = target[edge]
                count += 1
    reserve(header, BUFFER, count)
    if count > 1:
        subset[:count].sort()
    return count


@kernel
def row_of(header: Header, position: int) -> int:
    """The number of the row of an automaton position; builds it on the first call."""
    row = np.int64(table(header, ARG_A)[position])
    if row >= 0:
        return row
    scalars = table(header, SCALARS)
    entry = table(header, ARG_C)[position]
    kind, start_position = table(header, KIND)[position], table(header, ARG_D)[position]
    words, start = table(header, WORDS), table(header, START)
    first, low, high = table(header, NFA_FIRST), table(header, NFA_LOW), table(header, NFA_HIGH)
    boundary = table(header, BOUNDARY)
    boundary[:257] = 0
    for i in range(start[entry], start[entry + 1]):
        for edge in range(first[words[i]], first[words[i] + 1]):
            boundary[low[edge]] = 1
            boundary[np.int64(high[edge]) + 1] = 1
    row, wide = np.int64(scalars[N_ROWS]), np.int64(scalars[N_WIDE_ROWS])
    reserve(header, ROWS, (wide + 1) * 256)
    reserve(header, ROW_WIDTH, row + 1)
    reserve(header, ROW_READS, (row + 1) * FEW)
    rows, reads, targets = table(header, ROWS), table(header, ROW_READS), table(header, ROW_TARGETS)
    current, width = np.int64(-1), np.int64(0)
    for byte in range(256):
        if boundary[byte] == 1:
            count = _collect_targets(header, entry, byte)
            current = np.int64(-1)
            if count > 0:
                current = subset_position(header, kind, count, start_position)
        rows[wide * 256 + byte] = current
        if current >= 0:
            if width < FEW:
                reads[row * FEW + width] = byte
                targets[row * FEW + width] = current
            width += 1
    if width > FEW:
        targets[row * FEW] = wide
        scalars[N_WIDE_ROWS] = wide + 1
    table(header, ROW_WIDTH)[row] = width
    table(header, ROW_SAFE)[row] = -1
    scalars[N_ROWS] = row + 1
    table(header, ARG_A)[position] = row
    return row


@kernel
def next_position(header: Header, position: int, byte: int) -> int:
    """The automaton position after ``byte``, or -1."""
    row = np.int64(table(header, ARG_A)[position])
    if row < 0:
        row = row_of(header, position)
    width, targets = table(header, ROW_WIDTH)[row], table(header, ROW_TARGETS)
    if width > FEW:
        return np.int64(table(header, ROWS)[np.int64(targets[row * FEW]) * 256 + byte])
    reads = table(header, ROW_READS)
    for i in range(row * FEW, row * FEW + width):
        if reads[i] == byte:
            return np.int64(targets[i])
    return np.int64(-1)
