"""The byte trie of a vocabulary, as flat arrays in depth-first order.

A walk over the trie is a loop over ``node = 1 .. n - 1``: after ``node`` comes its first child, and
``end[node]`` skips its subtree. All arrays are built without a Python loop over tokens::

    sort the tokens; token i shares shared[i] leading bytes with the token before it
    => token i adds the nodes of depth shared[i] + 1 .. length[i], in depth-first order
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TokenTrie:
    """Depth-first byte trie with n nodes and m tokens; node 0 is the root. Do not write to the arrays.

    The children of a node are sorted by their byte. The tokens of a whole subtree are contiguous:
    ``tokens[first[node] : first[end[node]]]``. Ids with equal bytes share a node, in ascending order.

    Attributes:
        byte: int32[n], the byte of the edge into the node; 0 for the root.
        end: int32[n], one past the last node of the subtree.
        depth: int32[n], the number of bytes from the root.
        first: int32[n + 1]; the ids that end at a node are ``tokens[first[node] : first[node + 1]]``.
        tokens: int32[m], token ids.
    """

    byte: NDArray[np.int32]
    end: NDArray[np.int32]
    depth: NDArray[np.int32]
    first: NDArray[np.int32]
    tokens: NDArray[np.int32]

    @classmethod
    def from_flat(cls, data: NDArray[np.uint8], offsets: NDArray[np.int32]) -> TokenTrie:
        """The trie of the non-empty byte strings ``data[offsets[t] : offsets[t + 1]]`` of the ids t."""
        ids, flat, starts = _sorted(data, offsets)
        lengths = np.diff(starts)
        # Of each byte of the sorted text: which token it belongs to, and how deep in it it stands.
        owner = np.repeat(np.arange(len(ids), dtype=np.int32), lengths)
        deep = np.arange(len(flat), dtype=np.int32) - starts[owner]
        shared = _shared_prefixes(flat, starts, owner, deep)
        new = deep >= shared[owner]
        byte = np.concatenate([[0], flat[new]]).astype(np.int32)
        depth = np.concatenate([[0], deep[new] + 1]).astype(np.int32)
        last_node = np.cumsum(lengths - shared)
        first = np.zeros(len(byte) + 1, dtype=np.int32)
        np.cumsum(np.bincount(last_node, minlength=len(byte)), out=first[1:])
        return cls(byte=byte, end=_subtree_ends(depth), depth=depth, first=first, tokens=ids)

    def __len__(self) -> int:
        return len(self.byte)

    def children(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """int32[n + 1] and int32[n - 1]: the children of node ``i`` are ``nodes[first[i] : first[i + 1]]``, by byte."""
        parent = np.zeros(len(self) - 1, dtype=np.int32)
        by_level = np.argsort(self.depth, kind="stable").astype(np.int32)
        above = by_level[:1]
        for low, high in pairwise(np.cumsum(np.bincount(self.depth))):
            level = by_level[low:high]
            parent[level - 1] = above[np.searchsorted(above, level) - 1]
            above = level
        first = np.zeros(len(self) + 1, dtype=np.int32)
        np.cumsum(np.bincount(parent, minlength=len(self)), out=first[1:])
        return first, np.argsort(parent, kind="stable").astype(np.int32) + 1

    def child(self, node: int, byte: int) -> int:
        """The child of ``node`` along ``byte``, or -1. Steps through the siblings: not for hot loops."""
        child, end = node + 1, int(self.end[node])
        while child < end and self.byte[child] < byte:
            child = int(self.end[child])
        return child if child < end and self.byte[child] == byte else -1

    def matches(self, data: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
        """Pairs (length, lowest token id) of the tokens that ``data`` continues with at ``start``, shortest first."""
        node = 0
        for position in range(start, len(data)):
            node = self.child(node, data[position])
            if node < 0:
                return
            if self.first[node] < self.first[node + 1]:
                yield position + 1 - start, int(self.tokens[self.first[node]])


def _sorted(
    data: NDArray[np.uint8], offsets: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]:
    """The ids with bytes, sorted by their bytes; those bytes one after the other; where each begins, int32[m + 1]."""
    text = data.tobytes()
    bounds = offsets.tolist()
    present = np.flatnonzero(np.diff(offsets)).tolist()
    # bytes compare in C, need no padding to the longest token, and the sort is stable.
    order = sorted(present, key=[text[begin:end] for begin, end in pairwise(bounds)].__getitem__)
    ids = np.array(order, dtype=np.int32)
    lengths = (offsets[1:] - offsets[:-1])[ids]
    starts = np.zeros(len(ids) + 1, dtype=np.int32)
    np.cumsum(lengths, out=starts[1:])
    gather = np.arange(starts[-1], dtype=np.int32) + np.repeat(offsets[ids] - starts[:-1], lengths)
    return ids, data[gather], starts


def _shared_prefixes(
    flat: NDArray[np.uint8], starts: NDArray[np.int32], owner: NDArray[np.int32], deep: NDArray[np.int32]
) -> NDArray[np.int32]:
    """int32[m]: how many leading bytes each token has in common with the one before it."""
    lengths = np.diff(starts)
    if not len(lengths):
        return lengths
    before = np.maximum(owner - 1, 0)
    inside = (owner > 0) & (deep < lengths[before])
    same = np.zeros(len(flat), dtype=np.bool_)
    same[inside] = flat[inside] == flat[(starts[before] + deep)[inside]]
    # The first difference of a token, or its whole length where there is none.
    candidates = np.where(same, np.iinfo(np.int32).max, deep)
    return np.minimum(np.minimum.reduceat(candidates, starts[:-1]), lengths)


def _subtree_ends(depth: NDArray[np.int32]) -> NDArray[np.int32]:
    """int32[n]: for each node the next node that is not deeper, level by level from the root.

    The subtree of a node ends where the next node of its level begins, or where its parent's ends.
    """
    end = np.full(len(depth), len(depth), dtype=np.int32)
    by_level = np.argsort(depth, kind="stable").astype(np.int32)
    bounds = np.cumsum(np.bincount(depth))
    above = by_level[:1]
    for low, high in pairwise(bounds):
        level = by_level[low:high]
        parent = above[np.searchsorted(above, level) - 1]
        following = np.append(level[1:], np.int32(len(depth)))
        end[level] = np.minimum(following, end[parent])
        above = level
    return end
