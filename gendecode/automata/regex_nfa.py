"""From the tree of a regular expression to edges: Thompson's construction, into any kind of graph.

The work list holds (tree, source, target): read the tree between two states. No step adds edges into
its source or out of its target, so alternatives can share both.
"""

from __future__ import annotations

import json
from typing import Protocol

from gendecode.automata.build import words
from gendecode.automata.builder import Builder
from gendecode.automata.charset import CharSet
from gendecode.automata.regex_tree import Cat, Chars, Look, Or, Repeat, Tree
from gendecode.automata.spelling import Spelling, spell

_MANY_WORDS = 16


class Graph(Protocol):
    """What the construction writes to."""

    def state(self) -> int:
        """A new state."""
        ...

    def epsilon(self, source: int, target: int) -> None:
        """Reads nothing."""
        ...

    def character(self, source: int, charset: CharSet, target: int) -> None:
        """Reads one character."""
        ...

    def literals(self, source: int, texts: list[str], target: int) -> bool:
        """Reads one of many texts; False when the graph has no better way than the alternatives."""
        ...

    def assertion(self, source: int, tree: Tree, target: int) -> list[tuple[Tree, int, int]]:
        """Passes where the assertion ``tree`` holds. Returns what remains to be built."""
        ...


class ByteGraph:
    """Writes characters straight into a Builder of byte automata. Knows no assertions."""

    def __init__(self, builder: Builder, spelling: Spelling) -> None:
        self.builder = builder
        self.spelling = spelling
        self.state = builder.state
        self.epsilon = builder.epsilon

    def character(self, source: int, charset: CharSet, target: int) -> None:
        """See :class:`Graph`."""
        self.builder.characters(source, spell(charset, self.spelling), target)

    def literals(self, source: int, texts: list[str], target: int) -> bool:
        """See :class:`Graph`."""
        options = (spell_text(text, self.spelling) for text in texts)
        self.builder.embed(words(options, limit=self.builder.limit), source, target)
        return True

    def assertion(self, source: int, tree: Tree, target: int) -> list[tuple[Tree, int, int]]:
        """See :class:`Graph`."""
        raise TypeError("assertions are eliminated before bytes are built")


def spell_text(text: str, spelling: Spelling) -> bytes:
    """The bytes of ``text``; it holds no surrogates."""
    return (text if spelling == "utf8" else json.dumps(text, ensure_ascii=spelling == "ascii")[1:-1]).encode()


def construct(tree: Tree, graph: Graph, source: int, target: int) -> None:
    """Write edges so that exactly the texts of ``tree`` lead from ``source`` to ``target``."""
    pending = [(tree, source, target)]
    while pending:
        part, begin, end = pending.pop()
        shape = part.shape
        if isinstance(shape, Chars):
            graph.character(begin, shape.charset, end)
        elif isinstance(shape, Cat):
            pending += _sequence(shape.items, graph, begin, end)
        elif isinstance(shape, Or):
            pending += _alternatives(shape.items, graph, begin, end)
        elif isinstance(shape, Repeat):
            pending += _copies(shape, graph, begin, end)
        elif isinstance(shape, Look):
            pending += graph.assertion(begin, part, end)


def _sequence(items: tuple[Tree, ...], graph: Graph, begin: int, end: int) -> list[tuple[Tree, int, int]]:
    if not items:
        graph.epsilon(begin, end)
        return []
    places = [begin, *(graph.state() for _ in items[1:]), end]
    return [(item, places[i], places[i + 1]) for i, item in enumerate(items)]


def _alternatives(items: tuple[Tree, ...], graph: Graph, begin: int, end: int) -> list[tuple[Tree, int, int]]:
    texts = [item.text for item in items if item.text is not None]
    if len(texts) >= _MANY_WORDS and graph.literals(begin, texts, end):
        items = tuple(item for item in items if item.text is None)
    return [(item, begin, end) for item in items]


def _copies(shape: Repeat, graph: Graph, begin: int, end: int) -> list[tuple[Tree, int, int]]:
    """``low`` copies, then a loop, or the rest up to ``high`` with an exit before each."""
    found: list[tuple[Tree, int, int]] = []
    at = begin
    for index in range(shape.low if shape.high is None else shape.high):
        if index >= shape.low:
            graph.epsilon(at, end)
        following = graph.state()
        found.append((shape.body, at, following))
        at = following
    if shape.high is None:
        loop, back = graph.state(), graph.state()
        graph.epsilon(at, loop)
        found.append((shape.body, loop, back))
        graph.epsilon(back, loop)
        at = loop
    graph.epsilon(at, end)
    return found
