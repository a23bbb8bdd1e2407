"""The text of a grammar, places in it, and errors that point there."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from gendecode.errors import GrammarError, UnsatisfiableError, UnsupportedError, caret


@dataclass(frozen=True, eq=False)
class Source:
    """One grammar text.

    Attributes:
        text: the text, with ``\\n`` line ends.
        name: how errors call it; empty for the text that the caller passed.
        folder: where relative imports are looked up; None for a text that is no file.
        library: True for the grammars that come with Lark.
    """

    text: str
    name: str = ""
    folder: Path | None = None
    library: bool = False
    _lines: list[int] = field(default_factory=list, repr=False)

    def place(self, at: int) -> str:
        """``line 3, column 7`` of the position ``at``, with the name of the text where it has one."""
        line, column = self._line(at)
        return f"{self.name + ', ' if self.name else ''}line {line}, column {column}"

    def error(self, message: str, at: int) -> GrammarError:
        """A malformed grammar; ``at`` is where."""
        return GrammarError(f"{self.place(at)}: {message}\n{self._caret(at)}")

    def unsatisfiable(self, message: str, at: int) -> UnsatisfiableError:
        """A grammar without texts."""
        return UnsatisfiableError(f"{self.place(at)}: {message}\n{self._caret(at)}")

    def unsupported(self, keyword: str, at: int, reason: str, hint: str = "") -> UnsupportedError:
        """A refusal."""
        return UnsupportedError(keyword, self.place(at), reason, hint)

    def _line(self, at: int) -> tuple[int, int]:
        if not self._lines:
            starts, found = [0], self.text.find("\n")
            while found >= 0:
                starts.append(found + 1)
                found = self.text.find("\n", found + 1)
            self._lines.extend(starts)
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def _caret(self, at: int) -> str:
        line, column = self._line(at)
        begin = self._lines[line - 1]
        end = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        return caret(self.text[begin:end], column - 1)
