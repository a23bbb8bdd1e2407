"""Prompts to token ids: plain text, chat messages, ids. Reads tokenizers by duck type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from gendecode.errors import ModelError

Message = Mapping[str, Any]


def is_chat(prompt: object) -> TypeGuard[Sequence[Message]]:
    """True for a non-empty sequence of messages, ``{"role": ..., "content": ...}`` each."""
    return _is_list(prompt) and bool(prompt) and all(isinstance(item, Mapping) for item in prompt)


def is_ids(prompt: object) -> TypeGuard[Sequence[int]]:
    """True for a non-empty sequence of token ids."""
    if not _is_list(prompt):
        return False
    return bool(prompt) and all(isinstance(item, int) and not isinstance(item, bool) for item in prompt)


def encode_prompt(tokenizer: Any, prompt: object, *, chat: bool) -> list[int]:
    """The token ids of one prompt.

    Args:
        tokenizer: of transformers, ``tokenizers`` or tiktoken; not needed for ids.
        prompt: a text, chat messages, or token ids. Messages always go through the chat template.
        chat: send a text through the chat template too, as the only message of the user.

    Raises:
        ModelError: the prompt is of another kind, or the tokenizer cannot encode it.
    """
    if is_ids(prompt):
        return list(prompt)
    if isinstance(prompt, str):
        if not chat:
            return _encode(tokenizer, prompt)
        prompt = [{"role": "user", "content": prompt}]
    if not is_chat(prompt):
        raise ModelError(f"a prompt is a text, a list of chat messages, or a list of token ids, not {prompt!r:.80}")
    if not getattr(tokenizer, "chat_template", None):
        raise ModelError("the tokenizer has no chat template: give the prompt as text, or set tokenizer.chat_template")
    try:
        encoded = tokenizer.apply_chat_template(list(prompt), add_generation_prompt=True, return_dict=True)
    except Exception as error:  # templates are programs; what they raise for bad messages is theirs to choose
        raise ModelError(f"the chat template refuses these messages: {error}") from error
    return [int(token) for token in encoded["input_ids"]]


def _encode(tokenizer: Any, text: str) -> list[int]:
    if callable(tokenizer):
        return [int(token) for token in tokenizer(text)["input_ids"]]
    encode = getattr(tokenizer, "encode", None)
    if encode is None:
        raise ModelError(f"a {type(tokenizer).__name__} cannot encode text: give the prompt as token ids")
    encoded = encode(text)
    return [int(token) for token in getattr(encoded, "ids", encoded)]


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))
