"""Kinds that extend one another."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, shape
from jsonschemabench.data.corpus.words import DATE, LATITUDE, LONGITUDE, UUID, YEAR


def inheritance_shape() -> Shape:
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
