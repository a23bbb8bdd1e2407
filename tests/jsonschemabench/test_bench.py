"""The harness: what it reads, how it judges, what it prints."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import gendecode as gd
from jsonschemabench.cases import Case, Instance, read_cases
from jsonschemabench.cli import main
from jsonschemabench.measure import ACCEPTS_INVALID, PASSED, REFUSED, REJECTS_VALID, measure

VOCAB = gd.Vocab.bytes_only()
AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]}


def case(schema: Any, *instances: tuple[Any, bool]) -> Case:
    return Case("case", schema, tuple(Instance(data, valid) for data, valid in instances))


@pytest.mark.parametrize(
    ("tested", "outcome"),
    [
        (case(AGE, ({"age": 3}, True), ({"age": -3}, False), ({}, False), ([], False)), PASSED),
        (case({"type": "string"}, ("\u00e9\n", True)), PASSED),
        (case({"not": {"type": "string"}}, (1, True)), REFUSED),
        (case({"type": "nothing"}), REFUSED),
        # Instances that are labelled wrong on purpose: the harness believes the label, not the engine.
        (case(AGE, ({"age": 3}, False)), ACCEPTS_INVALID),
        (case(AGE, ({"age": -3}, True)), REJECTS_VALID),
    ],
)
def test_outcomes(tested: Case, outcome: str) -> None:
    record = measure(tested, VOCAB, {})
    assert record.outcome == outcome
    assert (record.first_mask is None) == (outcome == REFUSED)
    assert bool(record.reason) == (outcome != PASSED)


def test_every_token_is_timed_up_to_the_first_that_is_not_allowed() -> None:
    record = measure(case(AGE, ({"age": 3}, True)), VOCAB, {})
    assert len(record.masks) == len('{"age": 3}') and min(record.masks) > 0
    assert len(measure(case(AGE, ({"age": -3}, False)), VOCAB, {}).masks) == len(
        '{"age": -3'
    )  # -0 would be allowed, so the minus sign is


def test_files_plain_and_compressed(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "schema": AGE, "tests": [{"data": {"age": 1}, "valid": True}]}) + "\n"
    plain, packed = tmp_path / "cases.jsonl", tmp_path / "cases.jsonl.gz"
    plain.write_text(line)
    packed.write_bytes(gzip.compress(line.encode()))
    assert list(read_cases(plain)) == list(read_cases(packed)) == [Case("a", AGE, (Instance({"age": 1}, True),))]
    plain.write_text(line + '{"id": "b"}\n')
    with pytest.raises(ValueError, match=r"cases.jsonl, line 2: not a case: KeyError\('schema'\)"):
        list(read_cases(plain))


def test_run_writes_records_and_a_table(tmp_path: Path) -> None:
    cases = [{"id": "a", "schema": AGE, "tests": [{"data": {"age": 1}, "valid": True}]}, {"id": "b", "schema": False}]
    data, output = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    data.write_text("".join(json.dumps(one) + "\n" for one in cases))
    result = CliRunner().invoke(main, ["run", "--data", str(data), "--output", str(output)])
    assert result.exit_code == 0, result.output
    assert "UnsatisfiableError" in result.output and "50.0 %" in result.output
    records = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(r["name"], r["outcome"]) for r in records] == [("a", PASSED), ("b", REFUSED)]


def test_bad_input_is_a_usage_error(tmp_path: Path) -> None:
    data = tmp_path / "cases.jsonl"
    data.write_text("not json\n")
    result = CliRunner().invoke(main, ["run", "--data", str(data)])
    assert result.exit_code == 2 and "line 1: not a case" in result.output
    data.write_text("")
    result = CliRunner().invoke(main, ["run", "--data", str(data), "--tokenizer", str(data)])
    assert result.exit_code == 2 and "not a JSON document" in result.output
