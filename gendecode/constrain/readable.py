"""Which children of a trie node a walk has to look at: those whose byte some thread can read.

Most threads read few different bytes, and the root of the trie has a child for nearly every byte. So the bytes
that the threads read are listed first. Where they are few, their children are looked up one by one; where they are
more, the children are gone through and those with other bytes are left out; and where a thread may read any byte,
as in the text of a string, all the children are taken.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import FEW, row_of
from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    ARG_D,
    KID_BYTE,
    KID_FIRST,
    KID_NODE,
    KIND,
    N_PENDING,
    PENDING,
    READ_BYTES,
    READ_STAMP,
    READ_STAMPS,
    ROW_READS,
    ROW_WIDTH,
    SCALARS,
    SEGMENT,
    THREAD_POS,
    Header,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import BYTE, COUNTED, DFA, EXTRA_NAME, MEASURED, NAME, WORD
from gendecode.constrain.objects import name_byte
from gendecode.constrain.regions import child_of, push_kids

_MANY_NAMES = 16  # names beyond which a declared name is taken to read any byte


@kernel
def push_readable(header: Header, node: int, depth: int) -> None:
    """Put the children of ``node`` that the threads of the segment at ``depth`` may read on the PENDING stack."""
    scalars, segment, first, kids = (
        table(header, SCALARS),
        table(header, SEGMENT),
        table(header, KID_FIRST),
        table(header, KID_NODE),
    )
    begin, end = np.int64(segment[2 * depth]), np.int64(segment[2 * depth + 1])
    if begin == end:
        return
    kid, stop, count = np.int64(first[node]), np.int64(first[node + 1]), np.int64(scalars[N_PENDING])
    reads = _collect_reads(header, begin, end)
    if reads < 0:
        scalars[N_PENDING] = push_kids(header, count, node, depth + 1)
        return
    reserve(header, PENDING, 2 * (count + stop - kid))
    pending, bytes_of = table(header, PENDING), table(header, KID_BYTE)
    if 4 * reads < stop - kid:
        some = table(header, READ_BYTES)
        for i in range(reads):
            child = child_of(header, node, np.int64(some[i]))
            if child >= 0:
                pending[2 * count] = child
                pending[2 * count + 1] = depth + 1
                count += 1
    else:
        stamps, stamp = table(header, READ_STAMPS), scalars[READ_STAMP]
        for i in range(kid, stop):
            if stamps[bytes_of[i]] == stamp:
                pending[2 * count] = kids[i]
                pending[2 * count + 1] = depth + 1
                count += 1
    scalars[N_PENDING] = count


@kernel
def _collect_reads(header: Header, begin: int, end: int) -> int:
    """List in READ_BYTES the bytes that the threads ``begin .. end`` may read; how many, -1 when it may be any."""
    scalars, kinds, positions = table(header, SCALARS), table(header, KIND), table(header, THREAD_POS)
    arguments = table(header, ARG_A)
    scalars[READ_STAMP] += 1
    count = np.int64(0)
    for i in range(begin, end):
        position = np.int64(positions[i])
        kind = kinds[position]
        if kind == BYTE:
            count = _note_read(header, count, np.int64(arguments[position]))
        elif kind in (DFA, COUNTED, MEASURED, EXTRA_NAME, WORD):
            within = kind in (EXTRA_NAME, WORD)
            row = row_of(header, np.int64(table(header, ARG_C)[position]) if within else position)
            width = np.int64(table(header, ROW_WIDTH)[row])
            if width > FEW:
                return np.int64(-1)
            reads = table(header, ROW_READS)
            for j in range(width):
                count = _note_read(header, count, np.int64(reads[row * FEW + j]))
            if kind == COUNTED and position == table(header, ARG_D)[position] and table(header, ARG_B)[position] >> 2:
                count = _note_read(header, count, np.int64(table(header, ARG_B)[position] >> 2) - 1)
        elif kind == NAME:
            low, high = np.int64(table(header, ARG_B)[position]), np.int64(table(header, ARG_C)[position])
            if high - low > _MANY_NAMES:
                return np.int64(-1)
            for name in range(low, high):
                byte = name_byte(header, np.int64(arguments[position]), name, np.int64(table(header, ARG_D)[position]))
                count = _note_read(header, count, byte)
    return count


@kernel
def _note_read(header: Header, count: int, byte: int) -> int:
    """Add a byte to READ_BYTES unless it is there; the new count."""
    stamps, stamp = table(header, READ_STAMPS), table(header, SCALARS)[READ_STAMP]
    if stamps[byte] == stamp:
        return count
    stamps[byte] = stamp
    table(header, READ_BYTES)[count] = byte
    return count + 1
