"""Schemas that are malformed, empty, too costly or not enforceable: the right error, in bounded time."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest

from gendecode.errors import GendecodeError, GrammarError, LimitExceeded, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import Whitespace, json_schema
from gendecode.grammar.ir import Object, Rule
from gendecode.limits import Limits
from gendecode.testing import ReferenceRecogniser

SELF: dict[str, Any] = {}
SELF["properties"] = {"a": SELF}

MALFORMED: list[tuple[Any, str]] = [
    ({"type": "strnig"}, "#/type"),
    ({"type": 5}, "#/type"),
    ({"type": []}, "#/type"),
    ({"properties": []}, "#/properties"),
    ({"properties": {"a": 1}}, "#/properties"),
    ({"properties": {"a": {"required": "b"}}}, "#/properties/a/required"),
    ({"properties": {"a/b": {"minLength": -1}}}, "#/properties/a~1b/minLength"),
    ({"minLength": 1.5}, "#/minLength"),
    ({"maxItems": "3"}, "#/maxItems"),
    ({"minimum": True}, "#/minimum"),
    ({"minimum": float("nan")}, "#/minimum"),
    ({"enum": [float("inf")]}, "#/enum/0"),
    ({"enum": "abc"}, "#/enum"),
    ({"anyOf": []}, "#/anyOf"),
    ({"anyOf": [{}, 3]}, "#/anyOf"),
    ({"items": {"pattern": 3}}, "#/items/pattern"),
    ({"multipleOf": 0}, "#/multipleOf"),
    ({"pattern": "(a"}, "#/pattern"),
    ({"$ref": 3}, "#/$ref"),
    ({"$schema": 3}, "#/$schema"),
    ({"$ref": "#/nowhere"}, "#/$ref"),
    ({"$ref": "#nowhere"}, "#/$ref"),
    ({"$dynamicRef": "#x"}, "#/$dynamicRef"),
    ({"$recursiveRef": "#/items"}, "#/$recursiveRef"),
    ({"$ref": "#/enum/0", "enum": [3]}, "#/$ref"),
    ({"items": {"$ref": "#/items"}}, "#/items"),
    ({"$ref": "#"}, "#"),
    ({"allOf": [{"$ref": "#"}]}, "#"),
    ({"anyOf": [{"$ref": "#"}, {"type": "string"}]}, "#"),
    ({"$defs": {"unused": {"type": "strnig"}}}, "#/$defs/unused/type"),
    ({1: 2}, "#"),
    ({"enum": [{"a": {1, 2}}]}, "#/enum/0/a"),
    ({"const": b"x"}, "#/const"),
    ({"const": "\ud800"}, "#/const"),
    ({"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x", "type": "null"}}, "$ref": "#x"}, "#/$defs/"),
    ("{", "not JSON"),
    ('{"a": NaN}', "NaN"),
    ('{"type": "null", "type": "string"}', "twice"),
    ("3", "not int"),
    (None, "NoneType"),
    ([], "list"),
]


@pytest.mark.parametrize(("schema", "where"), MALFORMED, ids=repr)
def test_a_malformed_schema_is_refused_with_its_place(schema: Any, where: str) -> None:
    with pytest.raises(GrammarError) as caught:
        json_schema(schema)
    assert where in str(caught.value)
    assert not isinstance(caught.value, UnsatisfiableError)


UNSATISFIABLE: list[tuple[Any, str]] = [
    (False, "#"),
    ({"enum": []}, "#"),
    ({"type": "string", "minLength": 2, "maxLength": 1}, "length"),
    ({"type": "string", "pattern": "^a$", "minLength": 2}, "length"),
    ({"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "^b"}]}, "patterns"),
    ({"type": "number", "minimum": 3, "maximum": 2}, "bounds"),
    ({"type": "number", "minimum": 3, "exclusiveMaximum": 3}, "bounds"),
    ({"type": "integer", "minimum": 0.1, "maximum": 0.9}, "bounds"),
    ({"type": "integer", "const": 1.5}, "#/const"),
    ({"enum": [1, 2], "type": "string"}, "#"),
    ({"enum": [[1], {"a": 1}], "type": "string"}, "#"),
    ({"type": "array", "minItems": 2, "maxItems": 1}, "minItems"),
    ({"type": "array", "minItems": 1, "items": False}, "#/items"),
    ({"type": "array", "minItems": 2, "prefixItems": [{}, False]}, "#/prefixItems/1"),
    ({"type": "object", "required": ["a"], "properties": {"a": False}}, "#/properties/a"),
    ({"type": "object", "required": ["a"], "additionalProperties": False}, "#/additionalProperties"),
    ({"type": "object", "required": ["a", "b"], "maxProperties": 1}, "properties"),
    ({"type": "object", "minProperties": 2, "properties": {"a": {}}, "additionalProperties": False}, "properties"),
    ({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}, "itself"),
    ({"allOf": [{"type": "string"}, {"type": "null"}]}, "exclude"),
    ({"type": "object", "propertyNames": {"enum": ["a", ""]}, "properties": {"": {}}, "minProperties": 3}, "number"),
    (
        {"type": "array", "uniqueItems": True, "minItems": 2,
         "items": {"type": ["null", "object"], "required": ["a"], "additionalProperties": False}},
        "items",
    ),
    ({"type": "number", "multipleOf": 5, "minimum": 1, "maximum": 4}, "multiple"),
    ({"oneOf": [{"type": "null"}, {"type": "null"}]}, "exactly one"),
    ({"const": {"a": 1}, "properties": {"a": {"type": "string"}}}, "#"),
    (
        {
            "$defs": {"a": {"type": "array", "items": {"$ref": "#/$defs/b"}, "minItems": 1},
                      "b": {"type": "array", "items": {"$ref": "#/$defs/a"}, "minItems": 1}},
            "$ref": "#/$defs/a",
        },
        "itself",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "reason"), UNSATISFIABLE, ids=repr)
def test_a_schema_that_no_value_satisfies_is_refused_with_the_reason(schema: Any, reason: str) -> None:
    with pytest.raises(UnsatisfiableError) as caught:
        json_schema(schema)
    assert reason in str(caught.value)


UNSUPPORTED: list[tuple[Any, str, str]] = [
    ({"not": {"type": "array", "uniqueItems": True}}, "uniqueItems", "#/not"),
    ({"type": "array", "uniqueItems": True, "contains": {"const": 1}}, "uniqueItems", "#"),
    (
        {"properties": {"a": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/b"}}},
         "$defs": {"b": {"type": "object", "properties": {"c": {}}, "additionalProperties": False}}},
        "uniqueItems",
        "#/properties/a",
    ),
    ({"$ref": "https://example.com/other.json"}, "$ref", "#/$ref"),
    ({"$ref": "file:///etc/passwd"}, "$ref", "#/$ref"),
    ({"pattern": "(a)\\1"}, "\\1", "#/pattern"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "keyword", "where"), UNSUPPORTED, ids=repr)
def test_what_is_not_enforced_is_refused_with_its_place_and_a_hint(schema: Any, keyword: str, where: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        json_schema(schema)
    assert (caught.value.keyword, caught.value.where) == (keyword, where)
    assert caught.value.hint


HARMLESS: list[Any] = [
    {"type": "string", "uniqueItems": True, "not": False},
    {"type": "integer", "multipleOf": 1, "patternProperties": {"a": {}}},
    {"type": "array", "uniqueItems": True, "maxItems": 1},
    {"then": False, "else": False, "unevaluatedProperties": True},
    {"if": {"type": "string"}},
    {"$defs": {"unused": {"not": {}}}},
    {"$schema": "http://json-schema.org/draft-04/schema#", "if": {}, "then": False, "contains": False},
]


@pytest.mark.parametrize("schema", HARMLESS, ids=repr)
def test_a_keyword_that_says_nothing_here_is_not_refused(schema: Any) -> None:
    value = {"integer": "7", "array": "[7]", "string": '"7"'}.get(schema.get("type"), "7")
    assert ReferenceRecogniser(json_schema(schema)).accepts(value)


def nested(levels: int, kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "null"}
    for _ in range(levels):
        schema = {"items": schema} if kind == "items" else {"properties": {"a": schema}, "required": ["a"]}
    return schema


def doubled(levels: int, keyword: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "null"}
    for _ in range(levels):
        schema = {keyword: [schema, schema]}
    return schema


HOSTILE: dict[str, tuple[Any, type[GendecodeError]]] = {
    "nested arrays": (nested(5_000, "items"), LimitExceeded),
    "nested objects": (nested(1_000, "properties"), LimitExceeded),
    "nested text": ("[" * 100_000, LimitExceeded),
    "nested const": ({"const": json.loads("[" * 900 + "]" * 900), "items": nested(400, "items")}, UnsatisfiableError),
    "itself": (SELF, LimitExceeded),
    "long text": ('{"title": "' + "x" * 500_000 + '"}', LimitExceeded),
    "many values": ({"enum": list(range(500_001))}, LimitExceeded),
    "minLength": ({"minLength": 10**30}, LimitExceeded),
    "minimum": ({"minimum": 10**5_000}, LimitExceeded),
    "exponent": ({"minimum": Decimal("1e999999999")}, LimitExceeded),
    "exponent text": ('{"maximum": 1e-999999999}', LimitExceeded),
    "digits": ('{"minimum": ' + "9" * 10_000 + "}", GrammarError),
    "product": ({"pattern": "^(?=(?:a{150})*$)(?:a{151})*$"}, LimitExceeded),
    "pattern": ({"pattern": "(?:(?:a?){1000}){1000}"}, LimitExceeded),
    "oneOf": (doubled(16, "oneOf"), UnsatisfiableError),
    "combinations": (
        {
            "allOf": [{"anyOf": [{"required": [f"{i}{j}"]} for j in range(9)]} for i in range(9)],
            "type": "object",
            "maxProperties": 8,
        },
        LimitExceeded,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_schemas_end_in_a_typed_error_in_bounded_time(name: str) -> None:
    schema, kind = HOSTILE[name]
    limits = Limits(lowered_nodes=20_000, combinations=5_000, source_bytes=500_000, automaton_states=20_000)
    begin = time.perf_counter()
    with pytest.raises(kind):
        json_schema(schema, limits=limits)
    assert time.perf_counter() - begin < 5


LARGE: dict[str, tuple[Any, str]] = {
    "enum of strings": ({"enum": [f"value {i}" for i in range(20_000)]}, '"value 19999"'),
    "one long string": ({"const": "x" * 200_000}, f'"{"x" * 200_000}"'),
    "maxLength": ({"type": "string", "maxLength": 10**6}, '"abc"'),
    "maxLength beyond 64 bits": ({"type": "string", "maxLength": 2**63}, '"abc"'),
    "maxItems": ({"type": "array", "maxItems": 10**6}, "[1]"),
    "anyOf doubled": (doubled(40, "anyOf"), "null"),
    "nested": (nested(240, "properties"), '{"a":' * 240 + "null" + "}" * 240),
    "bounds": ({"type": "number", "minimum": -1e308, "maximum": 1e308, "exclusiveMinimum": 1e-300}, "0.5"),
    "mutual recursion": (
        {
            "$defs": {
                f"d{i}": {"properties": {f"p{j}": {"$ref": f"#/$defs/d{j}"} for j in range(60)}} for i in range(60)
            },
            "$ref": "#/$defs/d0",
        },
        '{"p1": {"p59": {"p0": 1}}}',
    ),
    "definitions": (
        {"$defs": {f"d{i}": {"items": {"$ref": f"#/$defs/d{i + 1}"}} for i in range(1_000)} | {"d1000": {}},
         "$ref": "#/$defs/d0"},
        "[[[1]]]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_schemas_work(name: str) -> None:
    schema, text = LARGE[name]
    begin = time.perf_counter()
    grammar = json_schema(schema, whitespace="compact" if name == "nested" else "flexible")
    assert time.perf_counter() - begin < 3
    if name != "nested":  # deeper than the recogniser's recursion
        assert ReferenceRecogniser(grammar).accepts(text)


@pytest.mark.parametrize("required", [False, True])
def test_ten_thousand_properties_are_lowered_at_once(required: bool) -> None:
    names = [f"p{i}" for i in range(10_000)]
    schema = {"type": "object", "properties": {name: {"type": "string", "title": name} for name in names}}
    begin = time.perf_counter()
    root = json_schema(schema | ({"required": names} if required else {})).root
    assert isinstance(root, Rule)
    node = root.expand()
    assert time.perf_counter() - begin < 3
    assert isinstance(node, Object)
    assert len(node.members) == 10_000


def test_minimum_of_a_hundred_thousand_items_costs_nothing() -> None:
    recogniser = ReferenceRecogniser(json_schema({"type": "array", "minItems": 100_000}, whitespace="compact"))
    assert recogniser.next_bytes("[1") >= set(b",0123456789")
    assert ord("]") not in recogniser.next_bytes("[1")


@pytest.mark.parametrize("options", [{"whitespace": "none"}, {"order": "sorted"}], ids=str)
def test_unknown_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(GrammarError, match="must be"):
        json_schema({}, **options)


@pytest.mark.parametrize("value", [-1, 1.5, True, 10**6])
def test_white_space_bounds_are_checked(value: Any) -> None:
    with pytest.raises(GrammarError, match="max_indent"):
        Whitespace(max_indent=value)


def test_white_space_bounds_are_kept() -> None:
    recogniser = ReferenceRecogniser(json_schema({}, whitespace=Whitespace(max_spaces=0, max_newlines=0)))
    assert recogniser.accepts("[1,2]")
    assert not recogniser.accepts("[1, 2]")


def test_deep_text_and_huge_numbers_are_a_typed_error_when_read() -> None:
    grammar = json_schema({})
    with pytest.raises(LimitExceeded):
        grammar.parse("[" * 200_000 + "]" * 200_000)
    with pytest.raises(LimitExceeded):
        grammar.parse("1" * 5_000)
