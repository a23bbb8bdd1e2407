"""Regular expressions as automata over bytes.

``pattern_automaton`` goes through the phases: parse to a tree, deal with anchors at the ends, build the
automaton (by a product where other assertions occur). The language is exactly that of Python's
``re.fullmatch``, or of an ECMA-262 search, on texts that UTF-8 can hold.
"""

from __future__ import annotations

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import DEFAULT_LIMIT, Builder
from gendecode.automata.charset import ALL
from gendecode.automata.lookaround import eliminate
from gendecode.automata.regex_cursor import Dialect, Flags
from gendecode.automata.regex_nfa import ByteGraph, construct
from gendecode.automata.regex_syntax import parse
from gendecode.automata.regex_tree import EPSILON, Cat, Look, Or, Tree, alt, cat, chars, repeat
from gendecode.automata.spelling import Spelling
from gendecode.limits import Limits


def pattern_automaton(
    pattern: str,
    *,
    dialect: Dialect,
    search: bool,
    spelling: Spelling,
    limits: Limits,
) -> Automaton | None:
    """The automaton of the texts that ``pattern`` matches; None when it matches none.

    Args:
        dialect: "python" for the syntax and semantics of ``re``, "ecma" for those of ECMA-262.
        search: True when some part of the text has to match, False when all of it has to.
        spelling: "utf8" for plain text, "json" and "ascii" for the inside of a JSON string, in canonical spelling.
        limits: ``source_bytes``, ``nesting`` and ``automaton_states`` apply.

    Raises GrammarError (syntax), UnsupportedError (no automaton can do it), LimitExceeded.
    """
    return tree_automaton(pattern_tree(pattern, dialect, search, limits), spelling, limits.automaton_states)


def pattern_tree(pattern: str, dialect: Dialect, search: bool, limits: Limits, flags: Flags | None = None) -> Tree:
    """The tree of the whole texts that ``pattern`` matches, anchors at its ends resolved."""
    tree = parse(pattern, dialect, limits, flags)
    options = tree.shape.items if isinstance(tree.shape, Or) else (tree,)
    return alt(_anchored(option, search) for option in options)


def tree_automaton(tree: Tree, spelling: Spelling, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The automaton of a tree; None when no text matches. Raises LimitExceeded beyond ``limit`` states."""
    if tree.looks:
        return eliminate(tree, spelling, limit)
    builder = Builder(limit)
    start, final = builder.state(), builder.state()
    construct(tree, ByteGraph(builder, spelling), start, final)
    return builder.finish(start, final)


_ANYTHING = repeat(chars(ALL), 0, None)


def _anchored(tree: Tree, search: bool) -> Tree:
    """One alternative, extended to the whole text: ``^`` and ``$`` at its ends cost nothing this way.

    Anchors elsewhere stay in the tree and are assertions like any other.
    """
    items = list(tree.shape.items) if isinstance(tree.shape, Cat) else [tree]
    first = 0
    while first < len(items) and _anchor(items[first], behind=True) is not None:
        first += 1
    lead = EPSILON if first or not search else _ANYTHING
    items = items[first:]
    tail = EPSILON if not search else _ANYTHING
    rest = _anchor(items[-1], behind=False) if items else None
    if rest is not None and (search or rest.nullable):
        # What the anchor allows after it is the end of the text: nothing, or for Python's $ a newline.
        items.pop()
        tail = rest if search else EPSILON
    return cat([lead, *items, tail])


def _anchor(tree: Tree, behind: bool) -> Tree | None:
    """What may stand between the anchor ``tree`` and that end of the text; None when it is no anchor there."""
    shape = tree.shape
    if isinstance(shape, Look) and shape.whole and shape.behind == behind and not shape.negative:
        return shape.body
    return None
