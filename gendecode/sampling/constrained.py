"""Constraint masks on the device: packed words in, bool[B, V] out, and the probability mass they remove."""

from __future__ import annotations

import math
import sys
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from gendecode.sampling.base import AnyStage, Filter, Side
from gendecode.sampling.pipeline import Pipeline
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from gendecode.constrain.base import State

_DEVICE_CACHE_BYTES = 64_000_000


@dataclass(frozen=True)
class Constrain(Filter):
    """The place in a pipeline where the constraint takes effect: what it does not allow gets minus infinity.

    ``generate`` and the plug-in put it first unless the list of stages holds one, because truncating
    stages such as top-p should count allowed tokens only.
    """

    def apply(self, states: Sequence[None], x: Tensor, side: Side) -> Tensor:
        return x if side.allowed is None else x.masked_fill(~side.allowed, -math.inf)


def with_constraint(stages: Iterable[AnyStage]) -> Pipeline:
    """The pipeline of ``stages``, with the constraint first unless they hold a :class:`Constrain` of their own."""
    own = Pipeline(stages).stages
    return Pipeline(own if any(isinstance(stage, Constrain) for stage in own) else (Constrain(), *own))


def removed_mass(raw: Tensor, allowed: Tensor | None) -> Tensor:
    """The model's probability of what the constraint forbids, float32[B], from logits [B, V] and bool[B, V]."""
    if allowed is None:
        return raw.new_zeros(raw.shape[0])
    total = torch.logsumexp(raw, dim=-1)
    kept = torch.logsumexp(raw.masked_fill(~allowed, -math.inf), dim=-1)
    return (-torch.expm1(kept - total)).clamp(0.0, 1.0)


class MaskReader:
    """Turns the masks of many states into one bool[B, V] on a device.

    Equal masks are handed out by the engine as one and the same array, so each distinct array is
    unpacked once per call. On an accelerator the packed words stay on the device, least recently used
    ones let go first, so that masks that come again are not uploaded again.

    Args:
        width: V. Tokens beyond a state's vocabulary are padding and never allowed.
        device: where the result lives.
        cache_bytes: bound of the copies on an accelerator.
    """

    def __init__(self, width: int, device: torch.device, cache_bytes: int = _DEVICE_CACHE_BYTES) -> None:
        self.width, self.device = width, device
        self.hits = self.uploads = 0
        self._words = bitmask.words(width)
        self._capacity = max(1, cache_bytes // (4 * self._words))
        # By identity of the array, which the entry keeps alive, so that an identity cannot be taken over.
        self._resident: OrderedDict[int, tuple[NDArray[np.uint32], Tensor]] = OrderedDict()

    def allowed(self, states: Sequence[State | None]) -> Tensor | None:
        """bool[B, V] of what each state allows; all True for None. None when no row has a state."""
        if all(state is None for state in states):
            return None
        distinct: dict[int, NDArray[np.uint32] | None] = {}
        keys = []
        for state in states:
            mask = None if state is None else state.mask()
            distinct.setdefault(id(mask), mask)
            keys.append(id(mask))
        position = {key: index for index, key in enumerate(distinct)}
        rows = [position[key] for key in keys]
        table = self._unpack(list(distinct.values()))
        if rows == list(range(len(distinct))):
            return table
        return table[torch.tensor(rows, device=self.device)]

    def _unpack(self, masks: list[NDArray[np.uint32] | None]) -> Tensor:
        """bool[len(masks), V]."""
        if self.device.type == "cpu" and sys.byteorder == "little":
            packed = np.stack([self._fitted(mask) for mask in masks])
            bits = np.unpackbits(packed.view(np.uint8), axis=1, count=self.width, bitorder="little")
            return torch.from_numpy(bits).view(torch.bool)
        return self._shifted(torch.stack([self._on_device(mask) for mask in masks]))

    def _shifted(self, words: Tensor) -> Tensor:
        """bool[n, V] from int32[n, words], without leaving the device."""
        shifts = torch.arange(32, dtype=torch.int32, device=self.device)
        return ((words[:, :, None] >> shifts) & 1).bool().flatten(1)[:, : self.width]

    def _on_device(self, mask: NDArray[np.uint32] | None) -> Tensor:
        """int32[words] on the device; uploaded only when it is not there yet."""
        if mask is None:
            return torch.full((self._words,), -1, dtype=torch.int32, device=self.device)
        entry = self._resident.get(id(mask))
        if entry is not None:
            self._resident.move_to_end(id(mask))
            self.hits += 1
            return entry[1]
        self.uploads += 1
        words = torch.from_numpy(self._fitted(mask).view(np.int32).copy()).to(self.device)
        self._resident[id(mask)] = (mask, words)
        if len(self._resident) > self._capacity:
            self._resident.popitem(last=False)
        return words

    def _fitted(self, mask: NDArray[np.uint32] | None) -> NDArray[np.uint32]:
        """The mask at exactly ``ceil(V / 32)`` words; bits beyond the state's vocabulary are 0."""
        if mask is None:
            return np.full(self._words, 0xFFFFFFFF, np.uint32)
        if len(mask) >= self._words:
            return mask[: self._words]
        return np.concatenate([mask, np.zeros(self._words - len(mask), np.uint32)])
