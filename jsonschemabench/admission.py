"""Before a run: every engine is started once, says what it is, and passes the gate or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from jsonschemabench.gate import gate
from jsonschemabench.plan import Plan
from jsonschemabench.tokens import Encoder
from jsonschemabench.worker import Worker

GATE_FACTOR = 2
"""The gate may take so many times the limit for a case; its schemas are trivial."""


@dataclass(frozen=True)
class Admitted:
    """What is known of an engine before it is timed.

    Attributes:
        failure: what it got wrong at the gate; "" when it passed, None when it was not asked.
    """

    name: str
    version: str
    settings: str
    failure: str | None

    def as_data(self) -> dict[str, Any]:
        """For the description of a run."""
        word = "not asked" if self.failure is None else self.failure or "passed"
        return {"version": self.version, "settings": self.settings, "gate": word}


def admit(plan: Plan, encode: Encoder, asked: bool = True) -> list[Admitted]:
    """Start each engine in a process of its own, which ends again, and check it there.

    Raises:
        EngineFailed: an engine does not start.
    """
    cases = gate(encode)
    found = []
    for name in plan.engines:
        worker = Worker(name, plan.tokenizer, plan.options, plan.time_limit, memory_limit=plan.memory_limit)
        try:
            failure = worker.check(cases, GATE_FACTOR * plan.time_limit) if asked else None
        finally:
            worker.stop()
        found.append(Admitted(name, worker.started.version, worker.started.settings, failure))
    return found


def without_failures(plan: Plan, admitted: Sequence[Admitted]) -> Plan:
    """The plan with the engines that did not fail."""
    return replace(plan, engines=[one.name for one in admitted if not one.failure])
