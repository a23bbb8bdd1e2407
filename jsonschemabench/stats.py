"""From records to figures: averages and percentiles per engine, by each of the rules that are in use.

Three rules, because each alone can be misread (an engine that supports only easy schemas looks fast):

- ``compiled``, as MaskBench counts: every case that compiled, judged right or wrong, and each time-out enters the
  time to the first mask with the limit. Refusals and crashes have no time.
- ``own``: the cases that the engine passed.
- ``common``, as the paper of JSONSchemaBench compares: the cases that all engines passed; of those, the tokens that
  all of them appended, since an invalid text is refused sooner by one engine than by another.

A percentile p of n times is the one that stands at place ``n * p // 100`` when they are sorted, counted from 0: a time
that was measured, never a value in between. That is MaskBench's definition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jsonschemabench.measure import ACCEPTS_INVALID, OUTCOMES, PASSED, REJECTS_VALID, TIMED_OUT, Record

POINTS = {"p50": 50.0, "p75": 75.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}
FIGURES = ("average", *POINTS)
JUDGED = {PASSED, REJECTS_VALID, ACCEPTS_INVALID}
"""The outcomes of a schema that compiled and whose instances were followed to a verdict."""

RULES = {
    "compiled": "every schema that the engine compiled, right or wrong; a time-out counts as a first mask that takes "
    "the limit; refusals and crashes have no time (MaskBench's rule)",
    "own": "the cases that each engine passes; another selection for each, so not for comparing",
    "common": "the cases that all engines pass, and of those the tokens that all of them append (the paper's rule)",
}


@dataclass(frozen=True)
class Figures:
    """Times of one engine in microseconds, or other quantities of a case.

    Attributes:
        count: how many were measured.
        values: by the names in FIGURES; empty when nothing was measured.
    """

    count: int
    values: dict[str, float]

    @classmethod
    def of(cls, times: Sequence[float] | np.ndarray[Any, Any]) -> Figures:
        if not len(times):
            return cls(0, {})
        ordered = np.sort(np.asarray(times, dtype=float))
        points = {name: float(ordered[place_of(point, len(ordered))]) for name, point in POINTS.items()}
        return cls(len(ordered), {"average": float(ordered.mean()), **points})


def place_of(percent: float, total: int) -> int:
    """The place, from 0, of a percentile among ``total`` sorted times."""
    return min(int(total * percent / 100), total - 1)


@dataclass(frozen=True)
class Times:
    """The times of one engine over some cases, in microseconds.

    Attributes:
        compile: from a schema to a matcher.
        first_mask: from a schema to the first mask, one of each case.
        masks: from a token to the next mask.
        by_reference: the same without the copy into the caller's buffer, where the engine has that.
    """

    compile: np.ndarray[Any, Any]
    first_mask: np.ndarray[Any, Any]
    masks: np.ndarray[Any, Any]
    by_reference: np.ndarray[Any, Any]

    def figures(self) -> EngineTimes:
        return EngineTimes(*(Figures.of(getattr(self, kind)) for kind in KINDS))


@dataclass(frozen=True)
class EngineTimes:
    """Figures of :class:`Times`."""

    compile: Figures
    first_mask: Figures
    masks: Figures
    by_reference: Figures


KINDS = {
    "compile": "compile",
    "first_mask": "first mask",
    "masks": "between masks",
    "by_reference": "same, by reference",
}
"""The kinds of times: attribute, and name for people."""


def typical(rounds: Sequence[Record]) -> Record:
    """One record of several rounds of the same case and engine: the worst outcome, and the median of each time.

    The work of a round is the same as that of the others; what differs is what else the machine did.
    """
    worst = max(rounds, key=lambda record: OUTCOMES.index(record.outcome))
    alike = [record for record in rounds if (record.outcome, record.lengths) == (worst.outcome, worst.lengths)]
    return replace(
        worst,
        compile=_median(record.compile for record in alike),
        first_mask=_median(record.first_mask for record in alike),
        masks=np.median([record.masks for record in alike], 0).tolist(),
        by_reference=np.median([record.by_reference for record in alike], 0).tolist(),
    )


def _median(times: Iterable[float | None]) -> float | None:
    known = [time for time in times if time is not None]
    return float(np.median(known)) if known else None


def engines_of(records: Sequence[Record]) -> list[str]:
    """The engines in the records, gendecode first, the others by name."""
    return sorted({record.engine for record in records}, key=lambda name: (name != "gendecode", name))


def passed_by_all(records: Sequence[Record]) -> set[str]:
    """Names of the cases that every engine passed: built, and every instance judged right."""
    passes = Counter(record.name for record in records if record.outcome == PASSED)
    engines = len({record.engine for record in records})
    return {name for name, count in passes.items() if count == engines}


def times_by_rule(records: Sequence[Record], rule: str, limit: float | None = None) -> dict[str, Times]:
    """The times of each engine by one of :data:`RULES`; ``limit`` is the time limit of the run in seconds.

    Without a limit, time-outs do not enter: a run that was cut off may not say what its limit was.
    """
    names = engines_of(records)
    if rule == "common":
        return _common(records, names)
    wanted = JUDGED if rule == "compiled" else {PASSED}
    found = {}
    for name in names:
        mine = [record for record in records if record.engine == name]
        late = sum(record.outcome == TIMED_OUT for record in mine) if rule == "compiled" and limit else 0
        chosen = [(record, record.lengths) for record in mine if record.outcome in wanted]
        found[name] = _gather(chosen, [limit * 1e6] * late if limit else [])
    return found


def _common(records: Sequence[Record], engines: Sequence[str]) -> dict[str, Times]:
    names = passed_by_all(records)
    shared: dict[str, list[int]] = {}
    for record in records:
        if record.name in names:
            known = shared.setdefault(record.name, record.lengths)
            shared[record.name] = [min(pair) for pair in zip(known, record.lengths, strict=True)]
    return {
        engine: _gather([(r, shared[r.name]) for r in records if r.name in names and r.engine == engine])
        for engine in engines
    }


def common_times(records: Sequence[Record]) -> dict[str, EngineTimes]:
    """Figures of each engine by the rule ``common``."""
    return {name: times.figures() for name, times in times_by_rule(records, "common").items()}


def times_of(records: Sequence[Record], engine: str) -> EngineTimes:
    """Figures of ``engine`` on the cases it passed."""
    return times_by_rule(records, "own")[engine].figures()


def _gather(chosen: Sequence[tuple[Record, Sequence[int]]], late: Sequence[float] = ()) -> Times:
    """Times of the records, each with the number of times to take of each instance."""
    return Times(
        np.array([record.compile for record, _ in chosen if record.compile is not None]),
        np.array([*(record.first_mask for record, _ in chosen if record.first_mask is not None), *late]),
        np.array([time for record, counts in chosen for time in take(record, record.masks, counts)]),
        np.array([time for record, counts in chosen for time in take(record, record.by_reference, counts)]),
    )


def take(record: Record, times: Sequence[float], counts: Sequence[int]) -> Iterator[float]:
    """The first ``counts`` times of each instance."""
    start = 0
    for length, count in zip(record.lengths, counts, strict=True):
        yield from times[start : start + count]
        start += length
