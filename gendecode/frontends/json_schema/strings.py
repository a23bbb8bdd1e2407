"""Strings: length in code points, patterns, listed values, and their texts as grammar nodes.

How characters are written is up to a :class:`~gendecode.frontends.json_schema.spelling.Spelling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from typing import Any

from gendecode.automata.algebra import intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import non_empty, repeat, words
from gendecode.automata.regex import pattern_tree, tree_automaton
from gendecode.automata.regex_tree import Tree, of_length
from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.spelling import ANY, Spelling
from gendecode.frontends.json_schema.values import Place, pointer
from gendecode.frontends.regex import tree_node
from gendecode.grammar.ir import Counted, Literal, Node, Regular, Rule, Seq
from gendecode.limits import MAX_COUNT, Limits

QUOTE = Literal(b'"')


@dataclass(frozen=True)
class StringFacet:
    """Which strings are allowed: by length, by patterns that must all be found in them, by a list."""

    low: int = 0
    high: int | None = None
    patterns: frozenset[str] = frozenset()
    values: frozenset[str] | None = None

    def merge(self, other: StringFacet) -> StringFacet:
        """The strings that both allow."""
        values = self.values
        if other.values is not None:
            values = other.values if values is None else values & other.values
        return StringFacet(
            max(self.low, other.low),
            smaller(self.high, other.high),
            self.patterns | other.patterns,
            values,
        )


def smaller(a: int | None, b: int | None) -> int | None:
    """The tighter of two upper bounds, of which None is the loosest."""
    return b if a is None else a if b is None else min(a, b)


def read_count(keywords: dict[str, Any], least: str, most: str) -> tuple[int, int | None]:
    """The bounds that two counting keywords set, as (low, high)."""
    low, high = int(keywords.get(least, 0)), keywords.get(most)
    return low, None if high is None or high > MAX_COUNT else int(high)


def read_string(keywords: dict[str, Any]) -> StringFacet:
    """The facet that a schema's string keywords describe."""
    low, high = read_count(keywords, "minLength", "maxLength")
    pattern = keywords.get("pattern")
    return StringFacet(low, high, frozenset() if pattern is None else frozenset([pattern]))


@lru_cache(maxsize=16)
def plain_string(spelling: Spelling = ANY) -> Node:
    """Any string."""
    return Seq((QUOTE, Regular(spelling.free_body()), QUOTE))


def string_possible(facet: StringFacet, limits: Limits, spelling: Spelling = ANY) -> bool:
    """True when some string is allowed."""
    if facet.values is None and not facet.patterns:
        return facet.high is None or facet.low <= facet.high
    tree = _simple_tree(facet, limits)
    if tree is None:
        return _fixed(facet, limits, spelling) is not None
    if tree.bulky and not tree.empty:
        _simple_node(facet, limits, spelling)  # nested counts have a bound of their own, which has to show now
    return not tree.empty


def string_node(facet: StringFacet, limits: Limits, spelling: Spelling = ANY) -> Node:
    """The texts of the allowed strings, of which there must be one."""
    if facet.values is None and not facet.patterns:
        if facet.low == 0 and facet.high is None:
            return plain_string(spelling)
        return Seq((QUOTE, Counted(spelling.free_character(), facet.low, facet.high), QUOTE))
    if _simple_tree(facet, limits) is not None:
        return Rule(("pattern", facet, spelling), partial(_simple_node, facet, limits, spelling))
    found = _fixed(facet, limits, spelling)
    if found is None:
        raise ValueError("an empty set of strings has no node")
    return found


# --- patterns that need no automaton before the text gets to them --------------------------------------
def _simple_tree(facet: StringFacet, limits: Limits) -> Tree | None:
    """The tree of all that the one pattern of a facet and its lengths allow, if it is certainly within the limits.

    That tree shows whether there is a text, and its automaton is built when the text gets there. None for every
    other facet: it is built at once.
    """
    if facet.values is not None or len(facet.patterns) != 1:
        return None
    tree = _tree(*facet.patterns, limits)
    found = None if tree.looks else of_length(tree, facet.low, facet.high)
    # A character may take some states: a control character is spelled with six.
    return None if found is None or found.cost > limits.automaton_states // 16 else found


@lru_cache(maxsize=1024)
def _tree(pattern: str, limits: Limits) -> Tree:
    return pattern_tree(pattern, "ecma", True, limits)


@lru_cache(maxsize=1024)
def _simple_node(facet: StringFacet, limits: Limits, spelling: Spelling) -> Node:
    tree = _simple_tree(facet, limits)
    if tree is None or tree.empty:
        raise ValueError("an empty set of strings has no node")
    return Seq((QUOTE, tree_node(tree, spelling.fixed, limits), QUOTE))


@lru_cache(maxsize=1024)
def _fixed(facet: StringFacet, limits: Limits, spelling: Spelling) -> Node | None:
    """The node of strings in canonical spelling; None when none is allowed."""
    if facet.values is not None:
        kept = [spelling.text(value) for value in sorted(facet.values) if _admits(facet, value, limits)]
        if len(kept) == 1:
            return Literal(kept[0])
        return Regular(words(kept)) if kept else None
    body = _patterned(facet, limits, spelling)
    return None if body is None else Seq((QUOTE, Regular(body), QUOTE))


def _admits(facet: StringFacet, value: str, limits: Limits) -> bool:
    if len(value) < facet.low or (facet.high is not None and len(value) > facet.high):
        return False
    found = (compile_pattern(pattern, limits) for pattern in facet.patterns)
    return all(one is not None and one.accepts(ANY.text(value)[1:-1]) for one in found)


def _patterned(facet: StringFacet, limits: Limits, spelling: Spelling) -> Automaton | None:
    limit = limits.automaton_states

    def both(a: Automaton | None, b: Automaton | None) -> Automaton | None:
        return None if a is None or b is None else intersect(a, b, limit)

    found = reduce(both, [compile_pattern(pattern, limits, spelling) for pattern in sorted(facet.patterns)])
    if found is None or (facet.high is None and facet.low <= 1):
        return found if found is None or not facet.low else non_empty(found)
    if facet.high is not None and facet.high < facet.low:
        return None
    try:
        return both(found, repeat(spelling.fixed_character(), facet.low, facet.high, limit=limit))
    except LimitExceeded as error:
        lengths = f"minLength {facet.low} and maxLength {facet.high}"
        raise LimitExceeded(f"pattern together with {lengths}: {error}") from None


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str, limits: Limits, spelling: Spelling = ANY) -> Automaton | None:
    """The canonical spellings of the strings in which the ECMA pattern is found; None when there are none."""
    return tree_automaton(_tree(pattern, limits), spelling.fixed, limits.automaton_states)


def check_pattern(facet: StringFacet, place: Place, limits: Limits, spelling: Spelling = ANY) -> None:
    """Compile the automaton of a schema's pattern. Raises what that raises, with the JSON pointer of the schema."""
    where = pointer((place, "pattern"))
    try:
        string_possible(facet, limits, spelling)
    except UnsupportedError as error:
        raise UnsupportedError(error.keyword, where, error.reason, error.hint) from None
    except LimitExceeded as error:
        raise LimitExceeded(f"{where}: {error}") from None
    except GrammarError as error:
        raise GrammarError(f"{where}: {error}") from None
