"""What is measured of one case: does it compile, are the instances judged right, how long do masks take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gendecode as gd
from jsonschemabench.cases import Case

# Outcomes, from good to bad.
PASSED, REFUSED, REJECTS_VALID, ACCEPTS_INVALID, CRASHED = (
    "passed",
    "refused",
    "rejects valid",
    "accepts invalid",
    "crashed",
)
OUTCOMES = (PASSED, REFUSED, REJECTS_VALID, ACCEPTS_INVALID, CRASHED)


@dataclass
class Record:
    """The result of one case; times in microseconds.

    Attributes:
        first_mask: from the schema to the first mask; None when it was refused.
        masks: mask and advance of each token, the first mask excluded.
    """

    name: str
    outcome: str
    reason: str = ""
    first_mask: float | None = None
    masks: list[float] = field(default_factory=list)


def measure(case: Case, vocab: gd.Vocab, options: dict[str, Any]) -> Record:
    """Run one case with gendecode.

    An instance is accepted when its tokens are allowed one by one and the state can stop at the end.
    The verdict comes from the mask, so a mask that disagrees with ``advance`` shows.
    """
    begin = time.perf_counter()
    try:
        constraint = gd.compile(gd.json_schema(case.schema, **options), vocab)
        constraint.start().mask()
    except gd.GendecodeError as error:
        return Record(case.name, REFUSED, f"{type(error).__name__}: {error}")
    record = Record(case.name, PASSED, first_mask=_since(begin))
    for number, instance in enumerate(case.instances):
        tokens = vocab.tokenize(instance.text)
        try:
            accepted = _accepts(constraint.start(), tokens, record.masks.append)
        except gd.GendecodeError as error:
            return Record(case.name, CRASHED, f"instance {number}: {type(error).__name__}: {error}")
        if accepted != instance.valid:
            record.outcome = ACCEPTS_INVALID if accepted else REJECTS_VALID
            record.reason = f"instance {number}"
            break
    return record


def _accepts(state: Any, tokens: list[int], report: Callable[[float], None]) -> bool:
    for token in tokens:
        begin = time.perf_counter()
        mask = state.mask()
        if not mask[token >> 5] >> (token & 31) & 1:
            report(_since(begin))
            return False
        state = state.advance(token)
        report(_since(begin))
    return bool(state.can_stop())


def _since(begin: float) -> float:
    return (time.perf_counter() - begin) * 1e6
