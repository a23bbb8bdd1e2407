"""The contract of masks and states: by enumeration over bytes, by random walks over real vocabularies."""

from __future__ import annotations

import functools
import json

import pytest

from gendecode.constrain import compile
from gendecode.frontends.choices import choice
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.regex import regex
from gendecode.grammar import Grammar
from gendecode.testing import check_contract
from gendecode.vocab import Vocab
from tests.assets import tokenizer_file

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 12},
        "born": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "kind": {"enum": ["cat", "car", 1, None, {"a": [1.5, "é"]}]},
        "scores": {"type": "array", "items": {"type": "number", "minimum": -1, "maximum": 2.5}, "maxItems": 3},
        "next": {"$ref": "#"},
    },
    "required": ["name", "scores"],
}
OPEN = {"type": "object", "properties": {"ab": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}}

GRAMMARS = {
    "nested object": (lambda: json_schema(PERSON), [{"name": "Ünï", "scores": [1, -0.5], "x": {"y": [1, {}]}}]),
    "open object": (lambda: json_schema(OPEN, whitespace="compact"), []),
    "any value": (lambda: json_schema(True), [[1, {"a": None, "b\n": "\U0001f600"}, "x", True, 1e-7]]),
    "declared order": (lambda: json_schema(PERSON, order="declared", closed=True), [{"name": "a", "scores": []}]),
    "date": (lambda: regex(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d( \w+)?"), []),
    "look-around": (lambda: regex(r"(?!admin)[a-z]{3,40}(?<!bot)"), []),
    "choice": (lambda: choice(["yes", "yes, but", "no", "näh"]), []),
}


def grammar(name: str) -> tuple[Grammar, list[bytes]]:
    build, values = GRAMMARS[name]
    separators = (",", ":") if name == "open object" else (", ", ": ")
    return build(), [json.dumps(value, ensure_ascii=False, separators=separators).encode() for value in values]


@functools.cache
def real_vocab(name: str) -> Vocab:
    return Vocab.from_tokenizer(tokenizer_file(name))


@pytest.mark.parametrize("name", GRAMMARS)
def test_over_bytes_against_the_reference(name: str) -> None:
    built, texts = grammar(name)
    report = check_contract(compile(built, Vocab.bytes_only()), texts=texts, states=150)
    assert report.states >= 10 and report.tokens >= report.states


@pytest.mark.real
@pytest.mark.parametrize("name", GRAMMARS)
@pytest.mark.parametrize("tokenizer", ["llama3_1", "qwen3", "gemma3"])
def test_over_real_vocabularies(tokenizer: str, name: str) -> None:
    """Llama 3.1 and Qwen 3 are byte-level like GPT-2; Gemma 3 is SentencePiece with byte fallback."""
    built, texts = grammar(name)
    report = check_contract(compile(built, real_vocab(tokenizer)), texts=texts, seed=len(name), states=30, steps=15)
    assert report.states >= 5 and report.tokens > 300
