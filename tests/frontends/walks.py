"""Random texts of a compiled grammar, byte by byte through the masks of the engine."""

from __future__ import annotations

import random

import gendecode as gd
from gendecode.grammar.ir import Grammar

VOCAB = gd.Vocab.bytes_only()
_IN_A_STRING = 60
"""More different bytes than this are possible nowhere else, and a bracket closes nothing there."""


def random_texts(grammar: Grammar, count: int, length: int = 60) -> set[str]:
    """Up to ``count`` different complete texts; after ``length`` bytes they come to an end if they can."""
    constraint = gd.compile(grammar, VOCAB)
    found = (_walk(constraint, random.Random(seed), length) for seed in range(count))
    return {text.decode() for text in found if text is not None}


def _walk(constraint: gd.Constraint, rng: random.Random, length: int) -> bytes | None:
    state, text, ends = constraint.start(), bytearray(), rng.random() / 2
    for _ in range(length + 3000):
        mask = state.mask()
        allowed = [byte for byte in range(256) if mask[byte // 32] >> (byte % 32) & 1]
        if state.can_stop() and (not allowed or len(text) >= length or rng.random() < ends):
            return bytes(text)
        closing = [byte for byte in (b'"' if len(allowed) > _IN_A_STRING else b'}]"') if byte in allowed]
        if closing and (len(text) >= length or rng.random() < 0.15):
            byte = closing[0]
        else:
            ascii_ = [byte for byte in allowed if byte < 0x80]
            byte = rng.choice(ascii_ if ascii_ and rng.random() < 0.7 else allowed)
        text.append(byte)
        state = state.advance(byte)
    return None
