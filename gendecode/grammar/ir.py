"""The waist of the library: every front end returns a Grammar, and the engine reads nothing else.

A Grammar is a graph of the node kinds below, over bytes. Front ends build it lazily: a ``Rule`` is
expanded when the engine first reaches it, so that the cost of the first mask does not grow with the
size of a schema.

Obligation of every front end: **no node has an empty language**. Whatever no text satisfies is pruned
before it is offered (an optional property is left out, a branch of an Alt is dropped), or refused with
``UnsatisfiableError``. The engine relies on it: it never checks whether a branch can be completed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from typing import Literal as OneOf

from gendecode.automata.automaton import Automaton


@dataclass(frozen=True)
class Literal:
    """Exactly these bytes; ``Literal(b"")`` is the empty text."""

    data: bytes


@dataclass(frozen=True)
class Regular:
    """Any text of a regular language."""

    automaton: Automaton


@dataclass(frozen=True)
class Counted:
    """From ``low`` to ``high`` words of ``unit`` in a row, without building ``high`` copies of it.

    ``unit`` must be prefix-free (no word is a proper prefix of another) and not contain the empty
    word, so that a text splits into words in one way only. Single characters are the typical unit.
    ``high=None`` means no upper bound.
    """

    unit: Automaton
    low: int
    high: int | None


@dataclass(frozen=True)
class Measured:
    """The words of ``automaton`` that are ``low`` to ``high`` words of ``unit``, without a product with a counter.

    ``unit`` is prefix-free and deterministic, without an edge back to its start: one character, in one spelling. Every
    word of ``automaton`` is a sequence of its words. ``high=None`` means no upper bound.
    """

    automaton: Automaton
    unit: Automaton
    low: int
    high: int | None


@dataclass(frozen=True)
class Seq:
    """The items one after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Alt:
    """Any one of the items; at least one."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """From ``low`` to ``high`` items in a row, with ``separator`` between two of them.

    Item number i is ``first[i]`` while there is one, and ``item`` from then on; ``item=None`` ends the
    list after ``first`` (then ``high`` is at most ``len(first)``). No item together with its separator
    may match the empty text. ``high=None`` means no upper bound.

    With ``distinct`` every item is a :class:`Words`, and no two items are equal. The engine offers no item and no
    prefix of one of which all words are taken, and goes on after an item only if the next one has a word left.
    What it does not look ahead for is ``low``: it must be reachable whichever words are read first. That is so
    where all items share one language of at least ``low`` words; with ``first``, the front end must see to it.
    """

    item: Node | None
    low: int = 0
    high: int | None = None
    separator: Node = Literal(b"")
    first: tuple[Node, ...] = ()
    distinct: bool = False


@dataclass(frozen=True)
class Words:
    """An item of a distinct :class:`Repeat`, and nothing else: a scalar, or an array or object.

    Attributes:
        automaton: the texts of the scalars, each value in one spelling, so that equal values are equal texts
            (strings with their quotes). No byte that continues a word may begin what follows it. None: no scalars.
        node: the arrays and objects, of any form, from bracket to bracket: they are compared as JSON values
            (1 equals 1.0; members in any order; any white space and escapes). Every beginning of one must have
            infinitely many values as completions. None: none.
    """

    automaton: Automaton | None
    node: Node | None = None


class Member(NamedTuple):
    """A declared member of an object: ``name`` is what stands between the quotes, in bytes."""

    name: bytes
    value: Node
    required: bool = False


class Extra(NamedTuple):
    """What undeclared members of an object may be called and hold.

    Attributes:
        names: what stands between the quotes. Every word is the canonical JSON spelling of its name, so that equal
            names are equal bytes.
        value: the member's value.
        gives: the demands of the object that such a member meets, a bit each.
    """

    names: Automaton
    value: Node
    gives: int = 0


class Object(NamedTuple):
    """A JSON object, from ``{`` to ``}``, in which no name occurs twice.

    The text is ``{`` empty, or ``{`` lead member (comma member)* close, where a member is
    ``"name"`` colon value.

    Attributes:
        members: the declared members; distinct names; every ``required`` one must occur.
        extras: the kinds of undeclared members; empty: there are none. Their languages may overlap (a name of
            two kinds has two readings) and may be finite: the engine excludes declared names from them, and
            offers no prefix whose words are all taken.
        demands: how many demands there are, at most 30: each must be met by some undeclared member (whose kind
            ``gives`` it) before the object may close. The names of each must be infinitely many, so that a demand
            can always still be met. With ``high`` a kind gives at most one: each demand needs a member of its own.
        implies: pairs of indices into ``members``: where the first one occurs, the second must occur as well. Then
            ``high`` is None. They need not be closed transitively.
        order: "any", or "declared": declared members in their order, undeclared ones after them.
        low, high: bounds on the number of members; ``high=None`` means none. ``low`` must be
            reachable (mind finite languages of extras) and ``high`` at least the number of required members
            and demands.
        lead, colon, comma, close, empty: white space and punctuation of the five places, for example
            ``close`` matches ``ws "}"`` and ``colon`` matches ``ws ":" ws``.
    """

    members: tuple[Member, ...]
    extras: tuple[Extra, ...] = ()
    order: OneOf["any", "declared"] = "any"
    low: int = 0
    high: int | None = None
    demands: int = 0
    lead: Node = Literal(b"")
    colon: Node = Literal(b":")
    comma: Node = Literal(b",")
    close: Node = Literal(b"}")
    empty: Node = Literal(b"}")
    implies: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Special:
    """Exactly one token of the vocabulary, as a whole: a special token has no bytes.

    It is read at a token boundary only. The token is one that is called any of ``names``, or whose id is in
    any of the inclusive ranges ``ids``; with ``complement``, one to which neither applies. End-of-sequence
    tokens that end the text are never meant by a complement.
    """

    names: tuple[str, ...] = ()
    ids: tuple[tuple[int, int], ...] = ()
    complement: bool = False


@dataclass(frozen=True, eq=False)
class Rule:
    """A nonterminal that is expanded when it is first reached, at most once per constraint.

    Equal by ``key``, which must therefore be unique within a grammar. ``expand`` may raise
    ``UnsupportedError`` or ``GrammarError`` only if the front end cannot know it earlier; front ends
    check whole schemas before they return.
    """

    key: Hashable
    expand: Callable[[], Node] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rule) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


Node: TypeAlias = "Literal | Regular | Counted | Measured | Seq | Alt | Repeat | Words | Object | Special | Rule"


def _text(text: str) -> Any:
    return text


@dataclass(frozen=True, eq=False)
class Grammar:
    """What a front end returns: a language without tokens in it.

    Attributes:
        root: the language.
        name: one line for ``repr`` and messages, for instance ``json_schema(Person)``.
        parse: turns a complete text of the language into a Python value.
        shared: nodes that stand in many grammars of this kind, the same objects each time. The engine prepares
            them once per vocabulary; leaving them out costs speed only.
        special: the nodes that name tokens, which are looked up in a vocabulary when the grammar is compiled.
    """

    root: Node
    name: str
    parse: Callable[[str], Any] = field(default=_text, repr=False)
    shared: tuple[Node, ...] = field(default=(), repr=False)
    special: tuple[Special, ...] = field(default=(), repr=False)


def parts_of(node: Node) -> list[Node]:
    """The nodes that a node consists of; a rule is expanded."""
    if isinstance(node, Rule):
        return [node.expand()]
    if isinstance(node, (Seq, Alt)):
        return list(node.items)
    if isinstance(node, Repeat):
        return [*node.first, *([] if node.item is None else [node.item])]
    if isinstance(node, Words):
        return [] if node.node is None else [node.node]
    if isinstance(node, Object):
        return [*(member.value for member in node.members), *(extra.value for extra in node.extras)]
    return []
