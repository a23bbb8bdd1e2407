"""A language of charts."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COLOUR, LINK, PLAIN, SHARE, TITLE


def chart_shape() -> Shape:
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
