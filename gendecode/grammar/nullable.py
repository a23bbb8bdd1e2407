"""Whether the empty text is among a node's texts, and the node without it."""

from __future__ import annotations

from gendecode.automata.build import non_empty
from gendecode.automata.character_counts import measured_possible
from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.grammar.ir import Alt, Counted, Literal, Measured, Node, Regular, Repeat, Rule, Seq

_DEPTH = 64
_RULES = 1_000


def is_nullable(node: Node) -> bool:
    """True when the empty text is among the node's texts. Follows rules, up to a bound (LimitExceeded)."""
    known: dict[Rule, bool] = {}
    while True:
        search = _Search(known)
        found = search.of(node, 0)
        if not search.changed:
            return found


class _Search:
    """One round of the least fixpoint over rules."""

    def __init__(self, known: dict[Rule, bool]) -> None:
        self.known, self.changed = known, False
        self.seen: set[Rule] = set()

    def of(self, node: Node, depth: int) -> bool:
        if depth > 4 * _DEPTH:
            raise LimitExceeded("a grammar that another one refers to is nested too deep")
        if isinstance(node, Literal):
            return not node.data
        if isinstance(node, Regular):
            return node.automaton.nullable
        if isinstance(node, (Counted, Repeat)):
            return node.low == 0
        if isinstance(node, Measured):
            return node.low == 0 and node.automaton.nullable
        if isinstance(node, Seq):
            return all(self.of(item, depth + 1) for item in node.items)
        if isinstance(node, Alt):
            return any(self.of(item, depth + 1) for item in node.items)
        return self.of_rule(node, depth) if isinstance(node, Rule) else False

    def of_rule(self, rule: Rule, depth: int) -> bool:
        if rule not in self.seen:
            self.seen.add(rule)
            if len(self.seen) > _RULES:
                raise LimitExceeded("a grammar that another one refers to begins with too many rules")
            before = self.known.get(rule, False)
            self.known[rule] = before or self.of(rule.expand(), depth + 1)
            self.changed |= self.known[rule] != before
        return self.known.get(rule, False)


def solid_node(node: Node, depth: int = 0) -> Node | None:
    """The node without the empty text; None when there is no other. Rules must not be nullable."""
    if depth > _DEPTH:
        raise LimitExceeded(f"a grammar that another one refers to is nested deeper than {_DEPTH} levels")
    if isinstance(node, Literal):
        return node if node.data else None
    if isinstance(node, Regular):
        found = non_empty(node.automaton)
        return None if found is None else Regular(found)
    if isinstance(node, (Counted, Repeat)) and node.high == 0:
        return None
    if isinstance(node, Counted):
        return Counted(node.unit, max(node.low, 1), node.high)
    if isinstance(node, Measured):
        low = max(node.low, 1)
        possible = measured_possible(node.automaton, node.unit, low, node.high)
        return Measured(node.automaton, node.unit, low, node.high) if possible else None
    if isinstance(node, Repeat):
        return Repeat(node.item, max(node.low, 1), node.high, node.separator, node.first)
    if isinstance(node, Alt):
        items = [solid for item in node.items if (solid := solid_node(item, depth + 1)) is not None]
        return Alt(tuple(items)) if items else None
    if isinstance(node, Seq):
        return _solid_sequence(node.items, depth)
    if isinstance(node, Rule) and is_nullable(node):
        raise UnsupportedError(
            "a grammar that matches the empty text",
            "",
            "it cannot be part of another one here",
            "make it match something",
        )
    return node


def _solid_sequence(items: tuple[Node, ...], depth: int) -> Node | None:
    """Split by the first item that is not empty."""
    options: list[Node] = []
    for at, item in enumerate(items):
        solid = solid_node(item, depth + 1)
        if solid is not None:
            options.append(Seq((solid, *items[at + 1 :])))
        if not is_nullable(item):
            break
    if not options:
        return None
    return options[0] if len(options) == 1 else Alt(tuple(options))
