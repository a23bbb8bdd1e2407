"""Strings: length in code points, patterns, listed values, and their texts as grammar nodes.

How characters are written is up to a :class:`~gendecode.frontends.json_schema.spelling.Spelling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from typing import Any

from gendecode.automata.algebra import difference, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import non_empty, words
from gendecode.automata.character_counts import measured_possible
from gendecode.automata.lengths import LAYERED
from gendecode.automata.lengths import of_length as words_of_length
from gendecode.automata.regex import pattern_tree, tree_automaton
from gendecode.automata.regex_tree import Tree, of_length
from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.formats import BUILT, LENGTHS, LOOSER, TIGHTER, format_pattern
from gendecode.frontends.json_schema.spelling import ANY, Spelling
from gendecode.frontends.json_schema.values import Place, pointer
from gendecode.frontends.regex import tree_node
from gendecode.grammar.ir import Counted, Literal, Measured, Node, Regular, Rule, Seq
from gendecode.limits import MAX_COUNT, Limits

QUOTE = Literal(b'"')


@dataclass(frozen=True)
class StringFacet:
    """Which strings are allowed.

    Attributes:
        low, high: bounds on the length in code points.
        patterns: what must all be found in a string.
        values: the list that it must be on; None: any string.
        without: patterns of which none may be found in it.
        excluded: strings that it must not equal.
    """

    low: int = 0
    high: int | None = None
    patterns: frozenset[str] = frozenset()
    values: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    @property
    def plain(self) -> bool:
        """True when nothing but the length is asked."""
        return self.values is None and not (self.patterns or self.without or self.excluded)

    @property
    def single(self) -> bool:
        """True when nothing but one pattern and the length is asked."""
        return self.values is None and len(self.patterns) == 1 and not (self.without or self.excluded)

    @property
    def counts(self) -> bool:
        """True when characters have to be counted."""
        return self.low > 1 or self.high is not None

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
            self.without | other.without,
            self.excluded | other.excluded,
        )

    def complement(self) -> list[StringFacet]:
        """The strings that it does not allow: those of any of these facets."""
        # Of a format that is known between two patterns, each side gets what is certain.
        found = [StringFacet(without=frozenset([LOOSER.get(pattern, pattern)])) for pattern in sorted(self.patterns)]
        found += [StringFacet(patterns=frozenset([TIGHTER.get(pattern, pattern)])) for pattern in sorted(self.without)]
        if self.low:
            found.append(StringFacet(high=self.low - 1))
        if self.high is not None:
            found.append(StringFacet(low=self.high + 1))
        if self.values is not None:
            found.append(StringFacet(excluded=self.values))
        if self.excluded:
            found.append(StringFacet(values=self.excluded))
        return found


def smaller(a: int | None, b: int | None) -> int | None:
    """The tighter of two upper bounds, of which None is the loosest."""
    return b if a is None else a if b is None else min(a, b)


def read_count(keywords: dict[str, Any], least: str, most: str, otherwise: int = 0) -> tuple[int, int | None]:
    """The bounds that two counting keywords set, as (low, high); ``otherwise`` is the low one that none sets."""
    low, high = int(keywords.get(least, otherwise)), keywords.get(most)
    return low, None if high is None or high > MAX_COUNT else int(high)


def read_string(keywords: dict[str, Any], enforced: frozenset[str]) -> StringFacet:
    """The facet that a schema's string keywords describe, with those of the formats that are ``enforced``."""
    low, high = read_count(keywords, "minLength", "maxLength")
    found = [keywords["pattern"]] if "pattern" in keywords else []
    name = keywords.get("format", "")
    of_format = format_pattern(name) if name in enforced else None
    if of_format is not None:
        found.append(of_format)
        high = smaller(high, LENGTHS.get(name))
    return StringFacet(low, high, frozenset(found))


@lru_cache(maxsize=16)
def plain_string(spelling: Spelling = ANY) -> Node:
    """Any string."""
    return Seq((QUOTE, Regular(spelling.free_body()), QUOTE))


def string_possible(facet: StringFacet, limits: Limits, spelling: Spelling = ANY) -> bool:
    """True when some string is allowed."""
    if facet.plain:
        return facet.high is None or facet.low <= facet.high
    if _certain(facet, limits, spelling):
        return True
    tree = _simple_tree(facet, limits)
    if tree is None:
        return _fixed(facet, limits, spelling) is not None
    if tree.bulky and not tree.empty:
        _simple_node(facet, limits, spelling)  # nested counts have a bound of their own, which has to show now
    return not tree.empty


def string_node(facet: StringFacet, limits: Limits, spelling: Spelling = ANY) -> Node:
    """The texts of the allowed strings, of which there must be one."""
    if facet.plain:
        if facet.low == 0 and facet.high is None:
            return plain_string(spelling)
        return Seq((QUOTE, Counted(spelling.free_character(), facet.low, facet.high), QUOTE))
    if _certain(facet, limits, spelling):
        return Rule(("pattern", facet, spelling), partial(_body_node, facet, limits, spelling))
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
    if not facet.single or not facet.patterns.isdisjoint(BUILT):
        return None
    tree = _tree(*facet.patterns, limits)
    found = None if tree.looks else of_length(tree, facet.low, facet.high)
    # A character may take some states: a control character is spelled with six.
    return None if found is None or found.cost > limits.automaton_states // 16 else found


def _certain(facet: StringFacet, limits: Limits, spelling: Spelling) -> bool:
    """True when one can tell without an automaton that some string is allowed and that the limits suffice.

    That is so where the shortest text of the one pattern has a fitting length, and there is no tree of the texts that
    have one.
    """
    if not facet.single:
        return False
    (pattern,) = facet.patterns
    bound = LAYERED * limits.automaton_states
    if pattern in BUILT:
        shortest, states = BUILT[pattern].shortest, BUILT[pattern].looping
        bound //= 16 if spelling.ascii_only else 1  # a character is six or twelve bytes then
    else:
        tree = _tree(pattern, limits)
        if tree.looks or tree.empty or _simple_tree(facet, limits) is not None:
            return False
        shortest, states = tree.least, tree.cost
        bound //= 16
        if states > limits.automaton_states // 16:
            return False
    if facet.low > shortest or (facet.high is not None and facet.high < shortest):
        return False
    return not facet.counts or states * (1 + max(facet.low, facet.high or 0)) <= bound


def _body_node(facet: StringFacet, limits: Limits, spelling: Spelling) -> Node:
    found = _fixed(facet, limits, spelling)
    if found is None:
        raise ValueError("an empty set of strings has no node")
    return found


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
        kept = _kept(facet, limits, spelling)
        if len(kept) == 1:
            return Literal(kept[0])
        return Regular(words(kept)) if kept else None
    body = _content(facet, limits, spelling)
    if body is None:
        return None
    if not facet.counts:
        return Seq((QUOTE, Regular(body), QUOTE))
    character = spelling.fixed_character()
    if not _fits(body, facet, character):
        return None
    return Seq((QUOTE, Measured(body, character, facet.low, facet.high), QUOTE))


def _fits(body: Automaton, facet: StringFacet, character: Automaton) -> bool:
    try:
        return measured_possible(body, character, facet.low, facet.high)
    except LimitExceeded as error:
        raise LimitExceeded(f"{_lengths(facet)}: {error}") from None


def _kept(facet: StringFacet, limits: Limits, spelling: Spelling) -> list[bytes]:
    """The canonical spellings, quotes included, of the listed values that the rest of the facet admits."""
    return [spelling.text(value) for value in sorted(facet.values or ()) if admits(facet, value, limits)]


def admits(facet: StringFacet, value: str, limits: Limits) -> bool:
    """True when this one string is allowed, the list of the facet left aside."""
    if len(value) < facet.low or (facet.high is not None and len(value) > facet.high) or value in facet.excluded:
        return False
    return all(matches(pattern, value, limits) for pattern in facet.patterns) and not any(
        matches(pattern, value, limits) for pattern in facet.without
    )


def matches(pattern: str, value: str, limits: Limits) -> bool:
    """True when the ECMA pattern is found in the string."""
    found = compile_pattern(pattern, limits)
    return found is not None and found.accepts(ANY.text(value)[1:-1])


@lru_cache(maxsize=1024)
def string_body(facet: StringFacet, limits: Limits, spelling: Spelling = ANY) -> Automaton | None:
    """What may stand between the quotes, in canonical spelling; None when no string is allowed."""
    if facet.values is not None:
        kept = _kept(facet, limits, spelling)
        return words(word[1:-1] for word in kept) if kept else None
    found = _content(facet, limits, spelling)
    return _of_length(found, facet, limits, spelling) if found is not None and facet.counts else found


@lru_cache(maxsize=1024)
def _content(facet: StringFacet, limits: Limits, spelling: Spelling) -> Automaton | None:
    """The same of any length, but for the empty string where ``minLength`` is 1 and there is no upper bound."""
    if facet.high is not None and facet.high < facet.low:
        return None
    limit = limits.automaton_states
    found = reduce(
        lambda a, b: None if a is None or b is None else intersect(a, b, limit),
        [compile_pattern(pattern, limits, spelling) for pattern in sorted(facet.patterns)] or [spelling.fixed_body()],
    )
    for pattern in sorted(facet.without):
        other = compile_pattern(pattern, limits, spelling)
        if found is not None and other is not None:
            found = difference(found, other, limit)
    if found is not None and facet.excluded:
        found = difference(found, spelling.words(facet.excluded), limit)
    return non_empty(found) if found is not None and facet.low and not facet.counts else found


def _of_length(found: Automaton, facet: StringFacet, limits: Limits, spelling: Spelling) -> Automaton | None:
    character = spelling.fixed_character()
    try:
        return words_of_length(found, character, facet.low, facet.high, limits.automaton_states)
    except LimitExceeded as error:
        raise LimitExceeded(f"{_lengths(facet)}: {error}") from None


def _lengths(facet: StringFacet) -> str:
    return f"a pattern or an excluded value together with minLength {facet.low} and maxLength {facet.high}"


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str, limits: Limits, spelling: Spelling = ANY) -> Automaton | None:
    """The canonical spellings of the strings in which the ECMA pattern is found; None when there are none."""
    if pattern in BUILT:
        return BUILT[pattern].build(spelling.fixed)
    return tree_automaton(_tree(pattern, limits), spelling.fixed, limits.automaton_states)


def check_pattern(facet: StringFacet, place: Place, limits: Limits, spelling: Spelling = ANY) -> None:
    """Compile the automaton of a pattern of the schema. Raises what that raises, with the pattern's JSON pointer."""
    where = pointer(place)
    try:
        string_possible(facet, limits, spelling)
    except UnsupportedError as error:
        raise UnsupportedError(error.keyword, where, error.reason, error.hint) from None
    except LimitExceeded as error:
        raise LimitExceeded(f"{where}: {error}") from None
    except GrammarError as error:
        raise GrammarError(f"{where}: {error}") from None
