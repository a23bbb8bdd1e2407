"""Leaves of the context-free grammar: which words of a terminal count, and what they want around them."""

from __future__ import annotations

from typing import TypeAlias

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import concat, non_empty
from gendecode.automata.context import ANYTHING, contexts, pieces_within, shortest_pieces, shortest_words
from gendecode.automata.preference import preference, preferred
from gendecode.automata.regex import tree_automaton
from gendecode.automata.regex_tree import Cat, Chars, Look, Or, Tree, cat
from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.frontends.lark.source import Source
from gendecode.frontends.regex import tree_node
from gendecode.grammar.cfg import EMPTY as EMPTY_LEAF
from gendecode.grammar.cfg import Leaf
from gendecode.grammar.ir import Literal, Node, Regular
from gendecode.grammar.neighbours import conditional
from gendecode.grammar.nullable import solid_node
from gendecode.limits import Limits

Value: TypeAlias = "Tree | Automaton | None"
"""A regular language: its expression, its automaton, or None for the empty one."""


class Leaves:
    """Makes leaves of the languages of terminals."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def automaton(self, value: Value) -> Automaton | None:
        """A value as an automaton, its assertions seeing nothing but its own text."""
        if isinstance(value, Tree):
            return tree_automaton(value, "utf8", self.limits.automaton_states)
        return value

    def leaf(self, value: Value, source: Source, at: int, what: str) -> Leaf | None:
        """The leaf of a language; None for the empty one."""
        try:
            return self._leaf(value, source, at, what)
        except LimitExceeded as error:
            raise LimitExceeded(f"{source.place(at)}: {what}: {error}") from None
        except UnsupportedError as error:
            where = error.where or source.place(at)
            raise UnsupportedError(error.keyword, where, error.reason, error.hint) from None
        except RecursionError:
            raise LimitExceeded(f"{source.place(at)}: {what} is nested too deep") from None

    def _leaf(self, value: Value, source: Source, at: int, what: str) -> Leaf | None:
        if value is None or (isinstance(value, Tree) and value.empty):
            return None
        if isinstance(value, Tree):
            _check_size(value, 4 * self.limits.automaton_states)
        if isinstance(value, Tree) and value.looks:
            found = self._looking(value, source, at, what)
            return found if isinstance(found, Leaf) else self._of_automaton(found)
        elif isinstance(value, Tree):
            if value.text is not None:
                return text_leaf(value.text)
            chosen = preference(value)
            if chosen != "all":
                return self._of_automaton(self._preferred(value, chosen))
            node = tree_node(value, "utf8", self.limits)
            if not value.nullable:
                return Leaf(node, node, False)
            if not isinstance(node, Regular):
                return nullable_leaf(node)
            value = node.automaton
        return self._of_automaton(value)

    def _with_tail(self, tree: Tree) -> Automaton | None:
        """``A B`` where A stops at its first match, and B, which may be empty, cannot make it go on."""
        items = tree.shape.items if isinstance(tree.shape, Cat) else ()
        cut = len(items)
        while cut and items[cut - 1].nullable:
            cut -= 1
        head, tail = cat(items[:cut]), cat(items[cut:])
        limit = self.limits.automaton_states
        if cut in (0, len(items)) or preference(head) != "shortest":
            return None
        pieces = contexts(head, limit)
        if not pieces or len(pieces) > 1 or not pieces[0].before == pieces[0].after == ANYTHING:
            return None
        first = shortest_words(pieces[0].words, limit)
        chosen = preference(tail)
        second = self.automaton(tail) if chosen == "all" else self._preferred(tail, chosen)
        return None if first is None or second is None else concat(first, second, limit=limit)

    def _preferred(self, tree: Tree, chosen: str) -> Automaton | None:
        """The words that a match of the expression would end with; see ``automata/preference.py``."""
        limit = self.limits.automaton_states
        if chosen == "mixed":
            return preferred(tree, limit)
        whole = self.automaton(tree)
        return None if whole is None else shortest_words(whole, limit)

    @staticmethod
    def _of_automaton(value: Automaton | None) -> Leaf | None:
        if value is None:
            return None
        if not value.nullable:
            return Leaf(Regular(value), Regular(value), False)
        solid = non_empty(value)
        return EMPTY_LEAF if solid is None else Leaf(Regular(value), Regular(solid), True)

    def _looking(self, tree: Tree, source: Source, at: int, what: str) -> Automaton | Leaf | None:
        """A terminal with assertions: an automaton where they see its own text only, otherwise pieces."""
        pieces = contexts(tree, self.limits.automaton_states)
        if pieces is None:
            raise source.unsupported(
                "look-around",
                at,
                f"{what} looks further than one character into the text before or after it",
                "assertions may look at the terminal's own text, and at the characters next to it",
            )
        chosen = preference(tree)
        plain = _without_leading_looks(tree) if chosen == "mixed" else None
        if plain is not None:
            # The assertions hold or fail before there is any choice: they filter texts, not ways to read them.
            whole = self._preferred(plain, "mixed")
            pieces = [] if whole is None else pieces_within(pieces, whole, self.limits.automaton_states)
        elif chosen == "mixed":
            found = self._with_tail(tree)
            if found is not None:
                return found
            raise source.unsupported(
                "look-around",
                at,
                f"{what} combines assertions with repeats or alternatives of which sometimes the shorter and "
                "sometimes the longer match is preferred",
                "use greedy repeats only, or lazy ones only",
            )
        if chosen == "shortest":
            pieces = shortest_pieces(pieces, self.limits.automaton_states)
        if not pieces:
            return None
        if len(pieces) == 1 and pieces[0].before == pieces[0].after == ANYTHING:
            return pieces[0].words
        if any(piece.words.nullable for piece in pieces):
            raise source.unsupported(
                "look-around",
                at,
                f"{what} matches the empty text, depending on what stands around it",
                "put the assertion into the terminal before or after",
            )
        return conditional(pieces)


def _without_leading_looks(tree: Tree) -> Tree | None:
    """The tree without assertions, when all of them stand where every way to read a text passes alike."""
    items = list(tree.shape.items) if isinstance(tree.shape, Cat) else [tree]
    cut = next((at for at, item in enumerate(items) if not isinstance(item.shape, (Chars, Look))), len(items))
    if any(item.looks for item in items[cut:]):
        return None
    return cat(item for item in items if not isinstance(item.shape, Look))


def _check_size(tree: Tree, limit: int) -> None:
    """Terminals that use others twice, and so on, double at every step: bound what they come to written out."""
    pending = [tree]
    count = 0
    while pending:
        shape = pending.pop().shape
        count += 1
        if count > limit:
            raise LimitExceeded(f"written out it has more than {limit} parts, four for each of Limits.automaton_states")
        if isinstance(shape, (Cat, Or)):
            pending += shape.items
        elif not isinstance(shape, Chars):
            pending.append(shape.body)


def text_leaf(text: str) -> Leaf:
    """The leaf of a plain text."""
    node = Literal(text.encode())
    return Leaf(node, node, False) if text else EMPTY_LEAF


def nullable_leaf(node: Node) -> Leaf:
    """The leaf of a node that matches the empty text and has no automaton of its own."""
    solid = solid_node(node)
    return EMPTY_LEAF if solid is None else Leaf(node, solid, True)
