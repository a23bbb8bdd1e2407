"""Exit tries: what follows several nodes of the trie, merged into one."""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    EXIT_NODES,
    KID_BYTE,
    KID_FIRST,
    KID_NODE,
    MERGE,
    NEW_KIDS,
    NEW_NODES,
    NEW_TOKENS,
    SCALARS,
    SEGMENT,
    TRIE_BYTE,
    TRIE_FIRST,
    TRIE_SIZE,
    TRIE_TOKENS,
    Header,
    kernel,
    reserve,
    table,
)

_FEW_KIDS = 24  # children that are ordered by insertion rather than by counting
MAX_SIZE = 1 << 30  # shared subtrees are counted wherever they stand; beyond this, size is only "large"


@kernel
def merge_subtrees(header: Header, count: int) -> int:
    """A node with everything below the nodes EXIT_NODES[:count]; -1 when the trie is full.

    Children that only one of the nodes has are shared with it, not copied; the others are merged in turn. A
    frame is four words of SEGMENT: where the list of children (EXIT_NODES) begins and ends, how far it is
    done, and where the merged children begin in MERGE. The sources of a frame are the list before it.
    """
    nodes, stack, trie_byte = table(header, EXIT_NODES), table(header, SEGMENT), table(header, TRIE_BYTE)
    if count == 1:
        return np.int64(nodes[0])
    stack[0], stack[1] = count, _list_children(header, 0, count)
    stack[2], stack[3] = count, 0
    depth, merged = np.int64(0), np.int64(0)
    while True:
        at = 4 * depth
        end, done = np.int64(stack[at + 1]), np.int64(stack[at + 2])
        if done == end:
            # Its sources are the copy that stands between the list above and its own.
            source = np.int64(stack[at - 3]) if depth > 0 else np.int64(0)
            node = _new_node(header, source, np.int64(stack[at]), np.int64(stack[at + 3]), merged, depth > 0)
            if node < 0 or depth == 0:
                return node
            merged = np.int64(stack[at + 3])
            depth -= 1
        else:
            group = done + 1
            while group < end and trie_byte[nodes[group]] == trie_byte[nodes[done]]:
                group += 1
            stack[at + 2] = group
            node = np.int64(nodes[done])
            if group > done + 1:
                depth += 1
                reserve(header, SEGMENT, 4 * depth + 4)
                begin = _copy_list(header, done, group, end)
                stack[4 * depth] = begin
                stack[4 * depth + 1] = _list_children(header, end, begin)
                stack[4 * depth + 2] = begin
                stack[4 * depth + 3] = merged
                continue
        reserve(header, MERGE, merged + 1)
        table(header, MERGE)[merged] = node
        merged += 1


@kernel
def _copy_list(header: Header, begin: int, end: int, place: int) -> int:
    """Copy EXIT_NODES[begin:end] to ``place``; the end of the copy."""
    reserve(header, EXIT_NODES, place + end - begin)
    nodes = table(header, EXIT_NODES)
    for i in range(end - begin):
        nodes[place + i] = nodes[begin + i]
    return place + end - begin


@kernel
def _list_children(header: Header, begin: int, end: int) -> int:
    """List the children of the nodes EXIT_NODES[begin:end] after them, ordered by byte; the end of the list."""
    first, kids, bytes_of = table(header, KID_FIRST), table(header, KID_NODE), table(header, KID_BYTE)
    nodes, total = table(header, EXIT_NODES), np.int64(0)
    for i in range(begin, end):
        total += np.int64(first[nodes[i] + 1]) - np.int64(first[nodes[i]])
    reserve(header, EXIT_NODES, end + total)
    if total <= _FEW_KIDS:
        _list_few_children(header, begin, end)
        return end + total
    place = np.zeros(257, np.int64)
    for i in range(begin, end):
        for kid in range(first[nodes[i]], first[nodes[i] + 1]):
            place[bytes_of[kid] + 1] += 1
    for byte in range(256):
        place[byte + 1] += place[byte]
    for i in range(begin, end):
        for kid in range(first[nodes[i]], first[nodes[i] + 1]):
            nodes[end + place[bytes_of[kid]]] = kids[kid]
            place[bytes_of[kid]] += 1
    return end + total


@kernel
def _list_few_children(header: Header, begin: int, end: int) -> None:
    """The same by insertion, for a list that is short."""
    first, kids, bytes_of = table(header, KID_FIRST), table(header, KID_NODE), table(header, KID_BYTE)
    nodes, trie_byte = table(header, EXIT_NODES), table(header, TRIE_BYTE)
    place = end
    for i in range(begin, end):
        for kid in range(first[nodes[i]], first[nodes[i] + 1]):
            at = place
            while at > end and trie_byte[nodes[at - 1]] > bytes_of[kid]:
                nodes[at] = nodes[at - 1]
                at -= 1
            nodes[at] = kids[kid]
            place += 1


@kernel
def _new_node(header: Header, begin: int, end: int, first_kid: int, last_kid: int, with_tokens: bool) -> int:
    """Append the node that merges EXIT_NODES[begin:end], with the children MERGE[first_kid:last_kid]; -1 when full."""
    scalars, sources, merged = table(header, SCALARS), table(header, EXIT_NODES), table(header, MERGE)
    sizes, trie_byte, tokens = table(header, TRIE_SIZE), table(header, TRIE_BYTE), table(header, TRIE_TOKENS)
    first, first_child = table(header, TRIE_FIRST), table(header, KID_FIRST)
    kid_nodes, kid_bytes = table(header, KID_NODE), table(header, KID_BYTE)
    node, token, kid = np.int64(scalars[NEW_NODES]), np.int64(scalars[NEW_TOKENS]), np.int64(scalars[NEW_KIDS])
    if node + 2 > len(sizes) or kid + last_kid - first_kid > len(kid_nodes):
        return np.int64(-1)
    if with_tokens:
        for i in range(begin, end):
            source = sources[i]
            if token + first[source + 1] - first[source] > len(tokens):
                return np.int64(-1)
            for j in range(first[source], first[source + 1]):
                tokens[token] = tokens[j]
                token += 1
    size = np.int64(1)
    for i in range(first_kid, last_kid):
        kid_nodes[kid] = merged[i]
        kid_bytes[kid] = trie_byte[merged[i]]
        size += sizes[merged[i]]
        kid += 1
    trie_byte[node] = trie_byte[sources[begin]] if with_tokens else 0
    sizes[node] = min(size, MAX_SIZE)
    first[node + 1] = token
    first_child[node + 1] = kid
    scalars[NEW_NODES] = node + 1
    scalars[NEW_TOKENS] = token
    scalars[NEW_KIDS] = kid
    return node
