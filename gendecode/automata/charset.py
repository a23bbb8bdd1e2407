"""CharSet: an immutable set of Unicode code points, kept as sorted disjoint ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

MAX_CODE_POINT = 0x10FFFF
SURROGATES = (0xD800, 0xDFFF)


@dataclass(frozen=True)
class CharSet:
    """A set of code points. Build it with :meth:`of` or :meth:`chars`; combine with ``| & - ~``.

    Surrogates (U+D800 to U+DFFF) are ordinary members here, so that complements come out right. They
    are left out when the set is turned into bytes, because no UTF-8 text contains them.

    Attributes:
        ranges: inclusive ranges, sorted, disjoint and not adjacent.
    """

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, *ranges: tuple[int, int]) -> CharSet:
        """The union of inclusive ranges, which may overlap and come in any order."""
        for low, high in ranges:
            if not 0 <= low <= high <= MAX_CODE_POINT:
                raise ValueError(f"({low:#x}, {high:#x}) is not a range of code points")
        return cls(_normal(ranges))

    @classmethod
    def chars(cls, text: str) -> CharSet:
        """The characters of ``text``."""
        return cls(_normal((code, code) for code in map(ord, text)))

    def __or__(self, other: CharSet) -> CharSet:
        return CharSet(_normal(self.ranges + other.ranges))

    def __and__(self, other: CharSet) -> CharSet:
        found: list[tuple[int, int]] = []
        i = j = 0
        mine, theirs = self.ranges, other.ranges
        while i < len(mine) and j < len(theirs):
            low = max(mine[i][0], theirs[j][0])
            high = min(mine[i][1], theirs[j][1])
            if low <= high:
                found.append((low, high))
            if mine[i][1] < theirs[j][1]:
                i += 1
            else:
                j += 1
        return CharSet(tuple(found))

    def __invert__(self) -> CharSet:
        found: list[tuple[int, int]] = []
        begin = 0
        for low, high in self.ranges:
            if begin < low:
                found.append((begin, low - 1))
            begin = high + 1
        if begin <= MAX_CODE_POINT:
            found.append((begin, MAX_CODE_POINT))
        return CharSet(tuple(found))

    def __sub__(self, other: CharSet) -> CharSet:
        return self & ~other

    def __contains__(self, char: object) -> bool:
        """``"a" in charset`` or ``0x61 in charset``."""
        code = ord(char) if isinstance(char, str) else char
        if not isinstance(code, int):
            return False
        at = bisect_right(self.ranges, (code, MAX_CODE_POINT)) - 1
        return at >= 0 and self.ranges[at][0] <= code <= self.ranges[at][1]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self.ranges)


def _normal(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return tuple(merged)


ALL = CharSet(((0, MAX_CODE_POINT),))
"""Every code point."""

TEXT = ALL - CharSet((SURROGATES,))
"""Every code point that a UTF-8 text can hold."""
