"""Two runs compared: outcomes, times with an interval, the ratchet."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from jsonschemabench.changes import MISSING, differences, outcome_changes, shared_engines, timings
from jsonschemabench.cli import cli
from jsonschemabench.measure import Record
from jsonschemabench.ratchet import against, improved, read_ratchet, write_ratchet
from jsonschemabench.records import Run, write_about, write_record
from reporting import about, record, sample_run


def save(path: Path, run: Run) -> str:
    with open(path, "w", encoding="utf-8") as file:
        for one in run.records:
            write_record(file, one)
        write_about(file, run.about)
    return str(path)


def run_of(seed: int, cases: int = 60, scale: float = 1.0) -> Run:
    """A run of one engine; the cases differ much, and each is repeated with little noise."""
    work = np.random.default_rng(7).lognormal(2, 1, cases)
    noise = np.random.default_rng(seed)
    records = []
    for number, base in enumerate(work):
        times = (base * scale * noise.uniform(0.95, 1.05, 20)).tolist()
        records.append(
            record("x", f"case {number}", float(base * 50 * noise.uniform(0.95, 1.05)), times[:12], times[12:])
        )
    return Run(records, about("x"))


def compare(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments], standalone_mode=False)


def status(result: Result) -> int:
    assert result.exception is None, result.exception
    return int(result.return_value)


def test_outcomes_that_changed_the_worst_first() -> None:
    names = [
        ("a", "passed", "refused"),
        ("b", "refused", "passed"),
        ("c", "passed", "crashed"),
        ("d", "passed", "passed"),
    ]
    before = [record("x", name, 1, [1], outcome=old) for name, old, _ in names] + [record("x", "e", 1, [1])]
    after = [record("x", name, 1, [1], outcome=new) for name, _, new in names]
    found = outcome_changes(before, after, "x")
    assert [(one.case, one.after, one.worse) for one in found] == [
        ("e", MISSING, True),
        ("c", "crashed", True),
        ("a", "refused", True),
        ("b", "passed", False),
    ]


def test_times_are_those_of_the_tokens_that_both_append() -> None:
    before = [record("x", f"{n}", 10.0, [1.0, 1.0], [5.0, 7.0]) for n in range(6)]
    after = [record("x", f"{n}", 20.0, [2.0, 2.0], [10.0]) for n in range(6)]
    found = {(one.kind, one.figure): one for one in timings(before, after, "x")}
    assert (found["masks", "average"].before, found["masks", "average"].after) == (
        pytest.approx(7 / 3),
        pytest.approx(14 / 3),
    )
    assert all((one.ratio, one.low, one.high) == pytest.approx((2, 2, 2)) for one in found.values())
    assert {one.verdict(1.1) for one in found.values()} == {"slower"}
    assert {one.verdict(3) for one in found.values()} == {"slower, within tolerance"}
    assert list(timings(before[:4], after[:4], "x")) == [], "too few to say anything"


def test_the_same_engine_again_is_within_noise_or_tolerance() -> None:
    for seed in range(1, 6):
        found = list(timings(run_of(0).records, run_of(seed).records, "x"))
        assert len(found) == 6
        assert all(one.verdict(1.1) not in ("slower", "faster") for one in found)


def test_a_slower_engine_is_found_and_a_faster_one() -> None:
    slower = {(one.kind, one.figure): one for one in timings(run_of(0).records, run_of(1, scale=1.3).records, "x")}
    for figure in ("average", "p50", "p99"):
        assert slower["masks", figure].verdict(1.1) == "slower" and slower["masks", figure].low > 1.15
        assert slower["first_mask", figure].verdict(1.1) != "slower"
    faster = list(timings(run_of(1, scale=1.3).records, run_of(0).records, "x"))
    assert {one.verdict(1.1) for one in faster if one.kind == "masks"} == {"faster"}


def test_the_interval_covers_what_a_bootstrap_by_hand_does() -> None:
    before, after = run_of(0).records, run_of(1, scale=1.05).records
    rng = np.random.default_rng(99)
    ratios = []
    for _ in range(800):
        chosen = rng.integers(0, len(before), len(before))
        one, other = (np.mean([time for place in chosen for time in side[place].masks]) for side in (before, after))
        ratios.append(other / one)
    found = next(one for one in timings(before, after, "x") if (one.kind, one.figure) == ("masks", "average"))
    low, high = np.percentile(ratios, [2.5, 97.5])
    assert (found.low, found.high) == (pytest.approx(low, rel=0.01), pytest.approx(high, rel=0.01))
    assert low < found.ratio < high


def test_one_slow_case_alone_is_no_verdict_on_the_average() -> None:
    before = run_of(0)
    after = copy.deepcopy(before)
    slow = after.records[3]
    slow.masks = [time * 200 for time in slow.masks]
    found = next(
        one for one in timings(before.records, after.records, "x") if (one.kind, one.figure) == ("masks", "average")
    )
    assert found.ratio > 1.5 and found.low <= 1 and found.verdict(1.1) == "within noise"


def test_exit_statuses(tmp_path: Path) -> None:
    old = save(tmp_path / "old.jsonl", run_of(0))
    same = save(tmp_path / "same.jsonl", run_of(1))
    slow = save(tmp_path / "slow.jsonl", run_of(1, scale=1.5))
    result = compare(old, same)
    assert status(result) == 0 and "nothing got worse" in result.output and "95 %" in result.output
    result = compare(old, slow)
    assert status(result) == 1 and "x: masks, average: 1.5" in result.output
    assert status(compare(old, slow, "--tolerance", "2")) == 0
    assert status(compare(old, slow, "--outcomes-only")) == 0
    assert status(compare(slow, old)) == 0, "an improvement"
    broken = run_of(1)
    broken.records[5] = replace(broken.records[5], outcome="accepts invalid", reason="instance 1")
    result = compare(old, save(tmp_path / "broken.jsonl", broken), "--json")
    assert status(result) == 1
    assert json.loads(result.output)["regressions"] == ["x: outcomes that are worse than before: 1"]
    short = save(tmp_path / "short.jsonl", Run(run_of(1).records[:-1], about("x")))
    result = compare(old, short)
    assert status(result) == 1 and MISSING in result.output


def test_times_of_another_machine_are_not_compared(tmp_path: Path) -> None:
    slow = run_of(1, scale=3)
    slow.about["machine"]["cpu"] = "another"
    old = run_of(0)
    assert differences(old, slow) == {"cpu": ("a processor", "another")}
    result = compare(save(tmp_path / "old.jsonl", old), save(tmp_path / "slow.jsonl", slow))
    assert status(result) == 0 and "times are not compared: cpu was a processor and is another" in result.output


def test_engines_to_compare() -> None:
    both, one = sample_run(), Run([record("theirs", "case 1", 1, [1])], {})
    assert shared_engines(both, one) == ["theirs"]
    with pytest.raises(ValueError, match="ours: not in both runs; both have theirs"):
        shared_engines(both, one, ["ours"])
    with pytest.raises(ValueError, match="no engine is in both"):
        shared_engines(one, run_of(0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{run}"], "give two runs"),
        (["{run}", "{run}", "{run}"], "give two runs"),
        (["{run}", "{run}", "--update"], "--ratchet FILE"),
        (["{run}", "--ratchet", "{absent}"], "--update makes it"),
        (["{run}", "--ratchet", "{run}"], "not a ratchet file"),
        (["{run}", "{run}", "--engine", "nobody"], "nobody: not in both runs"),
        (["{run}", "--ratchet", "{foreign}"], "is about somebody"),
    ],
)
def test_wrong_requests_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text('{"somebody": {"passed": ["a"]}}')
    places = {"run": save(tmp_path / "run.jsonl", run_of(0)), "absent": tmp_path / "absent", "foreign": foreign}
    result = CliRunner().invoke(cli, ["compare", *(one.format(**places) for one in arguments)])
    assert result.exit_code == 2 and message in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_the_ratchet_only_improves(tmp_path: Path) -> None:
    path = tmp_path / "best.json"
    old = run_of(0, cases=8)
    old.records[0] = replace(old.records[0], outcome="refused")
    first = save(tmp_path / "old.jsonl", old)
    assert status(compare(first, "--ratchet", str(path), "--update")) == 0
    assert json.loads(path.read_text())["x"] == {"passed": [f"case {n}" for n in range(1, 8)], "refused": ["case 0"]}
    saved = path.read_text()
    mixed = run_of(0, cases=8)  # case 0 passes now
    mixed.records[4] = replace(mixed.records[4], outcome="crashed")
    result = compare(save(tmp_path / "mixed.jsonl", mixed), "--ratchet", str(path))
    assert status(result) == 1 and "worse than in best.json: 1" in result.output and path.read_text() == saved
    assert status(compare(str(tmp_path / "mixed.jsonl"), "--ratchet", str(path), "--update")) == 1
    assert json.loads(path.read_text())["x"] == {"passed": [f"case {n}" for n in range(8)]}, "better, and nothing worse"


def test_the_ratchet_file_comes_back(tmp_path: Path) -> None:
    records: list[Record] = sample_run().records
    best = improved({}, records, ["ours", "theirs"])
    write_ratchet(tmp_path / "best.json", best)
    assert read_ratchet(tmp_path / "best.json") == best
    assert against(best, records, ["ours", "theirs"]) == []
    assert {one.after for one in against(best, records[:-2], ["ours", "theirs"])} == {MISSING}
    (tmp_path / "best.json").write_text('{"x": {"perfect": ["a"]}}')
    with pytest.raises(ValueError, match="'perfect' is no outcome; they are passed"):
        read_ratchet(tmp_path / "best.json")
