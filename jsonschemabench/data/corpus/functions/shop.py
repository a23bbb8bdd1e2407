"""Buying, booking, travelling."""

from __future__ import annotations

from jsonschemabench.data.corpus.functions.parts import CITY, WORDS, call
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    nullable,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import CENTS, COUNTRY, CURRENCY, DATE, LINK, MOMENT, MONEY, PLACE, UUID


def shop_shapes() -> dict[str, Shape]:
    item = record(
        {
            "sku": text("AB-1234", "ZX-0001", bad=["AB1234"], pattern="^[A-Z]{2}-\\d{4}$"),
            "quantity": integer(2, 1, 40, minimum=1),
        }
    )
    return {
        "search-products": call(
            {"query": ("Free text", WORDS)},
            {
                "max_price": ("Including tax", CENTS),
                "in_stock": ("Only those", flag()),
                "sort": ("What comes first", choice("price", "rating", "newest")),
                "page": ("From 1", integer(1, 2, 30, minimum=1)),
            },
        ),
        "place-order": call(
            {"items": ("At least one", listing(item, minItems=1)), "country": ("To ship to", COUNTRY)},
            {
                "gift": ("Wrapped", flag()),
                "voucher": ("Eight characters", text("SPRING24", "AAAA0000", bad=["spring"], pattern="^[A-Z0-9]{8}$")),
            },
            closed=True,
        ),
        "track-parcel": call(
            {
                "number": (
                    "On the receipt",
                    text("NO123456789", "JP000000001", "BR271828182", bad=["123"], pattern="^[A-Z]{2}\\d{9}$"),
                )
            }
        ),
        "refund": call(
            {"order": ("Which one", UUID), "amount": ("At most what was paid", MONEY)},
            {
                "reason": ("Why", choice("damaged", "late", "changed mind")),
                "photos": ("Of the damage", listing(LINK, maxItems=3)),
            },
        ),
        "rate-product": call(
            {
                "product": ("Which one", UUID),
                "stars": ("Halves are allowed", number(4.5, 1, 5, bad=[3.2], multipleOf=0.5, minimum=0.5, maximum=5)),
            },
            {"review": ("In your words", text("Sturdy.", "Arrived late but works", maxLength=60))},
        ),
        "book-table": call(
            {
                "restaurant": ("Name or address", CITY),
                "guests": ("With children", integer(4, 1, 12, minimum=1, maximum=12)),
                "at": ("Local time", MOMENT),
            },
            {"high_chairs": ("How many", integer(0, 1, minimum=0, maximum=4)), "outside": ("If possible", flag())},
        ),
        "find-flights": call(
            {
                "origin": ("Airport code", text("OSL", "GRU", bad=["Oslo"], pattern="^[A-Z]{3}$")),
                "destination": ("Airport code", text("NGO", "JFK", bad=["ngo"], pattern="^[A-Z]{3}$")),
                "depart": ("Day of departure", DATE),
            },
            {
                "return": ("Null for one way", nullable(DATE)),
                "cabin": ("Class", choice("economy", "premium", "business")),
                "passengers": (
                    "By age",
                    record({"adults": integer(1, 2, minimum=1)}, {"children": integer(0, 3, minimum=0)}),
                ),
            },
        ),
        "find-hotels": call(
            {
                "near": ("A town, or a place", union("anyOf", CITY, PLACE)),
                "nights": ("How many", integer(2, 1, 28, minimum=1, maximum=28)),
            },
            {
                "stars": ("At least", integer(3, 1, 5, minimum=1, maximum=5)),
                "facilities": ("All of them", listing(choice("wifi", "pool", "parking"), uniqueItems=True)),
            },
        ),
        "compare-prices": call(
            {
                "shops": ("From two to five", listing(LINK, minItems=2, maxItems=5, uniqueItems=True)),
                "currency": ("To compare in", CURRENCY),
            }
        ),
        "subscribe": call(
            {"plan": ("Which one", choice("free", "plus", "team"))},
            {
                "seats": ("Only for teams", integer(5, 3, 200, minimum=3)),
                "billing": ("How often", choice("monthly", "yearly")),
            },
            if_={"properties": {"plan": {"const": "team"}}},
            then={"required": ["seats"]},
        ).but(bad=[{"plan": "team"}, {"plan": "team", "billing": "yearly"}]),
    }
