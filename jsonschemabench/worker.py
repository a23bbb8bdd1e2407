"""One process for one engine: it measures the cases it is sent, one after the other."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jsonschemabench.engines.base import load_engine
from jsonschemabench.measure import CRASHED, TIMED_OUT, Job, Record, measure

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
START_SECONDS = 600.0


class EngineFailed(Exception):
    """An engine that cannot be started; the message says why."""


@dataclass
class Started:
    """What an engine says of itself once it is ready.

    Attributes:
        resident: bytes of memory, with the tokenizer loaded and nothing compiled.
        costs: seconds of each one-off cost, by name.
    """

    version: str
    settings: str
    resident: int
    costs: dict[str, float] = field(default_factory=dict)


class Worker:
    """The process of one engine, started again when it dies or takes too long.

    Args:
        name: of the engine.
        tokenizer: a tokenizer.json; None means the 256 bytes.
        options: for the adapter.
        time_limit: seconds for one case.
        warm: a case that each process runs when it starts; its time is a one-off cost.
    """

    def __init__(
        self, name: str, tokenizer: Path | None, options: dict[str, Any], time_limit: float, warm: Job | None = None
    ) -> None:
        self.name, self.time_limit = name, time_limit
        self._arguments = name, tokenizer, options, warm
        self.restarts = 0
        self.started = self._start()

    def _start(self) -> Started:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, *self._arguments), daemon=True)
        with _environment(ONE_THREAD):
            self._process.start()
        other.close()
        answer = self._receive(START_SECONDS)
        if not isinstance(answer, Started):
            self.stop()
            raise EngineFailed(f"{self.name} does not start: {answer}")
        return answer

    def _receive(self, seconds: float) -> Any:
        """The next answer; a text that says what happened when there is none."""
        if not self._pipe.poll(seconds):
            return TIMED_OUT
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(5)
            return f"its process ended with code {self._process.exitcode}"

    def measure(self, job: Job) -> Record:
        """Send a case and wait for its record; a case that ends or outlasts the process is recorded as such."""
        try:
            self._pipe.send(job)
            answer = self._receive(self.time_limit)
        except (OSError, RecursionError) as error:  # the process is gone, or the schema too deep to be sent
            answer = f"the case does not reach its process: {type(error).__name__}: {error}"
        if isinstance(answer, Record):
            return answer
        self.stop()
        self.restarts += 1
        self._start()
        if answer == TIMED_OUT:
            return Record(self.name, job.name, TIMED_OUT, f"more than {self.time_limit:g} s")
        return Record(self.name, job.name, CRASHED, str(answer))

    def resident(self) -> int:
        """Bytes of memory that the process holds now."""
        self._pipe.send(None)
        answer = self._receive(self.time_limit)
        return answer if isinstance(answer, int) else 0

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, name: str, tokenizer: Path | None, options: dict[str, Any], warm: Job | None) -> None:
    """The process: announce the engine, then answer a Job with its Record and None with the resident memory."""
    begin = time.perf_counter()
    try:
        engine = load_engine(name, tokenizer, options)
        resident = resident_bytes()
        engine.prepare()
        if warm is not None:
            with engine.cost(f"first schema ({warm.name})"):
                measure(warm, engine, name)
        engine.costs["all until ready"] = time.perf_counter() - begin
        pipe.send(Started(engine.version(), engine.settings, resident, engine.costs))
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    with contextlib.suppress(EOFError):
        while True:
            job = pipe.recv()
            pipe.send(resident_bytes() if job is None else measure(job, engine, name))


def resident_bytes() -> int:
    """Resident memory of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Environment variables for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
