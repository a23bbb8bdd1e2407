"""Where constraints take effect in a pipeline, and the probability mass that they remove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from gendecode.sampling.base import AnyStage, Filter, Side
from gendecode.sampling.pipeline import Pipeline

if TYPE_CHECKING:
    from torch import Tensor

    from gendecode.sampling.device_masks import Allowed


@dataclass(frozen=True)
class Constrain(Filter):
    """The place in a pipeline where the constraint takes effect: what it does not allow gets minus infinity.

    ``generate`` and the plug-in put it first unless the list of stages holds one, because truncating
    stages such as top-p should count allowed tokens only.
    """

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        return x if side.allowed is None else side.allowed.apply(x)


def with_constraint(stages: Iterable[AnyStage]) -> Pipeline:
    """The pipeline of ``stages``, with the constraint first unless they hold a :class:`Constrain` of their own."""
    own = Pipeline(stages).stages
    return Pipeline(own if any(isinstance(stage, Constrain) for stage in own) else (Constrain(), *own))


def removed_mass(raw: Tensor, allowed: Allowed | None) -> Tensor:
    """The model's probability of what the constraint forbids, float32[B], from logits [B, V]."""
    if allowed is None:
        return raw.new_zeros(raw.shape[0])
    total = torch.logsumexp(raw, dim=-1)
    kept = torch.logsumexp(allowed.apply(raw), dim=-1)
    return (-torch.expm1(kept - total)).clamp(0.0, 1.0)
