"""Engines in alternation over the cases, one process active at a time."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschemabench.measure import Job, Record
from jsonschemabench.worker import Worker


class Comparison:
    """Workers for several engines; a context manager that ends them.

    Args:
        engines: their names.
        tokenizer: a tokenizer.json; None means the 256 bytes.
        options: for the adapters.
        time_limit: seconds for one case and engine.
        warm: see :class:`jsonschemabench.worker.Worker`.
        memory_limit: bytes for the process of an engine.

    Raises:
        EngineFailed: an engine does not start.
    """

    def __init__(
        self,
        engines: Sequence[str],
        tokenizer: Path | None,
        options: dict[str, Any],
        time_limit: float,
        warm: Job | None = None,
        memory_limit: int | None = None,
    ) -> None:
        self._stack = contextlib.ExitStack()
        self.workers: list[Worker] = []
        with self._stack:
            for name in engines:
                worker = Worker(name, tokenizer, options, time_limit, warm, memory_limit)
                self._stack.callback(worker.stop)
                self.workers.append(worker)
            self._stack = self._stack.pop_all()

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the processes; another thread that waits for a record gets EngineFailed."""
        self._stack.close()

    def renew(self) -> None:
        """Go on with fresh processes."""
        for worker in self.workers:
            worker.renew()

    def measure(self, job: Job, turn: int) -> list[Record]:
        """The records of a case in the order of the measurements; ``turn`` decides which engine begins."""
        count = len(self.workers)
        return [self.workers[(turn + number) % count].measure(job) for number in range(count)]

    def records(self, jobs: Iterable[Job]) -> Iterator[list[Record]]:
        """The records of each case; the engine that begins is another one from case to case."""
        for turn, job in enumerate(jobs):
            yield self.measure(job, turn)

    def about(self) -> dict[str, dict[str, Any]]:
        """Version, settings, one-off costs and memory (bytes) of each engine, by name; asked for at the end."""
        return {
            worker.name: {
                "version": worker.started.version,
                "settings": worker.started.settings,
                "costs": {name: round(seconds, 4) for name, seconds in worker.started.costs.items()},
                "resident at first": worker.started.resident,
                "resident at last": worker.resident(),
                "restarts": worker.restarts.total(),
                "why restarted": dict(worker.restarts),
            }
            for worker in self.workers
        }


def joined(several: Sequence[Mapping[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """What :meth:`Comparison.about` said of the same engines in several groups of processes, as one."""
    found: dict[str, dict[str, Any]] = {}
    for about in several:
        for name, one in about.items():
            if name not in found:
                found[name] = dict(one)
                continue
            known = found[name]
            known["resident at last"] = max(known["resident at last"], one["resident at last"])
            known["restarts"] += one["restarts"]
            known["why restarted"] = dict(Counter(known["why restarted"]) + Counter(one["why restarted"]))
    return found
