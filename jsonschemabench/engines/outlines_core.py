"""outlines-core: the schema becomes a regular expression, that an index over the vocabulary, which a guide walks."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused, words_of


class OutlinesMatcher(Matcher):
    """A Guide; a further text starts from its reset."""

    def __init__(self, guide: Any, buffer: Any, eos: int) -> None:
        self.guide, self.buffer, self.eos = guide, buffer, eos
        where = buffer.ctypes.data, buffer.size, buffer.itemsize
        self.mask = functools.partial(guide.write_mask_into, *where)  # type: ignore[method-assign]
        # Without the list of allowed tokens, which nobody asks for here.
        self.advance = functools.partial(guide.advance, return_tokens=False)  # type: ignore[method-assign]

    def mask(self) -> object: ...

    def advance(self, token: int) -> object: ...

    def restart(self) -> Matcher:
        self.guide.reset()
        return self


class Adapter(BaseAdapter):
    """The default white space, and recursion unrolled as often as is the default."""

    distribution = "outlines_core"
    settings = "whitespace_pattern and max_recursion_depth at their defaults"
    cannot = (
        "several end-of-sequence ids: the first is taken. Keywords that its converter does not know it drops silently"
    )

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import outlines_core
            from outlines_core.json_schema import build_regex_from_schema
        self.library, self.regex = outlines_core, build_regex_from_schema
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        ids: dict[bytes, list[int]] = {}
        for token in range(len(vocab)):
            if data := vocab.token_bytes(token):
                ids.setdefault(data, []).append(token)
        with self.cost("vocabulary"):
            self.vocabulary = outlines_core.Vocabulary(self.eos, ids)
        self.buffer = np.zeros(words_of(vocab), np.int32)

    def compile(self, schema: Any) -> Matcher:
        try:
            index = self.library.Index(self.regex(json.dumps(schema)), self.vocabulary)
        except (ValueError, TypeError) as error:
            raise Refused(str(error)) from error
        return OutlinesMatcher(self.library.Guide(index), self.buffer, self.eos)
