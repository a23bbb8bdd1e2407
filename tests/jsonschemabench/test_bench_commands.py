"""The command line as a whole: help, several values, exit statuses; the commands `engines` and `run`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jsonschemabench.cli import COMMANDS, cli, main
from jsonschemabench.commands.options import spread
from jsonschemabench.engines.base import adapter_class, engine_names

ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "torch", "matplotlib", "rich", "numba", "psutil", "jinja2", "ray", "gendecode.constrain"}


def output(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(arguments) == status
    return capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["engines", "--help"]])
def test_help_is_instant(arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom jsonschemabench.cli import main\nmain({arguments!r})\nprint(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "jsonschemabench" in result.stdout
    assert HEAVY.isdisjoint(result.stderr.split())


def test_every_command_has_help_with_examples() -> None:
    import click

    with click.Context(cli) as context:
        assert cli.list_commands(context) == list(COMMANDS)
        assert cli.get_command(context, "nothing") is None
        for name in ("run", "engines"):
            command = cli.get_command(context, name)
            assert command is not None and "Examples:" in (command.help or "") and "Exit status" in command.help


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("--engine a b --data x", "--engine a --engine b --data x"),
        ("--engine a --engine b c", "--engine a --engine b --engine c"),
        ("--data x y --engine a", "--data x y --engine a"),
        ("--engine=a", "--engine=a"),
        ("--engine a -- b", "--engine a -- b"),
        ("--limit 3 --engine a b", "--limit 3 --engine a --engine b"),
    ],
)
def test_several_values_after_one_option(given: str, meant: str) -> None:
    assert spread(given.split(), {"--engine"}) == meant.split()


def test_exit_statuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "cases.jsonl"
    data.write_text(json.dumps({"id": "a", "schema": {"regex": "1"}, "tests": [{"data": 1, "valid": True}]}) + "\n")
    run = ["run", "--data", str(data), "--tokenizer", "bytes", "--engine"]
    assert main([*run, "stand_ins.regular", "stand_ins.nothing"]) == 1
    told = capsys.readouterr()
    assert "stand_ins.nothing is not timed, it fails the gate: " in told.err
    summary = json.loads(told.out.splitlines()[-1])
    assert list(summary["engines"]) == ["stand_ins.regular"] and list(summary["not timed"]) == ["stand_ins.nothing"]
    assert main([*run, "stand_ins.nothing"]) == 1
    assert capsys.readouterr().out == ""
    assert main([*run, "stand_ins.regular", "stand_ins.nothing", "--no-gate", "--jobs", "2"]) == 0
    told = capsys.readouterr()
    assert "those of a busy machine" in told.err and "rejects valid" in told.out
    assert main([*run, "nobody"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_engines_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = output(capsys, "engines")
    assert [line.split()[0] for line in listed.splitlines()[1:] if line[:1] != " "] == engine_names()
    details = output(capsys, "engines", "gendecode", "xgrammar_compliant", "--details")
    assert "strict_mode=False" in " ".join(details.split())


def test_engines_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["stand_ins.regular", "stand_ins.everything", "stand_ins.lacking"]
    listed = output(capsys, "engines", *names, "--check", "--tokenizer", "bytes", status=1)
    regular, everything, lacking = (line for line in listed.splitlines() if line.startswith("stand_ins"))
    assert regular.split()[-1] == "passed" and "passed" not in everything + lacking
    assert "pip install no-such-library" in " ".join(listed.split())
    assert main(["engines", "nobody"]) == 2


def test_adapters_are_short_and_say_what_they_are() -> None:
    for name in engine_names():
        adapter = adapter_class(name)
        path = ROOT / "jsonschemabench" / "engines" / f"{name}.py"
        assert len(path.read_text(encoding="utf-8").splitlines()) < 90
        assert adapter.distribution and (adapter.cannot or name == "gendecode")


def test_folders_of_the_output_are_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = tmp_path / "new" / "folder" / "records.jsonl"
    output(capsys, "run", "--limit", "2", "--tokenizer", "bytes", "--output", str(records), "--no-report")
    assert len(records.read_text(encoding="utf-8").splitlines()) == 4  # what the run is, two records, that it is whole


def test_the_engine_of_the_documentation_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "jsonschemabench" / "engines.md").read_text(encoding="utf-8")
    package = tmp_path / "my_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "my_engine.py").write_text(page.split("```python\n")[1].split("```")[0], encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    records = tmp_path / "records.jsonl"
    output(
        capsys, "run", "--engine", "my_package.my_engine", "--tokenizer", "bytes", "--subset", "trivial",
        "--output", str(records), "--no-report",
    )  # fmt: skip
    rows = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    outcomes = {row["name"]: row["outcome"] for row in rows if "outcome" in row}
    assert outcomes["trivial/licence"] == "passed"
    assert set(outcomes.values()) == {"passed"}


@pytest.mark.parametrize("missing", ["psutil", "matplotlib"])
def test_a_missing_library_is_named(missing: str, tmp_path: Path) -> None:
    arguments = ["run", "--limit", "1", "--tokenizer", "bytes", "--html", str(tmp_path / "report.html")]
    hidden = f"import sys\nsys.modules[{missing!r}] = None\n"
    code = f"{hidden}from jsonschemabench.cli import main\nsys.exit(main({arguments!r}))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 2
    assert f"{missing} is not installed: pip install 'gendecode[bench]'" in result.stderr


def test_a_reader_may_have_enough() -> None:
    command = [sys.executable, "-m", "jsonschemabench", "data", "show", "ultra/questionnaire"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
