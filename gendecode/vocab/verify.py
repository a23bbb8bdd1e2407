"""Compare the bytes that we derived for each id with what the tokenizer itself decodes.

Each id is decoded between two copies of a sentinel, an id of plain text, so that what tokenizers do at
the start and the end of a text (drop a space) does not show. An id that holds a part of a UTF-8
sequence is completed on both sides by single-byte ids, because decoding shows nothing of it alone. Bytes
that no UTF-8 text contains (0xC0, 0xFF ...) decode to U+FFFD whatever they are; of them only that is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gendecode.errors import VocabularyError

Decode = Callable[[list[list[int]]], Sequence[str]]
"""Texts of several id sequences, special tokens kept, no cleaning up."""

_SHOWN = 10
# A lead byte that accepts any continuation bytes, by how many of them follow.
_PREFIXES = (b"", b"\xc2", b"\xe1", b"\xf1")
# E0 and F0 restrict the first byte after them to A0.. and 90.., ED and F4 to ..9F and ..8F.
_SUFFIXES = tuple(first + b"\x80" * more for more in range(3) for first in (b"\x80", b"\xa0", b"\x90"))


def verify(tokens: Sequence[bytes | None], decode: Decode) -> None:
    """Raise VocabularyError, with the first offending ids, unless ``decode`` confirms all ``tokens``.

    Ids whose token is None are not looked at.
    """
    checked = [token for token, data in enumerate(tokens) if data is not None]
    if not checked:
        return
    sentinel = _sentinel(tokens, decode)
    single = _single_bytes(tokens)
    rows: list[list[int]] = []
    expected: list[str] = []
    for token in checked:
        prefix, suffix = _completion(tokens[token] or b"", single)
        row = [sentinel, *prefix, token, *suffix, sentinel]
        rows.append(row)
        expected.append(_text(tokens, row))
    seen = _decoded(decode, rows)
    wrong = [i for i, (want, got) in enumerate(zip(expected, seen, strict=True)) if want != got]
    if wrong:
        raise _mismatch([(checked[i], expected[i], seen[i]) for i in wrong[:_SHOWN]], len(wrong), len(checked))


def _decoded(decode: Decode, rows: list[list[int]]) -> Sequence[str]:
    try:
        seen = decode(rows)
    except Exception as error:  # the tokenizer is not ours: whatever it raises, it cannot decode its own ids
        raise VocabularyError(f"the tokenizer cannot decode its own ids: {type(error).__name__}: {error}") from error
    if len(seen) != len(rows):
        raise VocabularyError(f"the tokenizer decoded {len(rows)} sequences to {len(seen)} texts")
    return seen


def _sentinel(tokens: Sequence[bytes | None], decode: Decode) -> int:
    """An id of plain text that decodes as expected beside itself."""
    offenders = []
    for token in _plain(tokens):
        want, got = _text(tokens, [token] * 3), _decoded(decode, [[token] * 3])[0]
        if got == want:
            return token
        offenders.append((token, want, got))
        if len(offenders) == _SHOWN:
            raise _mismatch(offenders, len(offenders), len(offenders))
    if offenders:
        raise _mismatch(offenders, len(offenders), len(offenders))
    raise VocabularyError("no token of this tokenizer is text by itself, so that its ids cannot be verified")


def _plain(tokens: Sequence[bytes | None]) -> Iterator[int]:
    """Ids that can be a sentinel: text without white space at its ends, runs of letters first.

    A single character may be the spelling of a byte (``<0x41>``), and such a piece is no sentinel: decoders
    turn a whole run of byte pieces into U+FFFD if any of it is not UTF-8.
    """
    texts = [token for token, data in enumerate(tokens) if data and data == data.strip() and _decodable(data)]
    long = [token for token in texts if len(tokens[token] or b"") > 1]
    yield from (token for token in long if (tokens[token] or b"").isalpha())
    yield from long
    yield from texts


def _single_bytes(tokens: Sequence[bytes | None]) -> dict[int, int]:
    """Byte -> an id that is just this byte."""
    single: dict[int, int] = {}
    for token, data in enumerate(tokens):
        if data is not None and len(data) == 1:
            single.setdefault(data[0], token)
    return single


def _completion(data: bytes, single: dict[int, int]) -> tuple[list[int], list[int]]:
    """Single-byte ids to put before and after ``data`` so that all of it is UTF-8; none if there are none."""
    if data.isascii() or _decodable(data):
        return [], []
    continuing = next((i for i, byte in enumerate(data) if byte & 0xC0 != 0x80), len(data))
    prefix = _PREFIXES[continuing] if continuing < len(_PREFIXES) else b""
    for suffix in (b"", *_SUFFIXES):
        if _decodable(prefix + data + suffix) and single.keys() >= {*prefix, *suffix}:
            return [single[byte] for byte in prefix], [single[byte] for byte in suffix]
    return [], []


def _decodable(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(tokens: Sequence[bytes | None], row: list[int]) -> str:
    return b"".join(tokens[token] or b"" for token in row).decode("utf-8", "replace")


def _mismatch(offenders: list[tuple[int, str, str]], wrong: int, checked: int) -> VocabularyError:
    lines = [
        f"  id {token}: expected {want!r:.80}, the tokenizer decodes {seen!r:.80}" for token, want, seen in offenders
    ]
    return VocabularyError(
        f"the tokenizer contradicts the bytes of {wrong} of {checked} token ids (shown between sentinels):\n"
        + "\n".join(lines)
        + "\nif you know the bytes of every id, pass them to Vocab.from_bytes"
    )
