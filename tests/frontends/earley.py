"""An Earley recogniser, by the book: the oracle for ambiguous grammars and texts of any length."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

Rules = Mapping[str, Sequence[Sequence[str]]]
"""Per nonterminal its alternatives. A symbol that is no key is a terminal, one character. "start" is the root."""


class Earley:
    """Reads a text character by character; every nonterminal must derive some text."""

    def __init__(self, rules: Rules) -> None:
        self._rules = {name: [tuple(option) for option in options] for name, options in rules.items()}
        self._nullable = self._least_nullable()
        self._columns: list[dict[str, set[tuple[str, tuple[str, ...], int, int]]]] = []
        self._add_column({("", ("start",), 0, 0)})

    def _least_nullable(self) -> set[str]:
        found: set[str] = set()
        while True:
            more = {n for n, options in self._rules.items() if any(all(s in found for s in o) for o in options)}
            if more <= found:
                return found
            found |= more

    def _add_column(self, kernel: set[tuple[str, tuple[str, ...], int, int]]) -> None:
        """Close a set of items (name, option, dot, origin), grouped by the symbol behind the dot ("" = none)."""
        column: dict[str, set[tuple[str, tuple[str, ...], int, int]]] = {}
        self._columns.append(column)
        here, pending, seen = len(self._columns) - 1, list(kernel), set(kernel)
        while pending:
            item = pending.pop()
            name, option, dot, origin = item
            following = option[dot] if dot < len(option) else ""
            column.setdefault(following, set()).add(item)
            more = []
            if not following:
                more = [(n, o, d + 1, at) for n, o, d, at in self._columns[origin].get(name, ()) if name]
            elif following in self._rules:
                more = [(following, o, 0, here) for o in self._rules[following]]
                if following in self._nullable:
                    more.append((name, option, dot + 1, origin))
            fresh = set(more) - seen
            seen |= fresh
            pending += fresh

    def following(self) -> set[str]:
        """The characters with which the text can go on."""
        return {symbol for symbol in self._columns[-1] if symbol and symbol not in self._rules}

    def complete(self) -> bool:
        """True when the text so far belongs to the language."""
        return ("", ("start",), 1, 0) in self._columns[-1].get("", ())

    def read(self, character: str) -> None:
        """Go on by one character, one of ``following()``."""
        items = self._columns[-1][character]
        self._add_column({(name, option, dot + 1, origin) for name, option, dot, origin in items})


def random_rules(rng: random.Random) -> dict[str, list[list[str]]]:
    """A few rules over a and b, recursive in every way, often empty; every one derives some text."""
    names = ["start", "n", "m"][: rng.randint(1, 3)]
    rules = {}
    for name in names:
        options = [rng.choices([*names, *"aab"], k=rng.choice((1, 2, 2, 3, 3, 4, 6))) for _ in range(rng.randint(1, 3))]
        rules[name] = [*options, rng.choice(([], [], ["a"], ["b"]))]
    return rules


def lark_source(rules: Rules) -> str:
    """The rules in Lark's language."""
    lines = []
    for name, options in rules.items():
        bodies = [" ".join(s if s in rules else f'"{s}"' for s in option) for option in options]
        lines.append(f"{name}: " + " | ".join(dict.fromkeys(bodies)))
    return "\n".join(lines) + "\n"
