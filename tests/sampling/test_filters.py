"""The everyday stages against the classes of transformers, and the laws that every stage keeps."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers.generation import logits_process as hf

from fixed_masks import allowed_of
from gendecode.errors import PipelineError
from gendecode.sampling import Constrain, Context, MinP, Pipeline, RepetitionPenalty, Side, Temperature, TopK, TopP

WIDTH = 19


def logits(seed: int, rows: int = 3, *, masked: bool = False) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(rows, WIDTH, generator=generator) * 3
    x[:, 3] = x[:, 11]  # a tie
    if masked:
        x[torch.rand(rows, WIDTH, generator=generator) < 0.7] = -math.inf
        x[:, 5] = 0.5
    return x


def applied(stage: Any, x: torch.Tensor, prompts: Any = None) -> torch.Tensor:
    pipeline = Pipeline([stage])
    prompts = prompts or [()] * len(x)
    return pipeline.apply([pipeline.start(Context(tuple(p), WIDTH)) for p in prompts], Side(x)).output


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Temperature(0.7), hf.TemperatureLogitsWarper(0.7)),
        (Temperature(2), hf.TemperatureLogitsWarper(2.0)),
        (TopK(1), hf.TopKLogitsWarper(1)),
        (TopK(5), hf.TopKLogitsWarper(5)),
        (TopK(1000), hf.TopKLogitsWarper(1000)),
        (TopP(0.0), hf.TopPLogitsWarper(0.0)),
        (TopP(0.6), hf.TopPLogitsWarper(0.6)),
        (TopP(1.0), hf.TopPLogitsWarper(1.0)),
        (MinP(0.0), hf.MinPLogitsWarper(0.0)),
        (MinP(0.2), hf.MinPLogitsWarper(0.2)),
        (MinP(1.0), hf.MinPLogitsWarper(1.0)),
    ],
    ids=lambda stage: repr(stage) if " at 0x" not in repr(stage) else "theirs",
)
@pytest.mark.parametrize("masked", [False, True])
def test_filters_are_those_of_transformers(ours: Any, theirs: Any, masked: bool) -> None:
    for seed in range(20):
        x = logits(seed, masked=masked)
        assert torch.equal(applied(ours, x), theirs(None, x.clone()))


@given(st.integers(0, 999), st.lists(st.lists(st.integers(0, WIDTH - 1), max_size=8), min_size=1, max_size=3))
def test_repetition_penalty_is_that_of_transformers(seed: int, rows: list[list[int]]) -> None:
    for penalty in (1.3, 0.5):
        for row in rows:  # one by one: theirs needs rows of equal length
            x = logits(seed, rows=1)
            expected = hf.RepetitionPenaltyLogitsProcessor(penalty)(torch.tensor([row], dtype=torch.long), x.clone())
            assert torch.equal(applied(RepetitionPenalty(penalty), x, [row]), expected)
        batch = logits(seed, rows=len(rows))
        alone = [applied(RepetitionPenalty(penalty), batch[i : i + 1], [row]) for i, row in enumerate(rows)]
        assert torch.equal(applied(RepetitionPenalty(penalty), batch, rows), torch.cat(alone))


def test_repetition_penalty_counts_generated_tokens_and_old_states_stay() -> None:
    stage = RepetitionPenalty(2.0)
    first = stage.start(Context((4, 999), WIDTH))
    second = stage.advance(first, 7, None)
    x = torch.ones(2, WIDTH)
    result = stage.apply([first, second], x, Side(x))
    assert (result == 0.5).nonzero().tolist() == [[0, 4], [1, 4], [1, 7]]


@pytest.mark.parametrize(
    "stage", [Temperature(0.5), TopK(2), TopP(0.5), MinP(0.5), RepetitionPenalty(1.5), Constrain()], ids=repr
)
def test_stages_write_to_nothing_that_they_are_given(stage: Any) -> None:
    x = logits(1)
    allowed = allowed_of(torch.rand(x.shape, generator=torch.Generator().manual_seed(0)) < 0.5)
    side = Side(x, allowed)
    x_before, forbidden_before = x.clone(), allowed.forbidden()
    states = [stage.start(Context((1, 2, 3), WIDTH)) for _ in x]
    result = stage.apply(states, x, side)
    assert torch.equal(x, x_before) and torch.equal(allowed.forbidden(), forbidden_before)
    result.zero_()
    assert torch.equal(x, x_before), "the result shares memory with the input"
    before = stage.apply(states, x, side)
    stage.advance(states[0], 5, None)
    assert torch.equal(stage.apply(states, x, side), before), "advancing changed the old state"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Temperature(0), "temperature must be greater than 0, not 0"),
        (lambda: Temperature(math.inf), "finite"),
        (lambda: Temperature(True), "finite number"),
        (lambda: Temperature("hot"), "'hot'"),  # type: ignore[arg-type]
        (lambda: TopK(0), "k of TopK must be at least 1, not 0"),
        (lambda: TopK(2.0), "integer"),  # type: ignore[arg-type]
        (lambda: TopP(1.5), "p of TopP must be at least 0 and at most 1, not 1.5"),
        (lambda: MinP(-0.1), "p of MinP"),
        (lambda: MinP(math.nan), "finite"),
        (lambda: RepetitionPenalty(0.0), "penalty must be greater than 0"),
    ],
)
def test_parameters_are_checked_when_a_stage_is_built(build: Any, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        build()
