"""Patterns as pydantic matches them, in the dialect of JSON Schema.

pydantic searches with Rust's regex, where ``\\d``, ``\\w`` and ``\\s`` mean Unicode's digits, letters and
white space. They become classes here that mean at most as much as Rust's: the strings that the JSON
Schema allows are always among those that the parser takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gendecode.frontends.types.place import Place

SPACES = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Unicode's white space, as part of a class."""

# Of each class a part that is certainly in it, and a class that certainly holds all of it.
_INNER = {"d": "0-9", "w": "0-9A-Za-z_", "s": SPACES}
_OUTER = {"d": r"\p{Nd}\p{Cn}", "w": r"\p{L}\p{M}\p{N}\p{Pc}\p{So}\p{Cf}\p{Cn}", "s": SPACES}

_PIECE = re.compile(
    r"\\[pP]\{[^}]*\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|\[\^?|\(\?P<\w+>|\(\?[^:=!<]|\(\?<?[=!]|\{,|.", re.DOTALL
)


def from_rust(pattern: str, place: Place) -> str:
    """The pattern for JSON Schema. Raises UnsupportedError for what has no counterpart."""
    return "".join(_pieces(pattern, place))


def _pieces(pattern: str, place: Place) -> Iterator[str]:
    inside = negated = False
    for piece in _PIECE.findall(pattern):
        if inside:
            inside = piece != "]"
            yield _in_class(piece, negated, pattern, place)
        elif piece.startswith("["):
            inside, negated = True, piece.endswith("^")
            yield piece
        elif piece.startswith("(?P"):
            yield "(?:"
        elif piece.startswith("(?") or piece == "{,":
            raise _refused(pattern, piece, place)
        elif piece.startswith("\\P"):
            yield rf"[^\p{piece[2:]}\p{{Cn}}]"
        elif piece[0] == "\\" and piece[1] in "dwsDWS":
            kind = piece[1].lower()
            yield f"[{_INNER[kind]}]" if kind == piece[1] else f"[^{_OUTER[kind]}]"
        else:
            yield _checked(piece, pattern, place)


def _in_class(piece: str, negated: bool, pattern: str, place: Place) -> str:
    # Rust nests classes and has operations on them.
    if piece[0] == "[" or (piece in "&~-" and piece * 2 in pattern):
        raise _refused(pattern, piece, place)
    if piece[0] != "\\" or piece[1] not in "dwsDWSpP":
        return _checked(piece, pattern, place)
    if piece[1].isupper():
        raise _refused(pattern, piece, place)
    if piece[1] == "p":
        return rf"{piece}\p{{Cn}}" if negated else piece
    return (_OUTER if negated else _INNER)[piece[1]]


def _checked(piece: str, pattern: str, place: Place) -> str:
    """A piece that means the same in both dialects."""
    if piece[0] == "\\" and piece[1].isalnum() and piece[1] not in ("n", "r", "t", "f", "v", "p") and len(piece) == 2:
        raise _refused(pattern, piece, place)
    return piece


def _refused(pattern: str, piece: str, place: Place) -> Exception:
    return place.refusal(
        f"pattern {pattern!r}",
        f"{piece!r} means something else to pydantic than to JSON Schema",
        "spell the characters out",
    )
