"""Choosing a token from a distribution. Randomness is an argument.

A row draws one uniform number a token from a generator of its own, on the CPU. So the text of a row
depends on its seed and its distributions, and neither on the rest of the batch nor on the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from torch import Generator, Tensor


def row_generator(seed: int, row: int) -> Generator:
    """The generator of one row. Different (seed, row) give independent streams."""
    state = np.random.SeedSequence([seed, row]).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state[0]) >> 1)


def uniforms(generators: Sequence[Generator]) -> Tensor:
    """float64[B] in [0, 1), one number from each generator."""
    draws = [torch.rand(1, generator=generator, dtype=torch.float64) for generator in generators]
    return torch.cat(draws)


def greedy(log_probs: Tensor) -> Tensor:
    """int64[B]: the most probable token of each row [V], the lowest id among equals."""
    return torch.argmax(log_probs, dim=-1)


def multinomial(log_probs: Tensor, uniform: Tensor) -> Tensor:
    """int64[B]: the token of each row at which the cumulated probability first exceeds ``uniform``.

    Exact up to float64 rounding of the sum. A token of probability 0 is never chosen: it leaves the
    cumulated sum where it was.

    Args:
        log_probs: float32[B, V]; need not be normalised.
        uniform: float64[B] in [0, 1).
    """
    cumulated = log_probs.double().exp().cumsum(dim=-1)
    total = cumulated[:, -1:]
    # The product may round up to the total itself, beyond every token.
    target = torch.minimum(uniform.to(log_probs.device)[:, None] * total, torch.nextafter(total, -total))
    return torch.searchsorted(cumulated, target, right=True)[:, 0]
