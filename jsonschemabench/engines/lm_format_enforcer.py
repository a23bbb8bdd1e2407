"""lm-format-enforcer: lists of allowed tokens by the tokens so far, packed into the buffer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import gendecode as gd
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused, words_of


class EnforcerMatcher(Matcher):
    """A TokenEnforcer and the tokens so far; it remembers what it computed for a prefix, as it does for its users."""

    def __init__(self, enforcer: Any, buffer: Any, eos: int) -> None:
        self.enforcer, self.buffer, self.eos = enforcer, buffer, eos
        self.tokens: list[int] = []
        self.allowed: list[int] = []
        self.bits = np.zeros(32 * buffer.size, np.uint8)
        self.copy = self.pack

    def mask(self) -> None:
        self.allowed = self.enforcer.get_allowed_tokens(self.tokens).allowed_tokens

    def pack(self) -> None:
        """Put the list into the buffer."""
        self.bits[:] = 0
        self.bits[self.allowed] = 1
        self.buffer.view(np.uint8)[:] = np.packbits(self.bits, bitorder="little")

    def advance(self, token: int) -> None:
        self.tokens.append(token)

    def restart(self) -> Matcher:
        return EnforcerMatcher(self.enforcer, self.buffer, self.eos)


class Adapter(BaseAdapter):
    """Lists, the form that its integration with transformers takes; the vocabulary is built of exact token texts."""

    distribution = "lm-format-enforcer"
    settings = "use_bitmask=False (default), parser configuration at its defaults: 12 white spaces, 20 items"
    cannot = (
        "tokens that are parts of a character: it works on decoded text, so it never allows one. "
        "A defect inside it is logged and answered with the end-of-sequence token alone"
    )

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        with self.cost("import"):
            import lmformatenforcer
            from lmformatenforcer.tokenenforcer import TokenEnforcer, TokenEnforcerTokenizerData
        self.parser, self.enforcer = lmformatenforcer.JsonSchemaParser, TokenEnforcer
        vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
        self.eos = vocab.eos[0]
        texts = {token: data for token in range(len(vocab)) if (data := vocab.token_bytes(token))}

        def decode(tokens: list[int]) -> str:
            return b"".join(texts.get(token, b"") for token in tokens).decode(errors="replace").rstrip("\ufffd")

        regular = [(token, data.decode(errors="replace"), False) for token, data in texts.items()]
        with self.cost("vocabulary"):
            self.data = TokenEnforcerTokenizerData(regular, decode, list(vocab.eos), False, len(vocab))
        self.buffer = np.zeros(words_of(vocab), np.int32)

    def compile(self, schema: Any) -> Matcher:
        try:
            return EnforcerMatcher(self.enforcer(self.data, self.parser(schema)), self.buffer, self.eos)
        except Exception as error:  # it has no error of its own for a schema: pydantic's, KeyError, NotImplementedError
            raise Refused(f"{type(error).__name__}: {error}") from error
