"""Workflows as machines of states, inside one another."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.hard.parts import only
from jsonschemabench.data.corpus.shapes import Shape, shape


def workflow_shape() -> Shape:
    ending = {"oneOf": [{"required": ["next"]}, {"required": ["end"]}]}
    common = {"comment": {"type": "string"}, "next": {"type": "string", "minLength": 1}, "end": {"const": True}}
    retry = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "errors": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "attempts": {"type": "integer", "minimum": 0, "maximum": 99},
                "backoff": {"type": "number", "minimum": 1},
            },
            "required": ["errors"],
            "additionalProperties": False,
        },
    }

    def state(kind: str, properties: dict[str, Any], required: list[str], ends: bool = True) -> dict[str, Any]:
        shared = common if ends else {"comment": common["comment"]}
        found: dict[str, Any] = {
            "type": "object",
            "properties": {"type": {"const": kind}, **shared, **properties},
            "required": ["type", *required],
            "additionalProperties": False,
        }
        return {**found, **ending} if ends else found

    defs = {
        "machine": {
            "type": "object",
            "properties": {
                "start": {"type": "string"},
                "states": {
                    "type": "object",
                    "patternProperties": {"^[A-Z][A-Za-z ]*$": {"$ref": "#/$defs/state"}},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            },
            "required": ["start", "states"],
            "additionalProperties": False,
        },
        "state": {
            "oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("task", "choice", "wait", "parallel", "map", "over")]
        },
        "path": {"type": "string", "pattern": "^\\$(\\.[a-z]+)*$"},
        "retry": retry,
        "task": state(
            "task",
            {
                "resource": {"type": "string", "format": "uri"},
                "seconds": {"type": "integer", "exclusiveMinimum": 0},
                "retry": {"$ref": "#/$defs/retry"},
                "result": {"anyOf": [{"$ref": "#/$defs/path"}, {"type": "null"}]},
            },
            ["resource"],
        ),
        "wait": state(
            "wait",
            {"seconds": {"type": "integer", "minimum": 0}, "until": {"type": "string", "format": "date-time"}},
            [],
        ),
        "parallel": state(
            "parallel",
            {"branches": {"type": "array", "items": {"$ref": "#/$defs/machine"}, "minItems": 1}},
            ["branches"],
        ),
        "map": state(
            "map",
            {
                "items": {"$ref": "#/$defs/path"},
                "each": {"$ref": "#/$defs/machine"},
                "at_once": {"type": "integer", "minimum": 0},
            },
            ["each"],
        ),
        "over": {
            "type": "object",
            "properties": {"type": {"enum": ["succeed", "fail"]}, "error": {"type": "string"}},
            "required": ["type"],
            "additionalProperties": False,
        },
        "test": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {
                        "path": {"$ref": "#/$defs/path"},
                        "equals": {"type": ["string", "number", "boolean"]},
                    },
                    "required": ["path", "equals"],
                    "additionalProperties": False,
                },
                only("all", {"type": "array", "items": {"$ref": "#/$defs/test"}, "minItems": 1}),
                only("not", {"$ref": "#/$defs/test"}),
            ]
        },
        "choice": state(
            "choice",
            {
                "rules": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"if": {"$ref": "#/$defs/test"}, "next": {"type": "string"}},
                        "required": ["if", "next"],
                        "additionalProperties": False,
                    },
                    "minItems": 1,
                },
                "default": {"type": "string"},
            },
            ["rules"],
            ends=False,
        ),
    }
    task = {"type": "task", "resource": "urn:example:mail", "end": True}
    simple = {"start": "Mail", "states": {"Mail": task}}
    good = [
        simple,
        {
            "start": "Ask",
            "states": {
                "Ask": {
                    "type": "choice",
                    "rules": [{"if": {"not": {"path": "$.ok", "equals": True}}, "next": "Stop"}],
                    "default": "Mail",
                },
                "Stop": {"type": "fail", "error": "no"},
                "Mail": {**task, "retry": [{"errors": ["*"], "attempts": 3}], "result": None},
            },
        },
        {
            "start": "Both",
            "states": {
                "Both": {"type": "parallel", "branches": [simple, simple], "next": "Done"},
                "Done": {"type": "succeed"},
            },
        },
        {
            "start": "Each",
            "states": {
                "Each": {
                    "type": "map",
                    "each": {"start": "W", "states": {"W": {"type": "wait", "seconds": 3, "end": True}}},
                    "items": "$.list",
                    "end": True,
                }
            },
        },
    ]
    bad = [
        {"start": "Mail", "states": {}},
        {"start": "Mail", "states": {"Mail": {**task, "next": "Mail"}}},
        {"start": "Mail", "states": {"Mail": {"type": "task", "end": True}}},
        {"start": "Both", "states": {"Both": {"type": "parallel", "branches": [{"start": "x"}], "end": True}}},
        {"start": "Ask", "states": {"Ask": {"type": "choice", "rules": [{"if": {"all": []}, "next": "Stop"}]}}},
        {"start": "mail", "states": {"mail": task}},
        {"start": "Wait", "states": {"Wait": {"type": "wait", "until": "noon", "end": True}}},
    ]
    return shape({"$ref": "#/$defs/machine", "$defs": defs}, good, bad)
