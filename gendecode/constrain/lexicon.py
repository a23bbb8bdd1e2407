"""Lexicon: what all constraints of one vocabulary share, the trie and the region memos.

The arrays are reserved at their full size and touched as they fill, so they are never moved and every
constraint may point into them. When they are full, no more memos are added (masks get slower, not wrong)
and constraints that start afterwards get a new lexicon.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.constrain import kernels as k
from gendecode.constrain.forking import LEXICON, VOCABULARIES, forkable_lock
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.constrain.profiles import Profile
    from gendecode.limits import Limits
    from gendecode.vocab import Vocab

_KEPT = 4  # vocabularies whose lexicon outlives their constraints


class Lexicon:
    """The shared tables of one vocabulary.

    Attributes:
        shared: the tables, by number.
        memos: number of the memo of each (automaton digest, states, node, need, room).
        profiles: profile of each (automaton digest, states, node); few, because units are few.
        words: uint32 words of a mask.
        full: True once a memo did not fit any more.
    """

    def __init__(self, vocab: Vocab, limits: Limits) -> None:
        self.words = bitmask.words(len(vocab))
        self.memos: dict[tuple[Any, ...], int] = {}
        self.profiles: dict[tuple[Any, ...], Profile] = {}
        self.full = False
        self.lock = forkable_lock(LEXICON)
        trie, (data, offsets) = vocab.trie, vocab.flat
        nodes, tokens = len(trie.byte), len(trie.tokens)
        rows = max(4, limits.region_cache_bytes // 2 // (4 * self.words))
        spare = limits.region_cache_bytes // 2 // (5 * 4)
        lengths = np.diff(offsets)
        counters = np.zeros(k.SHARED_COUNT, np.int32)
        counters[k.N_TRIE] = counters[k.KEPT_TRIE] = nodes
        counters[k.N_TRIE_TOKENS] = counters[k.KEPT_TRIE_TOKENS] = tokens
        counters[k.LONGEST_TOKEN] = lengths.max(initial=1)
        self.shared: dict[int, NDArray[Any]] = {
            k.SHARED: counters,
            k.TRIE_BYTE: _roomy(trie.byte, spare),
            k.TRIE_END: _roomy(trie.end, spare),
            k.TRIE_DEPTH: _roomy(trie.depth, spare),
            k.TRIE_FIRST: _roomy(trie.first, spare),
            k.TRIE_TOKENS: _roomy(trie.tokens, spare),
            k.TOKEN_START: offsets.astype(np.int32),
            k.TOKEN_BYTES: data.astype(np.int32),
            k.MEMO_BITS: np.zeros(rows * self.words, np.uint32),
            k.MEMO_EXIT: np.zeros(rows, np.int32),
            k.EOS_IDS: np.asarray(vocab.eos, np.int32),
        }

    @property
    def memo_bytes(self) -> int:
        """Bytes in use for memos and exit tries."""
        counters = self.shared[k.SHARED]
        return int(counters[k.N_MEMOS]) * self.words * 4 + int(counters[k.N_TRIE]) * 16


def _roomy(array: NDArray[np.int32], spare: int) -> NDArray[np.int32]:
    """A copy with ``spare`` places behind it, which take no memory before they are used."""
    out = np.zeros(len(array) + spare, np.int32)
    out[: len(array)] = array
    return out


_lexicons: OrderedDict[tuple[str, int], Lexicon] = OrderedDict()
_lock = forkable_lock(VOCABULARIES)


def lexicon_of(vocab: Vocab, limits: Limits) -> Lexicon:
    """The lexicon of a vocabulary: the present one unless it is full."""
    key = (vocab.digest, limits.region_cache_bytes)
    with _lock:
        found = _lexicons.pop(key, None)
        if found is None or found.full:
            found = Lexicon(vocab, limits)
        _lexicons[key] = found
        while len(_lexicons) > _KEPT:
            _lexicons.popitem(last=False)
    return found
