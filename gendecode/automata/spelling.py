"""How a character is written in bytes: plain UTF-8, or inside a JSON string, there also in ASCII alone.

A set of characters becomes a small acyclic graph that reads the spelling of one of them: the minimal
deterministic automaton, built from the last byte backwards with equal suffixes shared. ``\\w`` needs
about 300 states.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from gendecode.automata.charset import SURROGATES, CharSet

Spelling = Literal["utf8", "json", "ascii"]
"""Plain text, or the inside of a string as ``json.dumps`` writes it with ``ensure_ascii`` False or True."""

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
_SHORT = CharSet.chars("".join(map(chr, _SHORT_ESCAPES)))
_ESCAPED = CharSet.of((0x00, 0x1F), (0x22, 0x22), (0x5C, 0x5C))
_PRINTABLE = CharSet.of((0x20, 0x7E))
_BASIC = CharSet.of((0x00, 0xFFFF))


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
        if spelling == "utf8":
            edges = self._utf8(charset)
        elif spelling == "json":
            edges = self._utf8(charset - _ESCAPED) + self._escapes(charset & _ESCAPED)
        else:
            raw = charset & _PRINTABLE - _ESCAPED
            edges = self._utf8(raw) + self._escapes(charset - raw)
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
            edges += self._block([(low, high, END) for low, high in part.ranges], lead, tail)
        return edges

    def _block(self, ranges: list[Edge], base: int, tail: int) -> list[Edge]:
        """Edges that read one byte and ``tail`` more, for numbers in ``ranges``; depth is at most 3."""
        if tail == 0:
            return [(base + low, base + high, node) for low, high, node in ranges]
        edges: list[Edge] = []
        for first, last, inside in _by_block(ranges, 6 * tail):
            append_edge(edges, base + first, base + last, self._node(self._block(inside, 0x80, tail - 1)))
        return edges

    def _escapes(self, charset: CharSet) -> list[Edge]:
        """Edges that read a backslash and what it needs: a letter, four digits, or a surrogate pair."""
        if not charset:
            return []
        edges = [(ord(letter), ord(letter), END) for code, letter in _SHORT_ESCAPES.items() if code in charset]
        units = [(low, high, END) for low, high in (charset & _BASIC - _SHORT).ranges]
        rows = self._digits(sorted(units + self._first_halves(charset - _BASIC)), 4)
        if rows:
            edges.append((ord("u"), ord("u"), self._node(rows)))
        return [(0x5C, 0x5C, self._node(sorted(edges)))]

    def _first_halves(self, charset: CharSet) -> list[Edge]:
        """The first surrogates of the characters beyond U+FFFF, with the node that reads the second one."""
        halves: list[Edge] = []
        beyond = [(low - 0x10000, high - 0x10000, END) for low, high in charset.ranges]
        for first, last, inside in _by_block(beyond, 10):
            node = self._node(self._digits([(0xDC00 + low, 0xDC00 + high, end) for low, high, end in inside], 4))
            for char in b"u\\":
                node = self._node([(char, char, node)])
            halves.append((0xD800 + first, 0xD800 + last, node))
        return halves

    def _digits(self, units: list[Edge], count: int) -> list[Edge]:
        """Edges that read a number of ``count`` hexadecimal digits in one of the ranges and go to its node."""
        edges: list[Edge] = []
        for first, last, below in _by_block(units, 4 * (count - 1)):
            target = self._node(self._digits(below, count - 1)) if count > 1 else below[0][2]
            for low, high in _hexadecimal(first, last):
                append_edge(edges, low, high, target)
        return edges


def _by_block(ranges: list[Edge], shift: int) -> list[tuple[int, int, list[Edge]]]:
    """Ranges of numbers, sorted and disjoint, cut into blocks of ``2 ** shift``: (first block, last block, inside).

    Blocks that lie in one range as a whole stand together; ``inside`` is counted from the beginning of a block.
    """
    size = 1 << shift
    pieces: dict[int, list[Edge]] = {}
    last: dict[int, int] = {}
    for low, high, node in ranges:
        whole = range(-(-low >> shift), high + 1 >> shift)
        if whole:
            pieces[whole[0]], last[whole[0]] = [(0, size - 1, node)], whole[-1]
        for block in dict.fromkeys((low >> shift, high >> shift)):
            if block not in whole:
                begin = block << shift
                piece = (max(low - begin, 0), min(high - begin, size - 1), node)
                pieces.setdefault(block, []).append(piece)
    return [(block, last.get(block, block), inside) for block, inside in sorted(pieces.items())]


def append_edge(edges: list[Edge], low: int, high: int, node: int) -> None:
    """Append an edge, or widen the last one where the two are one."""
    if edges and edges[-1][1] == low - 1 and edges[-1][2] == node:
        edges[-1] = (edges[-1][0], high, node)
    else:
        edges.append((low, high, node))


def _hexadecimal(first: int, last: int) -> list[tuple[int, int]]:
    """The ranges of bytes that are written for the digits ``first .. last``."""
    parts = ((max(first, 0), min(last, 9), ord("0")), (max(first, 10), min(last, 15), ord("a") - 10))
    return [(low + zero, high + zero) for low, high, zero in parts if low <= high]


@lru_cache(maxsize=256)
def spell(charset: CharSet, spelling: Spelling = "utf8") -> Spelled:
    """The byte graph of ``charset``; shared, so do not change it."""
    return Spelled(charset, spelling)
