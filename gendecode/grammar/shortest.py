"""A lower bound on the length of the texts of a grammar, in bounded work."""

from __future__ import annotations

from gendecode.automata.algebra import shortest
from gendecode.grammar.ir import Alt, Counted, Literal, Measured, Node, Object, Regular, Repeat, Seq, Special, Words

_DEPTH = 24  # nested nodes looked into; what lies deeper counts as empty
_NODES = 5_000  # nodes looked at in all


def min_bytes(root: Node) -> int:
    """A number of bytes that no text of the language is shorter than; exact for small grammars."""
    return _Bound().of(root, _DEPTH)


class _Bound:
    """Adds up lengths until the work is used up; every part left out counts as empty."""

    def __init__(self) -> None:
        self._left = _NODES
        self._known: dict[int, int] = {}  # by the identity of automata, which the grammar keeps alive

    def of(self, node: Node, depth: int) -> int:
        self._left -= 1
        if depth == 0 or self._left < 0:
            return 0
        if isinstance(node, Literal):
            return len(node.data)
        if isinstance(node, Regular):
            return self._shortest(node)
        if isinstance(node, Counted):
            return node.low * self._shortest(node)
        if isinstance(node, Measured):
            return max(node.low, self._shortest(Regular(node.automaton)))
        if isinstance(node, Seq):
            return sum(self.of(item, depth - 1) for item in node.items)
        if isinstance(node, Alt):
            return min(self.of(item, depth - 1) for item in node.items)
        if isinstance(node, Repeat):
            return self._repeat(node, depth)
        if isinstance(node, Words):
            scalar = [] if node.automaton is None else [self._shortest(Regular(node.automaton))]
            return min(scalar + ([] if node.node is None else [self.of(node.node, depth - 1)]))
        if isinstance(node, Object):
            return self._object(node, depth)
        if isinstance(node, Special):
            return 0
        return self.of(node.expand(), depth - 1)

    def _shortest(self, node: Regular | Counted) -> int:
        automaton = node.automaton if isinstance(node, Regular) else node.unit
        if id(automaton) not in self._known:
            self._known[id(automaton)] = len(shortest(automaton))
        return self._known[id(automaton)]

    def _repeat(self, node: Repeat, depth: int) -> int:
        first = [self.of(item, depth - 1) for item in node.first[: node.low]]
        rest = node.low - len(first)
        total = sum(first) + (rest * self.of(node.item, depth - 1) if rest and node.item is not None else 0)
        return total + max(0, node.low - 1) * self.of(node.separator, depth - 1)

    def _object(self, node: Object, depth: int) -> int:
        required = [member for member in node.members if member.required]
        count = max(len(required), node.low)
        if count == 0:
            return 1 + min(self.of(node.empty, depth - 1), self.of(node.close, depth - 1))
        colon, comma = self.of(node.colon, depth - 1), self.of(node.comma, depth - 1)
        total = sum(2 + len(member.name) + colon + self.of(member.value, depth - 1) for member in required)
        total += (count - len(required)) * (2 + colon) + (count - 1) * comma
        return 1 + self.of(node.lead, depth - 1) + total + self.of(node.close, depth - 1)
