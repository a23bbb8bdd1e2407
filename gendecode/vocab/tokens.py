"""Vocab: what each token id writes, in bytes, and which ids end a sequence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.errors import VocabularyError
from gendecode.vocab import cache as disk
from gendecode.vocab.listing import (
    MAX_IDS,
    Listing,
    id_tuple,
    read_backend,
    read_sentencepiece,
    read_slow_wrapper,
    read_wrapper,
)
from gendecode.vocab.tokenizer_json import TokenizerFile
from gendecode.vocab.trie import TokenTrie

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_TOKEN_BYTES = 65_536
"""Longest token; the longest published ones are runs of a few hundred spaces."""

MAX_TOTAL_BYTES = 32_000_000
"""All tokens together; the largest published vocabularies have 2 MB."""

_FORMAT = 1  # of the files in the cache: raise it when what the bytes of a tokenizer are taken to be changes


@dataclass(frozen=True, eq=False, repr=False)
class Vocab:
    """The bytes of every token id, immutable; built by one of the ``from_`` methods.

    ``len(vocab)`` is the width of the logits. An id has bytes, or it is never produced as text: special
    tokens, unused ids, the padding of the logits, and the end-of-sequence ids. Several ids may have the
    same bytes. Pickles; compared by identity (compare ``digest`` for equal content).

    Attributes:
        data: uint8[total], the bytes of all ids one after the other.
        offsets: int32[len + 1]; id t has ``data[offsets[t] : offsets[t + 1]]``, empty if it writes nothing.
        eos: the end-of-sequence ids.
        special: name -> id of the special tokens.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int32]
    eos: tuple[int, ...]
    special: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "special", MappingProxyType(dict(self.special)))

    @classmethod
    def from_tokenizer(
        cls, tokenizer: Any, *, width: int | None = None, eos: Sequence[int] | None = None, cache: bool = True
    ) -> Vocab:
        """The vocabulary of a tokenizer, each id verified against what the tokenizer decodes.

        Args:
            tokenizer: of transformers, ``tokenizers.Tokenizer``, ``tiktoken.Encoding``,
                ``sentencepiece.SentencePieceProcessor``, or the path of a ``tokenizer.json`` or its folder.
            width: of the model's logits, if wider than the tokenizer (padding) or narrower (special
                tokens that the model does not have).
            eos: end-of-sequence ids besides the tokenizer's own, for instance those of a generation
                config. ``eos=[]`` accepts a tokenizer that has none.
            cache: keep the result in :func:`gendecode.vocab.cache_dir` and look for it there.

        Raises:
            VocabularyError: the bytes of some ids are not known for certain, no end-of-sequence id is
                known, or the tokenizer does not fit ``width``.
        """
        if hasattr(tokenizer, "decode_single_token_bytes"):
            vocab = cls._from_tiktoken(tokenizer)
        else:
            source = _source(tokenizer)
            key = source.fingerprint() if cache else None
            vocab = cls._load(key) or cls._from_listing(source.listing(), key)
        if eos is None and not vocab.eos:
            raise VocabularyError(
                "the tokenizer names no end-of-sequence token: pass eos=[id, ...], or eos=[] if it has none"
            )
        return vocab._fit(width, id_tuple(eos, "eos"))

    @classmethod
    def from_bytes(
        cls,
        tokens: Sequence[bytes | None],
        eos: Sequence[int],
        special: Mapping[str, int] | None = None,
        width: int | None = None,
    ) -> Vocab:
        """A vocabulary given as the bytes of each id; None (or no bytes) for ids that write nothing.

        The ids in ``eos`` and ``special`` write nothing, whatever their bytes. Raises VocabularyError.
        """
        special = dict(special or {})
        _check_ids(special.values(), max(len(tokens), width or 0), "special")
        controls = set(special.values())
        kept = [b"" if data is None or token in controls else data for token, data in enumerate(tokens)]
        data, offsets = _flatten(kept)
        return cls(data, offsets, (), special)._fit(width, id_tuple(eos, "eos"))

    @classmethod
    def bytes_only(cls) -> Vocab:
        """Ids 0 .. 255 are the bytes and 256 ends the sequence: for tests, checks and byte-level models."""
        return cls.from_bytes([bytes([byte]) for byte in range(256)] + [None], [256], {"<eos>": 256})

    @classmethod
    def _from_listing(cls, listing: Listing, key: str | None) -> Vocab:
        data, offsets = _flatten([token or b"" for token in listing.tokens()])
        vocab = cls(data, offsets, listing.eos, listing.special)
        if key is not None:
            names = np.frombuffer(json.dumps(dict(vocab.special)).encode(), dtype=np.uint8)
            eos = np.array(vocab.eos, dtype=np.int64)
            arrays: dict[str, NDArray[Any]] = {"data": data, "offsets": offsets, "eos": eos, "special": names}
            disk.store_arrays("vocab", f"{key}-{_FORMAT}", arrays)
        return vocab

    @classmethod
    def _from_tiktoken(cls, encoding: Any) -> Vocab:
        """From a ``tiktoken.Encoding``, which knows the bytes of its ids; there is nothing to derive or verify."""
        special = {name: int(encoding.encode_single_token(name)) for name in encoding.special_tokens_set}
        tokens: list[bytes | None] = []
        for token in range(_bounded_size(int(encoding.n_vocab))):
            try:
                tokens.append(encoding.decode_single_token_bytes(token))
            except KeyError:  # a gap between the ranks and the special tokens
                tokens.append(None)
        eos = special.get("<|endoftext|>")
        return cls.from_bytes(tokens, () if eos is None else (eos,), special)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __repr__(self) -> str:
        texts = int(np.count_nonzero(np.diff(self.offsets)))
        return f"Vocab({len(self)} ids, {texts} with text, eos={self.eos}, digest={self.digest[:8]})"

    def __reduce__(self) -> tuple[type[Vocab], tuple[Any, ...]]:
        return type(self), (self.data, self.offsets, self.eos, dict(self.special))

    @property
    def flat(self) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """``(data, offsets)``."""
        return self.data, self.offsets

    @cached_property
    def digest(self) -> str:
        """Hex hash of the bytes of all ids, the end-of-sequence ids and the width."""
        content = hashlib.blake2b(repr((len(self), sorted(self.eos))).encode(), digest_size=20)
        content.update(self.offsets.astype("<i4").tobytes())
        content.update(self.data.tobytes())
        return content.hexdigest()

    @cached_property
    def trie(self) -> TokenTrie:
        """The byte trie of all ids that write something; built when first asked for."""
        return TokenTrie.from_flat(self.data, self.offsets)

    @cached_property
    def _text(self) -> bytes:
        return self.data.tobytes()

    @cached_property
    def _bounds(self) -> memoryview:
        return self.offsets.data  # its elements are Python integers, which index faster than NumPy's

    def token_bytes(self, token: int) -> bytes | None:
        """What ``token`` writes; None if it is never produced as text. Raises VocabularyError outside of the ids."""
        if not 0 <= token < len(self):
            raise VocabularyError(f"token id {token} is not in 0 .. {len(self) - 1}")
        return self._text[self._bounds[token] : self._bounds[token + 1]] or None

    def decode(self, ids: Iterable[int]) -> bytes:
        """What ``ids`` write together; ids without text write nothing."""
        return b"".join(self.token_bytes(token) or b"" for token in ids)

    def tokenize(self, data: bytes) -> list[int]:
        """Ids that write ``data``, the longest token first at each place.

        Not what a tokenizer's own encoder returns, which follows its merges or scores: for tests and
        tools. Shorter tokens are tried where the longest leads to no end. Raises VocabularyError if no
        sequence of tokens writes ``data``.
        """
        choices: list[list[tuple[int, int]]] = []  # for each token taken, what may still be tried in its place
        taken: list[tuple[int, int]] = []
        dead = set()
        at = furthest = 0
        while at < len(data):
            if len(choices) == len(taken):
                choices.append(list(self.trie.matches(data, at)))
            options = choices[-1]
            while options and at + options[-1][0] in dead:
                options.pop()
            if options:
                taken.append(options.pop())
                at += taken[-1][0]
                furthest = max(furthest, at)
                continue
            dead.add(at)
            choices.pop()
            if not taken:
                raise VocabularyError(f"no sequence of tokens writes the bytes {data[furthest : furthest + 20]!r} ...")
            at -= taken.pop()[0]
        return [token for _, token in taken]

    def _fit(self, width: int | None, eos: tuple[int, ...]) -> Vocab:
        """This vocabulary with the given logits width and further end-of-sequence ids."""
        size = len(self) if width is None else _checked_width(width)
        texts = np.flatnonzero(np.diff(self.offsets))
        if len(texts) and texts[-1] >= size:
            raise VocabularyError(
                f"the tokenizer has text tokens up to id {texts[-1]}, and the model's logits have only {size} ids: "
                "this tokenizer does not belong to this model"
            )
        ends = tuple(dict.fromkeys(self.eos + eos))
        _check_ids(ends, size, "end-of-sequence")
        data, offsets = _without(self.data, self.offsets, [token for token in ends if token < len(self)])
        padded = np.full(size + 1, offsets[-1], dtype=np.int32)
        padded[: min(size, len(self)) + 1] = offsets[: size + 1]
        special = {name: token for name, token in self.special.items() if token < size}
        return Vocab(data, padded, ends, special)

    @classmethod
    def _load(cls, key: str | None) -> Vocab | None:
        arrays = disk.load_arrays("vocab", f"{key}-{_FORMAT}") if key is not None else None
        if arrays is None:
            return None
        try:
            data, offsets = arrays["data"], arrays["offsets"]
            vocab = cls(data, offsets, tuple(arrays["eos"].tolist()), json.loads(arrays["special"].tobytes()))
        except (KeyError, TypeError, ValueError):
            return None
        if data.dtype != np.uint8 or offsets.dtype != np.int32 or data.ndim != 1 or offsets.ndim != 1:
            return None
        # Kernels index with the offsets unchecked, so a wrong file must not get as far as that.
        sound = len(offsets) > 0 and offsets[0] == 0 and offsets[-1] == len(data) and (np.diff(offsets) >= 0).all()
        return vocab if sound else None


def _source(tokenizer: Any) -> Listing | TokenizerFile:
    """The reader that fits ``tokenizer``, chosen by what it can do."""
    if isinstance(tokenizer, (str, Path)):
        return TokenizerFile(Path(tokenizer))
    if getattr(tokenizer, "backend_tokenizer", None) is not None:
        return read_wrapper(tokenizer)
    if hasattr(tokenizer, "sp_model"):
        return read_slow_wrapper(tokenizer)
    if hasattr(tokenizer, "id_to_piece") and hasattr(tokenizer, "piece_to_id"):
        return read_sentencepiece(tokenizer)
    if hasattr(tokenizer, "get_added_tokens_decoder") and hasattr(tokenizer, "decode_batch"):
        return read_backend(tokenizer)
    if hasattr(tokenizer, "tokenizer"):
        raise VocabularyError(f"{type(tokenizer).__qualname__} is no tokenizer but has one: pass its .tokenizer")
    kind = type(tokenizer)
    raise VocabularyError(
        f"cannot read the token bytes of {kind.__module__}.{kind.__qualname__}: expected a tokenizer of transformers, "
        "tokenizers, tiktoken or sentencepiece, or the path of a tokenizer.json; "
        "if you know the bytes of every id, pass them to Vocab.from_bytes"
    )


def _flatten(tokens: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """All tokens one after the other, uint8[total], and where each begins, int32[len + 1]."""
    _bounded_size(len(tokens))
    for token, data in enumerate(tokens):
        if not isinstance(data, bytes):
            raise VocabularyError(f"token id {token} must be bytes or None, not {type(data).__name__}")
    lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    if len(lengths) and (lengths.max() > MAX_TOKEN_BYTES or lengths.sum() > MAX_TOTAL_BYTES):
        raise VocabularyError(
            f"token id {lengths.argmax()} has {lengths.max()} bytes, and all have {lengths.sum()}; "
            f"at most {MAX_TOKEN_BYTES} and {MAX_TOTAL_BYTES} are supported"
        )
    offsets = np.zeros(len(tokens) + 1, dtype=np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return np.frombuffer(bytearray(b"".join(tokens)), dtype=np.uint8), offsets


def _without(
    data: NDArray[np.uint8], offsets: NDArray[np.int32], ids: Sequence[int]
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The same tokens, those of ``ids`` emptied."""
    lengths = np.diff(offsets)
    if not lengths[list(ids)].any():
        return data, offsets
    keep = np.ones(len(lengths), dtype=np.bool_)
    keep[list(ids)] = False
    shorter = np.zeros_like(offsets)
    np.cumsum(np.where(keep, lengths, 0), out=shorter[1:])
    return data[np.repeat(keep, lengths)], shorter


def _check_ids(ids: Iterable[int], size: int, what: str) -> None:
    outside = [token for token in id_tuple(list(ids), what) if not 0 <= token < size]
    if outside:
        raise VocabularyError(f"{what} ids {outside[:10]} are not in 0 .. {size - 1}")


def _checked_width(width: object) -> int:
    if not isinstance(width, int) or isinstance(width, bool) or width < 1:
        raise VocabularyError(f"width must be a positive integer, not {width!r:.80}")
    return _bounded_size(width)


def _bounded_size(size: int) -> int:
    if size > MAX_IDS:
        raise VocabularyError(f"{size} token ids are too many; at most {MAX_IDS} are supported")
    return size
