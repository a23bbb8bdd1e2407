"""Decoder: how the tokens of a batch come about. ``Plain`` asks the model for one token a step.

A decoder joins a runner, which knows no grammar, with samples, whose stages and constraints know no model.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import torch

from gendecode.errors import ModelError, PipelineError
from gendecode.sampling import choose
from gendecode.sampling.base import Side
from gendecode.sampling.constrained import removed_mass
from gendecode.sampling.device_masks import DeviceMasks
from gendecode.sampling.sample import ChosenToken, Sample

if TYPE_CHECKING:
    from torch import Tensor

    from gendecode.models.base import Runner
    from gendecode.sampling.pipeline import Pipeline


@dataclass
class Costs:
    """What a run has cost: forward passes, and seconds of the host spent on masks."""

    forwards: int = 0
    mask_seconds: float = 0.0


class Decoder(Protocol):
    """A decoding algorithm. It may change what a text costs, never the law that the text follows."""

    @property
    def supplies(self) -> frozenset[str]:
        """The further views of the model that stages may want from it."""
        ...

    def run(self, runner: Runner, samples: Sequence[Sample], pipeline: Pipeline, *, greedy: bool) -> Costs:
        """Write every sample to its end."""
        ...


@dataclass(frozen=True)
class Plain:
    """One forward pass a token. Samples that have ended leave the batch."""

    supplies: ClassVar[frozenset[str]] = frozenset()

    def run(self, runner: Runner, samples: Sequence[Sample], pipeline: Pipeline, *, greedy: bool) -> Costs:
        """Write every sample to its end.

        Raises:
            ModelError: the model's logits are not numbers.
            PipelineError: a stage left no token to choose.
        """
        costs = Costs()
        active = [sample for sample in samples if sample.finish_reason is None]
        if not active:
            return costs
        masks = DeviceMasks(runner.device, runner.width)
        logits = runner.prefill([sample.prompt for sample in active])
        while True:
            costs.forwards += 1
            _choose(active, logits, pipeline, masks, costs, greedy=greedy)
            going = [row for row, sample in enumerate(active) if sample.finish_reason is None]
            if not going:
                return costs
            if len(going) < len(active):
                runner.select(going)
                active = [active[row] for row in going]
            logits = runner.step([sample.chosen[-1].token for sample in active])


def _choose(
    active: Sequence[Sample], raw: Tensor, pipeline: Pipeline, masks: DeviceMasks, costs: Costs, *, greedy: bool
) -> None:
    """One token for each sample from the model's logits, float32[B, V]."""
    began = time.perf_counter()
    allowed = masks.allowed([sample.state for sample in active])
    costs.mask_seconds += time.perf_counter() - began
    side = Side(raw, allowed)
    applied = pipeline.apply([sample.stages for sample in active], side)
    log_probs = applied.log_probs()
    if greedy:
        tokens = choose.greedy(log_probs)
    else:
        tokens = choose.multinomial(log_probs, choose.uniforms([sample.generator for sample in active]))
    for row, (sample, choice) in enumerate(zip(active, _read(tokens, side, log_probs, pipeline), strict=True)):
        sample.accept(choice, applied.observed(row))


def _read(tokens: Tensor, side: Side, log_probs: Tensor, pipeline: Pipeline) -> list[ChosenToken]:
    """The chosen tokens and their figures, in one transfer from the device."""
    at = tokens.clamp(max=log_probs.shape[-1] - 1)[:, None]
    model = torch.log_softmax(side.raw, dim=-1).gather(1, at)[:, 0]
    final = log_probs.gather(1, at)[:, 0]
    # float64 holds every token id exactly.
    columns = (tokens, model, final, removed_mass(side.raw, side.allowed))
    figures = torch.stack([column.double() for column in columns], dim=-1).tolist()
    chosen = [ChosenToken(int(token), *rest) for token, *rest in figures]
    if not all(choice.log_prob > -torch.inf for choice in chosen):  # also catches NaN
        _explain(side, pipeline)
    return chosen


def _explain(side: Side, pipeline: Pipeline) -> None:
    """Raise the error that says why no token could be chosen."""
    if side.raw.isnan().any():
        raise ModelError("the model's logits are not numbers (NaN): check its weights and its dtype")
    raise PipelineError(f"{pipeline!r} left no token to choose")
