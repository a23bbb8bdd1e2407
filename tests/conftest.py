"""What all tests share: a tiny model in a folder, as a user would have it."""

from __future__ import annotations

import os

# Before anything imports torch: several test workers share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import importlib.metadata
import platform
from pathlib import Path

import hypothesis
import pytest

# The same examples in every run, and no time limit on one of them: the machine may be busy.
hypothesis.settings.register_profile("everyday", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("everyday")


def pytest_report_header() -> str:
    """The versions that decide most about a failure."""
    packages = ("torch", "transformers", "tokenizers", "numpy", "numba", "jsonschema", "hypothesis")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    return f"gendecode on Python {platform.python_version()}: {', '.join(versions)}"


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer Llama and a byte-level tokenizer of 259 ids with a chat template, saved in a folder."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-model")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    backend = Tokenizer(models.BPE(vocab={piece: token for token, piece in enumerate(alphabet)}, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, bos_token="<s>", eos_token="</s>", pad_token="<pad>", model_max_length=1024
    )
    tokenizer.chat_template = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=1024,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        initializer_range=0.2,
    )
    torch.manual_seed(0)
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
