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
from gendecode.constrain.byte_classes import BYTE_CLASS, UTF8_NEXT, classes_below
from gendecode.constrain.forking import LEXICON, VOCABULARIES, forkable_lock
from gendecode.constrain.regions import SPARSE
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.constrain.network import Network
    from gendecode.constrain.profiles import Profile
    from gendecode.grammar.ir import Node
    from gendecode.limits import Limits
    from gendecode.vocab import Vocab

_KEPT = 4  # vocabularies whose lexicon outlives their constraints


class Lexicon:
    """The shared tables of one vocabulary.

    Attributes:
        shared: the tables, by number.
        memos: number of the memo of each (automaton digest, states, node, need, room).
        profiles: profile of each (automaton digest, states, node); few, because units are few.
        bases: networks from which those of similar grammars start, by the identities of the nodes they share.
        words: uint32 words of a mask.
        nodes: of the vocabulary's trie.
        names: the ids of special tokens by name.
        ids: how many ids there are.
        eos: the ids that end a text.
        full: True once a memo did not fit any more.
    """

    def __init__(self, vocab: Vocab, limits: Limits) -> None:
        self.words = bitmask.words(len(vocab))
        self.memos: dict[tuple[Any, ...], int] = {}
        self.profiles: dict[tuple[Any, ...], Profile] = {}
        self.bases: dict[tuple[int, ...], tuple[Network, tuple[Node, ...]]] = {}
        self.full = False
        self.lock = forkable_lock(LEXICON)
        trie, (data, offsets) = vocab.trie, vocab.flat
        first_kid, kids = trie.children()
        rows = max(4, limits.region_cache_bytes // 2 // (4 * self.words))
        # Half of what is left goes to lists of tokens; a node of an exit trie takes about eight words.
        lists = max(4 * SPARSE, limits.region_cache_bytes // 4 // 4)
        spare = limits.region_cache_bytes // 4 // (8 * 4)
        memos = rows + lists // 64
        self.nodes = len(trie)
        self.names, self.ids, self.eos = vocab.special, len(vocab), frozenset(vocab.eos)
        counters = np.zeros(k.SHARED_COUNT, np.int32)
        counters[k.N_TRIE], counters[k.N_TRIE_TOKENS], counters[k.N_KIDS] = len(trie), len(trie.tokens), len(kids)
        counters[k.LONGEST_TOKEN] = np.diff(offsets).max(initial=1)
        self.shared: dict[int, NDArray[Any]] = {
            k.SHARED: counters,
            k.TRIE_BYTE: _roomy(trie.byte, spare),
            k.TRIE_SIZE: _roomy((trie.end - np.arange(len(trie))).astype(np.int32), spare),
            k.TRIE_FIRST: _roomy(trie.first, spare),
            k.TRIE_TOKENS: _roomy(trie.tokens, spare),
            k.KID_FIRST: _roomy(first_kid, spare),
            k.KID_BYTE: _roomy(trie.byte[kids].astype(np.int32), 2 * spare),
            k.KID_NODE: _roomy(kids, 2 * spare),
            k.TRIE_CLASSES: classes_below(trie, first_kid, kids),
            k.BYTE_CLASS: BYTE_CLASS,
            k.UTF8_NEXT: UTF8_NEXT,
            k.TOKEN_START: offsets.astype(np.int32),
            k.TOKEN_BYTES: data.astype(np.int32),
            k.EOS_IDS: np.asarray(vocab.eos, np.int32),
            k.MEMO_ROW: np.zeros(memos, np.int32),
            k.MEMO_FIRST: np.zeros(memos + 1, np.int32),
            k.MEMO_TOKENS: np.zeros(lists, np.int32),
            k.MEMO_BITS: np.zeros(rows * self.words, np.uint32),
            k.MEMO_EXIT: np.zeros(memos, np.int32),
        }

    @property
    def memo_bytes(self) -> int:
        """Bytes in use for memos and exit tries, beside the vocabulary's own trie."""
        counters = self.shared[k.SHARED]
        lists = 4 * int(counters[k.N_MEMO_TOKENS])
        return int(counters[k.N_MEMO_ROWS]) * self.words * 4 + lists + (int(counters[k.N_TRIE]) - self.nodes) * 32


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
