"""Rules: from definitions to a context-free grammar, templates instantiated, ignored text between terminals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gendecode.automata.build import non_empty, optional, repeat, union
from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.frontends.lark.definitions import (
    Definition,
    Extension,
    Group,
    Item,
    Name,
    Pattern,
    Range,
    Text,
    Times,
    Use,
)
from gendecode.frontends.lark.extensions import lazy, refuse_attribute
from gendecode.frontends.lark.leaves import Value
from gendecode.frontends.lark.load import Program, check_arguments, parts
from gendecode.frontends.lark.source import Source
from gendecode.frontends.lark.terminals import Terminals
from gendecode.grammar.cfg import EMPTY, Cfg, Leaf, Symbol
from gendecode.grammar.cfg import Times as TimesSymbol
from gendecode.grammar.ir import Alt, Literal, Node, Regular, Seq, Special
from gendecode.grammar.neighbours import Conditional
from gendecode.limits import Limits

_MOST_TEMPLATES = 10_000
_DEEPEST_ARGUMENT = 64

Outside: TypeAlias = "Callable[[Extension, Source], tuple[Node, Node | None]]"
"""Resolves %json, %lark and @name: the node, and the node without the empty text."""


@dataclass(frozen=True)
class _Template:
    """A template as an argument of another one."""

    name: str


_Argument: TypeAlias = "Symbol | _Template"


@dataclass(frozen=True, eq=False)
class _Todo:
    """A group whose alternatives are still to be written into a nonterminal."""

    target: int
    groups: tuple[tuple[Group, Definition], ...]
    bound: Mapping[str, _Argument]
    depth: int


class Rules:
    """Writes the rules that a start rule reaches into a Cfg."""

    def __init__(self, program: Program, terminals: Terminals, limits: Limits, outside: Outside) -> None:
        self.program, self.terminals, self.limits = program, terminals, limits
        self.outside = outside
        self.cfg = Cfg()
        self.where: dict[int, Definition] = {}
        self.special: list[Special] = []
        self.ignored: Node | None = None
        self._space: tuple[Symbol, ...] = ()
        self._rules: dict[str, int] = {}
        self._leaves: dict[Any, Symbol] = {}
        self._instances: dict[tuple[str, tuple[_Argument, ...]], int] = {}
        self._depths: dict[Any, int] = {}
        self._todo: list[_Todo] = []

    def ignore(self, repeats: bool) -> None:
        """Compute what ``%ignore`` allows between terminals."""
        found = []
        for definition in self.program.ignored:
            automaton = self.terminals.ignored(definition)
            solid = None if automaton is None else non_empty(automaton)
            if solid is not None:
                found.append(solid)
        if found:
            limit = self.limits.automaton_states
            whole = union(*found, limit=limit)
            spaces = repeat(whole, 0, None, limit=limit) if repeats else optional(whole)
            self.ignored = Regular(spaces)
            self._space = (Leaf(self.ignored, Regular(non_empty(spaces) or whole), True),)

    def start(self, names: list[str]) -> int:
        """The nonterminal of any of the start rules, with everything that it reaches."""
        root = self.cfg.add("start")
        self.cfg.options[root] = [(*self._space, self._rule(name)) for name in names]
        while self._todo:
            self._write(self._todo.pop())
        return root

    def _rule(self, name: str) -> int:
        if name not in self._rules:
            number = self._rules[name] = self.cfg.add(name)
            definition = self.program.definitions[name]
            self.where[number] = definition
            self._begin(number, definition, {}, 0)
        return self._rules[name]

    def _begin(self, number: int, definition: Definition, bound: Mapping[str, _Argument], depth: int) -> None:
        if any(part.attributes for part in parts(definition)):
            self.cfg.options[number] = self._with_attributes(definition)
            return
        bodies = []
        for part in parts(definition):
            if part.body is None:
                raise part.source.unsupported(
                    "%declare", part.at, f"the rule {part.name!r} has no definition", "define it"
                )
            bodies.append((part.body, part))
        self._todo.append(_Todo(number, tuple(bodies), bound, depth))

    def _write(self, todo: _Todo) -> None:
        self.cfg.options[todo.target] = [
            tuple(self._symbol(item, part, todo) for item in option)
            for group, part in todo.groups
            for option in group.options
        ]

    # --- symbols ------------------------------------------------------------------------------------
    def _symbol(self, item: Item, part: Definition, todo: _Todo) -> Symbol:
        if isinstance(item, Name):
            found = self._name(item, part, todo)
            if isinstance(found, _Template):
                raise part.source.error(f"the template {found.name!r} is used without arguments", item.at)
            return found
        if isinstance(item, Times):
            return self._times(self._symbol(item.item, part, todo), item.low, item.high)
        if isinstance(item, Group):
            inner = self.cfg.add(part.name, inner=True)
            self._todo.append(_Todo(inner, ((item, part),), todo.bound, todo.depth))
            return inner
        if isinstance(item, Use):
            return self._use(item, part, todo)
        if isinstance(item, (Text, Pattern, Range)):
            return self._anonymous(item, part)
        if isinstance(item, Extension):
            return self._extension(item, part)
        raise part.source.error("& and ~ combine terminals: give this a name in upper case", item.at)

    def _times(self, base: Symbol, low: int, high: int | None) -> Symbol:
        if high == 0:
            return EMPTY
        if low == high == 1:
            return base
        if isinstance(base, TimesSymbol):  # a parameter that is bound to a repeat
            inner = self.cfg.add("repeat", inner=True)
            self.cfg.options[inner] = [(base,)]
            base = inner
        return TimesSymbol(base, low, high)

    def _name(self, item: Name, part: Definition, todo: _Todo) -> _Argument:
        name = part.resolve(item.name)
        if name in todo.bound:
            return todo.bound[name]
        definition = self.program.definitions[name]
        if definition.params:
            return _Template(name)
        if definition.is_terminal:
            return self._cached(name, lambda: self.terminals.named(name), definition, f"the terminal {name}")
        return self._rule(name)

    def _anonymous(self, item: Text | Pattern | Range, part: Definition) -> Symbol:
        if isinstance(item, Text):
            key: Any = (item.value, item.ignore_case)
        else:
            key = (item.value, item.flags, "/") if isinstance(item, Pattern) else (item.low, item.high, "..")
        place = Definition("", None, part.source, item.at)
        return self._cached(key, lambda: self.terminals.of_item(item, part), place, "this expression")

    def _cached(self, key: Any, value: Callable[[], Value], place: Definition, what: str) -> Symbol:
        if key not in self._leaves:
            leaf = self.terminals.leaf(value(), place.source, place.at, what)
            if leaf is None:
                self._leaves[key] = self.cfg.add(what)  # without alternatives: the empty language
            elif isinstance(leaf, Conditional) and self._space:
                self._leaves[key] = self.cfg.add(what, inner=True)
                self.cfg.options[-1] = [(leaf, *self._space)]
            else:
                self._leaves[key] = self._spaced(leaf)
        return self._leaves[key]

    def _spaced(self, leaf: Leaf) -> Leaf:
        """The leaf with ignored text after it."""
        if self.ignored is None or leaf.solid is None or isinstance(leaf, Conditional):
            return leaf
        solid = Seq((*(leaf.solid.items if isinstance(leaf.solid, Seq) else (leaf.solid,)), self.ignored))
        return Leaf(Alt((solid, Literal(b""))) if leaf.nullable else solid, solid, leaf.nullable)

    def _extension(self, item: Extension, part: Definition) -> Symbol:
        if item.kind == "special":
            key = ("<>", item.value)
            if key not in self._leaves:
                token = Special(*item.value)
                self.special.append(token)
                self._leaves[key] = self._spaced(Leaf(token, token, False))
            return self._leaves[key]
        if item.kind == "regex":
            place = Definition("", None, part.source, item.at)
            return self._cached(id(item), lambda: self.terminals.of_item(item, part), place, "%regex")
        key = ("@", item.value) if item.kind == "reference" else ("%", id(item))
        if key not in self._leaves:
            node, solid = self.outside(item, part.source)
            self._leaves[key] = self._spaced(Leaf(node, solid, solid is not node))
        return self._leaves[key]

    # --- templates ----------------------------------------------------------------------------------
    def _use(self, use: Use, part: Definition, todo: _Todo) -> int:
        """An instance of a template; arguments that are uses themselves come first, with an explicit stack."""
        stack: list[tuple[Use, list[_Argument]]] = [(use, [])]
        while True:
            current, done = stack[-1]
            if len(done) < len(current.args):
                following = current.args[len(done)]
                if isinstance(following, Use):
                    stack.append((following, []))
                elif isinstance(following, Name):
                    done.append(self._name(following, part, todo))
                else:
                    done.append(self._symbol(following, part, todo))
                continue
            instance = self._instance(current, tuple(done), part, todo)
            stack.pop()
            if not stack:
                return instance
            stack[-1][1].append(instance)

    def _instance(self, use: Use, args: tuple[_Argument, ...], part: Definition, todo: _Todo) -> int:
        name = part.resolve(use.name)
        bound = todo.bound.get(name)
        if isinstance(bound, _Template):
            name = bound.name
        elif bound is not None:
            raise part.source.error(f"{use.name!r} is bound to no template here", use.at)
        template = self.program.definitions[name]
        check_arguments(template, use, part.source)
        key = (name, args)
        if key not in self._instances:
            depth = 1 + max((self._depths.get(arg, 0) for arg in args), default=0)
            if len(self._instances) >= _MOST_TEMPLATES or depth > _DEEPEST_ARGUMENT:
                raise LimitExceeded(
                    f"{part.source.place(use.at)}: the template {name!r} does not stop to use templates: more than "
                    f"{_MOST_TEMPLATES} instances, or nested deeper than {_DEEPEST_ARGUMENT}"
                )
            number = self._instances[key] = self.cfg.add(name)
            self.where[number] = template
            self._depths[number] = depth
            self._begin(number, template, dict(zip(template.params, args, strict=True)), depth)
        return self._instances[key]

    # --- attributes ---------------------------------------------------------------------------------
    def _with_attributes(self, definition: Definition) -> list[tuple[Symbol, ...]]:
        """``[lazy]`` and ``[suffix=…]``: the shortest texts of the body, with the suffix after it."""
        attributes = {name: found for part in parts(definition) for name, found in part.attributes.items()}
        for name, (value, at) in attributes.items():
            if name not in ("lazy", "suffix", "stop") or (name == "lazy") != (value is None):
                raise refuse_attribute(definition.source, name, at)
        if "suffix" in attributes and "stop" in attributes:
            raise definition.source.error("a rule has a suffix or a stop, not both", attributes["stop"][1])
        ending, at = attributes.get("suffix") or attributes.get("stop") or (None, definition.at)
        body = self.terminals.of_rule(definition)
        if isinstance(ending, Extension) and ending.kind == "special":
            if "lazy" in attributes:
                body = self._lazy(body)
            leaf = self.terminals.leaf(body, definition.source, definition.at, f"the rule {definition.name}")
            return [] if leaf is None else [(leaf, self._extension(ending, definition))]
        if isinstance(ending, Text) and not ending.value:
            raise UnsupportedError(
                'stop=""', definition.source.place(at), "the end of the whole text is no part of a rule", "leave it out"
            )
        if ending is not None:
            value = self.terminals.of_item(ending, definition)
            body = self.terminals.joined([body, value])
        shortest = self._lazy(body)
        leaf = self.terminals.leaf(shortest, definition.source, definition.at, f"the rule {definition.name}")
        return [] if leaf is None else [(self._spaced(leaf),)]

    def _lazy(self, value: Value) -> Value:
        automaton = self.terminals.automaton(value)
        return None if automaton is None else lazy(automaton, self.limits.automaton_states)
