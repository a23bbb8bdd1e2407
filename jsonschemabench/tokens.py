"""The token sequences that all engines are fed: what the real tokenizer makes of the canonical text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import gendecode as gd
from jsonschemabench.data import Case, Instance
from jsonschemabench.keywords import keywords_of
from jsonschemabench.measure import Job


class Encoder:
    """From a text to token ids: by the tokenizer's own merges, or byte by byte without one.

    A text that the tokenizer would not write as it is (it spells a special token, or is no proper UTF-8)
    is tokenised by the longest token at each place.

    Args:
        tokenizer: a tokenizer.json or its folder; None means the 256 bytes.
    """

    def __init__(self, tokenizer: Path | None) -> None:
        self.vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self._backend: Any = None
        self.digest = "bytes"
        if tokenizer is not None:
            import tokenizers  # noqa: PLC0415 -- only with a tokenizer

            file = tokenizer / "tokenizer.json" if tokenizer.is_dir() else tokenizer
            self._backend = tokenizers.Tokenizer.from_file(str(file))
            self.digest = hashlib.sha256(file.read_bytes()).hexdigest()

    def __call__(self, data: bytes) -> list[int]:
        if self._backend is None:
            return self.vocab.tokenize(data)
        try:
            ids: list[int] = self._backend.encode(data.decode(), add_special_tokens=False).ids
        except UnicodeDecodeError:
            return self.vocab.tokenize(data)
        return ids if self.vocab.decode(ids) == data else self.vocab.tokenize(data)


def job_of(case: Case, encode: Encoder) -> Job:
    """The case as engines are given it."""
    instances = [(encode(instance.text), instance.valid) for instance in case.instances]
    size = len(case.schema_text.encode("utf-8", "surrogatepass"))
    return Job(case.id, case.schema, instances, case.subset, size, keywords_of(case.schema))


def warm_job(encode: Encoder) -> Job:
    """A document under the schema that allows every document: what an engine builds for it once, it builds for all."""
    data = {"text": "some words", "numbers": [0, -12, 3.25e4], "words": [True, False, None], "nested": {"empty": []}}
    return job_of(Case("any document", {}, (Instance(data, True),)), encode)
