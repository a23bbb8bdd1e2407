"""Figures, tables and files of a report."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console

from jsonschemabench.cli import cli
from jsonschemabench.measure import TIMED_OUT
from jsonschemabench.records import Run, write_about, write_record
from jsonschemabench.report.summary import Summary
from jsonschemabench.report.table import Table
from jsonschemabench.report.terminal import print_table, report
from jsonschemabench.stats import Figures, times_by_rule
from reporting import HOSTILE, about, record, sample_run


def table(run: Run, name: str, baseline: str | None = None) -> Table:
    return next(table for table in Summary.of(run, baseline).tables() if table.name == name)


def rows(found: Table) -> dict[str, list[str]]:
    return {row[0].text: [cell.text for cell in row[1:]] for row in found.rows}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    run = sample_run()
    with open(path, "w", encoding="utf-8") as file:
        for one in run.records:
            write_record(file, one)
        write_about(file, run.about)
    return path


def test_percentiles_are_those_of_maskbench() -> None:
    """Element ``int(n * p / 100)`` of the sorted list, and the last where that is past the end."""
    times = np.random.default_rng(0).exponential(10, 1003)
    ordered = sorted(times)
    found = Figures.of(times)
    for name, percent in (("p50", 50), ("p75", 75), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("max", 100)):
        assert found.values[name] == ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]
    assert found.count == 1003 and found.values["average"] == pytest.approx(sum(ordered) / 1003)
    assert Figures.of([]) == Figures(0, {})


def test_a_timeout_counts_with_the_limit_and_a_wrong_schema_counts_too() -> None:
    records = [
        record("x", "a", 10, [1]),
        record("x", "b", 20, [2], outcome="rejects valid"),
        record("x", "c", None, outcome=TIMED_OUT),
        record("x", "d", None, outcome="refused"),
        record("x", "e", None, outcome="crashed"),
    ]
    assert times_by_rule(records, "compiled", 5.0)["x"].first_mask.tolist() == [10, 20, 5e6]
    assert times_by_rule(records, "compiled", None)["x"].first_mask.tolist() == [10, 20]
    assert times_by_rule(records, "compiled", 5.0)["x"].masks.tolist() == [1, 2]
    assert times_by_rule(records, "own", 5.0)["x"].first_mask.tolist() == [10]


def test_the_tables_say_what_the_records_do() -> None:
    run = sample_run()
    outcomes = rows(table(run, "outcomes"))
    assert outcomes["passed"] == ["12 (100.0 %)", "8 (66.7 %)"] and outcomes["all"] == ["12", "12"]
    assert outcomes["timed out"] == ["0 (0.0 %)", "1 (8.3 %)"]
    assert rows(table(run, "coverage"))["compliance"] == ["12 (100.0 %)", "8 (88.9 %)"]
    assert rows(table(run, "subsets")) == {
        "easy": ["6", "6 (100.0 %)", "4 (66.7 %)"],
        "hard": ["6", "6 (100.0 %)", "4 (66.7 %)"],
    }
    assert rows(table(run, "keywords"))["$ref"] == ["4", "0 (0.0 %)", "3 (75.0 %)"]
    compiled = rows(table(run, "times-compiled"))
    assert compiled["first mask, max"] == ["120", "5,000,000"] and compiled["first mask, count"] == ["12", "10"]
    common = rows(table(run, "times-common"))
    assert common["between masks, count"] == ["24", "24"], "three tokens that both append, on eight cases"
    assert common["between masks, max"] == ["4.00", "40.00"]
    assert rows(table(run, "ratios", "ours"))["first mask, p50"] == ["2.000"]
    assert rows(table(run, "ratios", "theirs"))["between masks, max"] == ["0.100"]
    assert rows(table(run, "memory"))["max"] == ["11.00", "11.00"]
    assert {row[2].text for row in table(run, "slowest").rows if row[1].text == "first mask"} >= {"case 11"}
    assert [cell.text for cell in table(run, "reasons").rows[0]][:2] == ["theirs", "refused"]
    for one in Summary.of(run).tables():
        assert one.note and all(len(row) == len(one.columns) for row in one.rows), one.name


def test_every_table_says_on_which_cases_and_which_versions() -> None:
    console = Console(record=True, width=120)
    report(sample_run(), console)
    text = console.export_text()
    assert text.count("ours 1.0, theirs 1.0; a processor; 2026-01-02") == len(Summary.of(sample_run()).tables())
    assert "cases of a test; 257 ids; time limit 5 s" in text
    assert "MaskBench's rule" in text and "the paper's rule" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_figure_is_cut_on_a_narrow_terminal(width: int) -> None:
    console = Console(record=True, width=width)
    found = table(sample_run(), "times-compiled")
    print_table(found, console, "a caption")
    text = console.export_text()
    numbers = [cell.text for row in found.rows for cell in row[1:]]
    assert "…" not in text and all(re.search(rf"(?<!\S){re.escape(number)}(?!\S)", text) for number in numbers)


def test_text_from_elsewhere_does_not_steer_the_terminal() -> None:
    console = Console(record=True, width=300)
    report(sample_run(), console)
    text = console.export_text()
    assert "\x1b" not in text
    assert "</script><script>document.title" in text, "markup is shown as it stands"


def test_a_cut_off_run_is_said_to_be_one() -> None:
    run = sample_run()
    header = about("ours", "theirs")
    for one in header["engines"].values():
        del one["resident at last"]
    for cut_off in ({}, header, {**about("ours"), "complete": False}):
        console = Console(record=True, width=120)
        report(Run(run.records, cut_off), console)
        assert "cut off" in console.export_text()
    console = Console(record=True, width=120)
    report(run, console)
    assert "cut off" not in console.export_text()


def test_engines_that_failed_the_gate_are_named() -> None:
    run = sample_run()
    run.about["not timed"] = {"third": "it accepts everything"}
    console = Console(record=True, width=120)
    report(run, console)
    assert "third is not in the run, it failed the gate: it accepts everything" in console.export_text()


def test_the_command_prints_tables_and_data(saved: Path) -> None:
    result = CliRunner().invoke(cli, ["report", str(saved), "--baseline", "theirs"])
    assert result.exit_code == 0, result.output
    assert "times as multiples of those of theirs" in result.output
    data = CliRunner().invoke(cli, ["report", str(saved), "--json"])
    assert json.loads(data.output) == json.loads(result.output.splitlines()[-1])
    assert json.loads(data.output)["outcomes"]["theirs"]["timed out"] == 1


def test_wrong_requests_are_one_line(saved: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["report", str(saved), "--baseline", "nobody"])
    assert result.exit_code == 2 and "no records of nobody to compare with; there are ours, theirs" in result.output
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    result = CliRunner().invoke(cli, ["report", str(empty)])
    assert result.exit_code == 2 and "no records in" in result.output
    result = CliRunner().invoke(cli, ["report", str(saved), "--csv", str(saved / "below a file")])
    assert result.exit_code == 2 and "cannot write the report" in result.output


def test_files_hold_every_case_table_and_figure(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    result = CliRunner().invoke(cli, ["report", str(saved), "--csv", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]
    with open(folder / "cases.csv", encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    assert len(lines) == len(cases) == 24
    assert next(line for line in lines if line["outcome"] == "refused")["reason"] == HOSTILE
    chosen = next(case for case in cases if (case["engine"], case["case"]) == ("theirs", "case 0"))
    assert (chosen["first mask"], chosen["mask max"], chosen["masks"]) == ("20.0", "40.0", "4")
    with open(folder / "subsets.csv", encoding="utf-8", newline="") as file:
        assert float(next(csv.DictReader(file))["theirs"]) == pytest.approx(4 / 6)
    summary = Summary.of(sample_run())
    assert {path.name for path in folder.iterdir()} == {
        "cases.csv",
        "cases.jsonl",
        *(f"{one.name}.csv" for one in summary.tables()),
        *(f"figure-{name}.csv" for name in ("first-mask", "between-masks", "tail", "size", "subsets", "keywords")),
    }


def test_a_spreadsheet_runs_no_formula(tmp_path: Path) -> None:
    from jsonschemabench.report.files import write_files

    run = Run([record("x", "=1+1", 1, [1], reason="+1", subset="@a")], about("x"))
    write_files(tmp_path, Summary.of(run))
    with open(tmp_path / "cases.csv", encoding="utf-8", newline="") as file:
        found = next(csv.DictReader(file))
    assert (found["case"], found["subset"], found["reason"]) == ("'=1+1", "'@a", "'+1")


def test_curves_end_at_the_slowest_and_shares_are_right() -> None:
    from jsonschemabench.report.curves import figures

    found = {figure.name: figure for figure in figures(Summary.of(sample_run()))}
    latency = {series.engine: series for series in found["between-masks"].series}
    assert latency["theirs"].x[-1] == 40 and latency["theirs"].y[-1] == pytest.approx(1 / 24)
    assert latency["theirs"].x[0] == 10 and latency["theirs"].y[0] == 1
    tail = found["tail"].series[1]
    assert tail.y[-1] == pytest.approx(1) and tail.y[0] == pytest.approx(40 / (8 * 70))
    sizes = {series.engine: len(series.x) for series in found["size"].series}
    assert sizes == {"ours": 12, "theirs": 9}
    assert found["subsets"].series[1].y == [4 / 6, 4 / 6]
