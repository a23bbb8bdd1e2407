"""Packed masks that live on the device of the logits, and the operation that applies them.

The engine hands out equal masks as one and the same read-only array, so an array that was seen before
needs no second look: its row of the table on the device is a dictionary lookup, and nothing is uploaded.
What is new in a call, masks and row numbers alike, goes up in one copy from pinned memory, on the
current stream and without waiting for it; a call for the rows of the call before uploads nothing at all.

Three ways to apply them, with one result. On CUDA a kernel unpacks the words in registers while it writes
the logits (``mask_kernel``). On the CPU the logits are treated as integers, because a choice by a boolean
is a branch an entry there, and wrong guesses cost up to ten times the rest. Anywhere else, where Triton is
missing, and where gradients are wanted, the mask is unpacked to booleans first.
"""

from __future__ import annotations

import functools
import logging
import math
import sys
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch

from gendecode.errors import PipelineError
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from gendecode.constrain.base import State

    Mask = NDArray[np.uint32]
    Launch = Callable[[Tensor, Tensor, Tensor, Tensor], None]

logger = logging.getLogger("gendecode")

_MAX_BYTES = 64_000_000
_MAX_ROWS = 16_384  # of a small vocabulary: what is known about a row takes some 300 bytes of the host
_INTEGERS = {torch.float32: np.int32, torch.bfloat16: np.int16, torch.float16: np.int16}  # of the same size
_EVERYTHING = 0  # the row of the table that allows every token


class DeviceMasks:
    """A bounded table of masks on a device. For one run at a time: it is not thread-safe.

    Masks are known by the identity of their array, which is not kept alive. When the table is full, those
    unused for longest make room, never one that the same call needs. A call with more different masks
    than there is room for gets a larger table: the masks of a batch take a 32nd of its logits at most.

    Args:
        device: where the logits are.
        width: number of logits, V. A mask of a smaller vocabulary forbids the rest.
        max_bytes: size of the table, which is allocated at once.

    Attributes:
        hits: distinct masks, summed over calls, that were on the device already.
        uploads: masks that were copied to the device.
        evictions: masks that the table has let go.
    """

    def __init__(self, device: torch.device, width: int, max_bytes: int = _MAX_BYTES) -> None:
        self.device, self.width = device, width
        self.hits = self.uploads = self.evictions = 0
        self._words = bitmask.words(width)
        self._full = bitmask.pack(np.ones(width, np.bool_))
        self._resident: OrderedDict[int, _Resident] = OrderedDict()
        self._last: list[int] = []  # the rows of the call before, and the same on the device
        self._index = torch.empty(0, dtype=torch.int64, device=device)
        self._allocate(min(max(2, max_bytes // (4 * self._words)), _MAX_ROWS))

    def allowed(self, states: Sequence[State | None]) -> Allowed | None:
        """What each state allows next; everything for None. None when no row has a state."""
        if all(state is None for state in states):
            return None
        return Allowed(self, self.rows(states), self.evictions)

    def rows(self, states: Iterable[State | None]) -> Tensor:
        """int64[B] on the device: the row of the table that holds the mask of each state.

        Good until a later call puts other masks there, which ``evictions`` counts. Not to be written to.
        """
        masks = [None if state is None else state.mask() for state in states]
        needed = {id(mask): mask for mask in masks if mask is not None}
        if len(needed) >= self._capacity:
            self._allocate(2 * len(needed))
        missing = [mask for key, mask in needed.items() if not self._touch(key, mask)]
        self.hits += len(needed) - len(missing)
        fresh = [(self._room(mask), mask) for mask in missing]
        numbers = [_EVERYTHING if mask is None else self._resident[id(mask)].row for mask in masks]
        if fresh or numbers != self._last:
            self._index, self._last = self._upload(numbers, fresh), numbers
        return self._index

    def apply(self, logits: Tensor, rows: Tensor, out: Tensor | None = None) -> Tensor:
        """The logits with minus infinity for what is forbidden.

        Args:
            logits: floating point [B, V] on the device. Columns at or beyond ``width`` are forbidden in every row.
            rows: int64[B], contiguous; see :meth:`rows`.
            out: where to write the result, a tensor like the logits or the logits themselves; a new one by default.
        """
        if logits.dtype not in _INTEGERS or (torch.is_grad_enabled() and logits.requires_grad):
            return _fill(logits, self.forbidden(rows), out)
        if self._unpacks_bytes():
            return _select(logits, self._table[rows], out)
        launch = _kernel() if _lies_for_kernel(logits, out) else None
        if launch is None:
            return _fill(logits, self.forbidden(rows), out)
        out = torch.empty_like(logits) if out is None else out
        launch(logits, self._table, rows, out)
        return out

    def forbidden(self, rows: Tensor) -> Tensor:
        """bool[B, width]: the masks of the rows, unpacked, True where a token is not allowed."""
        words = ~self._table[rows]
        if self._unpacks_bytes():
            bits = np.unpackbits(words.numpy().view(np.uint8), axis=1, count=self.width, bitorder="little")
            return torch.from_numpy(bits).view(torch.bool)
        shifts = torch.arange(bitmask.BITS, dtype=torch.int32, device=self.device)
        return ((words[:, :, None] >> shifts) & 1).bool().flatten(1)[:, : self.width]

    def _unpacks_bytes(self) -> bool:
        """True when NumPy can read the words, and finds token t in bit t % 8 of byte t // 8."""
        return self.device.type == "cpu" and sys.byteorder == "little"

    def _allocate(self, capacity: int) -> None:
        """An empty table of so many rows."""
        self.evictions += len(self._resident)
        self._resident.clear()
        self._capacity, self._used = capacity, _EVERYTHING + 1
        with torch.inference_mode(False):  # a table made in inference mode could not be written to outside of it
            self._table = torch.empty((capacity, self._words), dtype=torch.int32, device=self.device)
        self._table[_EVERYTHING] = torch.from_numpy(self._full.view(np.int32)).to(self.device)

    def _touch(self, key: int, mask: Mask) -> bool:
        """True when the mask is resident; it then counts as just used."""
        known = self._resident.get(key)
        if known is None or known.mask() is not mask:  # an array may get the identity of one that is gone
            return False
        self._resident.move_to_end(key)
        return True

    def _room(self, mask: Mask) -> int:
        """A row for a new mask."""
        gone = self._resident.pop(id(mask), None)
        if gone is None and self._used == self._capacity:
            # Whatever this call needs has been touched, so it is not the oldest.
            gone = self._resident.popitem(last=False)[1]
        if gone is None:
            row, self._used = self._used, self._used + 1
        else:
            row, self.evictions = gone.row, self.evictions + 1
        self._resident[id(mask)] = _Resident(row, weakref.ref(mask))
        return row

    def _upload(self, numbers: list[int], fresh: list[tuple[int, Mask]]) -> Tensor:
        """Copy new masks to their rows of the table; int64[B] of ``numbers``, on the device.

        With new masks, one buffer holds all of it: the row numbers of the batch and of the new masks, two
        words each, and then the masks.
        """
        pinned = self.device.type == "cuda"
        if not fresh:
            return torch.tensor(numbers, dtype=torch.int64, pin_memory=pinned).to(self.device, non_blocking=True)
        self.uploads += len(fresh)
        indices = [*numbers, *(row for row, _ in fresh)]
        head = 2 * len(indices)
        staged = torch.empty(head + len(fresh) * self._words, dtype=torch.int32, pin_memory=pinned)
        host = staged.numpy()
        host[:head].view(np.int64)[:] = indices
        for target, (_, mask) in zip(host[head:].reshape(len(fresh), self._words), fresh, strict=True):
            target[:] = self._fitted(mask).view(np.int32)
        moved = staged.to(self.device, non_blocking=True)
        index = moved[:head].view(torch.int64)
        self._table.index_copy_(0, index[len(numbers) :], moved[head:].view(len(fresh), self._words))
        return index[: len(numbers)]

    def _fitted(self, mask: Mask) -> Mask:
        """The mask at exactly ``width`` bits; those beyond its vocabulary are 0."""
        fitted = np.zeros_like(self._full)
        size = min(len(mask), self._words)
        np.bitwise_and(mask[:size], self._full[:size], out=fitted[:size])
        return fitted


class _Resident(NamedTuple):
    """A mask in the table."""

    row: int
    mask: weakref.ref[Mask]


@dataclass(frozen=True, eq=False)
class Allowed:
    """What each of B rows may have next, in one step: rows of a table of masks.

    Attributes:
        masks: the table.
        rows: int64[B], as ``masks.rows`` gave them.
        evictions: the count of ``masks`` at that time.
    """

    masks: DeviceMasks
    rows: Tensor
    evictions: int

    def apply(self, logits: Tensor, out: Tensor | None = None) -> Tensor:
        """The logits [B, V] with minus infinity for what is forbidden; see :meth:`DeviceMasks.apply`.

        Raises:
            PipelineError: the table has let masks go since, perhaps some of these.
        """
        self._check()
        return self.masks.apply(logits, self.rows, out)

    def forbidden(self) -> Tensor:
        """bool[B, width], True where a token is not allowed. Raises as ``apply`` does."""
        self._check()
        return self.masks.forbidden(self.rows)

    def _check(self) -> None:
        if self.masks.evictions != self.evictions:
            raise PipelineError(
                "these masks are of an earlier step, and later ones have taken their place on the device"
            )


def _fill(logits: Tensor, forbidden: Tensor, out: Tensor | None) -> Tensor:
    """``apply`` with an unpacked mask, bool[B, width]."""
    if forbidden.shape[1] != logits.shape[1]:
        forbidden = torch.nn.functional.pad(forbidden, (0, logits.shape[1] - forbidden.shape[1]), value=True)
    if out is None:
        return logits.masked_fill(forbidden, -math.inf)
    if out is not logits:
        out.copy_(logits)
    return out.masked_fill_(forbidden, -math.inf)


def _select(logits: Tensor, words: Tensor, out: Tensor | None) -> Tensor:
    """``apply`` on the CPU with packed masks, int32[B, W]: integer operations only."""
    integer = _INTEGERS[logits.dtype]
    kept = torch.from_numpy(_spread_bytes(integer).take(words.numpy().view(np.uint8), axis=0)).flatten(1)
    if kept.shape[1] < logits.shape[1]:
        kept = torch.nn.functional.pad(kept, (0, logits.shape[1] - kept.shape[1]))
    nothing = torch.tensor(-math.inf, dtype=logits.dtype).view(kept.dtype)
    result = torch.empty_like(logits) if out is None else out
    # Where all bits are kept, the two exclusive ors cancel out; where none is, the second stands alone.
    bits = torch.bitwise_xor(logits.view(kept.dtype), nothing, out=result.view(kept.dtype))
    bits &= kept[:, : logits.shape[1]]
    bits ^= nothing
    return result


@functools.cache
def _spread_bytes(integer: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """integer[256, 8]: for each byte, whose lowest bit is the first, all bits set or none for each of its bits."""
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return -bits.astype(integer)


def _lies_for_kernel(*tensors: Tensor | None) -> bool:
    return all(x is None or (x.is_cuda and x.stride(-1) == 1) for x in tensors)


@functools.cache
def _kernel() -> Launch | None:
    """The kernel, tried out once; None where Triton is missing or cannot compile."""
    try:
        from gendecode.sampling.mask_kernel import launch  # noqa: PLC0415  # only CUDA builds of torch bring Triton
    except ImportError:
        return None
    try:
        tiny = torch.zeros(1, 32, device="cuda")
        launch(tiny, tiny.int(), tiny.long()[0, :1], tiny.clone())
    except Exception as error:  # whatever a compiler, a linker or a driver may raise
        logger.warning("Triton cannot compile the kernel for masks, which are unpacked by torch instead: %s", error)
        return None
    return launch
