"""What a tokenizer says about its ids, before bytes: pieces, decoder, special and added tokens.

The readers here go by what an object can do, not by its class, and import no tokenizer library.
"""

from __future__ import annotations

import hashlib
import json
import operator
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gendecode.errors import VocabularyError
from gendecode.vocab.decoders import SENTENCEPIECE, piece_decoder
from gendecode.vocab.verify import Decode, verify

MAX_IDS = 4_000_000
"""Largest number of ids; the largest published vocabularies have a few hundred thousand."""

_RELEASED = ("sentencepiece", "tokenizers", "transformers")


@dataclass(frozen=True)
class Listing:
    """The entries of a tokenizer.

    Attributes:
        pieces: the spelling of each id in the vocabulary; None where the id is not used.
        decoder: how pieces become text, as in ``tokenizer.json``.
        control: ids that are never produced as text: special, unknown, unused.
        special: name -> id of the special tokens.
        eos: the tokenizer's own end-of-sequence ids.
        origin: which released program and version decodes; None if it is somebody's own, which may change
            from one day to the next, so that nothing is remembered about it.
        decode: the tokenizer's decoder for verification; None if there is only a description.
    """

    pieces: Sequence[str | None]
    decoder: object
    control: frozenset[int]
    special: Mapping[str, int]
    eos: tuple[int, ...]
    origin: str | None
    decode: Decode | None = field(default=None, repr=False, compare=False)

    def fingerprint(self) -> str | None:
        """Hex digest of everything that the bytes depend on, or None if that is not known."""
        if self.origin is None:
            return None
        content = [self.pieces, self.decoder, sorted(self.control), dict(self.special), self.eos, self.origin]
        # JSON escapes make it injective also for text that is not Unicode.
        return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=20).hexdigest()

    def listing(self) -> Listing:
        """Itself, as other sources are read only on demand."""
        return self

    def tokens(self) -> list[bytes | None]:
        """The verified bytes of each id, None for control ids. Raises VocabularyError."""
        decode_piece = piece_decoder(self.decoder)
        tokens = [
            None if piece is None or token in self.control else decode_piece(piece)
            for token, piece in enumerate(self.pieces)
        ]
        if self.decode is not None:
            verify(tokens, self.decode)
        return tokens


def read_backend(backend: Any) -> Listing:
    """A ``tokenizers.Tokenizer``."""
    added = {int(token): entry for token, entry in backend.get_added_tokens_decoder().items()}
    pieces = _pieces(backend, added)
    special = {entry.content: token for token, entry in added.items() if entry.special}
    return Listing(
        pieces=pieces,
        decoder=json.loads(backend.decoder.__getstate__()) if backend.decoder is not None else None,
        control=frozenset(special.values()) | _unknown_ids(backend),
        special=special,
        eos=(),
        origin=_origin(backend),
        decode=lambda rows: backend.decode_batch(rows, skip_special_tokens=False),
    )


def read_wrapper(tokenizer: Any) -> Listing:
    """A transformers tokenizer over a ``tokenizers.Tokenizer``. Verified by its own ``batch_decode``."""
    inner = read_backend(tokenizer.backend_tokenizer)
    special = _all_special(tokenizer, inner.pieces, inner.special)
    return Listing(
        pieces=inner.pieces,
        decoder=inner.decoder,
        control=inner.control | frozenset(special.values()),
        special=special,
        eos=id_tuple(tokenizer.eos_token_id, "eos_token_id"),
        origin=f"{outer} over {inner.origin}" if (outer := _origin(tokenizer)) and inner.origin else None,
        decode=_batch_decode(tokenizer),
    )


def read_slow_wrapper(tokenizer: Any) -> Listing:
    """A transformers tokenizer over a SentencePiece model (``sp_model``), which may renumber its ids."""
    model = tokenizer.sp_model
    size = _bounded(len(tokenizer))
    pieces = [piece if isinstance(piece, str) else None for piece in tokenizer.convert_ids_to_tokens(list(range(size)))]
    added = {int(token): entry for token, entry in tokenizer.added_tokens_decoder.items()}
    marked = {entry.content: token for token, entry in added.items() if entry.special}
    special = _all_special(tokenizer, pieces, marked)
    control = {token for token, piece in enumerate(pieces) if piece is not None and _is_control(model, piece)}
    return Listing(
        pieces=pieces,
        decoder=SENTENCEPIECE,
        control=frozenset(special.values()) | control,
        special=special,
        eos=id_tuple(tokenizer.eos_token_id, "eos_token_id"),
        origin=_origin(tokenizer),
        decode=_batch_decode(tokenizer),
    )


def read_sentencepiece(model: Any) -> Listing:
    """A ``sentencepiece.SentencePieceProcessor``."""
    pieces = [model.id_to_piece(token) for token in range(_bounded(model.get_piece_size()))]
    special = {piece: token for token, piece in enumerate(pieces) if model.is_control(token)}
    unwritten = {token for token in range(len(pieces)) if model.is_unknown(token) or model.is_unused(token)}
    eos = model.eos_id()
    return Listing(
        pieces=pieces,
        decoder=SENTENCEPIECE,
        control=frozenset(special.values()) | unwritten,
        special=special,
        eos=(eos,) if eos >= 0 else (),
        origin=_origin(model),
        decode=model.decode,
    )


def id_tuple(value: object, what: str) -> tuple[int, ...]:
    """Ids given as None, one integer or several. Raises VocabularyError for anything else."""
    try:
        values: list[Any] = [] if value is None else list(value) if isinstance(value, Iterable) else [value]
        if any(isinstance(token, bool) for token in values):
            raise TypeError("a truth value is no id")
        return tuple(dict.fromkeys(operator.index(token) for token in values))
    except TypeError as error:
        raise VocabularyError(f"{what} must be a token id or a list of token ids, not {value!r:.80}") from error


def _pieces(backend: Any, added: Mapping[int, Any]) -> list[str | None]:
    count = backend.get_vocab_size(with_added_tokens=True)
    size = _bounded(max([count, *(token + 1 for token in added)]))
    pieces = [backend.id_to_token(token) for token in range(size)]
    if len(pieces) - pieces.count(None) < count:
        # Ids with gaps, so that some lie beyond the count: the full table, twice as slow, tells the largest.
        size = _bounded(max(backend.get_vocab(with_added_tokens=True).values()) + 1)
        pieces = [backend.id_to_token(token) for token in range(size)]
    return pieces


def _unknown_ids(backend: Any) -> frozenset[int]:
    """The id that the model gives to what it cannot spell."""
    model = backend.model
    unknown = getattr(model, "unk_token", None)
    if isinstance(unknown, str):
        token = model.token_to_id(unknown)
    elif type(model).__name__ == "Unigram":
        token = json.loads(model.__getstate__()).get("unk_id")
    else:
        token = None
    return frozenset() if token is None else frozenset([int(token)])


def _all_special(tokenizer: Any, pieces: Sequence[str | None], marked: Mapping[str, int]) -> dict[str, int]:
    """Name -> id of the tokens marked as special and of what else the wrapper declares so (a pad token, a mask)."""
    special, known = dict(marked), set(marked.values())
    for token in id_tuple(tokenizer.all_special_ids, "all_special_ids"):
        name = pieces[token] if 0 <= token < len(pieces) else None
        if name is not None and token not in known:
            special[name] = token
    return special


def _is_control(model: Any, piece: str) -> bool:
    token = model.piece_to_id(piece)
    if model.id_to_piece(token) != piece:  # an added token, which the model does not know
        return False
    return bool(model.is_control(token) or model.is_unknown(token) or model.is_unused(token))


def _batch_decode(tokenizer: Any) -> Decode:
    def decode(rows: list[list[int]]) -> Sequence[str]:
        texts: Sequence[str] = tokenizer.batch_decode(
            rows, skip_special_tokens=False, clean_up_tokenization_spaces=False, spaces_between_special_tokens=False
        )
        return texts

    return decode


def _bounded(size: int) -> int:
    if size > MAX_IDS:
        raise VocabularyError(f"the tokenizer has token ids up to {size - 1}; at most {MAX_IDS} ids are supported")
    return size


def _origin(tokenizer: Any) -> str | None:
    kind = type(tokenizer)
    library = kind.__module__.partition(".")[0]
    if library not in _RELEASED:
        return None
    return f"{kind.__module__}.{kind.__qualname__} {getattr(sys.modules[library], '__version__', '')}"
