"""Which tokens would spell a name that an object may not have again."""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import next_position
from gendecode.constrain.kernels import (
    ARG_B,
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
    SPELLED,
    START,
    SUBSET,
    WORDS,
    Header,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import EMPTY_PREFIX, QUOTE
from gendecode.constrain.object_sets import EXTRA_BIT, IN_ORDER, NAME_BASE, NAME_COUNT, column
from gendecode.constrain.objects import narrow, spell
from gendecode.constrain.regions import child_of
from gendecode.constrain.words_left import longer, name_left, rest_of, word_left


@kernel
def _list(header: Header, node: int) -> None:
    """List a trie node."""
    scalars = table(header, SCALARS)
    reserve(header, SCOPE_NODES, scalars[N_SCOPE_NODES] + 1)
    table(header, SCOPE_NODES)[scalars[N_SCOPE_NODES]] = node
    scalars[N_SCOPE_NODES] += 1


@kernel
def _list_node(header: Header, node: int) -> None:
    """List the trie node where the closing quotation mark follows ``node``."""
    closed = child_of(header, node, QUOTE)
    if closed >= 0:
        _list(header, closed)


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
def list_exhausted(header: Header, obj: int, seen: int, prefix: int, position: int, node: int) -> None:
    """List in SCOPE_NODES the nodes below ``node`` from which on every name is taken, though one could begin so.

    Such a node lies on the way to a taken name, at an automaton position with finitely many words.
    """
    words, start, spelled = table(header, WORDS), table(header, START), table(header, SPELLED)
    path = table(header, MERGE)
    for i in range(start[seen] + (2 if column(header, obj, IN_ORDER) else 0), start[seen + 1]):
        count = np.int64(-1)
        if words[i] >= EXTRA_BIT:
            count = rest_of(header, np.int64(words[i]) - EXTRA_BIT, prefix)
        if count > 0:
            reserve(header, MERGE, count)
            for j in range(count):
                path[j] = spelled[count - 1 - j]
            _list_first_exhausted(header, obj, seen, prefix, position, node, count)
    length, buffer = spell(header, prefix), table(header, BUFFER)
    begin, end = np.int64(0), column(header, obj, NAME_COUNT)
    for depth in range(length):
        begin, end = narrow(header, obj, begin, end, depth, np.int64(buffer[length - 1 - depth]))
    first, data, base = table(header, NAME_START), table(header, NAME_BYTES), column(header, obj, NAME_BASE)
    for name in range(base + begin, base + end):
        count = np.int64(first[name + 1]) - np.int64(first[name]) - length
        reserve(header, MERGE, count)
        for j in range(count):
            path[j] = data[first[name] + length + j]
        _list_first_exhausted(header, obj, seen, prefix, position, node, count)


@kernel
def _list_first_exhausted(
    header: Header, obj: int, seen: int, prefix: int, position: int, node: int, count: int
) -> None:
    """List the first node on the way MERGE[:count] to a taken name from which on every name is taken."""
    path = table(header, MERGE)
    for i in range(count):
        position = next_position(header, position, np.int64(path[i]))
        node = child_of(header, node, np.int64(path[i]))
        if position < 0 or node < 0:
            return
        prefix = longer(header, prefix, np.int64(path[i]))
        if not name_left(header, obj, seen, prefix, position):
            _list(header, node)
            return


@kernel
def list_taken_words(header: Header, seen: int, prefix: int, position: int, node: int) -> None:
    """List in SCOPE_NODES what tokens below ``node`` would have to go through to repeat an item of ``seen``.

    ``prefix`` is what has been read of the present item, ``position`` where its automaton is.
    """
    words, start, spelled = table(header, WORDS), table(header, START), table(header, SPELLED)
    path = table(header, MERGE)
    for i in range(start[seen], start[seen + 1]):
        if words[i] >= EXTRA_BIT:
            count = rest_of(header, np.int64(words[i]) - EXTRA_BIT, prefix)
            reserve(header, MERGE, count)
            for j in range(count):
                path[j] = spelled[count - 1 - j]
            _list_on_the_way(header, seen, prefix, position, node, count)


@kernel
def _list_on_the_way(header: Header, seen: int, prefix: int, position: int, node: int, count: int) -> None:
    """List the first node on the way MERGE[:count] to a taken word where no word is left.

    Where longer ones are left at its end, that node stays, with the bytes that go on; what follows the word is listed.
    """
    path, flags = table(header, MERGE), table(header, ARG_B)
    for i in range(count):
        position = next_position(header, position, np.int64(path[i]))
        node = child_of(header, node, np.int64(path[i]))
        if position < 0 or node < 0:
            return
        prefix = longer(header, prefix, np.int64(path[i]))
        if not word_left(header, seen, prefix, position):
            _list(header, node)
            return
    if count > 0 and flags[position] & 1:
        first, bytes_of, kids = table(header, KID_FIRST), table(header, KID_BYTE), table(header, KID_NODE)
        for kid in range(first[node], first[node + 1]):
            if next_position(header, position, np.int64(bytes_of[kid])) < 0:
                _list(header, np.int64(kids[kid]))


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
