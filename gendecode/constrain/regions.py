"""Region memos: what a whole regular region allows, computed once per vocabulary.

Inside a string almost every token is allowed, and a walk of the whole trie costs milliseconds. Its result
does not depend on the grammar around the region. So for an automaton position q and a trie node n the
walk is done once, by the automaton alone, and kept as

* **bits**: the tokens below n that stay in the region, or end together with it;
* **exit trie**: for the tokens that leave the region on the way, the trie of the bytes that follow the
  exit. All exits share one continuation, so their subtrees are merged: after a closing quotation mark a
  few dozen nodes remain of a vocabulary's hundred thousand. What only one exit has is shared, not copied,
  so the exit trie of white space, which most of the vocabulary may follow, costs no more than its overlaps.

A mask is then the bits, plus a walk of the exit trie by the threads that continue after the region.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import FEW, row_of
from gendecode.constrain.exit_tries import merge_subtrees
from gendecode.constrain.kernels import (
    ARG_B,
    ARG_D,
    EXIT_NODES,
    KID_BYTE,
    KID_FIRST,
    KID_NODE,
    KIND,
    MASK_WORDS,
    MEMO_BITS,
    MEMO_EXIT,
    MEMO_FIRST,
    MEMO_ROW,
    MEMO_TOKENS,
    N_KIDS,
    N_MEMO_ROWS,
    N_MEMO_TOKENS,
    N_MEMOS,
    N_TRIE,
    N_TRIE_TOKENS,
    NEW_KIDS,
    NEW_NODES,
    NEW_TOKENS,
    PENDING,
    ROW_READS,
    ROW_TARGETS,
    ROW_WIDTH,
    ROWS,
    SCALARS,
    SEGMENT,
    SHARED,
    TRIE_CLASSES,
    TRIE_FIRST,
    TRIE_SIZE,
    TRIE_TOKENS,
    WORK_DATA,
    WORK_POS,
    Header,
    Ints,
    bits_row,
    bits_table,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import COUNTED, high_word
from gendecode.constrain.machine import counted_step
from gendecode.constrain.safe_classes import safe_classes

SPARSE = 512  # tokens up to which a memo keeps a list instead of a row of bits
_BULK = 4  # nodes of a subtree for which it pays to ask whether it loops as a whole


@kernel
def build_memo(header: Header, position: int, data: int, root: int) -> int:
    """Compute the memo of (position, data, root); its number, or -1 when the memo tables are full."""
    if not begin_memo(header):
        return np.int64(-1)
    return finish_memo(header, _walk_region(header, position, data, root))


# --- the tokens of a memo -----------------------------------------------------------------------------
@kernel
def begin_memo(header: Header) -> bool:
    """Start the next memo with no tokens; False when there is no place for it."""
    shared, scalars = table(header, SHARED), table(header, SCALARS)
    words, bits = np.int64(scalars[MASK_WORDS]), bits_table(header, MEMO_BITS)
    memo, row = np.int64(shared[N_MEMOS]), np.int64(shared[N_MEMO_ROWS])
    if memo + 2 > len(table(header, MEMO_FIRST)) or (row + 1) * words > len(bits):
        return False
    if shared[N_MEMO_TOKENS] + SPARSE > len(table(header, MEMO_TOKENS)):
        return False
    bits[row * words : (row + 1) * words] = 0
    scalars[NEW_NODES] = shared[N_TRIE]
    scalars[NEW_TOKENS] = shared[N_TRIE_TOKENS]
    scalars[NEW_KIDS] = shared[N_KIDS]
    table(header, MEMO_FIRST)[memo + 1] = shared[N_MEMO_TOKENS]
    return True


@kernel
def allow_token(header: Header, token: int) -> None:
    """Add a token to the memo in the making: to its row, and to its list while that is short."""
    shared = table(header, SHARED)
    memo, row = np.int64(shared[N_MEMOS]), np.int64(shared[N_MEMO_ROWS])
    at = row * np.int64(table(header, SCALARS)[MASK_WORDS]) + (token >> 5)
    bits, first = bits_table(header, MEMO_BITS), table(header, MEMO_FIRST)
    bits[at] |= np.uint32(1) << np.uint32(token & 31)
    count = first[memo + 1] - first[memo]
    if count < SPARSE:
        table(header, MEMO_TOKENS)[first[memo + 1]] = token
    if count <= SPARSE:
        first[memo + 1] += 1


@kernel
def allow_tokens_of(header: Header, node: int) -> None:
    """Add the tokens that end at a trie node to the memo in the making."""
    first = table(header, TRIE_FIRST)
    allow_tokens(header, table(header, TRIE_TOKENS), np.int64(first[node]), np.int64(first[node + 1]))


@kernel
def allow_tokens(header: Header, tokens: Ints, begin: int, end: int) -> None:
    """Add ``tokens[begin:end]`` to the memo in the making."""
    shared, i = table(header, SHARED), begin
    memo, first = np.int64(shared[N_MEMOS]), table(header, MEMO_FIRST)
    while i < end and first[memo + 1] - first[memo] <= SPARSE:
        allow_token(header, np.int64(tokens[i]))
        i += 1
    if i < end:
        words = np.int64(table(header, SCALARS)[MASK_WORDS])
        bits = bits_row(header, MEMO_BITS, np.int64(shared[N_MEMO_ROWS]), words)
        while i < end:
            bits[tokens[i] >> 5] |= np.uint32(1) << np.uint32(tokens[i] & 31)
            i += 1


@kernel
def finish_memo(header: Header, exits: int) -> int:
    """Merge what follows the nodes EXIT_NODES[:exits] and keep the memo; its number, or -1 when the tables are full."""
    shared, scalars, first = table(header, SHARED), table(header, SCALARS), table(header, MEMO_FIRST)
    exit_root = np.int64(-1)
    if exits > 0:
        exit_root = merge_subtrees(header, exits)
        if exit_root < 0:
            return np.int64(-1)
    memo = np.int64(shared[N_MEMOS])
    table(header, MEMO_EXIT)[memo] = exit_root
    if first[memo + 1] - first[memo] > SPARSE:
        first[memo + 1] = first[memo]
        table(header, MEMO_ROW)[memo] = shared[N_MEMO_ROWS]
        shared[N_MEMO_ROWS] += 1
    else:
        table(header, MEMO_ROW)[memo] = -1
        shared[N_MEMO_TOKENS] = first[memo + 1]
    shared[N_TRIE] = scalars[NEW_NODES]
    shared[N_TRIE_TOKENS] = scalars[NEW_TOKENS]
    shared[N_KIDS] = scalars[NEW_KIDS]
    shared[N_MEMOS] = memo + 1
    return memo


# --- the walk of a region -----------------------------------------------------------------------------
@kernel
def push_kids(header: Header, count: int, node: int, depth: int) -> int:
    """Put the children of ``node`` on the PENDING stack of ``count`` entries, with their depth; the new count."""
    first, kids = table(header, KID_FIRST), table(header, KID_NODE)
    begin, end = np.int64(first[node]), np.int64(first[node + 1])
    reserve(header, PENDING, 2 * (count + end - begin))
    pending = table(header, PENDING)
    for i in range(end - 1, begin - 1, -1):
        pending[2 * count] = kids[i]
        pending[2 * count + 1] = depth
        count += 1
    return count


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
def _counted_region_step(header: Header, position: int, data: int, byte: int) -> tuple[int, int, bool, bool]:
    """One byte within a counted region: position, data, whether the region may end now, whether it may go on."""
    target, data = counted_step(header, position, data, byte)
    if target < 0:
        return np.int64(-1), data, target == -2, False
    at_start = target == table(header, ARG_D)[target]
    return target, data, at_start and high_word(data) == 0 and (table(header, ARG_B)[target] >> 2) == 0, True


@kernel
def _walk_region(header: Header, position: int, data: int, root: int) -> int:
    """Allow the tokens within the region, and list in EXIT_NODES the inner nodes where it may end; how many."""
    if table(header, KIND)[position] == COUNTED:
        return _walk_counted(header, position, data, root)
    return _walk_automaton(header, position, root)


@kernel
def _walk_counted(header: Header, position: int, data: int, root: int) -> int:
    """The walk of a region that counts its characters.

    Depth first; SEGMENT holds, two words a depth, the next child to look at and the end of the children.
    """
    first_kid, kids, bytes_of = table(header, KID_FIRST), table(header, KID_NODE), table(header, KID_BYTE)
    exits, positions, datas = table(header, EXIT_NODES), table(header, WORK_POS), table64(header, WORK_DATA)
    cursor = table(header, SEGMENT)
    positions[0], datas[0] = position, data
    cursor[0], cursor[1] = first_kid[root], first_kid[root + 1]
    count, depth = 0, 0
    while depth >= 0:
        kid = np.int64(cursor[2 * depth])
        if kid == cursor[2 * depth + 1]:
            depth -= 1
            continue
        cursor[2 * depth] = kid + 1
        here, byte = np.int64(positions[depth]), np.int64(bytes_of[kid])
        target, after, may_end, may_go_on = _counted_region_step(header, here, datas[depth], byte)
        if not (may_end or may_go_on):
            continue
        node = np.int64(kids[kid])
        allow_tokens_of(header, node)
        if first_kid[node] == first_kid[node + 1]:
            continue
        if may_end:
            reserve(header, EXIT_NODES, count + 1)
            exits[count] = node
            count += 1
        if may_go_on:
            depth += 1
            reserve(header, WORK_POS, depth + 1)
            reserve(header, SEGMENT, 2 * depth + 2)
            positions[depth], datas[depth] = target, after
            cursor[2 * depth], cursor[2 * depth + 1] = first_kid[node], first_kid[node + 1]
    return np.int64(count)


@kernel
def _walk_automaton(header: Header, position: int, root: int) -> int:
    """The walk of a region that is an automaton, depth first.

    A level is five words of SEGMENT: the next child and the end of the children, and where the state's row begins in
    ROWS. Of a row that lists its bytes: the node, nothing, -1, the next byte and the end of the bytes. This loop sees
    much of the vocabulary, so what it needs of a state is looked up once a level. Where a state reads every byte below
    a node, in any order, the whole subtree is allowed at once (safe_classes.py).
    """
    classes, sizes, first = table(header, TRIE_CLASSES), table(header, TRIE_SIZE), table(header, TRIE_FIRST)
    first_kid, kids, bytes_of = table(header, KID_FIRST), table(header, KID_NODE), table(header, KID_BYTE)
    tokens, exits, levels = table(header, TRIE_TOKENS), table(header, EXIT_NODES), table(header, SEGMENT)
    flags, rows = table(header, ARG_B), table(header, ROWS)
    reads, targets = table(header, ROW_READS), table(header, ROW_TARGETS)
    known, safe, count = np.int64(-1), np.int64(0), np.int64(0)
    depth = np.int64(_begin_level(header, 0, position, root))
    while depth >= 0:
        at = 5 * depth
        kid, wide = np.int64(levels[at]), np.int64(levels[at + 2])
        if wide >= 0:
            end, target = np.int64(levels[at + 1]), np.int64(-1)
            while kid < end:
                target = np.int64(rows[wide + bytes_of[kid]])
                if target >= 0:
                    break
                kid += 1
            levels[at] = kid + 1
            if kid == end:
                depth -= 1
                continue
            node = np.int64(kids[kid])
        else:
            listed = np.int64(levels[at + 3])
            if listed == levels[at + 4]:
                depth -= 1
                continue
            levels[at + 3] = listed + 1
            node, target = np.int64(child_of(header, kid, np.int64(reads[listed]))), np.int64(targets[listed])
        flag = flags[target]
        if node < 0 or flag & 3 == 0:
            continue
        if flag & 2 and sizes[node] >= _BULK and node < len(classes):
            if target != known:
                known, safe = target, np.int64(safe_classes(header, target))
            if np.int64(classes[node]) & ~safe == 0:
                allow_tokens(header, tokens, np.int64(first[node]), np.int64(first[node + sizes[node]]))
                continue
        allow_tokens(header, tokens, np.int64(first[node]), np.int64(first[node + 1]))
        if first_kid[node] == first_kid[node + 1]:
            continue
        if flag & 1:
            reserve(header, EXIT_NODES, count + 1)
            exits[count] = node
            count += 1
        if flag & 2:
            depth = _begin_level(header, depth + 1, target, node)
    return count


@kernel
def _begin_level(header: Header, depth: int, position: int, node: int) -> int:
    """Write the level of ``depth``: the children of ``node``, read by the state ``position``; the depth."""
    reserve(header, SEGMENT, 5 * depth + 5)
    levels, first_kid, at = table(header, SEGMENT), table(header, KID_FIRST), 5 * depth
    row = row_of(header, position)
    width, begin = np.int64(table(header, ROW_WIDTH)[row]), row * FEW
    levels[at], levels[at + 1], levels[at + 2] = node, -1, -1
    levels[at + 3], levels[at + 4] = begin, begin + width
    if width > FEW:
        levels[at], levels[at + 1] = first_kid[node], first_kid[node + 1]
        levels[at + 2] = 256 * np.int64(table(header, ROW_TARGETS)[begin])
    return depth
