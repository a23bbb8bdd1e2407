"""MaskReader and removed_mass against NumPy, on the CPU's path and on the accelerator's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from gendecode.sampling import Constrain, Side
from gendecode.sampling.constrained import MaskReader, removed_mass
from gendecode.vocab import bitmask


class Fixed:
    """A state with a given mask."""

    def __init__(self, mask: np.ndarray[Any, Any]) -> None:
        self._mask = mask
        mask.setflags(write=False)

    def mask(self) -> np.ndarray[Any, Any]:
        return self._mask


class OnAccelerator(MaskReader):
    """The path of accelerators, run on the CPU: shifts instead of unpackbits, and the cache."""

    def _unpack(self, masks: Any) -> torch.Tensor:
        words = torch.stack([self._on_device(mask) for mask in masks])
        return self._shifted(words)


def random_state(seed: int, width: int) -> Fixed:
    return Fixed(bitmask.pack(np.random.default_rng(seed).random(width) < 0.4))


@pytest.mark.parametrize("kind", [MaskReader, OnAccelerator])
@pytest.mark.parametrize(("vocabulary", "width"), [(64, 64), (70, 70), (70, 100), (257, 320), (100, 97)])
def test_masks_are_unpacked_exactly(kind: type[MaskReader], vocabulary: int, width: int) -> None:
    reader = kind(width, torch.device("cpu"))
    states: list[Any] = [random_state(seed, vocabulary) for seed in range(3)]
    order = [states[1], None, states[0], states[1], states[2], None]
    allowed = reader.allowed(order)
    assert allowed is not None and allowed.dtype is torch.bool and allowed.shape == (6, width)
    for row, state in zip(allowed.numpy(), order, strict=True):
        if state is None:
            assert row.all()
        else:
            wanted = np.zeros(width, bool)
            size = min(width, vocabulary)
            wanted[:size] = bitmask.unpack(state.mask(), vocabulary)[:size]
            assert (row == wanted).all()


def test_no_constrained_row_means_no_mask() -> None:
    assert MaskReader(8, torch.device("cpu")).allowed([None, None]) is None
    x = torch.zeros(2, 8)
    assert Constrain().apply([None, None], x, Side(x)) is x


def test_resident_masks_are_uploaded_once_and_the_oldest_is_let_go() -> None:
    reader = OnAccelerator(64, torch.device("cpu"), cache_bytes=2 * 8)  # room for two
    a, b, c = (random_state(seed, 64) for seed in range(3))
    for state in (a, b, a, b):
        reader.allowed([state])  # type: ignore[list-item]
    assert (reader.uploads, reader.hits) == (2, 2)
    for state in (c, b, a):
        reader.allowed([state])  # type: ignore[list-item]
    assert (reader.uploads, reader.hits) == (4, 3)


def test_removed_mass_is_the_probability_of_what_is_forbidden() -> None:
    raw = torch.randn(4, 33, generator=torch.Generator().manual_seed(0)) * 4
    allowed = torch.rand(4, 33, generator=torch.Generator().manual_seed(1)) < 0.3
    allowed[0] = True
    allowed[1] = False
    allowed[1, 7] = True
    wanted = (raw.double().softmax(-1) * ~allowed).sum(-1)
    assert torch.allclose(removed_mass(raw, allowed).double(), wanted, atol=1e-6)
    assert removed_mass(raw, allowed)[0] == 0 and removed_mass(raw, None).tolist() == [0.0] * 4


def test_constrain_forbids_exactly_what_is_not_allowed() -> None:
    x = torch.arange(6.0).reshape(2, 3)
    allowed = torch.tensor([[True, False, True], [False, False, True]])
    result = Constrain().apply([None, None], x, Side(x, allowed))
    assert result.tolist() == [[0.0, -math.inf, 2.0], [-math.inf, -math.inf, 5.0]]
