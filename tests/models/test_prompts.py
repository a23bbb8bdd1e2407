"""Prompts of every kind to ids."""

from __future__ import annotations

from typing import Any

import pytest

from gendecode.errors import ModelError
from gendecode.models.prompts import encode_prompt
from gendecode.vocab import Vocab
from tests import tiny_models as tiny

MESSAGES = [{"role": "system", "content": "be brief"}, {"role": "user", "content": "hé"}]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tiny.tokenizer()


def test_text_ids_and_messages(tokenizer: Any) -> None:
    assert encode_prompt(tokenizer, "hé", chat=False) == list("hé".encode())
    assert encode_prompt(tokenizer, [5, 6], chat=False) == [5, 6]
    assert encode_prompt(tokenizer, "hé", chat=True) == list("[user]hé>".encode())
    assert encode_prompt(tokenizer, MESSAGES, chat=False) == list("[system]be brief[user]hé>".encode())


def test_a_bare_tokenizer_without_the_wrapper_of_transformers(tokenizer: Any) -> None:
    assert encode_prompt(tokenizer.backend_tokenizer, "abc", chat=False) == list(b"abc")


@pytest.mark.parametrize(
    ("prompt", "message"),
    [(3, "not 3"), ([], "a list of token ids, not"), ([{"role": "user"}, "x"], "a prompt is a text"), ([True], "not")],
)
def test_other_things_are_refused(tokenizer: Any, prompt: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        encode_prompt(tokenizer, prompt, chat=False)


def test_templates_that_are_missing_or_refuse() -> None:
    tokenizer = tiny.tokenizer()
    tokenizer.chat_template = "{{ raise_exception('roles must alternate') }}"
    with pytest.raises(ModelError, match="refuses these messages: roles must alternate"):
        encode_prompt(tokenizer, MESSAGES, chat=False)
    tokenizer.chat_template = None
    with pytest.raises(ModelError, match="no chat template"):
        encode_prompt(tokenizer, MESSAGES, chat=False)
    with pytest.raises(ModelError, match="a Vocab cannot encode text"):
        encode_prompt(Vocab.bytes_only(), "text", chat=False)
