"""xgrammar: GrammarMatcher, masks written into a buffer that a torch tensor shares."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

SETTINGS = (
    "strict_mode={strict}, any_whitespace=True (default), any_order=False (default), max_threads=1, "
    "cache_enabled=True (default)"
)


class XGrammarMatcher(Matcher):
    """A GrammarMatcher; a further text starts from the compiled grammar."""

    def __init__(self, new: Any, compiled: Any, tensor: Any, eos: int) -> None:
        self.new, self.compiled, self.tensor, self.eos = new, compiled, tensor, eos
        self.buffer = tensor.numpy()[0]
        self.matcher = new(compiled)
        self.mask = functools.partial(self.matcher.fill_next_token_bitmask, tensor)  # type: ignore[method-assign]
        self.advance = self.matcher.accept_token  # type: ignore[method-assign]

    def mask(self) -> object: ...

    def advance(self, token: int) -> object: ...

    def restart(self) -> Matcher:
        return XGrammarMatcher(self.new, self.compiled, self.tensor, self.eos)


class Adapter(BaseAdapter):
    """Its defaults, but for one thread. Its cache of compiled grammars stays on; it finds no schema twice.

    ``strict_mode``, its default, closes every object and array that does not say it is open, which JSON Schema does
    not do: :mod:`jsonschemabench.engines.xgrammar_compliant` is the other.
    """

    distribution = "xgrammar"
    settings = SETTINGS.format(strict=True)
    strict = True
    cannot = (
        "members in any order: any_order=True would allow it, and no longer checks required and repeated names. "
        "Keywords that its converter does not know it drops, with a line on standard error at most"
    )

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import torch
            import xgrammar

            torch.set_num_threads(1)
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        texts = [vocab.token_bytes(token) or b"" for token in range(len(vocab))]
        with self.cost("tokenizer"):
            info = xgrammar.TokenizerInfo(texts, vocab_size=len(vocab), stop_token_ids=list(vocab.eos))
            self.compiler = xgrammar.GrammarCompiler(info, max_threads=1)
        self.new = xgrammar.GrammarMatcher
        self.tensor = xgrammar.allocate_token_bitmask(1, len(vocab))

    def compile(self, schema: Any) -> Matcher:
        try:
            compiled = self.compiler.compile_json_schema(json.dumps(schema), strict_mode=self.strict)
        except (RuntimeError, ValueError) as error:
            # Its messages begin with the time of day.
            raise Refused(str(error).split("] ", 1)[-1].strip()) from error
        return XGrammarMatcher(self.new, compiled, self.tensor, self.eos)
