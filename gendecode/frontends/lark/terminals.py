"""Terminals: regular languages from definitions, strings and regular expressions.

A terminal is kept as the tree of a regular expression as long as it can be, so that look-around sees the
whole terminal, as in Lark, which joins the parts to one expression. Intersection and complement make it an
automaton. None stands for the empty language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gendecode.automata.algebra import complement, intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import concat, union
from gendecode.automata.build import repeat as repeat_automaton
from gendecode.automata.charset import TEXT, CharSet
from gendecode.automata.preference import preference
from gendecode.automata.regex_cursor import Flags
from gendecode.automata.regex_escapes import fold
from gendecode.automata.regex_syntax import parse
from gendecode.automata.regex_tree import Tree, alt, cat, chars, repeat
from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.frontends.lark.definitions import (
    Both,
    Definition,
    Extension,
    Group,
    Item,
    Name,
    Not,
    Pattern,
    Range,
    Text,
    Times,
)
from gendecode.frontends.lark.extensions import regex_extension
from gendecode.frontends.lark.leaves import Leaves, Value
from gendecode.frontends.lark.load import Program, items_of, parts
from gendecode.frontends.lark.source import Source
from gendecode.grammar.cfg import Leaf
from gendecode.limits import Limits

_EVERYTHING = repeat(chars(TEXT), 0, None)


class Terminals(Leaves):
    """The languages of a program's terminals, each computed when it is first needed."""

    def __init__(self, program: Program, limits: Limits) -> None:
        super().__init__(limits)
        self.program = program
        self._known: dict[str, Value] = {}

    def named(self, name: str) -> Value:
        """The language of a defined terminal; what it needs comes first, so that nothing recurses."""
        path: list[str] = []
        pending = [name]
        while pending:
            current = pending[-1]
            if current in self._known:
                pending.pop()
                continue
            definition = self.program.definitions[current]
            missing = [inner for inner in self._needs(definition) if inner not in self._known]
            if not missing:
                pending.pop()
                self._known[current] = found = self.value(definition)
                if isinstance(found, Tree) and found.text and len(found.text) > self.limits.automaton_states:
                    raise LimitExceeded(
                        f"{definition.source.place(definition.at)}: the text of {current} is longer than "
                        f"Limits.automaton_states = {self.limits.automaton_states}"
                    )
                if path and path[-1] == current:
                    path.pop()
                continue
            if current not in path:
                path.append(current)
            circle = next((inner for inner in missing if inner in path), None)
            if circle is not None:
                raise definition.source.error(
                    f"the terminal {circle!r} is defined by itself; recursion is for rules (lower-case names)",
                    self.program.definitions[circle].at if circle == current else definition.at,
                )
            pending.append(missing[0])
        return self._known[name]

    def value(self, definition: Definition) -> Value:
        """The language of a terminal whose parts are known."""
        for part in parts(definition):
            for name, (_, at) in part.attributes.items():
                raise part.source.error(f"[{name}] belongs to a rule (a lower-case name)", at)
        return self._value(definition)

    def _value(self, definition: Definition) -> Value:
        found: list[Value] = []
        for part in parts(definition):
            if part.body is None:
                raise part.source.unsupported(
                    "%declare",
                    part.at,
                    f"the terminal {part.name!r} has no definition: a post-lexer makes it of finished text",
                    "define it, or write a grammar without indentation tokens",
                )
            groups: dict[int, Value] = {}
            for group in part.groups:
                groups[id(group)] = self._group(group, part, groups)
            # %extend puts its alternatives first, as Lark does.
            found.insert(0, self._group(part.body, part, groups))
        return self._alt(found)

    def of_item(self, item: Item, part: Definition) -> Value:
        """The language of one item of a rule: a terminal, a string, an expression, a range."""
        if isinstance(item, Name):
            return self.named(part.resolve(item.name))
        return self._item(item, part, {})

    def ignored(self, definition: Definition) -> Automaton | None:
        """What one ``%ignore`` allows."""
        value = self.of_rule(definition)
        if not isinstance(value, Tree):
            return value
        if not value.looks:
            chosen = preference(value)
            return self.automaton(value) if chosen == "all" else self._preferred(value, chosen)
        found = self._looking(value, definition.source, definition.at, "%ignore")
        if isinstance(found, Leaf):
            raise definition.source.unsupported(
                "look-around", definition.at, "ignored text may not look at the text around it", "leave it out"
            )
        return found

    def joined(self, values: list[Value]) -> Value:
        """One after the other."""
        return self._cat(values)

    def of_rule(self, definition: Definition) -> Value:
        """The language of a rule that is built like a terminal: what ``[lazy]`` and ``[suffix=…]`` apply to."""
        for name in self._needs(definition):
            self.named(name)
        return self._value(definition)

    def _needs(self, definition: Definition) -> list[str]:
        found: dict[str, None] = {}
        for part in parts(definition):
            for group in [*part.groups, *([part.body] if part.body else [])]:
                for item in items_of(group):
                    if isinstance(item, Name):
                        name = part.resolve(item.name)
                        if not item.is_terminal:
                            raise part.source.error(
                                f"the terminal {definition.name!r} uses the rule {name!r}; terminals are built "
                                "from terminals only",
                                item.at,
                            )
                        found[name] = None
        return list(found)

    # --- evaluation ---------------------------------------------------------------------------------
    def _group(self, group: Group, part: Definition, groups: dict[int, Value]) -> Value:
        return self._alt([self._sequence(option, part, groups) for option in group.options])

    def _sequence(self, items: Sequence[Item], part: Definition, groups: dict[int, Value]) -> Value:
        return self._cat([self._item(item, part, groups) for item in items])

    def _item(self, item: Item, part: Definition, groups: dict[int, Value]) -> Value:
        if isinstance(item, Group):
            return groups[id(item)]
        if isinstance(item, Name):
            return self._known[part.resolve(item.name)]
        if isinstance(item, Text):
            flags = Flags(ignore_case=item.ignore_case)
            return cat(chars(fold(CharSet.chars(char), flags)) for char in item.value)
        if isinstance(item, Pattern):
            return self._pattern(item, part.source)
        if isinstance(item, Range):
            return chars(CharSet.of((ord(item.low), ord(item.high))))
        if isinstance(item, Times):
            return self._times(self._item(item.item, part, groups), item.low, item.high)
        if isinstance(item, Not):
            return self._not(self._item(item.item, part, groups))
        if isinstance(item, Both):
            return self._both([self._sequence(inner, part, groups) for inner in item.parts])
        if isinstance(item, Extension) and item.kind == "regex":
            return regex_extension(item.value, part.source, item.at)
        what = f"%{item.kind}" if isinstance(item, Extension) and item.kind in ("json", "lark") else "this"
        raise part.source.error(f"{what} cannot stand in a terminal; use a rule (a lower-case name)", item.at)

    def _pattern(self, item: Pattern, source: Source) -> Tree:
        flags = Flags(
            ignore_case="i" in item.flags,
            dot_all="s" in item.flags,
            multiline="m" in item.flags,
            verbose="x" in item.flags,
        )
        try:
            return parse(item.value, "python", self.limits, flags)
        except UnsupportedError as error:
            raise UnsupportedError(error.keyword, source.place(item.at), error.reason, error.hint) from None
        except LimitExceeded as error:
            raise LimitExceeded(f"{source.place(item.at)}: {error}") from None
        except GrammarError as error:
            raise GrammarError(f"{source.place(item.at)}: {error}") from None

    def _automata(self, values: Iterable[Value]) -> list[Automaton] | None:
        found = [self.automaton(value) for value in values]
        return None if any(value is None for value in found) else [value for value in found if value is not None]

    def _cat(self, values: list[Value]) -> Value:
        trees = [value for value in values if isinstance(value, Tree)]
        if len(trees) == len(values):
            return cat(trees)
        found = self._automata(values)
        return None if found is None else concat(*found, limit=self.limits.automaton_states)

    def _alt(self, values: list[Value]) -> Value:
        values = [value for value in values if value is not None]
        trees = [value for value in values if isinstance(value, Tree)]
        if len(trees) == len(values):
            # Lark tries long alternatives first.
            trees.sort(key=lambda tree: (-(math.inf if tree.most is None else tree.most), -tree.least))
            return alt(trees) if trees else None
        found = [a for a in map(self.automaton, values) if a is not None]
        return union(*found, limit=self.limits.automaton_states) if found else None

    def _times(self, value: Value, low: int, high: int | None) -> Value:
        if isinstance(value, Tree):
            return repeat(value, low, high)
        if value is None:
            return cat(()) if low == 0 else None
        return repeat_automaton(value, low, high, limit=self.limits.automaton_states)

    def _not(self, value: Value) -> Value:
        everything = self.automaton(_EVERYTHING)
        found = self.automaton(value)
        if everything is None or found is None:
            return _EVERYTHING
        return complement(found, everything, self.limits.automaton_states)

    def _both(self, values: list[Value]) -> Value:
        found = self._automata(values)
        if found is None:
            return None
        result: Automaton | None = found[0]
        for other in found[1:]:
            result = None if result is None else intersect(result, other, self.limits.automaton_states)
        return result
