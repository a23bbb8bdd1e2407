"""Pipeline: stages in the order in which the user lists them, checked when the list is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from gendecode.errors import PipelineError
from gendecode.sampling.base import AnyStage, Context, Domain, Side, Stage

if TYPE_CHECKING:
    from torch import Tensor

PipelineState = tuple[Any, ...]


@dataclass(frozen=True)
class Observed:
    """What the observing stages were given for one sequence: one row [V] a stage, None for the others."""

    rows: tuple[Tensor | None, ...]


@dataclass(frozen=True)
class Applied:
    """The result of one pass through a pipeline.

    Attributes:
        output: float32[B, V] in ``domain``.
        domain: what the numbers of ``output`` mean.
        inputs: for each stage that observes, the tensor [B, V] that it was given; None for the others.
    """

    output: Tensor
    domain: Domain
    inputs: tuple[Tensor | None, ...]

    def observed(self, row: int) -> Observed:
        """What ``Pipeline.advance`` needs to know about one row."""
        return Observed(tuple(None if x is None else x[row] for x in self.inputs))

    def log_probs(self) -> Tensor:
        """Natural logarithms of the distribution to draw from, float32[B, V], normalised; minus infinity for 0."""
        if self.domain is Domain.LOGITS:
            return torch.log_softmax(self.output, dim=-1)
        return torch.log(self.output) - torch.log(self.output.sum(dim=-1, keepdim=True))


class Pipeline:
    """A checked list of stages. Immutable, shared between sequences and threads.

    Args:
        stages: applied first to last. The first one reads logits.

    Raises:
        PipelineError: a stage does not read what the one before it returns, a stage that makes sense
            once is there twice, or something in the list is not a stage.
    """

    def __init__(self, stages: Iterable[AnyStage] = ()) -> None:
        self.stages: tuple[AnyStage, ...] = tuple(stages)
        _check_kinds(self.stages)
        self.domain = _check_domains(self.stages)
        _check_unique(self.stages)
        self.wants: frozenset[str] = frozenset().union(*(stage.wants for stage in self.stages))

    def __repr__(self) -> str:
        return f"Pipeline([{', '.join(map(repr, self.stages))}])"

    def start(self, context: Context) -> PipelineState:
        """The state of every stage before the first token of a sequence."""
        return tuple(stage.start(context) for stage in self.stages)

    def apply(self, states: Sequence[PipelineState], side: Side) -> Applied:
        """Run ``side.raw`` through all stages; row b with ``states[b]``. Writes to nothing it is given."""
        missing = self.wants - set(side.views)
        if missing:
            raise PipelineError(f"{self!r} wants the view {sorted(missing)[0]!r}, and this decoder does not supply it")
        x = side.raw
        inputs: list[Tensor | None] = []
        for index, stage in enumerate(self.stages):
            inputs.append(x if stage.observes else None)
            x = stage.apply([state[index] for state in states], x, side)
        return Applied(x, self.domain, tuple(inputs))

    def advance(self, state: PipelineState, token: int, observed: Observed) -> PipelineState:
        """The state of every stage after ``token``; ``state`` stays good."""
        return tuple(
            stage.advance(part, token, row) for stage, part, row in zip(self.stages, state, observed.rows, strict=True)
        )


def _check_kinds(stages: Sequence[object]) -> None:
    for position, stage in enumerate(stages):
        if isinstance(stage, type) and issubclass(stage, Stage):
            raise PipelineError(f"stage {position} is the class {stage.__name__}; build it: {stage.__name__}(...)")
        if not isinstance(stage, Stage):
            raise PipelineError(f"stage {position} is {stage!r}, which is not a Stage")


def _check_domains(stages: Sequence[AnyStage]) -> Domain:
    """What the last stage returns."""
    current, before = Domain.LOGITS, "the model"
    for stage in stages:
        reads, returns = stage.domain
        if reads is not current:
            raise PipelineError(f"{stage!r} reads {reads.value}, and {before} before it returns {current.value}")
        current, before = returns, repr(stage)
    return current


def _check_unique(stages: Sequence[AnyStage]) -> None:
    seen: dict[type, AnyStage] = {}
    for stage in stages:
        if stage.unique and type(stage) in seen:
            raise PipelineError(f"{stage!r} is the second {type(stage).__name__} of the pipeline; keep one")
        seen[type(stage)] = stage
