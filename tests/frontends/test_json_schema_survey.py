"""The quick pass over a schema: what it must see all the same, and what its short cuts must not change."""

from __future__ import annotations

from typing import Any

import pytest

import gendecode as gd

BYTES = gd.Vocab.bytes_only()


def accepts(schema: Any, text: str) -> bool:
    return gd.compile(gd.json_schema(schema), BYTES).accepts(text)


@pytest.mark.parametrize("keyword", ["properties", "$defs"])
@pytest.mark.parametrize("name", [1, b"a", None])
def test_names_that_are_no_strings(keyword: str, name: Any) -> None:
    with pytest.raises(gd.GrammarError, match="is not a string"):
        gd.json_schema({keyword: {name: {"type": "string"}}, "type": "object"})


def test_the_bound_on_size_holds_for_python_values() -> None:
    with pytest.raises(gd.LimitExceeded, match="source_bytes"):
        gd.json_schema({"properties": {str(i): {} for i in range(50)}}, limits=gd.Limits(source_bytes=3))


def test_a_schema_that_changes_later_is_read_as_it_was() -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}
    constraint = gd.compile(gd.json_schema(schema), BYTES)
    schema["properties"]["a"]["type"] = "string"
    assert constraint.accepts('{"a":1}') and not constraint.accepts('{"a":"x"}')


def test_branches_of_one_of_are_told_apart_by_what_they_say() -> None:
    schema = {"oneOf": [{"const": 1.5}, {"const": ["number", "1.5"]}, {"type": "null"}, {"const": 7}, {"const": 7}]}
    texts = ["1.5", '["number","1.5"]', "null", "7"]
    assert [accepts(schema, text) for text in texts] == [True, True, True, False]


def test_numbers_are_exact_where_an_anchor_is_looked_up_first() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "properties": {
            "a": {"$ref": "#foo"},
            "b": {"allOf": [{"enum": [0.1, 2], "const": 1}, {"enum": [0.1, 2]}]},
        },
        "definitions": {"x": {"id": "#foo", "type": "string"}},
    }
    assert accepts(schema, '{"b":0.1}') and not accepts(schema, '{"b":0.2}')


def test_nested_counts_in_a_pattern_are_refused_before_the_text_gets_there() -> None:
    pattern = "a{17}"
    for _ in range(40):
        pattern = f"(?:{pattern}b)*c"
    with pytest.raises(gd.LimitExceeded, match="nested deeper"):
        gd.json_schema({"properties": {"x": {"type": "string", "pattern": f"^{pattern}$"}}})


def test_parts_that_are_shared_many_times_cost_once() -> None:
    inner: dict[str, Any] = {"type": "string", "maxLength": 1}
    names = [f"n{i}" for i in range(30)]
    for _ in range(6):
        inner = {"type": "object", "required": names, "properties": dict.fromkeys(names, inner)}
    text = gd.compile(gd.json_schema(inner), BYTES).start().forced()
    assert text.startswith(b"{")


def test_recursion_comes_back_to_the_same_places() -> None:
    schema = {"type": "object", "properties": {"n": {"$ref": "#"}}, "additionalProperties": False}
    constraint = gd.compile(gd.json_schema(schema), BYTES)
    state = constraint.start()
    positions = []
    for _ in range(60):
        following = state.advance_bytes(b'{"n":')
        assert following is not None
        state = following
        positions.append(constraint.stats()["positions"])
    assert positions[5] == positions[-1]
