"""Every example runs, with a tiny random model where it wants one, and says something sensible."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"

# What the output must contain with any model: the words that come from the constraint and not from the weights.
EXPECTED = {
    "batch.py": "The colour of the sky is ",
    "classify.py": "negative",
    "demo.py": '"name"',
    "own_loop.py": "must begin with tom",
    "pydantic_type.py": "title",
    "regex_date.py": "mass removed by the constraint",
    "sql_query.py": "query: ",
    "streaming.py": "ended by: ",
    "transformers_plugin.py": "city",
}


def test_every_example_has_an_expectation() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(EXPECTED)


def test_examples_are_short() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in EXAMPLES.glob("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_example_runs(
    name: str, tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = EXAMPLES / name
    model = ["--model", str(tiny_model_folder)] if "--model" in path.read_text() else []
    monkeypatch.setattr(sys, "argv", [name, *model])
    end = ""
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as error:
        # A random model may use up its tokens within a string; the example says so and stops.
        end = str(error)
        assert end.startswith("cut off")
    assert EXPECTED[name] in capsys.readouterr().out + end
