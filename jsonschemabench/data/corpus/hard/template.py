"""Infrastructure as data."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, shape


def template_shape() -> Shape:
    """Infrastructure as data: everywhere a text may stand, a function may too."""
    value = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/function"}]}
    function = {
        "type": "object",
        "properties": {
            "Ref": {"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"},
            "Join": {
                "type": "array",
                "items": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/value"}}],
                "additionalItems": False,
                "minItems": 2,
            },
            "If": {
                "type": "array",
                "items": [{"type": "string"}, {"$ref": "#/$defs/value"}, {"$ref": "#/$defs/value"}],
                "minItems": 3,
                "maxItems": 3,
            },
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    tags = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"Key": {"type": "string"}, "Value": {"$ref": "#/$defs/value"}},
            "required": ["Key", "Value"],
            "additionalProperties": False,
        },
    }
    kinds = {
        "Bucket": {
            "Name": {"$ref": "#/$defs/value"},
            "Versioned": {"type": "boolean"},
            "Rules": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"Days": {"type": "integer", "minimum": 1}, "Prefix": {"type": "string"}},
                    "required": ["Days"],
                    "additionalProperties": False,
                },
            },
        },
        "Queue": {
            "Delay": {"type": "integer", "minimum": 0, "maximum": 900},
            "Fifo": {"type": "boolean"},
            "Dead": {"$ref": "#/$defs/value"},
        },
        "Function": {
            "Handler": {"$ref": "#/$defs/value"},
            "Memory": {"type": "integer", "minimum": 128, "maximum": 10240, "multipleOf": 64},
            "Environment": {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
            "Runtime": {"enum": ["python3.12", "nodejs20", "java21"]},
        },
        "Table": {
            "Keys": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"Name": {"type": "string"}, "Type": {"enum": ["S", "N", "B"]}},
                    "required": ["Name", "Type"],
                    "additionalProperties": False,
                },
                "minItems": 1,
                "maxItems": 2,
            },
            "Throughput": {
                "type": "object",
                "properties": {"Read": {"type": "integer", "minimum": 1}, "Write": {"type": "integer", "minimum": 1}},
                "required": ["Read", "Write"],
            },
        },
    }
    needs = {"Function": ["Handler", "Runtime"], "Table": ["Keys"]}
    resources = [
        {
            "type": "object",
            "properties": {
                "Type": {"const": f"Cloud::{kind}"},
                "Properties": {
                    "type": "object",
                    "properties": {**properties, "Tags": {"$ref": "#/$defs/tags"}},
                    "required": needs.get(kind, []),
                    "additionalProperties": False,
                },
                "DependsOn": {
                    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]
                },
                "Condition": {"type": "string"},
            },
            "required": ["Type", "Properties"] if kind in needs else ["Type"],
            "additionalProperties": False,
        }
        for kind, properties in kinds.items()
    ]
    logical = "^[A-Z][A-Za-z0-9]{0,63}$"
    parameter = {
        "type": "object",
        "properties": {
            "Type": {"enum": ["String", "Number"]},
            "Default": {"type": ["string", "number"]},
            "Allowed": {"type": "array", "minItems": 1},
        },
        "required": ["Type"],
        "additionalProperties": False,
        "if": {"properties": {"Type": {"const": "Number"}}},
        "then": {"properties": {"Default": {"type": "number"}}},
    }
    schema = {
        "$defs": {"value": value, "function": function, "tags": tags, "resource": {"oneOf": resources}},
        "type": "object",
        "properties": {
            "Description": {"type": "string", "maxLength": 1024},
            "Parameters": {"type": "object", "patternProperties": {logical: parameter}, "additionalProperties": False},
            "Resources": {
                "type": "object",
                "patternProperties": {logical: {"$ref": "#/$defs/resource"}},
                "additionalProperties": False,
                "minProperties": 1,
            },
            "Outputs": {
                "type": "object",
                "patternProperties": {
                    logical: {
                        "type": "object",
                        "properties": {"Value": {"$ref": "#/$defs/value"}},
                        "required": ["Value"],
                    }
                },
                "additionalProperties": False,
            },
        },
        "required": ["Resources"],
        "additionalProperties": False,
    }
    run: dict[str, Any] = {
        "Type": "Cloud::Function",
        "Properties": {"Handler": {"Join": ["/", ["a", {"Ref": "Name"}]]}, "Runtime": "python3.12", "Memory": 256},
    }
    good = [
        {"Resources": {"Files": {"Type": "Cloud::Bucket"}}},
        {
            "Resources": {
                "Run": run,
                "Jobs": {
                    "Type": "Cloud::Queue",
                    "Properties": {"Delay": 10, "Dead": {"If": ["Big", "a", {"Ref": "B"}]}},
                    "DependsOn": ["Run"],
                },
            }
        },
        {
            "Parameters": {"Size": {"Type": "Number", "Default": 3}},
            "Resources": {
                "T": {
                    "Type": "Cloud::Table",
                    "Properties": {
                        "Keys": [{"Name": "id", "Type": "S"}],
                        "Tags": [{"Key": "a", "Value": {"Ref": "A"}}],
                    },
                }
            },
            "Outputs": {"Id": {"Value": {"Ref": "T"}}},
        },
    ]
    bad = [
        {"Resources": {}},
        {"Resources": {"files": {"Type": "Cloud::Bucket"}}},
        {"Resources": {"F": {"Type": "Cloud::Disk"}}},
        {"Resources": {"Run": {**run, "Properties": {**run["Properties"], "Memory": 200}}}},
        {"Resources": {"T": {"Type": "Cloud::Table"}}},
        {"Resources": {"J": {"Type": "Cloud::Queue", "Properties": {"Dead": {"Join": ["/"]}}}}},
        {"Parameters": {"S": {"Type": "Number", "Default": "3"}}, "Resources": {"F": {"Type": "Cloud::Bucket"}}},
    ]
    return shape(schema, good, bad)
