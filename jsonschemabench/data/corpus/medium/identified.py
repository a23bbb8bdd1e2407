"""Schemas with identifiers, and names that several rules match."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    nullable,
    number,
    record,
    shape,
    text,
)
from jsonschemabench.data.corpus.words import CENTS, COUNTRY, EMAIL, LATITUDE, LONGITUDE, NAME, PHONE, POSTAL, TAGS


def identified_shapes() -> Iterator[tuple[str, str, Shape]]:
    address = {
        "$id": "https://example.org/address",
        "type": "object",
        "properties": {
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1},
            "country": {"$ref": "country"},
        },
        "required": ["lines", "country"],
        "$defs": {"line": {"type": "string", "minLength": 1}},
    }
    country = {"$id": "https://example.org/country", "type": "string", "pattern": "^[A-Z]{2}$"}
    home = {"lines": ["Kirkegata 15", "Oslo"], "country": "NO"}
    yield (
        "embedded-resources",
        "draft2019-09",
        shape(
            {
                "$id": "https://example.org/party",
                "type": "object",
                "properties": {
                    "home": {"$ref": "address"},
                    "work": {"$ref": "/address"},
                    "born": {"$ref": "https://example.org/country"},
                },
                "required": ["home"],
                "additionalProperties": False,
                "$defs": {"address": address, "country": country},
            },
            [
                {"home": home},
                {"home": home, "work": home},
                {"home": {"lines": ["a"], "country": "JP", "floor": 3}, "born": "BR"},
            ],
            [
                {},
                {"home": {"lines": [], "country": "NO"}},
                {"home": home, "born": "Norway"},
                {"home": {**home, "lines": [""]}},
                {"home": home, "other": 1},
            ],
        ),
    )
    yield (
        "recursive-menu",
        "draft2019-09",
        shape(
            {
                "$id": "https://example.org/closed-menu",
                "$recursiveAnchor": True,
                "$ref": "menu",
                "unevaluatedProperties": False,
                "$defs": {
                    "menu": {
                        "$id": "https://example.org/menu",
                        "$recursiveAnchor": True,
                        "type": "object",
                        "properties": {
                            "label": {"type": "string", "minLength": 1},
                            "items": {"type": "array", "items": {"$recursiveRef": "#"}},
                        },
                        "required": ["label"],
                    }
                },
            },
            [
                {"label": "File"},
                {"label": "File", "items": [{"label": "Open"}, {"label": "Save", "items": []}]},
                {"items": [], "label": "x"},
            ],
            [
                {},
                {"label": ""},
                {"label": "File", "icon": "f"},
                {"label": "File", "items": [{"label": "Open", "icon": "o"}]},
                {"label": "File", "items": ["Open"]},
            ],
        ),
    )
    yield (
        "identified-of-draft-4",
        "draft4",
        shape(
            {
                "$id": "http://example.org/root",
                "type": "object",
                "properties": {"unit": {"$ref": "unit"}, "value": {"type": "number"}, "next": {"$ref": "#"}},
                "required": ["value"],
                "additionalProperties": False,
                "$defs": {"unit": {"$id": "http://example.org/unit", "enum": ["m", "s", "kg"]}},
            },
            [{"value": 1}, {"value": 2.5, "unit": "kg"}, {"value": 0, "next": {"value": 1, "unit": "m"}}],
            [
                {},
                {"value": 1, "unit": "g"},
                {"value": 0, "next": {"unit": "m"}},
                {"value": "1"},
                {"value": 1, "extra": 0},
            ],
        ),
    )
    overlap = mapping(text("a1", "b22", minLength=1), ["x-name", "x-note"], propertyNames={"maxLength": 12}).but(
        good=[{"x-id": 7}, {"x-id": 0, "note": "abc"}, {"id-7": 3, "plain": "text"}],
        bad=[{"x-id": "7"}, {"x-id": -1}, {"note": ""}, {"id-7": "a"}, {"x-much-too-long": 1}],
        patternProperties={"^x-id$": {"minimum": 0}, "id": {"type": "integer"}, "^x-": {"not": {"type": "null"}}},
    )
    yield "overlapping-patterns", "draft6", overlap
    yield (
        "contact-card",
        "draft6",
        record(
            {"name": NAME},
            {
                "emails": listing(EMAIL, minItems=1, uniqueItems=True),
                "phones": mapping(PHONE, ["home", "work"], propertyNames={"enum": ["home", "work", "mobile"]}),
                "address": POSTAL,
                "tags": TAGS,
            },
            closed=False,
            propertyNames={"not": {"pattern": "^_"}},
        ).but(bad=[{"name": "Ada", "_id": 1}]),
    )
    yield (
        "price-tiers",
        "draft7",
        record(
            {
                "tiers": listing(
                    record({"upto": nullable(integer(10, 100, minimum=1)), "price": CENTS}), minItems=1, maxItems=10
                ),
                "currency": choice("EUR", "NOK"),
            },
            {
                "rounding": number(0.05, 0.5, 1, exclusiveMinimum=0),
                "regions": listing(COUNTRY, minItems=1, uniqueItems=True),
            },
            examples=[{"tiers": [], "currency": "EUR"}],
        ),
    )
    yield (
        "flight-track",
        "",
        record(
            {
                "callsign": text("SAS123", "JAL1", bad=["123"], pattern="^[A-Z]{3}\\d{1,4}$"),
                "points": listing(
                    record(
                        {"t": integer(1714564800, 0, minimum=0), "lat": LATITUDE, "lon": LONGITUDE},
                        {"alt": integer(36000, -100, minimum=-2000, maximum=60000), "ground": flag()},
                    ),
                    minItems=2,
                ),
            },
            {
                "aircraft": text("B738", "A20N", bad=["b738"], pattern="^[A-Z0-9]{3,4}$"),
                "squawk": text("7000", "1234", bad=["7800", "700"], pattern="^[0-7]{4}$"),
            },
        ),
    )
