"""What the project has set itself against other engines, and whether a run meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jsonschemabench.stats import EngineTimes

OURS = "gendecode"


@dataclass(frozen=True)
class Target:
    """Ours at most ``factor`` times the peer's, for one figure of ``first_mask`` or ``masks``."""

    what: str
    figure: str
    peer: str
    factor: float


TARGETS = (
    Target("masks", "average", "llguidance", 0.2),
    Target("masks", "p50", "glrmask", 0.5),
    Target("masks", "p50", "llguidance", 0.12),
    Target("masks", "p99", "llguidance", 0.15),
    Target("masks", "p99", "glrmask", 1.5),
    Target("masks", "p99.9", "llguidance", 0.2),
    Target("first_mask", "p50", "llguidance", 0.12),
    Target("first_mask", "p99", "llguidance", 0.1),
)
MEMORY_TARGET = 500e6
"""Bytes that the process may hold, after all cases, above what it held with the tokenizer loaded."""


@dataclass(frozen=True)
class Verdict:
    """One row of the table: a quantity, ours and the peer's value, their ratio and the bound on it."""

    name: str
    ours: float
    theirs: float | None
    ratio: float
    bound: float
    unit: str

    @property
    def met(self) -> bool:
        return self.ratio <= self.bound

    def as_data(self) -> dict[str, Any]:
        """For the line of JSON."""
        return {
            **asdict(self),
            "ours": round(self.ours, 3),
            "theirs": None if self.theirs is None else round(self.theirs, 3),
            "ratio": round(self.ratio, 4),
            "met": self.met,
        }


def verdicts(times: Mapping[str, EngineTimes], engines: Mapping[str, Any]) -> Iterator[Verdict]:
    """Every target for which the run has both sides; ``engines`` is the description of each engine."""
    for target in TARGETS:
        if OURS not in times or target.peer not in times:
            continue
        ours, theirs = (getattr(times[name], target.what).values.get(target.figure) for name in (OURS, target.peer))
        if ours is not None and theirs:
            what = "time between masks" if target.what == "masks" else "time to first mask"
            name = f"{what}, {target.figure}, to {target.peer}"
            yield Verdict(name, ours, theirs, ours / theirs, target.factor, "µs")
    memory = engines.get(OURS, {})
    if memory.get("resident at last"):
        grown = memory["resident at last"] - memory["resident at first"]
        yield Verdict("memory above the tokenizer's own", grown / 1e6, None, grown / 1e6, MEMORY_TARGET / 1e6, "MB")


def save_verdicts(path: Path, rows: Sequence[Verdict]) -> None:
    """Write rows as JSON, for :func:`load_verdicts`."""
    path.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")


def load_verdicts(path: Path) -> list[Verdict]:
    """The rows of a file of :func:`save_verdicts`."""
    return [Verdict(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
