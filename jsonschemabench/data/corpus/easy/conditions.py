"""Rules between members."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, record, shape, text, union
from jsonschemabench.data.corpus.words import COUNT, COUNTRY, DATE, EMAIL, MOMENT, NAME, PLAIN, SLUG, TAGS


def conditions_shapes() -> Iterator[tuple[str, str, Shape]]:
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
