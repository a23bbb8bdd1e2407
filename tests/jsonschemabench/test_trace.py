"""A text followed through engines, with an oracle for where it leaves the language."""

from __future__ import annotations

import json
from pathlib import Path

import assets
import pytest
from click.testing import CliRunner, Result

import gendecode as gd
from jsonschemabench.cli import cli
from jsonschemabench.report.traces import as_data, departure, excerpt, headline, table_of
from jsonschemabench.trace import Step, Trace, follow

AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]}
BYTES = gd.Vocab.bytes_only()

# An engine for the text "ab" that does as its schema says when it has read an "a".
FAKE = """
import os, time
import numpy as np
from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

class FakeMatcher(Matcher):
    eos = 256
    def __init__(self, order):
        self.order, self.at, self.buffer = order, 0, np.zeros(9, np.int32)
    def mask(self):
        self.buffer[:] = 0
        token = [97, 98, 256][self.at]
        self.buffer[token >> 5] = np.uint32(1 << (token & 31)).view(np.int32)
    def advance(self, token):
        self.at += 1
        if self.order == "die":
            os._exit(7)
        if self.order == "hang":
            time.sleep(60)
        if self.order == "raise":
            raise RuntimeError("out of fuel")
        return self.order != "lie"
    def restart(self):
        return FakeMatcher(self.order)

class Adapter(BaseAdapter):
    def load(self, tokenizer, options):
        pass
    def version(self):
        return "1"
    def compile(self, schema):
        if schema == "refuse":
            raise Refused("not this one")
        return FakeMatcher(schema)
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "traced").mkdir()
    (tmp_path / "traced" / "engine.py").write_text(FAKE)
    monkeypatch.syspath_prepend(tmp_path)
    return "traced.engine"


def trace(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["trace", "--tokenizer", "bytes", *map(str, arguments)], standalone_mode=False)


def test_masks_and_the_place_are_those_of_the_library() -> None:
    text = b'{"age": -3}'
    found = follow("gendecode", None, AGE, BYTES.tokenize(text))
    state = gd.compile(gd.json_schema(AGE), BYTES).start()
    for number, step in enumerate(found.steps):
        mask = state.mask()
        assert step.size == sum(int(word).bit_count() for word in mask)
        allowed = bool(int(mask[text[number] >> 5]) >> (text[number] & 31) & 1)
        assert step.allowed == allowed == (number < 9)
        if allowed:
            assert step.microseconds is not None and step.microseconds > 0
            state = state.advance(text[number])
    assert len(found.steps) == 10 and found.left_at == 9 and found.accepted is False
    left = departure(found, BYTES.tokenize(text), BYTES)
    assert left is not None and (left.offset, left.line, left.allowed) == (9, '{"age": -3}', "'0'")
    assert left.caret == " " * 9 + "^"
    assert "rejects the text, which is right" in headline(found, False)
    assert "rejects the text, which is WRONG" in headline(found, True)


def test_a_text_that_stops_too_soon_and_one_that_is_right(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(AGE))
    result = trace(schema, "--text", '{"age": 3')
    assert result.return_value == 1 and "NOT allowed" in result.output and "after 9 characters" in result.output
    value = tmp_path / "value.json"
    value.write_text('{"age":\n3}')
    result = trace(schema, "--instance-file", value, "--json")
    data = json.loads(result.stdout)
    assert result.return_value == 0 and data["accepted"] and len(data["steps"]) == len('{"age": 3}') + 1


def test_the_place_within_a_token() -> None:
    """Token ``ab1`` is not allowed where ``abc`` is: the text is wrong from its third byte."""
    vocab = gd.Vocab.from_bytes([b"x", b"ab1", b"abc", b"q", None], eos=[4])
    allowed = Trace("x", steps=[Step(True, 5, 1.0), Step(False, 2, None, others=_array(2, 3))])
    left = departure(allowed, [0, 1], vocab)
    assert left is not None and (left.offset, left.caret) == (3, "   ^") and left.allowed == "'q', 'abc'"


def _array(*ids: int) -> object:
    import numpy as np

    return np.array(ids)


@pytest.mark.parametrize(
    ("data", "offset", "line", "column"),
    [
        (b"abc", 1, "abc", 1),
        (b"abc", 3, "abc", 3),
        ("ä\u4e2db".encode(), 5, "ä\u4e2db", 3),  # the second character is two columns wide
        (b"a\n\x1bb", 3, "a\\n\\x1bb", 7),
        (b"x" * 100 + b"y", 100, "…" + "x" * 64 + "y", 65),
    ],
)
def test_the_caret_stands_under_the_place(data: bytes, offset: int, line: str, column: int) -> None:
    assert excerpt(data, offset) == (line, " " * column + "^")


@pytest.mark.parametrize(
    ("order", "failure", "steps"),
    [
        ("die", "its process ended with code 7 after 0 tokens", 0),
        ("hang", "took more than 0.4 s after 0 tokens", 0),
        ("raise", "RuntimeError: out of fuel", 0),
        ("lie", "token 97 is in its mask, and it refused it", 1),
        ("refuse", "it refuses the schema: not this one", 0),
    ],
)
def test_an_engine_that_fails(fake: str, order: str, failure: str, steps: int) -> None:
    found = follow(fake, None, order, b"ab", seconds=0.4)
    assert (found.failure, len(found.steps), found.accepted) == (failure, steps, None)
    assert failure in headline(found, True) and departure(found, list(b"ab"), BYTES) is None


def test_an_engine_that_does_not_start() -> None:
    found = follow("no.such.engine", None, {}, b"ab")
    assert "no.such.engine" in found.failure or "No module named 'no'" in found.failure
    assert not found.steps and found.accepted is None


def test_engines_stand_side_by_side(fake: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    tests = [{"data": "a", "valid": True}, {"data": 7, "valid": False}]
    lines = [{"id": name, "schema": {"enum": ["a", "b"]}, "tests": tests} for name in ("first", "second")]
    cases.write_text("".join(json.dumps(line) + "\n" for line in lines))
    page = tmp_path / "trace.html"
    result = trace(cases, "--case", "second", "--instance", 1, "--engine", "gendecode", fake, "--html", page)
    assert result.return_value == 0, result.output
    assert "second, instance 1, which is invalid" in result.output
    header = next(line for line in result.output.splitlines() if "gendecode" in line and fake in line)
    assert header.split() == ["token", "text", "gendecode", "mask", "µs", fake, "mask", "µs"]
    assert "accepts" not in result.output and result.output.count("which is right") == 2
    assert "NOT allowed" in page.read_text(encoding="utf-8") and "<script>" in page.read_text(encoding="utf-8")
    assert trace(cases, "--case", "first", "--engine", fake).return_value == 1, "the fake rejects it"


def test_wrong_requests_are_one_line(tmp_path: Path) -> None:
    cases, schema = tmp_path / "cases.jsonl", tmp_path / "schema.json"
    cases.write_text("".join(json.dumps({"id": name, "schema": True}) + "\n" for name in ("one", "two")))
    schema.write_text("true")
    for arguments, message in (
        ([cases], "2 cases: say which with --case ID, for instance one, two"),
        ([cases, "--case", "tow"], "did you mean two"),
        ([cases, "--case", "one"], "no instances: give --text or --instance-file"),
        ([schema], "no instances: give --text or --instance-file"),
        ([schema, "--text", "1", "--instance-file", schema], "not both"),
        ([tmp_path / "absent.jsonl"], "no such file"),
    ):
        result = CliRunner().invoke(cli, ["trace", *map(str, arguments)])
        assert result.exit_code == 2 and message in " ".join(result.output.split()), result.output


def test_the_table_and_the_data_agree() -> None:
    tokens = BYTES.tokenize(b"12")
    found = Trace("x", steps=[Step(True, 10, 1.0), Step(True, 11, 2.0), Step(True, 12)])
    table = table_of([found], tokens, BYTES)
    assert [row[1].text for row in table.rows] == ["'1'", "'2'", "(end)"]
    data = as_data(found, tokens, BYTES, True)
    assert [step["mask"] for step in data["steps"]] == [row[3].value for row in table.rows]
    assert [step["token"] for step in data["steps"]] == [*tokens, None] and data["left_at"] is None


@pytest.mark.real
@pytest.mark.slow
def test_with_a_real_tokenizer() -> None:
    from jsonschemabench.tokens import Encoder

    file = assets.tokenizer_file("llama3_1")
    vocab, tokens = gd.Vocab.from_tokenizer(file), Encoder(file)(b'{"age": "x"}')
    found = follow("gendecode", file, AGE, tokens)
    left = departure(found, tokens, vocab)
    assert left is not None and left.offset == len('{"age": ') and "'0'" in left.allowed
