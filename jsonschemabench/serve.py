"""The process of one engine, seen from inside: it loads the engine, then measures the cases that it is sent."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jsonschemabench.engines.base import EngineFailed, load_engine
from jsonschemabench.measure import Job, Record, measure
from jsonschemabench.memory import offer_to_the_system, peak_bytes, reset_peak, resident_bytes


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
    """Why there is no answer."""

    message: str


@dataclass
class Measured:
    """A record, and the most bytes of memory that the process held meanwhile."""

    record: Record
    peak: int


def serve(pipe: Connection, name: str, tokenizer: Path | None, options: dict[str, Any], warm: Job | None) -> None:
    """The process: announce the engine, then answer each Job."""
    offer_to_the_system()
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
            job = pipe.recv()
            before = resident_bytes()
            reset_peak()
            record = measure(job, engine, name)
            peak = peak_bytes()
            record.memory = max(0, peak - before)
            pipe.send(Measured(record, peak))
