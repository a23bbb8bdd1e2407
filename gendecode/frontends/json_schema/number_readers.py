"""Readers: questions about an unsigned decimal text, answered digit by digit from the left.

Each reader is a deterministic machine with few positions, and exact whatever the length of the text. A
position says all that the rest of the text must be judged by; None says that no rest can help.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from gendecode.frontends.json_schema.numbers import Bound, Number, decimal_places

POINT = 10
"""The symbol of the decimal point; the digits are 0 to 9."""

Position = Any  # hashable; each reader has its own


class Reader(Protocol):
    """A deterministic machine over digits and at most one point, which has digits on both sides."""

    start: Position

    def read(self, at: Position, symbol: int) -> Position | None:
        """The position after one more symbol; None where no text goes on from there."""
        ...

    def accepts(self, at: Position) -> bool:
        """True when the text may end here."""
        ...


def plain(value: Number) -> str:
    """The shortest decimal text of a number's magnitude."""
    if not value:
        return "0"
    whole, _, fraction = format(Decimal(value).copy_abs(), "f").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


class Comparison:
    """The text is above (``side`` 1) or below (-1) the magnitude of a bound, or equal to it where it is inclusive.

    A position is (digits read of this part, order so far, in the fraction?), with order -1, 0 or 1
    for a text below, equal to or above the bound as far as read.
    """

    def __init__(self, bound: Bound, side: int) -> None:
        whole, _, fraction = plain(bound.value).partition(".")
        self._whole, self._fraction = [int(digit) for digit in whole], [int(digit) for digit in fraction]
        self._accepted = {side} if bound.exclusive else {side, 0}
        self._refused = -side
        self.start: Position = (0, 0, False)

    def read(self, at: tuple[int, int, bool], symbol: int) -> Position | None:
        found = self._read(at, symbol)
        count, order, inside = found
        settled = inside or count > len(self._whole)
        return None if settled and order == self._refused else found

    def _read(self, at: tuple[int, int, bool], symbol: int) -> tuple[int, int, bool]:
        count, order, inside = at
        if symbol == POINT:
            return (0, self._whole_order(count, order), True)
        if inside and order:
            return at
        digits = self._fraction if inside else self._whole
        if count >= len(digits):
            if inside:  # the bound goes on with zeros
                return (count, 1 if symbol else 0, True)
            return (count + 1 if count == len(digits) else count, 1, False)
        if not order:
            order = (symbol > digits[count]) - (symbol < digits[count])
        return (0 if inside and order else count + 1, order, inside)

    def _whole_order(self, count: int, order: int) -> int:
        if count != len(self._whole):
            return -1 if count < len(self._whole) else 1
        return order

    def accepts(self, at: tuple[int, int, bool]) -> bool:
        count, order, inside = at
        if not inside:
            count, order = 0, self._whole_order(count, order)
        return (order or (-1 if count < len(self._fraction) else 0)) in self._accepted


class Divisibility:
    """The text is a multiple of a step, or is not.

    The step is ``modulus / 10**places``. A position before the point is the whole number read so far,
    modulo ``modulus``, as the first of all numbers with the same future. A position behind it is (n, rest):
    the multiples of the step are reached by those ``n`` more digits that are, as a whole number, congruent
    to ``rest``. ``()`` is beyond all multiples.
    """

    def __init__(self, step: Fraction, wanted: bool) -> None:
        self._places = decimal_places(step)
        self._modulus = int(step * 10**self._places)
        self._wanted = wanted
        # With so many digits more, every number can become a multiple.
        self._enough = self._places
        while 10**self._enough < self._modulus:
            self._enough += 1
        self._powers = [10**n for n in range(self._enough + 1)]
        self._same: dict[int, int] = {}
        self._first: dict[tuple[int, ...], int] = {}
        self.start: Position = self._class(0)

    @staticmethod
    def least_states(step: Fraction) -> int:
        """A lower bound on the positions that the machine for a step has; they may be a few times more."""
        modulus = int(step * 10 ** decimal_places(step))
        return modulus // math.gcd(modulus, 10 ** max(len(str(Decimal(modulus))), decimal_places(step)))

    def read(self, at: Position, symbol: int) -> Position | None:
        """See :class:`Reader`."""
        if isinstance(at, int):
            if symbol != POINT:
                return self._class((at * 10 + symbol) % self._modulus)
            return self._behind(self._places, -at * self._powers[self._places])
        if not at or (at[0] == 0 and symbol == 0):
            return at
        digits, rest = at
        return self._behind(digits - 1, rest - symbol * self._powers[digits - 1]) if digits else self._beyond

    @property
    def _beyond(self) -> tuple[()] | None:
        return None if self._wanted else ()

    def _behind(self, digits: int, rest: int) -> Position | None:
        rest %= self._modulus
        return (digits, rest) if rest < self._powers[digits] else self._beyond

    def _class(self, number: int) -> int:
        """The first of all numbers that the same digits make multiples.

        Which digits do, ``n`` of them at once, is one residue; where it has more digits than ``n``, none do.
        """
        found = self._same.get(number)
        if found is None:
            rests = [-number * power % self._modulus for power in self._powers[self._places :]]
            powers = self._powers[self._places : self._enough]
            future = tuple(rest if rest < power else -1 for rest, power in zip(rests, powers, strict=False))
            found = self._same[number] = self._first.setdefault((*future, rests[-1]), number)
        return found

    def accepts(self, at: Position) -> bool:
        """See :class:`Reader`."""
        if isinstance(at, int):
            return (at * self._powers[self._places] % self._modulus == 0) is self._wanted
        reached = bool(at) and at[1] == 0
        return reached is self._wanted


class Membership:
    """The text is one of some numbers, with any zeros behind it, or is none of them.

    The numbers are a tree of digits, and a position is a node of it. Node 1 stands for a number of the set
    with zeros behind it that no longer text of the set shares. -1 is outside of the tree.
    """

    def __init__(self, magnitudes: Iterable[str], wanted: bool) -> None:
        self._wanted = wanted
        self._below: list[dict[int, int]] = [{}, {}]
        self._member, self._fraction = [False, True], [False, True]
        self.start: Position = 0
        for text in sorted(magnitudes):  # a number before those that it begins
            self._insert(text)

    def _insert(self, text: str) -> None:
        at = 0
        for char in text:
            symbol = POINT if char == "." else int(char)
            following = self._below[at].get(symbol)
            if following is None:
                following = self._below[at][symbol] = len(self._below)
                self._below.append({})
                self._member.append(self._member[at] and self._adds_nothing(at, symbol))
                self._fraction.append(self._fraction[at] or symbol == POINT)
            at = following
        self._member[at] = True

    def _adds_nothing(self, at: int, symbol: int) -> bool:
        return symbol == POINT or (symbol == 0 and self._fraction[at])

    def read(self, at: Position, symbol: int) -> Position | None:
        """See :class:`Reader`."""
        found = -1
        if at >= 0:
            found = self._below[at].get(symbol, -1)
            if found < 0 and self._member[at] and self._adds_nothing(at, symbol):
                found = 1
        return None if found < 0 and self._wanted else found

    def accepts(self, at: Position) -> bool:
        """See :class:`Reader`."""
        inside: bool = at >= 0 and self._member[at]
        return inside is self._wanted
