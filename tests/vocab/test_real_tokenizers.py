"""Published tokenizers: every id verified, the same from a live tokenizer, a file and the cache."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from gendecode.vocab import Vocab
from tests.assets import TOKENIZERS, tokenizer_file

pytestmark = pytest.mark.real

TEXTS = [
    '{"name": "Zoë Ångström", "tags": ["α", "日本語", "😀👩‍👩‍👧"], "price": -12.50e+3, "ok": true}\n',
    "  def f(x):\n\t\treturn  x ** 2   # naïve\r\n\r\n",
    "السلام عليكم и ещё ไทย 한국어 \u200b\ufeff ﷽",
]
ENDS = {"llama3_1": [128001, 128008, 128009], "qwen3": [151643, 151645], "gemma3": [1, 106], "gpt4o": [199999]}
IDS = {"llama3_1": 128256, "qwen3": 151669, "gemma3": 262145, "gpt4o": 200019}


@functools.cache
def live(name: str) -> Tokenizer:
    return Tokenizer.from_file(str(tokenizer_file(name)))


@functools.cache
def vocabulary(name: str) -> Vocab:
    return Vocab.from_tokenizer(live(name), eos=ENDS[name], cache=False)


@pytest.mark.parametrize("name", TOKENIZERS)
def test_every_id_verifies_and_texts_come_back(name: str) -> None:
    vocab = vocabulary(name)
    assert len(vocab) == IDS[name]
    assert vocab.eos == tuple(ENDS[name])
    for text in TEXTS:
        assert vocab.decode(live(name).encode(text, add_special_tokens=False).ids) == text.encode()
    texts = np.flatnonzero(np.diff(vocab.offsets))
    assert sorted(vocab.trie.tokens.tolist()) == texts.tolist()
    assert set(vocab.special.values()).isdisjoint(texts.tolist())
    # Every text can be written: each byte that occurs in UTF-8 has a token of its own.
    assert all(vocab.trie.child(0, byte) > 0 for byte in range(256) if byte not in (0xC0, 0xC1, *range(0xF5, 0x100)))


@pytest.mark.parametrize("name", TOKENIZERS)
def test_the_file_says_the_same(name: str) -> None:
    from_file = Vocab.from_tokenizer(tokenizer_file(name), eos=ENDS[name], cache=False)
    assert set(from_file.eos) == set(ENDS[name])
    assert from_file.digest == vocabulary(name).digest
    assert from_file.special == vocabulary(name).special


@pytest.mark.parametrize("name", ["llama3_1", "qwen3"])
def test_transformers_and_the_cache(name: str) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_file(name).parent)
    built = Vocab.from_tokenizer(tokenizer, eos=ENDS[name], width=IDS[name] + 64)
    cached = Vocab.from_tokenizer(tokenizer, eos=ENDS[name], width=IDS[name] + 64)
    assert built.digest == cached.digest
    assert tokenizer.eos_token_id == cached.eos[0]
    assert np.array_equal(cached.data, vocabulary(name).data)
    assert np.array_equal(cached.offsets[: IDS[name] + 1], vocabulary(name).offsets)


def test_duplicates_and_added_text_of_gemma() -> None:
    vocab, tokenizer = vocabulary("gemma3"), live("gemma3")
    node = vocab.trie.child(0, ord("A"))
    pair = vocab.trie.tokens[vocab.trie.first[node] : vocab.trie.first[node + 1]].tolist()
    assert pair == sorted([tokenizer.token_to_id("<0x41>"), tokenizer.token_to_id("A")])
    assert vocab.token_bytes(tokenizer.token_to_id("▁▁")) == b"  "
    assert vocab.token_bytes(tokenizer.token_to_id("<table>")) == b"<table>"
    # The text-only models have one logit less than the tokenizer has ids: the image token.
    assert len(Vocab.from_tokenizer(tokenizer, eos=[1], width=262144, cache=False)) == 262144
