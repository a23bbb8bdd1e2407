"""The CUDA kernel that applies packed masks to logits. Import it only where Triton is installed.

What it computes, with V columns and W packed words a row of the table::

    out[b, t] = logits[b, t]   if bit t % 32 of table[rows[b], t // 32] is set,
                minus infinity otherwise, and for every t at or beyond 32 W

One program works on ``TILE`` words of one row, hence on 32 TILE columns, as a tile [TILE, 32] whose
rows lie one after the other in memory: logits are read and written 16 bytes a lane when V is a multiple
of 16. A word is read once and unpacked in registers. In all, a call moves what a copy of the logits
moves, plus one bit an entry.

In place, nothing is read but the words, and only what is forbidden is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import triton
import triton.language as tl

if TYPE_CHECKING:
    from torch import Tensor

_TILE = 128
_WARPS = 4


def launch(logits: Tensor, table: Tensor, rows: Tensor, out: Tensor) -> None:
    """Write the masked ``logits`` to ``out``, which may be ``logits`` itself.

    Args:
        logits: float32, bfloat16 or float16 [B, V]; columns lie next to each other.
        table: int32[n, W], contiguous.
        rows: int64[B], contiguous; which row of the table is that of each row of the logits.
        out: like logits.
    """
    batch, width = logits.shape
    if not logits.numel():
        return
    tiles = triton.cdiv(width, 32 * _TILE)
    same = out.data_ptr() == logits.data_ptr()
    with torch.cuda.device(logits.device):
        _forbid[(tiles * batch,)](
            logits,
            out,
            table,
            rows,
            width,
            table.shape[1],
            logits.stride(0),
            out.stride(0),
            tiles,
            IN_PLACE=same,
            TILE=_TILE,
            num_warps=_WARPS,
        )


@triton.jit
def _forbid(
    logits,
    out,
    table,
    rows,
    width,
    words,
    logits_stride,
    out_stride,
    tiles,
    IN_PLACE: tl.constexpr,
    TILE: tl.constexpr,
):
    """One program: ``TILE`` words of one row. See the description of the module."""
    # 64 bits: B V may exceed 2^31.
    batch_row = (tl.program_id(0) // tiles).to(tl.int64)
    word = (tl.program_id(0) % tiles) * TILE + tl.arange(0, TILE)
    bit = tl.arange(0, 32)
    packed = tl.load(table + tl.load(rows + batch_row) * words + word, mask=word < words, other=0)
    kept = ((packed[:, None] >> bit[None, :]) & 1) != 0
    column = word[:, None] * 32 + bit[None, :]
    inside = column < width
    target = out + batch_row * out_stride + column
    if IN_PLACE:
        tl.store(target, float("-inf"), mask=inside & (kept == 0))
    else:
        value = tl.load(logits + batch_row * logits_stride + column, mask=inside)
        tl.store(target, tl.where(kept, value, float("-inf")), mask=inside)
