"""Context-free grammars as front ends write them, and what has to be known about their nonterminals.

A :class:`Cfg` may have left recursion, cycles, nullable and useless nonterminals. :class:`Analysis` cleans
it: what derives nothing is dropped, and what derives only the empty text is erased where it is used.
Everything is linear in the size of the grammar and iterative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gendecode.grammar.ir import Literal, Node


@dataclass(frozen=True, eq=False)
class Leaf:
    """Texts without nonterminals. Compared by identity: share the object to share work.

    Attributes:
        node: its texts.
        solid: its texts but for the empty one; None when there is no other.
        nullable: whether the empty text is among them.
    """

    node: Node
    solid: Node | None
    nullable: bool


EMPTY = Leaf(Literal(b""), None, True)
"""The empty text."""


@dataclass(frozen=True)
class Times:
    """From ``low`` to ``high`` times ``base``; ``high=None`` means no upper bound."""

    base: int | Leaf
    low: int
    high: int | None


Symbol: TypeAlias = "int | Leaf | Times"
"""A nonterminal by its number, or one of the above."""

Option: TypeAlias = "tuple[Symbol, ...]"


@dataclass
class Cfg:
    """A grammar: per nonterminal its name and its alternatives. No alternatives: the empty language.

    Attributes:
        inner: nonterminals that stand for a group inside a rule, and are used there only.
    """

    names: list[str] = field(default_factory=list)
    options: list[list[Option]] = field(default_factory=list)
    inner: set[int] = field(default_factory=set)

    def add(self, name: str, *, inner: bool = False) -> int:
        """A new nonterminal, without alternatives so far."""
        self.names.append(name)
        self.options.append([])
        if inner:
            self.inner.add(len(self.names) - 1)
        return len(self.names) - 1


class Analysis:
    """A cleaned grammar: every symbol left has a text that is not empty.

    Attributes:
        options: per nonterminal the alternatives that are left.
        productive, nullable, solid: per nonterminal, whether it derives a text, the empty text, another one.
        loops: per nonterminal the left-recursive component that it belongs to, sorted; empty without one.
        recursive: nonterminals that occur in what they derive.
    """

    def __init__(self, cfg: Cfg, start: int) -> None:
        self.cfg = cfg
        count = len(cfg.names)
        self.productive = _least(cfg.options, lambda s: _needed(s, lambda leaf: True))
        self.nullable = _least(cfg.options, lambda s: _needed(s, lambda leaf: leaf.nullable))
        self.options = [[o for o in options if self._derives(o)] for options in cfg.options]
        self.solid = self._with_text()
        self.options = [list(dict.fromkeys(map(self._erase, options))) for options in self.options]
        reached = _reachable(start, self._uses)
        self.options = [options if x in reached else [] for x, options in enumerate(self.options)]
        corners = [sorted(self._corners(x)) for x in range(count)]
        self.loops = _components(count, lambda x: corners[x])
        uses = [sorted(set(self._uses(x))) for x in range(count)]
        self.recursive = {x for x, component in enumerate(_components(count, lambda x: uses[x])) if component}

    def is_nullable(self, symbol: Symbol) -> bool:
        """True when the empty text is among the symbol's texts."""
        if isinstance(symbol, Times):
            return symbol.low == 0 or self.is_nullable(symbol.base)
        return symbol.nullable if isinstance(symbol, Leaf) else self.nullable[symbol]

    def _derives(self, option: Option) -> bool:
        return all(self._base_of(s) in (-1, -2) or self.productive[self._base_of(s)] for s in option)

    @staticmethod
    def _base_of(symbol: Symbol) -> int:
        """The nonterminal that has to derive a text: -1 when none has to."""
        if isinstance(symbol, Times):
            return symbol.base if symbol.low > 0 and isinstance(symbol.base, int) else -1
        return symbol if isinstance(symbol, int) else -1

    def _with_text(self) -> list[bool]:
        """Per nonterminal whether it derives a text that is not empty, all symbols of all options being productive."""
        users: dict[int, list[int]] = {}
        found = [False] * len(self.options)
        pending: list[int] = []
        for x, options in enumerate(self.options):
            for symbol in (symbol for option in options for symbol in option):
                base = symbol.base if isinstance(symbol, Times) else symbol
                if isinstance(symbol, Times) and symbol.high == 0:
                    continue
                if isinstance(base, int):
                    if self.productive[base]:
                        users.setdefault(base, []).append(x)
                elif base.solid is not None and not found[x]:
                    found[x] = True
                    pending.append(x)
        while pending:
            for x in users.get(pending.pop(), ()):
                if not found[x]:
                    found[x] = True
                    pending.append(x)
        return found

    def _erase(self, option: Option) -> Option:
        """The option without the symbols that derive only the empty text (or, repeated, nothing at all)."""
        return tuple(s for s in option if self._has_text(s))

    def _has_text(self, symbol: Symbol) -> bool:
        if isinstance(symbol, Times):
            return symbol.high != 0 and self._has_text(symbol.base)
        return symbol.solid is not None if isinstance(symbol, Leaf) else self.solid[symbol]

    def _uses(self, x: int) -> Iterator[int]:
        for symbol in (symbol for option in self.options[x] for symbol in option):
            base = symbol.base if isinstance(symbol, Times) else symbol
            if isinstance(base, int):
                yield base

    def _corners(self, x: int) -> set[int]:
        """The nonterminals with which something that ``x`` derives can begin."""
        found: set[int] = set()
        for option in self.options[x]:
            for symbol in option:
                base = symbol.base if isinstance(symbol, Times) else symbol
                if isinstance(base, int):
                    found.add(base)
                if not self.is_nullable(symbol):
                    break
        return found


def _needed(symbol: Symbol, leaf_holds: Callable[[Leaf], bool]) -> int | None:
    """What a property of all symbols needs from this one: a nonterminal, nothing (-1), or it fails (None)."""
    if isinstance(symbol, Times):
        return -1 if symbol.low == 0 else _needed(symbol.base, leaf_holds)
    if isinstance(symbol, Leaf):
        return -1 if leaf_holds(symbol) else None
    return symbol


def _least(options: Sequence[Sequence[Option]], needed: Callable[[Symbol], int | None]) -> list[bool]:
    """The least set of nonterminals with an option all of whose symbols hold."""
    holds = [False] * len(options)
    waiting: dict[int, list[int]] = {}
    missing: list[int] = []
    owner: list[int] = []
    pending: list[int] = []
    for x, alternatives in enumerate(options):
        for option in alternatives:
            wants = [needed(symbol) for symbol in option]
            if None in wants:
                continue
            names = {want for want in wants if want is not None and want >= 0}
            owner.append(x)
            missing.append(len(names))
            for name in names:
                waiting.setdefault(name, []).append(len(owner) - 1)
            if not names and not holds[x]:
                holds[x] = True
                pending.append(x)
    while pending:
        for option_number in waiting.get(pending.pop(), ()):
            missing[option_number] -= 1
            x = owner[option_number]
            if missing[option_number] == 0 and not holds[x]:
                holds[x] = True
                pending.append(x)
    return holds


def _reachable(start: int, uses: Callable[[int], Iterable[int]]) -> set[int]:
    found = {start}
    pending = [start]
    while pending:
        for x in uses(pending.pop()):
            if x not in found:
                found.add(x)
                pending.append(x)
    return found


def _components(count: int, edges: Callable[[int], Sequence[int]]) -> list[tuple[int, ...]]:
    """Per node its strongly connected component, when that has a cycle (Tarjan 1972, with an explicit stack)."""
    found: list[tuple[int, ...]] = [()] * count
    index = [-1] * count
    low = [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    counter = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            x, at = work.pop()
            if at == 0:
                index[x] = low[x] = counter
                counter += 1
                stack.append(x)
                on_stack[x] = True
            targets = edges(x)
            descended = False
            for place in range(at, len(targets)):
                y = targets[place]
                if index[y] < 0:
                    work += [(x, place + 1), (y, 0)]
                    descended = True
                    break
                if on_stack[y]:
                    low[x] = min(low[x], index[y])
            if descended:
                continue
            if low[x] == index[x]:
                component: list[int] = []
                while not component or component[-1] != x:
                    component.append(stack.pop())
                    on_stack[component[-1]] = False
                if len(component) > 1 or x in targets:
                    whole = tuple(sorted(component))
                    for y in component:
                        found[y] = whole
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[x])
    return found
