"""A language of queries for a search engine."""

from __future__ import annotations

from jsonschemabench.data.corpus.hard.parts import only
from jsonschemabench.data.corpus.shapes import Shape, shape


def search_shape() -> Shape:
    defs = {
        "query": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("match", "range", "bool", "nested", "terms")]},
        "field": {"type": "string", "pattern": "^[a-z_]+(\\.[a-z_]+)*$"},
        "boost": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
        "match": only(
            "match",
            {
                "type": "object",
                "propertyNames": {"$ref": "#/$defs/field"},
                "additionalProperties": {
                    "anyOf": [
                        {"type": "string"},
                        {
                            "type": "object",
                            "properties": {
                                "query": {"type": "string"},
                                "operator": {"enum": ["and", "or"]},
                                "boost": {"$ref": "#/$defs/boost"},
                            },
                            "required": ["query"],
                            "additionalProperties": False,
                        },
                    ]
                },
                "minProperties": 1,
                "maxProperties": 1,
            },
        ),
        "range": only(
            "range",
            {
                "type": "object",
                "propertyNames": {"$ref": "#/$defs/field"},
                "additionalProperties": {
                    "type": "object",
                    "properties": {one: {"type": ["number", "string"]} for one in ("gt", "gte", "lt", "lte")},
                    "minProperties": 1,
                    "additionalProperties": False,
                    "not": {"anyOf": [{"required": ["gt", "gte"]}, {"required": ["lt", "lte"]}]},
                },
                "minProperties": 1,
                "maxProperties": 1,
            },
        ),
        "terms": only(
            "terms",
            {
                "type": "object",
                "propertyNames": {"$ref": "#/$defs/field"},
                "additionalProperties": {
                    "type": "array",
                    "items": {"type": ["string", "integer"]},
                    "minItems": 1,
                    "uniqueItems": True,
                    "maxItems": 64,
                },
                "minProperties": 1,
            },
        ),
        "clauses": {
            "anyOf": [{"$ref": "#/$defs/query"}, {"type": "array", "items": {"$ref": "#/$defs/query"}, "minItems": 1}]
        },
        "bool": only(
            "bool",
            {
                "type": "object",
                "properties": {
                    **{one: {"$ref": "#/$defs/clauses"} for one in ("must", "should", "must_not", "filter")},
                    "minimum_should_match": {"type": "integer", "minimum": 0},
                },
                "additionalProperties": False,
                "minProperties": 1,
                "dependencies": {"minimum_should_match": ["should"]},
            },
        ),
        "nested": only(
            "nested",
            {
                "type": "object",
                "properties": {"path": {"$ref": "#/$defs/field"}, "query": {"$ref": "#/$defs/query"}},
                "required": ["path", "query"],
                "additionalProperties": False,
            },
        ),
        "aggregations": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]+$"},
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "terms": {
                        "type": "object",
                        "properties": {
                            "field": {"$ref": "#/$defs/field"},
                            "size": {"type": "integer", "minimum": 1, "maximum": 1000},
                        },
                        "required": ["field"],
                        "additionalProperties": False,
                    },
                    "stats": {
                        "type": "object",
                        "properties": {"field": {"$ref": "#/$defs/field"}},
                        "required": ["field"],
                        "additionalProperties": False,
                    },
                    "inside": {"$ref": "#/$defs/aggregations"},
                },
                "oneOf": [{"required": ["terms"]}, {"required": ["stats"]}],
                "additionalProperties": False,
            },
        },
    }
    match, span = {"match": {"title": "harbour"}}, {"range": {"year": {"gte": 1990, "lt": 2000}}}
    good = [
        {"query": match},
        {"query": {"bool": {"must": [match, span], "should": match, "minimum_should_match": 1}}, "size": 20},
        {
            "query": {"nested": {"path": "a.b", "query": {"bool": {"must_not": {"terms": {"tag": ["x", 2]}}}}}},
            "from": 40,
        },
        {
            "query": span,
            "aggregations": {
                "years": {"terms": {"field": "year", "size": 5}, "inside": {"pages": {"stats": {"field": "pages"}}}}
            },
        },
    ]
    bad = [
        {"query": {}},
        {"query": {"match": {"title": "a", "body": "b"}}},
        {"query": {"range": {"year": {"gt": 1, "gte": 2}}}},
        {"query": {"bool": {"must": match, "minimum_should_match": 1}}},
        {"query": {"terms": {"tag": ["x", "x"]}}},
        {"query": match, "aggregations": {"years": {"inside": {}}}},
        {"query": {"nested": {"path": "A", "query": match}}},
    ]
    schema = {
        "$defs": defs,
        "type": "object",
        "properties": {
            "query": {"$ref": "#/$defs/query"},
            "aggregations": {"$ref": "#/$defs/aggregations"},
            "from": {"type": "integer", "minimum": 0},
            "size": {"type": "integer", "minimum": 0, "maximum": 10000},
        },
        "required": ["query"],
        "additionalProperties": False,
    }
    return shape(schema, good, bad)
