"""What an expression with assertions wants of the text around the words that it matches.

``a(?=b)b`` looks at its own text only. ``if\\b`` looks at the next character, whatever that belongs to, and
``(?<!\\.)\\d+`` at the one before. :func:`contexts` takes such an expression apart into automata of words,
each with a condition on the character before and on the character after. It is decided exactly: two marks
are put around the word, the assertions read over them, and what follows from the automaton of the whole is
read off. Looking further than one character is reported by None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gendecode.automata.algebra import difference, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import characters, concat
from gendecode.automata.build import repeat as repeat_automaton
from gendecode.automata.builder import DEFAULT_LIMIT, Builder, too_many_states
from gendecode.automata.charset import MAX_CODE_POINT, TEXT, CharSet
from gendecode.automata.dfa import Dfa, determinise, minimise
from gendecode.automata.lookaround import eliminate
from gendecode.automata.regex_tree import Cat, Chars, Or, Repeat, Tree, alt, cat, chars, look, repeat
from gendecode.automata.spelling import spell


@dataclass(frozen=True)
class Condition:
    """What the neighbouring character may be: one of ``allowed``; ``edge``: there may be none."""

    allowed: CharSet
    edge: bool


ANYTHING = Condition(TEXT, True)
"""No condition."""

_CHARACTER = characters(TEXT)
_MORE = repeat_automaton(_CHARACTER, 1, None)


@dataclass(frozen=True, eq=False)
class Piece:
    """Words that match wherever the character before and the one after are allowed."""

    words: Automaton
    before: Condition
    after: Condition


def contexts(tree: Tree, limit: int = DEFAULT_LIMIT) -> list[Piece] | None:
    """The words of ``tree`` by what they want around them; None when it looks further than a character.

    Every word is in every piece whose context it matches in; a piece with ANYTHING on both sides is what the
    expression matches anywhere. Raises LimitExceeded.
    """
    found = _Reading.of(tree, limit)
    return [] if found is None else found.pieces()


def shortest_words(words: Automaton, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The words of which no proper prefix is a word."""
    return difference(words, concat(words, _MORE, limit=limit), limit)


def shortest_pieces(pieces: list[Piece], limit: int = DEFAULT_LIMIT) -> list[Piece]:
    """The words of which no proper prefix matches, the character after it being the word's own."""
    found: list[Piece] = []
    for piece in pieces:
        words: Automaton | None = piece.words
        for other in pieces:
            if words is not None and other.before == piece.before and other.after.allowed:
                longer = concat(other.words, characters(other.after.allowed), repeat_automaton(_CHARACTER, 0, None))
                words = difference(words, longer, limit)
        if words is not None:
            found.append(Piece(words, piece.before, piece.after))
    return found


def pieces_within(pieces: list[Piece], words: Automaton, limit: int = DEFAULT_LIMIT) -> list[Piece]:
    """The pieces with only those of their words that are in ``words``."""
    found = [(piece, intersect(piece.words, words, limit)) for piece in pieces]
    return [Piece(kept, piece.before, piece.after) for piece, kept in found if kept is not None]


class _Reading:
    """The deterministic automaton of *text mark word mark text*, read by classes of characters."""

    def __init__(self, dfa: Dfa, classes: list[CharSet], mark: int, limit: int) -> None:
        self.dfa, self.limit, self.classes = dfa, limit, classes
        self.letters = [chr(_member(charset, mark)).encode() for charset in classes]
        self.mark = chr(mark).encode()
        self._universal = self._find_universal()

    @classmethod
    def of(cls, tree: Tree, limit: int) -> _Reading | None:
        """None when nothing matches in any context."""
        classes = _classes(tree)
        mark = next((c for c in range(MAX_CODE_POINT, 0xFFFF, -1) if len(_holding(classes, c)) > 1), MAX_CODE_POINT)
        bounds = _Marked(mark)
        whole = eliminate(
            cat([bounds.anything, bounds.mark, bounds.over(tree, False), bounds.mark, bounds.anything]), "utf8", limit
        )
        return None if whole is None else cls(minimise(determinise(whole, limit)), classes, mark, limit)

    def pieces(self) -> list[Piece] | None:
        starts = self._starts()
        if starts is None:
            return None
        found: list[Piece] = []
        for state, before in starts.items():
            grouped = self._ends(state)
            if grouped is None:
                return None
            order, ends = grouped
            for after, accepting in ends.items():
                words = self._words(order, accepting)
                if words is not None:
                    found.append(Piece(words, before, after))
        return found

    def step(self, state: int, letter: bytes) -> int:
        """The state after a character; -1 for none."""
        for byte in letter:
            if state >= 0:
                state = int(self.dfa.table[state, self.dfa.classes[byte]])
        return state

    def _starts(self) -> dict[int, Condition] | None:
        """The states at the beginning of the word, by the character before it; None when that does not decide."""
        first = self.step(0, self.mark)
        after_class: list[int | None] = [None] * len(self.letters)
        pending, seen = [0], {0}
        while pending:
            state = pending.pop()
            for index, letter in enumerate(self.letters):
                following = self.step(state, letter)
                if following >= 0:
                    word = self.step(following, self.mark)
                    if after_class[index] not in (None, word):
                        return None
                    after_class[index] = word
                    if following not in seen:
                        seen.add(following)
                        pending.append(following)
        found: dict[int, Condition] = {}
        for state in dict.fromkeys([first, *(s for s in after_class if s is not None)]):
            if state >= 0:
                allowed = _join(c for c, s in zip(self.classes, after_class, strict=True) if s == state)
                found[state] = Condition(allowed, first == state)
        return found

    def _ends(self, start: int) -> tuple[list[int], dict[Condition, set[int]]] | None:
        """The states of the word in order, and by condition those at which it may end; None as above."""
        order, seen = [start], {start}
        ends: dict[Condition, set[int]] = {}
        for state in order:
            closed = self.step(state, self.mark)
            if closed >= 0:
                condition = self._condition(closed)
                if condition is None:
                    return None
                ends.setdefault(condition, set()).add(state)
            for letter in self.letters:
                following = self.step(state, letter)
                if following >= 0 and following not in seen:
                    seen.add(following)
                    order.append(following)
        return order, ends

    def _condition(self, closed: int) -> Condition | None:
        """What may follow after the second mark; None when the next character does not decide."""
        allowed = []
        for charset, letter in zip(self.classes, self.letters, strict=True):
            following = self.step(closed, letter)
            if following in self._universal:
                allowed.append(charset)
            elif following >= 0:
                return None
        return Condition(_join(iter(allowed)), bool(self.dfa.accepting[closed]))

    def _find_universal(self) -> set[int]:
        """The states after which any text is accepted: the greatest set that every character stays in."""
        found = {state for state in range(self.dfa.states) if self.dfa.accepting[state]}
        while True:
            kept = {s for s in found if all(self.step(s, letter) in found for letter in self.letters)}
            if kept == found:
                return found
            found = kept

    def _words(self, order: list[int], accepting: set[int]) -> Automaton | None:
        builder = Builder(self.limit)
        place = {state: builder.state() for state in order}
        final = builder.state()
        for state in order:
            targets: dict[int, list[CharSet]] = {}
            for charset, letter in zip(self.classes, self.letters, strict=True):
                following = self.step(state, letter)
                if following >= 0:
                    targets.setdefault(following, []).append(charset)
            for target, charsets in targets.items():
                builder.characters(place[state], spell(_join(iter(charsets)), "utf8"), place[target])
            if state in accepting:
                builder.epsilon(place[state], final)
        return builder.finish(place[order[0]], final)


class _Marked:
    """Rewrites trees for texts in which ``mark`` stands before and after a word."""

    def __init__(self, mark: int) -> None:
        only = CharSet.of((mark, mark))
        self.rest = TEXT - only
        self.mark = chars(only)
        self.marks = repeat(self.mark, 0, None)
        self.anything = repeat(chars(self.rest), 0, None)

    def over(self, tree: Tree, inside: bool) -> Tree:
        """``inside`` an assertion marks are read over; outside there are none."""
        shape = tree.shape
        if isinstance(shape, Chars):
            plain = chars(shape.charset & self.rest)
            return cat([self.marks, plain, self.marks]) if inside else plain
        if isinstance(shape, Cat):
            return cat(self.over(item, inside) for item in shape.items)
        if isinstance(shape, Or):
            return alt(self.over(item, inside) for item in shape.items)
        if isinstance(shape, Repeat):
            return repeat(self.over(shape.body, inside), shape.low, shape.high, lazy=shape.lazy)
        body = self.over(shape.body, True)
        if shape.whole:
            body = cat([self.marks, body, self.marks])
        return look(body, behind=shape.behind, negative=shape.negative, whole=shape.whole)


def _classes(tree: Tree) -> list[CharSet]:
    """The coarsest partition of all characters that no set in ``tree`` divides."""
    sets = set(_charsets(tree))
    if len(sets) > 1_000:
        raise too_many_states(1_000, "the character classes of an expression that looks around")
    classes = [TEXT]
    for charset in sets:
        classes = [part for old in classes for part in (old & charset, old - charset) if part]
    return classes


def _charsets(tree: Tree) -> Iterator[CharSet]:
    pending = [tree]
    while pending:
        shape = pending.pop().shape
        if isinstance(shape, Chars):
            yield shape.charset
        elif isinstance(shape, (Cat, Or)):
            pending += shape.items
        else:
            pending.append(shape.body)


def _holding(classes: list[CharSet], code: int) -> CharSet:
    return next((charset for charset in classes if code in charset), CharSet())


def _member(charset: CharSet, avoid: int) -> int:
    """A character of the class that is not ``avoid``."""
    low, high = charset.ranges[0]
    if low != avoid:
        return low
    return low + 1 if high > low else charset.ranges[1][0]


def _join(charsets: Iterator[CharSet]) -> CharSet:
    return CharSet.of(*(span for charset in charsets for span in charset.ranges))
