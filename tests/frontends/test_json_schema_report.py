"""The report on a schema: every keyword that takes part, enforced or not, and whatever is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

import gendecode as gd
from gendecode.frontends.json_schema import ReportEntry, json_schema, schema_report
from gendecode.frontends.json_schema.keywords import KINDS
from tests.frontends.json_schema_generator import draw_schema


def statuses(entries: tuple[ReportEntry, ...]) -> dict[str, str]:
    return {entry.where: entry.status for entry in entries}


def reasons(schema: Any) -> dict[str, str]:
    return {entry.where: entry.reason for entry in json_schema(schema).report}


def test_keywords_come_in_the_order_of_the_document_and_references_after_them() -> None:
    schema = {
        "title": "Person",
        "properties": {"born": {"type": "string", "format": "date"}, "next": {"$ref": "#/$defs/a~b"}},
        "required": ["born"],
        "$defs": {"a~b": {"minimum": 3}, "unused": {"not": {}}},
    }
    assert [(entry.where, entry.status) for entry in json_schema(schema).report] == [
        ("#/title", "annotation"),
        ("#/properties", "exact"),
        ("#/required", "exact"),
        ("#/$defs", "annotation"),
        ("#/properties/born/type", "exact"),
        ("#/properties/born/format", "exact"),
        ("#/properties/next/$ref", "exact"),
        ("#/$defs/a~0b/minimum", "exact"),
    ]


ANNOTATIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"format": "html-selector"}, "#/format", "'html-selector'"),
    ({"x-note": 1}, "#/x-note", "not known"),
    ({"then": {"type": "null"}}, "#/then", "without if"),
    ({"minContains": 2}, "#/minContains", "without contains"),
    ({"items": {}, "additionalItems": False}, "#/additionalItems", "list"),
    ({"$schema": "http://json-schema.org/draft-06/schema#", "if": {}, "then": False}, "#/then", "draft 6"),
    (
        {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "minimum": 3,
         "definitions": {"a": {}}},
        "#/minimum", "beside $ref",
    ),
    ({"$schema": "https://example.com/mine"}, "#/$schema", "not known"),
    ({"contentEncoding": "base64"}, "#/contentEncoding", "annotation"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "where", "reason"), ANNOTATIONS, ids=repr)
def test_what_says_nothing_is_an_annotation_with_the_reason(schema: Any, where: str, reason: str) -> None:
    assert statuses(json_schema(schema).report)[where] == "annotation"
    assert reason in reasons(schema)[where]


@pytest.mark.parametrize("formats", ["all", "none"])
def test_a_format_is_reported_as_it_is_enforced(formats: str) -> None:
    grammar = json_schema({"type": "string", "format": "ipv4"}, formats=formats)
    enforced = not gd.compile(grammar, gd.Vocab.bytes_only()).accepts('"x"')
    assert statuses(grammar.report)["#/format"] == ("exact" if enforced else "annotation")


def test_random_schemas_are_reported_completely() -> None:
    """Against a count of the keywords in the text: none is missing, and nothing is listed twice."""
    import random

    for seed in range(150):
        schema = draw_schema(random.Random(seed))
        entries = schema_report(schema)
        places = [entry.where for entry in entries]
        assert len(places) == len(set(places))
        if not any(entry.status == "refused" for entry in entries):
            assert {f"#/{keyword}" for keyword in schema} <= set(places)
            for entry in entries:
                at: Any = schema
                for step in entry.where.split("/")[1:]:
                    at = at[int(step)] if isinstance(at, list) else at[step.replace("~1", "/").replace("~0", "~")]
                assert entry.keyword in KINDS or entry.status == "annotation"


def test_all_that_is_refused_is_reported_and_the_rest_too() -> None:
    schema = {
        "properties": {
            "a": {"$ref": "https://example.com/other.json"},
            "b": {"type": "string", "pattern": "(a)\\1"},
            "c": {"items": [{"$ref": "file:///x", "minimum": 3}]},
        }
    }
    for given in (schema, json.dumps(schema)):
        entries = schema_report(given)
        refused = {entry.where: entry.keyword for entry in entries if entry.status == "refused"}
        assert refused == {
            "#/properties/a/$ref": "$ref",
            "#/properties/b/pattern": "\\1",
            "#/properties/c/items/0/$ref": "$ref",
        }
        assert statuses(entries)["#/properties/c/items/0/minimum"] == "exact"
        assert all(entry.reason for entry in entries if entry.status == "refused")
    with pytest.raises(gd.UnsupportedError):
        json_schema(schema)


@pytest.mark.parametrize("schema", [{"type": "strnig"}, {"minimum": 2, "maximum": 1, "type": "number"}, "{", False, 3])
def test_a_schema_that_is_refused_as_a_whole(schema: Any) -> None:
    (entry,) = schema_report(schema)
    assert (entry.where, entry.keyword, entry.status) == ("#", "", "refused")
    with pytest.raises(gd.GrammarError) as caught:
        json_schema(schema)
    assert entry.reason == str(caught.value)


def test_a_constraint_passes_the_report_on() -> None:
    vocab = gd.Vocab.bytes_only()
    grammar = json_schema({"type": "null"})
    assert gd.compile(grammar, vocab).report == grammar.report != ()
    assert gd.compile(gd.regex("a"), vocab).report == ()
