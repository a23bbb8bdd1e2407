"""The process of one engine, seen from outside: it is given cases, bounded in time and memory, and started again."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from typing import Any

import psutil

from jsonschemabench.engines.base import EngineFailed
from jsonschemabench.gate import Gate
from jsonschemabench.measure import CRASHED, OUT_OF_MEMORY, TIMED_OUT, Job, Record
from jsonschemabench.serve import Failed, Measured, Started, serve

_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
START_SECONDS = 600.0
WATCH_SECONDS = 0.02
"""How often the memory of a process is looked at while it works; what answers sooner is never disturbed."""

MEMORY_KEPT = "memory kept"
"""Why a process was started again whose case passes in a fresh one: earlier cases left too much behind, a leak."""

_STARTING = threading.Lock()


class Worker:
    """The process of one engine.

    Args:
        name: of the engine.
        tokenizer: a tokenizer.json; None means the 256 bytes.
        options: for the adapter.
        time_limit: seconds for one case.
        warm: a case that each process runs when it starts; its time is a one-off cost.
        memory_limit: bytes of resident memory that the process may hold.

    Raises:
        EngineFailed: the engine does not start.
    """

    def __init__(
        self,
        name: str,
        tokenizer: Path | None,
        options: dict[str, Any],
        time_limit: float,
        warm: Job | None = None,
        memory_limit: int | None = None,
    ) -> None:
        self.name, self.time_limit, self.memory_limit = name, time_limit, memory_limit
        self._arguments = name, tokenizer, options, warm
        self.restarts: Counter[str] = Counter()
        self._stopped = False
        self.started = self._start()

    def _start(self) -> Started:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, *self._arguments), daemon=True)
        self._fresh = True
        with one_thread():
            self._process.start()
        other.close()
        self._watched = psutil.Process(self._process.pid)
        answer = self._receive(START_SECONDS)
        if not isinstance(answer, Started):
            self._end()
            raise EngineFailed(f"{self.name} does not start: {_why(answer, START_SECONDS)}")
        return answer

    def _receive(self, seconds: float) -> Any:
        """The next answer; an outcome, or the exit code of the process, when there is none."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._pipe.poll(min(WATCH_SECONDS, left)):
                try:
                    return self._pipe.recv()
                except (EOFError, OSError):
                    self._process.join(5)
                    return self._process.exitcode
            if self.memory_limit and self.resident() > self.memory_limit:
                return OUT_OF_MEMORY
        return TIMED_OUT

    def check(self, gate: Gate, seconds: float) -> str:
        """What the engine gets wrong at the gate; "" when it passes. The process is of no use afterwards."""
        self._pipe.send(gate)
        answer = self._receive(seconds)
        return _why(answer, seconds, self.memory_limit)

    def measure(self, job: Job) -> Record:
        """Send a case and wait for its record; a case that ends or outlasts the process is recorded as such.

        What a process holds depends on what it did before. So a case that runs out of memory in a process that has
        served others is tried once more in a fresh one, and what happens there is its record.
        """
        record = self._measure(job)
        if record is not None:
            return record
        record = self._measure(job)
        assert record is not None, "a fresh process decides"
        if record.outcome == OUT_OF_MEMORY:
            self.restarts[MEMORY_KEPT] -= 1  # it was not what earlier cases had left
            self.restarts += Counter()  # drops a zero
        return record

    def _measure(self, job: Job) -> Record | None:
        fresh, self._fresh = self._fresh, False
        try:
            self._pipe.send(job)
            answer = self._receive(self.time_limit)
        except (OSError, RecursionError, ValueError) as error:
            # The process is gone, or the schema is too deep to be sent.
            answer = Failed(f"the case does not reach its process: {type(error).__name__}: {error}")
        if self._stopped:
            raise EngineFailed(f"{self.name} was stopped")
        if isinstance(answer, Measured):
            if not self.memory_limit or answer.peak <= self.memory_limit:
                return answer.record
            answer = OUT_OF_MEMORY  # in so short a time that nobody was looking
        outcome = _outcome(answer)
        if outcome == OUT_OF_MEMORY and not fresh:
            self.renew(MEMORY_KEPT)
            return None
        self.renew(outcome)
        return Record.of(job, self.name, outcome, _why(answer, self.time_limit, self.memory_limit))

    def renew(self, reason: str = "") -> None:
        """Go on with a fresh process; a reason is counted."""
        self._end()
        if reason:
            self.restarts[reason] += 1
        self._start()

    def resident(self) -> int:
        """Bytes of memory that the process holds now; 0 when it has just ended."""
        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:  # the pipe will tell
            return 0

    def stop(self) -> None:
        """End the process for good."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _outcome(answer: object) -> str:
    """The outcome of a case that brought no record."""
    if answer in (TIMED_OUT, OUT_OF_MEMORY):
        return str(answer)
    # Nobody here sent it: on Linux that is the system, when memory runs out.
    return OUT_OF_MEMORY if answer == -signal.SIGKILL else CRASHED


def _why(answer: object, seconds: float, memory_limit: int | None = None) -> str:
    if isinstance(answer, Failed):
        return answer.message
    if answer == TIMED_OUT:
        return f"more than {seconds:g} s"
    if answer == OUT_OF_MEMORY:
        return f"more than {(memory_limit or 0) / 1e9:g} GB"
    return why_it_ended(answer if isinstance(answer, int) else None)


def why_it_ended(code: int | None) -> str:
    """What the exit code of a process says."""
    if code is None:
        return "its process ended without an exit code"
    if code == -signal.SIGKILL:
        return "its process was killed by the system, as happens when memory runs out"
    if code >= 0:
        return f"its process ended with code {code}"
    try:
        return f"its process ended with {signal.Signals(-code).name}"
    except ValueError:
        return f"its process ended with signal {-code}"


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes that are started meanwhile have one thread for each library; for one starter at a time."""
    with _STARTING:
        before = {name: environ.get(name) for name in _ONE_THREAD}
        environ.update(_ONE_THREAD)
        try:
            yield
        finally:
            for name, value in before.items():
                environ.pop(name) if value is None else environ.update({name: value})
