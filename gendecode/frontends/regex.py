"""Regular expressions as a constraint: the language of ``re.fullmatch``.

An expression becomes a single automaton, unless counted repeats make it large. Those are lowered to
``Counted`` and ``Repeat`` nodes, which count instead of copying, with automata for what is between.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import characters, non_empty, words
from gendecode.automata.charset import CharSet
from gendecode.automata.regex import pattern_tree, tree_automaton
from gendecode.automata.regex_cursor import Dialect, Flags
from gendecode.automata.regex_nfa import spell_text
from gendecode.automata.regex_tree import Cat, Chars, Or, Tree, alt, cat
from gendecode.automata.regex_tree import Repeat as RepeatTree
from gendecode.automata.spelling import Spelling
from gendecode.errors import GrammarError, LimitExceeded, UnsatisfiableError
from gendecode.grammar.ir import Alt, Counted, Grammar, Literal, Node, Regular, Repeat, Seq
from gendecode.limits import Limits

_KNOWN_FLAGS = re.IGNORECASE | re.DOTALL | re.MULTILINE | re.VERBOSE | re.ASCII | re.UNICODE
_UNIT_STATES = 256
_DEPTH = 64
_NAME_LENGTH = 60


def regex(pattern: str | re.Pattern[str], *, flags: int = 0, limits: Limits | None = None) -> Grammar:
    """The texts that ``re.fullmatch(pattern, text, flags)`` matches; parsing returns the text itself.

    The syntax is Python's, look-around and ``\\b`` included, and is parsed here: every character class,
    flag and anchor means what it means to the running Python. Extensions: ``\\p{Lu}`` (general
    categories), ``\\z``, look-behind of any width, possessive repeats before Python 3.11.

    Args:
        pattern: the expression, or a compiled one, which brings its flags along.
        flags: ``re.I``, ``re.S``, ``re.M``, ``re.X`` and ``re.A``, combined with ``|``.
        limits: ``source_bytes``, ``nesting`` and ``automaton_states`` apply.

    Raises:
        GrammarError: syntax error, with the position.
        UnsupportedError: back-references, conditional groups, and atomic groups beyond the simple ones.
        UnsatisfiableError: no text at all matches.
        LimitExceeded: too large.
    """
    source = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    if not isinstance(source, str):
        raise GrammarError(f"a regular expression is a str, not {type(source).__name__}; decode bytes first")
    if isinstance(pattern, re.Pattern):
        if flags:
            raise GrammarError("a compiled pattern has its flags already; leave out flags=")
        flags = pattern.flags
    if flags & ~int(_KNOWN_FLAGS):
        raise GrammarError(f"the flags {re.RegexFlag(flags & ~int(_KNOWN_FLAGS))!r} are not known here")
    chosen = Flags(
        ignore_case=bool(flags & re.IGNORECASE),
        dot_all=bool(flags & re.DOTALL),
        multiline=bool(flags & re.MULTILINE),
        verbose=bool(flags & re.VERBOSE),
        ascii=bool(flags & re.ASCII),
    )
    root = regex_node(source, dialect="python", search=False, limits=limits or Limits(), flags=chosen)
    shown = source if len(source) <= _NAME_LENGTH else source[: _NAME_LENGTH - 1] + "…"
    return Grammar(root, f"regex({shown!r})")


def regex_node(
    pattern: str,
    *,
    dialect: Dialect,
    search: bool = False,
    spelling: Spelling = "utf8",
    limits: Limits,
    flags: Flags | None = None,
) -> Node:
    """The node of the texts that ``pattern`` matches; see :func:`gendecode.automata.regex.pattern_automaton`.

    Differs from that automaton in that large counted repeats cost nothing. Raises UnsatisfiableError
    when no text matches.
    """
    tree = pattern_tree(pattern, dialect, search, limits, flags)
    automaton = tree_automaton(tree, spelling, limits.automaton_states) if tree.looks else None
    if tree.empty or (tree.looks and automaton is None):
        raise UnsatisfiableError(f"no text matches the regular expression {pattern[:_NAME_LENGTH]!r}")
    return Regular(automaton) if automaton is not None else tree_node(tree, spelling, limits)


def tree_node(tree: Tree, spelling: Spelling, limits: Limits) -> Node:
    """The node of a tree without assertions that matches some text."""
    return _Lowering(spelling, limits.automaton_states).node(tree, 0)


class _Lowering:
    """Trees without assertions to nodes."""

    def __init__(self, spelling: Spelling, limit: int) -> None:
        self.spelling = spelling
        self.limit = limit

    def node(self, tree: Tree, depth: int) -> Node:
        """The node of ``tree``, which is ``depth`` large operators deep."""
        if tree.text is not None:
            return Literal(spell_text(tree.text, self.spelling))
        if depth > _DEPTH:
            raise LimitExceeded(f"counted repeats in a regular expression are nested deeper than {_DEPTH} levels")
        if not tree.bulky and tree.cost <= self.limit // 2:
            return Regular(self._automaton(tree))
        if isinstance(tree.shape, Cat):
            return self._sequence(tree.shape.items, depth)
        if isinstance(tree.shape, Or):
            return self._alternatives(tree.shape.items, depth)
        if isinstance(tree.shape, RepeatTree):
            return self._repeat(tree.shape, depth)
        return Regular(self._automaton(tree))

    def _automaton(self, tree: Tree) -> Automaton:
        found = tree_automaton(tree, self.spelling, self.limit)
        if found is None:
            raise UnsatisfiableError("a part of the regular expression matches no text")
        return found

    def _sequence(self, items: tuple[Tree, ...], depth: int) -> Node:
        """Runs of small items become one automaton each."""
        texts = [item.text or "" for item in items if item.text is not None]
        if len(texts) == len(items):
            return Literal(spell_text("".join(texts), self.spelling))
        nodes: list[Node] = []
        run: list[Tree] = []
        cost = 0
        for item in (*items, None):
            if item is not None and not item.bulky and cost + item.cost <= self.limit // 4:
                run.append(item)
                cost += item.cost
                continue
            if nodes and run and run[0].text is not None:
                # What must follow a counted part stays a literal: the engine then knows where that part ends.
                nodes.append(self.node(run.pop(0), depth + 1))
            if run:
                nodes.append(self.node(cat(run), depth + 1))
            run, cost = [], 0
            if item is not None:
                nodes.append(self.node(item, depth + 1))
        return nodes[0] if len(nodes) == 1 else Seq(tuple(nodes))

    def _alternatives(self, items: tuple[Tree, ...], depth: int) -> Node:
        """All plain texts become one automaton, small items another."""
        texts = [item.text for item in items if item.text is not None]
        small = [item for item in items if item.text is None and not item.bulky]
        large = [item for item in items if item.bulky]
        nodes: list[Node] = []
        if texts:
            nodes.append(Regular(words(spell_text(text, self.spelling) for text in texts)))
        if sum(item.cost for item in small) > self.limit // 2:
            large, small = small + large, []
        if small:
            nodes.append(Regular(self._automaton(alt(small))))
        nodes += [self.node(item, depth + 1) for item in large]
        return nodes[0] if len(nodes) == 1 else Alt(tuple(nodes))

    def _repeat(self, shape: RepeatTree, depth: int) -> Node:
        body = shape.body
        if isinstance(body.shape, Chars):
            return Counted(_character(body.shape.charset, self.spelling), shape.low, shape.high)
        # Texts of one length: none is a prefix of another, as Counted wants it.
        if body.fixed and not body.bulky and body.cost <= _UNIT_STATES:
            return Counted(self._automaton(body), shape.low, shape.high)
        if not body.nullable:
            return Repeat(self.node(body, depth + 1), shape.low, shape.high)
        # (X|){0,n} is (X without the empty text){0,n}; low is 0 already.
        item = non_empty(self._automaton(body))
        return Literal(b"") if item is None else Repeat(Regular(item), 0, shape.high)


@lru_cache(maxsize=256)
def _character(charset: CharSet, spelling: Spelling) -> Automaton:
    """Shared, because the engine recognises an automaton by identity."""
    return characters(charset, spelling)
