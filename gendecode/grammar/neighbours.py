"""Terminals that look at the character before or after them, made part of a context-free grammar.

``/if\\b/`` followed by ``x`` is wrong whatever rule the ``x`` comes from. The grammar is intersected with a
small automaton that reads whole texts (Bar-Hillel, Perles and Shamir 1961): its states remember what kind of
character was read last and what the next one has to be. A nonterminal X becomes one X(p, q) for each pair
of states that it leads from and to; only those that occur are made. Grammars without such terminals stay
as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gendecode.automata.algebra import equivalent, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import characters, concat, literal, repeat
from gendecode.automata.charset import TEXT, CharSet
from gendecode.automata.context import ANYTHING, Condition, Piece
from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.grammar.cfg import Cfg, Leaf, Option, Symbol, Times
from gendecode.grammar.ir import Alt, Literal, Node, Regular, Seq

_MOST_COPIES = 64
_MOST_RULES = 100_000

_State: TypeAlias = "tuple[int, Condition]"
"""Which kind of character came last, and what must come next."""


@dataclass(frozen=True, eq=False)
class Conditional(Leaf):
    """A terminal in pieces, each with its conditions. ``node`` holds the words of all of them."""

    pieces: tuple[Piece, ...] = ()


def conditional(pieces: Sequence[Piece]) -> Conditional:
    """The leaf of pieces, none of which has the empty word."""
    node = Alt(tuple(Regular(piece.words) for piece in pieces)) if len(pieces) > 1 else Regular(pieces[0].words)
    return Conditional(node, node, False, tuple(pieces))


def resolve_neighbours(cfg: Cfg, start: int, limit: int) -> tuple[Cfg, int]:
    """An equivalent grammar without Conditional leaves, and its start.

    Raises UnsupportedError where a condition meets a part of the grammar whose characters are not known here.
    """
    leaves = [s for options in cfg.options for option in options for s in option]
    pieces = [p for s in leaves if isinstance(_base(s), Conditional) for p in _base(s).pieces]  # type: ignore[union-attr]
    if not pieces:
        return cfg, start
    flat = _without_times(cfg)
    return _Product(flat, start, _Kinds(pieces), limit).run()


def _base(symbol: Symbol) -> int | Leaf:
    return symbol.base if isinstance(symbol, Times) else symbol


def _without_times(cfg: Cfg) -> Cfg:
    """Repeats written as rules, because what a round leads to may differ from round to round."""
    flat = Cfg(list(cfg.names), [], set(cfg.inner))
    flat.options = [[] for _ in cfg.names]
    known: dict[Times, int] = {}

    def plain(symbol: Symbol) -> Symbol:
        if not isinstance(symbol, Times):
            return symbol
        if symbol not in known:
            known[symbol] = _rounds(flat, symbol)
        return known[symbol]

    for x, options in enumerate(cfg.options):
        flat.options[x] = [tuple(map(plain, option)) for option in options]
    return flat


def _rounds(flat: Cfg, symbol: Times) -> int:
    low, high, base = symbol.low, symbol.high, symbol.base
    if max(low, high or 0) > _MOST_COPIES:
        raise UnsupportedError(
            f"a repeat of more than {_MOST_COPIES} rounds",
            "",
            "it cannot be combined with terminals that look at the text around them (\\b, look-ahead, look-behind)",
            "count inside a regular expression, or leave out the look-around",
        )
    rest = flat.add("repeat")
    if high is None:
        flat.options[rest] = [(), (base, rest)]
    else:
        flat.options[rest] = [()]
        for _ in range(high - low):
            longer = flat.add("repeat")
            flat.options[longer] = [(), (base, rest)]
            rest = longer
    whole = flat.add("repeat", inner=True)
    flat.options[whole] = [(*([base] * low), rest)]
    return whole


class _Kinds:
    """The kinds of characters that the conditions on the character before tell apart; a kind also for none."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.conditions = list(dict.fromkeys(p.before for p in pieces if p.before != ANYTHING))
        classes = [TEXT]
        for condition in self.conditions:
            split = condition.allowed
            classes = [part for old in classes for part in (old & split, old - split) if part]
        self._number: dict[tuple[bool, ...], int] = {}
        self.edge = self._kind(tuple(condition.edge for condition in self.conditions))
        sets: dict[int, CharSet] = {}
        for charset in classes:
            one = charset.ranges[0][0]
            kind = self._kind(tuple(one in condition.allowed for condition in self.conditions))
            sets[kind] = sets.get(kind, CharSet()) | charset
        self.sets = sets
        self._allowed = {
            (kind, condition): signature[index]
            for signature, kind in self._number.items()
            for index, condition in enumerate(self.conditions)
        }

    def _kind(self, signature: tuple[bool, ...]) -> int:
        return self._number.setdefault(signature, len(self._number))

    def allows(self, kind: int, condition: Condition) -> bool:
        """Whether the condition on the character before holds after a character of this kind."""
        return condition == ANYTHING or self._allowed[kind, condition]


class _Product:
    def __init__(self, cfg: Cfg, start: int, kinds: _Kinds, limit: int) -> None:
        self.cfg, self.start, self.kinds, self.limit = cfg, start, kinds, limit
        self._exits: dict[tuple[int, _State], dict[_State, None]] = {}
        self._waiting: dict[tuple[int, _State], list[tuple[tuple[int, _State], int, int]]] = {}
        self._places: dict[tuple[tuple[int, _State], int, int], set[_State]] = {}
        self._moves: dict[tuple[int, _State], dict[_State, Leaf]] = {}
        self._kept: list[Leaf] = []  # their identities are keys
        self._last: dict[int, list[tuple[int, Automaton]]] = {}
        self._todo: list[tuple[tuple[int, _State], int, int, _State]] = []
        self._whole = repeat(characters(TEXT), 0, None)
        self.out = Cfg()
        self._numbers: dict[tuple[int, _State, _State], int] = {}
        self._unwritten: list[tuple[int, _State, _State]] = []

    def run(self) -> tuple[Cfg, int]:
        first: _State = (self.kinds.edge, ANYTHING)
        self._tabulate(first)
        root = self.out.add("start")
        ends = [q for q in self._exits[self.start, first] if q[1].edge]
        self.out.options[root] = [(self._number(self.start, first, q),) for q in ends]
        while self._unwritten:
            self._write(*self._unwritten.pop())
        return self.out, root

    # --- which states lead where --------------------------------------------------------------------
    def _tabulate(self, first: _State) -> None:
        self._demand((self.start, first))
        while self._todo:
            item, option, at, state = self._todo.pop()
            symbols = self.cfg.options[item[0]][option]
            if at == len(symbols):
                self._leave(item, state)
                continue
            symbol = symbols[at]
            if isinstance(symbol, Leaf):
                for following in self._leaf_moves(symbol, state):
                    self._reach(item, option, at + 1, following)
            elif isinstance(symbol, int):
                callee = (symbol, state)
                self._demand(callee)
                self._waiting[callee].append((item, option, at + 1))
                for following in list(self._exits[callee]):
                    self._reach(item, option, at + 1, following)

    def _demand(self, item: tuple[int, _State]) -> None:
        if item not in self._exits:
            self._exits[item], self._waiting[item] = {}, []
            if len(self._exits) > _MOST_RULES:
                raise LimitExceeded(f"terminals that look around them make more than {_MOST_RULES} variants of rules")
            for option in range(len(self.cfg.options[item[0]])):
                self._reach(item, option, 0, item[1])

    def _reach(self, item: tuple[int, _State], option: int, at: int, state: _State) -> None:
        seen = self._places.setdefault((item, option, at), set())
        if state not in seen:
            seen.add(state)
            self._todo.append((item, option, at, state))

    def _leave(self, item: tuple[int, _State], state: _State) -> None:
        if state not in self._exits[item]:
            self._exits[item][state] = None
            for caller, option, at in self._waiting[item]:
                self._reach(caller, option, at, state)

    # --- leaves -------------------------------------------------------------------------------------
    def _leaf_moves(self, leaf: Leaf, state: _State) -> dict[_State, Leaf]:
        """The states after a leaf, and for each the texts of the leaf that lead there."""
        key = (id(leaf), state)
        if key not in self._moves:
            self._kept.append(leaf)
            self._moves[key] = self._new_moves(leaf, state)
        return self._moves[key]

    def _new_moves(self, leaf: Leaf, state: _State) -> dict[_State, Leaf]:
        kind, wanted = state
        found: dict[_State, list[Node]] = {}
        if isinstance(leaf, Conditional):
            for piece in leaf.pieces:
                if self.kinds.allows(kind, piece.before):
                    for last, words in self._split(piece.words, wanted):
                        found.setdefault((last, piece.after), []).append(Regular(words))
        elif leaf.solid is not None:
            if wanted == ANYTHING and not self.kinds.conditions:
                found[self.kinds.edge, ANYTHING] = [leaf.solid]
            else:
                for last, words in self._split(_automaton(leaf.solid), wanted):
                    found[last, ANYTHING] = [Regular(words)]
                if len(found) == 1 and wanted == ANYTHING:
                    found = {following: [leaf.solid] for following in found}  # nothing was cut off
        moves = {q: _leaf(nodes, False) for q, nodes in found.items()}
        if leaf.nullable:
            # The empty text changes nothing.
            moves[state] = _leaf(found.get(state, []), True)
        return moves

    def _split(self, words: Automaton, wanted: Condition) -> Iterator[tuple[int, Automaton]]:
        """The words that may come next, by the kind of their last character."""
        found: Automaton | None = words
        if wanted.allowed != TEXT:
            if not wanted.allowed:
                return
            found = intersect(words, concat(characters(wanted.allowed), self._whole), self.limit)
        if found is None:
            return
        if len(self.kinds.sets) <= 1:
            for kind in self.kinds.sets:
                yield kind, found
            return
        for kind, charset in self.kinds.sets.items():
            part = intersect(found, concat(self._whole, characters(charset)), self.limit)
            if part is not None:
                yield kind, found if equivalent(part, found, self.limit) else part

    # --- the grammar --------------------------------------------------------------------------------
    def _number(self, x: int, p: _State, q: _State) -> int:
        key = (x, p, q)
        if key not in self._numbers:
            self._numbers[key] = self.out.add(self.cfg.names[x], inner=x in self.cfg.inner)
            self._unwritten.append(key)
        return self._numbers[key]

    def _write(self, x: int, p: _State, q: _State) -> None:
        item = (x, p)
        self.out.options[self._numbers[x, p, q]] = [
            path
            for option, symbols in enumerate(self.cfg.options[x])
            if q in self._places.get((item, option, len(symbols)), ())
            for path in self._paths(item, option, symbols, q)
        ]

    def _paths(self, item: tuple[int, _State], option: int, symbols: Option, q: _State) -> list[Option]:
        """The ways through an option from its state to ``q``; where ways part, a nonterminal for the rest."""
        rests: dict[_State, list[Option]] = {q: [()]}
        for at in range(len(symbols) - 1, -1, -1):
            here: dict[_State, list[Option]] = {}
            # A rest that is reached from several states or has several ways is written once.
            joined = {state: self._joined(ways, self.cfg.names[item[0]]) for state, ways in rests.items()}
            for state in self._places.get((item, option, at), ()):
                for following, symbol in self._symbol_moves(symbols[at], state):
                    if following in joined:
                        here.setdefault(state, []).append((symbol, *joined[following]))
            rests = here
        return rests.get(item[1], [])

    def _joined(self, ways: list[Option], name: str) -> Option:
        if len(ways) == 1:
            return ways[0]
        inner = self.out.add(name, inner=True)
        self.out.options[inner] = list(ways)
        return (inner,)

    def _symbol_moves(self, symbol: Symbol, state: _State) -> Iterator[tuple[_State, Symbol]]:
        if isinstance(symbol, Leaf):
            yield from self._leaf_moves(symbol, state).items()
        elif isinstance(symbol, int):
            for following in self._exits.get((symbol, state), ()):
                yield following, self._number(symbol, state, following)


def _leaf(nodes: list[Node], nullable: bool) -> Leaf:
    solid = None if not nodes else nodes[0] if len(nodes) == 1 else Alt(tuple(nodes))
    if solid is None:
        return Leaf(Literal(b""), None, True)
    return Leaf(Alt((solid, Literal(b""))) if nullable else solid, solid, nullable)


def _automaton(node: Node) -> Automaton:
    """The automaton of a leaf's node. Raises UnsupportedError for what is no single automaton."""
    if isinstance(node, Literal):
        return literal(node.data)
    if isinstance(node, Regular):
        return node.automaton
    if isinstance(node, Seq):
        return concat(*map(_automaton, node.items))
    raise UnsupportedError(
        "look-around",
        "",
        "a terminal looks at the text around it, and next to it may stand what has no single automaton: JSON, a "
        "special token, another grammar, or a large counted repeat",
        "leave out the assertion at the end of the terminal",
    )
