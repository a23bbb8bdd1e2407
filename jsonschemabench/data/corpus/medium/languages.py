"""Small languages, most of them recursive."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    mapping,
    nullable,
    record,
    row,
    shape,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, DATE, LINK, NAME, PLAIN, SLUG, TITLE


def languages_shapes() -> dict[str, Shape]:
    """Small languages in JSON: recursive."""
    condition = {
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "pattern": "^[a-z_]+$"},
                    "op": {"enum": ["=", "<", ">"]},
                    "value": {"type": ["string", "number", "boolean"]},
                },
                "required": ["field", "op", "value"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"and": {"$ref": "#/$defs/several"}},
                "required": ["and"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"or": {"$ref": "#/$defs/several"}},
                "required": ["or"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"not": {"$ref": "#/$defs/condition"}},
                "required": ["not"],
                "additionalProperties": False,
            },
        ]
    }
    several = {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1}
    leaf = {"field": "age", "op": ">", "value": 17}
    query = shape(
        {
            "$defs": {"condition": condition, "several": several},
            "type": "object",
            "properties": {"where": {"$ref": "#/$defs/condition"}, "limit": {"type": "integer", "minimum": 1}},
            "required": ["where"],
            "additionalProperties": False,
        },
        [
            {"where": leaf},
            {"where": {"and": [leaf, {"not": {"or": [leaf, leaf]}}]}, "limit": 10},
            {"where": {"not": {"field": "name", "op": "=", "value": "Ada"}}},
        ],
        [
            {"where": {}},
            {"where": {"and": []}},
            {"where": {**leaf, "op": "!="}},
            {"where": {"not": leaf, "or": [leaf]}},
            {"where": leaf, "limit": 0},
            {"where": {"and": [leaf, {"not": {"or": [leaf, {**leaf, "value": None}]}}]}},
        ],
    )
    expression = {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            {
                "type": "array",
                "prefixItems": [{"enum": ["+", "*", "min", "max"]}],
                "items": {"$ref": "#/$defs/expression"},
                "minItems": 3,
            },
            {
                "type": "array",
                "prefixItems": [{"enum": ["-", "sqrt"]}, {"$ref": "#/$defs/expression"}],
                "items": False,
                "minItems": 2,
            },
        ]
    }
    formula = shape(
        {
            "$defs": {"expression": expression},
            "type": "object",
            "properties": {"name": {"type": "string"}, "is": {"$ref": "#/$defs/expression"}},
            "required": ["name", "is"],
        },
        [
            {"name": "a", "is": 1.5},
            {"name": "b", "is": ["+", "x", ["*", 2, "y"], ["-", 3]]},
            {"name": "c", "is": ["max", 0, ["sqrt", "x_1"]]},
        ],
        [
            {"name": "a", "is": "X"},
            {"name": "b", "is": ["+", 1]},
            {"name": "c", "is": ["-", 1, 2]},
            {"name": "d", "is": ["+", "x", ["/", 1, 2]]},
            {"name": "e", "is": []},
        ],
    )
    machine = record(
        {
            "initial": SLUG,
            "states": mapping(
                union(
                    "anyOf",
                    record(
                        {
                            "on": mapping(
                                union("oneOf", SLUG, record({"target": SLUG}, {"guard": PLAIN})), ["next", "back"]
                            )
                        },
                        {"entry": listing(SLUG)},
                    ),
                    record({"type": const("final")}),
                ),
                ["idle", "busy"],
                minProperties=1,
                propertyNames={"pattern": "^[a-z]+$"},
            ).but(bad=[{"Idle": {"type": "final"}}, {}]),
        },
        {"context": record({}, {"retries": COUNT}, closed=False)},
    )
    fields = {
        "text": record({"kind": const("text"), "label": NAME}, {"max": integer(80, 1, minimum=1)}),
        "pick": record(
            {"kind": const("pick"), "label": NAME, "options": listing(NAME, minItems=2, uniqueItems=True)},
            {"several": flag()},
        ),
        "date": record({"kind": const("date"), "label": NAME}, {"from": DATE, "to": DATE}),
    }
    form = record(
        {"title": TITLE, "fields": listing(union("oneOf", *fields.values()), minItems=1)},
        {
            "submit": record({"to": LINK}, {"method": choice("POST", "PUT")}),
            "pages": listing(integer(1, 3, minimum=1), uniqueItems=True),
        },
    )
    notebook = record(
        {
            "cells": listing(
                union(
                    "oneOf",
                    record({"type": const("text"), "source": PLAIN}),
                    record(
                        {"type": const("code"), "source": PLAIN},
                        {
                            "outputs": listing(
                                union(
                                    "anyOf",
                                    record({"text": PLAIN}),
                                    record(
                                        {
                                            "png": text(
                                                "iVBORw==", "", contentEncoding="base64", contentMediaType="image/png"
                                            )
                                        }
                                    ),
                                )
                            ),
                            "count": nullable(COUNT),
                        },
                    ),
                )
            )
        },
        {"language": SLUG, "format": row(COUNT, COUNT, minItems=2)},
    )
    tickets = shape(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"row": {"type": "integer", "minimum": 1}, "kind": {"enum": ["adult", "child", "dog"]}},
                "required": ["row", "kind"],
                "additionalProperties": False,
            },
            "minItems": 1,
            "maxItems": 9,
            "allOf": [
                {"contains": {"properties": {"kind": {"const": "adult"}}}, "minContains": 1},
                {"contains": {"properties": {"kind": {"const": "dog"}}}, "minContains": 0, "maxContains": 1},
            ],
        },
        [
            [{"row": 1, "kind": "adult"}],
            [{"row": 1, "kind": "child"}, {"row": 2, "kind": "adult"}],
            [{"row": 3, "kind": "dog"}, {"row": 3, "kind": "adult"}],
        ],
        [
            [],
            [{"row": 1, "kind": "child"}],
            [{"row": 1, "kind": "adult"}, {"row": 1, "kind": "dog"}, {"row": 2, "kind": "dog"}],
            [{"row": 0, "kind": "adult"}],
            [{"row": 1, "kind": "adult"}, {"kind": "child"}],
        ],
    )
    return {
        "query": query,
        "formula": formula,
        "state-machine": machine,
        "form": form,
        "notebook": notebook,
        "tickets": tickets,
    }
