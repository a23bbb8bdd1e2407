"""The library's cache folder, and small named arrays kept in it between processes.

The cache is an optimisation only: an unreadable or corrupt file is rebuilt, a folder that cannot be
written to is left alone, and neither is ever an error.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

MAX_BYTES = 1_000_000_000
"""Size of one folder of arrays; the least recently used files go first."""

_STALE_SECONDS = 3600.0


def cache_dir() -> Path:
    """The folder of everything that gendecode may lose: ``$GENDECODE_CACHE``, or the user's cache folder.

    The folder need not exist.
    """
    chosen = os.environ.get("GENDECODE_CACHE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("gendecode"))


def load_arrays(folder: str, key: str) -> dict[str, NDArray[Any]] | None:
    """The arrays stored under ``key`` in a subfolder of :func:`cache_dir`, or None if there is no sound file."""
    path = cache_dir() / folder / f"{key}.npz"
    try:
        # Opened here, because NumPy leaves a damaged archive open.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except Exception:  # a damaged archive raises almost anything, and whatever it was, it is rebuilt
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # the time of last use, for _trim
    return arrays


def store_arrays(folder: str, key: str, arrays: Mapping[str, NDArray[Any]], *, max_bytes: int = MAX_BYTES) -> bool:
    """Keep ``arrays`` under ``key``; True when they were written. Readers never see half a file."""
    target = cache_dir() / folder
    try:
        target.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(suffix=".tmp", prefix=f"{key}.", dir=target)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        os.replace(temporary, target / f"{key}.npz")
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        return False
    _trim(target, max_bytes)
    return True


def _trim(folder: Path, max_bytes: int) -> None:
    """Delete the least recently used files beyond ``max_bytes``, and what interrupted writers left behind."""
    with contextlib.suppress(OSError):
        files = []
        for path in folder.iterdir():
            with contextlib.suppress(OSError):  # another process may have deleted it meanwhile
                status = path.stat()
                if path.suffix == ".npz":
                    files.append((status.st_mtime, status.st_size, path))
                elif path.suffix == ".tmp" and time.time() - status.st_mtime > _STALE_SECONDS:
                    path.unlink()
        kept = 0
        for _, size, path in sorted(files, reverse=True):
            kept += size
            if kept > max_bytes:
                path.unlink(missing_ok=True)
