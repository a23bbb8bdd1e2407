"""gendecode: masks written into the caller's buffer, as the others write theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused, words_of


class GendecodeMatcher(Matcher):
    """A state and the constraint it belongs to."""

    def __init__(self, constraint: Any, buffer: Any) -> None:
        self.constraint, self.buffer = constraint, buffer
        self.eos = constraint.vocab.eos[0]
        self.state = constraint.start()

    def mask(self) -> None:
        self.state.fill_mask(self.buffer)

    def advance(self, token: int) -> None:
        self.state = self.state.advance(token)

    def restart(self) -> Matcher:
        return GendecodeMatcher(self.constraint, self.buffer)

    def can_stop(self) -> bool:
        bit = self.allows(self.eos)
        if bit != self.state.can_stop():
            raise AssertionError("the end-of-sequence bit and can_stop() differ")
        return bit


class Adapter(BaseAdapter):
    """The library as it is installed; ``options`` go to ``gd.json_schema``."""

    distribution = "gendecode"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        self.options = options
        self.settings = ", ".join(f"{name}={value}" for name, value in options.items()) or "defaults"
        with self.cost("import"):
            _ = gd.json_schema, gd.compile, gd.Vocab  # loaded when they are first named
        with self.cost("vocabulary"):
            self.vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.buffer = np.zeros(words_of(self.vocab), np.uint32)

    def prepare(self) -> None:
        """What the first schema would pay once."""
        with self.cost("kernels"):
            gd.warmup()
        with self.cost("trie"):
            _ = self.vocab.trie

    def compile(self, schema: Any) -> Matcher:
        try:
            return GendecodeMatcher(gd.compile(gd.json_schema(schema, **self.options), self.vocab), self.buffer)
        except gd.GendecodeError as error:
            raise Refused(f"{type(error).__name__}: {error}") from error
