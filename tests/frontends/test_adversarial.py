"""Hostile inputs end in a typed error or in success, in bounded time and memory; a few every day, all when slow."""

from __future__ import annotations

import pytest

from tests.frontends.adversarial import MEGABYTES, SECONDS, Runner
from tests.frontends.adversarial_cases import CASES

# One of each family that has broken an engine: nesting, sharing, size, counting, patterns, products, Lark.
EVERYDAY = [
    name for name in CASES if name.split()[0] in {"S02", "S04", "S06", "S07", "S32b", "S38", "R54", "L83", "L93"}
]


@pytest.fixture(scope="module")
def runner() -> Runner:
    # Test workers share the cores: thrice the time that an input has on a quiet machine.
    return Runner(3 * SECONDS, MEGABYTES)


@pytest.mark.parametrize("name", EVERYDAY)
def test_hostile_input(runner: Runner, name: str) -> None:
    outcome = runner.run(name)
    assert outcome.problem(CASES[name].wanted) == "", outcome


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if name not in EVERYDAY])
def test_all_hostile_inputs(runner: Runner, name: str) -> None:
    outcome = runner.run(name)
    assert outcome.problem(CASES[name].wanted) == "", outcome
