"""Points, lines and areas on a map."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, choice, listing, named, nullable, number, record, shape, union
from jsonschemabench.data.corpus.words import COUNT, NAME, SLUG, TITLE


def geometry_shape() -> Shape:
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
