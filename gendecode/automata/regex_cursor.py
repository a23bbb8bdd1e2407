"""The text of a regular expression, a position in it, and errors that point there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gendecode.errors import GrammarError, UnsupportedError, caret

Dialect = Literal["python", "ecma"]


@dataclass(frozen=True)
class Flags:
    """What is switched on at one place of the pattern: the letters i, s, m, x and a."""

    ignore_case: bool = False
    dot_all: bool = False
    multiline: bool = False
    verbose: bool = False
    ascii: bool = False


class Cursor:
    """Reads a pattern from left to right."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        """Read one character; empty at the end."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        return char

    def take(self, prefix: str) -> bool:
        """Read ``prefix`` if it comes next."""
        if self.text.startswith(prefix, self.at):
            self.at += len(prefix)
            return True
        return False

    def run(self, allowed: str, most: int | None = None) -> str:
        """Read the longest run of ``allowed`` characters, ``most`` at most."""
        begin = self.at
        end = len(self.text) if most is None else min(len(self.text), begin + most)
        while self.at < end and self.text[self.at] in allowed:
            self.at += 1
        return self.text[begin : self.at]

    def until(self, stop: str, what: str, begin: int) -> str:
        """Read up to ``stop`` and over it; ``what`` began at ``begin`` and is unterminated otherwise."""
        end = self.text.find(stop, self.at)
        if end < 0:
            raise self.error(f"{what} has no closing {stop!r}", begin)
        found = self.text[self.at : end]
        self.at = end + len(stop)
        return found

    def error(self, message: str, at: int) -> GrammarError:
        """A syntax error at position ``at``."""
        return GrammarError(f"regular expression, position {at}: {message}\n{caret(self.text, at)}")

    def unsupported(self, construct: str, at: int, reason: str, hint: str) -> UnsupportedError:
        """The refusal of a legal construct that begins at ``at``."""
        return UnsupportedError(construct, f"position {at} of the regular expression", reason, hint)
