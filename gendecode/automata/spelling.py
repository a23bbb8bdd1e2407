"""How a character is written in bytes: plain UTF-8, or inside a JSON string.

A set of characters becomes a small acyclic graph that reads the spelling of one of them: the minimal
deterministic automaton, built from the last byte backwards with equal suffixes shared. ``\\w`` needs
about 300 states.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from gendecode.automata.charset import SURROGATES, CharSet

Spelling = Literal["utf8", "json"]

Edge = tuple[int, int, int]
"""(low byte, high byte, node): reads a byte in low..high and goes to the node."""

END = 0
"""The node after the last byte of a character."""

# (first code point, last code point, lead byte of the first one, continuation bytes)
_UTF8_FORMS = (
    (0x00, 0x7F, 0x00, 0),
    (0x80, 0x7FF, 0xC0, 1),
    (0x800, 0xFFFF, 0xE0, 2),
    (0x10000, 0x10FFFF, 0xF0, 3),
)
_SHORT_ESCAPES = {0x08: "b", 0x0C: "f", 0x0A: "n", 0x0D: "r", 0x09: "t", 0x22: '"', 0x5C: "\\"}
_ESCAPED = CharSet.of((0x00, 0x1F), (0x22, 0x22), (0x5C, 0x5C))


class Spelled:
    """The byte graph of a character set.

    Attributes:
        nodes: the edges of each node, sorted by byte; ``nodes[END]`` has none.
        root: the node before the first byte; it has no edges when no text holds such a character.
    """

    __slots__ = ("_known", "nodes", "root")

    def __init__(self, charset: CharSet, spelling: Spelling) -> None:
        self.nodes: list[tuple[Edge, ...]] = [()]
        self._known: dict[tuple[Edge, ...], int] = {}
        charset = charset - CharSet((SURROGATES,))
        if spelling == "json":
            edges = self._utf8(charset - _ESCAPED) + self._escapes(charset & _ESCAPED)
        else:
            edges = self._utf8(charset)
        self.nodes.append(tuple(sorted(edges)))
        self.root = len(self.nodes) - 1

    def _node(self, edges: list[Edge]) -> int:
        key = tuple(edges)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(key)
        return self._known[key]

    def _utf8(self, charset: CharSet) -> list[Edge]:
        edges: list[Edge] = []
        for first, last, lead, tail in _UTF8_FORMS:
            part = charset & CharSet(((first, last),))
            edges += self._block(list(part.ranges), lead, tail)
        return edges

    def _block(self, ranges: list[tuple[int, int]], base: int, tail: int) -> list[Edge]:
        """Edges that read one byte and ``tail`` more, for numbers in ``ranges``; depth is at most 3."""
        if tail == 0:
            return [(base + low, base + high, END) for low, high in ranges]
        shift = 6 * tail
        size = 1 << shift
        pieces: dict[int, list[tuple[int, int]]] = {}
        for low, high in ranges:
            for byte in range(low >> shift, (high >> shift) + 1):
                begin = byte << shift
                pieces.setdefault(byte, []).append((max(low - begin, 0), min(high - begin, size - 1)))
        edges: list[Edge] = []
        for byte, inside in pieces.items():
            child = self._node(self._block(inside, 0x80, tail - 1))
            if edges and edges[-1][1] == base + byte - 1 and edges[-1][2] == child:
                edges[-1] = (edges[-1][0], base + byte, child)
            else:
                edges.append((base + byte, base + byte, child))
        return edges

    def _escapes(self, charset: CharSet) -> list[Edge]:
        if not charset:
            return []
        edges = [(ord(letter), ord(letter), END) for code, letter in _SHORT_ESCAPES.items() if code in charset]
        rows: list[Edge] = []
        for row in (0, 1):  # \u000x and \u001x
            codes = [c for c in range(16 * row, 16 * row + 16) if c in charset and c not in _SHORT_ESCAPES]
            digits = [b"0123456789abcdef"[c & 15] for c in codes]
            if digits:
                rows.append((0x30 + row, 0x30 + row, self._node([(d, d, END) for d in digits])))
        if rows:
            node = self._node(rows)
            for _ in range(2):
                node = self._node([(0x30, 0x30, node)])
            edges.append((ord("u"), ord("u"), node))
        return [(0x5C, 0x5C, self._node(sorted(edges)))]


@lru_cache(maxsize=256)
def spell(charset: CharSet, spelling: Spelling = "utf8") -> Spelled:
    """The byte graph of ``charset``; shared, so do not change it."""
    return Spelled(charset, spelling)
