"""Region memos: what a whole regular region allows, computed once per vocabulary.

Inside a string almost every token is allowed, and a walk of the whole trie costs milliseconds. Its result
does not depend on the grammar around the region. So for an automaton position q and a trie node n the
walk is done once, by the automaton alone, and kept as

* **bits**: the tokens below n that stay in the region, or end together with it;
* **exit trie**: for the tokens that leave the region on the way, the trie of the bytes that follow the
  exit. All exits share one continuation, so their subtrees are merged: after a closing quotation mark a
  few dozen nodes remain of a vocabulary's hundred thousand.

A mask is then the bits, plus a walk of the exit trie by the threads that continue after the region.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import row_of
from gendecode.constrain.kernels import (
    ARG_B,
    ARG_D,
    EXIT_NODES,
    KEPT_TRIE,
    KEPT_TRIE_TOKENS,
    KIND,
    MASK_WORDS,
    MEMO_BITS,
    MEMO_EXIT,
    N_MEMOS,
    N_TRIE,
    N_TRIE_TOKENS,
    ROWS,
    SCALARS,
    SEGMENT,
    SHARED,
    TRIE_BYTE,
    TRIE_DEPTH,
    TRIE_END,
    TRIE_FIRST,
    TRIE_TOKENS,
    WORK_DATA,
    WORK_POS,
    Header,
    bits_table,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import COUNTED, high_word
from gendecode.constrain.machine import counted_step


@kernel
def region_step(header: Header, position: int, data: int, byte: int) -> tuple[int, int, bool, bool]:
    """One byte within a region: position, data, whether the region may end now, whether it may go on."""
    if table(header, KIND)[position] == COUNTED:
        target, data = counted_step(header, position, data, byte)
        if target == -2:
            return np.int64(-1), data, True, False
        if target == -1:
            return np.int64(-1), data, False, False
        at_start = target == table(header, ARG_D)[target]
        free = at_start and high_word(data) == 0 and (table(header, ARG_B)[target] >> 2) == 0
        return target, data, free, True
    target = np.int64(table(header, ROWS)[row_of(header, position) + byte])
    if target < 0:
        return target, data, False, False
    flags = table(header, ARG_B)[target]
    return target, data, flags & 1 != 0, flags & 2 != 0


@kernel
def build_memo(header: Header, position: int, data: int, root: int) -> int:
    """Compute the memo of (position, data, root); its number, or -1 when the memo tables are full."""
    base = begin_memo(header)
    if base < 0:
        return base
    return finish_memo(header, _walk_region(header, position, data, root, base))


@kernel
def begin_memo(header: Header) -> int:
    """Clear the bits of the next memo; the word where they begin, or -1 when there is no place for them."""
    shared, words = table(header, SHARED), np.int64(table(header, SCALARS)[MASK_WORDS])
    memo, bits = np.int64(shared[N_MEMOS]), bits_table(header, MEMO_BITS)
    if memo >= len(table(header, MEMO_EXIT)) or (memo + 1) * words > len(bits):
        return np.int64(-1)
    bits[memo * words : (memo + 1) * words] = 0
    return memo * words


@kernel
def finish_memo(header: Header, exits: int) -> int:
    """Merge what follows the nodes EXIT_NODES[:exits] and keep the memo; its number, or -1 when the trie is full."""
    shared = table(header, SHARED)
    # An interrupted call may have left a part of a merge behind.
    shared[N_TRIE], shared[N_TRIE_TOKENS] = shared[KEPT_TRIE], shared[KEPT_TRIE_TOKENS]
    exit_root = np.int64(-1)
    if exits > 0:
        exit_root = _merge_subtrees(header, exits)
        if exit_root < 0:
            return np.int64(-1)
    memo = np.int64(shared[N_MEMOS])
    table(header, MEMO_EXIT)[memo] = exit_root
    shared[KEPT_TRIE], shared[KEPT_TRIE_TOKENS] = shared[N_TRIE], shared[N_TRIE_TOKENS]
    shared[N_MEMOS] = memo + 1
    return memo


@kernel
def _walk_region(header: Header, position: int, data: int, root: int, base: int) -> int:
    """Set the region's bits from word ``base`` on, and list the nodes where it may end; how many."""
    trie_byte, trie_end, depths = table(header, TRIE_BYTE), table(header, TRIE_END), table(header, TRIE_DEPTH)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    bits, exits = bits_table(header, MEMO_BITS), table(header, EXIT_NODES)
    positions, datas = table(header, WORK_POS), table64(header, WORK_DATA)
    top = np.int64(depths[root])
    positions[0] = position
    datas[0] = data
    count, node, stop = 0, np.int64(root) + 1, np.int64(trie_end[root])
    while node < stop:
        depth = np.int64(depths[node]) - top
        target, after, may_end, may_go_on = region_step(
            header, np.int64(positions[depth - 1]), datas[depth - 1], np.int64(trie_byte[node])
        )
        if not (may_end or may_go_on):
            node = np.int64(trie_end[node])
            continue
        for i in range(first[node], first[node + 1]):
            bits[base + (tokens[i] >> 5)] |= np.uint32(1) << np.uint32(tokens[i] & 31)
        if may_end and trie_end[node] > node + 1:
            reserve(header, EXIT_NODES, count + 1)
            exits[count] = node
            count += 1
        if may_go_on:
            reserve(header, WORK_POS, depth + 1)
            positions[depth] = target
            datas[depth] = after
            node += 1
        else:
            node = np.int64(trie_end[node])
    return count


@kernel
def _append_node(header: Header, byte: int, depth: int) -> int:
    """Append a trie node without tokens and without an end; -1 when the trie tables are full."""
    shared, ends = table(header, SHARED), table(header, TRIE_END)
    node = np.int64(shared[N_TRIE])
    if node + 2 > len(ends):
        return np.int64(-1)
    table(header, TRIE_BYTE)[node] = byte
    table(header, TRIE_DEPTH)[node] = depth
    table(header, TRIE_FIRST)[node] = shared[N_TRIE_TOKENS]
    table(header, TRIE_FIRST)[node + 1] = shared[N_TRIE_TOKENS]
    ends[node] = node + 1
    shared[N_TRIE] = node + 1
    return node


@kernel
def _append_tokens(header: Header, node: int, source: int) -> bool:
    """Give the last node of the tables the tokens of ``source`` too; False when the tables are full."""
    shared, first, tokens = table(header, SHARED), table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    place = np.int64(shared[N_TRIE_TOKENS])
    extra = np.int64(first[source + 1]) - np.int64(first[source])
    if place + extra > len(tokens):
        return False
    for i in range(extra):
        tokens[place + i] = tokens[first[source] + i]
    shared[N_TRIE_TOKENS] = place + extra
    first[node + 1] = place + extra
    return True


@kernel
def _copy_subtree(header: Header, source: int, depth: int) -> bool:
    """Append a copy of the subtree of ``source``, its root at ``depth``; False when the tables are full."""
    ends, depths, trie_byte = table(header, TRIE_END), table(header, TRIE_DEPTH), table(header, TRIE_BYTE)
    shift = depth - np.int64(depths[source])
    move = np.int64(table(header, SHARED)[N_TRIE]) - source
    for old in range(source, ends[source]):
        node = _append_node(header, np.int64(trie_byte[old]), np.int64(depths[old]) + shift)
        if node < 0 or not _append_tokens(header, node, old):
            return False
        ends[node] = ends[old] + move
    return True


@kernel
def _list_children(header: Header, begin: int, end: int) -> int:
    """List the children of the nodes EXIT_NODES[begin:end] after them, ordered by byte; the end of the list."""
    trie_byte, ends, nodes = table(header, TRIE_BYTE), table(header, TRIE_END), table(header, EXIT_NODES)
    place = np.zeros(257, np.int64)
    for i in range(begin, end):
        child = np.int64(nodes[i]) + 1
        while child < ends[nodes[i]]:
            place[trie_byte[child] + 1] += 1
            child = np.int64(ends[child])
    for byte in range(256):
        place[byte + 1] += place[byte]
    total = place[256]
    reserve(header, EXIT_NODES, end + total)
    for i in range(begin, end):
        child = np.int64(nodes[i]) + 1
        while child < ends[nodes[i]]:
            nodes[end + place[trie_byte[child]]] = child
            place[trie_byte[child]] += 1
            child = np.int64(ends[child])
    return end + total


@kernel
def _merge_subtrees(header: Header, count: int) -> int:
    """Append the trie of everything below the nodes EXIT_NODES[:count], merged; its root, -1 when full.

    Depth first, with the merged node, the list of its children and the place in that list on a stack
    (four words of SEGMENT per depth). A group of one node is copied whole.
    """
    shared, ends, trie_byte = table(header, SHARED), table(header, TRIE_END), table(header, TRIE_BYTE)
    nodes, stack = table(header, EXIT_NODES), table(header, SEGMENT)
    last = _list_children(header, 0, count)
    root = _append_node(header, 0, 0)
    stack[0], stack[1], stack[2] = root, count, last
    depth, fits = 0, root >= 0
    while depth >= 0 and fits:
        at = 4 * depth
        begin, end = np.int64(stack[at + 1]), np.int64(stack[at + 2])
        if begin == end:
            ends[stack[at]] = shared[N_TRIE]
            depth -= 1
            continue
        group = begin + 1
        byte = np.int64(trie_byte[nodes[begin]])
        while group < end and trie_byte[nodes[group]] == byte:
            group += 1
        stack[at + 1] = group
        if group == begin + 1:
            fits = _copy_subtree(header, np.int64(nodes[begin]), depth + 1)
            continue
        node = _append_node(header, byte, depth + 1)
        fits = node >= 0
        for i in range(begin, group):
            fits = fits and _append_tokens(header, node, np.int64(nodes[i]))
        if fits:
            depth += 1
            reserve(header, SEGMENT, 4 * depth + 4)
            children = _list_children_of(header, begin, group, end)
            stack[4 * depth], stack[4 * depth + 1], stack[4 * depth + 2] = node, end, children
    return root if fits else np.int64(-1)


@kernel
def _list_children_of(header: Header, begin: int, group: int, place: int) -> int:
    """Like _list_children, for a group within a list: its children are listed from ``place`` on."""
    nodes = table(header, EXIT_NODES)
    size = group - begin
    reserve(header, EXIT_NODES, place + 2 * size)
    # List them behind a copy of the group, then move them down over the copy.
    for i in range(size):
        nodes[place + i] = nodes[begin + i]
    end = _list_children(header, place, place + size)
    for i in range(end - place - size):
        nodes[place + i] = nodes[place + size + i]
    return end - size
