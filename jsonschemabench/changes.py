"""What changed between two runs: outcomes case by case, and times with a statement of how sure the change is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jsonschemabench.measure import OUTCOMES, PASSED, Record
from jsonschemabench.records import Run
from jsonschemabench.stats import engines_of, place_of, take

RESAMPLES = 400
FEWEST = 5
"""Cases that a statement about times needs; with fewer, any interval would pretend to know."""
FIGURES = (
    ("first_mask", "average"),
    ("first_mask", "p50"),
    ("first_mask", "p99"),
    ("masks", "average"),
    ("masks", "p50"),
    ("masks", "p99"),
)
MISSING = "missing"
PERCENT = {"p50": 50.0, "p99": 99.0}


@dataclass(frozen=True)
class Change:
    """A case whose outcome is another one now; "missing" when the new run lacks it."""

    engine: str
    case: str
    before: str
    after: str
    reason: str = ""

    @property
    def worse(self) -> bool:
        """Outcomes are ordered from good to bad; a case that is missing can only have got worse."""
        return rank(self.after) > rank(self.before)


def rank(outcome: str) -> int:
    """The place of an outcome from good to bad."""
    return OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES)


def outcome_changes(before: Sequence[Record], after: Sequence[Record], engine: str) -> list[Change]:
    """Cases of ``before`` that ended otherwise in ``after``, the worst first."""
    now = {record.name: record for record in after if record.engine == engine}
    found = []
    for record in before:
        if record.engine == engine:
            other = now.get(record.name)
            outcome, reason = (other.outcome, other.reason) if other else (MISSING, "")
            if outcome != record.outcome:
                found.append(Change(engine, record.name, record.outcome, outcome, reason))
    return sorted(found, key=lambda change: (rank(change.before) - rank(change.after), change.case))


@dataclass(frozen=True)
class Timing:
    """One figure of one engine in both runs, on the cases that both passed and the tokens that both appended.

    Attributes:
        kind: "first_mask" or "masks".
        figure: "average" or a percentile.
        before, after: microseconds.
        low, high: between these the ratio ``after / before`` lies with 95 % confidence, as far as that depends on which
            schemas were measured: a bootstrap over the cases. A machine that was slower all the while is not in it.
    """

    engine: str
    kind: str
    figure: str
    cases: int
    before: float
    after: float
    low: float
    high: float

    @property
    def ratio(self) -> float:
        return self.after / self.before

    def verdict(self, tolerance: float) -> str:
        """Slower or faster, beyond the tolerance or within it; or no more than noise."""
        if self.low <= 1 <= self.high:
            return "within noise"
        if self.ratio > 1:
            return "slower" if self.ratio > tolerance else "slower, within tolerance"
        return "faster" if self.ratio < 1 / tolerance else "faster, within tolerance"


def timings(before: Sequence[Record], after: Sequence[Record], engine: str, seed: int = 0) -> Iterator[Timing]:
    """Every figure of ``engine`` that both runs have; none where they share fewer than FEWEST cases that passed."""
    old = {record.name: record for record in before if record.engine == engine and record.outcome == PASSED}
    pairs = [
        (old[record.name], record)
        for record in after
        if record.engine == engine
        and record.outcome == PASSED
        and record.name in old
        and len(record.lengths) == len(old[record.name].lengths)  # or else it is another case by the same name
    ]
    if len(pairs) < FEWEST:
        return
    weights = np.random.default_rng(seed).multinomial(len(pairs), [1 / len(pairs)] * len(pairs), size=RESAMPLES)
    weights = np.vstack([np.ones(len(pairs), dtype=weights.dtype), weights])  # the first row: the cases as they are
    for kind, figure in FIGURES:
        one, other = (_Sample.of(times) for times in zip(*_times(pairs, kind), strict=True))
        if one.times.size and other.times.size:
            values = np.array([[side.figure(row, figure) for side in (one, other)] for row in weights])
            ratios = values[1:, 1] / values[1:, 0]
            low, high = np.percentile(ratios[np.isfinite(ratios)], [2.5, 97.5]).tolist()
            yield Timing(engine, kind, figure, len(pairs), float(values[0, 0]), float(values[0, 1]), low, high)


def _times(pairs: Sequence[tuple[Record, Record]], kind: str) -> Iterator[tuple[list[float], list[float]]]:
    """For each case the times of both runs, of the tokens that both appended."""
    for one, other in pairs:
        if kind == "first_mask":
            yield [one.first_mask or 0.0], [other.first_mask or 0.0]
        else:
            counts = [min(pair) for pair in zip(one.lengths, other.lengths, strict=True)]
            yield list(take(one, one.masks, counts)), list(take(other, other.masks, counts))


@dataclass(frozen=True)
class _Sample:
    """Times in order, each with the number of its case, so that a resample is only other weights."""

    times: np.ndarray[Any, Any]
    cases: np.ndarray[Any, Any]

    @classmethod
    def of(cls, groups: Sequence[Sequence[float]]) -> _Sample:
        times = np.array([time for group in groups for time in group])
        cases = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        order = np.argsort(times, kind="stable")
        return cls(times[order], cases[order])

    def figure(self, weights: np.ndarray[Any, Any], name: str) -> float:
        """The average or a percentile when each case counts ``weights[case]`` times; nan when none counts."""
        each = weights[self.cases]
        total = int(each.sum())
        if not total:
            return float("nan")
        if name == "average":
            return float((each * self.times).sum() / total)
        return float(self.times[np.searchsorted(np.cumsum(each), place_of(PERCENT[name], total), side="right")])


def shared_engines(before: Run, after: Run, wanted: Sequence[str] = ()) -> list[str]:
    """The engines to compare. Raises ValueError when there is none, or one of ``wanted`` is not in both runs."""
    old, new = engines_of(before.records), engines_of(after.records)
    both = [name for name in new if name in old]
    if lacking := [name for name in wanted if name not in both]:
        raise ValueError(f"{', '.join(lacking)}: not in both runs; both have {', '.join(both) or 'no engine'}")
    if not both:
        raise ValueError(f"no engine is in both runs: one has {', '.join(old)}, the other {', '.join(new)}")
    return [name for name in both if not wanted or name in wanted]


def differences(before: Run, after: Run) -> dict[str, tuple[str, str]]:
    """What makes times incomparable: by name, what either run says, where both say it and differ."""
    machines = [run.about.get("machine", {}) for run in (before, after)]
    found = {name: (machines[0].get(name), machines[1].get(name)) for name in ("cpu", "cores")}
    found |= {name: (before.about.get(name), after.about.get(name)) for name in ("tokenizer digest", "width", "jobs")}
    return {name: (str(a), str(b)) for name, (a, b) in found.items() if a is not None and b is not None and a != b}
