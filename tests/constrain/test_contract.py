"""The contract of masks and states: by enumeration over bytes, by random walks over real vocabularies."""

from __future__ import annotations

import functools
import json

import pytest

from gendecode.automata import build
from gendecode.constrain import compile
from gendecode.frontends.choices import choice
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.regex import regex
from gendecode.grammar import Grammar
from gendecode.grammar.ir import Alt, Extra, Literal, Member, Object, Regular, Repeat, Seq, Words
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


def distinct_things() -> Grammar:
    """An array of different numbers, texts and objects; these have names of two kinds, and a demand."""
    quote, name = build.literal(b'"'), build.repeat(build.byte_ranges([(0x61, 0x7A)]), 1, None)
    number = build.concat(build.byte_ranges([(0x31, 0x39)]), build.repeat(build.byte_ranges([(0x30, 0x39)]), 0, None))
    value = Alt((Regular(number), Literal(b"true")))
    kinds = (
        Extra(name, value),
        Extra(name, Literal(b"true"), 1),
        Extra(build.concat(name, build.literal(b"_")), value),
    )
    thing = Object((Member(b"id", Regular(number), True),), kinds, demands=1)
    items = Words(build.union(number, build.concat(quote, name, quote)), thing)
    spaced = Seq((Literal(b","), Regular(build.repeat(build.literal(b" "), 0, 1))))
    return Grammar(Seq((Literal(b"["), Repeat(items, 1, None, spaced, distinct=True), Literal(b"]"))), "distinct")


GRAMMARS = {
    "distinct things": (distinct_things, [[1, "a", {"id": 1, "b": True}, "one", 12, {"id": 1, "c_": 7, "b": True}]]),
    "nested object": (lambda: json_schema(PERSON), [{"name": "Ünï", "scores": [1, -0.5], "x": {"y": [1, {}]}}]),
    "open object": (lambda: json_schema(OPEN, whitespace="compact"), []),
    "any value": (lambda: json_schema(True), [[1, {"a": None, "b\n": "\U0001f600"}, "x", True, 1e-7]]),
    "declared order": (lambda: json_schema(PERSON, order="declared", closed=True), [{"name": "a", "scores": []}]),
    "date": (lambda: regex(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d( \w+)?"), []),
    "look-around": (lambda: regex(r"(?!admin)[a-z]{3,40}(?<!bot)"), []),
    "choice": (lambda: choice(["yes", "yes, but", "no", "näh"]), []),
}


def grammar(name: str) -> tuple[Grammar, list[bytes]]:
    make, values = GRAMMARS[name]
    separators = (",", ":") if name in ("open object", "distinct things") else (", ", ": ")
    return make(), [json.dumps(value, ensure_ascii=False, separators=separators).encode() for value in values]


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
