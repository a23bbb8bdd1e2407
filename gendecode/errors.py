"""The errors that gendecode raises: one root, few kinds, each also a fitting builtin.

A message says what is wrong, where (a caret, a JSON pointer, a token id), and what to do instead.
"""

from __future__ import annotations


class GendecodeError(Exception):
    """Root of every error that the library raises on purpose."""


class GrammarError(GendecodeError, ValueError):
    """The constraint itself is malformed: regex syntax, JSON Schema structure, an unknown name."""


class UnsatisfiableError(GrammarError):
    """The constraint is well formed, and no text at all satisfies it."""


class UnsupportedError(GendecodeError, NotImplementedError):
    """The constraint is legal and cannot be enforced exactly, so it is refused.

    Attributes:
        keyword: the construct that is refused, for instance ``"uniqueItems"`` or ``"\\\\1"``.
        where: a JSON pointer, or a line and column.
        hint: what to do instead.
    """

    def __init__(self, keyword: str, where: str = "", reason: str = "", hint: str = "") -> None:
        self.keyword, self.where, self.reason, self.hint = keyword, where, reason, hint
        place = f" at {where}" if where else ""
        because = f": {reason}" if reason else " is not supported"
        advice = f" ({hint})" if hint else ""
        super().__init__(f"{keyword}{place}{because}{advice}")


class VocabularyError(GendecodeError, ValueError):
    """The bytes of some token ids are unknown, or the vocabulary does not fit the model."""


class LimitExceeded(GendecodeError, RuntimeError):
    """A bound of :class:`gendecode.Limits` was reached. The message names the bound and its value."""


class TokenRejected(GendecodeError, ValueError):
    """``State.advance`` was given a token that the constraint does not allow here."""


class NotPicklable(GendecodeError, TypeError):
    """The object belongs to one process. The message says what to send to another one instead."""


class PipelineError(GendecodeError, ValueError):
    """A logits pipeline that cannot work: stage order, parameters out of range, a missing view."""


class ModelError(GendecodeError, ValueError):
    """A model cannot be found, does not fit its tokenizer, or cannot run the prompt."""


def caret(source: str, position: int, width: int = 60) -> str:
    """Two lines that show where in ``source`` a problem is: an excerpt, and a caret under ``position``."""
    begin = max(0, min(position - width // 2, len(source) - width))
    excerpt = source[begin : begin + width]
    safe = "".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in excerpt)
    return f"{safe}\n{' ' * (position - begin)}^"
