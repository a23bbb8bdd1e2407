"""Which bytes may come next: for forced text, and to explain a mask."""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    KIND,
    N_THREADS,
    RECORD,
    SCALARS,
    THREAD_POS,
    Address,
    Header,
    ints_at,
    kernel,
    table,
)
from gendecode.constrain.layout import SPECIAL
from gendecode.constrain.machine import load, step


@kernel
def allowed_bytes(header: Header, state: int, out: Address) -> None:
    """Set ``out[b]`` (int32[256]) for each byte that may come next."""
    flags, scalars = ints_at(out, 256), table(header, SCALARS)
    end = np.int64(load(header, state))
    record = scalars[RECORD]
    for byte in range(256):
        scalars[N_THREADS], scalars[RECORD] = end, record
        flags[byte] = step(header, np.int64(0), end, byte) > end


@kernel
def only_byte(header: Header, state: int) -> int:
    """The one byte that may come next, or -1 when there are several, or a token that is read as a whole."""
    end = np.int64(load(header, state))
    for i in range(end):
        if table(header, KIND)[table(header, THREAD_POS)[i]] == SPECIAL:
            return np.int64(-1)
    found, scalars = np.int64(-1), table(header, SCALARS)
    record = scalars[RECORD]
    for byte in range(256):
        scalars[N_THREADS], scalars[RECORD] = end, record
        if step(header, np.int64(0), end, byte) > end:
            if found >= 0:
                return np.int64(-1)
            found = np.int64(byte)
    return found
