"""Numba keeps machine code per source file; ours must be rebuilt when any kernel file changes.

Numba looks at the file of a kernel only, not at the files of the kernels that it calls, and would go on
using a caller with an old callee compiled into it. So the cache folder carries a stamp of all sources.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from pathlib import Path

_FOLDER = Path(__file__).parent
_CACHE = _FOLDER / "__pycache__"
_SOURCES = _CACHE / "kernels.sources"  # the sources that the cached code was compiled from
_COMPLETE = _CACHE / "kernels.complete"  # present once all kernels are cached


@functools.cache
def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=16)
    constants = {_FOLDER / "layout.py", _FOLDER.parent / "limits.py"}  # which are compiled in
    for source in sorted(constants.union(_FOLDER.glob("*.py"))):
        text = source.read_bytes()
        if b"@kernel" in text or source in constants:
            digest.update(text)
    return digest.hexdigest()


def _holds(stamp: Path) -> bool:
    with contextlib.suppress(OSError):
        return stamp.read_text() == _fingerprint()
    return False


def drop_stale_kernels() -> None:
    """Delete cached machine code that was compiled from other sources than the present ones."""
    if _holds(_SOURCES):
        return
    with contextlib.suppress(OSError):  # a read-only installation keeps its cache elsewhere
        for file in [_COMPLETE, *_CACHE.glob("*.nbi"), *_CACHE.glob("*.nbc")]:
            file.unlink(missing_ok=True)
        _CACHE.mkdir(exist_ok=True)
        _SOURCES.write_text(_fingerprint())


def _kept_elsewhere() -> bool:
    """True when Numba was told to keep its code in another folder, or to compile with other options."""
    return bool(os.environ.keys() & {"NUMBA_CACHE_DIR", "NUMBA_BOUNDSCHECK"})


def kernels_are_cached() -> bool:
    """True when every kernel was compiled from the present sources before."""
    return not _kept_elsewhere() and _holds(_COMPLETE)


def mark_kernels_cached() -> None:
    """Note that all kernels are on disk now."""
    if not _kept_elsewhere() and not kernels_are_cached():
        with contextlib.suppress(OSError):
            _COMPLETE.write_text(_fingerprint())
