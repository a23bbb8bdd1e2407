"""Orders of a car, with what excludes what."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, record, text, union
from jsonschemabench.data.corpus.words import CENTS, COLOUR, DATE, MONEY, PERSON, PLAIN, POSTAL, SLUG


def vehicle_shape() -> Shape:
    def rule(field: str, value: Any, then: dict[str, Any]) -> dict[str, Any]:
        return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": then}

    rules = [
        rule("drive", "electric", {"required": ["battery"], "not": {"required": ["tank"]}}),
        rule("drive", "petrol", {"required": ["tank"], "not": {"required": ["battery"]}}),
        rule("body", "van", {"properties": {"seats": {"maximum": 3}, "doors": {"enum": [4, 5]}}}),
        rule("body", "coupe", {"properties": {"doors": {"const": 2}, "towbar": {"const": False}}}),
        rule("market", "NO", {"properties": {"heater": {"const": True}}, "required": ["heater"]}),
        rule("towbar", True, {"required": ["tow_kg"]}),
    ]
    members = {
        "drive": choice("electric", "petrol"),
        "body": choice("van", "coupe", "estate"),
        "colour": COLOUR,
        "market": choice("NO", "DE", "JP"),
    }
    extra = {
        "battery": integer(77, 52, minimum=40, maximum=120),
        "tank": integer(50, 45, minimum=30),
        "seats": integer(2, 5, minimum=2, maximum=9),
        "doors": choice(2, 4, 5),
        "towbar": flag(),
        "tow_kg": integer(1200, 750, minimum=300, maximum=3500),
        "heater": flag(),
        "options": listing(
            record({"code": text("A17", "Z99", bad=["17"], pattern="^[A-Z]\\d{2}$")}, {"price": CENTS, "note": PLAIN}),
            uniqueItems=True,
        ),
        "buyer": PERSON,
        "delivery": union("oneOf", record({"dealer": SLUG}), record({"home": POSTAL}, {"after": DATE})),
        "finance": union(
            "oneOf",
            record({"cash": MONEY}),
            record(
                {
                    "lease": record(
                        {
                            "months": integer(36, 12, multipleOf=12, minimum=12),
                            "km": integer(15000, 5000, multipleOf=5000),
                        }
                    )
                }
            ),
        ),
    }
    base = {"body": "estate", "colour": "#1a2b3c"}
    electric, petrol = (
        {**base, "drive": "electric", "market": "DE", "battery": 77},
        {**base, "drive": "petrol", "market": "JP", "tank": 45},
    )
    return record(members, extra, allOf=rules).but(
        good=[
            electric,
            petrol,
            {**electric, "market": "NO", "heater": True, "seats": 5, "towbar": True, "tow_kg": 750},
            {**petrol, "body": "van", "seats": 2, "doors": 5, "delivery": {"dealer": "oslo"}},
        ],
        bad=[
            {**electric, "tank": 40},
            {**petrol, "body": "coupe", "doors": 4},
            {**electric, "market": "NO"},
            {**petrol, "towbar": True},
            {**petrol, "body": "van", "seats": 5},
        ],
    )
