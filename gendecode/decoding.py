"""Decoder: how the tokens of a batch come about. ``Plain`` asks the model for one token a step.

A decoder joins a runner, which knows no grammar, with samples, whose stages and constraints know no model.

Drafts save forward passes. A drafter proposes the next tokens of a text; one pass over the last token and
the draft gives the logits after each of them; then the loop chooses token after token from these logits as
it would have from single passes: with the same stages, masks and random numbers. While the choice is the drafted
token, the logits after it are those of the text. At the first other choice the rest of the pass is of no
use and is taken off the cache. So a draft decides what a text costs and never what it says.
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
    """What a run has cost: forward passes, seconds of the host spent on masks, and tokens that were drafted."""

    forwards: int = 0
    mask_seconds: float = 0.0
    drafted: int = 0
    accepted: int = 0


class Drafter(Protocol):
    """Proposes how a text goes on."""

    def __call__(self, sample: Sample) -> Sequence[int]:
        """The ids that may come next, as many as seem worth a place in the next forward pass; may be empty."""
        ...


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
    """One forward pass a token, or for all tokens of a draft that come true. Samples that have ended leave the batch.

    Drafts are used while one sample is left. The rows of a batch would have to agree on what to take off the
    cache, and a pass that is of use to one row costs all of them.

    Attributes:
        drafter: proposes tokens; None for none.
    """

    drafter: Drafter | None = None

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
        chooser = _Chooser(pipeline, DeviceMasks(runner.device, runner.width), costs, greedy)
        costs.forwards += 1
        chooser.choose(active, runner.prefill([sample.prompt for sample in active]))
        while going := [row for row, sample in enumerate(active) if sample.finish_reason is None]:
            if len(going) < len(active):
                runner.select(going)
                active = [active[row] for row in going]
            costs.forwards += 1
            draft = self._draft(runner, active)
            if draft:
                _verify(runner, active[0], draft, chooser)
            else:
                chooser.choose(active, runner.step([sample.chosen[-1].token for sample in active]))
        return costs

    def _draft(self, runner: Runner, active: Sequence[Sample]) -> Sequence[int]:
        """What may follow the last token of a lone sample, if its budget and the runner allow it."""
        if self.drafter is None or len(active) != 1:
            return ()
        # Room for one more token is kept: the one that is chosen after the draft.
        most = active[0].budget - len(active[0].chosen) - 1
        draft = self.drafter(active[0])[:most] if most > 0 else ()
        return draft if draft and runner.can_crop(len(draft) + 1) else ()


def _verify(runner: Runner, sample: Sample, draft: Sequence[int], chooser: _Chooser) -> None:
    """One pass over the last token and the draft, and the tokens that plain decoding would choose from it."""
    logits = runner.extend([[sample.chosen[-1].token, *draft]])
    accepted = 0
    for position, drafted in enumerate((*draft, None)):
        chooser.choose([sample], logits[:, position])
        if sample.chosen[-1].token != drafted:
            break
        accepted += 1
        if sample.finish_reason is not None:
            break
    chooser.costs.drafted += len(draft)
    chooser.costs.accepted += accepted
    runner.crop(len(draft) - accepted)


@dataclass(frozen=True)
class _Chooser:
    """Chooses the next tokens of samples from the logits that a model has given."""

    pipeline: Pipeline
    masks: DeviceMasks
    costs: Costs
    greedy: bool

    def choose(self, active: Sequence[Sample], raw: Tensor) -> None:
        """One token for each sample from the model's logits, float32[B, V]."""
        began = time.perf_counter()
        allowed = self.masks.allowed([sample.state for sample in active])
        self.costs.mask_seconds += time.perf_counter() - began
        side = Side(raw, allowed)
        applied = self.pipeline.apply([sample.stages for sample in active], side)
        log_probs = applied.log_probs()
        if self.greedy:
            tokens = choose.greedy(log_probs)
        else:
            tokens = choose.multinomial(log_probs, choose.uniforms([sample.generator for sample in active]))
        for row, (sample, choice) in enumerate(zip(active, _read(tokens, side, log_probs, self.pipeline), strict=True)):
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
