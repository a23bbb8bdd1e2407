"""From records to figures: averages and percentiles per engine, on its own files and on those all engines pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jsonschemabench.measure import OUTCOMES, PASSED, Record

POINTS = {"p50": 50.0, "p75": 75.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}
FIGURES = ("average", *POINTS)


@dataclass(frozen=True)
class Figures:
    """Times of one engine in microseconds.

    Attributes:
        count: how many times were measured.
        values: by the names in FIGURES; empty when nothing was measured.
    """

    count: int
    values: dict[str, float]

    @classmethod
    def of(cls, times: Sequence[float]) -> Figures:
        if not len(times):
            return cls(0, {})
        points = np.percentile(times, list(POINTS.values()))
        return cls(len(times), {"average": float(np.mean(times)), **dict(zip(POINTS, points.tolist(), strict=True))})


@dataclass(frozen=True)
class EngineTimes:
    """The times of one engine over some cases."""

    first_mask: Figures
    masks: Figures
    by_reference: Figures


def typical(rounds: Sequence[Record]) -> Record:
    """One record of several rounds of the same case and engine: the worst outcome, and the median of each time.

    The work of a round is the same as that of the others; what differs is what else the machine did.
    """
    worst = max(rounds, key=lambda record: OUTCOMES.index(record.outcome))
    alike = [record for record in rounds if (record.outcome, record.lengths) == (worst.outcome, worst.lengths)]
    firsts = [record.first_mask for record in alike if record.first_mask is not None]
    return replace(
        worst,
        first_mask=float(np.median(firsts)) if firsts else None,
        masks=np.median([record.masks for record in alike], 0).tolist(),
        by_reference=np.median([record.by_reference for record in alike], 0).tolist(),
    )


def engines_of(records: Sequence[Record]) -> list[str]:
    """The engines in the records, gendecode first, the others by name."""
    return sorted({record.engine for record in records}, key=lambda name: (name != "gendecode", name))


def passed_by_all(records: Sequence[Record]) -> set[str]:
    """Names of the cases that every engine passed: built, and every instance judged right."""
    passes = Counter(record.name for record in records if record.outcome == PASSED)
    return {name for name, count in passes.items() if count == len(engines_of(records))}


def times_of(records: Sequence[Record], engine: str) -> EngineTimes:
    """The times of ``engine`` on the cases it passed."""
    return _gather([(record, record.lengths) for record in records if _passed(record, engine)])


def common_times(records: Sequence[Record]) -> dict[str, EngineTimes]:
    """The times of each engine on the cases that all passed, and of those only the tokens that all appended.

    An invalid instance is refused sooner by one engine than by another, so they do not append the same tokens.
    """
    names = passed_by_all(records)
    shared: dict[str, list[int]] = {}
    for record in records:
        if record.name in names:
            known = shared.setdefault(record.name, record.lengths)
            shared[record.name] = [min(pair) for pair in zip(known, record.lengths, strict=True)]
    return {
        engine: _gather([(r, shared[r.name]) for r in records if r.name in names and _passed(r, engine)])
        for engine in engines_of(records)
    }


def _passed(record: Record, engine: str) -> bool:
    return record.engine == engine and record.outcome == PASSED


def _gather(chosen: Sequence[tuple[Record, Sequence[int]]]) -> EngineTimes:
    """Figures of the records, each with the number of times to take of each instance."""
    return EngineTimes(
        Figures.of([record.first_mask for record, _ in chosen if record.first_mask is not None]),
        Figures.of([time for record, counts in chosen for time in _take(record, record.masks, counts)]),
        Figures.of([time for record, counts in chosen for time in _take(record, record.by_reference, counts)]),
    )


def _take(record: Record, times: Sequence[float], counts: Sequence[int]) -> Iterator[float]:
    """The first ``counts`` times of each instance."""
    start = 0
    for length, count in zip(record.lengths, counts, strict=True):
        yield from times[start : start + count]
        start += length
