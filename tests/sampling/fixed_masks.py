"""Masks for tests of the sampling layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from gendecode.sampling.device_masks import Allowed, DeviceMasks
from gendecode.vocab import bitmask


class Fixed:
    """A state with a given mask."""

    def __init__(self, mask: np.ndarray[Any, Any]) -> None:
        self._mask = mask
        mask.setflags(write=False)

    def mask(self) -> np.ndarray[Any, Any]:
        return self._mask


def random_state(seed: int, vocabulary: int) -> Any:
    """A state that allows about 4 of 10 tokens."""
    return Fixed(bitmask.pack(np.random.default_rng(seed).random(vocabulary) < 0.4))


def allowed_of(flags: torch.Tensor) -> Allowed:
    """bool[B, V] as what a pipeline is given."""
    masks = DeviceMasks(flags.device, flags.shape[1])
    allowed = masks.allowed([Fixed(bitmask.pack(row)) for row in flags.cpu().numpy()])  # type: ignore[misc]
    assert allowed is not None
    return allowed


def expected(logits: torch.Tensor, states: Sequence[Any], width: int) -> torch.Tensor:
    """What masks of ``width`` columns make of logits, one entry after the other."""
    result = logits.clone()
    for row, state in enumerate(states):
        for column in range(logits.shape[1]):
            mask = None if state is None else state.mask()
            known = column < width and (mask is None or column // 32 < len(mask))
            if not known or (mask is not None and not bitmask.test(mask, column)):
                result[row, column] = -math.inf
    return result
