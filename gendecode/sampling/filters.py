"""The everyday stages: temperature, top-k, top-p, min-p, repetition penalty.

Each computes, bit for bit, what the class of the same name in transformers computes for a row without
padding, so that results carry over between ``gendecode.generate`` and ``model.generate``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from gendecode.sampling import checks
from gendecode.sampling.base import Context, Filter, Side, Stage

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Temperature(Filter):
    """Divide the logits by ``temperature``: below 1 sharpens the distribution, above 1 flattens it.

    Args:
        temperature: greater than 0. For the most probable token ask for greedy decoding instead
            (``generate(..., temperature=0)``).
    """

    temperature: float

    def __post_init__(self) -> None:
        checks.real("temperature", self.temperature, 0, math.inf, open_low=True)

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        return x / self.temperature


@dataclass(frozen=True)
class TopK(Filter):
    """Keep the ``k`` most probable tokens, and those that tie with the last of them."""

    k: int

    def __post_init__(self) -> None:
        checks.whole("k of TopK", self.k, 1)

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        least = torch.topk(x, min(self.k, x.shape[-1]), dim=-1).values[..., -1:]
        return x.masked_fill(x < least, -math.inf)


@dataclass(frozen=True)
class TopP(Filter):
    """Keep the smallest set of most probable tokens whose probabilities add up to ``p`` or more.

    Args:
        p: from 0 (only the most probable token) to 1 (all).
    """

    p: float

    def __post_init__(self) -> None:
        checks.real("p of TopP", self.p, 0, 1)

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        ascending, order = torch.sort(x, descending=False, dim=-1)
        drop = ascending.softmax(dim=-1).cumsum(dim=-1) <= (1 - self.p)
        drop[..., -1] = False
        return x.masked_fill(drop.scatter(-1, order, drop), -math.inf)


@dataclass(frozen=True)
class MinP(Filter):
    """Keep the tokens that are at least ``p`` times as probable as the most probable one.

    Args:
        p: from 0 (all) to 1 (only the most probable one, and its ties).
    """

    p: float

    def __post_init__(self) -> None:
        checks.real("p of MinP", self.p, 0, 1)

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        probs = x.softmax(dim=-1)
        return x.masked_fill(probs < self.p * probs.amax(dim=-1, keepdim=True), -math.inf)


@dataclass(frozen=True)
class RepetitionPenalty(Stage[frozenset[int]]):
    """Make every token that the prompt or the text already contains less likely (CTRL, arXiv 1909.05858).

    A positive logit is divided by ``penalty`` and a negative one multiplied with it, once per token,
    however often it occurred. The state is the set of tokens seen.

    Args:
        penalty: greater than 0; above 1 discourages, below 1 encourages repetition.
    """

    unique = True
    penalty: float

    def __post_init__(self) -> None:
        checks.real("penalty", self.penalty, 0, math.inf, open_low=True)

    def start(self, context: Context) -> frozenset[int]:
        return frozenset(token for token in context.prompt if token < context.width)

    def apply(self, states: Sequence[frozenset[int]], x: Tensor, side: Side) -> Tensor:
        rows = torch.tensor([row for row, seen in enumerate(states) for _ in seen], dtype=torch.long, device=x.device)
        tokens = torch.tensor([token for seen in states for token in seen], dtype=torch.long, device=x.device)
        score = x[rows, tokens]
        result = x.clone()
        result[rows, tokens] = torch.where(score < 0, score * self.penalty, score / self.penalty)
        return result

    def advance(self, state: frozenset[int], token: int, x: Tensor | None) -> frozenset[int]:
        return state if token in state else state | {token}
