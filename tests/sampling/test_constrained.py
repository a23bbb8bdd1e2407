"""Constrain and removed_mass."""

from __future__ import annotations

import math

import torch

from fixed_masks import allowed_of
from gendecode.sampling import Constrain, Side
from gendecode.sampling.constrained import removed_mass
from gendecode.sampling.device_masks import DeviceMasks


def test_no_constrained_row_means_no_mask() -> None:
    assert DeviceMasks(torch.device("cpu"), 8).allowed([None, None]) is None
    x = torch.zeros(2, 8)
    assert Constrain().apply([None, None], x, Side(x)) is x


def test_removed_mass_is_the_probability_of_what_is_forbidden() -> None:
    raw = torch.randn(4, 33, generator=torch.Generator().manual_seed(0)) * 4
    allowed = torch.rand(4, 33, generator=torch.Generator().manual_seed(1)) < 0.3
    allowed[0] = True
    allowed[1] = False
    allowed[1, 7] = True
    wanted = (raw.double().softmax(-1) * ~allowed).sum(-1)
    assert torch.allclose(removed_mass(raw, allowed_of(allowed)).double(), wanted, atol=1e-6)
    assert removed_mass(raw, allowed_of(allowed))[0] == 0 and removed_mass(raw, None).tolist() == [0.0] * 4


def test_constrain_forbids_exactly_what_is_not_allowed() -> None:
    x = torch.arange(6.0).reshape(2, 3)
    allowed = torch.tensor([[True, False, True], [False, False, True]])
    result = Constrain().apply([None, None], x, Side(x, allowed_of(allowed)))
    assert result.tolist() == [[0.0, -math.inf, 2.0], [-math.inf, -math.inf, 5.0]]
