"""Convert a GGUF file to an ordinary model folder: ``python -m gendecode.models.convert_gguf SOURCE RESULT``.

The weights are unpacked to bfloat16. A 4-bit block holds less than that can express, and it takes half the
disk of float32.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer


def convert(source: Path, result: Path) -> None:
    """Write ``config.json``, ``model.safetensors``, ``generation_config.json`` and the tokenizer's files.

    Raises:
        ImportError: gguf or accelerate is missing; the message says how to install them.
        ValueError, KeyError: transformers does not know the architecture or the tokenizer of the file.
    """
    folder, name = str(source.parent), source.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = _plain(AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16, **_unpacked()))
    if tokenizer.eos_token_id is None and model.generation_config.eos_token_id is None:
        raise ValueError(f"{name} names no end-of-sequence token")
    model.save_pretrained(result)
    tokenizer.save_pretrained(result)


def _unpacked() -> dict[str, Any]:
    """Newer transformers can keep the weights in their GGUF blocks, which no other file format can hold."""
    config = getattr(transformers, "GgufConfig", None)
    return {} if config is None else {"quantization_config": config(dequantize=True)}


def _plain(model: Any) -> Any:
    """The same network without any trace of GGUF: transformers refuses to save one that has it."""
    settings = model.config.to_dict()
    settings.pop("quantization_config", None)
    config = type(model.config).from_dict(settings)
    plain: Any = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)  # type: ignore[no-untyped-call]
    plain.load_state_dict(model.state_dict())
    plain.tie_weights()
    plain.generation_config = model.generation_config
    return plain


def main() -> int:
    source, result = map(Path, sys.argv[1:3])
    try:
        convert(source, result)
    except ImportError as error:
        sys.exit(f"{error.name or error} is missing; pip install 'gendecode[demo]'")
    return 0


if __name__ == "__main__":
    sys.exit(main())
