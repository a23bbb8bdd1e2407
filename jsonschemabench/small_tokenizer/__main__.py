"""Train the small tokenizer again: ``python -m jsonschemabench.small_tokenizer``, in a checkout.

What comes out depends on the corpus and the pages as they are that day. So a new file makes old runs another run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from jsonschemabench.data import open_cases

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZE = 4096
EOS = "<|end|>"


def texts() -> Iterator[str]:
    """Pages of English, instances of the corpus, and some of its schemas."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        yield page.read_text(encoding="utf-8")
    for number, case in enumerate(open_cases("corpus")):
        for instance in case.instances:
            yield json.dumps(instance.data, ensure_ascii=False)
        if number % 4 == 0:
            yield json.dumps(case.schema, ensure_ascii=False)


def main() -> None:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        special_tokens=[EOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(), trainer)
    (HERE / "tokenizer.json").write_text(tokenizer.to_str() + "\n", encoding="utf-8")
    config = {"eos_token": EOS, "tokenizer_class": "PreTrainedTokenizerFast"}
    (HERE / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
