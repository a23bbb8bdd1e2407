"""The tree of a regular expression over code points, and the constructors that keep it small.

The constructors normalise as they build: nested sequences and alternatives are flattened, expressions
without any text disappear, and ``(X{a,b}){c,d}`` becomes one repeat where that is the same language.
Facts that later steps need are computed at construction, so that no step recurses over the tree.

Capturing groups are not told apart from others; greedy and lazy repeats only by a mark, because they match
the same texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from gendecode.automata.charset import TEXT, CharSet
from gendecode.limits import MAX_COUNT

_FLAT = 64  # Longer parts stay nested: flattening at every level of nesting would be quadratic.
_LONG_TEXT = 256
_MANY_COPIES = 16
_LARGE = 256


@dataclass(frozen=True, eq=False)
class Chars:
    """One character of a set."""

    charset: CharSet


@dataclass(frozen=True, eq=False)
class Cat:
    """The items one after the other; no items: the empty text."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, eq=False)
class Or:
    """Any one of the items; no items: no text at all."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, eq=False)
class Repeat:
    """From ``low`` to ``high`` times; ``high=None`` means no upper bound.

    ``lazy`` prefers few rounds. The texts are the same; see :mod:`gendecode.automata.preference`.
    """

    body: Tree
    low: int
    high: int | None
    lazy: bool = False


@dataclass(frozen=True, eq=False)
class Look:
    """An assertion about the text after (or, ``behind``, before) a position; reads nothing.

    ``whole`` demands that the body reaches to the end (or start) of the text: the end of the text
    itself is a whole look-ahead for the empty text.
    """

    body: Tree
    behind: bool
    negative: bool
    whole: bool = False


Shape = Chars | Cat | Or | Repeat | Look


@dataclass(frozen=True, eq=False)
class Tree:
    """A node with what is known about it.

    Attributes:
        shape: the operator.
        least: length of the shortest text, in characters (assertions taken as true).
        most: length of the longest text; None without bound.
        looks: how deep assertions are nested inside; 0 without any.
        cost: states of an automaton for it, roughly.
        text: the only text, where the expression is a plain literal.
        bulky: True when a repeat inside has so many copies that they had better be counted.
    """

    shape: Shape = field(repr=False)
    least: int
    most: int | None
    looks: int
    cost: int
    text: str | None = None
    bulky: bool = False

    @property
    def empty(self) -> bool:
        """True when it certainly matches nothing (exact without assertions)."""
        return isinstance(self.shape, Or) and not self.shape.items

    @property
    def fixed(self) -> bool:
        """True when all texts have the same number of characters, and at least one."""
        return self.least == self.most and self.least > 0

    @property
    def nullable(self) -> bool:
        """True when it matches the empty text at any position."""
        return self.least == 0 and not self.looks


EMPTY = Tree(Or(()), 0, 0, 0, 1)
EPSILON = Tree(Cat(()), 0, 0, 0, 1, "")


def chars(charset: CharSet) -> Tree:
    """One character of ``charset``. Surrogates do not count: no text holds them."""
    charset = charset & TEXT
    if not charset:
        return EMPTY
    low, high = charset.ranges[0]
    text = chr(low) if low == high and len(charset.ranges) == 1 else None
    wide = charset.ranges[-1][1] > 0x7F
    return Tree(Chars(charset), 1, 1, 0, 4 + len(charset.ranges) // 4 if wide else 1, text)


def cat(items: Iterable[Tree]) -> Tree:
    """The items one after the other."""
    flat: list[Tree] = []
    for item in items:
        if item.empty:
            return EMPTY
        flat += item.shape.items if isinstance(item.shape, Cat) and len(item.shape.items) <= _FLAT else (item,)
    if not flat:
        return EPSILON
    if len(flat) == 1:
        return flat[0]
    texts = [item.text for item in flat[:_LONG_TEXT]]
    plain = len(flat) <= _LONG_TEXT and None not in texts
    lengths = [item.most for item in flat]
    return Tree(
        Cat(tuple(flat)),
        sum(item.least for item in flat),
        None if None in lengths else sum(length or 0 for length in lengths),
        max(item.looks for item in flat),
        sum(item.cost for item in flat),
        "".join(text or "" for text in texts) if plain else None,
        any(item.bulky for item in flat),
    )


def alt(items: Iterable[Tree]) -> Tree:
    """Any one of the items."""
    flat: list[Tree] = []
    for item in items:
        if not item.empty:
            flat += item.shape.items if isinstance(item.shape, Or) and len(item.shape.items) <= _FLAT else (item,)
    if len(flat) > 1:
        flat = _characters_joined(flat)
    if not flat:
        return EMPTY
    if len(flat) == 1:
        return flat[0]
    lengths = [item.most for item in flat]
    return Tree(
        Or(tuple(flat)),
        min(item.least for item in flat),
        None if None in lengths else max(length or 0 for length in lengths),
        max(item.looks for item in flat),
        sum(item.cost for item in flat),
        bulky=any(item.bulky for item in flat),
    )


def _characters_joined(items: list[Tree]) -> list[Tree]:
    """The alternatives with neighbours that are single characters made one set: ``a|[bc]`` is ``[a-c]``."""
    out: list[Tree] = []
    for single, group in groupby(items, key=lambda item: isinstance(item.shape, Chars)):
        run = list(group)
        if single and len(run) > 1:
            ranges = [r for item in run if isinstance(item.shape, Chars) for r in item.shape.charset.ranges]
            run = [chars(CharSet.of(*ranges))]
        out += run
    return out


def repeat(body: Tree, low: int, high: int | None, *, join: bool = True, lazy: bool = False) -> Tree:
    """From ``low`` to ``high`` times ``body``; a repeat of a repeat becomes one where ``join`` allows it."""
    if body.empty:
        return EPSILON if low == 0 else EMPTY
    if high == 0 or body.text == "":
        return EPSILON
    if body.nullable and not lazy:  # a lazy repeat without a lower bound would prefer to read nothing
        low = 0
    if join and isinstance(body.shape, Repeat) and not (lazy or body.shape.lazy):
        counts = _joined(body.shape, low, high)
        if counts:
            body, (low, high) = body.shape.body, counts
    if low == high == 1:
        return body
    most = None if body.most is None or high is None else body.most * high
    if body.most == 0:
        most = 0
    copies = max(1, low if high is None else high)
    cost = body.cost * copies
    bulky = body.bulky or (copies > _MANY_COPIES and (body.fixed or cost > _LARGE))
    return Tree(Repeat(body, low, high, lazy), low * body.least, most, body.looks, cost, bulky=bulky)


def _joined(inner: Repeat, low: int, high: int | None) -> tuple[int, int | None] | None:
    """The counts of ``(X{a,b}){low,high}`` as one repeat of X; None where they have gaps.

    k rounds give k·a .. k·b, so rounds k and k + 1 leave no gap when (k + 1)·a <= k·b + 1, which is
    hardest for the smallest k.
    """
    a, b = inner.low, inner.high
    if low == 0 and a > 1:
        return None
    if 0 < low != high and b is not None and (low + 1) * a > low * b + 1:
        return None
    top = None if b is None or high is None else b * high
    return None if max(low * a, top or 0) > MAX_COUNT else (low * a, top)


def look(body: Tree, *, behind: bool, negative: bool, whole: bool = False) -> Tree:
    """An assertion."""
    return Tree(Look(body, behind, negative, whole), 0, 0, body.looks + 1, body.cost)


START = look(EPSILON, behind=True, negative=False, whole=True)
"""The start of the text."""

END = look(EPSILON, behind=False, negative=False, whole=True)
"""The end of the text."""


def either_side(charset: CharSet) -> tuple[Tree, Tree]:
    """Assertions that exactly one, and that both or neither, of the characters around are in ``charset``."""
    inside = chars(charset)

    def at(behind: bool, negative: bool) -> Tree:
        return look(inside, behind=behind, negative=negative)

    edge = alt([cat([at(True, False), at(False, True)]), cat([at(True, True), at(False, False)])])
    level = alt([cat([at(True, False), at(False, False)]), cat([at(True, True), at(False, True)])])
    return edge, level


def take_all(body: Tree, low: int, high: int | None) -> Tree:
    """A possessive repeat of a ``fixed`` body: as many as there are, and none is given back."""
    more = look(body, behind=False, negative=True)
    if high is None:
        return cat([repeat(body, low, None), more])
    full = repeat(body, high, high)
    return full if low == high else alt([full, cat([repeat(body, low, high - 1), more])])


def atomic(body: Tree) -> Tree | None:
    """``(?>body)``: only the first match of ``body`` counts. None where that is not expressed here.

    ``body`` must hold greedy repeats only, not joined. A body whose texts all have one length has at
    most one match at a position, and is atomic as it is. Of alternatives the first that matches
    counts: ``(?>A|B)`` is ``(?>A)|(?!A)(?>B)``. A sequence of such bodies may end in a greedy repeat
    of one.
    """
    items = body.shape.items if isinstance(body.shape, Or) else (body,)
    options: list[Tree] = []
    barred: list[Tree] = []
    for item in items:
        single = _atomic_sequence(item)
        if single is None:
            return None
        options.append(cat([*barred, single]))
        barred.append(look(item, behind=False, negative=True))
    return alt(options)


def _atomic_sequence(body: Tree) -> Tree | None:
    items = body.shape.items if isinstance(body.shape, Cat) else (body,)
    if all(item.least == item.most for item in items):
        return body
    *before, last = items
    if any(item.least != item.most for item in before) or not isinstance(last.shape, Repeat):
        return None
    if not last.shape.body.fixed:
        return None
    return cat([*before, take_all(last.shape.body, last.shape.low, last.shape.high)])


def of_length(tree: Tree, low: int, high: int | None) -> Tree | None:
    """The texts of a tree without assertions that have from ``low`` to ``high`` characters.

    None where no tree expresses that without listing the lengths: two parts of a sequence that both vary.
    """
    if low <= tree.least and (high is None or (tree.most is not None and tree.most <= high)):
        return tree
    if (high is not None and tree.least > high) or (tree.most is not None and tree.most < low):
        return EMPTY
    shape = tree.shape
    if isinstance(shape, Or) and len(shape.items) <= _FLAT:
        found = [of_length(item, low, high) for item in shape.items]
        return None if None in found else alt(item for item in found if item is not None)
    if isinstance(shape, Repeat) and shape.body.fixed:
        size = shape.body.least
        first = max(shape.low, -(-low // size))
        last = None if high is None else high // size
        last = shape.high if last is None else last if shape.high is None else min(last, shape.high)
        return EMPTY if last is not None and last < first else repeat(shape.body, first, last)
    if isinstance(shape, Cat):
        varying = [i for i, item in enumerate(shape.items) if item.least != item.most]
        if len(varying) == 1:
            rest = tree.least - shape.items[varying[0]].least
            part = of_length(shape.items[varying[0]], max(0, low - rest), None if high is None else high - rest)
            return part and cat([*shape.items[: varying[0]], part, *shape.items[varying[0] + 1 :]])
    return None
