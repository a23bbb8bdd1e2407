"""A tokenizer's own encoding of bytes in the middle of a text.

A text has many tokenisations, and a tokenizer's encoder returns one of them, the *canonical* one, which is what
a model has seen in training. For a piece of a text it depends on what stands before the piece: whether a
word goes on, and whether a space belongs to its first token. So some of the text before goes into the
encoder too, and its tokens are taken off the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gendecode.errors import VocabularyError

if TYPE_CHECKING:
    from gendecode.vocab.tokens import Vocab

Encode = Callable[[str], Sequence[int]]

CONTEXT_TOKENS = 16  # more than any merge reaches back


def encoder_of(tokenizer: Any) -> Encode | None:
    """The function that encodes a text without special tokens around it; None where there is none (a Vocab, a path).

    Args:
        tokenizer: of transformers, ``tokenizers``, tiktoken or sentencepiece.
    """
    backend = getattr(tokenizer, "backend_tokenizer", None) or tokenizer
    if hasattr(backend, "encode_batch") and hasattr(backend, "get_added_tokens_decoder"):
        return lambda text: backend.encode(text, add_special_tokens=False).ids
    if hasattr(tokenizer, "convert_ids_to_tokens") and hasattr(tokenizer, "encode"):
        return lambda text: tokenizer.encode(text, add_special_tokens=False)
    encode: Encode | None = getattr(tokenizer, "encode_ordinary", None)  # tiktoken
    if encode is None and hasattr(tokenizer, "id_to_piece"):
        encode = tokenizer.encode  # sentencepiece
    return encode


def encode_after(vocab: Vocab, encode: Encode | None, data: bytes, context: Sequence[int] = ()) -> tuple[int, ...]:
    """Ids that write ``data`` after the tokens of ``context``, chosen as the tokenizer would.

    The result always writes ``data``, except for an unfinished UTF-8 character at its end. Where the encoder
    is missing, or puts no border at the end of ``context``, or the bytes are no text, the tokens are the longest
    that fit (:meth:`Vocab.tokenize`). Empty if no tokens write ``data``.

    Args:
        vocab: the bytes of the ids.
        encode: see :func:`encoder_of`.
        data: bytes to write.
        context: ids before them, the latest last.
    """
    if encode is not None and (whole := _whole_characters(data)):
        # A new line in front keeps encoders from putting a space there; most need it not.
        for before in dict.fromkeys((_text_before(vocab, context), b"", b"\n")):
            found = _after(vocab, encode, before, whole)
            if found is not None:
                return found
    try:
        return tuple(vocab.tokenize(data))
    except VocabularyError:
        return ()


def _after(vocab: Vocab, encode: Encode, before: bytes, data: bytes) -> tuple[int, ...] | None:
    """The tokens of ``data`` in the encoding of ``before + data``; None if they do not begin where it begins."""
    ids = encode((before + data).decode())
    if any(not 0 <= token < len(vocab) for token in ids):
        return None
    pieces = [vocab.token_bytes(token) or b"" for token in ids]
    # Some encoders put a space in front of every text.
    added = sum(map(len, pieces)) - len(before) - len(data)
    at = 0
    for index, piece in enumerate(pieces):
        if at == len(before) + added:
            return tuple(ids[index:]) if b"".join(pieces[index:]) == data else None
        at += len(piece)
    return None


def _text_before(vocab: Vocab, context: Sequence[int]) -> bytes:
    """The bytes of the last tokens of ``context``, back to one that writes nothing; whole characters, or empty."""
    pieces: list[bytes] = []
    for token in reversed(context[-CONTEXT_TOKENS:]):
        piece = vocab.token_bytes(token) if 0 <= token < len(vocab) else None
        if not piece:
            break
        pieces.insert(0, piece)
    while pieces:
        try:
            b"".join(pieces).decode()
        except UnicodeDecodeError:
            pieces.pop(0)
        else:
            break
    return b"".join(pieces)


def _whole_characters(data: bytes) -> bytes:
    """``data`` up to an unfinished character at its end; empty if it is no UTF-8 even so."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        unfinished = error.end == len(data) and error.reason == "unexpected end of data"
        return data[: error.start] if unfinished else b""
    return data
