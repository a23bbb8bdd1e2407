"""The policies on spelling and order: json.dumps and brute force decide."""

from __future__ import annotations

import itertools
import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gendecode as gd
from gendecode.automata.build import characters
from gendecode.automata.charset import CharSet
from gendecode.errors import GrammarError
from gendecode.frontends.json_schema import json_schema
from gendecode.testing import ReferenceRecogniser

# Every border between two spellings, and its neighbours.
BORDERS = sorted(
    code + step
    for code in (*range(0x80), 0x7FF, 0xD7FF, 0xE000, 0xFFFF, 0x103FF, 0x10400, 0x1F600, 0xFFFFF, 0x10FFFF)
    for step in (-1, 0, 1)
    if 0 <= code + step <= 0x10FFFF and not 0xD800 <= code + step <= 0xDFFF
)
ASCII = [False, True]
TEXTS = ["", "a", 'q"\\/', "\x00\x1f\x7f\b\f\n\r\t", "é", "\u2028\uffff", "😀", "\U0010ffff", "a😀é"]


@pytest.mark.parametrize("code", BORDERS, ids=hex)
def test_a_character_in_ascii_is_what_json_dumps_writes(code: int) -> None:
    automaton = characters(CharSet.of((code, code)), "ascii")
    wanted = json.dumps(chr(code))[1:-1].encode()
    assert automaton.accepts(wanted)
    others = [wanted.upper(), chr(code).encode(), rb"\u%04x" % (code & 0xFFFF), b"\\/"]
    assert not any(automaton.accepts(text) for text in others if text != wanted)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 0x10FFFF), st.integers(0, 3000)), min_size=1, max_size=4), st.randoms())
def test_sets_of_characters_in_ascii(ranges: list[tuple[int, int]], rng: random.Random) -> None:
    charset = CharSet.of(*((low, min(low + size, 0x10FFFF)) for low, size in ranges), (0x41, 0x41))
    automaton = characters(charset, "ascii")
    near = [edge + step for low, high in charset.ranges for edge in (low, high) for step in (-1, 0, 1)]
    for code in [*near, *(rng.randrange(0x110000) for _ in range(20))]:
        if 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            assert automaton.accepts(json.dumps(chr(code))[1:-1].encode()) == (code in charset), hex(code)


SCHEMAS: list[tuple[Any, list[Any]]] = [
    ({"type": "string"}, TEXTS),
    ({"type": "string", "maxLength": 1}, TEXTS[:2] + TEXTS[4:5] + TEXTS[6:8]),
    ({"enum": TEXTS}, TEXTS),
    ({"const": {"é😀": ["\x7f"]}}, [{"é😀": ["\x7f"]}]),
    ({"type": "string", "pattern": "^[^b]*$"}, TEXTS[:2] + TEXTS[4:]),
    ({"type": "string", "pattern": "^[^b]{0,5}$", "minLength": 1}, ["é", "😀😀"]),
    ({"type": "object"}, [{}, {"é": "ü"}, {"a": 1, "😀\n": {"\x7f": "\x7f"}}]),
    ({"properties": {"é": {"type": "string"}}}, [{"é": "ü"}, ["é"], {"z": "ü", "é": "😀"}]),
    (True, ["é", ["é", {"é": 1}]]),
]


@pytest.mark.parametrize("escapes", ["any", "canonical"])
@pytest.mark.parametrize("ascii_only", ASCII)
@pytest.mark.parametrize(("schema", "values"), SCHEMAS, ids=lambda part: str(part)[:40])
def test_texts_of_json_dumps(schema: Any, values: list[Any], ascii_only: bool, escapes: str) -> None:
    grammar = json_schema(schema, whitespace="python", escapes=escapes, ascii_only=ascii_only)
    recogniser = ReferenceRecogniser(grammar)
    for value in values:
        assert recogniser.accepts(json.dumps(value, ensure_ascii=ascii_only))
        other = json.dumps(value, ensure_ascii=not ascii_only)
        if not other.isascii():
            assert not ascii_only or not recogniser.accepts(other)


@pytest.mark.parametrize("ascii_only", ASCII)
@pytest.mark.parametrize(("schema", "values"), SCHEMAS, ids=lambda part: str(part)[:40])
def test_canonical_texts_are_exactly_those_of_json_dumps(schema: Any, values: list[Any], ascii_only: bool) -> None:
    grammar = json_schema(schema, whitespace="python", escapes="canonical", ascii_only=ascii_only)
    samples = [ReferenceRecogniser(grammar).sample(random.Random(seed), 12) for seed in range(20)]
    found = [text.decode() for text in samples if text is not None]
    assert found
    strings = [text for sample in found for text in re.findall(r'"(?:[^"\\]|\\.)*"', sample)]
    for text in strings:
        assert text == json.dumps(json.loads(text), ensure_ascii=ascii_only)


ESCAPED = [r'"\u0061"', r'"\/"', r'"\u00e9"', r'"\u00E9"', r'"\ud83d\ude00"', '"é"', '"/"']


@pytest.mark.parametrize("escapes", ["any", "canonical"])
@pytest.mark.parametrize("ascii_only", ASCII)
@pytest.mark.parametrize("text", ESCAPED)
def test_free_strings(text: str, ascii_only: bool, escapes: str) -> None:
    for schema in ({"type": "string"}, {"type": "string", "minLength": 1}):
        recogniser = ReferenceRecogniser(json_schema(schema, escapes=escapes, ascii_only=ascii_only))
        dumped = text == json.dumps(json.loads(text), ensure_ascii=ascii_only)
        wanted = dumped if escapes == "canonical" else text.isascii() or not ascii_only
        assert recogniser.accepts(text) == wanted


def test_a_length_counts_a_surrogate_pair_once() -> None:
    recogniser = ReferenceRecogniser(json_schema({"type": "string", "maxLength": 1}, ascii_only=True))
    assert recogniser.accepts(r'"\ud83d\ude00"')
    assert not recogniser.accepts(r'"\ud83d\ude00a"')
    assert not recogniser.accepts(r'"\ud83d"')


def test_spellings_do_not_mix_in_one_vocabulary() -> None:
    vocab = gd.Vocab.bytes_only()
    policies = [{}, {"ascii_only": True}, {"escapes": "canonical"}, {"ascii_only": True, "escapes": "canonical"}]
    compiled = [gd.compile(json_schema(True, **policy), vocab) for policy in policies]
    texts = ['["é"]', r'["\u00e9"]', r'["\u00E9"]']
    found = [[constraint.accepts(text) for text in texts] for constraint in compiled]
    assert found == [[True, True, True], [False, True, True], [True, False, False], [False, True, False]]


NAMES = ["a", "b", "c", "x"]
ORDERS = ["any", "declared", ["c"], ["b", "a"], ["z", "c", "b", "a"], ["x", "c"]]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("required", [[], ["b"], ["a", "c"]], ids=str)
def test_order_of_members(order: Any, required: list[str]) -> None:
    declared = ["a", "b", "c"]
    schema = {"type": "object", "properties": {name: {"const": 1} for name in declared}, "required": required}
    recogniser = ReferenceRecogniser(json_schema(schema, order=order, whitespace="compact"))
    if order == "any":
        wanted = NAMES
    else:
        listed = [] if order == "declared" else [name for name in order if name in declared]
        wanted = [*listed, *(name for name in declared if name not in listed), "x"]
    for length in range(5):
        for names in itertools.permutations(NAMES, length):
            text = json.dumps(dict.fromkeys(names, 1), separators=(",", ":"))
            in_order = order == "any" or list(names) == sorted(names, key=wanted.index)
            assert recogniser.accepts(text) == (in_order and set(required) <= set(names)), text


def test_a_listed_order_holds_in_every_object() -> None:
    inner = {"type": "object", "properties": {"a": True, "b": True}, "required": ["a", "b"]}
    schema = {"type": "object", "properties": {"in": inner, "b": True}, "required": ["in", "b"]}
    recogniser = ReferenceRecogniser(json_schema(schema, order=["b", "a"], whitespace="compact"))
    assert recogniser.accepts('{"b":1,"in":{"b":1,"a":2}}')
    assert not recogniser.accepts('{"b":1,"in":{"a":2,"b":1}}')
    assert not recogniser.accepts('{"in":{"b":1,"a":2},"b":1}')


@pytest.mark.parametrize(
    "options",
    [{"order": "sorted"}, {"order": []}, {"order": ["a", "a"]}, {"order": [1]}, {"escapes": "few"}, {"ascii_only": 1}],
    ids=str,
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(GrammarError) as caught:
        json_schema(True, **options)
    assert next(iter(options)) in str(caught.value)
