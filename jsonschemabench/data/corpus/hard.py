"""Schemas of some thousand bytes: languages, standards of exchange, documents with rules between their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschemabench.data.corpus.editor import languages as tools
from jsonschemabench.data.corpus.medium import languages as small_languages
from jsonschemabench.data.corpus.resources import block, catalogue, trade
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    number,
    record,
    row,
    shape,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COLOUR,
    COUNT,
    COUNTRY,
    CURRENCY,
    DATE,
    EMAIL,
    HOST,
    LANGUAGE,
    LATITUDE,
    LINK,
    LONGITUDE,
    MOMENT,
    MONEY,
    NAME,
    PERCENT,
    PERSON,
    PHONE,
    PLAIN,
    PORT,
    POSTAL,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TITLE,
    URI,
    UUID,
    VERSION,
    YEAR,
)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield "clinic-exchange", "draft7", clinic()
    yield "chart", "draft7", _chart()
    yield "geometry", "draft4", _geometry()
    yield "search-language", "draft7", _search()
    yield "workflow", "draft2020-12", _workflow()
    yield "schema-of-schemas", "draft7", _schema_of_schemas()
    yield "api-description", "draft2019-09", _api()
    yield "invoice", "draft4", invoice()
    yield "payment-message", "draft4", _payment()
    yield "dashboard", "draft7", _dashboard()
    yield "level", "draft4", _level()
    yield "router", "draft7", _router()
    yield "template", "draft7", _template()
    yield "vehicle-order", "draft7", _vehicle()
    yield "inheritance", "draft2020-12", _inheritance()
    yield "messages", "draft2019-09", _messages()
    yield (
        "article",
        "draft6",
        record(
            {
                "front": record({"title": TITLE, "by": listing(PERSON, minItems=1)}),
                "body": listing(block(), minItems=1),
            },
            {"data": listing(union("oneOf", *catalogue().values()), maxItems=5)},
        ),
    )
    yield "project", "draft7", record({}, tools(), title="All settings of a project in one file", minProperties=1)
    yield (
        "calculations",
        "draft2020-12",
        record(
            {
                "sheet": listing(
                    union(
                        "oneOf",
                        record({"formula": _inside(small_languages()["formula"], "expression")}),
                        record({"input": NAME, "unit": SLUG}, {"range": row(number(0, 1), number(2, 3.5), minItems=2)}),
                    ),
                    minItems=1,
                )
            },
            {"filter": _inside(small_languages()["query"], "condition"), "states": small_languages()["state-machine"]},
        ),
    )
    yield (
        "trade",
        "draft6",
        union("oneOf", *(record({"kind": const(name), "body": one}) for name, one in trade().items())),
    )


def _inside(whole: Shape, definition: str) -> Shape:
    """A reference to a definition of a shape that was written out, with values for it."""
    key = {"expression": "is", "condition": "where"}[definition]
    good = [value[key] for value in whole.good]
    bad = [value[key] for value in whole.bad if key in value]
    return Shape({"$ref": f"#/$defs/{definition}"}, tuple(good), tuple(bad), whole.schema["$defs"])


def clinic() -> Shape:
    """Records that clinics send one another: one of several kinds, with coded values everywhere."""
    code = named("code", record({"system": URI, "code": text("8867-4", "X1", minLength=1)}, {"display": PLAIN}))
    concept = named("concept", record({}, {"codings": listing(code, minItems=1), "text": PLAIN}, minProperties=1))
    reference = named(
        "reference",
        record(
            {
                "reference": text(
                    "Patient/17", "Device/a-1", bad=["17", "patient/17"], pattern="^[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}$"
                )
            },
            {"display": NAME},
        ),
    )
    quantity = named(
        "quantity",
        record(
            {"value": number(72, -1.5, 6e3)},
            {"comparator": choice("<", "<=", ">=", ">"), "unit": text("mmHg", "/min", minLength=1), "code": code},
        ),
    )
    period = named("period", record({}, {"start": MOMENT, "end": MOMENT}, minProperties=1))
    name = record(
        {"family": NAME}, {"given": listing(NAME), "use": choice("official", "usual", "nickname"), "period": period}
    )
    kinds = [
        record(
            {"kind": const("Patient"), "names": listing(name, minItems=1)},
            {
                "gender": choice("male", "female", "other", "unknown"),
                "born": DATE,
                "contacts": listing(union("oneOf", record({"phone": PHONE}), record({"email": EMAIL}))),
                "address": POSTAL,
            },
        ),
        record(
            {"kind": const("Observation"), "code": concept, "status": choice("preliminary", "final", "amended")},
            {
                "subject": reference,
                "at": union("anyOf", MOMENT, period),
                "value": union("oneOf", quantity, record({"text": PLAIN}), record({"coded": concept})),
                "range": row(quantity, quantity, minItems=2),
            },
        ),
        record(
            {"kind": const("Prescription"), "drug": concept, "subject": reference},
            {
                "dose": record({"amount": quantity, "every": SPAN}, {"as_needed": flag()}),
                "refills": integer(2, 0, minimum=0, maximum=12),
                "valid": period,
            },
        ),
        record(
            {"kind": const("Encounter"), "class": choice("inpatient", "outpatient", "emergency")},
            {
                "period": period,
                "reasons": listing(concept),
                "participants": listing(record({"who": reference}, {"role": concept})),
            },
        ),
        record(
            {"kind": const("Immunisation"), "vaccine": concept, "on": DATE},
            {
                "lot": text("A-1", "LOT7", maxLength=20),
                "site": choice("left arm", "right arm"),
                "series": row(integer(1, 2, minimum=1), integer(2, 3, minimum=1), minItems=2),
            },
        ),
        record(
            {"kind": const("Device"), "serial": text("SN-1", "7", minLength=1)},
            {
                "maker": NAME,
                "status": choice("active", "retired"),
                "versions": mapping(VERSION, ["firmware", "hardware"]),
            },
        ),
    ]
    return record(
        {"bundle": UUID, "sent": MOMENT, "entries": listing(union("oneOf", *kinds), minItems=1)},
        {"sender": reference, "tags": TAGS},
    ).but(
        good=[
            {"bundle": UUID.good[0], "sent": MOMENT.good[0], "entries": [one.good[turn]]}
            for turn, one in enumerate(kinds[:4])
        ],
        bad=[
            {"bundle": UUID.good[0], "sent": MOMENT.good[0], "entries": [one.bad[turn]]}
            for turn, one in enumerate(kinds)
        ],
    )


def _chart() -> Shape:
    field = text("date", "price", minLength=1)
    scale = named(
        "scale",
        record(
            {},
            {
                "type": choice("linear", "log", "time", "band"),
                "domain": union("anyOf", listing(number(0, 10.5), minItems=2, maxItems=2), listing(PLAIN, minItems=1)),
                "range": listing(union("anyOf", COLOUR, number(0, 300)), minItems=2),
                "zero": flag(),
            },
            minProperties=1,
        ),
    )
    axis = named(
        "axis",
        record(
            {},
            {
                "title": nullable(TITLE),
                "format": text(".2f", "%Y"),
                "grid": flag(),
                "ticks": integer(5, 0, minimum=0, maximum=50),
            },
        ),
    )
    aggregate = choice("sum", "mean", "count", "min", "max")
    channel = named(
        "channel",
        union(
            "oneOf",
            record(
                {"field": field, "type": choice("quantitative", "nominal", "ordinal", "temporal")},
                {
                    "aggregate": aggregate,
                    "bin": union("anyOf", flag(), record({"max": integer(10, 2, minimum=2)})),
                    "scale": scale,
                    "axis": nullable(axis),
                    "sort": choice("ascending", "descending"),
                },
            ),
            record({"value": union("anyOf", COLOUR, number(1, 0.5))}),
        ),
    )
    mark = named(
        "mark",
        union(
            "oneOf",
            choice("bar", "line", "point", "area"),
            record(
                {"type": choice("bar", "line", "point", "area", "text")},
                {"opacity": SHARE, "colour": COLOUR, "width": number(2, 0.5, minimum=0)},
            ),
        ),
    )
    transform = union(
        "oneOf",
        record({"filter": text("datum.x > 3", "true", minLength=1)}),
        record({"calculate": text("a + b", "1", minLength=1), "as": field}),
        record(
            {
                "aggregate": listing(record({"op": aggregate, "as": field}, {"field": field}), minItems=1),
                "by": listing(field),
            }
        ),
    )
    encoding = named(
        "encoding", record({}, dict.fromkeys(["x", "y", "colour", "size", "shape"], channel), minProperties=1)
    )
    data = union(
        "oneOf",
        record({"url": LINK}, {"format": choice("csv", "json")}),
        record({"values": listing(record({}, {"x": number(1, 2)}, closed=False), minItems=1)}),
    )
    unit = record({"mark": mark, "encoding": encoding}, {"data": data, "transform": listing(transform), "title": TITLE})
    return union(
        "oneOf",
        record(
            {"data": data, "mark": mark, "encoding": encoding},
            {"width": integer(400, 1, minimum=1), "height": integer(300, 1, minimum=1)},
        ),
        record(
            {"layers": listing(named("unit", unit), minItems=1)},
            {
                "data": data,
                "resolve": mapping(
                    choice("shared", "independent"), ["x"], propertyNames={"enum": ["x", "y", "colour"]}
                ),
            },
        ),
    )


def _geometry() -> Shape:
    position = named(
        "position",
        shape(
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3},
            [[10.5, 59.9], [0, 0, 12], [-70, -33.4]],
            [[10], [1, 2, 3, 4], ["10", 59], 5],
        ),
    )
    line = named("line", listing(position, minItems=2))
    ring = named("ring", listing(position, minItems=4))
    kinds = {
        "Point": position,
        "MultiPoint": listing(position),
        "LineString": line,
        "MultiLineString": listing(line),
        "Polygon": listing(ring),
        "MultiPolygon": listing(listing(ring)),
    }
    plain = [
        record(
            {"type": choice(name), "coordinates": one}, {"bbox": listing(number(0, 1, 2, 3), minItems=4, maxItems=6)}
        )
        for name, one in kinds.items()
    ]
    alternatives = [one.schema for one in plain]
    collection = {
        "type": "object",
        "properties": {
            "type": {"enum": ["GeometryCollection"]},
            "geometries": {"type": "array", "items": {"$ref": "#/$defs/geometry"}},
        },
        "required": ["type", "geometries"],
        "additionalProperties": False,
    }
    defs: dict[str, Any] = {name: schema for one in plain for name, schema in one.defs.items()}
    inner = union("oneOf", *plain)
    nested = tuple(
        {"type": "GeometryCollection", "geometries": [one.good[0], {"type": "GeometryCollection", "geometries": []}]}
        for one in plain[:3]
    )
    wrong = tuple({"type": "GeometryCollection", "geometries": [one.bad[0]]} for one in plain)
    geometry = Shape(
        {"$ref": "#/$defs/geometry"},
        (*nested, *inner.good),
        (*wrong, *inner.bad),
        {**defs, "geometry": {"oneOf": [*alternatives, collection]}},
    )
    feature = named(
        "feature",
        record(
            {
                "type": choice("Feature"),
                "geometry": nullable(geometry),
                "properties": nullable(record({}, {"name": NAME, "class": SLUG}, closed=False)),
            },
            {"id": union("oneOf", COUNT, SLUG)},
        ),
    )
    return record(
        {"type": choice("FeatureCollection"), "features": listing(feature, minItems=1)},
        {"bbox": listing(number(0, 1, 2, 3), minItems=4, maxItems=6), "name": TITLE},
    )


def _search() -> Shape:
    defs = {
        "query": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("match", "range", "bool", "nested", "terms")]},
        "field": {"type": "string", "pattern": "^[a-z_]+(\\.[a-z_]+)*$"},
        "boost": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
        "match": _one(
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
        "range": _one(
            "range",
            {
                "type": "object",
                "propertyNames": {"$ref": "#/$defs/field"},
                "additionalProperties": {
                    "type": "object",
                    "properties": dict.fromkeys(["gt", "gte", "lt", "lte"], {"type": ["number", "string"]}),
                    "minProperties": 1,
                    "additionalProperties": False,
                    "not": {"anyOf": [{"required": ["gt", "gte"]}, {"required": ["lt", "lte"]}]},
                },
                "minProperties": 1,
                "maxProperties": 1,
            },
        ),
        "terms": _one(
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
        "bool": _one(
            "bool",
            {
                "type": "object",
                "properties": {
                    **dict.fromkeys(["must", "should", "must_not", "filter"], {"$ref": "#/$defs/clauses"}),
                    "minimum_should_match": {"type": "integer", "minimum": 0},
                },
                "additionalProperties": False,
                "minProperties": 1,
                "dependencies": {"minimum_should_match": ["should"]},
            },
        ),
        "nested": _one(
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


def _one(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An object with this member alone."""
    return {"type": "object", "properties": {name: schema}, "required": [name], "additionalProperties": False}


def _workflow() -> Shape:
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
                _one("all", {"type": "array", "items": {"$ref": "#/$defs/test"}, "minItems": 1}),
                _one("not", {"$ref": "#/$defs/test"}),
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


def _schema_of_schemas() -> Shape:
    name = {"type": "string", "pattern": "^[A-Za-z_$][A-Za-z0-9_$]*$"}
    several = {"type": "array", "items": {"$ref": "#/$defs/schema"}, "minItems": 1}
    size = {"type": "integer", "minimum": 0}
    kinds = ["null", "boolean", "integer", "number", "string", "array", "object"]
    schema = {
        "type": ["object", "boolean"],
        "properties": {
            "title": {"type": "string"},
            "type": {"anyOf": [{"enum": kinds}, {"type": "array", "items": {"enum": kinds}, "minItems": 1, "uniqueItems": True}]},
            "enum": {"type": "array", "minItems": 1}, "const": True,
            "minimum": {"type": "number"}, "maximum": {"type": "number"}, "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "minLength": size, "maxLength": size, "pattern": {"type": "string", "format": "regex"},
            "items": {"$ref": "#/$defs/schema"}, "minItems": size, "maxItems": size, "uniqueItems": {"type": "boolean"},
            "properties": {"$ref": "#/$defs/members"}, "required": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "additionalProperties": {"$ref": "#/$defs/schema"}, "anyOf": several, "oneOf": several, "allOf": several,
            "not": {"$ref": "#/$defs/schema"}, "if": {"$ref": "#/$defs/schema"}, "then": {"$ref": "#/$defs/schema"}, "else": {"$ref": "#/$defs/schema"},
            "$ref": {"type": "string", "format": "uri-reference"}, "definitions": {"$ref": "#/$defs/members"},
            "default": True, "examples": {"type": "array"},
        },
        "patternProperties": {"^x-": True}, "additionalProperties": False,
        "dependencies": {"then": ["if"], "else": ["if"], "multipleOf": {"properties": {"type": {"enum": ["integer", "number"]}}}},
    }  # fmt: skip
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
        {"schema": {"type": "text"}}, {"schema": {"anyOf": []}}, {"schema": {"then": True}}, {"schema": {"properties": {"a b": {}}}},
        {"schema": {"items": {"not": {"minLength": -1}}}}, {"schema": {"type": "string", "multipleOf": 2}}, {"schema": {"max": 3}}, {"schema": None},
    ]  # fmt: skip
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


def _api() -> Shape:
    schema = named(
        "schema",
        record(
            {},
            {
                "type": choice("string", "integer", "object"),
                "format": SLUG,
                "nullable": flag(),
                "enum": listing(PLAIN, minItems=1),
            },
        ),
    )
    media = named("media", record({"schema": schema}, {"example": PLAIN}))
    content = mapping(media, ["application/json", "text/plain"], minProperties=1)
    parameter = named(
        "parameter",
        record(
            {"name": NAME, "in": choice("query", "path", "header")},
            {"required": flag(), "schema": schema, "style": choice("form", "simple")},
            if_={"properties": {"in": {"const": "path"}}},
            then={"required": ["required"], "properties": {"required": {"const": True}}},
        ).but(
            good=[
                {"name": "q", "in": "query"},
                {"name": "id", "in": "path", "required": True},
                {"name": "X", "in": "header", "schema": {"type": "string"}},
            ],
            bad=[{"name": "id", "in": "path"}, {"name": "id", "in": "path", "required": False}],
        ),
    )
    response = named(
        "response",
        record(
            {"description": PLAIN}, {"content": content, "headers": mapping(record({"schema": schema}), ["X-Count"])}
        ),
    )
    operation = named(
        "operation",
        record(
            {
                "responses": mapping(
                    response, ["200", "default"], pattern="^([1-5](\\d\\d|XX)|default)$", wrong="600", minProperties=1
                )
            },
            {
                "summary": TITLE,
                "tags": TAGS,
                "parameters": listing(parameter),
                "body": record({"content": content}, {"required": flag()}),
                "deprecated": flag(),
                "security": listing(mapping(listing(SLUG), ["key"])),
            },
        ),
    )
    paths = mapping(
        record({}, dict.fromkeys(["get", "put", "post", "delete"], operation), minProperties=1),
        ["/ships", "/ships/{id}"],
        pattern="^/",
        wrong="ships",
    )
    return record(
        {
            "version": choice("3.1"),
            "info": record({"title": TITLE, "version": VERSION}, {"licence": record({"name": NAME}, {"url": LINK})}),
            "paths": paths,
        },
        {
            "servers": listing(
                record(
                    {"url": LINK},
                    {"variables": mapping(record({"default": PLAIN}, {"enum": listing(PLAIN, minItems=1)}), ["port"])},
                )
            ),
            "components": record(
                {}, {"schemas": mapping(schema, ["Ship"]), "parameters": mapping(parameter, ["page"])}
            ),
        },
    )


def invoice() -> Shape:
    """An invoice between companies, after the fields that tax offices want."""
    amount = named("amount", number(100, 19.99, -5.5, bad=[0.005], multipleOf=0.01))
    party = named(
        "party",
        record(
            {"name": NAME, "address": POSTAL},
            {
                "vat": text("NO987654321", "DE123456789", bad=["987654321"], pattern="^[A-Z]{2}[0-9A-Z]{8,12}$"),
                "contact": PERSON,
                "registration": record({"id": text("987 654 321", "HRB 1"), "scheme": choice("orgnr", "hrb", "siren")}),
            },
        ),
    )
    tax = named(
        "tax",
        record(
            {"category": choice("S", "Z", "E", "AE"), "percent": number(25, 0, minimum=0, maximum=100)},
            {"reason": PLAIN},
        ),
    )
    charge = record({"amount": amount}, {"reason": PLAIN, "percent": PERCENT})
    line = named(
        "line",
        record(
            {
                "id": text("1", "2"),
                "quantity": number(3, 0.5, exclusiveMinimum=0),
                "unit": choice("EA", "HUR", "KGM", "LTR"),
                "price": amount,
                "tax": tax,
            },
            {
                "description": TITLE,
                "charges": listing(charge),
                "period": row(DATE, DATE, minItems=2),
                "codes": mapping(text("123", "A-1"), ["buyer", "seller"], pattern="^[a-z]+$", wrong="GTIN 13"),
            },
        ),
    )
    payment = union(
        "oneOf",
        record(
            {
                "kind": choice("transfer"),
                "iban": text("NO9386011117947", "DE89370400440532", bad=["93"], pattern="^[A-Z]{2}\\d{10,30}$"),
            },
            {"bic": text("DNBANOKK", "DEUTDEFF500", bad=["DNB"], pattern="^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$")},
        ),
        record({"kind": choice("card"), "last": text("4242", "0001", bad=["42"], pattern="^\\d{4}$")}),
        record({"kind": choice("debit"), "mandate": SLUG}),
    )
    return record(
        {
            "number": text("2024-0017", "1999-0001", bad=["17"], pattern="^\\d{4}-\\d{4}$"),
            "issued": DATE,
            "currency": CURRENCY,
            "seller": party,
            "buyer": party,
            "lines": listing(line, minItems=1),
        },
        {
            "due": DATE,
            "notes": listing(PLAIN),
            "charges": listing(charge),
            "payment": listing(payment),
            "totals": record({"net": amount, "tax": amount, "gross": amount}, {"paid": amount, "rounding": amount}),
            "references": record(
                {},
                {
                    "order": SLUG,
                    "contract": SLUG,
                    "previous": listing(
                        text("2023-0001", "2023-0002", bad=["1"], pattern="^\\d{4}-\\d{4}$"), uniqueItems=True
                    ),
                },
            ),
            "delivery": record({"on": DATE}, {"to": POSTAL}),
        },
    )


def _payment() -> Shape:
    short, long = (text("NOTPROVIDED", "A1", minLength=1, maxLength=most) for most in (35, 140))
    money = named(
        "money",
        record(
            {
                "Ccy": text("EUR", "NOK", bad=["eur"], pattern="^[A-Z]{3}$"),
                "Amt": text("12.50", "1000000", bad=["12.505", "1,5"], pattern="^\\d{1,15}(\\.\\d{1,2})?$"),
            }
        ),
    )
    address = named(
        "address",
        record(
            {"Ctry": COUNTRY},
            {
                "StrtNm": long,
                "BldgNb": text("15", "7 B", maxLength=16),
                "PstCd": text("0153", "N1", maxLength=16),
                "TwnNm": short,
                "AdrLine": listing(long, maxItems=7),
            },
        ),
    )
    party = named(
        "party",
        record(
            {"Nm": long},
            {
                "PstlAdr": address,
                "Id": union(
                    "oneOf",
                    record(
                        {
                            "OrgId": record(
                                {
                                    "LEI": text(
                                        "5493001KJTIIGC8Y1R12",
                                        "A" * 18 + "07",
                                        bad=["5493"],
                                        pattern="^[A-Z0-9]{18}[0-9]{2}$",
                                    )
                                }
                            )
                        }
                    ),
                    record({"PrvtId": record({"BirthDt": DATE}, {"CityOfBirth": short})}),
                ),
            },
        ),
    )
    account = named(
        "account",
        record(
            {
                "Id": union(
                    "oneOf",
                    record(
                        {
                            "IBAN": text(
                                "NO9386011117947",
                                "FR1420041010050500013M02606",
                                bad=["no93"],
                                pattern="^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$",
                            )
                        }
                    ),
                    record({"Othr": record({"Id": short}, {"SchmeNm": short})}),
                )
            },
            {"Ccy": text("EUR", "NOK", bad=["E"], pattern="^[A-Z]{3}$")},
        ),
    )
    agent = named(
        "agent",
        record(
            {
                "FinInstnId": record(
                    {
                        "BICFI": text(
                            "DNBANOKK", "DEUTDEFF500", bad=["DNB"], pattern="^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$"
                        )
                    }
                )
            }
        ),
    )
    remittance = record(
        {},
        {
            "Ustrd": listing(long, minItems=1),
            "Strd": listing(record({"CdtrRefInf": record({"Ref": short}, {"Tp": choice("SCOR", "RADM")})}), minItems=1),
        },
        minProperties=1,
        maxProperties=1,
    ).but(good=[{"Ustrd": ["rent"]}, {"Strd": [{"CdtrRefInf": {"Ref": "RF18"}}]}, {"Ustrd": ["a", "b"]}], bad=[{}])
    transfer = record(
        {
            "PmtId": record({"EndToEndId": short}, {"InstrId": short, "UETR": UUID}),
            "Amt": union(
                "oneOf",
                record({"InstdAmt": money}),
                record(
                    {"EqvtAmt": record({"Amt": money, "CcyOfTrf": text("USD", "JPY", bad=["$"], pattern="^[A-Z]{3}$")})}
                ),
            ),
            "Cdtr": party,
            "CdtrAcct": account,
        },
        {
            "CdtrAgt": agent,
            "ChrgBr": choice("SHAR", "DEBT", "CRED", "SLEV"),
            "RmtInf": remittance,
            "Purp": text("SALA", "RENT", bad=["rent"], pattern="^[A-Z]{4}$"),
        },
    )
    batch = record(
        {
            "PmtInfId": short,
            "PmtMtd": choice("TRF", "CHK"),
            "ReqdExctnDt": DATE,
            "Dbtr": party,
            "DbtrAcct": account,
            "DbtrAgt": agent,
            "CdtTrfTxInf": listing(transfer, minItems=1),
        },
        {
            "BtchBookg": flag(),
            "NbOfTxs": text("1", "17", bad=["one"], pattern="^[0-9]{1,15}$"),
            "CtrlSum": number(12.5, 100, minimum=0),
        },
    )
    return record(
        {
            "GrpHdr": record(
                {
                    "MsgId": short,
                    "CreDtTm": MOMENT,
                    "NbOfTxs": text("1", "200", bad=["-1"], pattern="^[0-9]{1,15}$"),
                    "InitgPty": party,
                },
                {"CtrlSum": number(12.5, 1e6, minimum=0)},
            ),
            "PmtInf": listing(batch, minItems=1),
        }
    )


def _dashboard() -> Shape:
    place = named(
        "place",
        record(
            {
                "x": integer(0, 12, minimum=0, maximum=23),
                "y": COUNT,
                "w": integer(12, 1, minimum=1, maximum=24),
                "h": integer(8, 1, minimum=1),
            }
        ),
    )
    query = named(
        "query",
        record(
            {"source": SLUG, "text": text("rate(x)", "up", minLength=1)},
            {"legend": PLAIN, "step": SPAN, "hidden": flag()},
        ),
    )
    threshold = named("threshold", record({"value": nullable(number(80, 0.5)), "colour": COLOUR}))
    unit = choice("percent", "bytes", "seconds", "none")
    shared = {"title": TITLE, "at": place}
    kinds = [
        record(
            {"kind": const("graph"), **shared, "queries": listing(query, minItems=1)},
            {
                "unit": unit,
                "stack": flag(),
                "fill": integer(1, 0, 10, minimum=0, maximum=10),
                "thresholds": listing(threshold),
                "axis": record(
                    {}, {"min": nullable(number(0, 1.5)), "max": nullable(number(10, 2)), "log": choice(2, 10)}
                ),
            },
        ),
        record(
            {"kind": const("stat"), **shared, "queries": listing(query, minItems=1, maxItems=1)},
            {"reduce": choice("last", "mean", "max"), "unit": unit, "thresholds": listing(threshold)},
        ),
        record(
            {"kind": const("table"), **shared, "queries": listing(query, minItems=1)},
            {
                "columns": listing(
                    record({"field": SLUG}, {"title": TITLE, "width": integer(120, 20, minimum=20), "link": LINK})
                )
            },
        ),
        record({"kind": const("text"), **shared, "markdown": PLAIN}),
        record(
            {"kind": const("alerts"), **shared},
            {
                "states": listing(choice("ok", "firing", "pending"), uniqueItems=True, minItems=1),
                "limit": integer(20, 1, minimum=1, maximum=100),
            },
        ),
    ]
    variable = union(
        "oneOf",
        record({"name": SLUG, "query": query}, {"multi": flag(), "refresh": choice("load", "time")}),
        record({"name": SLUG, "options": listing(PLAIN, minItems=1, uniqueItems=True)}),
        record({"name": SLUG, "constant": union("anyOf", PLAIN, COUNT)}),
    )
    return record(
        {"title": TITLE, "panels": listing(union("oneOf", *kinds))},
        {
            "tags": TAGS,
            "variables": listing(variable),
            "range": record(
                {
                    "from": text("now-6h", "now", bad=["6h"], pattern="^now(-\\d+[smhdw])?$"),
                    "to": text("now", "now-1d", bad=["later"], pattern="^now(-\\d+[smhdw])?$"),
                }
            ),
            "refresh": union("oneOf", choice(False, typed=False), text("30s", "5m", bad=["30"], pattern="^\\d+[smh]$")),
            "links": listing(
                record({"title": TITLE, "url": LINK}, {"keep": listing(choice("time", "variables"), uniqueItems=True)})
            ),
        },
    ).but(
        good=[{"title": "All", "panels": [one.good[turn]]} for turn, one in enumerate(kinds)],
        bad=[{"title": "All", "panels": [one.bad[turn]]} for turn, one in enumerate(kinds)],
    )


def _level() -> Shape:
    vector = named("vector", listing(number(0, 1.5, -3), minItems=2, maxItems=2))
    action = named(
        "action",
        union(
            "oneOf",
            record({"say": PLAIN}, {"seconds": number(2, 0.5, exclusiveMinimum=0)}),
            record({"give": SLUG, "count": integer(1, 5, minimum=1)}),
            record({"move": vector}, {"speed": number(1, 0.25, exclusiveMinimum=0)}),
            record(
                {
                    "set": text("door_open", "x", bad=["door open"], pattern="^[a-z_]+$"),
                    "to": union("anyOf", flag(), integer(1, -1)),
                }
            ),
        ),
    )
    trigger = record(
        {
            "when": union("oneOf", choice("enter", "leave", "use"), record({"flag": SLUG, "is": flag()})),
            "do": listing(action, minItems=1),
        },
        {"once": flag()},
    )
    base = {"id": text("e1", "e22", bad=["1e"], pattern="^e\\d+$"), "at": vector}
    entity = union(
        "oneOf",
        record({**base, "kind": choice("player")}),
        record(
            {**base, "kind": choice("enemy"), "health": integer(10, 1, minimum=1, maximum=999)},
            {"patrol": listing(vector, minItems=2), "drops": mapping(SHARE, ["coin", "key"])},
        ),
        record({**base, "kind": choice("door")}, {"locked": flag(), "leads": SLUG}),
        record({**base, "kind": choice("zone"), "size": vector}, {"triggers": listing(trigger, minItems=1)}),
    )
    layer = union(
        "oneOf",
        record(
            {"tiles": listing(listing(integer(0, 7, 255, minimum=0, maximum=255), minItems=1), minItems=1)},
            {"solid": flag()},
        ),
        record({"image": text("sky.png", "hills.png", bad=["sky"], pattern="\\.png$")}, {"parallax": SHARE}),
    )
    return record(
        {
            "name": TITLE,
            "size": listing(integer(40, 20, minimum=1, maximum=4096), minItems=2, maxItems=2),
            "layers": listing(layer, minItems=1, maxItems=8),
            "entities": listing(entity),
        },
        {
            "music": text("forest.ogg", "boss.ogg", bad=["forest"], pattern="\\.ogg$"),
            "gravity": number(9.81, -9.81),
            "flags": mapping(flag(), ["door_open"], pattern="^[a-z_]+$", wrong="Door"),
            "tileset": record(
                {"image": PLAIN, "tile": integer(16, 8, 32, minimum=8, multipleOf=8)},
                {"animated": mapping(listing(COUNT, minItems=2), ["7"], pattern="^\\d+$", wrong="seven")},
            ),
        },
    )


def _router() -> Shape:
    duration = named("duration", text("5s", "250ms", "1h", bad=["5"], pattern="^\\d+(ms|s|m|h)$"))
    match = named(
        "match",
        union(
            "oneOf",
            record({"path": text("/a", "/", bad=["a"], pattern="^/")}),
            record({"prefix": text("/api/", "/", bad=["api"], pattern="^/")}),
            record({"regex": text("^/v[0-9]+/", ".*", minLength=1)}),
        ).but(bad=[{}]),
    )
    header_name = text("x-env", "accept", bad=["X Env"], pattern="^[a-z-]+$")
    header = union(
        "oneOf", record({"name": header_name, "exact": PLAIN}), record({"name": header_name, "present": flag()})
    )
    target = union(
        "oneOf",
        record({"cluster": SLUG}),
        record(
            {
                "weighted": listing(
                    record({"cluster": SLUG, "weight": integer(90, 10, minimum=0, maximum=100)}), minItems=2
                )
            }
        ),
        record({"redirect": record({"to": LINK}, {"code": choice(301, 302, 307, 308)})}),
        record({"reply": record({"status": integer(200, 503, minimum=100, maximum=599)}, {"body": PLAIN})}),
    )
    route = named(
        "route",
        record(
            {"match": match, "to": target},
            {
                "headers": listing(header),
                "timeout": duration,
                "retries": record(
                    {"count": integer(2, 0, minimum=0, maximum=10)},
                    {
                        "on": listing(choice("5xx", "reset", "timeout"), uniqueItems=True, minItems=1),
                        "per_try": duration,
                    },
                ),
                "mirror": record({"cluster": SLUG, "share": PERCENT}),
            },
        ),
    )
    check = union(
        "oneOf",
        record(
            {
                "http": record(
                    {"path": text("/ok", "/", bad=["ok"], pattern="^/")},
                    {"expect": listing(integer(200, 204, minimum=100, maximum=599), minItems=1)},
                ),
                "every": duration,
            }
        ),
        record({"tcp": flag(), "every": duration}),
    )
    cluster = record(
        {
            "endpoints": listing(
                record({"host": HOST, "port": PORT}, {"weight": integer(1, 5, minimum=1), "zone": SLUG}), minItems=1
            )
        },
        {
            "balance": choice("round_robin", "least", "hash"),
            "checks": listing(check),
            "limits": record({}, {"connections": COUNT, "pending": COUNT}),
            "tls": union(
                "oneOf",
                flag(),
                record(
                    {"ca": PLAIN},
                    {
                        "sni": HOST,
                        "pins": listing(
                            text("a" * 64, "0" * 64, bad=["a"], pattern="^[0-9a-f]{64}$"), uniqueItems=True
                        ),
                    },
                ),
            ),
        },
    )
    return record(
        {
            "listeners": listing(
                record(
                    {"port": PORT, "hosts": mapping(listing(route, minItems=1), ["*", "shop.example"])},
                    {"address": HOST, "access_log": nullable(PLAIN)},
                ),
                minItems=1,
            ),
            "clusters": mapping(cluster, ["web", "api"], pattern="^[a-z][a-z0-9-]*$", wrong="Web", minProperties=1),
        },
        {"admin": record({"port": PORT}), "tracing": record({"sample": SHARE}, {"tags": mapping(PLAIN, ["env"])})},
    )


def _template() -> Shape:
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
    run = {
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
        {"Resources": {}}, {"Resources": {"files": {"Type": "Cloud::Bucket"}}}, {"Resources": {"F": {"Type": "Cloud::Disk"}}},
        {"Resources": {"Run": {**run, "Properties": {**run["Properties"], "Memory": 200}}}}, {"Resources": {"T": {"Type": "Cloud::Table"}}},
        {"Resources": {"J": {"Type": "Cloud::Queue", "Properties": {"Dead": {"Join": ["/"]}}}}}, {"Parameters": {"S": {"Type": "Number", "Default": "3"}}, "Resources": {"F": {"Type": "Cloud::Bucket"}}},
    ]  # fmt: skip
    return shape(schema, good, bad)


def _vehicle() -> Shape:
    def rule(field: str, value: Any, then: dict[str, Any]) -> dict[str, Any]:
        return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": then}

    rules = [
        rule("drive", "electric", {"required": ["battery"], "not": {"required": ["tank"]}}),
        rule("drive", "petrol", {"required": ["tank"], "not": {"required": ["battery"]}}),
        rule("body", "van", {"properties": {"seats": {"maximum": 3}, "doors": {"enum": [4, 5]}}}),
        rule("body", "coupe", {"properties": {"doors": {"const": 2}, "towbar": {"const": False}}}),
        rule("market", "NO", {"properties": {"heater": {"const": True}}, "required": ["heater"]}),
        rule("towbar", True, {"required": ["tow_kg"]}),
    ]
    members = {
        "drive": choice("electric", "petrol"), "body": choice("van", "coupe", "estate"), "colour": COLOUR, "market": choice("NO", "DE", "JP"),
    }  # fmt: skip
    extra = {
        "battery": integer(77, 52, minimum=40, maximum=120),
        "tank": integer(50, 45, minimum=30),
        "seats": integer(2, 5, minimum=2, maximum=9),
        "doors": choice(2, 4, 5),
        "towbar": flag(),
        "tow_kg": integer(1200, 750, minimum=300, maximum=3500),
        "heater": flag(),
        "options": listing(
            record({"code": text("A17", "Z99", bad=["17"], pattern="^[A-Z]\\d{2}$")}, {"price": CENTS, "note": PLAIN}),
            uniqueItems=True,
        ),
        "buyer": PERSON,
        "delivery": union("oneOf", record({"dealer": SLUG}), record({"home": POSTAL}, {"after": DATE})),
        "finance": union(
            "oneOf",
            record({"cash": MONEY}),
            record(
                {
                    "lease": record(
                        {
                            "months": integer(36, 12, multipleOf=12, minimum=12),
                            "km": integer(15000, 5000, multipleOf=5000),
                        }
                    )
                }
            ),
        ),
    }
    base = {"body": "estate", "colour": "#1a2b3c"}
    electric, petrol = (
        {**base, "drive": "electric", "market": "DE", "battery": 77},
        {**base, "drive": "petrol", "market": "JP", "tank": 45},
    )
    return record(members, extra, allOf=rules).but(
        good=[
            electric,
            petrol,
            {**electric, "market": "NO", "heater": True, "seats": 5, "towbar": True, "tow_kg": 750},
            {**petrol, "body": "van", "seats": 2, "doors": 5, "delivery": {"dealer": "oslo"}},
        ],
        bad=[
            {**electric, "tank": 40},
            {**petrol, "body": "coupe", "doors": 4},
            {**electric, "market": "NO"},
            {**petrol, "towbar": True},
            {**petrol, "body": "van", "seats": 5},
        ],
    )


def _inheritance() -> Shape:
    """Kinds that extend one another; each says only what it adds, and the whole is closed."""
    entity = {"type": "object", "properties": {"id": UUID.schema, "label": {"type": "string"}}, "required": ["id"]}
    timed = {
        "$ref": "#/$defs/entity",
        "properties": {"from": DATE.schema, "to": DATE.schema},
        "dependentRequired": {"to": ["from"]},
    }
    placed = {
        "properties": {"lat": LATITUDE.schema, "lon": LONGITUDE.schema},
        "dependentRequired": {"lat": ["lon"], "lon": ["lat"]},
    }
    event = {
        "allOf": [{"$ref": "#/$defs/timed"}, {"$ref": "#/$defs/placed"}],
        "properties": {"kind": {"const": "event"}, "visitors": {"type": "integer", "minimum": 0}},
        "required": ["kind"],
    }
    building = {
        "allOf": [{"$ref": "#/$defs/entity"}, {"$ref": "#/$defs/placed"}],
        "properties": {
            "kind": {"const": "building"},
            "year": YEAR.schema,
            "floors": {
                "type": "array",
                "prefixItems": [{"const": "ground"}],
                "items": {"type": "integer"},
                "unevaluatedItems": False,
            },
        },
        "required": ["kind", "lat"],
    }
    person = {
        "$ref": "#/$defs/timed",
        "properties": {
            "kind": {"const": "person"},
            "names": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
        },
        "required": ["kind", "names"],
    }
    item = {
        "oneOf": [{"$ref": "#/$defs/event"}, {"$ref": "#/$defs/building"}, {"$ref": "#/$defs/person"}],
        "unevaluatedProperties": False,
    }
    defs = {
        "entity": entity,
        "timed": timed,
        "placed": placed,
        "event": event,
        "building": building,
        "person": person,
        "item": item,
    }
    id = UUID.good[0]
    fair, house = (
        {"id": id, "kind": "event", "from": "2024-05-01", "to": "2024-05-03", "visitors": 4},
        {"id": id, "kind": "building", "lat": 59.9, "lon": 10.7},
    )
    ada = {"id": id, "kind": "person", "names": ["Ada"], "label": "A."}
    return shape(
        {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
                "links": {
                    "type": "array",
                    "items": {
                        "type": "array",
                        "prefixItems": [UUID.schema, {"enum": ["at", "by"]}, UUID.schema],
                        "items": False,
                        "minItems": 3,
                    },
                    "uniqueItems": True,
                },
            },
            "required": ["items"],
            "additionalProperties": False,
            "$defs": defs,
        },
        [
            {"items": []},
            {"items": [fair, house, ada]},
            {"items": [{**house, "floors": ["ground", 1, 2], "year": 1905}], "links": [[id, "at", id]]},
            {"items": [{**fair, "lat": 1, "lon": 2}]},
        ],
        [
            {"items": [{**fair, "year": 1905}]},
            {"items": [{"id": id, "kind": "event", "to": "2024-05-03"}]},
            {"items": [{**house, "floors": [1]}]},
            {"items": [{"kind": "person", "names": ["Ada"]}]},
            {"items": [{**ada, "lat": 1}]},
            {"items": [ada], "links": [[id, "at"]]},
        ],
    )


def _messages() -> Shape:
    plural = record({"other": PLAIN}, {"zero": PLAIN, "one": PLAIN, "few": PLAIN, "many": PLAIN})
    placeholder = named(
        "placeholder",
        union(
            "oneOf",
            choice("text", "number", "date"),
            record({"plural": plural}, {"offset": COUNT}),
            record({"select": mapping(PLAIN, ["female", "other"], minProperties=1, required=["other"])}),
            record({"list": choice("and", "or")}, {"style": choice("long", "short")}),
        ),
    )
    entry = named(
        "entry",
        union(
            "oneOf",
            PLAIN,
            record(
                {"text": PLAIN},
                {
                    "values": mapping(placeholder, ["count", "who"], propertyNames={"pattern": "^[a-z]+$"}),
                    "note": PLAIN,
                    "max": integer(30, 1, minimum=1),
                    "state": choice("new", "checked", "final"),
                },
            ),
        ),
    )
    tree = {
        "type": "object",
        "patternProperties": {
            "^[a-z][a-zA-Z]*$": {"anyOf": [{"$ref": "#/$defs/entry"}, {"$ref": "#/$defs/tree"}]},
            "^\\$": False,
        },
        "additionalProperties": False,
    }
    group = Shape(
        {"$ref": "#/$defs/tree"},
        (
            {"title": "Hei"},
            {
                "menu": {
                    "open": "Åpne",
                    "more": {"text": "{count}", "values": {"count": {"plural": {"one": "1", "other": "n"}}}},
                }
            },
            {},
        ),
        ({"Title": "x"}, {"menu": {"open": 3}}, {"$schema": "x"}),
        {**entry.defs, "tree": tree},
    )
    return record(
        {"language": LANGUAGE, "messages": group},
        {
            "fallback": listing(LANGUAGE, uniqueItems=True),
            "reviewed": mapping(record({"by": EMAIL, "on": DATE}), ["menu"]),
            "version": VERSION,
            "direction": choice("ltr", "rtl"),
        },
    )
