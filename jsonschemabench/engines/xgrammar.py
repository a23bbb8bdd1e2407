"""xgrammar: GrammarMatcher, masks written into a buffer that a torch tensor shares."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused


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
    """One thread; its own cache of compiled grammars stays on, which is its default and finds no schema twice."""

    distribution = "xgrammar"
    settings = "max_threads=1, cache_enabled=True (default), strict_mode=False, any_whitespace=True (default)"

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
            compiled = self.compiler.compile_json_schema(json.dumps(schema), strict_mode=False)
        except (RuntimeError, ValueError) as error:
            raise Refused(str(error)) from error
        return XGrammarMatcher(self.new, compiled, self.tensor, self.eos)
