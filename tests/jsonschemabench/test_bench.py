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
from jsonschemabench.tokens import Encoder, job_of

ENGINE = Adapter(None, {})
AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]}


def case(schema: Any, *instances: tuple[Any, bool]) -> Case:
    return Case("case", schema, tuple(Instance(data, valid) for data, valid in instances))


def measured(tested: Case) -> Record:
    return measure(job_of(tested, Encoder(None)), ENGINE, "gendecode")


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


def write(path: Path, *cases: Any) -> str:
    path.write_text("".join(json.dumps(one) + "\n" for one in cases))
    return str(path)


def test_run_writes_records_and_a_table(tmp_path: Path) -> None:
    cases = [{"id": "a", "schema": AGE, "tests": [{"data": {"age": 1}, "valid": True}]}, {"id": "b", "schema": False}]
    data, output = write(tmp_path / "cases.jsonl", *cases), tmp_path / "out.jsonl"
    result = CliRunner().invoke(cli, ["run", "--data", data, "--output", str(output)])
    assert result.exit_code == 0, result.output
    assert "UnsatisfiableError" in result.output and "50.0 %" in result.output
    header, *records, about = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(r["engine"], r["name"], r["outcome"]) for r in records] == [
        ("gendecode", "a", PASSED),
        ("gendecode", "b", REFUSED),
    ]
    assert header["run"]["engines"]["gendecode"]["gate"] == "passed"
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
        assert result.exit_code == 2 and "line 1: not " in result.output
    good = write(tmp_path / "good.jsonl", {"id": "a", "schema": True})
    for more, message in (
        (["--tokenizer", str(data)], "not a JSON document"),
        (["--tokenizer", "nowhere"], "there is no tokenizer 'nowhere': give a tokenizer.json, its folder"),
        (["--engine", "gendecode", "nobody"], "there is no engine 'nobody'; there are gendecode, glrmask"),
        (["--shard", "3/2"], "3/2"),
        (["--output", str(tmp_path)], "is a directory"),
    ):
        result = CliRunner().invoke(cli, ["run", "--data", good, *more])
        told = " ".join(result.output.split())
        assert result.exit_code == 2 and message in told and "Traceback" not in told
