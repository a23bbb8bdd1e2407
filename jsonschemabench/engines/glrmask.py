"""glrmask: fill_mask into the caller's buffer."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused, words_of


class GlrmaskMatcher(Matcher):
    """A state; a further text starts from the constraint."""

    def __init__(self, constraint: Any, buffer: Any, eos: int) -> None:
        self.constraint, self.buffer, self.eos = constraint, buffer, eos
        self.state = constraint.start()
        self.mask = functools.partial(self.state.fill_mask, buffer)  # type: ignore[method-assign]
        self.advance = self.state.commit_token  # type: ignore[method-assign]

    def mask(self) -> object: ...

    def advance(self, token: int) -> object: ...

    def restart(self) -> Matcher:
        return GlrmaskMatcher(self.constraint, self.buffer, self.eos)

    def can_stop(self) -> bool:  # its masks are about text only
        return bool(self.state.is_accepting())


class Adapter(BaseAdapter):
    """Its defaults."""

    distribution = "glrmask"
    settings = "mask_strategy=AUTO (default)"
    cannot = (
        "an end-of-sequence bit: its masks are about text, and is_accepting() is asked. JSON is written with the "
        'separators ", " and ": " only. `format` is an annotation'
    )

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import glrmask

            self.grammar = glrmask.Grammar
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        texts = {token: data for token in range(len(vocab)) if (data := vocab.token_bytes(token))}
        with self.cost("vocabulary"):
            self.vocab = glrmask.Vocab.from_id_to_bytes(texts)
        self.buffer = np.zeros(words_of(vocab), np.int32)

    def compile(self, schema: Any) -> Matcher:
        try:
            constraint = self.grammar.from_json_schema(json.dumps(schema)).compile(self.vocab)
        except ValueError as error:
            raise Refused(str(error)) from error
        return GlrmaskMatcher(constraint, self.buffer, self.eos)
