"""What the literals of a grammar say: strings, regular expressions, special tokens, inline JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from gendecode.errors import LimitExceeded
from gendecode.frontends.lark.source import Source
from gendecode.frontends.lark.tokens import Token

_MAX_ID = 2**31 - 1
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-9A-Za-z]|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "f": "\f", "t": "\t", "r": "\r"}


def text(source: Source, token: Token) -> str:
    """The characters of a string literal.

    Escapes are those of Python for n, t, r, f, the quotation mark, the backslash, xhh, uhhhh and Uhhhhhhhh. Before
    anything else the backslash stands for itself.
    """

    def meaning(found: re.Match[str]) -> str:
        escape = found[1]
        if escape in ("x", "u", "U"):
            raise source.error(f"\\{escape} is not followed by its digits", token.at + 1 + found.start())
        return escape if escape in '\\"' else _character(source, token, found)

    body = token.text[1 : -2 if token.text.endswith("i") else -1]
    return _ESCAPE.sub(meaning, body)


def _character(source: Source, token: Token, found: re.Match[str]) -> str:
    """What an escape stands for in texts and expressions alike; itself where it has no meaning of its own."""
    escape = found[1]
    if len(escape) > 1:
        return _code_point(source, escape[1:], token.at + 1 + found.start())
    return _SIMPLE.get(escape, found[0])


def pattern(source: Source, token: Token) -> tuple[str, str]:
    """The expression and the flags of a regular expression literal."""
    body, _, flags = token.text[1:].rpartition("/")
    if "\n" in body and "x" not in flags:
        raise source.error("a regular expression spans lines only with the flag x", token.at)
    if set(flags) & set("l"):
        raise source.error("the flag l (locale) has no meaning for text", token.at)

    def meaning(found: re.Match[str]) -> str:
        return '"' if found[1] == '"' else _character(source, token, found)

    # As in Lark, these escapes become characters before the expression is read: \x2a is an operator then.
    return _ESCAPE.sub(meaning, body), flags


def _code_point(source: Source, digits: str, at: int) -> str:
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise source.error(f"U+{code:04X} is no character", at)
    return chr(code)


def special(source: Source, token: Token) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...], bool]:
    """Names, ranges of ids, and whether they are excluded: the fields of ``ir.Special``."""
    inside = token.text[1:-1]
    if not inside.startswith("["):
        return (token.text,), (), False
    if not inside.endswith("]"):
        raise source.error("ids of tokens are written <[1,5-9]>", token.at)
    spans = inside[1:-1]
    if spans == "*":
        return (), ((0, _MAX_ID),), False
    negative = spans.startswith("^")
    ranges: list[tuple[int, int]] = []
    for span in spans.removeprefix("^").split(","):
        found = re.fullmatch(r"(\d{1,10})(?:-(\d{1,10}))?", span)
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if low > high or high > _MAX_ID:
            raise source.error(f"{span!r} is neither an id of a token nor a range low-high of them", token.at)
        ranges.append((low, high))
    return (), tuple(sorted(ranges)), negative


def json_value(source: Source, token: Token, brace: Token) -> tuple[Any, int]:
    """The JSON value after a directive, and where the text goes on after it."""
    if brace.text != "{":
        raise source.error(f"{token.text} is followed by a JSON object", token.at)
    try:
        return json.JSONDecoder().raw_decode(source.text, brace.at)
    except RecursionError:
        raise LimitExceeded(f"{source.place(token.at)}: the JSON value is nested deeper than Python can read") from None
    except json.JSONDecodeError as error:
        raise source.error(f"{token.text}: {error.msg}", error.pos) from None
    except ValueError as error:
        raise source.error(f"{token.text}: {error}", token.at) from None
