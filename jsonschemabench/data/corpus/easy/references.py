"""References."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import Shape, integer, listing, named, nullable, number, record, shape, union
from jsonschemabench.data.corpus.words import CURRENCY, IPV4, IPV6, LANGUAGE, LINK, NAME, PLAIN, SLUG


def references_shapes() -> Iterator[tuple[str, str, Shape]]:
    point = named("point", record({"x": number(1, 0.5), "y": number(2, -1)}))
    yield "segment", "draft4", record({"start": point, "end": point}, {"label": PLAIN})
    yield (
        "measurements",
        "draft2019-09",
        record(
            {"name": NAME},
            {
                "sizes": listing(named("length", number(1.5, 80, exclusiveMinimum=0)), maxItems=5),
                "height": named("length", number(1.5, 80, exclusiveMinimum=0)),
            },
        ),
    )
    yield (
        "file-tree",
        "draft7",
        shape(
            {
                "type": "object",
                "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
                "required": ["name"],
                "additionalProperties": False,
            },
            [
                {"name": "a"},
                {"name": "a", "children": []},
                {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]},
            ],
            [
                {},
                {"name": "a", "children": [{}]},
                {"name": "a", "children": [{"name": "b", "children": [3]}]},
                {"name": "a", "size": 1},
            ],
        ),
    )
    yield (
        "anchored",
        "draft2020-12",
        shape(
            {
                "type": "array",
                "items": {"$ref": "#amount"},
                "$defs": {"amount": {"$anchor": "amount", "type": "number", "minimum": 0}},
            },
            [[], [0, 1.5], [3]],
            [[-1], ["1"], {}, [1, None]],
        ),
    )
    yield (
        "network-interface",
        "draft7",
        record(
            {"name": SLUG, "address": union("anyOf", IPV4, IPV6)},
            {
                "mtu": integer(1500, 576, 9000, minimum=68, maximum=65535),
                "languages": listing(LANGUAGE, uniqueItems=True),
                "link": nullable(LINK),
                "currency": CURRENCY,
            },
        ),
    )
