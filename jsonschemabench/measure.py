"""What is measured of one case: does it compile, are the instances judged right, how long do masks take.

The time to compile runs from the schema, as a parsed object, to a matcher, and the time to the first mask
from the schema to the first mask in the caller's buffer. The time between masks is the time to append one
token and have the next mask in the buffer. A token is looked up in the mask before it is appended, and the
stop at the end: what is timed is what was judged. Collection of garbage stays as Python has it by default;
the harness makes almost no objects while it measures.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

# Outcomes, from good to bad.
PASSED = "passed"
REFUSED = "refused"
REJECTS_VALID = "rejects valid"
ACCEPTS_INVALID = "accepts invalid"
TIMED_OUT = "timed out"
OUT_OF_MEMORY = "out of memory"
CRASHED = "crashed"
OUTCOMES = (PASSED, REFUSED, REJECTS_VALID, ACCEPTS_INVALID, TIMED_OUT, OUT_OF_MEMORY, CRASHED)


@dataclass(frozen=True)
class Job:
    """A case in the form that engines are given: the schema, and each instance as token ids with its label."""

    name: str
    schema: Any
    instances: Sequence[tuple[Sequence[int], bool]]
    subset: str = ""
    schema_bytes: int = 0
    keywords: Sequence[str] = ()

    @property
    def tokens(self) -> int:
        """Of all instances together."""
        return sum(len(tokens) for tokens, _ in self.instances)


@dataclass
class Record:
    """The result of one engine on one case; times in microseconds.

    Attributes:
        name: the id of the case.
        reason: what happened, where the outcome is not "passed".
        compile: from the schema to a matcher; None when there was none.
        first_mask: from the schema to the first mask; None when there was none.
        masks: from a token to the next mask, for every token that was appended, instance after instance.
        by_reference: the same without the copy into the buffer, for an engine that hands masks out by reference.
        lengths: how many of the times belong to each instance; they stop with the instance that was judged wrong.
        schema_bytes: size of the schema, written without white space.
        keywords: those that the schema uses, sorted.
        tokens: of all instances together, appended or not.
        memory: bytes of memory that the process held at most during the case, above what it held before.
        round: of several rounds, which; of a median of rounds, 0.
    """

    engine: str
    name: str
    outcome: str
    reason: str = ""
    first_mask: float | None = None
    masks: list[float] = field(default_factory=list)
    by_reference: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    compile: float | None = None
    subset: str = ""
    schema_bytes: int = 0
    keywords: list[str] = field(default_factory=list)
    tokens: int = 0
    memory: int = 0
    round: int = 1

    @classmethod
    def of(cls, job: Job, engine: str, outcome: str, reason: str = "") -> Record:
        """A record without times."""
        return cls(
            engine,
            job.name,
            outcome,
            reason,
            subset=job.subset,
            schema_bytes=job.schema_bytes,
            keywords=list(job.keywords),
            tokens=job.tokens,
        )


class Times:
    """Room for the times of one case in nanoseconds, taken before they are measured."""

    def __init__(self, size: int) -> None:
        self.count = 0
        self.masks = array("q", bytes(8 * size))
        self.by_reference = array("q", bytes(8 * size))

    def microseconds(self, times: Sequence[int]) -> list[float]:
        return [nanoseconds / 1000 for nanoseconds in times[: self.count]]


class Contradiction(Exception):
    """An engine refused a token that its mask allowed, or gave up while it was used as documented."""


def measure(job: Job, engine: BaseAdapter, name: str) -> Record:
    """Run one case on one engine."""
    times = Times(job.tokens)
    record = Record.of(job, name, PASSED)
    clock = time.perf_counter_ns
    try:
        begin = clock()
        matcher = engine.compile(job.schema)
        compiled = clock()
        matcher.put_mask()
        first = clock()
        record.compile, record.first_mask = (compiled - begin) / 1000, (first - begin) / 1000
        _judge(job, matcher, times, record)
        record.masks = times.microseconds(times.masks)
        if matcher.copy is not None:
            record.by_reference = times.microseconds(times.by_reference)
    except Refused as refusal:
        record.outcome, record.reason = REFUSED, str(refusal)
    except MemoryError as error:
        record.outcome, record.reason = OUT_OF_MEMORY, f"MemoryError: {error}"
    except Exception as error:
        record.outcome, record.reason = CRASHED, f"{type(error).__name__}: {error}"
    if record.outcome in (OUT_OF_MEMORY, CRASHED):
        # What an engine did before it broke is no time of work that was done.
        record.lengths = []
    return record


def _judge(job: Job, matcher: Matcher, times: Times, record: Record) -> None:
    for number, (tokens, valid) in enumerate(job.instances):
        if number:
            matcher = matcher.restart()
            matcher.put_mask()
        before = times.count
        accepted = _accepts(matcher, tokens, times)
        record.lengths.append(times.count - before)
        if error := matcher.error():
            raise Contradiction(f"instance {number}: {error}")
        if accepted != valid:
            record.outcome = ACCEPTS_INVALID if accepted else REJECTS_VALID
            record.reason = f"instance {number}"
            return


def _accepts(matcher: Matcher, tokens: Sequence[int], times: Times) -> bool:
    """Append the tokens one by one; the mask before the first is in the buffer."""
    clock = time.perf_counter_ns
    advance, mask, copy, allows = matcher.advance, matcher.mask, matcher.copy, matcher.allows
    for token in tokens:
        if not allows(token):
            return False
        if copy is None:
            begin = clock()
            taken = advance(token)
            mask()
            times.masks[times.count] = clock() - begin
        else:
            begin = clock()
            taken = advance(token)
            mask()
            middle = clock()
            copy()
            end = clock()
            times.masks[times.count] = end - begin
            times.by_reference[times.count] = middle - begin
        times.count += 1
        if taken is False:
            raise Contradiction(matcher.error() or f"token {token} is in the mask and was refused")
    return matcher.can_stop()
