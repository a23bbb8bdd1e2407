"""From a context-free grammar to nodes: left recursion removed, everything else as it is.

The engine reads a node by pushing what comes after it, so a nonterminal must not begin with itself. Per
component of nonterminals that begin with one another this is the left-corner transform (Rosenkrantz and
Lewis 1970), restricted to the left-recursive ones (Moore 2000). Write X⁺ for the texts of X that are not
empty. Every alternative of X is split by its first symbol that is not empty, so that X⁺ has the forms

* α, which begins with no member of the component, and
* Y⁺ β with Y in the component.

Then A⁺ is any α of any member B, followed by A\\B, "what is left of A when a B has been read":

* A\\B is β⁺ (A\\D) for each form Y⁺ β of D with Y = B,
* or, when β is empty, what A\\D is: such unit steps B → D are closed over beforehand,
* A\\A is also the empty text.

A\\B begins with a text that is not empty, so nothing is left-recursive, and stands last, so the engine
keeps no frame for it: lists written left-recursively are read in constant space. With one member, A\\A is
the plain repeat of the β⁺, and ambiguous operators become lists (see ``_bare_end``). Nodes are made when the
engine reaches them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gendecode.grammar.cfg import Analysis, Leaf, Option, Symbol, Times
from gendecode.grammar.ir import Alt, Literal, Node, Repeat, Rule, Seq

_INLINE = 6  # groups inside groups that are written in place; deeper ones become rules
_SPLITS = 3  # of a sequence by its first symbol that is not empty, each with a copy of what comes after it
_FACTOR = 24  # nested common beginnings that are factored out

_NOTHING: Node = Literal(b"")


class CfgLowering:
    """Makes nodes of the nonterminals of one analysed grammar."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._options = analysis.options
        self._targets: dict[int, int] = {}
        self._forms: dict[int, tuple[list[Node], list[tuple[int, Option]]]] = {}
        self._bares: dict[int, Leaf] = {}
        self._steps: dict[tuple[int, ...], dict[int, list[tuple[int, Option]]]] = {}

    def node(self, x: int) -> Node:
        """The texts of a nonterminal, which derives some."""
        if not self.analysis.solid[x]:
            return _NOTHING
        return self._full(x, 0)

    def solid(self, x: int) -> Node | None:
        """The same without the empty text; None when there is no other."""
        return self._solid(x, 0) if self.analysis.solid[x] else None

    # --- symbols ------------------------------------------------------------------------------------
    def _full(self, symbol: Symbol, depth: int) -> Node:
        if isinstance(symbol, Leaf):
            return symbol.node
        if isinstance(symbol, Times):
            low = 0 if self.analysis.is_nullable(symbol.base) else symbol.low
            return Repeat(self._solid(symbol.base, depth), low, symbol.high)
        x = self._target(symbol)
        if self.analysis.loops[x]:
            solid = self._solid(x, depth)
            return Alt((solid, _NOTHING)) if self.analysis.nullable[x] else solid
        if self._in_place(x, depth):
            return self._plain(self._options[x], depth + 1)
        return Rule((self, x), partial(self._expand, x))

    def _solid(self, symbol: Symbol, depth: int) -> Node:
        if isinstance(symbol, Leaf):
            return symbol.solid or _NOTHING  # the analysis has left no leaf without text
        if isinstance(symbol, Times):
            low = 1 if self.analysis.is_nullable(symbol.base) else max(symbol.low, 1)
            return Repeat(self._solid(symbol.base, depth), low, symbol.high)
        if not self.analysis.nullable[symbol] and not self.analysis.loops[symbol]:
            return self._full(symbol, depth)
        if self._in_place(symbol, depth):
            return self._alternatives_solid(self._options[symbol], depth + 1)
        return Rule((self, symbol, "+"), partial(self._expand_solid, symbol))

    def _in_place(self, x: int, depth: int) -> bool:
        return x in self.analysis.cfg.inner and x not in self.analysis.recursive and depth < _INLINE

    def _target(self, x: int) -> int:
        """The nonterminal at the end of a chain of rules that are only another name."""
        if x in self._targets:
            return self._targets[x]
        chain = [x]
        seen = {x}
        while True:
            options = self._options[chain[-1]]
            if len(options) != 1 or len(options[0]) != 1 or self.analysis.loops[chain[-1]]:
                break
            following = options[0][0]
            if not isinstance(following, int) or following in seen:
                break
            chain.append(following)
            seen.add(following)
        self._targets.update(dict.fromkeys(chain, chain[-1]))
        return chain[-1]

    # --- without left recursion ---------------------------------------------------------------------
    def _expand(self, x: int) -> Node:
        return self._plain(self._options[x], 0)

    def _expand_solid(self, x: int) -> Node:
        if self.analysis.loops[x]:
            return self._left_recursive(x)
        return self._alternatives_solid(self._options[x], 0)

    def _plain(self, options: Sequence[Option], depth: int, factored: int = 0) -> Node:
        """Any one of the options, with common first symbols read once."""
        groups: dict[Symbol | None, list[Option]] = {}
        for option in options:
            groups.setdefault(option[0] if option else None, []).append(option)
        nodes: list[Node] = []
        for members in groups.values():
            if len(members) == 1 or factored >= _FACTOR:
                nodes += [self._sequence(option, depth) for option in members]
                continue
            common = _common(members)
            rest = self._plain([option[common:] for option in members], depth, factored + 1)
            nodes.append(_seq([*(self._full(s, depth) for s in members[0][:common]), rest]))
        return _alt(nodes)

    def _sequence(self, option: Option, depth: int) -> Node:
        return _seq([self._full(symbol, depth) for symbol in option])

    def _alternatives_solid(self, options: Sequence[Option], depth: int) -> Node:
        return _alt([node for option in options for node in self._sequence_solid(option, depth)])

    def _sequence_solid(self, option: Option, depth: int) -> list[Node]:
        """The texts of a sequence but for the empty one: split by the first symbol that is not empty.

        With many symbols that may be it, the ends of the sequence are rules: otherwise each would be there once
        for every split, and a text could be at all of these places.
        """
        if self._splits(option) > _SPLITS:
            again = Rule((self, option, "+"), lambda: _alt(self._sequence_solid(option[1:], 0)))
            return [_seq([self._solid(option[0], depth), self._rest(option[1:], depth)]), again]
        nodes: list[Node] = []
        for at, symbol in enumerate(option):
            nodes.append(_seq([self._solid(symbol, depth), self._rest(option[at + 1 :], depth)]))
            if not self.analysis.is_nullable(symbol):
                break
        return nodes

    def _rest(self, option: Option, depth: int) -> Node:
        """The texts of the end of a sequence, as a rule where more than one split of it needs them."""
        if self._splits(option) < _SPLITS:
            return self._sequence(option, depth)
        return Rule((self, option), lambda: _seq([self._full(option[0], 0), self._rest(option[1:], 0)]))

    def _splits(self, option: Option) -> int:
        """How many symbols of a sequence may be the first that is not empty, counted up to a few."""
        few = option[: _SPLITS + 1]
        return next((at for at, s in enumerate(few, 1) if not self.analysis.is_nullable(s)), len(few))

    # --- with left recursion ------------------------------------------------------------------------
    def _left_recursive(self, a: int) -> Node:
        component = self.analysis.loops[a]
        if len(component) == 1:
            begin, loops = self._bare(a), self._form(a)[1]
            rounds = [node for _, rest in loops for node in self._sequence_solid(rest, 0)]
            return _seq([begin, Repeat(_alt(rounds))]) if rounds else begin
        nodes = []
        for b in component:
            begins, _ = self._form(b)
            if begins:
                nodes.append(_seq([_alt(begins), self._left(a, b)]))
        return _alt(nodes)

    def _bare(self, a: int) -> Node:
        """A⁺ without what may follow by left recursion: any α."""
        return Rule((self, a, "0"), lambda: _alt(self._form(a)[0]))

    def _bare_end(self, a: int, option: Option) -> Option:
        """``option``, which begins or continues A, with the bare A for an A at its end.

        What follows a bare A, also follows the option: α (β⁺)* (β⁺)* is α (β⁺)*. So ``e: e "+" e | "-" e | N``
        has one reading only, and no stack: it is read as ``("-"* N) ("+" ("-"* N))*``.
        """
        if not option or option[-1] != a or len(self.analysis.loops[a]) > 1:
            return option
        bare = self._bare(a)
        nullable = self.analysis.nullable[a]
        leaf = self._bares.setdefault(a, Leaf(Alt((bare, _NOTHING)) if nullable else bare, bare, nullable))
        return (*option[:-1], leaf)

    def _left(self, a: int, b: int) -> Node:
        r"""A\B as a rule."""
        return Rule((self, a, "\\", b), partial(self._expand_left, a, b))

    def _expand_left(self, a: int, b: int) -> Node:
        steps = self._component_steps(self.analysis.loops[a])
        rounds: dict[int, list[Node]] = {}
        reached = [b]  # by unit steps, b included
        for current in reached:
            for d, rest in steps.get(current, ()):
                rounds.setdefault(d, []).extend(self._sequence_solid(rest, 0))
                if d not in reached and all(map(self.analysis.is_nullable, rest)):
                    reached.append(d)
        nodes = [_seq([_alt(solid), self._left(a, d)]) for d, solid in rounds.items() if solid]
        if a in reached:
            nodes.append(_NOTHING)
        return _alt(nodes)

    def _component_steps(self, component: tuple[int, ...]) -> dict[int, list[tuple[int, Option]]]:
        """Per B the pairs (D, β) of the forms D → B⁺ β."""
        if component not in self._steps:
            found = self._steps[component] = {}
            for d in component:
                for b, rest in self._form(d)[1]:
                    found.setdefault(b, []).append((d, rest))
        return self._steps[component]

    def _form(self, x: int) -> tuple[list[Node], list[tuple[int, Option]]]:
        """The forms of X⁺: (nodes of the α, pairs (Y, β))."""
        if x in self._forms:
            return self._forms[x]
        component = self.analysis.loops[x]
        begins: list[Node] = []
        loops: dict[tuple[int, Option], None] = {}
        for option in self._options[x]:
            for at, symbol in enumerate(option):
                base = symbol.base if isinstance(symbol, Times) else symbol
                rest = self._bare_end(x, option[at + 1 :])
                if isinstance(base, int) and base in component:
                    again = self._once_less(symbol) if isinstance(symbol, Times) else ()
                    loops[base, (*again, *rest)] = None
                else:
                    begins.append(_seq([self._solid(symbol, 0), self._rest(rest, 0)]))
                if not self.analysis.is_nullable(symbol):
                    break
        self._forms[x] = begins, list(loops)
        return self._forms[x]

    def _once_less(self, symbol: Times) -> Option:
        """What is left of a repeat after one round that is not empty."""
        low = 0 if self.analysis.is_nullable(symbol.base) else max(symbol.low - 1, 0)
        high = None if symbol.high is None else symbol.high - 1
        return () if high == 0 else (Times(symbol.base, low, high),)


def _common(options: Sequence[Option]) -> int:
    """How many first symbols all of the options share."""
    shortest = min(map(len, options))
    first = options[0]
    return next((at for at in range(shortest) if any(o[at] != first[at] for o in options)), shortest)


def _seq(nodes: Sequence[Node]) -> Node:
    """One after the other, flat, adjacent literals joined."""
    flat: list[Node] = []
    for node in nodes:
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Literal) and flat and isinstance(flat[-1], Literal):
                flat[-1] = Literal(flat[-1].data + item.data)
            elif item != _NOTHING:
                flat.append(item)
    if not flat:
        return _NOTHING
    return flat[0] if len(flat) == 1 else Seq(tuple(flat))


def _alt(nodes: Sequence[Node]) -> Node:
    """Any one of at least one node, flat, without repetitions."""
    flat = list(dict.fromkeys(item for node in nodes for item in (node.items if isinstance(node, Alt) else (node,))))
    return flat[0] if len(flat) == 1 else Alt(tuple(flat))
