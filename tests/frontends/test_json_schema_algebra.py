"""Negation, exactly-one, conditionals, names, contains, unevaluated: values against an independent validator."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from gendecode.constrain import compile
from gendecode.frontends.json_schema import json_schema
from gendecode.vocab import Vocab

BYTES = Vocab.bytes_only()

VALUES: list[Any] = [
    None, True, False, 0, 1, 5, 7, 2.5, "", "a", "ab", "abc", "foo_id",
    [], [1], ["a"], [1, "a"], ["a", "a", 1], [1, 2, 3], [[1], "a"],
    {}, {"a": 1}, {"a": "x"}, {"b": 2}, {"a": 1, "b": "y"}, {"a": "s", "c": 1}, {"a": "s", "b": 1, "c": "t"},
    {"foo_id": 3}, {"foo_id": "x"}, {"x1": "q", "a": 2}, {"b": 1, "c": 2, "d": 3}, {"ab": "xyz"}, {"ab": "x"},
]  # fmt: skip

SCHEMAS: list[Any] = [
    # not
    {"not": {"type": "string"}},
    {"not": {"type": ["string", "object"]}},
    {"not": {"type": "integer"}},
    {"not": {"minLength": 2}},
    {"not": {"minimum": 3}},
    {"not": {"multipleOf": 5}},
    {"not": {"pattern": "^a"}},
    {"not": {"const": "a"}},
    {"not": {"const": 5}},
    {"not": {"const": {"a": 1}}},
    {"not": {"const": [1, "a"]}},
    {"not": {"enum": ["a", "b", None, [1], 5]}},
    {"not": {"required": ["a"]}},
    {"not": {"required": ["a", "b"]}, "type": "object"},
    {"not": {"properties": {"a": {"type": "string"}}}},
    {"not": {"properties": {"a": {"not": {"type": "string"}}}, "required": ["a"]}},
    {"not": {"additionalProperties": False}},
    {"not": {"properties": {"a": {}}, "additionalProperties": False}},
    {"not": {"properties": {"a": {}}, "additionalProperties": {"type": "string"}}},
    {"not": {"properties": {"a": {}}, "additionalProperties": {"type": "string"}}, "minProperties": 2},
    {"not": {"properties": {"a": {}}, "additionalProperties": {"type": "string"}}, "maxProperties": 2},
    {"not": {"patternProperties": {"^a": {"type": "string"}}}},
    {"not": {"propertyNames": {"maxLength": 1}}},
    {"not": {"minProperties": 1}},
    {"not": {"maxProperties": 1}},
    {"not": {"items": {"type": "string"}}},
    {"not": {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}},
    {"not": {"contains": {"type": "string"}}},
    {"not": {"contains": {"type": "string"}, "maxContains": 1}},
    {"not": {"minItems": 1}},
    {"not": {"maxItems": 1}},
    {"not": {"anyOf": [{"type": "string"}, {"required": ["a"]}]}},
    {"not": {"allOf": [{"type": "object"}, {"required": ["a"]}]}},
    {"not": {"oneOf": [{"type": "string"}, {"minLength": 2}]}},
    {"not": {"not": {"type": "string"}}},
    {"not": {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "object"}}},
    {"not": {"dependentRequired": {"a": ["b"]}}},
    {"not": {"dependentSchemas": {"a": {"required": ["b"]}}}},
    {"not": {"properties": {"a": {}}, "unevaluatedProperties": False}},
    {"not": {"prefixItems": [{}], "unevaluatedItems": {"type": "string"}}},
    {"not": {"anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}], "unevaluatedProperties": False}},
    {"not": {"$ref": "#/$defs/x"}, "$defs": {"x": {"type": "object", "properties": {"a": {"$ref": "#/$defs/x"}}}}},
    # oneOf
    {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    {"oneOf": [{"type": "array"}, {}, {"type": "array"}]},
    {"oneOf": [{"type": "string"}, {"minLength": 2}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]},
    {"oneOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}]},
    {"oneOf": [{"properties": {n: {}}, "additionalProperties": False} for n in "ab"]},
    {"oneOf": [{"multipleOf": 5}, {"multipleOf": 7}, {"maximum": 1}]},
    # if, dependent*
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "object"}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "else": {"maxProperties": 1}},
    {"dependentRequired": {"a": ["b"], "b": ["c"]}},
    {"dependentRequired": {"a": ["b"], "b": ["c"]}, "maxProperties": 2},
    {"dependentRequired": {"a": ["b"], "b": ["a"]}, "minProperties": 1, "maxProperties": 1},
    {"dependentRequired": {"a": ["b"]}, "properties": {"b": False}},
    {"dependentRequired": {"a": ["b"]}, "required": ["a"], "properties": {"b": {"type": "string"}}},
    {"dependentRequired": {"b": ["c"], "c": ["b"], "d": []}, "patternProperties": {"^[ab]": {"type": "integer"}}},
    {"dependentRequired": {"a": ["b", "c"]}, "not": {"additionalProperties": {"type": "string"}}},
    {"dependentRequired": {"a": ["b"]}, "not": {"required": ["b"]}},
    {"not": {"dependentRequired": {"a": ["b"], "c": ["a", "b"]}, "maxProperties": 2}},
    {"properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["c"]}, "additionalProperties": False},
    {"dependentSchemas": {"a": {"required": ["b"]}, "c": {"properties": {"a": {"type": "string"}}}}},
    # names
    {"propertyNames": {"maxLength": 1}},
    {"propertyNames": {"enum": ["a", "b"]}},
    {"propertyNames": {"anyOf": [{"pattern": "^a"}, {"const": "b"}]}},
    {"propertyNames": {"not": {"pattern": "^a"}}},
    {"propertyNames": False},
    {"patternProperties": {"^a": {"type": "string"}, "b": {"type": "string"}}, "additionalProperties": False},
    {"patternProperties": {"^a": {"type": "string"}, "b$": {"maxLength": 2}}, "additionalProperties": {"minimum": 2}},
    {"patternProperties": {"^[a-z]+_id$": {"type": "integer"}}, "additionalProperties": {"type": "string"}},
    {"properties": {"a": {"type": "string"}}, "patternProperties": {"^a": {"maxLength": 1}}},
    {"patternProperties": {"^a": {}}, "additionalProperties": False, "minProperties": 1, "maxProperties": 1},
    {"patternProperties": {"^(a|b)$": {}}, "additionalProperties": False, "minProperties": 2},
    {"allOf": [{"patternProperties": {"^a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}]},
    {"patternProperties": {"^a": False}, "required": ["b"]},
    {"properties": {"a": {"type": "integer"}}, "required": ["b"], "maxProperties": 2,
     "not": {"additionalProperties": False}},
    {"properties": {"a": {"type": "string"}}, "if": {"maxProperties": 1, "unevaluatedProperties": {"type": "string"}},
     "else": {}},
    {"not": {"propertyNames": {"not": {"enum": ["a", "b"]}}}, "maxProperties": 1},
    # contains
    {"contains": {"type": "string"}},
    {"contains": {"type": "string"}, "minContains": 2},
    {"contains": {"type": "string"}, "maxContains": 1},
    {"contains": {"type": "string"}, "minContains": 0, "maxContains": 1},
    {"contains": {"type": "string"}, "minContains": 0},
    {"contains": {"const": 1}, "items": {"type": ["string", "integer"]}, "maxItems": 2},
    {"allOf": [{"contains": {"type": "string"}}, {"contains": {"type": "integer"}}]},
    {"prefixItems": [{"type": "string"}], "contains": {"type": "string"}, "minContains": 2},
    # unevaluated
    {"properties": {"a": {}}, "unevaluatedProperties": False},
    {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
    {"allOf": [{"properties": {"a": {}}, "unevaluatedProperties": True}], "unevaluatedProperties": False},
    {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "integer"}}}],
     "unevaluatedProperties": False},
    {"oneOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}],
     "unevaluatedProperties": {"type": "integer"}},
    {"if": {"properties": {"a": {"type": "string"}}, "required": ["a"]}, "then": {"properties": {"c": {}}},
     "unevaluatedProperties": False},
    {"patternProperties": {"^a": {}}, "dependentSchemas": {"ab": {"properties": {"c": {}}}},
     "unevaluatedProperties": False},
    {"$ref": "#/$defs/x", "$defs": {"x": {"properties": {"a": {}}}}, "unevaluatedProperties": False},
    {"prefixItems": [{}], "unevaluatedItems": False},
    {"prefixItems": [{}], "contains": {"type": "integer"}, "unevaluatedItems": {"type": "string"}},
    {"anyOf": [{"prefixItems": [{}, {"type": "string"}]}, {"prefixItems": [{"type": "integer"}]}],
     "unevaluatedItems": False},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_the_engine_accepts_what_the_validator_accepts(schema: Any) -> None:
    constraint = compile(json_schema(schema), BYTES)
    validator = jsonschema.Draft202012Validator(schema)
    accepted = 0
    for value in VALUES:
        state = constraint.start().advance_bytes(json.dumps(value).encode())
        valid = validator.is_valid(value)
        accepted += valid
        assert (state is not None and state.can_stop()) == valid, value
    assert accepted, "no value is valid"


@pytest.mark.parametrize("name", ['"', 'a"b', '\\"', "\\", "a\nb", "\t"])
def test_names_with_escapes_are_declared_names_like_others(name: str) -> None:
    constraint = compile(json_schema({"properties": {name: {"type": "integer"}}, "required": [name]}), BYTES)
    for value in ({name: 1}, {"x": 1, name: 1}, {name: "x"}, {name + "x": 1}):
        state = constraint.start().advance_bytes(json.dumps(value).encode())
        assert (state is not None and state.can_stop()) == (value.get(name) == 1), value
