"""The harness: what it reads, how it judges, what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jsonschemabench.cli import cli
from jsonschemabench.data import Case, Instance
from jsonschemabench.engines.gendecode import Adapter
from jsonschemabench.measure import ACCEPTS_INVALID, PASSED, REFUSED, REJECTS_VALID, Record, measure
from jsonschemabench.tokens import encoder, job_of

ENGINE = Adapter(None, {})
AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]}


def case(schema: Any, *instances: tuple[Any, bool]) -> Case:
    return Case("case", schema, tuple(Instance(data, valid) for data, valid in instances))


def measured(tested: Case) -> Record:
    return measure(job_of(tested, encoder(None)), ENGINE, "gendecode")


@pytest.mark.parametrize(
    ("tested", "outcome"),
    [
        (case(AGE, ({"age": 3}, True), ({"age": -3}, False), ({}, False), ([], False)), PASSED),
        (case({"type": "string"}, ("\u00e9\n", True)), PASSED),
        (case({"type": "nothing"}), REFUSED),
        # Instances that are labelled wrong on purpose: the harness believes the label, not the engine.
        (case(AGE, ({"age": 3}, False)), ACCEPTS_INVALID),
        (case(AGE, ({"age": -3}, True)), REJECTS_VALID),
    ],
)
def test_outcomes(tested: Case, outcome: str) -> None:
    record = measured(tested)
    assert record.outcome == outcome
    assert (record.first_mask is None) == (outcome == REFUSED)
    assert bool(record.reason) == (outcome != PASSED)


def test_every_token_that_is_appended_is_timed() -> None:
    appended = ['{"age": 3}', '{"age": -']  # -0 would be allowed, so the minus sign is
    record = measured(case(AGE, ({"age": 3}, True), ({"age": -3}, False)))
    assert record.lengths == [len(text) for text in appended]
    assert len(record.masks) == sum(record.lengths) and min(record.masks) > 0
    assert record.by_reference == [], "masks are written into the buffer, and there is nothing without the copy to time"


def test_run_writes_records_and_a_table(tmp_path: Path) -> None:
    cases = [{"id": "a", "schema": AGE, "tests": [{"data": {"age": 1}, "valid": True}]}, {"id": "b", "schema": False}]
    data, output = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    data.write_text("".join(json.dumps(one) + "\n" for one in cases))
    result = CliRunner().invoke(cli, ["run", "--data", str(data), "--output", str(output)])
    assert result.exit_code == 0, result.output
    assert "UnsatisfiableError" in result.output and "50.0 %" in result.output
    *records, about = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(r["engine"], r["name"], r["outcome"]) for r in records] == [
        ("gendecode", "a", PASSED),
        ("gendecode", "b", REFUSED),
    ]
    ours = about["run"]["engines"]["gendecode"]
    assert {"import", "kernels", "vocabulary", "trie", "first schema (any document)"} <= ours["costs"].keys()
    assert ours["resident at last"] > ours["resident at first"] > 10**7
    again = CliRunner().invoke(cli, ["report", str(output)])
    assert again.exit_code == 0, again.output
    assert again.output == result.output[result.output.index("gendecode ") :]


def test_bad_input_is_a_usage_error(tmp_path: Path) -> None:
    data = tmp_path / "cases.jsonl"
    data.write_text("not json\n")
    for command in (["run", "--data", str(data)], ["report", str(data)]):
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 2 and "line 1: not a" in result.output
    data.write_text("")
    result = CliRunner().invoke(cli, ["run", "--data", str(data), "--tokenizer", str(data)])
    assert result.exit_code == 2 and "not a JSON document" in result.output
    result = CliRunner().invoke(cli, ["run", "--data", str(data), "--engine", "nobody"])
    assert result.exit_code == 2 and "nobody does not start: ModuleNotFoundError" in result.output
