"""What a run does: which engines, in which processes, within which limits, and in which parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jsonschemabench.measure import Job, Record


@dataclass(frozen=True)
class Plan:
    """How a run is made.

    Attributes:
        engines: their names.
        tokenizer: a tokenizer.json; None means the 256 bytes.
        options: for the adapters.
        time_limit: seconds for one case and engine.
        memory_limit: bytes of resident memory that the process of an engine may hold.
        rounds: how often everything is measured, each time in fresh processes.
        chunk: how many cases a process serves before a fresh one takes over; None: all of them.
        jobs: how many cases are measured at the same time.
        warm: a case that each process runs when it starts.
    """

    engines: Sequence[str]
    tokenizer: Path | None = None
    options: dict[str, Any] = field(default_factory=dict)
    time_limit: float = 60.0
    memory_limit: int | None = None
    rounds: int = 1
    chunk: int | None = None
    jobs: int = 1
    warm: Job | None = None


@dataclass(frozen=True)
class Part:
    """Cases that are measured one after the other by the same processes: a round, and places in the list of cases."""

    round: int
    places: Sequence[int]


@dataclass(frozen=True)
class Found:
    """The records of one case in one round, in the order of the engines."""

    round: int
    place: int
    records: Sequence[Record]


def parts(
    plan: Plan, count: int, done: frozenset[tuple[int, int]] = frozenset(), size: int | None = None
) -> list[Part]:
    """The work on ``count`` cases without what is done, given as (round, place).

    Where one part ends and the next begins depends only on the size, not on what is done: so a run that is taken up
    again has the same fresh processes at the same cases.
    """
    size = plan.chunk or size or 1
    starts = [(turn, at) for turn in range(1, plan.rounds + 1) for at in range(0, count, size)]
    every = [Part(turn, range(at, min(at + size, count))) for turn, at in starts]
    left = [replace(part, places=[place for place in part.places if (part.round, place) not in done]) for part in every]
    return [part for part in left if part.places]
