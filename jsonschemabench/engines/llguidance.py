"""llguidance: LLMatcher, masks written into the caller's buffer by address."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused


class LLGuidanceMatcher(Matcher):
    """An LLMatcher; a further text starts from its reset."""

    def __init__(self, matcher: Any, buffer: Any, eos: int) -> None:
        self.matcher, self.buffer, self.eos = matcher, buffer, eos
        # The documented helper works out the address of the array at each call, which costs a microsecond.
        self.mask = functools.partial(matcher.unsafe_compute_mask_ptr, buffer.ctypes.data, buffer.nbytes)  # type: ignore[method-assign]
        self.advance = matcher.consume_token  # type: ignore[method-assign]

    def mask(self) -> object: ...

    def advance(self, token: int) -> object: ...

    def restart(self) -> Matcher:
        self.matcher.reset()
        return self

    def error(self) -> str:
        return str(self.matcher.get_error())


class Adapter(BaseAdapter):
    """Default slices and limits."""

    distribution = "llguidance"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        if tokenizer is None:
            raise ValueError("llguidance is measured with a tokenizer.json")
        with self.cost("import"):
            import llguidance

            self.matcher = llguidance.LLMatcher
        vocab = gd.Vocab.from_tokenizer(tokenizer)
        self.eos = vocab.eos[0]
        with self.cost("tokenizer"):
            self.tokenizer = llguidance.LLTokenizer(str(tokenizer), n_vocab=len(vocab), eos_token=self.eos)
        self.buffer = np.zeros((len(vocab) + 31) // 32, np.int32)

    def compile(self, schema: Any) -> Matcher:
        try:
            grammar = self.matcher.grammar_from_json_schema(json.dumps(schema))
        except ValueError as error:
            raise Refused(str(error)) from error
        matcher = self.matcher(self.tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise Refused(matcher.get_error())
        return LLGuidanceMatcher(matcher, self.buffer, self.eos)
