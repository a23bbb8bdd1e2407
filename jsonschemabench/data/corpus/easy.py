"""Small schemas, each about one thing: a configuration, a message, a row of a table."""

from __future__ import annotations

from collections.abc import Iterator

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
    IPV4,
    IPV6,
    LANGUAGE,
    LATITUDE,
    LINK,
    LONGITUDE,
    MOMENT,
    MONEY,
    NAME,
    PERCENT,
    PLAIN,
    POINTER,
    PORT,
    SHA256,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TIME,
    TITLE,
    URI,
    UUID,
    VERSION,
    YEAR,
)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield from _records()
    yield from _arrays()
    yield from _names()
    yield from _conditions()
    yield from _references()


def _records() -> Iterator[tuple[str, str, Shape]]:
    yield (
        "book",
        "draft4",
        record(
            {"title": TITLE, "isbn": text("0451450523", "043942089X", bad=["04514"], pattern="^\\d{9}[\\dX]$")},
            {"year": YEAR},
        ),
    )
    yield (
        "user",
        "draft7",
        record({"id": UUID, "email": EMAIL}, {"name": nullable(NAME), "admin": flag(default=False)}, title="User"),
    )
    yield "server", "draft6", record({"host": HOST, "port": PORT}, {"tls": flag(), "timeout": SPAN})
    yield (
        "reading",
        "draft7",
        record(
            {"sensor": SLUG, "celsius": number(21.5, -40, minimum=-273.15, exclusiveMaximum=1000), "at": MOMENT},
            closed=False,
        ),
    )
    yield (
        "invoice-line",
        "draft4",
        record({"text": PLAIN, "quantity": integer(3, 1, minimum=1), "price": CENTS}, {"discount": PERCENT}),
    )
    yield (
        "opening-hours",
        "draft2019-09",
        record(
            {"from": TIME, "to": TIME},
            {"days": listing(choice("mo", "tu", "we", "th", "fr", "sa", "su"), uniqueItems=True, minItems=1)},
        ),
    )
    yield "colour-scheme", "", record({"background": COLOUR, "text": COLOUR}, {"accent": COLOUR, "dark": flag()})
    yield (
        "checksum",
        "draft2020-12",
        record({"sha256": SHA256, "bytes": integer(17, 0, 9007199254740993, minimum=0)}, {"path": POINTER}),
    )
    yield (
        "feature-flag",
        "draft7",
        record(
            {"key": SLUG, "enabled": flag()},
            {"rollout": SHARE, "owner": EMAIL},
            description="A switch that is read at start",
        ),
    )
    yield (
        "map-marker",
        "draft6",
        record(
            {"lat": LATITUDE, "lon": LONGITUDE},
            {"label": text("Harbour", "7", maxLength=20), "icon": choice("pin", "flag", "star")},
        ),
    )
    yield (
        "money-transfer",
        "draft7",
        record(
            {"from": text("NO93 8601", "GB82 WEST", bad=["x"], pattern="^[A-Z]{2}\\d{2} "), "amount": MONEY},
            {"on": DATE, "reference": text("rent", "May", maxLength=35)},
        ),
    )
    yield (
        "release",
        "draft2019-09",
        record({"version": VERSION, "date": DATE}, {"yanked": flag(deprecated=True), "url": URI}, readOnly=True),
    )


def _arrays() -> Iterator[tuple[str, str, Shape]]:
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


def _names() -> Iterator[tuple[str, str, Shape]]:
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


def _conditions() -> Iterator[tuple[str, str, Shape]]:
    yield (
        "card-needs-address",
        "draft4",
        record(
            {"name": NAME}, {"card": text("4000 0000", "1"), "address": PLAIN}, dependentRequired={"card": ["address"]}
        ).but(bad=[{"name": "A", "card": "1"}]),
    )
    yield (
        "range-in-order",
        "draft2019-09",
        record({}, {"from": DATE, "to": DATE}, dependentRequired={"from": ["to"], "to": ["from"]}).but(
            bad=[{"from": "2024-01-01"}, {"to": "2024-01-01"}], good=[{}]
        ),
    )
    yield (
        "shipping",
        "draft7",
        record(
            {"method": choice("post", "pickup")},
            {"address": PLAIN, "shop": SLUG},
            if_={"properties": {"method": {"const": "post"}}},
            then={"required": ["address"]},
            else_={"required": ["shop"]},
        ).but(bad=[{"method": "post"}, {"method": "pickup", "address": "x"}]),
    )
    yield (
        "not-both",
        "draft4",
        record({"id": COUNT}, {"draft": flag(), "published": MOMENT}, not_={"required": ["draft", "published"]}).but(
            bad=[{"id": 1, "draft": True, "published": "2024-05-01T12:00:00Z"}]
        ),
    )
    yield (
        "reserved-names",
        "draft7",
        text("ada", "root2", "x", bad=["root", "admin"], not_={"enum": ["root", "admin"]}, minLength=1),
    )
    yield (
        "at-least-one-contact",
        "draft6",
        record(
            {"name": NAME},
            {"email": EMAIL, "phone": text("1", "2")},
            anyOf=[{"required": ["email"]}, {"required": ["phone"]}],
        ).but(bad=[{"name": "Ada"}]),
    )
    yield "either-id-or-name", "draft4", union("oneOf", record({"id": COUNT}), record({"name": NAME}))
    yield "size", "draft7", union("oneOf", integer(36, 44, minimum=30, maximum=60), choice("S", "M", "L"))
    yield (
        "divisible-by-one-of-two",
        "draft6",
        shape({"type": "integer", "oneOf": [{"multipleOf": 3}, {"multipleOf": 5}]}, [3, 10, -9, 25], [15, 0, 7, 4.5]),
    )
    yield (
        "strong-password",
        "draft4",
        shape(
            {
                "type": "string",
                "allOf": [{"pattern": "[a-z]"}, {"pattern": "[A-Z]"}, {"pattern": "[0-9]"}],
                "minLength": 8,
                "maxLength": 24,
            },
            ["Harbour7x", "aaaaaaA1", "Z9zzzzzz"],
            ["harbour7x", "HARBOUR7X", "Harbourxx", "Ha7", None],
        ),
    )
    yield (
        "extended-record",
        "draft2019-09",
        record(
            {"id": COUNT},
            {"tags": TAGS},
            closed=False,
            allOf=[{"properties": {"title": {"type": "string"}}, "required": ["title"]}],
            unevaluatedProperties=False,
        ).but(
            good=[{"id": 1, "title": "a"}, {"id": 2, "title": "b", "tags": ["x"]}, {"id": 3, "tags": [], "title": "c"}],
            bad=[{"id": 1}, {"id": 1, "title": 2}, {"id": 1, "title": "a", "other": 1}],
        ),
    )
    yield (
        "billing-fields",
        "draft2020-12",
        record(
            {"name": NAME},
            {"vat": text("NO1", "DE2")},
            closed=False,
            dependentSchemas={"vat": {"required": ["country"], "properties": {"country": COUNTRY.schema}}},
        ).but(
            good=[{"name": "A", "vat": "NO1", "country": "NO"}, {"name": "Grace"}],
            bad=[{"name": "A", "vat": "x"}, {"name": "A", "vat": "x", "country": "Norway"}],
        ),
    )


def _references() -> Iterator[tuple[str, str, Shape]]:
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
