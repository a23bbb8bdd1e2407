"""What one vocabulary entry contributes to the text, in bytes, according to the tokenizer's decoder.

A decoder is described as in ``tokenizer.json``. It is read as a chain of steps on a piece (the spelling
of an entry in the vocabulary): text steps, then one step that makes bytes. Decoders by which the bytes
of an entry depend on its neighbours have no such chain and are refused.

=================  ======================================================================
ByteLevel          GPT-2's table of 256 printable characters, one for each byte; a piece
                   with a character outside of the table stands for itself, in UTF-8
Replace            one string for another, typically U+2581 for the space
Metaspace          U+2581 (or another character) for the space
ByteFallback       ``<0x0A>`` is that byte; any other piece is its UTF-8
Fuse               no effect on bytes
Strip              allowed after the pieces are joined, to drop one space at the start of a whole
                   text, which is no property of an entry
=================  ======================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gendecode.errors import VocabularyError

SENTENCEPIECE: Mapping[str, Any] = {
    "type": "Sequence",
    "decoders": [
        {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ],
}
"""The decoder of SentencePiece models, which have no description of their own."""

_TextStep = Callable[[str], str]
_ByteStep = Callable[[str], bytes]

_BYTE_PIECE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_OUTSIDE = 0xFFFF  # a noncharacter that encode("latin-1") rejects
_ADVICE = "if you know the bytes of every id, pass them to Vocab.from_bytes"


def _byte_level_table() -> dict[int, int]:
    """GPT-2's table: code point of a vocabulary character -> byte. Bytes that print stand for themselves."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in set(printable)]
    table = {code: code for code in printable} | {256 + i: byte for i, byte in enumerate(others)}
    return {code: _OUTSIDE for code in range(256)} | table


_BYTE_LEVEL = _byte_level_table()


def piece_decoder(decoder: object) -> Callable[[str], bytes]:
    """The function from a piece to its bytes. Raises VocabularyError if there is no such function."""
    text_steps: list[_TextStep] = []
    byte_step: _ByteStep | None = None
    joined = False
    for step in _components(decoder):
        kind = step.get("type")
        if kind == "Fuse":
            joined = True
        elif kind == "Strip" and joined:
            _check_strip(step)
        elif byte_step is not None or joined:
            raise _refused(f"{_name(step)} after the pieces became bytes")
        elif kind == "ByteLevel" and not text_steps:
            byte_step, joined = _byte_level, True
        elif kind == "ByteFallback":
            byte_step = _byte_fallback
        elif kind in ("Replace", "Metaspace"):
            text_steps.append(_replacement(step))
        else:
            raise _refused(_name(step))
    return _chain(text_steps, byte_step or _utf8)


def _components(decoder: object) -> Iterable[Mapping[str, Any]]:
    """The steps of a decoder, nested sequences flattened."""
    if decoder is None:
        raise _refused("none (pieces joined by spaces)")
    pending, steps = [decoder], []
    while pending:
        current = pending.pop()
        if not isinstance(current, Mapping):
            raise VocabularyError(f"malformed tokenizer: a decoder must be an object with a type, not {current!r:.80}")
        if current.get("type") == "Sequence" and isinstance(current.get("decoders"), list):
            pending.extend(reversed(current["decoders"]))
        else:
            steps.append(current)
    if not steps:
        raise _refused("an empty sequence (pieces joined by spaces)")
    return steps


def _chain(text_steps: list[_TextStep], byte_step: _ByteStep) -> Callable[[str], bytes]:
    if not text_steps:
        return byte_step

    def decode(piece: str) -> bytes:
        for step in text_steps:
            piece = step(piece)
        return byte_step(piece)

    return decode


def _byte_level(piece: str) -> bytes:
    try:
        return piece.translate(_BYTE_LEVEL).encode("latin-1")
    except UnicodeEncodeError:
        return _utf8(piece)


def _byte_fallback(piece: str) -> bytes:
    match = _BYTE_PIECE.fullmatch(piece)
    return bytes([int(match[1], 16)]) if match else _utf8(piece)


def _utf8(piece: str) -> bytes:
    try:
        return piece.encode("utf-8")
    except UnicodeEncodeError as error:
        raise VocabularyError(f"malformed tokenizer: the piece {piece!r:.80} is not Unicode text") from error


def _replacement(step: Mapping[str, Any]) -> _TextStep:
    old: object
    new: object
    if step["type"] == "Metaspace":
        old, new = step.get("replacement"), " "
    else:
        pattern = step.get("pattern")
        old = pattern.get("String") if isinstance(pattern, Mapping) else None
        new = step.get("content")
    if not isinstance(old, str) or not isinstance(new, str) or not old:
        raise _refused(_name(step))
    return lambda piece: piece.replace(old, new)


def _check_strip(step: Mapping[str, Any]) -> None:
    if step.get("content") != " " or step.get("start") not in (0, 1) or step.get("stop") != 0:
        raise _refused(_name(step))


def _name(step: Mapping[str, Any]) -> str:
    options = ", ".join(f"{key}={value!r:.40}" for key, value in step.items() if key != "type")
    return f"{step.get('type')!s:.40}({options:.200})"


def _refused(what: str) -> VocabularyError:
    return VocabularyError(
        f"the bytes of single token ids cannot be read off a tokenizer whose decoder is {what}; "
        f"supported are ByteLevel, Metaspace, Replace, ByteFallback, Fuse and a Strip of one leading space; {_ADVICE}"
    )
