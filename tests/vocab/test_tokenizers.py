"""Vocabularies read from live tokenizers of every family, against what those tokenizers encode and decode."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
import sentencepiece
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models
from transformers import ByT5Tokenizer, PreTrainedTokenizerFast
from transformers.tokenization_utils_sentencepiece import SentencePieceBackend

from gendecode.errors import VocabularyError
from gendecode.vocab import Vocab
from tests.vocab.tiny_tokenizers import (
    REFUSED,
    SPECIAL,
    TEXTS,
    byte_fallback,
    byte_level,
    metaspace,
    with_decoder,
    word_piece,
)

BYTE_LEVEL, LLAMA_2, GEMMA, METASPACE = byte_level(), byte_fallback(), byte_fallback(strip=False), metaspace()


def written(vocab: Vocab, tokenizer: Tokenizer, text: str) -> bytes:
    return vocab.decode(tokenizer.encode(text, add_special_tokens=False).ids)


@settings(max_examples=60)
@given(text=st.text(max_size=20))
def test_byte_level_writes_what_it_encodes(text: str) -> None:
    vocab = Vocab.from_tokenizer(BYTE_LEVEL, eos=[1], cache=False)
    text = text.replace("<s>", "").replace("</s>", "").replace("<|end|>", "")
    assert written(vocab, BYTE_LEVEL, text) == text.encode()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("tokenizer", "lead"), [(BYTE_LEVEL, b""), (LLAMA_2, b" "), (GEMMA, b""), (METASPACE, b" ")])
def test_texts_of_every_family(tokenizer: Tokenizer, lead: bytes, text: str) -> None:
    if tokenizer is METASPACE:
        text = " ".join(text.split())  # its model has no other white space
    vocab = Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)
    # Families that put a space in front of a text write it; their decoders drop it at the start of a text.
    assert written(vocab, tokenizer, text) == lead + text.encode()


def test_special_and_added_tokens_of_byte_level() -> None:
    vocab = Vocab.from_tokenizer(BYTE_LEVEL, eos=[1], cache=False)
    ids = {name: BYTE_LEVEL.token_to_id(name) for name in ("<s>", "</s>", "<|end|>", "<tool call>", "\n\n\n", "日本")}
    assert vocab.special == {name: ids[name] for name in ("<s>", "</s>", "<|end|>")}
    assert all(vocab.token_bytes(token) is None for token in vocab.special.values())
    assert vocab.token_bytes(ids["<tool call>"]) == b"<tool call>"
    assert vocab.token_bytes(ids["\n\n\n"]) == b"\n\n\n"
    assert vocab.token_bytes(ids["日本"]) == "日本".encode()
    assert len(vocab) == BYTE_LEVEL.get_vocab_size(with_added_tokens=True)


def test_byte_pieces_and_added_spaces() -> None:
    vocab = Vocab.from_tokenizer(LLAMA_2, eos=[1], cache=False)
    token = LLAMA_2.token_to_id
    assert vocab.token_bytes(token("<0xE2>")) == b"\xe2"
    assert vocab.token_bytes(token("▁the")) == b" the"
    assert vocab.token_bytes(token("▁▁▁▁")) == b"    "  # an added token, decoded like any other entry
    assert vocab.token_bytes(token("<table>")) == b"<table>"
    both = vocab.trie.child(0, ord("A"))
    assert vocab.trie.tokens[vocab.trie.first[both] : vocab.trie.first[both + 1]].tolist() == sorted(
        [token("<0x41>"), token("A")]
    )


def test_a_normalised_added_token_writes_what_is_decoded() -> None:
    tokenizer = byte_fallback()
    tokenizer.add_tokens([AddedToken("<row>", normalized=True)])  # some versions put a space in front of it
    token, letter = tokenizer.token_to_id("<row>"), tokenizer.token_to_id("h")
    vocab = Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)
    assert vocab.decode([letter, token, letter]).decode() == tokenizer.decode([letter, token, letter])


def test_unknown_pieces_write_nothing() -> None:
    for tokenizer in (LLAMA_2, METASPACE):
        vocab = Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)
        assert vocab.token_bytes(tokenizer.token_to_id("<unk>")) is None


def test_an_entry_may_be_called_none() -> None:
    tokenizer = Tokenizer(models.BPE({"ab": 0, "None": 1, "null": 2}, []))
    tokenizer.decoder = decoders.ByteLevel()
    assert Vocab.from_tokenizer(tokenizer, eos=[], cache=False).decode([0, 1, 2]) == b"abNonenull"


def test_ids_with_gaps() -> None:
    tokenizer = Tokenizer(models.WordLevel({"ab": 0, "cd": 7, "ef": 40}, unk_token="?"))
    tokenizer.decoder = decoders.ByteLevel()
    vocab = Vocab.from_tokenizer(tokenizer, eos=[], cache=False)
    assert len(vocab) == 41
    assert {token: data for token in range(41) if (data := vocab.token_bytes(token))} == {0: b"ab", 7: b"cd", 40: b"ef"}


def test_wrapper_ids_and_ends() -> None:
    wrapper = PreTrainedTokenizerFast(tokenizer_object=byte_level(), eos_token="<|end|>", pad_token="日本")
    end = wrapper.eos_token_id
    vocab = Vocab.from_tokenizer(wrapper, eos=[1, end], width=512, cache=False)
    assert vocab.eos == (end, 1)
    assert len(vocab) == 512
    assert vocab.token_bytes(511) is None
    pad = wrapper.convert_tokens_to_ids("日本")
    assert vocab.special["日本"] == pad
    assert vocab.token_bytes(pad) is None  # declared special, whatever it looks like
    assert vocab.decode(wrapper.encode("a naïve €", add_special_tokens=False)) == "a naïve €".encode()


def test_an_end_of_sequence_that_is_text_is_not_text_any_more() -> None:
    tokenizer = with_decoder(decoders.ByteLevel())
    vocab = Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)
    assert (vocab.eos, vocab.token_bytes(1)) == ((1,), None)


def test_the_end_of_sequence_must_be_known() -> None:
    with pytest.raises(VocabularyError, match=r"pass eos=\[id, \.\.\.\], or eos=\[\] if it has none"):
        Vocab.from_tokenizer(BYTE_LEVEL, cache=False)
    assert Vocab.from_tokenizer(BYTE_LEVEL, eos=[], cache=False).eos == ()


def test_a_narrower_model_may_lack_special_tokens_only() -> None:
    tokenizer = byte_level()  # its last id is special, the one before is text
    size = tokenizer.get_vocab_size()
    vocab = Vocab.from_tokenizer(tokenizer, eos=[1], width=size - 1, cache=False)
    assert len(vocab) == size - 1
    assert "<|end|>" not in vocab.special
    with pytest.raises(VocabularyError, match=f"text tokens up to id {size - 2}.* does not belong to this model"):
        Vocab.from_tokenizer(tokenizer, eos=[1], width=size - 2, cache=False)
    with pytest.raises(VocabularyError, match="end-of-sequence ids"):
        Vocab.from_tokenizer(tokenizer, eos=[size - 1], width=size - 1, cache=False)


def test_word_piece_is_refused() -> None:
    with pytest.raises(VocabularyError, match=r"whose decoder is WordPiece.*Vocab\.from_bytes"):
        Vocab.from_tokenizer(word_piece(), eos=[], cache=False)


@pytest.mark.parametrize("message", REFUSED)
def test_other_decoders_are_refused(message: str) -> None:
    with pytest.raises(VocabularyError, match=f"whose decoder is {message}"):
        Vocab.from_tokenizer(with_decoder(REFUSED[message]), eos=[], cache=False)


def test_a_wrapper_that_changes_the_text_is_refused() -> None:
    class Shouting(PreTrainedTokenizerFast):
        def _decode(self, token_ids: Any, **options: Any) -> str:
            return super()._decode(token_ids, **options).upper()

    with pytest.raises(VocabularyError, match="the tokenizer contradicts the bytes of"):
        Vocab.from_tokenizer(Shouting(tokenizer_object=byte_level(), eos_token="</s>"), cache=False)


@pytest.mark.parametrize("thing", [7, None, object(), SimpleNamespace(decode=str), {"model": {}}])
def test_anything_else_is_refused(thing: object) -> None:
    with pytest.raises(VocabularyError, match="cannot read the token bytes of"):
        Vocab.from_tokenizer(thing, eos=[])


def test_a_processor_is_told_from_its_tokenizer() -> None:
    with pytest.raises(VocabularyError, match=r"pass its \.tokenizer"):
        Vocab.from_tokenizer(SimpleNamespace(tokenizer=BYTE_LEVEL), eos=[1])


def test_byte_models_of_transformers_are_refused() -> None:
    with pytest.raises(VocabularyError, match=r"cannot read the token bytes of .*ByT5Tokenizer.*Vocab\.from_bytes"):
        Vocab.from_tokenizer(ByT5Tokenizer())


# --- tiktoken ------------------------------------------------------------------------------------


def encoding() -> tiktoken.Encoding:
    ranks = {bytes([byte]): byte for byte in range(256)} | {b"th": 256, b"the": 257, b"\xe2\x82": 258}
    special = {"<|endoftext|>": 300, "<|fim|>": 301}
    return tiktoken.Encoding("tiny", pat_str=r"\S+|\s+", mergeable_ranks=ranks, special_tokens=special)


def test_tiktoken() -> None:
    tokenizer = encoding()
    vocab = Vocab.from_tokenizer(tokenizer, eos=[301])
    assert len(vocab) == tokenizer.n_vocab == 302
    assert vocab.eos == (300, 301)
    assert vocab.special == {"<|endoftext|>": 300, "<|fim|>": 301}
    assert [vocab.token_bytes(token) for token in (257, 258, 259, 299, 300)] == [b"the", b"\xe2\x82", None, None, None]
    for text in TEXTS:
        assert vocab.decode(tokenizer.encode(text)) == text.encode()


# --- sentencepiece -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spm_model() -> bytes:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS * 3),
        model_writer=model,
        vocab_size=360,
        model_type="bpe",
        byte_fallback=True,
        hard_vocab_limit=False,
        user_defined_symbols=["<tool>"],
        normalization_rule_name="identity",
        minloglevel=2,
    )
    return model.getvalue()


def test_sentencepiece_processor(spm_model: bytes) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_proto=spm_model)
    vocab = Vocab.from_tokenizer(processor, cache=False)
    assert len(vocab) == processor.get_piece_size()
    assert vocab.eos == (processor.eos_id(),)
    assert vocab.special == {"<s>": processor.bos_id(), "</s>": processor.eos_id()}
    assert vocab.token_bytes(processor.unk_id()) is None
    assert vocab.token_bytes(processor.piece_to_id("<tool>")) == b"<tool>"
    assert vocab.token_bytes(processor.piece_to_id("<0x80>")) == b"\x80"
    for text in ("the quick 日本語 😀", "<tool>naïve"):
        assert vocab.decode(processor.encode(text)) == b" " + text.encode()


def slow_wrapper(spm_model: bytes, path: Any, kind: type[SentencePieceBackend]) -> SentencePieceBackend:
    file = path / "spiece.model"
    file.write_bytes(spm_model)
    return kind(vocab_file=str(file), bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def test_slow_wrapper_over_sentencepiece(spm_model: bytes, tmp_path: Any) -> None:
    class Slow(SentencePieceBackend):
        def convert_tokens_to_string(self, tokens: list[str]) -> str:
            text: str = self.sp_model.decode(tokens)
            return text

    wrapper = slow_wrapper(spm_model, tmp_path, Slow)
    vocab = Vocab.from_tokenizer(wrapper, cache=False)
    assert vocab.eos == (wrapper.eos_token_id,)
    assert set(SPECIAL) <= set(vocab.special)
    assert vocab.decode(wrapper.encode("the 日本語 😀", add_special_tokens=False)) == " the 日本語 😀".encode()


def test_slow_wrapper_that_shows_byte_pieces_as_text_is_refused(spm_model: bytes, tmp_path: Any) -> None:
    wrapper = slow_wrapper(spm_model, tmp_path, SentencePieceBackend)
    with pytest.raises(VocabularyError, match=r"the tokenizer decodes '.*<0x00>"):
        Vocab.from_tokenizer(wrapper, cache=False)


def test_added_tokens_after_reading_change_the_vocabulary() -> None:
    tokenizer = byte_level()
    before = Vocab.from_tokenizer(tokenizer, eos=[1])
    tokenizer.add_tokens([AddedToken("brand new")])
    after = Vocab.from_tokenizer(tokenizer, eos=[1])
    assert len(after) == len(before) + 1
    assert after.token_bytes(len(before)) == b"brand new"
