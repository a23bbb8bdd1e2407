"""Token ids and their exact bytes: vocabularies, their tries, packed token masks. Knows no grammar and no torch."""

from __future__ import annotations

from gendecode.vocab import bitmask
from gendecode.vocab.cache import cache_dir
from gendecode.vocab.tokens import Vocab
from gendecode.vocab.trie import TokenTrie

__all__ = ["TokenTrie", "Vocab", "bitmask", "cache_dir"]
