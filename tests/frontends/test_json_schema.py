"""The language of a schema against an independent validator, value by value and layout by layout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from gendecode.frontends.json_schema import json_schema
from gendecode.testing import ReferenceRecogniser

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    5,
    17,
    100,
    0.5,
    2.5,
    -2.5,
    3.25,
    "",
    "a",
    "ab",
    "abc",
    "Zz9",
    "2024-01-31",
    "\N{GRINNING FACE}\n",
    'say "hi"\\',
    "\x7f\x00",
    [],
    [1],
    ["a"],
    [1, 2],
    ["a", 1],
    [1, "a"],
    [1, 2, 3],
    [1, 2, 3, 4],
    [[1], []],
    [None, {}],
    {},
    {"a": 1},
    {"a": "x"},
    {"b": 1},
    {"a": 1, "b": 2},
    {"b": 2, "a": 1},
    {"a": 1, "c": None},
    {"a": 1, "b": "x", "c": [1]},
    {"kind": "cat", "lives": 9},
    {"kind": "dog", "lives": 9},
    {"kind": "dog", "name": "rex"},
    {"value": 1, "next": {"value": 2, "next": None}},
    {"value": 1, "next": {"value": 2}},
    {"value": 1, "next": {"next": None}},
    {"": 0, "a/b": 1, "m~n": 2, "%": 3},
]

SCHEMAS: list[Any] = [
    True,
    {},
    {"description": "anything", "x-private": [1], "default": 3},
    *({"type": name} for name in ("null", "boolean", "string", "array", "object", "number", "integer")),
    {"type": ["string", "null"]},
    {"type": ["integer", "array"]},
    {"type": ["integer", "number"]},
    # Assertions constrain their own type only.
    {"minimum": 2},
    {"maxLength": 1},
    {"minItems": 2},
    {"properties": {"a": {"type": "integer"}}},
    {"required": ["a"]},
    {"pattern": "^a"},
    # Numbers.
    {"type": "integer", "minimum": 1, "maximum": 17},
    {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 17},
    {"type": "integer", "minimum": 0.5},
    {"type": "number", "minimum": -2.5, "maximum": 2.5},
    {"type": "number", "exclusiveMinimum": -2.5, "exclusiveMaximum": 2.5},
    {"type": "number", "minimum": 1, "exclusiveMinimum": 0},
    {"type": "number", "exclusiveMinimum": 0, "minimum": 0},
    {"type": "number", "multipleOf": 1, "maximum": 4},
    # Strings.
    {"type": "string", "minLength": 1},
    {"type": "string", "maxLength": 2},
    {"type": "string", "minLength": 2, "maxLength": 3},
    {"type": "string", "pattern": "b"},
    {"type": "string", "pattern": "^[a-z]+$", "maxLength": 2},
    {"type": "string", "pattern": "^a*b*c*$", "minLength": 1},
    {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d$"},
    {"type": "string", "pattern": '["\\n]'},
    {"type": "string", "format": "private"},
    # Arrays.
    {"type": "array", "items": {"type": "integer"}},
    {"type": "array", "items": False},
    {"items": {"type": "integer", "minimum": 2}},
    {"type": "array", "minItems": 1, "maxItems": 2},
    {"type": "array", "maxItems": 0},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
    {"type": "array", "prefixItems": [{"type": "integer"}, False]},
    {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}, "minItems": 2},
    {"type": "array", "prefixItems": [{"type": "integer"}] * 3, "maxItems": 2},
    {"type": "array", "uniqueItems": False, "items": {"type": ["integer", "array", "object", "null"]}},
    # Objects.
    {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]},
    {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "null"}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"type": "object", "additionalProperties": False},
    {"type": "object", "required": ["c", "a"]},
    {"type": "object", "required": ["b"], "additionalProperties": {"type": "integer"}},
    {"type": "object", "properties": {"a": False}},
    {"type": "object", "properties": {"a": False, "b": True}, "additionalProperties": {"type": "integer"}},
    {"type": "object", "minProperties": 2},
    {"type": "object", "maxProperties": 1},
    {"type": "object", "maxProperties": 1, "required": ["a"]},
    {"type": "object", "maxProperties": 0},
    {"type": "object", "properties": {"a": {}, "b": {}}, "additionalProperties": False, "minProperties": 2},
    {"type": "object", "patternProperties": {}, "dependentRequired": {}, "propertyNames": True},
    # Listed values.
    {"enum": [1, "a", None, True, [1], {"a": 1}]},
    {"enum": ["a", "ab", "abc"]},
    {"enum": [0, False]},
    {"enum": [1, 1.0, "1"]},
    {"enum": [2.5, -2.5, 1e2]},
    {"enum": ["a", 1, 3], "type": "integer"},
    {"enum": ["a", "ab", "abc"], "maxLength": 1},
    {"enum": ["a", "ab", "Zz9"], "pattern": "[A-Z]"},
    {"enum": [[1], [1, 2], {"a": 1}, {"b": 2, "a": 1}], "minItems": 2},
    {"const": {"b": 2, "a": 1}},
    {"const": [1, "a"]},
    {"const": None},
    {"const": 1},
    {"const": 0},
    {"const": "\N{GRINNING FACE}\n"},
    {"const": {"a": 1, "b": "x", "c": [1]}, "required": ["c"]},
    {"const": {"a": 1}, "properties": {"a": {"type": ["integer", "string"]}}},
    # Combinations.
    {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    {"anyOf": [{"minimum": 5}, {"maximum": 0}], "type": "integer"},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"type": "integer"}}},
    {"anyOf": [{"type": "string", "minLength": 3}, {"type": "string", "maxLength": 1}, {"type": "string"}]},
    {"anyOf": [{"minimum": 5}, {}], "oneOf": [{"type": "integer"}, {"type": "string"}]},
    {"anyOf": [False, {"type": "null"}]},
    {"allOf": [{"type": "integer"}]},
    {"allOf": [{"minimum": 1}, {"maximum": 3}], "type": "number"},
    {"allOf": [{"pattern": "a"}, {"pattern": "b"}], "type": "string"},
    {"allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"type": "string"}}}]},
    {
        "allOf": [
            {"properties": {"a": {}}, "additionalProperties": {"type": "integer"}},
            {"properties": {"b": {}}, "additionalProperties": {"type": ["string", "null"]}},
        ],
        "type": "object",
    },
    {"allOf": [{"prefixItems": [{"type": "integer"}]}, {"items": {"minimum": 2}}], "type": "array"},
    {"allOf": [{"anyOf": [{"minimum": 3}, {"maximum": 0}]}, {"anyOf": [{"maximum": 5}, {"minimum": 100}]}]},
    {"allOf": [{"required": ["a"]}, {"maxProperties": 1}, {"minProperties": 1}], "type": "object"},
    {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    {"oneOf": [{"maximum": 1}, {"minimum": 2}], "type": "number"},
    {"oneOf": [{"type": "string", "maxLength": 1}, {"type": "string", "minLength": 2}]},
    {"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^[^a]"}]},
    {"oneOf": [{"const": "a"}, {"const": "ab"}, {"type": "null"}]},
    {
        "type": "object",
        "oneOf": [
            {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind", "lives"]},
            {"properties": {"kind": {"const": "dog"}, "name": {"type": "string"}}, "required": ["kind", "name"]},
        ],
    },
    {"oneOf": [{"items": False}, {"minItems": 1}], "type": "array"},
    {"oneOf": [{"type": "integer"}, {"type": "string"}, {"type": "string"}]},
    # References.
    {"$defs": {"n": {"type": "integer"}}, "items": {"$ref": "#/$defs/n"}, "type": "array"},
    {"$defs": {"n": {"type": "integer"}}, "$ref": "#/$defs/n", "minimum": 2},
    {"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"type": "string"}}, "$ref": "#/definitions/a"},
    {
        "type": "object",
        "properties": {"value": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
        "required": ["value"],
    },
    {"$defs": {"t": {"type": "array", "items": {"$ref": "#/$defs/t"}}}, "$ref": "#/$defs/t"},
    {
        "$defs": {"a/b": {"const": 1}, "m~n": {"const": 2}, "%": {"const": 3}},
        "properties": {
            "a/b": {"$ref": "#/$defs/a~1b"},
            "m~n": {"$ref": "#/$defs/m~0n"},
            "%": {"$ref": "#/$defs/%25"},
        },
    },
    {"properties": {"a": {"type": "integer"}, "b": {"$ref": "#/properties/a"}}},
    {"$defs": {"n": {"$anchor": "number", "type": "number"}}, "$ref": "#number"},
    {
        "$id": "https://example.com/root.json",
        "$defs": {"s": {"$id": "sub.json", "$defs": {"x": {"type": "string"}}, "$ref": "#/$defs/x"}},
        "$ref": "sub.json",
    },
    # Older drafts.
    {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer", "minimum": 1, "exclusiveMinimum": True},
    {"$schema": "http://json-schema.org/draft-04/schema#", "maximum": 5, "exclusiveMaximum": False},
    {"$schema": "http://json-schema.org/draft-04/schema#", "const": 1, "if": {"type": "null"}, "else": False},
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"n": {"type": "integer"}},
        "properties": {"a": {"$ref": "#/definitions/n", "minimum": 100}},
    },
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"type": "integer"}, {"type": "string"}],
        "additionalItems": False,
    },
    {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "integer"}]},
    {"$schema": "http://json-schema.org/draft-07/schema#", "additionalItems": False, "items": {"type": "integer"}},
    # Unsatisfiable parts that are optional.
    {"properties": {"a": {"type": "string", "minLength": 3, "maxLength": 1}}, "type": "object"},
    {
        "properties": {"a": {"$ref": "#/$defs/endless"}},
        "type": "object",
        "$defs": {
            "endless": {"type": "object", "properties": {"b": {"$ref": "#/$defs/endless"}}, "required": ["b"]},
        },
    },
    {"type": "array", "items": {"minimum": 5, "maximum": 3, "type": "number"}},
    {"anyOf": [{"type": "integer", "minimum": 5, "maximum": 3}, {"type": "string"}]},
]


def layouts(value: Any) -> Iterator[str]:
    yield json.dumps(value, ensure_ascii=False)
    yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    yield json.dumps(value, ensure_ascii=False, indent=2)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: json.dumps(schema)[:100])
def test_texts_are_accepted_exactly_when_their_value_is_valid(schema: Any) -> None:
    validator = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)(schema)
    recogniser = ReferenceRecogniser(json_schema(schema))
    for value in VALUES:
        valid = validator.is_valid(value)
        for text in layouts(value):
            assert recogniser.accepts(text) == valid, text


LAYOUTS = {
    "compact": {"separators": (",", ":")},
    "python": {},
    "pretty": {"indent": 2},
}
NESTED = [{}, [], {"a": [], "b": {}, "c": [1, {"d": [2, [3]]}, "e"]}, [[[[]]]], 1]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("schema", [{}, {"type": ["object", "array"], "properties": {"a": {"maxItems": 0}}}], ids=str)
def test_a_fixed_layout_has_one_text_per_value(name: str, schema: Any) -> None:
    recogniser = ReferenceRecogniser(json_schema(schema, whitespace=name))
    for value in NESTED[: None if schema == {} else -1]:
        for other, options in LAYOUTS.items():
            text = json.dumps(value, **options)
            assert recogniser.accepts(text) == (text == json.dumps(value, **LAYOUTS[name])), (other, text)


FLEXIBLE = [
    '{"a":[1,2]}',
    '{ "a" : [ 1 , 2 ] }',
    '{\t"a"\t:\t[\r\n1\r\n,\n\n2]\n}',
    "[ ]",
    "[\n]",
    "{\n\t\t}",
    '{"a":  1}',
]


@pytest.mark.parametrize("text", FLEXIBLE)
@pytest.mark.parametrize("name", ["flexible", "any"])
def test_white_space_is_allowed_between_tokens(text: str, name: str) -> None:
    assert ReferenceRecogniser(json_schema({}, whitespace=name)).accepts(text)


@pytest.mark.parametrize("indent", [0, 1, 2, 4, 8, "\t"])
def test_flexible_white_space_fits_every_usual_indent_ten_levels_deep(indent: int | str) -> None:
    value: Any = 1
    for _ in range(5):
        value = {"k": [value, {}]}
    assert ReferenceRecogniser(json_schema({})).accepts(json.dumps(value, indent=indent))


@pytest.mark.parametrize("text", [" 1", "1 ", "[\n\n\n1]", "[   1]", "[1\xa0]", "[1\x0b]"])
def test_white_space_is_bounded_by_default(text: str) -> None:
    assert not ReferenceRecogniser(json_schema({})).accepts(text)


STRINGS = {
    r'"\u0041\u00e9"': True,
    r'"\uD83D\uDE00"': True,
    r'"\ud83d"': False,
    r'"\ude00\ud83d"': False,
    r'"\/\b\f\n\r\t\"\\"': True,
    '"\x7f\u2028"': True,
    '"\t"': False,
    r'"\x41"': False,
    r'"\u00"': False,
}


@pytest.mark.parametrize("text", STRINGS)
def test_a_free_string_may_use_every_escape_but_lone_surrogates(text: str) -> None:
    assert ReferenceRecogniser(json_schema({"type": "string"})).accepts(text) == STRINGS[text]


@pytest.mark.parametrize("text", [r'"\u0041\n"', '"A\N{GRINNING FACE}"', r'"\ud83d\ude00\ud83d\ude00"', '"ab"'])
def test_length_counts_code_points_however_they_are_spelled(text: str) -> None:
    assert ReferenceRecogniser(json_schema({"type": "string", "minLength": 2, "maxLength": 2})).accepts(text)
    assert not ReferenceRecogniser(json_schema({"type": "string", "maxLength": 1})).accepts(text)
    assert not ReferenceRecogniser(json_schema({"type": "string", "minLength": 3})).accepts(text)


def test_fixed_content_has_one_spelling() -> None:
    recogniser = ReferenceRecogniser(json_schema({"properties": {"é": {"const": 'x"\x01'}}, "required": ["é"]}))
    assert recogniser.accepts('{"é": "x\\"\\u0001"}')
    assert not recogniser.accepts('{"\\u00e9": "x\\"\\u0001"}')
    assert not recogniser.accepts('{"é": "x\\u0022\\u0001"}')


def test_names_are_distinct_however_they_are_declared() -> None:
    recogniser = ReferenceRecogniser(json_schema({"properties": {"a": {}}}))
    assert recogniser.accepts('{"a": 1, "b": 2, "c": 3}')
    for text in ('{"a": 1, "a": 2}', '{"b": 1, "b": 2}', '{"a": 1, "\\u0061": 2}'):
        assert not recogniser.accepts(text), text


def test_declared_order() -> None:
    schema = {"properties": {"a": {}, "b": {}, "c": {}}, "required": ["b", "z"]}
    recogniser = ReferenceRecogniser(json_schema(schema, order="declared"))
    for text, right in {
        '{"a": 1, "b": 1, "c": 1, "z": 1, "y": 1}': True,
        '{"b": 1, "z": 1}': True,
        '{"b": 1, "a": 1, "z": 1}': False,
        '{"z": 1, "b": 1}': False,
        '{"b": 1, "y": 1, "z": 1}': False,
    }.items():
        assert recogniser.accepts(text) == right, text


def test_closed_shuts_only_objects_that_list_their_properties() -> None:
    schema = {
        "properties": {"a": {"type": "object"}, "b": {"properties": {}, "additionalProperties": True}},
        "allOf": [{"properties": {"c": {}}}],
        "required": ["d"],
    }
    recogniser = ReferenceRecogniser(json_schema(schema, closed=True))
    assert recogniser.accepts('{"a": {"x": 1}, "b": {"y": 1}, "c": 1, "d": 1}')
    assert not recogniser.accepts('{"d": 1, "e": 1}')


def test_listed_numbers_have_their_usual_spellings() -> None:
    recogniser = ReferenceRecogniser(json_schema({"enum": [1, 2.50, 1e22, 0]}))
    for text, right in {
        "1": True,
        "1.0": True,
        "2.5": True,
        "1e+22": True,
        "10000000000000000000000": True,
        "-0": True,
        "0.0": True,
        "1.00": False,
        "2": False,
        "2.50": False,
        "-1": False,
        "10e0": False,
    }.items():
        assert recogniser.accepts(text) == right, text


def test_the_grammar_reads_its_texts_and_knows_its_name() -> None:
    grammar = json_schema({"title": "Person", "properties": {"born": {"format": "birthday"}}})
    assert grammar.name == "json_schema(Person)"
    assert grammar.parse('{"born": [1, 2.5]}') == {"born": [1, 2.5]}
    assert grammar.warnings == ("#/properties/born/format: format 'birthday' is an annotation and not enforced",)


def test_json_text_keeps_numbers_exact() -> None:
    recogniser = ReferenceRecogniser(json_schema('{"maximum": 0.1000000000000000000001, "type": "number"}'))
    assert recogniser.accepts("0.1000000000000000000001")
    assert not recogniser.accepts("0.10000000000000000000011")


def test_changing_the_schema_afterwards_changes_nothing() -> None:
    schema: dict[str, Any] = {"properties": {"a": {"type": "integer"}}}
    recogniser = ReferenceRecogniser(json_schema(schema))
    schema["properties"]["a"]["type"] = "string"
    assert recogniser.accepts('{"a": 1}')
