"""Which of its matches an expression prefers: what ``re.match`` returns, as opposed to ``re.fullmatch``.

A backtracking matcher tries alternatives from left to right, greedy repeats long first and lazy ones short
first, and stops at the first match. So ``/".*?"/`` means the text up to the *first* quotation mark, and ``ab``
is never what ``/a|ab/`` matches. A word counts as *preferred* when the first match in the word alone is the
whole of it: ``re.match(pattern, word)[0] == word``.

:func:`preference` decides how the length of a match and its rank go together, over pairs of ways to read the same
text (Glushkov positions, in order): where longer ones always come first, all words are preferred; where shorter
ones do, those of which no proper prefix is a word. Otherwise :func:`preferred` follows the ordered list of
threads that Pike's matcher would have, and keeps the words after which a match heads what is left of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import words
from gendecode.automata.builder import Builder, too_many_states
from gendecode.automata.charset import TEXT, CharSet
from gendecode.automata.regex_tree import Cat, Chars, Look, Or, Repeat, Tree
from gendecode.automata.spelling import spell
from gendecode.errors import LimitExceeded, UnsupportedError

Preference = Literal["all", "shortest", "mixed"]

_ACCEPT = 0
_MANY_COPIES = 8
_MOST_STEPS = 1_500_000
_MOST_POSITIONS = 20_000
_EXACT_POSITIONS = 1_500


def preference(tree: Tree) -> Preference:
    """ "all" words are preferred, or the "shortest" ones, or it depends ("mixed"). Assertions count as true."""
    _refuse_empty_rounds(tree)
    if tree.text is not None or isinstance(tree.shape, Chars) or tree.fixed:
        return "all"
    if isinstance(tree.shape, Or) and all(item.text is not None for item in tree.shape.items):
        return "mixed" if _barred([item.text or "" for item in tree.shape.items]) else "all"
    try:
        return _Order(tree, exact=True, most=_EXACT_POSITIONS).preference()
    except LimitExceeded:
        return _Order(tree).preference()


def _refuse_empty_rounds(tree: Tree) -> None:
    """A repeat ends at a round that reads nothing; where a lazy repeat inside prefers that, versions of re differ."""
    pending = [(tree, False)]
    seen: set[tuple[int, bool]] = set()
    while pending:
        part, nullable = pending.pop()
        if (id(part), nullable) in seen:
            continue
        seen.add((id(part), nullable))
        shape = part.shape
        if isinstance(shape, (Cat, Or)):
            pending += [(item, nullable) for item in shape.items]
        elif isinstance(shape, Repeat):
            if shape.lazy and nullable:
                raise UnsupportedError(
                    "a lazy repeat inside a repeat",
                    "",
                    "a round that reads nothing would be preferred",
                    "make the inner one greedy, or let every round of the outer one read something",
                )
            pending.append((shape.body, nullable or (shape.body.least == 0 and shape.high != 1)))


def preferred(tree: Tree, limit: int) -> Automaton | None:
    """The preferred words of a tree without assertions. Raises LimitExceeded."""
    if isinstance(tree.shape, Or) and all(item.text is not None for item in tree.shape.items):
        texts = [item.text or "" for item in tree.shape.items]
        barred = _barred(texts)
        return words(text.encode() for text in texts if text not in barred)
    return _Order(tree, exact=True).preferred(limit)


def _barred(texts: list[str]) -> set[str]:
    """The texts of which an earlier one is a proper prefix."""
    first = {text: index for index, text in reversed(list(enumerate(texts)))}
    lengths = sorted({len(text) for text in first})
    found: set[str] = set()
    for text, index in first.items():
        shorter = (text[:length] for length in lengths if length < len(text))
        if any(first.get(prefix, index) < index for prefix in shorter):
            found.add(text)
    return found


@dataclass
class _Order:
    """The expression as a graph whose ε edges are ordered.

    Attributes:
        sets: per node the characters that it reads; None for a node that only leads on.
        following: per node where it leads, best first.
    """

    tree: Tree
    exact: bool = False
    most: int = _MOST_POSITIONS
    sets: list[CharSet | None] = field(default_factory=lambda: [None])
    following: list[list[int]] = field(default_factory=lambda: [[]])
    _known: dict[int, tuple[tuple[int, ...], frozenset[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start = self._build(self.tree, _ACCEPT)
        classes = [TEXT]
        for split in {charset for charset in self.sets if charset is not None}:
            classes = [part for old in classes for part in (old & split, old - split) if part]
        self.classes = classes
        known: dict[CharSet, int] = {}
        for charset in self.sets:
            if charset is not None and charset not in known:
                known[charset] = sum(1 << i for i, c in enumerate(classes) if c.ranges[0][0] in charset)
        self.masks = [0 if charset is None else known[charset] for charset in self.sets]

    # --- construction -------------------------------------------------------------------------------
    def _node(self, charset: CharSet | None, following: list[int]) -> int:
        if len(self.sets) > self.most:
            raise LimitExceeded("a regular expression is too large to tell which of its matches is preferred")
        self.sets.append(charset)
        self.following.append(following)
        return len(self.sets) - 1

    def _build(self, tree: Tree, after: int) -> int:
        shape = tree.shape
        if isinstance(shape, Chars):
            return self._node(shape.charset, [after])
        if isinstance(shape, Cat):
            for item in reversed(shape.items):
                after = self._build(item, after)
            return after
        if isinstance(shape, Or):
            return self._node(None, [self._build(item, after) for item in shape.items])
        return after if isinstance(shape, Look) else self._repeat(shape, after)

    def _repeat(self, shape: Repeat, after: int) -> int:
        low, high = shape.low, shape.high
        if not self.exact and max(low, high or 0) > _MANY_COPIES:
            # More ways to read are compared than there are, which is on the safe side.
            low, high = min(low, 2), None
        if high is None:
            loop = self._node(None, [])
            body = self._build(shape.body, loop)
            self.following[loop] = [after, body] if shape.lazy else [body, after]
            at = loop
        else:
            at = after
            for _ in range(high - low):
                body = self._build(shape.body, at)
                at = self._node(None, [after, body] if shape.lazy else [body, after])
        for _ in range(low):
            at = self._build(shape.body, at)
        return at

    # --- reading ------------------------------------------------------------------------------------
    def _closure(self, node: int) -> tuple[tuple[int, ...], frozenset[int]]:
        """What can be read next from a node (or ACCEPT), best first; and what is reached in several ways."""
        if node not in self._known:
            order: dict[int, None] = {}
            twice: set[int] = set()
            seen: set[int] = set()
            pending = [node]
            while pending:
                at = pending.pop()
                if at == _ACCEPT or self.sets[at] is not None:
                    if at in order:
                        twice.add(at)
                    order[at] = None
                elif at not in seen:
                    seen.add(at)
                    pending += reversed(self.following[at])
                else:
                    twice.update(order)
            self._known[node] = tuple(order), frozenset(twice)
        return self._known[node]

    def _after(self, position: int) -> tuple[tuple[int, ...], frozenset[int]]:
        return self._closure(self.following[position][0])

    def preference(self) -> Preference:
        pairs: set[tuple[int, int]] = set()
        pending: deque[tuple[int, int]] = deque()
        shorter_first = longer_first = False
        # Copies that were joined have other futures, and so have equal places under other assertions.
        plain = self.exact and not self.tree.looks

        def meet(better: int, worse: int) -> None:
            nonlocal shorter_first, longer_first
            if better == _ACCEPT or worse == _ACCEPT:
                shorter_first |= better == _ACCEPT and worse != _ACCEPT
                longer_first |= worse == _ACCEPT and better != _ACCEPT
            elif better == worse and plain:
                pass  # what the worse one can do, the better one does before
            elif self.masks[better] & self.masks[worse] and (better, worse) not in pairs:
                pairs.add((better, worse))
                pending.append((better, worse))

        steps = 0
        singles = [self._closure(self.start)]
        visited: set[int] = set()
        while singles:
            order, twice = singles.pop()
            steps += len(order) ** 2
            self._check(steps)
            for index, better in enumerate(order):
                if better in twice and better != _ACCEPT:
                    meet(better, better)
                for worse in order[index + 1 :]:
                    meet(better, worse)
                if better != _ACCEPT and better not in visited:
                    visited.add(better)
                    singles.append(self._after(better))
        while pending:
            first, second = pending.popleft()
            ours, theirs = self._after(first)[0], self._after(second)[0]
            steps += len(ours) * len(theirs)
            self._check(steps)
            for better in ours:
                for worse in theirs:
                    meet(better, worse)
        if not shorter_first:
            return "all"
        return "mixed" if longer_first else "shortest"

    @staticmethod
    def _check(steps: int) -> None:
        if steps > _MOST_STEPS:
            raise LimitExceeded(
                "a regular expression has too many ways to read a text to tell which match is preferred; "
                "write it without lazy repeats and overlapping alternatives"
            )

    def preferred(self, limit: int) -> Automaton | None:
        """Subset construction over ordered lists of positions, cut off after a match."""
        builder = Builder(limit)
        final = builder.state()
        place: dict[tuple[int, ...], int] = {}
        todo: list[tuple[int, ...]] = []

        def state(order: tuple[int, ...]) -> int:
            if order not in place:
                if len(place) > limit // 8:
                    raise too_many_states(limit // 8, "the preferred matches of a regular expression")
                place[order] = builder.state()
                todo.append(order)
                if _ACCEPT in order:
                    builder.epsilon(place[order], final)
            return place[order]

        start = state(self._cut(self._closure(self.start)[0]))
        while todo:
            order = todo.pop()
            targets: dict[tuple[int, ...], list[CharSet]] = {}
            for index, charset in enumerate(self.classes):
                read = [p for p in order if self.masks[p] >> index & 1]
                if read:
                    merged = dict.fromkeys(q for p in read for q in self._after(p)[0])
                    targets.setdefault(self._cut(tuple(merged)), []).append(charset)
            for following, charsets in targets.items():
                joined = CharSet.of(*(span for charset in charsets for span in charset.ranges))
                builder.characters(place[order], spell(joined, "utf8"), state(following))
        return builder.finish(start, final)

    @staticmethod
    def _cut(order: tuple[int, ...]) -> tuple[int, ...]:
        """A match ends what ranks after it."""
        return order[: order.index(_ACCEPT) + 1] if _ACCEPT in order else order
