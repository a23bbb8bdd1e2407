"""A run from its plan to its records: admission, the file, the work, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import gendecode as gd
from jsonschemabench.admission import Admitted
from jsonschemabench.data import Cases
from jsonschemabench.machine import cpu, machine
from jsonschemabench.plan import Found, Part, Plan, parts
from jsonschemabench.records import Run
from jsonschemabench.resume import RecordFile, in_order
from jsonschemabench.tokens import Encoder


class Workplace(Protocol):
    """Where the work is done: :class:`jsonschemabench.lanes.Lanes`, or a cluster."""

    part_size: int
    """Cases of a part where the plan does not say."""

    def measure(self, work: Sequence[Part]) -> Iterator[Found]:
        """The records, in any order."""

    def about(self) -> Mapping[str, dict[str, Any]]:
        """What is known of each engine, once all is measured."""


def describe(plan: Plan, cases: Cases, encode: Encoder, admitted: Sequence[Admitted], name: str) -> dict[str, Any]:
    """What a run is, before it begins: enough to report it when it is cut off, and to tell it from another."""
    data = cases.describe()
    timed = [one for one in admitted if one.name in plan.engines]
    return {
        "version": gd.__version__,
        "machine": machine(),
        "cpu": cpu(),
        "data": f"{len(cases)} cases of {cases.name}",
        "data digest": data["digest"],
        "data set": data,
        "tokenizer": name,
        "tokenizer digest": encode.digest,
        "width": len(encode.vocab),
        "options": plan.options,
        "time limit": plan.time_limit,
        "memory limit": plan.memory_limit,
        "rounds": plan.rounds,
        "chunk": plan.chunk,
        "jobs": plan.jobs,
        "engines": {one.name: one.as_data() for one in timed},
        "not timed": {one.name: one.failure for one in admitted if one.name not in plan.engines},
    }


def execute(
    plan: Plan,
    cases: Cases,
    about: Mapping[str, Any],
    workplace: Workplace,
    output: Path | None = None,
    fresh: bool = False,
    begin: Callable[[Sequence[Found]], None] = lambda found: None,
    tell: Callable[[Found], None] = lambda found: None,
) -> Run:
    """Measure what is not in the file yet.

    Args:
        plan: with the engines that passed the gate.
        cases: what is measured.
        about: of :func:`describe`.
        workplace: where.
        output: the file of records; None keeps them in memory alone.
        fresh: begin anew, whatever the file holds.
        begin: told once what the file held.
        tell: told of each case when it is there.

    Raises:
        OtherRun: the file is of another run.
        EngineFailed: an engine cannot be started again.
    """
    with ExitStack() as stack:
        file = stack.enter_context(RecordFile(output, about, [case.id for case in cases], fresh)) if output else None
        known = file.found if file else []
        begin(known)
        if file and file.complete:
            return Run(in_order(known), file.about)
        done = frozenset((found.round, found.place) for found in known)
        everything = list(known)
        for found in workplace.measure(parts(plan, len(cases), done, workplace.part_size)):
            if file:
                file.add(found)
            else:
                everything.append(found)
            tell(found)
        final = {**about, "engines": _described(about["engines"], workplace.about())}
        records = file.finish(final) if file else in_order(everything)
    return Run(records, {**final, "complete": True})


def _described(before: Mapping[str, Any], after: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: {**one, **after.get(name, {})} for name, one in before.items()}
