"""maskforge: sessions of a bound schema, masks written into a bytearray that the buffer shares."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused


class MaskforgeMatcher(Matcher):
    """A Session; a further text starts from its reset."""

    def __init__(self, bound: Any, memory: bytearray, eos: int) -> None:
        self.session, self.eos = bound.start_session(), eos
        self.buffer = np.frombuffer(memory, np.uint32)
        self.mask = functools.partial(self.session.write_mask, memory)  # type: ignore[method-assign]
        self.advance = self.session.advance  # type: ignore[method-assign]

    def mask(self) -> object: ...

    def advance(self, token: int) -> object: ...

    def restart(self) -> Matcher:
        self.session.reset()
        return self


class Adapter(BaseAdapter):
    """One compiler with its caches, as a server would hold it."""

    distribution = "maskforge"
    settings = "caches and bind_policy at their defaults"
    cannot = "several end-of-sequence ids: the first is taken. `format` is an annotation"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import maskforge
        self.error = maskforge.MaskforgeError
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        texts = [vocab.token_bytes(token) or None for token in range(len(vocab))]
        with self.cost("vocabulary"):
            self.vocabulary = maskforge.Vocabulary.from_id_ordered_tokens(texts, self.eos, len(vocab))
            self.compiler = maskforge.Compiler()

    def compile(self, schema: Any) -> Matcher:
        try:
            bound = self.compiler.compile(json.dumps(schema)).bind(self.vocabulary)
        except self.error as error:
            raise Refused(f"{error.code}: {error.message}") from error
        return MaskforgeMatcher(bound, bytearray(4 * bound.mask_word_count), self.eos)
