"""A case that breaks an engine costs that case, and is called what it is."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jsonschemabench.comparison import Comparison
from jsonschemabench.engines.base import EngineFailed
from jsonschemabench.measure import (
    ACCEPTS_INVALID,
    CRASHED,
    OUT_OF_MEMORY,
    PASSED,
    REJECTS_VALID,
    TIMED_OUT,
    Job,
    Record,
)
from jsonschemabench.worker import MEMORY_KEPT, Worker

ENGINE = "stand_ins.regular"
LIMIT = 400_000_000


def job(name: str, schema: Any, *texts: tuple[str, bool]) -> Job:
    return Job(name, schema, [(list(text.encode()), valid) for text, valid in texts])


def ordered(order: str, name: str = "") -> Job:
    return job(name or order, {"regex": "a+", "$comment": order}, ("aa", True), ("b", False))


def outcomes(engine: str, jobs: list[Job], **limits: Any) -> tuple[list[Record], dict[str, Any]]:
    settings = {"time_limit": 60.0, "memory_limit": LIMIT, **limits}
    with Comparison([engine], None, {}, **settings) as comparison:
        records = [record for found in comparison.records(jobs) for record in found]
        return records, comparison.about()[engine]


def test_each_way_to_break_is_called_what_it_is() -> None:
    orders = ["", "exit", "segfault", "killed", "raise", "memory error", "refuses what it allows", "eat", "hang", ""]
    records, about = outcomes(ENGINE, [ordered(order) for order in orders], time_limit=1.5)
    assert [(record.outcome, record.reason) for record in records] == [
        (PASSED, ""),
        (CRASHED, "its process ended with code 7"),
        (CRASHED, "its process ended with SIGSEGV"),
        (OUT_OF_MEMORY, "its process was killed by the system, as happens when memory runs out"),
        (CRASHED, "RuntimeError: out of fuel"),
        (OUT_OF_MEMORY, "MemoryError: no room"),
        (CRASHED, "Contradiction: token 97 is in the mask and was refused"),
        (OUT_OF_MEMORY, "more than 0.4 GB"),
        (TIMED_OUT, "more than 1.5 s"),
        (PASSED, ""),
    ]
    assert about["why restarted"] == {CRASHED: 2, OUT_OF_MEMORY: 2, TIMED_OUT: 1}
    assert about["restarts"] == 5
    assert all(record.tokens == 3 for record in records)
    assert [bool(record.masks) for record in records] == [record.outcome == PASSED for record in records]


def test_all_and_nothing_are_wrong_in_both_directions() -> None:
    jobs = [job("valid", {}, ("ab", True)), job("invalid", {}, ("ab", False))]
    assert [record.outcome for record in outcomes("stand_ins.everything", jobs)[0]] == [PASSED, ACCEPTS_INVALID]
    assert [record.outcome for record in outcomes("stand_ins.nothing", jobs)[0]] == [REJECTS_VALID, PASSED]


def test_a_leak_is_seen_and_costs_no_case() -> None:
    records, about = outcomes(ENGINE, [ordered("leak", str(number)) for number in range(12)])
    assert {record.outcome for record in records} == {PASSED}, "each of them passes in a fresh process"
    assert about["why restarted"].keys() == {MEMORY_KEPT}, "12 times 60 MB, and 400 MB allowed"
    if sys.platform == "linux":
        assert all(record.memory > 50_000_000 for record in records)


def test_memory_of_a_case_is_its_own() -> None:
    records, about = outcomes(ENGINE, [ordered(""), ordered("leak"), ordered("")], memory_limit=None)
    small, large, after = (record.memory for record in records)
    if sys.platform == "linux":
        assert 50_000_000 < large < 90_000_000 and small < 20_000_000 and after < 20_000_000
    assert about["resident at last"] > about["resident at first"] + 50_000_000


def test_a_schema_too_deep_to_be_sent_is_a_record() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"not": deep}
    records, _ = outcomes(ENGINE, [job("deep", deep, ("a", True)), ordered("")])
    assert [record.outcome for record in records] == [CRASHED, PASSED]
    assert records[0].reason.startswith("the case does not reach its process: RecursionError")
    while deep:  # piece by piece, or Python would recurse here too
        deep = deep["not"]


def test_engines_that_do_not_start() -> None:
    for name, message in [
        ("nobody", "there is no engine 'nobody'; there are gendecode, glrmask, llguidance"),
        ("stand_ins.absent", "there is no engine 'stand_ins.absent'"),
        ("stand_ins.broken", "stand_ins.broken is not an engine: ZeroDivisionError"),
        ("stand_ins.lacking", "stand_ins.lacking needs no-such-library: pip install no-such-library"),
        ("json.decoder", "json.decoder is not an engine: AttributeError"),
    ]:
        with pytest.raises(EngineFailed, match=f"{re.escape(name)} does not start: .*{re.escape(message)}"):
            Worker(name, None, {}, 60)


def test_the_process_is_gone_after_stop(tmp_path: Path) -> None:
    import psutil

    with Comparison([ENGINE], None, {}, 60.0) as comparison:
        process = comparison.workers[0]._watched
        assert process.is_running()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    with pytest.raises(EngineFailed, match="was stopped"):
        comparison.workers[0].measure(ordered(""))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not end a process with the one that started it")
def test_a_hanging_process_ends_with_a_run_that_is_killed() -> None:
    code = f"""
import os, sys
sys.path[:] = {[path for path in sys.path if path]!r}
from jsonschemabench.worker import Worker
worker = Worker("stand_ins.regular", None, {{}}, 60)
worker._pipe.send(__import__("jsonschemabench.measure").measure.Job("a", {{"$comment": "hang"}}, []))
print(worker._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == -9, ran.stderr
    deadline = time.monotonic() + 10
    while (alive := _alive(int(ran.stdout))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive


def _alive(pid: int) -> bool:
    import psutil

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
