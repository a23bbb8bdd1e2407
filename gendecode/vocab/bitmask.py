"""Sets of token ids as packed bits: uint32[ceil(width / 32)], token t is bit ``t % 32`` of word ``t // 32``.

Bits at and beyond ``width`` are always zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS = 32


def words(width: int) -> int:
    """Number of uint32 words that ``width`` tokens need."""
    return (width + BITS - 1) // BITS


def allocate(width: int) -> NDArray[np.uint32]:
    """An empty set: zeros, uint32[words(width)]."""
    return np.zeros(words(width), dtype=np.uint32)


def from_ids(ids: Iterable[int] | NDArray[np.integer], width: int) -> NDArray[np.uint32]:
    """The set of ``ids``, which may repeat, among ``width`` tokens. Raises IndexError for an id outside of them."""
    chosen = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), dtype=np.int64)
    if chosen.size and (chosen.min() < 0 or chosen.max() >= width):
        raise IndexError(f"token ids must be in 0 .. {width - 1}, not {chosen.min()} .. {chosen.max()}")
    flags = np.zeros(words(width) * BITS, dtype=np.bool_)
    flags[chosen] = True
    return pack(flags)


def pack(flags: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """The set of the positions of ``flags`` (bool[width]) that are true."""
    packed = np.packbits(flags, bitorder="little")
    padded = np.zeros(words(len(flags)) * 4, dtype=np.uint8)
    padded[: len(packed)] = packed
    return padded.view("<u4").astype(np.uint32, copy=False)


def unpack(mask: NDArray[np.uint32], width: int) -> NDArray[np.bool_]:
    """bool[width], true where the token is in the set."""
    return np.unpackbits(_bytes(mask), count=width, bitorder="little").view(np.bool_)


def to_ids(mask: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The ids in the set, int64, ascending."""
    return np.flatnonzero(np.unpackbits(_bytes(mask), bitorder="little")).astype(np.int64, copy=False)


def count(mask: NDArray[np.uint32]) -> int:
    """Number of tokens in the set."""
    return int(np.count_nonzero(np.unpackbits(_bytes(mask))))


def test(mask: NDArray[np.uint32], token: int) -> bool:
    """True when ``token`` is in the set. Raises IndexError for an id that has no bit."""
    return bool((int(mask[_word(mask, token)]) >> (token % BITS)) & 1)


def set_bit(mask: NDArray[np.uint32], token: int) -> None:
    """Put ``token`` into the set, in place. Raises IndexError for an id that has no bit."""
    mask[_word(mask, token)] |= np.uint32(1 << (token % BITS))


def _word(mask: NDArray[np.uint32], token: int) -> int:
    if not 0 <= token < len(mask) * BITS:
        raise IndexError(f"token id {token} is not in 0 .. {len(mask) * BITS - 1}")
    return token // BITS


def _bytes(mask: NDArray[np.uint32]) -> NDArray[np.uint8]:
    # The bit order within a word is part of the format, so the host's byte order must not show.
    return np.ascontiguousarray(mask).astype("<u4", copy=False).view(np.uint8)
