"""Encoding bytes in the middle of a text, against the tokenizers' encoding of the whole text."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sentencepiece
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import ByT5Tokenizer, PreTrainedTokenizerFast

from gendecode.vocab import Vocab
from gendecode.vocab.encoder import encode_after, encoder_of
from tests.vocab.tiny_tokenizers import SPECIAL, TEXTS, byte_fallback, byte_level, metaspace

FAMILIES = {
    "byte level": byte_level(),
    "llama 2": byte_fallback(),
    "gemma": byte_fallback(strip=False),
    "metaspace": metaspace(),
}
VOCABS = {name: Vocab.from_tokenizer(tokenizer, eos=[1], cache=False) for name, tokenizer in FAMILIES.items()}
WORDS = st.lists(
    st.sampled_from(["the", " quick", " fox", "é", '{"', '": ', " ", "  ", "12", "日本", "\n"]), max_size=6
)


def whole(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("family", list(FAMILIES))
@given(words=WORDS)
def test_every_border_of_a_text_is_found_again(family: str, words: list[str]) -> None:
    """Cut a canonical tokenisation anywhere: the second half is what the first half continues with."""
    tokenizer, vocab = FAMILIES[family], VOCABS[family]
    text = "".join(words)
    if family == "metaspace":
        text = " ".join(text.split())  # its model has no other white space
    ids = whole(tokenizer, text)
    written = vocab.decode(ids)
    for cut in range(1, min(len(ids), 12)):
        rest = vocab.decode(ids[cut:])
        if b"\xff" in written or not is_text(rest) or not is_text(vocab.decode(ids[:cut])):
            continue
        assert list(encode_after(vocab, encoder_of(tokenizer), rest, ids[:cut])) == ids[cut:]


def is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("family", list(FAMILIES))
@given(data=st.binary(max_size=12), context=st.lists(st.integers(0, 500), max_size=6))
def test_the_tokens_write_the_bytes_whatever_they_are(family: str, data: bytes, context: list[int]) -> None:
    vocab = VOCABS[family]
    ids = encode_after(vocab, encoder_of(FAMILIES[family]), data, context)
    if ids:
        assert data.startswith(vocab.decode(ids))
        # Only an unfinished character may be left over.
        assert len(data) - len(vocab.decode(ids)) < 4
    elif data and family in ("byte level", "gemma", "llama 2"):
        assert not is_text(data), "these have a token for every byte, so only an unfinished character writes nothing"


def test_no_space_is_put_where_the_text_goes_on() -> None:
    tokenizer, vocab = FAMILIES["llama 2"], VOCABS["llama 2"]
    assert vocab.decode(whole(tokenizer, "the")) == b" the"
    assert vocab.decode(encode_after(vocab, encoder_of(tokenizer), b"the", ())) == b"the"


def test_special_tokens_in_the_bytes_stay_text() -> None:
    tokenizer, vocab = FAMILIES["byte level"], VOCABS["byte level"]
    ids = encode_after(vocab, encoder_of(tokenizer), b"a</s>b")
    assert tokenizer.token_to_id("</s>") not in ids and vocab.decode(ids) == b"a</s>b"


def tokenizers_of_all_kinds() -> list[Any]:
    core = FAMILIES["byte level"]
    ranks = {bytes([byte]): byte for byte in range(256)} | {b"th": 256, b"the": 257}
    encoding = tiktoken.Encoding(
        "tiny", pat_str=r"\s?\w+|.", mergeable_ranks=ranks, special_tokens={"<|endoftext|>": 258}
    )
    stream = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS * 3), model_writer=stream, vocab_size=70, minloglevel=2, byte_fallback=False
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=stream.getvalue())
    return [
        core,
        PreTrainedTokenizerFast(tokenizer_object=core, eos_token=SPECIAL[1]),
        encoding,
        pieces,
    ]


@pytest.mark.parametrize("tokenizer", tokenizers_of_all_kinds(), ids=lambda tokenizer: type(tokenizer).__name__)
def test_every_kind_of_tokenizer_has_an_encoder(tokenizer: Any) -> None:
    encode = encoder_of(tokenizer)
    assert encode is not None
    vocab = Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)
    assert vocab.decode(encode("the fox")).lstrip() == b"the fox"
    assert vocab.decode(encode_after(vocab, encode, b"the")) == b"the"


def test_wrappers_without_a_backend_add_no_special_tokens() -> None:
    encode = encoder_of(ByT5Tokenizer())
    assert encode is not None and list(encode("ab")) == [ord("a") + 3, ord("b") + 3]


def test_what_has_none() -> None:
    vocab = Vocab.bytes_only()
    assert encoder_of(vocab) is None and encoder_of("tokenizer.json") is None and encoder_of(None) is None
    assert encode_after(vocab, None, b"ab\xff") == (97, 98, 255)
    assert encode_after(Vocab.from_bytes([b"a", None], eos=[1]), None, b"ab") == ()
