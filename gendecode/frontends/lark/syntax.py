"""The reader: the text of a grammar to definitions and directives.

One loop with an explicit stack of open groups; nothing recurses on the nesting of a grammar. Groups are
kept in the order in which they close, so that inner ones come first. Names are kept as they are written;
``load`` gives them their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gendecode.errors import LimitExceeded
from gendecode.frontends.lark.definitions import (
    Both,
    Definition,
    Document,
    Extension,
    Group,
    Import,
    Item,
    Name,
    Not,
    Pattern,
    Range,
    Text,
    Times,
    Use,
)
from gendecode.frontends.lark.literals import json_value, pattern, special, text
from gendecode.frontends.lark.source import Source
from gendecode.frontends.lark.tokens import Token, Tokens
from gendecode.limits import MAX_COUNT, Limits


@dataclass
class _Open:
    """A group that is not closed yet."""

    closing: str
    at: int
    options: list[tuple[Item, ...]] = field(default_factory=list)
    parts: list[tuple[Item, ...]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    negations: list[int] = field(default_factory=list)

    def end_part(self, at: int) -> None:
        self.parts.append(tuple(self.items))
        self.items = []

    def end_option(self, at: int) -> None:
        self.end_part(at)
        self.options.append(self.parts[0] if len(self.parts) == 1 else (Both(tuple(self.parts), at),))
        self.parts = []


def read(source: Source, limits: Limits) -> Document:
    """Read a whole grammar. Raises GrammarError with line and column."""
    if len(source.text) > limits.source_bytes:
        raise LimitExceeded(f"the grammar is longer than Limits.source_bytes = {limits.source_bytes}")
    return _Reader(Tokens(source), limits).document("END")


class _Reader:
    def __init__(self, tokens: Tokens, limits: Limits, depth: int = 0) -> None:
        self.tokens, self.limits, self.depth = tokens, limits, depth
        self.source = tokens.source
        self.groups: list[Group] = []

    def document(self, closing: str) -> Document:
        """Statements up to ``closing``: the end of the text, or the brace that ends a nested grammar."""
        document, tokens = Document(self.source), self.tokens
        while True:
            tokens.skip_lines()
            if tokens.peek.kind == closing or (closing == "}" and tokens.peek.text == "}"):
                return document
            self._statement(document)
            if tokens.peek.kind not in ("NL", "END") and tokens.peek.text != closing:
                raise tokens.unexpected("the end of the definition")

    def _statement(self, document: Document) -> None:
        tokens = self.tokens
        token = tokens.peek
        if token.kind != "DIRECTIVE":
            document.definitions.append(self._definition("define"))
            return
        tokens.next()
        if token.text in ("%extend", "%override"):
            document.definitions.append(self._definition(token.text[1:]))
        elif token.text == "%ignore":
            document.ignored.append(self._with_body(Definition("%ignore", None, self.source, token.at)))
        elif token.text == "%import":
            document.imports.append(self._import(token.at))
        elif token.text == "%declare":
            while tokens.peek.kind in ("RULE", "TERMINAL"):
                name = tokens.next()
                document.definitions.append(Definition(name.text, None, self.source, name.at))
        elif token.text == "%llguidance":
            document.options.append((self._json(token), token.at))
        else:
            raise self.source.error(f"{token.text} is no directive that is known here", token.at)

    def _definition(self, verb: str) -> Definition:
        tokens = self.tokens
        while tokens.take("?") or tokens.take("!"):
            pass
        if tokens.peek.kind not in ("RULE", "TERMINAL"):
            raise tokens.unexpected("a rule, a terminal or a directive")
        name = tokens.next()
        found = Definition(name.text, None, self.source, name.at, verb=verb)
        if tokens.take("{"):
            found.params = tuple(self._params())
        if tokens.take("["):
            self._attributes(found)
        if tokens.take("."):
            tokens.expect("NUMBER", "a priority")
        if tokens.peek.text == "::":
            raise self.source.unsupported(
                "::", tokens.peek.at, "rules with numeric parameters are not known here", "write the rules out"
            )
        if not tokens.take(":"):
            raise tokens.unexpected("a colon")
        return self._with_body(found)

    def _params(self) -> list[str]:
        names = [self.tokens.expect("RULE", "the name of a parameter").text]
        while self.tokens.take(","):
            names.append(self.tokens.expect("RULE", "the name of a parameter").text)
        self.tokens.expect("}", "a closing brace")
        return names

    def _attributes(self, found: Definition) -> None:
        """``[lazy, suffix="x"]``."""
        tokens = self.tokens
        while True:
            name = tokens.expect("RULE", "the name of an attribute")
            value: Any = None
            if tokens.take("="):
                value = self._attribute_value()
            found.attributes[name.text] = (value, name.at)
            if not tokens.take(","):
                break
        tokens.expect("]", "a closing bracket")

    def _attribute_value(self) -> Any:
        token = self.tokens.peek
        if token.kind == "NUMBER":
            self.tokens.next()
            rest = self.source.text[token.at + len(token.text) :]
            return token.text if not rest.startswith(".") else self._decimal(token)
        if token.kind in ("STRING", "REGEXP", "TERMINAL", "SPECIAL"):
            return self._atom()
        return self._decimal(token)

    def _decimal(self, token: Token) -> str:
        text = self.source.text
        end = token.at
        while end < len(text) and text[end] in "+-.0123456789":
            end += 1
        if end == token.at:
            raise self.tokens.unexpected("a string, a regular expression, a terminal or a number")
        self.tokens.jump(end)
        return text[token.at : end]

    def _import(self, at: int) -> Import:
        tokens = self.tokens
        relative = tokens.take(".") is not None
        path = [self._import_name()]
        while tokens.take("."):
            path.append(self._import_name())
        if tokens.take("("):
            names = [self._import_name()]
            while tokens.take(","):
                names.append(self._import_name())
            tokens.expect(")", "a closing parenthesis")
            return Import(tuple(path), {name: name for name in names}, relative, at)
        if len(path) == 1:
            raise self.source.error(f"this imports nothing; write %import {path[0]}.NAME", at)
        alias = self._import_name() if tokens.take("->") else path[-1]
        return Import(tuple(path[:-1]), {path[-1]: alias}, relative, at)

    def _import_name(self) -> str:
        if self.tokens.peek.kind not in ("RULE", "TERMINAL"):
            raise self.tokens.unexpected("a name")
        return self.tokens.next().text

    # --- the right side -----------------------------------------------------------------------------
    def _with_body(self, found: Definition) -> Definition:
        self.groups = []
        found.body = self._body()
        found.groups, self.groups = self.groups, []
        return found

    def _body(self) -> Group:
        """Alternatives up to the end of the line."""
        tokens = self.tokens
        stack = [_Open("", tokens.peek.at)]
        while True:
            token, top = tokens.peek, stack[-1]
            if token.kind == "OR":
                tokens.next()
                top.end_option(token.at)
            elif token.text == "&" and token.kind == "MARK":
                tokens.next()
                top.end_part(token.at)
            elif token.kind == "MARK" and token.text in "([":
                tokens.next()
                self._check_depth(len(stack), token.at)
                stack.append(_Open(")" if token.text == "(" else "]", token.at))
            elif token.kind == "MARK" and token.text in ")]" and token.text == top.closing:
                tokens.next()
                stack.pop()
                self._append(stack[-1], self._closed(top))
            elif token.kind == "TO":
                tokens.next()
                tokens.expect("RULE", "a lower-case name for the alternative")
            elif token.kind == "NL" and top.closing:
                tokens.next()
            elif token.kind in ("NL", "END") or token.text == "}":
                if top.closing:
                    raise self.source.error(f"this group has no closing {top.closing!r}", top.at)
                top.end_option(token.at)
                return Group(tuple(top.options), top.at)
            elif token.text == "~" and token.kind == "MARK":
                tokens.next()
                top.negations.append(token.at)
            elif token.text == ":" and top.closing:
                raise self.source.error(f"this group has no closing {top.closing!r}", top.at)
            else:
                self._append(top, self._atom())

    def _check_depth(self, depth: int, at: int) -> None:
        if depth + self.depth > self.limits.nesting:
            raise LimitExceeded(
                f"{self.source.place(at)}: groups are nested deeper than Limits.nesting = {self.limits.nesting}"
            )

    def _closed(self, top: _Open) -> Item:
        top.end_option(top.at)
        group = Group(tuple(top.options), top.at)
        if top.closing == ")" and len(group.options) == 1 and len(group.options[0]) == 1:
            return group.options[0][0]  # (x) is x
        self.groups.append(group)
        return group if top.closing == ")" else Times(group, 0, 1, top.at)

    def _append(self, top: _Open, item: Item) -> None:
        """Add an item with the operators around it: complement binds tighter than repetition."""
        while top.negations:
            item = Not(item, top.negations.pop())
        tokens = self.tokens
        token = tokens.peek
        if token.kind == "MARK" and token.text in "?*+":
            tokens.next()
            low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}[token.text]
            item = self._times(item, low, high, token.at)
        elif token.text == "~" and token.kind == "MARK" and self._number_follows(token):
            tokens.next()
            low = self._count(tokens.expect("NUMBER", "a number"))
            high = self._count(tokens.expect("NUMBER", "a number")) if tokens.take("..") else low
            item = self._times(item, low, high, token.at)
        elif token.text == "{":
            item = self._braces(item, token)
        top.items.append(item)

    def _number_follows(self, token: Token) -> bool:
        rest = self.source.text[token.at + 1 : token.at + 20].lstrip(" \t")
        return rest[:1].isdigit() or rest[:1] in ("+", "-")

    def _braces(self, item: Item, token: Token) -> Item:
        """``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}``."""
        tokens = self.tokens
        tokens.next()
        low = self._count(tokens.next()) if tokens.peek.kind == "NUMBER" else None
        high = low
        if tokens.take(","):
            high = self._count(tokens.next()) if tokens.peek.kind == "NUMBER" else None
        elif low is None:
            raise tokens.unexpected("a number")
        tokens.expect("}", "a closing brace")
        return self._times(item, low or 0, high, token.at)

    def _count(self, token: Token) -> int:
        if len(token.text) > 10 or not 0 <= int(token.text) <= MAX_COUNT:
            raise self.source.error(f"a repeat is between 0 and {MAX_COUNT}", token.at)
        return int(token.text)

    def _times(self, item: Item, low: int, high: int | None, at: int) -> Item:
        if high is not None and high < low:
            raise self.source.error(f"the lower bound {low} of this repeat is greater than the upper one, {high}", at)
        if isinstance(item, (Times, Not)):
            group = Group(((item,),), at)
            self.groups.append(group)
            item = group
        return Times(item, low, high, at)

    def _atom(self) -> Item:
        token = self.tokens.next()
        if token.kind in ("RULE", "TERMINAL"):
            return self._named(token)
        if token.kind == "STRING":
            return self._text(token)
        if token.kind == "REGEXP":
            value, flags = pattern(self.source, token)
            return Pattern(value, flags, token.at)
        if token.kind == "SPECIAL":
            return Extension("special", special(self.source, token), token.at)
        if token.kind == "REFERENCE":
            return Extension("reference", token.text[1:], token.at)
        if token.kind == "DIRECTIVE" and token.text in ("%json", "%regex"):
            return Extension(token.text[1:], self._json(token), token.at)
        if token.kind == "DIRECTIVE" and token.text == "%lark":
            return Extension("lark", self._nested(token), token.at)
        self.tokens.peek = token
        raise self.tokens.unexpected("a name, a string, a regular expression or a group")

    def _named(self, token: Token) -> Item:
        after = self.tokens.peek
        if after.text != "{" or token.kind != "RULE" or not self._argument_follows(after):
            return Name(token.text, token.at)
        # Arguments may be uses of templates themselves: an explicit stack again.
        stack: list[tuple[Token, list[Item]]] = []
        current = token
        while True:
            self.tokens.expect("{", "the arguments of a template")
            self._check_depth(len(stack), current.at)
            stack.append((current, []))
            while True:
                name = self.tokens.peek
                if name.kind not in ("RULE", "TERMINAL", "STRING", "REGEXP"):
                    raise self.tokens.unexpected("an argument: a name, a string or a regular expression")
                if name.kind == "RULE":
                    self.tokens.next()
                    if self.tokens.peek.text == "{":
                        current = name
                        break
                    stack[-1][1].append(Name(name.text, name.at))
                else:
                    stack[-1][1].append(self._atom())
                done = self._close_arguments(stack)
                if done is not None:
                    return done

    def _close_arguments(self, stack: list[tuple[Token, list[Item]]]) -> Item | None:
        """After an argument: a comma, or closing braces. The finished item when the outermost one closes."""
        while not self.tokens.take(","):
            self.tokens.expect("}", "a comma or a closing brace")
            name, args = stack.pop()
            use = Use(name.text, tuple(args), name.at)
            if not stack:
                return use
            stack[-1][1].append(use)
        return None

    def _argument_follows(self, token: Token) -> bool:
        rest = self.source.text[token.at + 1 :][:80].lstrip()
        return rest[:1].isalpha() or rest[:1] in ("_", '"', "/")

    def _text(self, token: Token) -> Item:
        value = text(self.source, token)
        if not self.tokens.take(".."):
            return Text(value, token.text.endswith("i"), token.at)
        end = self.tokens.expect("STRING", "the last character of the range")
        high = text(self.source, end)
        if len(value) != 1 or len(high) != 1 or high < value:
            raise self.source.error("a range is between two characters, the lower one first", token.at)
        return Range(value, high, token.at)

    def _json(self, token: Token) -> Any:
        value, end = json_value(self.source, token, self.tokens.peek)
        self.tokens.jump(end)
        return value

    def _nested(self, token: Token) -> Document:
        self.tokens.expect("{", "an opening brace")
        self._check_depth(0, token.at)
        # Nested grammars nest on Python's stack, so they count many times.
        inner = _Reader(self.tokens, self.limits, self.depth + max(1, self.limits.nesting // 16))
        found = inner.document("}")
        self.tokens.expect("}", "a closing brace")
        return found
