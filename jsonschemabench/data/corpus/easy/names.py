"""Objects whose names are data."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import PLAIN


def names_shapes() -> Iterator[tuple[str, str, Shape]]:
    yield (
        "translations",
        "draft7",
        mapping(
            text("Harbour", "Havn", minLength=1), ["en", "nb"], pattern="^[a-z]{2}$", wrong="english", minProperties=1
        ),
    )
    yield (
        "environment",
        "draft6",
        mapping(PLAIN, ["PATH", "LANG"], propertyNames={"pattern": "^[A-Z_][A-Z0-9_]*$"}).but(
            bad=[{"path": "x"}, {"1A": ""}]
        ),
    )
    yield (
        "stock-levels",
        "draft4",
        mapping(integer(4, 0, minimum=0), ["screws", "nails"], minProperties=1, maxProperties=50),
    )
    yield (
        "headers",
        "draft7",
        mapping(union("anyOf", PLAIN, listing(PLAIN, minItems=1)), ["Accept", "Via"], wrong="", pattern="^[A-Za-z-]+$"),
    )
    yield (
        "dimensions",
        "draft4",
        record(
            {"width": number(2, 0.5, exclusiveMinimum=0), "height": number(3, 1, exclusiveMinimum=0)},
            {"unit": choice("mm", "cm", "in")},
            patternProperties={"^x-": {"type": "string"}},
        ).but(good=[{"width": 1, "height": 2, "x-note": "n"}], bad=[{"width": 1, "height": 2, "x-note": 3}]),
    )
    yield (
        "short-keys",
        "draft2019-09",
        mapping(flag(), ["a", "bb"], propertyNames={"maxLength": 4}, maxProperties=3).but(
            bad=[{"abcde": True}, {"a": True, "b": True, "c": True, "d": False}]
        ),
    )
