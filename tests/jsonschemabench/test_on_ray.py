"""A run on a Ray cluster of this machine has the records of a run without, in the same order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jsonschemabench.cli import main
from jsonschemabench.records import read_run

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'gendecode[ray]'")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_same_records_in_the_same_order(tmp_path: Path) -> None:
    data = tmp_path / "cases.jsonl"
    orders = ["", "exit", "", "raise", "hang", "", "memory error"]
    tests = [{"data": 11, "valid": True}, {"data": "b", "valid": False}]
    data.write_text(
        "".join(
            json.dumps({"id": f"{number}", "schema": {"regex": "1+", "$comment": order}, "tests": tests}) + "\n"
            for number, order in enumerate(orders)
        )
    )
    found = []
    ray.init(num_cpus=2, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": _paths()}})
    try:
        for more in ([], ["--ray", "--chunk", "2"]):
            output = tmp_path / f"out{len(found)}.jsonl"
            command = ["run", "--data", str(data), "--engine", "stand_ins.regular", "--tokenizer", "small"]
            command += ["--output", str(output), "--time-limit", "2", "--no-report", "--no-gate"]
            assert main([*command, *more]) == 0
            run = read_run(output)
            found.append([(r.name, r.outcome, r.reason, r.lengths, r.tokens, r.keywords) for r in run.records])
            assert run.about["engines"]["stand_ins.regular"]["restarts"] == 2 and run.about["complete"]
    finally:
        ray.shutdown()
    assert found[0] == found[1] and [row[0] for row in found[0]] == [str(number) for number in range(len(orders))]


def _paths() -> str:
    import os
    import sys

    return os.pathsep.join(path for path in sys.path if path)


def test_without_a_cluster_the_message_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "cases.jsonl"
    data.write_text(json.dumps({"id": "a", "schema": {"regex": "1"}}) + "\n")
    command = ["run", "--data", str(data), "--engine", "stand_ins.regular", "--tokenizer", "bytes"]
    assert main([*command, "--ray", "127.0.0.1:1"]) == 2
    assert "the Ray cluster 127.0.0.1:1 cannot be reached" in capsys.readouterr().err
