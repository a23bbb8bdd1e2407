"""``jsonschemabench data``: tables, a case, a sample, and errors of one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jsonschemabench.cli import cli
from jsonschemabench.data import open_cases


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["data", *arguments], env={"COLUMNS": "120"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [{"id": f"{subset}---{n}", "schema": {"minimum": n}} for subset in ("easy", "hard") for n in range(6)]
    rows[0]["tests"] = [{"data": "é", "valid": True}, {"data": -1, "valid": False}]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_source_alone_is_listed(file: Path) -> None:
    result = run(str(file))
    assert result.exit_code == 0 and result.output == run("list", str(file)).output
    assert "cases.jsonl: 12 schemas" in result.output and "minimum" in result.output
    assert "drafts: unnamed 12" in result.output and open_cases(file).digest in result.output


def test_without_a_source_it_is_the_corpus() -> None:
    result = run()
    assert result.exit_code == 0
    for name in ("kubernetes", "ultra", "unevaluatedProperties", "draft2020-12"):
        assert name in result.output


def test_selections_and_json(file: Path) -> None:
    described = json.loads(run("list", str(file), "--subset", "easy", "--limit", "4", "--json").stdout)
    assert described["subsets"] == {"easy": 4}
    assert described["selection"] == {"subsets": ["easy"], "limit": 4}
    shards = [json.loads(run(str(file), "--shard", f"{k}/2", "--json").stdout)["cases"] for k in (1, 2)]
    assert sum(shards) == 12


def test_a_case_is_shown(file: Path) -> None:
    shown = run("show", "easy---0", "--data", str(file)).stdout
    assert shown.startswith("easy---0, 13 bytes\n{\n") and 'valid    "é"\ninvalid  -1\n' in shown
    line = json.loads(run("show", "easy---0", "--data", str(file), "--json").stdout)
    assert line["schema"] == {"minimum": 0} and len(line["tests"]) == 2


def test_a_sample_is_a_source(file: Path, tmp_path: Path) -> None:
    output = tmp_path / "small.jsonl"
    result = run("sample", "4", "--data", str(file), "--output", str(output))
    assert result.exit_code == 0 and result.stderr == f"4 cases of cases.jsonl in {output}\n"
    small = open_cases(output)
    assert small.describe()["subsets"] == {"easy": 2, "hard": 2}
    assert small.digest == open_cases(file, sample=4).digest
    assert run("sample", "4", "--data", str(file)).stdout == output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["missing.jsonl"], "missing.jsonl: no such file or folder"),
        (["list", "corpus", "--subset", "kubernets"], "corpus has no subset 'kubernets'"),
        (["show", "kubernetes/pot"], "did you mean kubernetes/pod"),
        (["list", "corpus", "--shard", "5/4"], "'5/4' is not a shard"),
        (["sample", "0"], "0 is not in the range"),
    ],
)
def test_errors_are_one_message_and_status_2(arguments: list[str], complaint: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and complaint in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [[], ["list"], ["show"], ["sample"]])
def test_help_has_examples(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0 and "Examples:" in result.output
