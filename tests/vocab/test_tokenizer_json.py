"""Vocabularies read from a tokenizer.json without its library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tokenizers import AddedToken, Tokenizer, normalizers

from gendecode.errors import VocabularyError
from gendecode.vocab import Vocab
from gendecode.vocab import tokenizer_json as module
from tests.vocab.tiny_tokenizers import byte_fallback, byte_level, metaspace

BYTE_LEVEL = json.loads(byte_level().to_str())


def saved(folder: Path, document: Any) -> Path:
    path = folder / "tokenizer.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(BYTE_LEVEL))
    change(document)
    return document


@pytest.mark.parametrize("make", [byte_level, byte_fallback, metaspace])
def test_the_file_says_what_the_tokenizer_says(make: Callable[[], Tokenizer], tmp_path: Path) -> None:
    path = saved(tmp_path, make().to_str())
    live = Vocab.from_tokenizer(Tokenizer.from_file(str(path)), eos=[1])
    for read in (path, str(path), tmp_path):
        vocab = Vocab.from_tokenizer(read, eos=[1])
        assert vocab.digest == live.digest
        assert vocab.special == live.special


def test_ends_of_sequence_come_from_the_files_beside_it(tmp_path: Path) -> None:
    path = saved(tmp_path, BYTE_LEVEL)
    with pytest.raises(VocabularyError, match="names no end-of-sequence token"):
        Vocab.from_tokenizer(path)
    (tmp_path / "tokenizer_config.json").write_text('{"eos_token": {"content": "<|end|>"}}')
    end = Tokenizer.from_file(str(path)).token_to_id("<|end|>")
    assert Vocab.from_tokenizer(path).eos == (end,)
    (tmp_path / "generation_config.json").write_text(f'{{"eos_token_id": [1, {end}]}}')
    assert Vocab.from_tokenizer(path).eos == (end, 1)
    (tmp_path / "generation_config.json").write_text('{"eos_token_id": "x"}')
    with pytest.raises(VocabularyError, match=r"eos_token_id in generation_config\.json must be a token id"):
        Vocab.from_tokenizer(path)


def added(**fields: object) -> Callable[[dict[str, Any]], object]:
    entry = {"id": len(BYTE_LEVEL["model"]["vocab"]), "content": "new", "special": False, "normalized": False}
    return lambda document: document.update(added_tokens=[{**entry, **fields}])


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "is not a JSON document"),
        ("[1]", r"tokenizer\.json must be an object, not \[1\]"),
        ("[" * 200_000, "is not a JSON document"),
        ("{}", "model must be an object, not None"),
        (changed(lambda d: d["model"].pop("vocab")), r"model\.vocab must be an object"),
        (changed(lambda d: d["model"].update(vocab=[["a", 0], ["a", 0]])), "lists a piece twice"),
        (changed(lambda d: d["model"].update(vocab=[[["a"], 0]])), r"not \[piece, score\]"),
        (changed(lambda d: d["model"].update(vocab=[7])), r"not \[piece, score\]"),
        (changed(lambda d: d["model"].update(vocab={"a": 0, "b": 0})), "one id to two pieces"),
        (changed(lambda d: d["model"].update(vocab={"a": -1})), "must be an integer in 0 .. 3999999, not -1"),
        (changed(lambda d: d["model"].update(vocab={"a": 4_000_000_000})), "not 4000000000"),
        (changed(lambda d: d["model"].update(vocab={"a": 1.0})), r"not 1\.0"),
        (changed(lambda d: d["model"].update(vocab={"a": True})), "not True"),
        (changed(lambda d: d.update(added_tokens={"a": 1})), "added_tokens must be a list"),
        (changed(lambda d: d.update(added_tokens=[3])), "added token must be an object"),
        (changed(added(content=None)), "must have a string as its content"),
        (changed(added(id=None)), "a token id must be"),
        (changed(added(id=9999)), r"the added token 'new' has the id 9999, and loaders give it \d+"),
        (changed(added(content="a")), "the added token 'a' has the id"),
        (changed(lambda d: d.update(decoder=None)), "whose decoder is none"),
        (changed(lambda d: d.update(decoder={"type": "WordPiece"})), "whose decoder is WordPiece"),
    ],
)
def test_malformed_files_are_refused(document: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=message):
        Vocab.from_tokenizer(saved(tmp_path, document), eos=[])


def test_lone_surrogates_are_refused(tmp_path: Path) -> None:
    document = {"model": {"vocab": {"a": 0, "\ud800": 1}}, "decoder": {"type": "ByteLevel"}}
    with pytest.raises(VocabularyError, match="is not Unicode text"):
        Vocab.from_tokenizer(saved(tmp_path, document), eos=[])


def test_added_tokens_that_a_normalizer_may_change(tmp_path: Path) -> None:
    tokenizer = byte_level()
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(" ", "_")])
    tokenizer.add_tokens([AddedToken("<row>", normalized=True)])
    path = saved(tmp_path, tokenizer.to_str())
    with pytest.raises(VocabularyError, match="'<tool call>' writes depends on the tokenizer's normalizer"):
        Vocab.from_tokenizer(path, eos=[1])
    document = json.loads(tokenizer.to_str())
    for entry in document["added_tokens"]:
        entry["normalized"] = entry["content"] == "<row>"  # which this normalizer leaves alone
    path = saved(tmp_path, document)
    vocab = Vocab.from_tokenizer(path, eos=[1])
    assert vocab.token_bytes(tokenizer.token_to_id("<row>")) == b"<row>"
    assert vocab.digest == Vocab.from_tokenizer(Tokenizer.from_file(str(path)), eos=[1]).digest


def test_missing_and_oversized_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VocabularyError, match=r"cannot read the tokenizer file .*tokenizer\.json: No such file"):
        Vocab.from_tokenizer(tmp_path, eos=[])
    path = saved(tmp_path, BYTE_LEVEL)
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 100)
    with pytest.raises(VocabularyError, match=r"bytes; at most 100 are read"):
        Vocab.from_tokenizer(path, eos=[])
