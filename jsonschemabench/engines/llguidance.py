"""llguidance: LLMatcher, masks written into the caller's buffer by address."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused, words_of


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


class Bytes:
    """The vocabulary of single bytes in the form that the library takes from Python."""

    def __init__(self, vocab: gd.Vocab) -> None:
        self.eos_token_id, self.bos_token_id = vocab.eos[0], None
        self.tokens = [vocab.token_bytes(token) or b"<eos>" for token in range(len(vocab))]
        self.special_token_ids = list(vocab.eos)

    def __call__(self, text: bytes) -> list[int]:
        return list(text)


class Adapter(BaseAdapter):
    """Default slices and limits."""

    distribution = "llguidance"
    settings = "slices and limits at their defaults, fast-forward tokens not used"
    cannot = "nothing that the harness wants"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import llguidance

            self.matcher = llguidance.LLMatcher
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        with self.cost("tokenizer"):
            if tokenizer:
                file = tokenizer / "tokenizer.json" if tokenizer.is_dir() else tokenizer
                self.tokenizer = llguidance.LLTokenizer(str(file), n_vocab=len(vocab), eos_token=self.eos)
            else:
                self.tokenizer = llguidance.LLTokenizer(llguidance.TokenizerWrapper(Bytes(vocab)))
        self.buffer = np.zeros(words_of(vocab), np.int32)

    def compile(self, schema: Any) -> Matcher:
        try:
            grammar = self.matcher.grammar_from_json_schema(json.dumps(schema))
        except ValueError as error:
            raise Refused(str(error)) from error
        matcher = self.matcher(self.tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise Refused(matcher.get_error())
        return LLGuidanceMatcher(matcher, self.buffer, self.eos)
