"""lark(): the phases from the text of a grammar to a Grammar."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from gendecode.errors import GrammarError, LimitExceeded, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.lark.definitions import Document, Extension
from gendecode.frontends.lark.extensions import check_options
from gendecode.frontends.lark.load import Loader, Program, file_source, normal
from gendecode.frontends.lark.rules import Rules
from gendecode.frontends.lark.source import Source
from gendecode.frontends.lark.syntax import read
from gendecode.frontends.lark.terminals import Terminals
from gendecode.frontends.lark.tree import TreeParser
from gendecode.grammar.cfg import Analysis
from gendecode.grammar.ir import Grammar, Node, Special
from gendecode.grammar.lower_cfg import CfgLowering
from gendecode.grammar.neighbours import resolve_neighbours
from gendecode.grammar.nullable import is_nullable, solid_node
from gendecode.limits import Limits

_SHOWN = 12  # names in a message


@dataclass(frozen=True, eq=False)
class LarkGrammar(Grammar):
    """A Grammar that was made from Lark's grammar language.

    Attributes:
        solid: the root without the empty text, for grammars that refer to this one; None when there is no other.
    """

    solid: Node | None = field(default=None, repr=False)


def lark(
    source: str | os.PathLike[str],
    *,
    start: str | Sequence[str] = "start",
    import_paths: Iterable[str | os.PathLike[str]] = (),
    grammars: Mapping[str, Grammar | dict[str, Any] | str] | None = None,
    limits: Limits | None = None,
) -> LarkGrammar:
    """The texts that ``Lark(source, parser="earley", lexer="dynamic_complete")`` means.

    Every match of a terminal counts, not only the longest, and ignored text is allowed before, between and after
    terminals. Any context-free grammar will do: left, right and hidden recursion, ambiguity, empty rules. The
    extensions of llguidance that define a language are understood as well. ``docs/lark.md`` has the details.
    ``grammar.parse(text)`` returns Lark's tree (the text itself where Lark does not know the syntax).

    Args:
        source: the text of the grammar, or a path (``pathlib.Path``) to a file.
        start: the rule, or rules, that a text is to match.
        import_paths: folders that ``%import`` searches before Lark's own library. Beside them, only files next
            to a grammar that was given as a path are read.
        grammars: what ``@name`` in the grammar stands for: grammars, JSON Schemas (dict) or Lark sources (str).
        limits: ``source_bytes``, ``nesting`` and ``automaton_states`` apply.

    Raises:
        GrammarError: the grammar is malformed (the message has line, column and a caret).
        UnsatisfiableError: no text matches.
        UnsupportedError: a construct is not a property of a context-free language, or not known here.
        LimitExceeded: too large, nested too deep, or templates without end.
    """
    bounds = limits or Limits()
    loader = Loader([Path(folder) for folder in import_paths], bounds)
    if isinstance(source, str):
        read_from = Source(_checked(source))
    elif isinstance(source, os.PathLike):
        read_from = file_source(Path(source), bounds)
    else:
        raise GrammarError(f"a Lark grammar is a str, or a Path to a file, not {type(source).__name__}")
    names = [start] if isinstance(start, str) else list(start)
    builder = _Builder(loader, dict(grammars or {}), bounds)
    node, solid = builder.build(read(read_from, bounds), names)
    parse = TreeParser(read_from.text, names, [*loader.folders, *([read_from.folder] if read_from.folder else [])])
    return LarkGrammar(node, f"lark({read_from.name or '...'})", parse, solid=solid, special=tuple(builder.special))


def _checked(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise GrammarError(f"the grammar holds a lone surrogate at position {error.start}, which no text can") from None
    return normal(text)


class _Builder:
    """Builds a grammar and those inside it."""

    def __init__(self, loader: Loader, grammars: dict[str, Any], limits: Limits) -> None:
        self.loader, self.grammars, self.limits = loader, grammars, limits
        self.special: list[Special] = []
        self._open: list[str] = []
        self._known: dict[str, tuple[Node, Node | None]] = {}

    def build(self, document: Document, start: list[str], *, inner: bool = False) -> tuple[Node, Node | None]:
        """The root of a grammar, and the root without the empty text."""
        repeats = all([check_options(options, document.source, at) for options, at in document.options])
        program = self.loader.load(document)
        _check_start(program, start)
        rules = Rules(program, Terminals(program, self.limits), self.limits, self._outside)
        rules.ignore(repeats)
        root = rules.start(start)
        self.special += rules.special
        analysis = Analysis(rules.cfg, root)
        if not analysis.productive[root]:
            raise _nothing(rules, analysis, start)
        cfg, resolved = resolve_neighbours(rules.cfg, root, self.limits.automaton_states)
        if cfg is not rules.cfg:
            if inner:
                raise UnsupportedError(
                    "look-around in an inner grammar",
                    document.source.place(0),
                    "a terminal looks at the text around it, which the outer grammar decides",
                    "leave out the assertion, or write the rules into the outer grammar",
                )
            root, analysis = resolved, Analysis(cfg, resolved)
            if not analysis.productive[root]:
                raise UnsatisfiableError(
                    f"no text matches {' or '.join(start)}: the look-around of its terminals fails"
                )
        lowering = CfgLowering(analysis)
        node = lowering.node(root)
        return node, lowering.solid(root) if analysis.nullable[root] else node

    # --- grammars inside ----------------------------------------------------------------------------
    def _outside(self, item: Extension, source: Source) -> tuple[Node, Node | None]:
        if item.kind == "json":
            return self._located(source, item.at, "%json", partial(self._schema, item.value))
        if item.kind == "lark":
            return self.build(item.value, ["start"], inner=True)
        name = item.value
        if name not in self.grammars:
            known = ", ".join(sorted(self.grammars)[:_SHOWN]) or "none"
            raise source.error(f"@{name} is not among grammars=, which has {known}", item.at)
        if name in self._open:
            raise source.error(f"@{name} refers to itself through {' → '.join(self._open)}", item.at)
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self._located(source, item.at, f"@{name}", partial(self._reference, name))
            self._open.pop()
        return self._known[name]

    def _reference(self, name: str) -> tuple[Node, Node | None]:
        value = self.grammars[name]
        if isinstance(value, Grammar):
            self.special += value.special
        if isinstance(value, LarkGrammar):
            return value.root, value.solid
        if isinstance(value, Grammar):
            return value.root, solid_node(value.root) if is_nullable(value.root) else value.root
        if isinstance(value, str):
            return self.build(read(Source(_checked(value), f"@{name}"), self.limits), ["start"], inner=True)
        if isinstance(value, (dict, bool)):
            return self._schema(value)
        raise GrammarError(f"it is a Grammar, a JSON Schema or a Lark source, not {type(value).__name__}")

    def _schema(self, schema: Any) -> tuple[Node, Node | None]:
        root = json_schema(schema, limits=self.limits).root
        return root, root

    def _located(
        self, source: Source, at: int, what: str, make: Callable[[], tuple[Node, Node | None]]
    ) -> tuple[Node, Node | None]:
        """Errors of an inner grammar say where it stands."""
        try:
            return make()
        except (GrammarError, LimitExceeded) as error:
            raise type(error)(f"{source.place(at)}: {what}: {error}") from None


def _check_start(program: Program, start: list[str]) -> None:
    rules = [d.name for d in program.definitions.values() if not d.is_terminal and not d.params]
    if not start:
        raise GrammarError("start= names no rule")
    for name in start:
        if name not in rules:
            shown = ", ".join(rules[:_SHOWN]) + (", …" if len(rules) > _SHOWN else "")
            hint = f"it has {shown}; say which with start=" if rules else "it has no rules"
            raise GrammarError(f"the grammar has no rule {name!r}: {hint}")


def _nothing(rules: Rules, analysis: Analysis, start: list[str]) -> UnsatisfiableError:
    """Why no text matches: the rules that never come to an end."""
    stuck = [x for x in sorted(rules.where) if not analysis.productive[x]]
    names = list(dict.fromkeys(rules.cfg.names[x] for x in stuck))
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    where = rules.where[stuck[0]]
    return where.source.unsatisfiable(
        f"no text matches {' or '.join(start)}: every alternative of {shown} needs itself again, or a terminal that "
        "matches nothing",
        where.at,
    )
