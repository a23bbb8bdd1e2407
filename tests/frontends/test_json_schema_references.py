"""References, identifiers, dynamic scope, drafts and registries: values against an independent validator."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT202012

from gendecode.errors import GendecodeError, GrammarError, LimitExceeded, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from gendecode.testing import ReferenceRecogniser

D4, D6, D7 = (f"http://json-schema.org/draft-0{n}/schema#" for n in (4, 6, 7))
D2019, D2020 = "https://json-schema.org/draft/2019-09/schema", "https://json-schema.org/draft/2020-12/schema"
HOST = "https://example.com/"

SCALARS: list[Any] = [None, True, -1, 0, 7, 1.5, "", "a", "pass"]
VALUES: list[Any] = [
    *SCALARS,
    [],
    {},
    *([value] for value in SCALARS),
    *({name: value} for name in ("a", "b", "c") for value in (*SCALARS, [], {}, [1], ["x"])),
    [1, "x"],
    ["x", 1],
    [["x"]],
    [[1]],
    *({"a": {"a": value}} for value in (1, "x", None, {})),
    *({"a": {"b": value}} for value in (1, "x", None, {})),
    {"a": {"b": {"c": "pass"}}, "c": "pass"},
    {"c": "pass", "a": {"b": {"c": "fail"}}},
    {"a": [{"a": 1}, {"b": 1}]},
    {"a": [{"a": "x"}]},
    {"a": [{"daat": 1}]},
]

REMOTE: dict[str, Any] = {
    HOST + "integer": {"type": "integer"},
    HOST + "never": False,
    HOST + "defs": {"$defs": {"s": {"$anchor": "s", "type": "string"}, "loop": {"items": {"$ref": "#/$defs/loop"}}}},
    HOST + "chain": {"$ref": "folder/second"},
    HOST + "folder/second": {"properties": {"a": {"$ref": "../integer"}}, "required": ["a"]},
    HOST + "alias": {"$id": HOST + "elsewhere/real", "items": {"$ref": "part"}},
    HOST + "elsewhere/part": {"type": "null"},
    HOST + "bundle": {"$defs": {"inner": {"$id": "packed", "type": "boolean"}}},
    HOST + "seven": {
        "$schema": D7,
        "type": "array",
        "prefixItems": [{"type": "string"}],
        "items": [{"type": "integer"}],
    },
    HOST + "four": {"$schema": D4, "id": HOST + "four", "minimum": 0, "exclusiveMinimum": True, "const": 5},
    HOST + "2019": {"$schema": D2019, "dependentRequired": {"a": ["b"]}},
    HOST + "tree": {
        "$schema": D2020,
        "$id": HOST + "tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"b": True, "a": {"type": "array", "items": {"$dynamicRef": "#node"}}},
    },
    HOST + "list": {
        "$schema": D2020,
        "$id": HOST + "list",
        "type": "array",
        "items": {"$dynamicRef": "#item"},
        "$defs": {"any": {"$dynamicAnchor": "item"}},
    },
    HOST + "old-tree": {
        "$schema": D2019,
        "$id": HOST + "old-tree",
        "$recursiveAnchor": True,
        "properties": {"a": {"$recursiveRef": "#"}},
    },
    HOST + "no-validation": {
        "$schema": D2020,
        "$id": HOST + "no-validation",
        "$vocabulary": {
            "https://json-schema.org/draft/2020-12/vocab/core": True,
            "https://json-schema.org/draft/2020-12/vocab/applicator": True,
        },
    },
    HOST + "made-up": {
        "$schema": D2020,
        "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": True, HOST + "vocab": True},
    },
}

STRINGS = {"$id": "own-list", "items": {"$dynamicRef": "#t"}, "$defs": {"any": {"$dynamicAnchor": "t"}}}

SCHEMAS: dict[str, Any] = {
    # Pointers and anchors.
    "escapes": {
        "$defs": {"a/b~c %": {"type": "string"}, "": {"type": "null"}},
        "properties": {"a": {"$ref": "#/$defs/a~1b~0c%20%25"}, "b": {"$ref": "#/$defs/"}},
    },
    "unknown keyword": {"$ref": "#/parts/0", "parts": [{"type": "string"}]},
    "unknown keyword below": {
        "properties": {"a": {"mine": {"x": {"type": "null"}}}, "b": {"$ref": "#/properties/a/mine/x"}}
    },
    "inside an example": {"examples": [{"type": "integer"}], "items": {"$ref": "#/examples/0"}},
    "root by its own name": {
        "$id": HOST + "me",
        "properties": {"a": {"$ref": HOST + "me"}},
        "type": ["object", "null"],
    },
    "root by a relative name": {
        "$id": HOST + "x/me",
        "properties": {"a": {"$ref": "me#/$defs/n"}},
        "$defs": {"n": {"type": "null"}},
    },
    "urn": {
        "$id": "urn:uuid:deadbeef-1234-00ff-ff00-4321feebdaed",
        "properties": {"a": {"$ref": "urn:uuid:deadbeef-1234-00ff-ff00-4321feebdaed#/$defs/n"}, "b": {"$ref": "#n"}},
        "$defs": {"n": {"$anchor": "n", "type": "null"}},
    },
    # Identifiers.
    "nested bases": {
        "$id": HOST + "root",
        "properties": {"a": {"$id": "folder/", "properties": {"b": {"$ref": "leaf"}}}},
        "$defs": {"x": {"$id": HOST + "folder/leaf", "type": "string"}},
    },
    "pointer over a border": {
        "$id": HOST + "root",
        "$ref": "#/$defs/x/$defs/y",
        "$defs": {
            "n": {"type": "null"},
            "x": {"$id": "x", "$defs": {"n": {"type": "string"}, "y": {"items": {"$ref": "#/$defs/n"}}}},
        },
    },
    "same anchor in two resources": {
        "$defs": {"a": {"$id": "a", "$anchor": "x", "type": "null"}, "b": {"$anchor": "x", "type": "string"}},
        "properties": {"a": {"$ref": "a#x"}, "b": {"$ref": "#x"}},
    },
    "identifier in an enum": {
        "$defs": {
            "no": {"enum": [{"$id": HOST + "e", "$anchor": "e", "type": "null"}], "const": {"$anchor": "e"}},
            "yes": {"$id": HOST + "e", "$anchor": "e", "type": "string"},
        },
        "properties": {"a": {"$ref": HOST + "e"}, "b": {"$ref": HOST + "e#e"}},
    },
    "identifier in an unknown keyword": {
        "mine": {"x": {"$id": HOST + "e", "type": "null"}},
        "$defs": {"yes": {"$id": HOST + "e", "type": "string"}},
        "$ref": HOST + "e",
    },
    "property called $id": {"properties": {"$id": {"type": "null"}, "a": {"$ref": "#/properties/$id"}}},
    "if without then has an identifier": {"$ref": HOST + "if", "if": {"$id": HOST + "if", "type": "integer"}},
    "draft 7 names": {"$schema": D7, "definitions": {"x": {"$id": "#x", "type": "string"}}, "items": {"$ref": "#x"}},
    "draft 7 $ref hides $id": {
        "$schema": D7,
        "$id": HOST + "root",
        "properties": {"a": {"$id": "folder/", "$ref": "leaf"}},
        "definitions": {
            "x": {"$id": HOST + "leaf", "type": "null"},
            "y": {"$id": HOST + "folder/leaf", "type": "string"},
        },
    },
    "draft 4 id": {
        "$schema": D4,
        "id": HOST + "root",
        "properties": {"a": {"id": "folder/", "properties": {"b": {"$ref": "leaf"}}}, "id": {"type": "null"}},
        "definitions": {"x": {"id": "folder/leaf", "type": "string"}},
    },
    "siblings in 2020-12": {"$ref": "#/$defs/n", "maximum": 3, "$defs": {"n": {"type": "integer"}}},
    "siblings in draft 7": {
        "$schema": D7,
        "items": {"$ref": "#/definitions/n", "maximum": 3},
        "definitions": {"n": {"type": "integer"}},
    },
    "embedded draft": {
        "$schema": D2020,
        "properties": {
            "a": {"$id": "seven", "$schema": D7, "prefixItems": [{"type": "null"}], "items": [{"type": "integer"}]},
            "b": {"prefixItems": [{"type": "string"}]},
        },
    },
    "2019-09 has no prefixItems": {"$schema": D2019, "prefixItems": [{"type": "null"}]},
    "$schema without #, over https": {
        "$schema": "https://json-schema.org/draft-07/schema",
        "prefixItems": [False],
        "items": {"$ref": "#/d", "type": "null"},
        "d": {"type": "integer"},
    },
    # Other documents.
    "remote": {"$ref": HOST + "integer"},
    "remote false": {"properties": {"a": {"$ref": HOST + "never"}}},
    "remote anchor and pointer": {
        "properties": {"a": {"$ref": HOST + "defs#s"}, "b": {"$ref": HOST + "defs#/$defs/loop"}}
    },
    "remote refers on": {"$ref": HOST + "chain"},
    "remote from a base": {"$id": HOST + "folder/x", "items": {"$ref": "../integer"}},
    "embedded in a remote": {"allOf": [{"$ref": HOST + "bundle"}, {"$ref": HOST + "packed"}]},
    "remote of draft 7": {"$schema": D2020, "$ref": HOST + "seven"},
    "remote of draft 4": {"properties": {"a": {"$ref": HOST + "four"}}},
    "remote of 2019-09": {"$schema": D7, "allOf": [{"$ref": HOST + "2019"}]},
    # Dynamic scope.
    "extended tree": {
        "$schema": D2020,
        "$id": HOST + "strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
    },
    "plain tree": {"$ref": HOST + "tree"},
    "list of strings": {
        "$id": HOST + "s",
        "$ref": "list",
        "$defs": {"x": {"$dynamicAnchor": "item", "type": "string"}},
    },
    "list of anything": {"$ref": HOST + "list"},
    "two lists": {
        "properties": {
            "a": {"$id": "strings", "$ref": "own-list", "$defs": {"t": {"$dynamicAnchor": "t", "type": "string"}}},
            "b": {"$id": "numbers", "$ref": "own-list", "$defs": {"t": {"$dynamicAnchor": "t", "type": "integer"}}},
            "c": {"$ref": "own-list"},
        },
        "$defs": {"list": STRINGS},
    },
    "no bookend": {
        "$id": HOST + "root",
        "$ref": "l",
        "$defs": {
            "t": {"$dynamicAnchor": "t", "type": "string"},
            "l": {"$id": "l", "items": {"$dynamicRef": "#t"}, "$defs": {"any": {"$anchor": "t"}}},
        },
    },
    "an anchor is not dynamic": {
        "$id": HOST + "r",
        "$ref": "own-list",
        "$defs": {"t": {"$anchor": "t", "type": "string"}, "l": STRINGS},
    },
    "pointer is not dynamic": {
        "$id": HOST + "r",
        "$ref": "l",
        "$defs": {
            "t": {"$dynamicAnchor": "t", "type": "string"},
            "l": {
                "$id": "l",
                "items": {"$dynamicRef": "#/$defs/n"},
                "$defs": {"n": {"$dynamicAnchor": "t", "type": "null"}},
            },
        },
    },
    "dynamic through another resource": {
        "$id": HOST + "root",
        "$dynamicAnchor": "meta",
        "properties": {"c": {"const": "pass"}},
        "$ref": "extended",
        "$defs": {
            "extended": {"$id": "extended", "$dynamicAnchor": "meta", "properties": {"a": {"$ref": "bar"}}},
            "bar": {"$id": "bar", "properties": {"b": {"$dynamicRef": "extended#meta"}}},
        },
    },
    "dynamic in one resource": {
        "items": {"$dynamicRef": "#t"},
        "$defs": {"t": {"$dynamicAnchor": "t", "type": "null"}},
    },
    "$ref to a dynamic anchor": {"items": {"$ref": "#t"}, "$defs": {"t": {"$dynamicAnchor": "t", "type": "null"}}},
    "recursive": {
        "$schema": D2019,
        "$id": HOST + "r",
        "$recursiveAnchor": True,
        "type": ["object", "null"],
        "$ref": "old-tree",
    },
    "recursive without anchor": {
        "$schema": D2019,
        "properties": {"a": {"$recursiveRef": "#"}},
        "additionalProperties": False,
    },
    "recursive, inner only": {
        "$schema": D2019,
        "$id": HOST + "r",
        "anyOf": [{"type": "integer"}, {"$ref": "#/$defs/o"}],
        "$defs": {
            "o": {
                "$id": "o",
                "$recursiveAnchor": True,
                "type": ["string", "object"],
                "additionalProperties": {"$recursiveRef": "#"},
            }
        },
    },
    "no validation vocabulary": {
        "$schema": HOST + "no-validation",
        "properties": {"a": {"minimum": 5}, "b": {"type": "null"}, "c": False},
        "required": ["a"],
    },
}


ACCEPTING_ALL = {"2019-09 has no prefixItems", "no bookend", "an anchor is not dynamic"}


def registry() -> Any:
    """The same documents, for the validator."""
    resources = [
        (uri, referencing.Resource.from_contents(schema, default_specification=DRAFT202012))
        for uri, schema in REMOTE.items()
    ]
    return referencing.Registry().with_resources(resources)


def validator(schema: dict[str, Any]) -> Any:
    kind = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
    if schema.get("$schema") == HOST + "no-validation":
        kind = jsonschema.validators.create({"$id": HOST}, {"properties": kind.VALIDATORS["properties"]})
        return kind(schema)
    if schema.get("$schema") == "https://json-schema.org/draft-07/schema":
        kind = jsonschema.Draft7Validator
    return kind(schema, registry=registry())


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("form", [dict, referencing.Registry], ids=["mapping", "registry"])
def test_references_mean_what_the_validator_says(name: str, form: type) -> None:
    schema = SCHEMAS[name]
    recogniser = ReferenceRecogniser(json_schema(schema, registry=REMOTE if form is dict else registry()))
    accepted = [recogniser.accepts(json.dumps(value)) for value in VALUES]
    assert accepted == [validator(schema).is_valid(value) for value in VALUES]
    assert any(accepted) and (name in ACCEPTING_ALL or not all(accepted))


# What the validator does not resolve.
BEYOND = [
    ({"$defs": {"x": {"$anchor": "an_anchor", "type": "null"}}, "$ref": "#an%5Fanchor"}, "null", "1"),
    ({"$ref": HOST + "alias"}, "[null]", "[1]"),
]


@pytest.mark.parametrize(("schema", "right", "wrong"), BEYOND)
def test_names_are_percent_decoded_and_bases_are_those_of_the_target(schema: Any, right: str, wrong: str) -> None:
    recogniser = ReferenceRecogniser(json_schema(schema, registry=REMOTE))
    assert recogniser.accepts(right) and not recogniser.accepts(wrong)


@pytest.mark.parametrize("draft", [D4, D6, D7, D2019, D2020])
def test_metaschemas_are_known_without_a_registry(draft: str) -> None:
    schema = {"$schema": draft, "type": "object", "properties": {"a": {"$ref": draft}}}
    recogniser = ReferenceRecogniser(json_schema(schema))
    values = [
        {"type": "null"},
        {"type": "nil"},
        {"minLength": -1},
        {"allOf": [{"items": 3}]},
        {"properties": {"x": {}}},
    ]
    for value in values:
        expected = validator(schema).is_valid({"a": value})
        assert recogniser.accepts(json.dumps({"a": value})) == expected, value


def test_older_spelling_of_id_names_what_nothing_else_does() -> None:
    parts = {"x": {"id": "#x", "type": "string"}, "y": {"id": "item.json", "properties": {"a": {"$ref": "#/$defs/n"}}}}
    schema = {
        "id": HOST + "root.json",
        "$defs": {**parts, "n": {"type": "null"}},
        "properties": {"a": {"$ref": "#x"}, "b": {"$ref": "item.json"}, "c": {"$ref": HOST + "root.json#/$defs/n"}},
    }
    recogniser = ReferenceRecogniser(json_schema(schema))
    assert recogniser.accepts('{"a": "", "b": {"a": null}, "c": null}')
    assert not recogniser.accepts('{"a": null}')
    assert not recogniser.accepts('{"b": {"a": 1}}')
    assert not recogniser.accepts('{"c": 1}')


def test_older_spelling_of_id_changes_no_reference_that_leads_somewhere() -> None:
    schema = {"properties": {"a": {"id": "folder/", "$ref": "#/d"}}, "d": {"type": "null"}, "id": HOST}
    recogniser = ReferenceRecogniser(json_schema(schema))
    assert recogniser.accepts('{"a": null}') and not recogniser.accepts('{"a": 1}')


def test_pointers_in_bundles_of_early_drafts_count_from_the_whole_document() -> None:
    app = {"$schema": D4, "id": "schemata/app", "properties": {"a": {"$ref": "#/definitions/app/definitions/n"}}}
    schema = {"definitions": {"app": {**app, "definitions": {"n": {"type": "null"}}}}, "$ref": "#/definitions/app"}
    grammar = json_schema(schema)
    recogniser = ReferenceRecogniser(grammar)
    assert recogniser.accepts('{"a": null}') and not recogniser.accepts('{"a": 1}')
    assert "whole document" in grammar.warnings[0]


def test_an_unknown_metaschema_is_reported() -> None:
    grammar = json_schema({"$schema": HOST + "mine", "prefixItems": [{"type": "null"}]})
    assert "2020-12" in grammar.warnings[0] and HOST + "mine" in grammar.warnings[0]
    assert not ReferenceRecogniser(grammar).accepts("[1]")
    assert json_schema({"$schema": HOST + "no-validation"}, registry=REMOTE).warnings == ()


def test_definitions_of_other_documents_are_checked_like_the_roots() -> None:
    remote = {HOST + "r": {"properties": {"a": {"minLength": -1}}}, HOST + "big": {"enum": [float("nan")]}}
    with pytest.raises(GrammarError, match=r"example\.com/r#/properties/a/minLength"):
        json_schema({"items": {"$ref": HOST + "r"}}, registry=remote)
    with pytest.raises(GrammarError, match=r"in https://example\.com/big"):
        json_schema({"items": {"$ref": HOST + "big"}}, registry=remote)


WRONG: dict[str, tuple[Any, Any, type[GendecodeError], str]] = {
    "nowhere": ({"$ref": HOST + "none"}, REMOTE, UnsupportedError, "registry="),
    "no registry": ({"$ref": HOST + "none"}, None, UnsupportedError, "registry="),
    "a file": ({"$ref": "file:///etc/passwd"}, REMOTE, UnsupportedError, "registry="),
    "no such anchor": ({"$ref": HOST + "defs#none"}, REMOTE, GrammarError, "#/$ref"),
    "no such place": ({"$ref": HOST + "defs#/none"}, REMOTE, GrammarError, "#/$ref"),
    "nowhere, from a remote": ({"$ref": HOST + "r"}, {HOST + "r": {"$ref": "#/x"}}, GrammarError, HOST + "r#/$ref"),
    "not a URI": ({"$ref": "http://[oops"}, None, UnsupportedError, "#/$ref"),
    "two with one name": (
        {"$ref": "x", "$defs": {"a": {"$id": "x"}, "b": {"$id": "x", "type": "null"}}},
        None,
        GrammarError,
        "same name",
    ),
    "two dynamic anchors": (
        {"$dynamicRef": "#x", "$defs": {"a": {"$dynamicAnchor": "x"}, "b": {"$dynamicAnchor": "x", "not": {}}}},
        None,
        GrammarError,
        "taken twice",
    ),
    "endless dynamic reference": ({"$dynamicAnchor": "x", "$dynamicRef": "#x"}, None, GrammarError, "without end"),
    "loop through a remote": (
        {"$id": HOST + "me", "$ref": "other"},
        {HOST + "other": {"allOf": [{"$ref": "me"}]}},
        GrammarError,
        "without end",
    ),
    "a vocabulary that is not known": ({"$schema": HOST + "made-up"}, REMOTE, UnsupportedError, "optional"),
    "not a registry": ({"$ref": HOST + "x"}, [REMOTE], GrammarError, "referencing.Registry"),
    "not a schema": ({"$ref": HOST + "x"}, {HOST + "x": 3}, GrammarError, "leads to a schema"),
    "empty through a remote": ({"$ref": HOST + "never"}, REMOTE, UnsatisfiableError, "no value"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_leads_nowhere_is_refused_with_what_to_do(name: str) -> None:
    schema, given, error, words = WRONG[name]
    with pytest.raises(error) as caught:
        json_schema(schema, registry=given)
    assert words in str(caught.value)


def test_scopes_without_bound_are_refused() -> None:
    """Every way through eleven resources that open one scope each, in any order, would be a schema of its own."""
    names = [f"r{i}" for i in range(11)]
    parts = {
        name: {"$id": name, "$dynamicAnchor": f"t{name}", "properties": {other: {"$ref": other} for other in names}}
        for name in names
    }
    extra = {f"x{name}": {"$id": f"x{name}", "$dynamicAnchor": f"t{name}", "$ref": "r0"} for name in names}
    schema = {"$ref": "r0", "$defs": parts | extra}
    schema["properties"] = {name: {"$ref": name} for name in [*extra]}
    for part in parts.values():
        part["patternProperties"] = {f"^{name}$": {"$ref": name} for name in extra}
    with pytest.raises(LimitExceeded):
        json_schema(schema)


def test_nothing_is_retrieved_but_by_the_callers_own_function() -> None:
    asked: list[str] = []

    def retrieve(uri: str) -> Any:
        asked.append(uri)
        return DRAFT202012.create_resource({"type": "null"})

    make: Callable[..., Any] = referencing.Registry
    recogniser = ReferenceRecogniser(json_schema({"$ref": HOST + "x"}, registry=make(retrieve=retrieve)))
    assert recogniser.accepts("null") and not recogniser.accepts("1")
    assert asked == [HOST + "x"]
