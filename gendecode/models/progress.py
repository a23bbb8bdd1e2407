"""Progress of long file work, on standard error: a bar on a terminal, one line per step elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """Shows one step at a time, and measures it by the bytes that have appeared in a file or folder."""

    def __init__(self, console: Console | None = None, bars: Bars | None = None) -> None:
        self._console, self._bars = console, bars
        self._path: Path | None = None
        self._size = 0

    def task(self, what: str, size: int, path: Path) -> Progress:
        """Start a step that will put about ``size`` bytes at ``path``; the step before it is complete."""
        if self._bars is not None:
            self._finish()
            self._bars.add_task(what, total=size)
        elif self._console is not None:
            self._console.print(f"{what} ({size / 1e6:.0f} MB)", highlight=False)
        self._path, self._size = path, size
        return self

    def update(self) -> None:
        """Look at the files again."""
        if self._bars is not None and self._path is not None and self._bars.task_ids:
            # A guess of the size may be too small, and a full bar that goes on looks broken.
            done = min(_bytes_below(self._path), self._size)
            self._bars.update(self._bars.task_ids[-1], completed=done)

    def _finish(self) -> None:
        if self._bars is not None and self._bars.task_ids:
            self._bars.update(self._bars.task_ids[-1], completed=self._size)


@contextlib.contextmanager
def progress_for(wanted: bool) -> Iterator[Progress]:
    """A Progress that suits standard error; silent when it is not ``wanted``."""
    if not wanted:
        yield Progress()
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Progress(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console) as bars:
        progress = Progress(console, bars)
        yield progress
        progress._finish()


def _bytes_below(path: Path) -> int:
    """The size of a file, or of all files of a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for file in [path, *path.rglob("*")]:
        with contextlib.suppress(OSError):
            if file.is_file():
                total += file.stat().st_size
    return total
