"""What a person sees while a run goes on: a bar for each engine with its outcomes, and when it will be over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from jsonschemabench.measure import OUTCOMES
from jsonschemabench.plan import Found


class Bars:
    """A context manager that shows one bar for each engine.

    Args:
        engines: their names.
        total: cases, times rounds.
        console: where to; nothing is shown where that is no terminal.
    """

    def __init__(self, engines: Sequence[str], total: int, console: Console) -> None:
        self._total = total
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[outcomes]}"),
        )
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._tasks = {name: self._progress.add_task(name, total=total, outcomes="") for name in engines}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def add(self, found: Found) -> None:
        """Count the records of a case."""
        for record in found.records:
            counts = self._counts[record.engine]
            counts[record.outcome] += 1
            shown = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
            self._progress.update(self._tasks[record.engine], advance=1, outcomes=shown)

    def begin(self, known: Sequence[Found]) -> None:
        """Count what an earlier run has measured."""
        if known:
            self._progress.console.print(f"{len(known)} of {self._total} cases were measured before")
        for found in known:
            self.add(found)
