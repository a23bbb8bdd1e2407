"""Compile the kernels: once per installation, when it is installed or when they are first needed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from gendecode.constrain.determinise import subset_position
from gendecode.constrain.extract import memo_entry
from gendecode.constrain.forking import LEAF, forkable_lock
from gendecode.constrain.kernel_cache import kernels_are_cached
from gendecode.constrain.kernels import COMPILED, intern, ready, rehash
from gendecode.constrain.machine import advance_input, advance_token, enter
from gendecode.constrain.peek import allowed_bytes, only_byte
from gendecode.constrain.profiles import build_counted_memo, profile_measured, profile_region
from gendecode.constrain.regions import build_memo
from gendecode.constrain.walk import fill_mask, make_mask, prepare_mask

_ENTRIES = (
    intern, rehash, subset_position, enter, advance_input, advance_token, allowed_bytes, only_byte,
    build_memo, profile_region, profile_measured, build_counted_memo, memo_entry, fill_mask, make_mask, prepare_mask,
)  # fmt: skip
_lock = forkable_lock(LEAF)
_done = threading.Event()
logger = logging.getLogger("gendecode")


def warmup(progress: Callable[[int, int], None] | None = None) -> float:
    """Make the engine's kernels ready, compiling them if this installation never did; seconds taken.

    Compiling takes tens of seconds, loading a fraction of one. Without Numba there is nothing to do.

    Args:
        progress: called with (kernels done, kernels in all) while kernels are compiled.
    """
    begin = time.perf_counter()
    with _lock:
        if not _done.is_set():
            if COMPILED and progress is None and not kernels_are_cached():
                logger.warning("compiling the engine's kernels: once per installation, about half a minute")
            ready(_ENTRIES, progress)
            _done.set()
    return time.perf_counter() - begin
