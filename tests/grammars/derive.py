"""Random texts of a Lark grammar by expanding its rules: what it can say, independent of any parser or engine."""

from __future__ import annotations

import functools
import random
import string
from collections import defaultdict
from typing import Any

import lark

try:
    from re import _constants as constants
    from re import _parser as regex_parser
except ImportError:  # Python 3.10
    import sre_constants as constants  # type: ignore[no-redef]
    import sre_parse as regex_parser  # type: ignore[no-redef]

# Characters that a parser may take for white space, a line break, a digit or a letter.
ALPHABET = string.printable + "\x00\x1b\x7f\x85\xa0éßıſK٣²–\u2028\u3000\ufeff\ufffd中😀\U0010fffd"


class Deriver:
    """Texts of one grammar. ``budget`` is the number of rules after which each choice is the shortest one."""

    def __init__(self, parser: lark.Lark, seed: int) -> None:
        self.random = random.Random(seed)
        self.start = parser.options.start[0]
        self.rules: dict[str, list[list[Any]]] = defaultdict(list)
        for rule in parser.rules:
            self.rules[rule.origin.name].append(list(rule.expansion))
        self.terminals = {terminal.name: _tree(terminal.pattern.to_regexp()) for terminal in parser.terminals}
        self.costs = self._costs()

    def text(self, budget: int) -> str:
        pending: list[Any] = [lark.grammar.NonTerminal(self.start)]
        parts = []
        while pending:
            symbol = pending.pop()
            if symbol.is_term:
                parts.append(self.terminal(symbol.name))
                continue
            budget -= 1
            choices = self.rules[symbol.name]
            pick = self.random.choice(choices) if budget > 0 else min(choices, key=self._cost)
            pending.extend(reversed(pick))
        return "".join(parts)

    def terminal(self, name: str) -> str:
        """A random text that matches a terminal."""
        return self._string(self.terminals[name])

    def _cost(self, expansion: list[Any]) -> float:
        return sum(1 if symbol.is_term else 1 + self.costs[symbol.name] for symbol in expansion)

    def _costs(self) -> dict[str, float]:
        """The least number of symbols in a derivation of each rule."""
        self.costs = dict.fromkeys(self.rules, float("inf"))
        while True:
            better = {name: min(map(self._cost, choices)) for name, choices in self.rules.items()}
            if better == self.costs:
                return better
            self.costs = better

    def _string(self, pattern: Any) -> str:
        return "".join(self._piece(kind, value) for kind, value in pattern)

    def _piece(self, kind: Any, value: Any) -> str:
        if kind is constants.LITERAL:
            return chr(value)
        if kind is constants.IN:
            return self.random.choice(_members(tuple(value)))
        if kind is constants.MAX_REPEAT:
            low, high, body = value
            most = min(int(high), low + self.random.choice((1, 2, 2, 6)))
            return "".join(self._string(body) for _ in range(self.random.randint(low, most)))
        if kind is constants.BRANCH:
            return self._string(self.random.choice(value[1]))
        if kind is constants.SUBPATTERN:
            return self._string(value[-1])
        if kind is constants.NOT_LITERAL:
            return self.random.choice([character for character in ALPHABET if ord(character) != value])
        raise NotImplementedError(f"{kind} in a terminal")


@functools.cache
def _tree(pattern: str) -> Any:
    return regex_parser.parse(pattern)


@functools.cache
def _members(items: tuple[tuple[Any, Any], ...]) -> list[str]:
    """The characters of the alphabet that a class of a pattern has."""
    negated = items[0][0] is constants.NEGATE
    inside = {
        character
        for character in ALPHABET
        for kind, value in items[negated:]
        if (value == ord(character) if kind is constants.LITERAL else value[0] <= ord(character) <= value[1])
    }
    return [character for character in ALPHABET if (character in inside) != negated]
