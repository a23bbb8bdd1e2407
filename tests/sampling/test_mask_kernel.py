"""The kernel for masks against the operations of torch, and what is copied to the device."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

import fixed_masks as fixed
from gendecode.sampling.device_masks import DeviceMasks
from gendecode.vocab import bitmask

pytestmark = pytest.mark.gpu
DTYPES = [torch.float32, torch.bfloat16, torch.float16]


def logits(rows: int, width: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(0)).to(dtype)


def applied(masks: DeviceMasks, x: torch.Tensor, states: list[Any]) -> torch.Tensor:
    return masks.apply(x, masks.rows(states))


@pytest.fixture
def cuda() -> torch.device:
    if not torch.cuda.is_available():
        pytest.skip("there is no CUDA device")
    return torch.device("cuda", 0)


@pytest.fixture
def kernel() -> Any:
    from gendecode.sampling.device_masks import _kernel

    launch = _kernel()
    assert launch is not None, "Triton is missing or does not compile"
    return launch


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    ("vocabulary", "width", "columns"),
    [(128_256, 128_256, 128_256), (50_257, 50_257, 50_257), (1, 1, 1), (4097, 4100, 9000), (151_643, 151_936, 151_936)],
)
def test_the_kernel_gives_what_torch_gives(
    cuda: torch.device, kernel: Any, dtype: torch.dtype, vocabulary: int, width: int, columns: int
) -> None:
    masks = DeviceMasks(cuda, width)
    states: list[Any] = [fixed.random_state(seed, vocabulary) for seed in range(5)]
    states += [None, states[0], fixed.Fixed(bitmask.allocate(vocabulary))]
    x = logits(len(states), columns, dtype).to(cuda)
    x[0, 0], x[1, columns - 1] = math.nan, math.inf
    before, rows = x.clone(), masks.rows(states)
    flags = torch.nn.functional.pad(masks.forbidden(rows), (0, columns - width), value=True)
    for row, state in zip(flags.cpu().numpy(), states, strict=True):
        wanted = np.zeros(columns, bool)
        wanted[: min(width, vocabulary)] = True if state is None else bitmask.unpack(state.mask(), vocabulary)
        wanted[:width] |= state is None
        assert (row == ~wanted).all()
    want = x.masked_fill(flags, -math.inf)
    got, out = masks.apply(x, rows), torch.full_like(x, 7)
    for result in (got, masks.apply(x, rows, out), masks.apply(x.clone(), rows)):
        torch.testing.assert_close(result, want, rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(x, before, rtol=0, atol=0, equal_nan=True)
    assert masks.apply(x, rows, x) is x
    torch.testing.assert_close(x, want, rtol=0, atol=0, equal_nan=True)


def test_the_kernel_takes_rows_that_are_apart(cuda: torch.device, kernel: Any) -> None:
    masks = DeviceMasks(cuda, 1000)
    rows = masks.rows([fixed.random_state(0, 1000), fixed.random_state(1, 1000)])
    wide = logits(2, 1500).to(cuda)
    want = wide[:, 7:1007].contiguous().masked_fill(masks.forbidden(rows), -math.inf)
    assert torch.equal(masks.apply(wide[:, 7:1007], rows), want)
    rest = wide.clone()
    masks.apply(wide[:, 7:1007], rows, wide[:, 7:1007])
    assert torch.equal(wide[:, 7:1007], want)
    assert torch.equal(wide[:, :7], rest[:, :7]) and torch.equal(wide[:, 1007:], rest[:, 1007:])


def test_eviction_on_the_device_keeps_to_the_order_of_the_stream(cuda: torch.device, kernel: Any) -> None:
    """Steps are queued faster than they run; each must still see its own masks."""
    masks = DeviceMasks(cuda, 32_000, max_bytes=6 * 4000)
    states = [fixed.random_state(seed, 32_000) for seed in range(12)]
    x = logits(4, 32_000).to(cuda)
    orders = [[states[int(i)] for i in np.random.default_rng(step).integers(0, 12, 4)] for step in range(60)]
    torch.cuda._sleep(100_000_000)
    results = [applied(masks, x, order) for order in orders]
    for result, order in zip(results, orders, strict=True):
        fresh = DeviceMasks(cuda, 32_000)
        assert torch.equal(result, x.masked_fill(fresh.forbidden(fresh.rows(order)), -math.inf))
    assert masks.evictions > 20


def test_nothing_is_uploaded_in_the_steady_state(cuda: torch.device, kernel: Any) -> None:
    masks = DeviceMasks(cuda, 128_256)
    states = [fixed.random_state(seed, 128_256) for seed in range(8)]
    x = logits(8, 128_256).to(cuda)
    assert uploads(lambda: applied(masks, x, states)) == 1, "all new masks and the row numbers go up together"
    assert uploads(lambda: applied(masks, x, states)) == 0
    assert uploads(lambda: applied(masks, x, states[::-1])) == 1, "the row numbers"


def uploads(run: Any) -> int:
    """Host-to-device copies that the driver saw."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA], acc_events=True) as profile:
        run()
        torch.cuda.synchronize()
    return sum("HtoD" in event.name for event in profile.events())
