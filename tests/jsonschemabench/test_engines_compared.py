"""Several engines in one run: processes, turns, failures, and the figures that are made of the records."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import assets
import pytest
from click.testing import CliRunner
from rich.console import Console

from jsonschemabench.cli import cli
from jsonschemabench.comparison import Comparison
from jsonschemabench.engines.base import adapter_class, engine_names, how_to_install, installed_version
from jsonschemabench.measure import ACCEPTS_INVALID, CRASHED, PASSED, REFUSED, REJECTS_VALID, TIMED_OUT, Job, Record
from jsonschemabench.records import Run, merge, read_run
from jsonschemabench.report import report
from jsonschemabench.stats import common_times, passed_by_all, times_of, typical
from jsonschemabench.targets import load_verdicts, save_verdicts, verdicts
from jsonschemabench.tokens import Encoder

# An engine whose schemas are orders: {"text": t} allows exactly t, anything else is a way to fail.
FAKE = """
import os, time
import numpy as np
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

class FakeMatcher(Matcher):
    eos = 256
    def __init__(self, schema):
        self.schema, self.at, self.buffer = schema, 0, np.zeros(9, np.int32)
    def mask(self):
        self.buffer[:] = 0
        text = self.schema["text"].encode()
        following = text[self.at] if self.at < len(text) else 256
        self.buffer[following >> 5] = np.uint32(1 << (following & 31)).view(np.int32)
    def advance(self, token):
        self.at += 1
        if "die" in self.schema:
            os._exit(self.schema["die"])
        if "raise" in self.schema:
            raise RuntimeError("out of fuel")
        time.sleep(self.schema.get("sleep", 0))
        return "lie" not in self.schema
    def restart(self):
        return FakeMatcher(self.schema)

class Adapter(BaseAdapter):
    def load(self, tokenizer, options):
        self.settings = " ".join(os.environ.get(name, "") for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS"))
    def version(self):
        return "1"
    def compile(self, schema):
        if "text" not in schema:
            raise Refused("no text")
        return FakeMatcher(schema)
"""


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two engines outside of the package, where the processes find them too."""
    (tmp_path / "fakes").mkdir()
    for name in ("one", "other"):
        (tmp_path / "fakes" / f"{name}.py").write_text(FAKE)
    monkeypatch.syspath_prepend(tmp_path)
    return ["fakes.one", "fakes.other"]


def job(name: str, schema: Any, *instances: tuple[str, bool]) -> Job:
    return Job(name, schema, [(list(text.encode()), valid) for text, valid in instances])


def test_failures_are_counted_and_the_run_goes_on(fakes: list[str]) -> None:
    jobs = [
        job("good", {"text": "abc"}, ("abc", True), ("ab", False), ("abd", False)),
        job("refused", {}, ("abc", True)),
        job("too strict", {"text": "abc"}, ("abcd", True)),
        job("too lax", {"text": "abc"}, ("abc", False)),
        job("dies", {"text": "abc", "die": 7}, ("abc", True)),
        job("raises", {"text": "abc", "raise": True}, ("abc", True)),
        job("slow", {"text": "abc", "sleep": 60}, ("abc", True)),
        job("contradicts itself", {"text": "abc", "lie": True}, ("abc", True)),
        job("good again", {"text": "abc"}, ("abc", True)),
    ]
    with Comparison(fakes[:1], None, {}, time_limit=1.5) as comparison:
        records = [record for found in comparison.records(jobs) for record in found]
        about = comparison.about()[fakes[0]]
    expected = [PASSED, REFUSED, REJECTS_VALID, ACCEPTS_INVALID, CRASHED, CRASHED, TIMED_OUT, CRASHED, PASSED]
    assert [record.outcome for record in records] == expected
    assert "code 7" in records[4].reason and "out of fuel" in records[5].reason and "refused" in records[7].reason
    assert about["restarts"] == 2 and about["version"] == "1"
    assert records[0].lengths == [3, 2, 2] and len(records[0].masks) == 7 and not records[0].by_reference


def test_engines_take_turns_with_one_thread_each(fakes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("RAYON_NUM_THREADS", raising=False)
    with Comparison(fakes, None, {}, time_limit=60) as comparison:
        order = [[r.engine for r in found] for found in comparison.records([job("x", {"text": "a"})] * 3)]
        settings = {one["settings"] for one in comparison.about().values()}
    assert order == [fakes, fakes[::-1], fakes]
    assert settings == {"1 1"}
    assert os.environ["OMP_NUM_THREADS"] == "5" and "RAYON_NUM_THREADS" not in os.environ


def test_run_with_two_engines(fakes: list[str], tmp_path: Path) -> None:
    data, output = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    tests = [{"data": "x", "valid": True}, {"data": "y", "valid": False}]
    data.write_text(
        json.dumps({"id": "a", "schema": {"text": '"x"'}, "tests": tests})
        + "\n"
        + json.dumps({"id": "b", "schema": {}})
        + "\n"
    )
    command = ["run", "--data", str(data), "--tokenizer", "bytes", "--output", str(output), "--no-gate"]
    result = CliRunner().invoke(cli, [*command, *(word for name in fakes for word in ("--engine", name))])
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output.splitlines()[-1])
    assert summary["outcomes"] == {name: {PASSED: 1, REFUSED: 1} for name in fakes}
    assert summary["common files"]["count"] == 1
    assert set(summary["own files"][fakes[0]]) == {"masks", "first_mask", "compile"}
    again = CliRunner().invoke(cli, ["report", str(output), str(output)])
    assert json.loads(again.output.splitlines()[-1]) == summary


def record(engine: str, name: str, first: float, *instances: list[float], outcome: str = PASSED) -> Record:
    lengths = [len(times) for times in instances]
    return Record(engine, name, outcome, "", first, [t for times in instances for t in times], [], lengths)


RECORDS = [
    record("gendecode", "a", 10, [1, 1], [3, 5, 90]),
    record("llguidance", "a", 100, [10, 10], [10, 10]),  # stops a token earlier in the second, invalid instance
    record("gendecode", "b", 1000, [1000]),
    record("llguidance", "b", 1000, [1000], outcome=REJECTS_VALID),
]


def test_engines_are_compared_on_the_same_tokens() -> None:
    assert passed_by_all(RECORDS) == {"a"}
    common = common_times(RECORDS)
    assert common["gendecode"].masks.count == common["llguidance"].masks.count == 4
    assert common["gendecode"].masks.values["average"] == 2.5 and common["gendecode"].masks.values["max"] == 5
    own = times_of(RECORDS, "gendecode")
    assert own.masks.count == 6 and own.first_mask.values["average"] == 505


def test_rounds_become_the_median_of_each_time_and_the_worst_outcome() -> None:
    rounds = [record("x", "a", first, [1, high], [5]) for first, high in ((10, 2), (30, 900), (20, 3))]
    one = typical(rounds)
    assert (one.first_mask, one.masks, one.by_reference, one.lengths) == (20, [1, 3, 5], [], [2, 1])
    crash = Record("x", "a", CRASHED, "died")
    assert typical([rounds[0], crash, rounds[1]]) == crash


def test_rounds_are_fresh_processes(fakes: list[str], tmp_path: Path) -> None:
    data, output = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    data.write_text(json.dumps({"id": "a", "schema": {"text": "1"}, "tests": [{"data": 1, "valid": True}]}) + "\n")
    command = ["run", "--data", str(data), "--engine", fakes[0], "--rounds", "2", "--output", str(output)]
    command += ["--tokenizer", "bytes", "--no-gate"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    assert "median of 2 rounds" in " ".join(result.output.split())
    run = read_run(output)
    assert [(r.name, r.outcome, len(r.masks)) for r in run.records] == [("a", PASSED, 1)]
    assert run.about["rounds"] == 2


def test_targets(tmp_path: Path) -> None:
    memory = {"gendecode": {"resident at first": 100e6, "resident at last": 700e6}}
    rows = list(verdicts(common_times(RECORDS), memory))
    found = {row.name: (round(row.ratio, 3), row.met) for row in rows}
    assert found["time between masks, average, to llguidance"] == (0.25, False)
    assert found["time to first mask, p50, to llguidance"] == (0.1, True)
    assert found["memory above the tokenizer's own"] == (600.0, False)
    assert not any("glrmask" in name for name in found), "no target where one side is absent"
    save_verdicts(tmp_path / "rows.json", rows)
    assert load_verdicts(tmp_path / "rows.json") == rows


def test_runs_are_merged_by_engine() -> None:
    engines = {"gendecode": {"version": "1"}, "llguidance": {"version": "2"}}
    old = Run(RECORDS, {"width": 1, "engines": engines})
    new = Run([record("gendecode", "a", 5, [1])], {"width": 1, "engines": {"gendecode": {"version": "3"}}})
    both = merge([old, new])
    assert [(r.engine, r.first_mask) for r in both.records if r.name == "a"] == [("llguidance", 100), ("gendecode", 5)]
    assert {name: one["version"] for name, one in both.about["engines"].items()} == {
        "llguidance": "2",
        "gendecode": "3",
    }


def test_records_of_another_form_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text(
        json.dumps({"engine": "x", "name": "a", "outcome": "passed", "first_mask": 1, "masks": [1.0]}) + "\n"
    )
    with pytest.raises(ValueError, match="line 1: not a record"):
        read_run(path)


def test_a_run_that_was_cut_off_is_reported_all_the_same() -> None:
    console = Console(record=True, width=160)
    report(Run(RECORDS, {}), console)
    text = console.export_text()
    assert "cut off" in text and "missed" in text and "rejects valid" in text


@pytest.mark.real
def test_tokens_write_the_text_even_where_it_spells_a_special_token() -> None:
    import gendecode as gd

    file = assets.tokenizer_file("llama3_1")
    vocab, encode = gd.Vocab.from_tokenizer(file), Encoder(file)
    for text in (b'{"a": "caf\xc3\xa9"}', b'"<|eot_id|>"', b'"\xed\xa0\x80"'):
        assert vocab.decode(encode(text)) == text
    assert len(encode(b'{"name": "value"}')) < 8


@pytest.mark.peers
@pytest.mark.parametrize("engine", [name for name in engine_names() if name != "gendecode"])
def test_peers(engine: str) -> None:
    adapter = adapter_class(engine)
    if installed_version(adapter) is None:
        pytest.skip(f"{engine} is not installed: {how_to_install(adapter)}")
    file = assets.tokenizer_file("llama3_1")
    encode = Encoder(file)
    schema = {
        "type": "object",
        "properties": {"age": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
        "required": ["age"],
        "additionalProperties": False,
    }
    instances = [({"age": 3, "tags": ["x", "y z"]}, True), ({"age": "3"}, False), ({"tags": []}, False)]
    job = Job("a", schema, [(encode(json.dumps(data).encode()), valid) for data, valid in instances])
    with Comparison(["gendecode", engine], file, {}, 60) as comparison:
        first, second = next(iter(comparison.records([job])))
    assert (first.outcome, second.outcome, second.reason) == (PASSED, PASSED, "")
    assert first.lengths[0] == second.lengths[0] > 5 and second.first_mask


@pytest.fixture(scope="module")
def benchmarks() -> Iterator[Any]:
    """The scripts of benchmarks/, imported by name."""
    folder = Path(__file__).parents[2] / "benchmarks"

    def load(name: str) -> Any:
        spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", folder / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module

    yield load


def test_hard_cases_are_valid_and_always_the_same(benchmarks: Any) -> None:
    import jsonschema

    script = benchmarks("hard_cases")
    cases = list(script.hard_cases())
    assert cases == list(script.hard_cases()) and len({case.name for case in cases}) == len(cases)
    for case in cases:
        validator = jsonschema.Draft202012Validator(case.schema)
        assert all(validator.is_valid(data) for data in case.instances), case.name


def test_profile_classes(benchmarks: Any) -> None:
    script = benchmarks("profile_engine")
    still = {script.FULL: 0, "lowered": 1, "memos built": 1, "masks computed": 5, "transitions cached": 5}
    assert script.class_of(still, still) == script.HIT
    assert script.class_of(still, still | {"masks computed": 6}) == script.MASK_MISS
    assert script.class_of(still, still | {"masks computed": 6, "transitions cached": 0}) == script.BOTH_MISS
    assert script.class_of(still, still | {"masks computed": 6, "lowered": 2}) == "schema node lowered"
    assert script.class_of(still, still | {"memos built": 2, "lowered": 2}) == "region memo built"
    assert script.class_of(still, still | {script.FULL: 1}) == "garbage of all generations collected"
    assert set(script.ORDER) >= {name for name, _ in script.CLASSES}


def test_profile_and_growth_run(benchmarks: Any, tmp_path: Path) -> None:
    script = benchmarks("profile_engine")
    import gendecode as gd

    vocab = gd.Vocab.bytes_only()
    constraint, parts = script.start(job("a", {"type": "integer"}), vocab)
    tokens = job("a", {}, ("12", True), ("12", True), ("x", False))
    garbage = script.FullCollections()
    try:
        classes = [kind for kind, _ in script.tokens_of(tokens, constraint, garbage)]
        before = garbage.count
        gc.collect()
        assert garbage.count == before + 1
    finally:
        garbage.close()
    assert len(parts) == 3 and min(parts) > 0
    assert len(classes) == 4 and classes[2:] == [script.HIT, script.HIT] and classes[0] != script.HIT
    growth = benchmarks("growth")
    for shape, _ in growth.SHAPES.values():
        assert len(growth.phases(json.dumps(shape(4, "x")), vocab)) == len(growth.PHASES)


def test_batch_states_are_different_and_a_row_is_its_mask(benchmarks: Any) -> None:
    import numpy as np

    import gendecode as gd

    script = benchmarks("batch")
    vocab = gd.Vocab.bytes_only()
    tokens = list(json.dumps(script.DATA).encode())
    states = script.states_of(vocab, tokens, 64, script.random.Random(0))
    out = np.zeros((64, 9), np.uint32)
    script.FILL(states, out)
    assert len(set(states)) == 64
    assert all((row == state.mask()).all() for row, state in zip(out, states, strict=True))
