"""Which tokens would spell a name that an object may not have again."""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    BUFFER,
    KID_BYTE,
    KID_FIRST,
    KID_NODE,
    MERGE,
    N_SCOPE_NODES,
    NAME_BYTES,
    NAME_START,
    SCALARS,
    SCOPE_NODES,
    START,
    SUBSET,
    WORDS,
    Header,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import EMPTY_PREFIX, QUOTE
from gendecode.constrain.objects import (
    EXTRA_BIT,
    IN_ORDER,
    NAME_BASE,
    NAME_COUNT,
    column,
    narrow,
    spell,
)


@kernel
def child_of(header: Header, node: int, byte: int) -> int:
    """The child of a trie node by its byte, or -1."""
    first, bytes_of = table(header, KID_FIRST), table(header, KID_BYTE)
    begin, end = np.int64(first[node]), np.int64(first[node + 1])
    stop = end
    while begin < end:
        middle = (begin + end) >> 1
        if bytes_of[middle] < byte:
            begin = middle + 1
        else:
            end = middle
    if begin < stop and bytes_of[begin] == byte:
        return np.int64(table(header, KID_NODE)[begin])
    return np.int64(-1)


@kernel
def _list_node(header: Header, node: int) -> None:
    """List the trie node where the closing quotation mark follows ``node``."""
    scalars = table(header, SCALARS)
    closed = child_of(header, node, QUOTE)
    if closed >= 0:
        reserve(header, SCOPE_NODES, scalars[N_SCOPE_NODES] + 1)
        table(header, SCOPE_NODES)[scalars[N_SCOPE_NODES]] = closed
        scalars[N_SCOPE_NODES] += 1


@kernel
def list_taken(header: Header, obj: int, seen: int, prefix: int, node: int) -> None:
    """List in SCOPE_NODES the trie nodes below ``node`` where a taken name is closed.

    ``prefix`` is what has been read of the name. Taken are all declared names (they are read by
    threads of their own) and the undeclared ones in ``seen``.
    """
    length = spell(header, prefix)
    reserve(header, MERGE, length)
    read, buffer = table(header, MERGE), table(header, BUFFER)
    for i in range(length):
        read[i] = buffer[length - 1 - i]
    begin, end = np.int64(0), column(header, obj, NAME_COUNT)
    for depth in range(length):
        begin, end = narrow(header, obj, begin, end, depth, np.int64(read[depth]))
    if begin < end:
        _list_declared(header, obj, begin, end, length, node)
    words, start = table(header, WORDS), table(header, START)
    skip = 2 if column(header, obj, IN_ORDER) else 0
    for i in range(start[seen] + skip, start[seen + 1]):
        if words[i] >= EXTRA_BIT and words[i] - EXTRA_BIT > EMPTY_PREFIX + 1:
            _list_extra(header, np.int64(words[i]) - EXTRA_BIT, length, node)
        elif words[i] - EXTRA_BIT == EMPTY_PREFIX and length == 0:
            _list_node(header, node)


@kernel
def _list_extra(header: Header, name: int, length: int, node: int) -> None:
    """List the node that closes the undeclared ``name``, if it begins with the ``length`` bytes in MERGE."""
    total = spell(header, name)
    read, buffer = table(header, MERGE), table(header, BUFFER)
    if total < length:
        return
    for depth in range(total):
        byte = np.int64(buffer[total - 1 - depth])
        if depth < length:
            if read[depth] != byte:
                return
        else:
            node = child_of(header, node, byte)
            if node < 0:
                return
    _list_node(header, node)


@kernel
def _list_declared(header: Header, obj: int, begin: int, end: int, depth: int, node: int) -> None:
    """List the nodes that close one of the names ``begin .. end``, which agree on ``depth`` bytes.

    Names and trie are gone through together; what is still to do waits in SUBSET, four words each.
    """
    start, base = table(header, NAME_START), column(header, obj, NAME_BASE)
    todo, first, kids = table(header, SUBSET), table(header, KID_FIRST), table(header, KID_NODE)
    bytes_of = table(header, KID_BYTE)
    reserve(header, SUBSET, 4)
    todo[0], todo[1], todo[2], todo[3] = begin, end, depth, node
    count = 1
    while count > 0:
        count -= 1
        at = 4 * count
        begin, end = np.int64(todo[at]), np.int64(todo[at + 1])
        depth, node = np.int64(todo[at + 2]), np.int64(todo[at + 3])
        if start[base + begin + 1] - start[base + begin] == depth:
            _list_node(header, node)
            begin += 1
        if begin == end:
            continue
        if end - begin == 1:
            _list_path(header, np.int64(start[base + begin]) + depth, np.int64(start[base + end]), node)
            continue
        for kid in range(first[node], first[node + 1]):
            if begin == end:
                break
            low, high = narrow(header, obj, begin, end, depth, np.int64(bytes_of[kid]))
            if low < high:
                reserve(header, SUBSET, 4 * count + 4)
                at = 4 * count
                todo[at], todo[at + 1], todo[at + 2], todo[at + 3] = low, high, depth + 1, kids[kid]
                count += 1
            begin = high


@kernel
def _list_path(header: Header, at: int, end: int, node: int) -> None:
    """List the node that closes the one name whose remaining bytes are NAME_BYTES[at:end]."""
    data = table(header, NAME_BYTES)
    for i in range(at, end):
        node = child_of(header, node, np.int64(data[i]))
        if node < 0:
            return
    _list_node(header, node)
