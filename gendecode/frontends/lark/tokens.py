"""The tokens of Lark's grammar language, with those that llguidance added to it."""

from __future__ import annotations

import re
from typing import NamedTuple

from gendecode.frontends.lark.source import Source


class Token(NamedTuple):
    """One token: its kind, its text, and where it begins."""

    kind: str
    text: str
    at: int


# Comments swallow the white space before them, line ends included: a comment between two alternatives does
# not end the rule. The order of the alternatives is the order in which Lark's own lexer tries them.
_TOKEN = re.compile(
    r"""
      (?P<REGEXP>/(?!/)(?:\\/|\\\\|[^/])*?/[imslux]*)
    | (?P<STRING>"(?:\\"|\\\\|[^"\n])*?"i?)
    | (?P<SKIP>\s*//[^\n]*|\s*\#[^\n]*|[ \t\f]+|\\[ ]*\n)
    | (?P<OR>\n\s*\||\|)
    | (?P<NL>\n\s*)
    | (?P<DIRECTIVE>%[a-z_]+)
    | (?P<SPECIAL><[^<>\s"]+>)
    | (?P<REFERENCE>@[A-Za-z0-9_-]+)
    | (?P<NAME>_*[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)
    | (?P<NUMBER>[+-]?\d+)
    | (?P<TO>->)
    | (?P<DOTS>\.\.)
    | (?P<MARK>::|[.:,()\[\]{}*+?!~&=])
    """,
    re.VERBOSE,
)
_RULE = re.compile(r"_?[a-z][a-z0-9_-]*")
_TERMINAL = re.compile(r"_?[A-Z][A-Z0-9_-]*")


class Tokens:
    """Reads tokens from left to right, one ahead."""

    def __init__(self, source: Source, at: int = 0) -> None:
        self.source = source
        self.peek = self._read(at)

    def next(self) -> Token:
        """Read a token."""
        token = self.peek
        if token.kind != "END":
            self.peek = self._read(token.at + len(token.text))
        return token

    def take(self, text: str) -> Token | None:
        """Read a mark if it comes next."""
        if self.peek.text == text and self.peek.kind in ("MARK", "TO", "DOTS"):
            return self.next()
        return None

    def expect(self, kind: str, what: str) -> Token:
        """Read a token of this kind (or this mark), or complain that ``what`` was expected."""
        token = self.peek
        if token.kind != kind and not (token.text == kind and token.kind == "MARK"):
            raise self.unexpected(what)
        return self.next()

    def skip_lines(self) -> None:
        """Read line ends."""
        while self.peek.kind == "NL":
            self.next()

    def jump(self, at: int) -> None:
        """Go on at another position: after a JSON value that was read otherwise."""
        self.peek = self._read(at)

    def unexpected(self, what: str) -> Exception:
        """The error for the next token where ``what`` was expected."""
        token = self.peek
        found = {"END": "the grammar ends", "NL": "the line ends"}.get(token.kind, f"{token.text.strip()!r} stands")
        return self.source.error(f"{found} where {what} was expected", token.at)

    def _read(self, at: int) -> Token:
        text = self.source.text
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self.source.error(self._complaint(at), at)
            kind = found.lastgroup or ""
            if kind != "SKIP":
                return Token(self._kind(found[0], at) if kind == "NAME" else kind, found[0], at)
            at = found.end()
        return Token("END", "", len(text))

    def _kind(self, name: str, at: int) -> str:
        if _RULE.fullmatch(name):
            return "RULE"
        if _TERMINAL.fullmatch(name):
            return "TERMINAL"
        why = (
            "begins with two underscores, which is reserved" if name.startswith("__") else "mixes upper and lower case"
        )
        raise self.source.error(f"the name {name!r} {why}; rules are lower case, terminals upper case", at)

    def _complaint(self, at: int) -> str:
        char = self.source.text[at]
        if char == '"':
            return "this string has no closing quotation mark on its line"
        if char == "/":
            return "this regular expression has no closing /"
        if char == "'":
            return "strings are written in double quotation marks"
        return f"{char!r} has no meaning here"
