"""An engine that allows every token, always."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from jsonschemabench.engines.base import BaseAdapter, Matcher


class ConstantMatcher(Matcher):
    eos = 256

    def __init__(self, word: int) -> None:
        self.buffer = np.full(9, word, np.uint32)

    def mask(self) -> None: ...

    def advance(self, token: int) -> None: ...

    def restart(self) -> Matcher:
        return self


class Adapter(BaseAdapter):
    word = 0xFFFFFFFF

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None: ...

    def version(self) -> str:
        return "1"

    def compile(self, schema: Any) -> Matcher:
        return ConstantMatcher(self.word)
