"""Tiny random networks and a tokenizer for them, made on the spot: real architectures, nothing to download.

Ids 0 .. 255 are the bytes, 256 ends a sequence, and 257 .. 259 are padding of the logits.
"""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

WIDTH = 260
EOS = 256
CONTEXT = 128

CHAT = (
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}>{% endif %}"
)


WORDS = [
    '{"',
    '":',
    '",',
    ' "',
    "name",
    "address",
    "country",
    "number",
    "international",
    "inter",
    "refer",
    "12",
    "ation",
]
"""What :func:`merging_tokenizer` has tokens for, besides bytes and the beginnings of these."""


def llama(seed: int = 0, width: int = WIDTH, **config_options: Any) -> Any:
    """Two layers, grouped-query attention, rotary positions; sharp enough that greedy has no near ties."""
    config = LlamaConfig(
        vocab_size=width,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        bos_token_id=None,
        eos_token_id=EOS,
        pad_token_id=EOS,
        initializer_range=0.4,
        **config_options,
    )
    return built(LlamaForCausalLM, config, seed)


def gpt2(seed: int = 0, width: int = WIDTH) -> Any:
    """Two layers, learned absolute positions."""
    config = GPT2Config(
        vocab_size=width,
        n_embd=32,
        n_layer=2,
        n_head=4,
        n_positions=CONTEXT,
        bos_token_id=None,
        eos_token_id=EOS,
        pad_token_id=EOS,
        initializer_range=0.4,
    )
    return built(GPT2LMHeadModel, config, seed)


def t5(seed: int = 0, width: int = WIDTH) -> Any:
    """Encoder and decoder of two layers each, relative positions."""
    config = T5Config(
        vocab_size=width,
        d_model=32,
        d_kv=8,
        d_ff=48,
        num_layers=2,
        num_heads=4,
        eos_token_id=EOS,
        pad_token_id=EOS,
        decoder_start_token_id=EOS,
    )
    return built(T5ForConditionalGeneration, config, seed)


def tokenizer() -> Any:
    """Byte-level, without merges; ``<eos>`` is 256, with a chat template."""
    return _wrapped({character: byte for byte, character in _byte_characters().items()}, [])


def merging_tokenizer() -> Any:
    """The same with tokens for ``WORDS``, built up from the left, from id 257 on."""
    alphabet = _byte_characters()
    vocab = {character: byte for byte, character in alphabet.items()} | {"<eos>": EOS}
    merges = []
    for word in WORDS:
        pieces = [alphabet[byte] for byte in word.encode()]
        for size in range(1, len(pieces)):
            left, right = "".join(pieces[:size]), pieces[size]
            if left + right not in vocab:
                vocab[left + right] = len(vocab)
                merges.append((left, right))
    return _wrapped(vocab, merges)


def _wrapped(vocab: dict[str, int], merges: list[tuple[str, str]]) -> Any:
    core = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens([AddedToken("<eos>", special=True)])
    wrapped = PreTrainedTokenizerFast(tokenizer_object=core, eos_token="<eos>", pad_token="<eos>")
    wrapped.chat_template = CHAT
    return wrapped


def _byte_characters() -> dict[int, str]:
    """GPT-2's visible character for each byte."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in visible}
    hidden = [byte for byte in range(256) if byte not in table]
    return table | {byte: chr(256 + index) for index, byte in enumerate(hidden)}


def built(kind: Any, config: Any, seed: int = 0) -> Any:
    """A model of this class with random weights."""
    state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    model = kind(config).eval()
    torch.random.set_rng_state(state)
    return model
