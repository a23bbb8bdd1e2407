"""Pipelines: what is refused when they are built, order, state, observation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from gendecode.errors import PipelineError
from gendecode.sampling import Constrain, Context, Domain, Filter, Pipeline, Side, Stage, Temperature, TopK

WIDTH = 5


class Softmax(Filter):
    domain = (Domain.LOGITS, Domain.PROBS)

    def apply(self, states: Sequence[None], x: torch.Tensor, side: Side) -> torch.Tensor:
        return x.softmax(dim=-1)

    def __repr__(self) -> str:
        return "Softmax()"


class Surprise(Stage[tuple[float, ...]]):
    """Remembers the probability of every chosen token at its own place in the pipeline."""

    observes = True

    def start(self, context: Context) -> tuple[float, ...]:
        return ()

    def apply(self, states: Sequence[tuple[float, ...]], x: torch.Tensor, side: Side) -> torch.Tensor:
        return x + 1

    def advance(self, state: tuple[float, ...], token: int, x: torch.Tensor | None) -> tuple[float, ...]:
        assert x is not None
        return (*state, float(x[token]))


class Contrast(Filter):
    wants = frozenset({"lame"})

    def apply(self, states: Sequence[None], x: torch.Tensor, side: Side) -> torch.Tensor:
        return x - side.views["lame"]


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        (
            [Softmax(), Temperature(0.5)],
            r"Temperature\(temperature=0.5\) reads logits, and Softmax\(\) .* probabilities",
        ),
        ([TopK(3), Temperature(1), TopK(2)], r"TopK\(k=2\) is the second TopK"),
        ([Constrain(), Constrain()], "second Constrain"),
        ([Temperature], "the class Temperature; build it"),
        (["temperature"], "stage 0 is 'temperature', which is not a Stage"),
    ],
)
def test_a_pipeline_that_cannot_work_is_refused_when_it_is_built(stages: Any, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        Pipeline(stages)


def test_repr_shows_the_stages_in_the_order_of_the_user() -> None:
    assert repr(Pipeline([TopK(3), Temperature(0.5)])) == "Pipeline([TopK(k=3), Temperature(temperature=0.5)])"


def test_order_is_the_users() -> None:
    x = torch.tensor([[4.0, 3.0, 2.0, 1.0, 0.0]])
    double = Pipeline([Surprise(), Temperature(2)]).apply([((), None)], Side(x)).output
    other = Pipeline([Temperature(2), Surprise()]).apply([(None, ())], Side(x)).output
    assert torch.equal(double, (x + 1) / 2) and torch.equal(other, x / 2 + 1)


def test_an_observing_stage_is_given_the_row_at_its_own_place() -> None:
    pipeline = Pipeline([Temperature(2), Surprise()])
    start = pipeline.start(Context((), WIDTH))
    x = torch.arange(10.0).reshape(2, WIDTH)
    result = pipeline.apply([start, start], Side(x))
    states = [pipeline.advance(start, token, result.observed(row)) for row, token in [(0, 3), (1, 4)]]
    assert states == [(None, (1.5,)), (None, (4.5,))]
    assert start == (None, ())


def test_log_probs_are_normalised_in_either_domain() -> None:
    x = torch.randn(3, WIDTH, generator=torch.Generator().manual_seed(0))
    logits = Pipeline([]).apply([()] * 3, Side(x)).log_probs()
    probs = Pipeline([Softmax()]).apply([(None,)] * 3, Side(x)).log_probs()
    assert torch.allclose(logits, torch.log_softmax(x, -1)) and torch.allclose(logits, probs, atol=1e-6)


def test_a_missing_view_is_an_error_and_a_given_one_is_used() -> None:
    pipeline = Pipeline([Contrast()])
    x = torch.ones(1, WIDTH)
    with pytest.raises(PipelineError, match="wants the view 'lame'"):
        pipeline.apply([(None,)], Side(x))
    assert pipeline.apply([(None,)], Side(x, views={"lame": x})).output.tolist() == [[0.0] * WIDTH]
