"""Hostile inputs end in a typed error or in success, in bounded time and memory; a few every day, all when slow."""

from __future__ import annotations

import pytest

from tests.frontends.adversarial import MEGABYTES, SECONDS, Runner
from tests.frontends.adversarial_cases import CASES

# One of each family that has broken an engine: nesting, sharing, size, counting, patterns, products, Lark.
EVERYDAY = [
    name for name in CASES if name.split()[0] in {"S02", "S04", "S06", "S07", "S32b", "S38", "R54", "L83", "L89", "L93"}
]


# What breaks a bound today. Strict: whoever mends one takes it out.
KNOWN = {
    "R76": "13 s: the automaton of a long expression is built at once",
    "L97": "4 s",
}


REST = [
    pytest.param(name, marks=[pytest.mark.xfail(reason=KNOWN[name.split()[0]], strict=True)])
    if name.split()[0] in KNOWN
    else name
    for name in CASES
    if name not in EVERYDAY
]


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(SECONDS, MEGABYTES)


@pytest.mark.parametrize("name", EVERYDAY)
def test_hostile_input(runner: Runner, name: str) -> None:
    outcome = runner.run(name)
    assert outcome.problem(CASES[name].wanted) == "", outcome


@pytest.mark.slow
@pytest.mark.parametrize("name", REST)
def test_all_hostile_inputs(runner: Runner, name: str) -> None:
    outcome = runner.run(name)
    assert outcome.problem(CASES[name].wanted) == "", outcome
