"""Lark's own parser, for the tree of a finished text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any


class TreeParser:
    """Parses texts with Lark, which is imported and given the grammar when the first text comes."""

    def __init__(self, source: str, start: Sequence[str], folders: Sequence[Path]) -> None:
        self._source, self._start, self._folders = source, list(start), list(folders)
        self._parser: Any = None
        self._unknown = False

    def __call__(self, text: str) -> Any:
        """The ``lark.Tree`` of ``text``; ``text`` itself where Lark does not read the grammar or the text."""
        from lark import Lark  # noqa: PLC0415
        from lark.exceptions import LarkError  # noqa: PLC0415

        if self._parser is None and not self._unknown:
            try:
                self._parser = Lark(
                    self._source,
                    parser="earley",
                    lexer="dynamic_complete",
                    start=self._start,
                    import_paths=[str(folder) for folder in self._folders],
                )
            except (LarkError, OSError, ValueError, AssertionError, RecursionError):
                self._unknown = True  # an extension
        if self._parser is None:
            return text
        for start in self._start:
            try:
                return self._parser.parse(text, start=start)
            except (LarkError, RecursionError):
                continue
        return text
