"""DeviceMasks against an application entry by entry, with tables of every size."""

from __future__ import annotations

import gc
import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import fixed_masks as fixed
import gendecode as gd
from gendecode.errors import PipelineError
from gendecode.sampling.device_masks import DeviceMasks
from gendecode.vocab import bitmask

CPU = torch.device("cpu")
DTYPES = [torch.float32, torch.bfloat16, torch.float16]
ROW = 4  # bytes of a mask of up to 32 tokens


def logits(rows: int, width: int, dtype: torch.dtype = torch.float32, seed: int = 0) -> torch.Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(seed)).to(dtype)


def applied(masks: DeviceMasks, x: torch.Tensor, states: list[Any]) -> torch.Tensor:
    return masks.apply(x, masks.rows(states))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    ("vocabulary", "width", "columns"),
    [
        (64, 64, 64),
        (70, 70, 70),
        (70, 100, 100),
        (100, 97, 97),
        (100, 97, 110),
        (257, 320, 320),
        (1, 1, 1),
        (70, 70, 128),
        (90, 96, 33),
    ],
)
def test_what_a_mask_forbids_gets_minus_infinity(dtype: torch.dtype, vocabulary: int, width: int, columns: int) -> None:
    masks = DeviceMasks(CPU, width)
    a, b, c = (fixed.random_state(seed, vocabulary) for seed in range(3))
    order = [b, None, a, b, c, None]
    x = logits(6, columns, dtype)
    before = x.clone()
    result = applied(masks, x, order)
    assert result.dtype is dtype and torch.equal(result, fixed.expected(x, order, width))
    assert torch.equal(x, before) and result.data_ptr() != x.data_ptr()


def test_result_goes_where_the_caller_wants_it() -> None:
    masks = DeviceMasks(CPU, 70)
    states = [fixed.random_state(0, 70), None]
    x, out = logits(2, 70), torch.empty(2, 70)
    wanted = fixed.expected(x, states, 70)
    assert masks.apply(x, masks.rows(states), out) is out and torch.equal(out, wanted)
    assert masks.apply(x, masks.rows(states), x) is x and torch.equal(x, wanted)


def test_gradients_pass_what_is_allowed() -> None:
    x = logits(1, 40).requires_grad_()
    state = fixed.random_state(0, 40)
    applied(DeviceMasks(CPU, 40), x, [state]).exp().sum().backward()
    assert x.grad is not None
    assert torch.equal(x.grad[0] != 0, torch.from_numpy(bitmask.unpack(state.mask(), 40)))


def test_each_mask_is_uploaded_once_however_many_states_share_it() -> None:
    masks = DeviceMasks(CPU, 64)
    a, b = (fixed.random_state(seed, 64) for seed in range(2))
    twin = fixed.Fixed(a.mask())
    rows = masks.rows([a, b, a, twin, None])
    assert rows.dtype is torch.int64 and rows.tolist() == [1, 2, 1, 1, 0]
    assert (masks.uploads, masks.hits) == (2, 0)
    assert masks.rows([twin, b, a, a, None]) is rows, "the same rows: not even their numbers are uploaded"
    assert masks.rows([b, b]).tolist() == [2, 2]
    assert (masks.uploads, masks.hits, masks.evictions) == (2, 3, 0)


def test_the_mask_that_was_unused_for_longest_makes_room() -> None:
    masks = DeviceMasks(CPU, 32, max_bytes=3 * ROW)  # two masks, and the row that allows everything
    a, b, c = (fixed.random_state(seed, 32) for seed in range(3))
    for state in (a, b, a, c):  # c takes the place of b
        assert torch.equal(applied(masks, x := logits(1, 32), [state]), fixed.expected(x, [state], 32))
    assert (masks.uploads, masks.hits, masks.evictions) == (3, 1, 1)
    masks.rows([a, c])
    assert masks.uploads == 3
    masks.rows([b])
    assert (masks.uploads, masks.evictions) == (4, 2)


def test_a_call_never_loses_a_mask_that_it_needs() -> None:
    masks = DeviceMasks(CPU, 32, max_bytes=3 * ROW)
    states = [fixed.random_state(seed, 32) for seed in range(9)]
    x = logits(9, 32)
    for order in ([states[0], states[1]], [states[2], states[0]], states, states[::-1], [None, *states[:8]]):
        assert torch.equal(applied(masks, x[: len(order)], order), fixed.expected(x[: len(order)], order, 32))
    assert masks.uploads == 3 + 9, "a table for two masks is replaced once by one for nine"


@given(st.lists(st.lists(st.integers(-1, 7), min_size=1, max_size=6), max_size=12), st.integers(1, 6))
def test_any_order_of_calls_gives_the_masks_of_the_states(calls: list[list[int]], room: int) -> None:
    masks = DeviceMasks(CPU, 32, max_bytes=room * ROW)
    states = [fixed.random_state(seed, 32) for seed in range(8)] + [None]
    x = logits(6, 32)
    for call in calls:
        order = [states[index] for index in call]
        assert torch.equal(applied(masks, x[: len(order)], order), fixed.expected(x[: len(order)], order, 32))


def test_arrays_that_are_gone_are_neither_kept_alive_nor_confused_with_new_ones() -> None:
    masks = DeviceMasks(CPU, 32, max_bytes=1000 * ROW)
    x = logits(1, 32)
    identities = set()
    for seed in range(200):
        state = fixed.random_state(seed, 32)
        identities.add(id(state.mask()))
        assert torch.equal(applied(masks, x, [state]), fixed.expected(x, [state], 32))
        del state
    gc.collect()
    assert masks.uploads == 200 and len(identities) < 200, "the test needs identities that come again"
    assert not any(known.mask() is not None for known in masks._resident.values())


def test_masks_of_an_earlier_step_are_refused_once_their_place_may_be_taken() -> None:
    masks = DeviceMasks(CPU, 32, max_bytes=3 * ROW)
    a, b, c = (fixed.random_state(seed, 32) for seed in range(3))
    x = logits(1, 32)
    first = masks.allowed([a])
    masks.allowed([b])
    assert first is not None and torch.equal(first.apply(x), fixed.expected(x, [a], 32))
    masks.allowed([c])
    with pytest.raises(PipelineError, match="earlier step"):
        first.apply(x)
    larger = masks.allowed([b])
    masks.allowed([a, b, c])
    with pytest.raises(PipelineError, match="earlier step"):
        larger.forbidden()  # type: ignore[union-attr]


def test_states_of_two_constraints_and_ended_rows() -> None:
    vocab = gd.Vocab.bytes_only()
    digits, letters = (gd.compile(gd.regex(pattern), vocab) for pattern in ("[0-9]+", "[a-z]{2}"))
    one, two = digits.start(), letters.start()
    done = letters.start().advance(97).advance(98).advance(vocab.eos[0])
    order: list[Any] = [two, one.advance(49), done, two, None, done]
    masks = DeviceMasks(CPU, len(vocab))
    result = applied(masks, torch.zeros(6, len(vocab)), order)
    allowed = [frozenset((row == 0).nonzero()[:, 0].tolist()) for row in result]
    lower, numbers = frozenset(range(97, 123)), frozenset(range(48, 58)) | {vocab.eos[0]}
    assert allowed == [lower, numbers, frozenset(), lower, frozenset(range(len(vocab))), frozenset()]


def test_tables_of_inference_mode_serve_afterwards() -> None:
    a, b = (fixed.random_state(seed, 32) for seed in range(2))
    x = logits(1, 32)
    with torch.inference_mode():
        masks = DeviceMasks(CPU, 32)
        applied(masks, x, [a])
    for state in (a, b):
        assert torch.equal(applied(masks, x, [state]), fixed.expected(x, [state], 32))


@pytest.mark.parametrize("dtype", [*DTYPES, torch.float64], ids=str)
def test_all_ways_to_apply_masks_agree(dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    masks = DeviceMasks(CPU, 75)
    states = [fixed.random_state(0, 75), None, fixed.random_state(1, 40)]
    rows = masks.rows(states)
    x = logits(3, 80, dtype)
    x[0, :3], x[1, :3] = torch.tensor([math.nan, math.inf, -math.inf]), torch.tensor([math.nan, -0.0, -math.inf])
    forbidden, result = masks.forbidden(rows), masks.apply(x, rows)
    monkeypatch.setattr("sys.byteorder", "big")  # takes the way of other devices: shifts and booleans
    assert forbidden.shape == (3, 75) and torch.equal(masks.forbidden(rows), forbidden)
    other = masks.apply(x, rows)
    for each in (result, other, masks.apply(x, rows, torch.empty_like(x)), masks.apply(x, rows, x)):
        torch.testing.assert_close(each, other, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("columns", [30, 64, 90])
def test_logits_may_lie_apart(columns: int) -> None:
    masks = DeviceMasks(CPU, 64)
    states = [fixed.random_state(seed, 64) for seed in range(3)]
    x = logits(3, 2 * columns)[:, ::2]
    assert torch.equal(applied(masks, x, states), fixed.expected(x, states, 64))


def test_an_empty_batch_has_no_rows() -> None:
    masks = DeviceMasks(CPU, 40)
    assert masks.rows([]).shape == (0,) and applied(masks, torch.zeros(0, 40), []).shape == (0, 40)
