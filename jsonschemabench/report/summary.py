"""A run as figures and tables: what the terminal, the page and the line of JSON have in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from jsonschemabench.measure import OUTCOMES
from jsonschemabench.records import Run
from jsonschemabench.report import tables
from jsonschemabench.report.about import time_limit
from jsonschemabench.report.table import Table
from jsonschemabench.stats import RULES, EngineTimes, Times, engines_of, passed_by_all, times_by_rule
from jsonschemabench.targets import Verdict, verdicts

USUAL_BASELINES = ("llguidance", "gendecode")


@dataclass(frozen=True)
class Summary:
    """All figures of a run.

    Attributes:
        run: what they are made of.
        engines: their names, in the order of every table.
        common: how many cases all engines pass.
        times: by rule and engine.
        figures: of those times.
        baseline: the engine that ratios refer to; empty when there is one engine alone.
        targets: what the project has set itself, where the run has both sides.
    """

    run: Run
    engines: list[str]
    common: int
    times: dict[str, dict[str, Times]]
    figures: dict[str, dict[str, EngineTimes]]
    baseline: str
    targets: list[Verdict]

    @classmethod
    def of(cls, run: Run, baseline: str | None = None) -> Summary:
        """Work everything out. Raises ValueError when no records are of ``baseline``."""
        engines = engines_of(run.records)
        if baseline is not None and baseline not in engines:
            raise ValueError(
                f"no records of {baseline} to compare with; there are {', '.join(engines) or 'none at all'}"
            )
        found = {rule: times_by_rule(run.records, rule, time_limit(run)) for rule in RULES}
        figures = {rule: {name: one.figures() for name, one in times.items()} for rule, times in found.items()}
        rows = list(verdicts(figures["common"], run.about.get("engines", {})))
        common = len(passed_by_all(run.records))
        return cls(run, engines, common, found, figures, baseline or _usual_baseline(engines), rows)

    def tables(self) -> list[Table]:
        """Every table that has rows, in the order in which a person asks."""
        records, described = self.run.records, self.run.about.get("engines", {})
        several = len(self.engines) > 1
        found = [
            tables.coverage(records),
            tables.outcomes(records),
            tables.by_subset(records),
            *(
                tables.times(self.figures[rule], rule, self.common if rule == "common" else None)
                for rule in (RULES if several else ("compiled", "own"))
            ),
            *([tables.ratios(self.figures["common"], self.baseline, self.common)] if several else []),
            tables.targets(self.targets, "targets"),
            tables.memory(records),
            tables.costs(described),
            tables.slowest(records),
            tables.by_keyword(records),
            tables.reasons(records),
        ]
        return [table for table in found if table.rows]

    def as_data(self) -> dict[str, Any]:
        """For the line of JSON; times in microseconds."""
        outcomes = Counter((record.engine, record.outcome) for record in self.run.records)
        about = {key: value for key, value in self.run.about.items() if key != "engines"}
        return {
            **about,
            "engines": self.run.about.get("engines", {}),
            "outcomes": {name: {o: outcomes[name, o] for o in OUTCOMES if outcomes[name, o]} for name in self.engines},
            "rules": RULES,
            "compiled files": _data_of(self.figures["compiled"]),
            "own files": _data_of(self.figures["own"]),
            "common files": {"count": self.common, **_data_of(self.figures["common"])},
            "targets": [row.as_data() for row in self.targets],
        }


def _usual_baseline(engines: list[str]) -> str:
    """Where none is named: the first of those that others compare with, or else the first engine."""
    if len(engines) < 2:
        return ""
    return next((name for name in USUAL_BASELINES if name in engines), engines[0])


def _data_of(figures: dict[str, EngineTimes]) -> dict[str, Any]:
    return {
        name: {
            kind: {point: round(value, 3) for point, value in found.values.items()}
            for kind, found in vars(engine).items()
            if found.count
        }
        for name, engine in figures.items()
    }
