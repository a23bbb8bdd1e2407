"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gendecode.cli.main import main

ROOT = Path(__file__).parents[2]
SCHEMA = (
    '{"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"], "additionalProperties": false}'
)


@pytest.fixture
def schema(tmp_path: Path) -> str:
    path = tmp_path / "schema.json"
    path.write_text(SCHEMA)
    return str(path)


def text_file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "text"
    path.write_bytes(text.encode())
    return str(path)


class TestCheck:
    def test_in_the_language(self, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--schema", schema, text_file(tmp_path, '{"age": 7}\n')]) == 0
        assert "in the language of" in capsys.readouterr().out

    def test_where_it_leaves(self, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = text_file(tmp_path, '{\n  "age": x7\n}')
        assert main(["check", "--schema", schema, path]) == 1
        first, line, caret, possible = capsys.readouterr().out.splitlines()
        assert first.startswith(f"{path}:2:10: here the text leaves the language of")
        assert line.index("x") == caret.index("^")
        assert "'-'" in possible and "'0'..'9'" in possible

    def test_ends_too_early(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--choice", "yes", "--choice", "yellow", text_file(tmp_path, "ye")]) == 1
        out = capsys.readouterr().out
        assert "ends too early" in out and "possible here: 'l', 's'" in out

    def test_a_final_line_break_counts_only_if_exact(self, tmp_path: Path) -> None:
        path = text_file(tmp_path, "yes\r\n")
        assert main(["check", "--choice", "yes", path]) == 0
        assert main(["check", "--exact", "--choice", "yes", path]) == 1

    def test_columns_count_characters(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--regex", "é+", text_file(tmp_path, "ééx")]) == 1
        assert ":1:3:" in capsys.readouterr().out

    def test_long_text(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = text_file(tmp_path, "a" * 100_000 + "b" + "a" * 100_000)
        assert main(["check", "--json", "--regex", "a*", path]) == 1
        assert json.loads(capsys.readouterr().out)["offset"] == 100_000

    def test_json(self, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--json", "--schema", schema, text_file(tmp_path, '{"agf')]) == 1
        report = json.loads(capsys.readouterr().out)
        assert report == {"valid": False, "offset": 4, "line": 1, "column": 5, "expected": [ord("e")]}

    def test_report(self, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--report", "--schema", schema]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert any(line.split() == ["#/properties/age/type", "type", "exact"] for line in lines)
        refused = '{"title": "[b]", "pattern": "(a)\\\\1"}'
        assert main(["check", "--report", "--json", "--schema", refused]) == 1
        report = json.loads(capsys.readouterr().out)["report"]
        assert [(entry["keyword"], entry["status"]) for entry in report] == [
            ("\\1", "refused"),
            ("title", "annotation"),
        ]
        assert main(["check", "--report", "--schema", refused]) == 1
        assert "cannot be remembered" in " ".join(capsys.readouterr().out.split())

    def test_report_and_text(self, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = text_file(tmp_path, '{"age": 7')
        assert main(["check", "--report", "--json", "--schema", schema, path]) == 1
        answer = json.loads(capsys.readouterr().out)
        assert answer["valid"] is False and answer["offset"] == 9 and len(answer["report"]) == 5
        assert main(["check", "--schema", schema]) == 2
        assert main(["check", "--report", "--regex", "a"]) == 2
        assert "--type" in capsys.readouterr().err


class TestExplain:
    @pytest.mark.parametrize(
        ("options", "text", "status"),
        [
            (["--order", "b,a"], '{"b": "", "a": ""}', 0),
            (["--order", "declared"], '{"b": "", "a": ""}', 1),
            ([], '{"b": "", "a": "\\u0061é"}', 0),
            (["--escapes", "canonical"], '{"a": "\\u0061"}', 1),
            (["--ascii"], '{"a": "é"}', 1),
            (["--ascii"], '{"a": "\\u00e9"}', 0),
        ],
    )
    def test_policies_of_json(self, tmp_path: Path, options: list[str], text: str, status: int) -> None:
        schema = '{"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}'
        assert main(["check", "--schema", schema, *options, text_file(tmp_path, text)]) == status

    def test_bytes(self, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--schema", schema, "--prefix", '{"a', "--token", "gx"]) == 1
        out = capsys.readouterr().out
        assert "must follow     'ge\"" in out
        assert "allowed tokens  1 of 257" in out
        assert "token 'gx': not allowed, after 'g' byte 1 ('x') is not possible, only 'e'" in out

    def test_tokenizer(self, tiny_model_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = ["explain", "--json", "--choice", "yes", "--choice", "yellow", "--prefix", "ye"]
        assert main([*options, "--tokenizer", str(tiny_model_folder), "--token", "l"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["allowed"] == 2
        assert [entry["text"] for entry in report["sample"]] == ["'l'", "'s'"]
        assert report["token"]["ids"] == [entry["id"] for entry in report["sample"] if entry["text"] == "'l'"]

    def test_end_of_sequence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--choice", "yes", "--prefix", "yes", "--token-id", "256"]) == 0
        assert "end of sequence (id 256): allowed, the text may end here" in capsys.readouterr().out
        assert main(["explain", "--choice", "yes", "--prefix", "ye", "--token-id", "256"]) == 1

    def test_wrong_prefix(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--choice", "yes", "--prefix", "yo"]) == 1
        out = capsys.readouterr().out
        assert "goes wrong at byte 1" in out and "possible here: 'e'" in out

    def test_unknown_id(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--choice", "yes", "--token-id", "999"]) == 2
        assert "999 is not in 0 .. 256" in capsys.readouterr().err


class TestGenerate:
    def test_choice(self, tiny_model_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = ["--model", str(tiny_model_folder), "--choice", "yes", "--choice", "no", "--seed", "1", "--stats"]
        assert main(["generate", *options, "Is it?"]) == 0
        out, err = capsys.readouterr()
        assert out in {"yes\n", "no\n"}
        assert "forward passes" in err and "seed 1" in err

    def test_streaming_changes_nothing(self, tiny_model_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = ["generate", "--model", str(tiny_model_folder), "--regex", "[a-zé]{5}", "--seed", "3", "x"]
        assert main(options) == 0
        streamed = capsys.readouterr().out
        assert main([*options, "--no-stream"]) == 0
        assert capsys.readouterr().out == streamed
        assert main([*options, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["text"] + "\n" == streamed

    def test_cut_off(self, tiny_model_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        options = ["--model", str(tiny_model_folder), "--regex", "[ab]*c", "--max-new-tokens", "3", "--seed", "0"]
        assert main(["generate", *options, "--stop", "unseen", "--temperature", "0", "x"]) in {0, 2}
        short = ["--model", str(tiny_model_folder), "--regex", "[a-z]{9,}", "--max-new-tokens", "1", "--seed", "0", "x"]
        assert main(["generate", *short]) == 2
        assert (
            "max_new_tokens is 1" in capsys.readouterr().err
            or "before the text was complete" in capsys.readouterr().err
        )
        assert main(["generate", "--model", str(tiny_model_folder), "--max-new-tokens", "2", "--seed", "0", "x"]) == 1
        assert "cut off after 2 tokens" in capsys.readouterr().err

    def test_prompt_from_standard_input(
        self, tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-m",
            "gendecode",
            "generate",
            "--model",
            str(tiny_model_folder),
            "--choice",
            "a",
            "-",
        ]
        result = subprocess.run(command, input="a prompt", capture_output=True, text=True, env=environment, check=False)
        assert (result.returncode, result.stdout, result.stderr) == (0, "a\n", "")


class TestModels:
    def test_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["models", "list"]) == 0
        assert "smollm2" in capsys.readouterr().out
        assert main(["models", "list", "--json"]) == 0
        assert {row["name"] for row in json.loads(capsys.readouterr().out)} == {"smollm2", "gemma3-270m"}

    def test_unknown(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["models", "get", "gpt-7"]) == 2
        assert "no model is called 'gpt-7'" in capsys.readouterr().err


def test_warmup(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warmup"]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "the engine is ready" in err


BAD_INPUT = {
    "no constraint": (["check", "{text}"], "give a constraint"),
    "two constraints": (["check", "--choice", "a", "--regex", "b", "{text}"], "exclude each other"),
    "no such file": (["check", "--choice", "a", "/no/such/file"], "/no/such/file"),
    "a folder": (["check", "--choice", "a", "/"], "/"),
    "no such schema": (["check", "--schema", "/no/schema.json", "{text}"], "/no/schema.json"),
    "schema is not JSON": (["check", "--schema", '{"type": ', "{text}"], "JSON"),
    "schema is malformed": (["check", "--schema", '{"type": "strin"}', "{text}"], "strin"),
    "schema without a value": (
        ["check", "--schema", '{"type": "integer", "minimum": 3, "maximum": 2}', "{text}"],
        "no value",
    ),
    "schema nested too deep": (["check", "--schema", '{"items": ' * 10_000 + "{}" + "}" * 10_000, "{text}"], "nest"),
    "regex syntax": (["check", "--regex", "a(", "{text}"], "closing"),
    "regex backreference": (["check", "--regex", r"(a)\1", "{text}"], "\\1"),
    "regex bomb": (["check", "--regex", "(((a{999}){999}){999}b){999}(?=x.{99}y)", "{text}"], ""),
    "no such module": (["check", "--type", "no_such_module:X", "{text}"], "no_such_module"),
    "not module:name": (["check", "--type", "json", "{text}"], "package.module:Name"),
    "unknown option": (["check", "--shema", "x", "{text}"], "--schema"),
    "unknown command": (["chekc"], "chekc"),
    "no such tokenizer": (["explain", "--choice", "a", "--tokenizer", "/no/tok"], "/no/tok"),
    "no such model": (["generate", "--model", "/no/such/model", "--choice", "a", "x"], "/no/such/model"),
    "budget too small": (["generate", "--model", "{model}", "--choice", "abcdef", "--max-new-tokens", "2", "x"], "2"),
    "empty prompt": (["generate", "--raw", "--model", "{model}", "--choice", "a", ""], "prompt"),
    "prompt too long": (["generate", "--model", "{model}", "--choice", "a", "x" * 2000], "1024"),
    "temperature": (["generate", "--model", "{model}", "--temperature", "-1", "x"], "temperature"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_clean_message(
    name: str, tmp_path: Path, tiny_model_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, expected = BAD_INPUT[name]
    values = {"{text}": text_file(tmp_path, "text"), "{model}": str(tiny_model_folder)}
    assert main([values.get(argument, argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert expected in err and "Traceback" not in err
    assert len(err) < 1500


def test_a_defect_is_reported_without_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("gendecode.constrain.warmup", broken)
    monkeypatch.setattr("gendecode.warmup", broken)
    assert main(["warmup"]) == 3
    assert "defect: KeyError: 'inside'" in capsys.readouterr().err
    monkeypatch.setenv("GENDECODE_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["warmup"])


def test_interruption(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gendecode.warmup", interrupted)
    assert main(["warmup"]) == 130
    assert capsys.readouterr().err.strip().endswith("interrupted")


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m gendecode explain --regex '.*' --limit 100000 | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, env=environment, check=False
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "after '':\n", "")


@pytest.mark.parametrize("command", ["", "generate", "check", "explain", "models", "models get", "warmup"])
def test_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Usage: gendecode")
    if command not in {"", "models", "warmup"}:
        assert "Example" in out
