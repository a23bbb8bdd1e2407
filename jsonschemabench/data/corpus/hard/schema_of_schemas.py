"""A schema that describes schemas."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, shape


def schema_of_schemas_shape() -> Shape:
    name = {"type": "string", "pattern": "^[A-Za-z_$][A-Za-z0-9_$]*$"}
    several = {"type": "array", "items": {"$ref": "#/$defs/schema"}, "minItems": 1}
    size = {"type": "integer", "minimum": 0}
    kinds = ["null", "boolean", "integer", "number", "string", "array", "object"]
    schema = {
        "type": ["object", "boolean"],
        "properties": {
            "title": {"type": "string"},
            "type": {
                "anyOf": [
                    {"enum": kinds},
                    {"type": "array", "items": {"enum": kinds}, "minItems": 1, "uniqueItems": True},
                ]
            },
            "enum": {"type": "array", "minItems": 1},
            "const": True,
            "minimum": {"type": "number"},
            "maximum": {"type": "number"},
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "minLength": size,
            "maxLength": size,
            "pattern": {"type": "string", "format": "regex"},
            "items": {"$ref": "#/$defs/schema"},
            "minItems": size,
            "maxItems": size,
            "uniqueItems": {"type": "boolean"},
            "properties": {"$ref": "#/$defs/members"},
            "required": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "additionalProperties": {"$ref": "#/$defs/schema"},
            "anyOf": several,
            "oneOf": several,
            "allOf": several,
            "not": {"$ref": "#/$defs/schema"},
            "if": {"$ref": "#/$defs/schema"},
            "then": {"$ref": "#/$defs/schema"},
            "else": {"$ref": "#/$defs/schema"},
            "$ref": {"type": "string", "format": "uri-reference"},
            "definitions": {"$ref": "#/$defs/members"},
            "default": True,
            "examples": {"type": "array"},
        },
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
        "dependencies": {
            "then": ["if"],
            "else": ["if"],
            "multipleOf": {"properties": {"type": {"enum": ["integer", "number"]}}},
        },
    }
    members = {"type": "object", "propertyNames": name, "additionalProperties": {"$ref": "#/$defs/schema"}}
    good = [
        {"schema": True},
        {
            "schema": {
                "type": "object",
                "properties": {"a": {"type": ["string", "null"], "maxLength": 3}},
                "required": ["a"],
            }
        },
        {"schema": {"anyOf": [{"items": {"not": {"const": 1}}}, False], "x-note": {"any": "thing"}}},
        {
            "schema": {
                "if": {"minimum": 3},
                "then": {"multipleOf": 2},
                "definitions": {"n": {"$ref": "#/definitions/n"}},
            }
        },
    ]
    bad = [
        {"schema": {"type": "text"}},
        {"schema": {"anyOf": []}},
        {"schema": {"then": True}},
        {"schema": {"properties": {"a b": {}}}},
        {"schema": {"items": {"not": {"minLength": -1}}}},
        {"schema": {"type": "string", "multipleOf": 2}},
        {"schema": {"max": 3}},
        {"schema": None},
    ]
    return shape(
        {
            "type": "object",
            "properties": {"schema": {"$ref": "#/$defs/schema"}},
            "required": ["schema"],
            "$defs": {"schema": schema, "members": members},
        },
        good,
        bad,
    )
