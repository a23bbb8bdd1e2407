"""Arrays."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    nullable,
    number,
    record,
    row,
    shape,
    text,
)
from jsonschemabench.data.corpus.words import CENTS, COUNT, LATITUDE, LONGITUDE, MOMENT, PLAIN, SLUG, TITLE


def arrays_shapes() -> Iterator[tuple[str, str, Shape]]:
    yield (
        "playlist",
        "draft4",
        listing(record({"title": TITLE, "seconds": integer(215, 30, minimum=1)}), minItems=1, maxItems=30),
    )
    yield (
        "matrix-of-three",
        "draft7",
        listing(listing(number(1, 0, -0.5), minItems=3, maxItems=3), minItems=3, maxItems=3).but(
            good=[[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0.5, 2, 1e3], [3, 4, 5], [6, 7, 8]]]
        ),
    )
    yield "log-entry", "draft2020-12", row(MOMENT, choice("DEBUG", "INFO", "WARN", "ERROR"), PLAIN, minItems=3)
    yield "csv-row-of-draft-6", "draft6", row(SLUG, COUNT, nullable(CENTS), rest=flag(), minItems=3)
    yield (
        "polyline",
        "draft7",
        listing(row(LONGITUDE, LATITUDE, minItems=2), minItems=2).but(good=[[[10.5, 59], [10.5, 60], [11, 60.25]]]),
    )
    yield (
        "lottery-numbers",
        "draft7",
        listing(integer(7, 13, 21, 34, 45, 6, minimum=1, maximum=49), minItems=6, maxItems=6, uniqueItems=True).but(
            good=[[1, 2, 3, 4, 5, 6], [49, 1, 48, 2, 47, 3]]
        ),
    )
    yield (
        "contains-default",
        "draft6",
        shape(
            {"type": "array", "items": {"type": "string"}, "contains": {"const": "default"}},
            [["default"], ["a", "default"], ["default", "default"]],
            [[], ["a"], ["Default"], ["default", 1]],
        ),
    )
    yield (
        "crew-with-captain",
        "draft2019-09",
        shape(
            {
                "type": "array",
                "items": {"type": "object", "properties": {"role": {"type": "string"}}, "required": ["role"]},
                "contains": {"properties": {"role": {"const": "captain"}}},
                "minContains": 1,
                "maxContains": 1,
            },
            [
                [{"role": "captain"}],
                [{"role": "cook"}, {"role": "captain"}],
                [{"role": "captain"}, {"role": "mate"}, {"role": "mate"}],
            ],
            [[], [{"role": "cook"}], [{"role": "captain"}, {"role": "captain"}], [{"role": "captain"}, {}]],
        ),
    )
    yield (
        "header-then-rows",
        "draft2020-12",
        row(const("v1"), rest=record({"id": COUNT}, {"note": PLAIN})).but(good=[[]], bad=[["v2"], ["v1", {}]]),
    )
    yield "no-empty-strings", "draft4", listing(text("a", "bc", "def", minLength=1, maxLength=8), maxItems=8)
    yield (
        "unevaluated-tail",
        "draft2020-12",
        shape(
            {
                "type": "array",
                "prefixItems": [{"type": "string"}],
                "anyOf": [{"prefixItems": [True, {"type": "integer"}]}, True],
                "unevaluatedItems": False,
            },
            [["a"], ["a", 1], []],
            [["a", "b"], ["a", 1, 2], [1], "a"],
        ),
    )
