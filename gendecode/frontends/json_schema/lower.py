"""Goals into grammar nodes, one level at a time.

Every goal becomes a rule whose key is the goal, so that the engine expands equal goals once and
recursion needs no care. What no value satisfies is pruned here: the grammar has no empty node.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache, partial
from itertools import chain

from gendecode.errors import UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema.combine import Algebra
from gendecode.frontends.json_schema.facets import (
    ANYTHING,
    BOTH_BOOLEANS,
    TOP,
    ArrayFacet,
    Choice,
    Goal,
    ObjectFacet,
    Plan,
    Shape,
    able,
)
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.items import State
from gendecode.frontends.json_schema.keywords import ANNOTATIONS
from gendecode.frontends.json_schema.members import Variant
from gendecode.frontends.json_schema.names import less, listed
from gendecode.frontends.json_schema.number_texts import integers, number_texts, numbers
from gendecode.frontends.json_schema.numbers import NumberFacet
from gendecode.frontends.json_schema.order import Order, arranged
from gendecode.frontends.json_schema.read import Role
from gendecode.frontends.json_schema.spelling import ANY, Spelling
from gendecode.frontends.json_schema.strings import plain_string, smaller, string_node, string_possible
from gendecode.frontends.json_schema.verify import where
from gendecode.frontends.json_schema.whitespace import NOTHING, Layout, Punctuation
from gendecode.grammar.ir import Alt, Extra, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq, Words
from gendecode.limits import Limits

_NULL, _OPEN, _CLOSE = Literal(b"null"), Literal(b"["), Literal(b"]")
_BOOLEANS: dict[frozenset[bool], Node] = {
    BOTH_BOOLEANS: Alt((Literal(b"true"), Literal(b"false"))),
    frozenset({True}): Literal(b"true"),
    frozenset({False}): Literal(b"false"),
}
_FEW_NAMES = 256  # names of a kind that are made declared members one by one
_SAYING_NOTHING = ANNOTATIONS | {"type", "format"}


class Lowering:
    """The grammar of one document in one layout."""

    def __init__(self, algebra: Algebra, inhabited: Inhabited, layout: Layout, order: Order) -> None:
        self._algebra = algebra
        self._inhabited = inhabited
        self._layout = layout
        self._order: Order = order
        self._spelling = algebra.document.spelling
        self._leaves = _leaves(self._spelling)

    def node(self, goal: Goal, depth: int = 0) -> Node:
        """The node of a goal that some value satisfies: a rule, or a shared leaf that needs none."""
        if not goal:
            return any_value(self._layout, depth, self._spelling)
        if len(goal) == 1 and goal[0].role is Role.SCHEMA:
            schema = goal[0].value
            if (
                schema.__class__ is dict
                and _SAYING_NOTHING.issuperset(schema)
                and schema.get("format") not in self._algebra.document.enforced
            ):
                name = self._algebra.document.keywords(goal[0]).get("type", "anything")
                if name == "anything":
                    return any_value(self._layout, depth, self._spelling)
                if name.__class__ is str and name in self._leaves:
                    return self._leaves[name]
        goal = self._algebra.resolve(goal)
        return Rule((goal, depth), partial(self._expand, goal, depth))

    def _expand(self, goal: Goal, depth: int) -> Node:
        try:
            return self._expanded(goal, depth)
        except UnsupportedError as error:
            if error.where:
                raise
            raise UnsupportedError(error.keyword, where(goal), error.reason, error.hint) from None

    def _expanded(self, goal: Goal, depth: int) -> Node:
        plan: Plan | None = self._algebra.direct(goal)
        if plan is None:
            goal = self._algebra.flatten(goal)
            if not goal:
                return any_value(self._layout, depth, self._spelling)
            plan = self._algebra.plan(goal)
        if isinstance(plan, Choice):
            options = [self.node(option, depth) for option in plan.alternatives if self._inhabited(option)]
        else:
            options = self._by_type(plan, depth)
        if not options:
            raise UnsatisfiableError(f"no value satisfies {goal}")
        return options[0] if len(options) == 1 else Alt(tuple(options))

    def _by_type(self, shape: Shape, depth: int) -> list[Node]:
        """One node per JSON type that has a value."""
        if shape == TOP:
            return [any_value(self._layout, depth, self._spelling)]
        limits = self._algebra.document.limits
        options: list[Node] = [_NULL] if shape.null else []
        if shape.booleans:
            options.append(_BOOLEANS[shape.booleans])
        if shape.number is not None and shape.number.possible:
            options.append(_number(shape.number, limits))
        if shape.string is not None and string_possible(shape.string, limits, self._spelling):
            options.append(string_node(shape.string, limits, self._spelling))
        if shape.array is not None and self._inhabited.array(shape.array):
            options.append(self._array(shape.array, depth))
        if shape.object is not None and self._inhabited.object(shape.object):
            options.append(self._object(shape.object, depth))
        return options

    def _array(self, facet: ArrayFacet, depth: int) -> Node:
        if facet.contains:
            return self._counting_array(facet, depth)
        below = self._layout.below(depth)
        ends = (i for i, goal in enumerate(facet.prefix) if not self._inhabited(goal))
        length = next(ends, len(facet.prefix))
        lowered = self._words if facet.unique else self.node
        first = tuple(lowered(goal, below) for goal in facet.prefix[:length])
        high, item = facet.high, None
        if length == len(facet.prefix) and self._inhabited(facet.rest) and (high is None or high > length):
            item = lowered(facet.rest, below)
        else:
            high = smaller(high, length)
            first = first[:high]
        return array_node(self._layout.punctuation(depth), item, facet.low, high, first, facet.unique)

    def _words(self, goal: Goal, depth: int) -> Node:
        """An item that must differ from the others of its array."""
        distinct = self._inhabited.distinct
        containers: Node | None = None
        if distinct.containers(goal):
            containers = Rule(("containers", goal, depth), partial(self._containers, goal, depth))
        return Words(distinct.scalars(goal), containers)

    def _containers(self, goal: Goal, depth: int) -> Node:
        shapes = self._inhabited.distinct.containers(goal)
        options = [option for shape in shapes for option in self._by_type(shape, depth)]
        return options[0] if len(options) == 1 else Alt(tuple(options))

    def _counting_array(self, facet: ArrayFacet, depth: int) -> Node:
        """An array with ``contains``: a rule for each state of the machine that counts, which is expanded when met."""
        if facet.unique:
            raise UnsupportedError(
                "uniqueItems", "", "it is not enforced together with contains", "leave one of them out"
            )
        machine, marks = self._inhabited.machine(facet), self._layout.punctuation(depth)
        alive = machine.alive(self._inhabited)

        def item(state: State) -> Node:
            moves = [
                _sequence(self.node(goal, self._layout.below(depth)), after_item(following))
                for goal, following in machine.moves(state)
                if following in alive and self._inhabited(goal)
            ]
            return moves[0] if len(moves) == 1 else Alt(tuple(moves))

        def after_item(state: State) -> Node:
            return Rule(("items", id(machine), state, depth), partial(expand, state))

        def expand(state: State) -> Node:
            goes_on = any(after in alive and self._inhabited(goal) for goal, after in machine.moves(state))
            ways = [marks.array_close] if machine.ends(state) else []
            ways += [_sequence(marks.comma, item(state))] if goes_on else []
            return ways[0] if len(ways) == 1 else Alt(tuple(ways))

        start = machine.start
        ways: list[Node] = [Seq((marks.pad, _CLOSE))] if machine.ends(start) else []
        if any(after in alive and self._inhabited(goal) for goal, after in machine.moves(start)):
            ways.append(_sequence(marks.pad, marks.lead, item(start)))
        return _sequence(_OPEN, ways[0] if len(ways) == 1 else Alt(tuple(ways)))

    def _object(self, facet: ObjectFacet, depth: int) -> Node:
        if facet.varied:
            self._inhabited.object(facet)
            variants = self._inhabited.members.variants(facet)
            found = [self._variant(facet, v, depth) for v in variants if self._inhabited.variant(facet, v)]
            return found[0] if len(found) == 1 else Alt(tuple(found))
        below = self._layout.below(depth)
        allowed = facet.properties
        if facet.implies or not allowed.keys() >= facet.required.keys():
            named = (*facet.required, *sorted(set(chain(*facet.implies))))
            allowed = allowed | {name: facet.member(name) for name in named}
        names = allowed.keys()
        allowed = self._able({name: goal for name, goal in allowed.items() if self._inhabited(goal)}, facet.implies)
        extra = facet.additional or ANYTHING
        is_open = self._inhabited.is_open(facet) and self._inhabited(extra)
        low, high = facet.low, facet.high
        if high is not None and high <= len(facet.required):  # no room for anything optional
            allowed, is_open = {name: allowed[name] for name in allowed if name in facet.required}, False
        impossible = frozenset(names - allowed.keys()) if len(names) > len(allowed) else frozenset()
        extras = (Extra(self._spelling.names_without(impossible), self.node(extra, below)),) if is_open else ()
        spelled = {self._spelling.text(name)[1:-1]: goal for name, goal in allowed.items()}
        return self._written(spelled, facet.required, extras, low, high, facet.implies, depth)

    @staticmethod
    def _able(allowed: dict[str, Goal], implies: frozenset[tuple[str, str]]) -> dict[str, Goal]:
        """Without the names that imply one which cannot occur."""
        if not implies:
            return allowed
        left = able(allowed, implies)
        return {name: goal for name, goal in allowed.items() if name in left}

    def _pairs(self, implies: frozenset[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
        """The implications between names as they are spelled."""
        return [(self._spelling.text(a)[1:-1], self._spelling.text(b)[1:-1]) for a, b in implies]

    def _variant(self, facet: ObjectFacet, variant: Variant, depth: int) -> Node:
        """An object whose members are ruled by sets of names (see members.py)."""
        below, limit = self._layout.below(depth), self._algebra.document.limits.automaton_states
        required, low, high = variant.required, facet.low, facet.high
        room = high is None or high > len(required) + len(variant.demands)  # for anything optional
        allowed = {n: goal for n, goal in variant.named.items() if (room or n in required) and self._inhabited(goal)}
        allowed = self._able(allowed, variant.implies)
        impossible = variant.named.keys() - allowed.keys()
        named: dict[bytes, Goal] = {self._spelling.text(name)[1:-1]: goal for name, goal in allowed.items()}
        extras: list[Extra] = []
        for i, (cell, goal) in enumerate(variant.kinds):
            kinds = [(goal, 0)] if room and self._inhabited.offers(facet, cell.holding) else []
            kinds += [(g, 1 << bit) for bit, demand in enumerate(variant.demands) for kind, g in demand if kind == i]
            kinds = [(asked, gives) for asked, gives in kinds if self._inhabited(asked)]
            if not kinds or cell.names is None:
                continue
            names = less(cell.names, impossible, limit, self._spelling)
            if names is None:
                continue
            few = listed(names, _FEW_NAMES) if not variant.demands else None
            if few is not None:
                named |= {name: goal for name in few if name not in named}
            else:
                extras += (Extra(names, self.node(asked, below), gives) for asked, gives in kinds)
        demands = len(variant.demands)
        return self._written(named, required, tuple(extras), low, high, variant.implies, depth, demands)

    def _written(
        self,
        named: dict[bytes, Goal],
        required: Iterable[str],
        extras: tuple[Extra, ...],
        low: int,
        high: int | None,
        implies: frozenset[tuple[str, str]],
        depth: int,
        demands: int = 0,
    ) -> Node:
        """The object with these members. Bounds on their number that say nothing are left out."""
        needed = {self._spelling.text(name)[1:-1] for name in required}
        below = self._layout.below(depth)
        members = [Member(name, self.node(goal, below), name in needed) for name, goal in named.items()]
        return object_node(
            self._layout.punctuation(depth),
            arranged(members, self._order, self._spelling),
            extras,
            self._order,
            low if low > len(needed) + demands else 0,
            None if high is None or (not extras and high >= len(named)) else high,
            demands,
            self._pairs(implies),
        )


def array_node(
    marks: Punctuation,
    item: Node | None,
    low: int = 0,
    high: int | None = None,
    first: tuple[Node, ...] = (),
    distinct: bool = False,
) -> Node:
    """A JSON array with these items; see :class:`~gendecode.grammar.ir.Repeat`."""
    if high == 0:
        return Seq((_OPEN, marks.pad, _CLOSE))
    items = Repeat(item, max(low, 1), high, marks.comma, first, distinct)
    full = _sequence(marks.lead, items, marks.array_close)
    return _sequence(_OPEN, marks.pad, full if low else Alt((_CLOSE, full)))


def _sequence(*items: Node) -> Node:
    return Seq(tuple(item for item in items if item is not NOTHING))


def object_node(
    marks: Punctuation,
    members: tuple[Member, ...],
    extras: tuple[Extra, ...] = (),
    order: Order = "any",
    low: int = 0,
    high: int | None = None,
    demands: int = 0,
    implies: Iterable[tuple[bytes, bytes]] = (),
) -> Node:
    """A JSON object with these members; see :class:`~gendecode.grammar.ir.Object`."""
    closer = Literal(b"}")
    if not members and not extras:
        return Seq((Literal(b"{"), marks.pad, closer))
    places = {member.name: i for i, member in enumerate(members)} if implies else {}
    return Object(
        members,
        extras,
        "any" if order == "any" else "declared",
        low,
        high,
        lead=marks.first,
        colon=marks.colon,
        comma=marks.comma,
        close=marks.close,
        empty=marks.empty,
        demands=demands,
        implies=tuple(sorted((places[a], places[b]) for a, b in implies if a in places)),
    )


@cache
def _leaves(spelling: Spelling = ANY) -> dict[str, Node]:
    """The nodes of the schemas that say only a type: one object each, for every grammar."""
    return {
        "null": _NULL,
        "boolean": _BOOLEANS[BOTH_BOOLEANS],
        "integer": Regular(integers()),
        "number": Regular(numbers()),
        "string": plain_string(spelling),
    }


def _number(facet: NumberFacet, limits: Limits) -> Node:
    if facet == NumberFacet():
        return _leaves()["number"]
    if facet == NumberFacet(integer=True):
        return _leaves()["integer"]
    texts = number_texts(facet, limits.automaton_states)
    if texts is None:
        raise UnsatisfiableError(f"no number satisfies {facet}")
    return Regular(texts)


@lru_cache(maxsize=1024)
def any_value(layout: Layout, depth: int, spelling: Spelling = ANY) -> Node:
    """Any JSON value. The same rule for every grammar of a layout and spelling."""
    return Rule(("any value", layout.key, depth, spelling), partial(_expand_any, layout, depth, spelling))


@lru_cache(maxsize=64)
def common_nodes(layout: Layout, spelling: Spelling = ANY) -> tuple[Node, ...]:
    """What stands in nearly every grammar of a layout."""
    return (any_value(layout, 0, spelling), *_leaves(spelling).values())


@lru_cache(maxsize=1024)
def _expand_any(layout: Layout, depth: int, spelling: Spelling) -> Node:
    value, marks = any_value(layout, layout.below(depth), spelling), layout.punctuation(depth)
    leaves = _leaves(spelling)
    return Alt(
        (
            leaves["string"],
            leaves["number"],
            leaves["boolean"],
            _NULL,
            array_node(marks, value),
            object_node(marks, (), (Extra(spelling.fixed_body(), value),)),
        )
    )
