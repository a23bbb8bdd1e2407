"""Classes of bytes, and what stands below each node of the vocabulary's trie: with these, a subtree is judged at once.

Of ASCII a class holds bytes that patterns tend to treat alike. The other bytes matter as characters: WELL_FORMED
stands for those that are whole characters one after the other, of which the last may be cut off, BROKEN for any others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.vocab.trie import TokenTrie

WELL_FORMED, BROKEN, CONTROLS = 26, 27, 30
ALL_CLASSES = 0x7FFFFFFF
PHASES = 8
"""Before a character; one, two or three bytes before its end; after E0, ED, F0 or F4, which narrow the next byte."""

_ALONE = " _-./:,;'\"\\@"
_TOGETHER = ("#$%&", "*+", "()[]", "<>=", "!?", "^`|~{}", "\t\n\r")


def _byte_classes() -> NDArray[np.int32]:
    """int32[256]: the class of each byte, at most 30."""
    out = np.full(256, CONTROLS, np.int32)
    groups = ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ", *_ALONE, *_TOGETHER]
    for number, group in enumerate(groups):
        out[list(group.encode())] = number
    out[0x80:] = WELL_FORMED
    return out


def _utf8_next() -> NDArray[np.int32]:
    """int32[PHASES * 256]: the phase after each phase and byte, -1 where UTF-8 does not go on."""
    out = np.full((PHASES, 256), -1, np.int32)
    out[0, :0x80] = 0
    out[0, 0xC2:0xE0], out[0, 0xE0:0xF0], out[0, 0xF0:0xF4] = 1, 2, 3
    for lead, phase, first, last, following in (
        (0xE0, 4, 0xA0, 0xBF, 1),
        (0xED, 5, 0x80, 0x9F, 1),
        (0xF0, 6, 0x90, 0xBF, 2),
        (0xF4, 7, 0x80, 0x8F, 2),
    ):
        out[0, lead] = phase
        out[phase, first : last + 1] = following
    for left in (1, 2, 3):
        out[left, 0x80:0xC0] = left - 1
    return out.reshape(-1)


BYTE_CLASS, UTF8_NEXT = _byte_classes(), _utf8_next()
SAFE_CANDIDATES = ALL_CLASSES & ~sum(1 << int(BYTE_CLASS[ord(char)]) for char in '"\\\x00\n') & ~(1 << BROKEN)
"""The classes among which safe ones are looked for: not those that mostly end or escape something."""


def classes_below(trie: TokenTrie, first: NDArray[np.int32], kids: NDArray[np.int32]) -> NDArray[np.int32]:
    """int32[n]: the classes of the bytes below each node, a bit each; from the deepest level up."""
    own = (1 << BYTE_CLASS[trie.byte]).astype(np.int32)
    parent = np.repeat(np.arange(len(trie), dtype=np.int32), np.diff(first))
    below: NDArray[Any] = np.zeros(len(trie), np.int32)
    readable: NDArray[Any] = np.full(len(trie), (1 << PHASES) - 1, np.uint8)  # from which phases all below can be read
    depth, following = trie.depth[kids], UTF8_NEXT.reshape(PHASES, 256)
    for level in range(int(depth.max(initial=0)), 0, -1):
        here = np.flatnonzero(depth == level)
        nodes, above = kids[here], parent[here]
        np.bitwise_or.at(below, above, below[nodes] | own[nodes])
        from_here = np.zeros(len(nodes), np.uint8)
        for phase in range(PHASES):
            after = following[phase, trie.byte[nodes]]
            from_here |= (((after >= 0) & (readable[nodes] >> np.maximum(after, 0) & 1 == 1)) << phase).astype(np.uint8)
        np.bitwise_and.at(readable, above, from_here)
    return below | ((readable & 1 == 0).astype(np.int32) << BROKEN)
