"""A run that is cut off goes on where it stopped, and what comes out is the same as in one go."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jsonschemabench.cli import cli, main
from jsonschemabench.measure import OUTCOMES, PASSED
from jsonschemabench.records import read_run

ENGINE = "stand_ins.regular"
HERE = Path(__file__).parent

Row = tuple[Any, ...]


def write_cases(path: Path, orders: list[str]) -> Path:
    """Cases of the engine, some of which break it."""
    tests = [{"data": 11, "valid": True}, {"data": "b", "valid": False}]
    lines = [
        {"id": f"some/{number}", "schema": {"regex": "1+", "$comment": order}, "tests": tests}
        for number, order in enumerate(orders)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def command(data: Path, output: Path, *more: str) -> list[str]:
    fixed = ["--tokenizer", "bytes", "--time-limit", "1", "--memory-limit", "0.25", "--no-report"]
    return ["run", "--data", str(data), "--engine", ENGINE, "--output", str(output), *fixed, *more]


def rows(path: Path) -> list[Row]:
    """All of the records but times and memory, in the order of the file."""
    return [
        (r.engine, r.name, r.subset, r.outcome, r.reason, r.lengths, r.tokens, r.schema_bytes, r.keywords, len(r.masks))
        for r in read_run(path).records
    ]


ORDERS = ["", "exit", "eat", "raise", "leak", "leak", "leak", "leak", "hang", "", "memory error"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    """Cases, and the records of a run in one go."""
    folder = tmp_path_factory.mktemp("whole")
    data, output = write_cases(folder / "cases.jsonl", ORDERS), folder / "out.jsonl"
    assert main(command(data, output)) == 0
    found = rows(output)
    assert [row[1] for row in found] == [f"some/{number}" for number in range(len(ORDERS))]
    assert {row[3] for row in found} == {"passed", "crashed", "out of memory", "timed out"} < set(OUTCOMES)
    return data, found


@pytest.mark.parametrize(
    "more",
    [
        ["--chunk", "4"],
        ["--jobs", "3"],
        pytest.param(["--chunk", "1"], marks=pytest.mark.slow),
        pytest.param(["--jobs", "2", "--chunk", "2"], marks=pytest.mark.slow),
    ],
)
def test_same_records_however_it_is_divided(whole: tuple[Path, list[Row]], tmp_path: Path, more: list[str]) -> None:
    data, expected = whole
    assert main(command(data, tmp_path / "out.jsonl", *more)) == 0
    assert rows(tmp_path / "out.jsonl") == expected


def test_a_killed_run_goes_on(whole: tuple[Path, list[Row]], tmp_path: Path) -> None:
    data, expected = whole
    output, log = tmp_path / "out.jsonl", tmp_path / "log"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)])}
    arguments = [sys.executable, "-m", "jsonschemabench", *command(data, output)]
    with open(log, "wb") as file:
        process = subprocess.Popen(arguments, env=environment, stdout=file, stderr=file, start_new_session=True)
        wait_until(lambda: output.exists() and output.read_bytes().count(b"\n") > 4, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    kept = output.read_bytes()
    assert 4 < kept.count(b"\n") <= len(ORDERS)
    with open(output, "ab") as file:
        file.write(b'{"engine": "stand_ins.regular", "name": "some/9", "outc')  # torn by the crash
    assert main(command(data, output)) == 0
    assert rows(output) == expected
    done = {line for line in kept.splitlines() if b'"outcome"' in line}
    assert done <= set(output.read_bytes().splitlines()), "what was measured is kept, its times too"


def wait_until(happens: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not happens():
        assert process.poll() is None and time.monotonic() < deadline, "it ended before it could be killed"
        time.sleep(0.02)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    counted, output = tmp_path / "count", tmp_path / "out.jsonl"
    data = write_cases(tmp_path / "cases.jsonl", [f"count {counted}"] * 6)
    assert main(command(data, output, "--rounds", "2")) == 0
    assert len(counted.read_text().splitlines()) == 12
    assert main(command(data, output, "--rounds", "2")) == 0
    assert len(counted.read_text().splitlines()) == 12, "a complete run is only reported"
    assert main(command(data, output, "--rounds", "2", "--fresh")) == 0
    assert len(counted.read_text().splitlines()) == 24


def test_rounds_are_taken_up_too(tmp_path: Path) -> None:
    counted, output = tmp_path / "count", tmp_path / "out.jsonl"
    data = write_cases(tmp_path / "cases.jsonl", [f"count {counted}"] * 3)
    assert main(command(data, output, "--rounds", "3")) == 0
    about, *records = [json.loads(line) for line in output.read_text().splitlines()][:-1]
    assert [record["round"] for record in records] == [0, 0, 0]
    # The file as it was in the middle of the second round.
    about["run"].pop("complete")
    partial = [dict(records[number], round=turn) for turn, number in [(1, 0), (1, 1), (1, 2), (2, 0)]]
    output.write_text("".join(json.dumps(line) + "\n" for line in [about, *partial]))
    assert [record.outcome for record in read_run(output).records] == [PASSED] * 3
    assert main(command(data, output, "--rounds", "3")) == 0
    assert len(counted.read_text().splitlines()) == 9 + 5
    assert read_run(output).about["rounds"] == 3 and len(read_run(output).records) == 3


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Cases, and the file of a complete run."""
    folder = tmp_path_factory.mktemp("done")
    data, output = write_cases(folder / "cases.jsonl", [""] * 3), folder / "out.jsonl"
    assert main(command(data, output)) == 0
    return data, output


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--time-limit", "3"], "--time-limit was 1.0, now 3.0"),
        (["--chunk", "2"], "--chunk was not given, now 2"),
        (["--tokenizer", "small"], "the tokenizer differs"),
        (["--limit", "2"], "the data differs"),
        (["--engine", ENGINE, "stand_ins.nothing"], f"engines were {ENGINE}, now {ENGINE}, stand_ins.nothing"),
    ],
)
def test_another_run_is_refused(done: tuple[Path, Path], more: list[str], message: str) -> None:
    data, output = done
    before = output.read_bytes()
    result = CliRunner().invoke(cli, command(data, output, "--no-gate", *more))
    told = " ".join(result.output.split())
    assert result.exit_code == 2
    assert f"is of another run: {message}" in told and told.endswith("Take another --output, or --fresh to begin anew")
    assert output.read_bytes() == before


def test_a_file_that_is_no_run_is_not_overwritten(tmp_path: Path) -> None:
    data, output = write_cases(tmp_path / "cases.jsonl", [""]), tmp_path / "thesis.txt"
    output.write_text("years of work\n")
    result = CliRunner().invoke(cli, command(data, output))
    assert result.exit_code == 2 and "is not the file of a run" in result.output
    assert output.read_text() == "years of work\n"
