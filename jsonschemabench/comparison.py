"""A run: engines in alternation over the cases, one process active at a time."""

from __future__ import annotations

import contextlib
import datetime
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
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
    """

    def __init__(
        self,
        engines: Sequence[str],
        tokenizer: Path | None,
        options: dict[str, Any],
        time_limit: float,
        warm: Job | None = None,
    ) -> None:
        self._stack = contextlib.ExitStack()
        self.workers: list[Worker] = []
        with self._stack:
            for name in engines:
                worker = Worker(name, tokenizer, options, time_limit, warm)
                self._stack.callback(worker.stop)
                self.workers.append(worker)
            self._stack = self._stack.pop_all()

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def records(self, jobs: Iterable[Job]) -> Iterator[list[Record]]:
        """The records of each case; the engine that begins is another one from case to case."""
        count = len(self.workers)
        for number, job in enumerate(jobs):
            order = [self.workers[(number + turn) % count] for turn in range(count)]
            yield [worker.measure(job) for worker in order]

    def about(self) -> dict[str, dict[str, Any]]:
        """Version, settings, one-off costs and memory (bytes) of each engine, by name; asked for at the end."""
        return {
            worker.name: {
                "version": worker.started.version,
                "settings": worker.started.settings,
                "costs": {name: round(seconds, 4) for name, seconds in worker.started.costs.items()},
                "resident at first": worker.started.resident,
                "resident at last": worker.resident(),
                "restarts": worker.restarts,
            }
            for worker in self.workers
        }


def machine() -> dict[str, Any]:
    """Where and when: processor, cores, how busy they are, versions, date."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "cpu": model,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
        "numba": _version("numba"),
    }


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "none"
