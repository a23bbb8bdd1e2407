"""The token sequences that all engines are fed: what the real tokenizer makes of the canonical text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gendecode as gd
from jsonschemabench.data import Case, Instance
from jsonschemabench.measure import Job


def encoder(tokenizer: Path | None) -> Callable[[bytes], list[int]]:
    """From a text to token ids: by the tokenizer's own merges, or byte by byte without one.

    A text that the tokenizer would not write as it is (it spells a special token, or is no proper UTF-8)
    is tokenised by the longest token at each place.
    """
    vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
    if tokenizer is None:
        return vocab.tokenize
    import tokenizers  # noqa: PLC0415 -- only with a tokenizer

    file = tokenizer / "tokenizer.json" if tokenizer.is_dir() else tokenizer
    backend = tokenizers.Tokenizer.from_file(str(file))

    def encode(data: bytes) -> list[int]:
        try:
            ids: list[int] = backend.encode(data.decode(), add_special_tokens=False).ids
        except UnicodeDecodeError:
            return vocab.tokenize(data)
        return ids if vocab.decode(ids) == data else vocab.tokenize(data)

    return encode


def job_of(case: Case, encode: Callable[[bytes], list[int]]) -> Job:
    """The case as engines are given it."""
    return Job(case.id, case.schema, [(encode(instance.text), instance.valid) for instance in case.instances])


def warm_job(encode: Callable[[bytes], list[int]]) -> Job:
    """A document under the schema that allows every document: what an engine builds for it once, it builds for all."""
    data = {"text": "some words", "numbers": [0, -12, 3.25e4], "words": [True, False, None], "nested": {"empty": []}}
    return job_of(Case("any document", {}, (Instance(data, True),)), encode)
