"""The process of one engine, seen from inside: it loads the engine, then measures the cases that it is sent."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jsonschemabench.engines.base import BaseAdapter, EngineFailed, load_engine
from jsonschemabench.gate import Gate, GateFailed, check
from jsonschemabench.measure import Job, Record, measure
from jsonschemabench.memory import end_first, peak_bytes, reset_peak, resident_bytes

SHOW_OUTPUT = "JSONSCHEMABENCH_OUTPUT"
"""Environment variable: when set, processes do not drop what libraries print."""


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


@dataclass
class Failed:
    """Why there is no answer; of a gate, what failed, "" when nothing did."""

    message: str


@dataclass
class Measured:
    """A record, and the most bytes of memory that the process held meanwhile."""

    record: Record
    peak: int


def serve(pipe: Connection, name: str, tokenizer: Path | None, options: dict[str, Any], warm: Job | None) -> None:
    """The process: announce the engine, then answer each Job, or Gate."""
    end_first()
    if not os.environ.get(SHOW_OUTPUT):
        _be_silent()
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
    except EngineFailed as error:
        pipe.send(Failed(str(error)))
        return
    except Exception as error:
        pipe.send(Failed(f"{type(error).__name__}: {error}"))
        return
    with contextlib.suppress(EOFError):
        while True:
            asked = pipe.recv()
            pipe.send(_checked(asked, engine) if isinstance(asked, Gate) else _measured(asked, engine, name))


def _be_silent() -> None:
    """Drop what libraries print: it would go into the answer, or tear the progress bar."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _checked(gate: Gate, engine: BaseAdapter) -> Failed:
    try:
        check(engine, gate)
    except GateFailed as failure:
        return Failed(str(failure))
    return Failed("")


def _measured(job: Job, engine: BaseAdapter, name: str) -> Measured:
    before = resident_bytes()
    reset_peak()
    record = measure(job, engine, name)
    peak = peak_bytes()
    record.memory = max(0, peak - before)
    return Measured(record, peak)
