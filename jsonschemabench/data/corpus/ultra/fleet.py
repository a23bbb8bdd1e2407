"""Vehicles of many models."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, mapping, number, record
from jsonschemabench.data.corpus.words import CENTS, DATE, MOMENT, NAME, PERSON, SLUG, TITLE, UUID


def fleet_shape() -> Shape:
    """Vehicles of many models, each with its own equipment; what all have is said once, and closed from outside."""
    models = {}
    equipment = {
        "tipper": {"angle": integer(45, 30, minimum=20, maximum=60)},
        "tanker": {"litres": integer(20000, 5000, minimum=100), "cargo": choice("milk", "water", "diesel")},
        "crane": {"reach": number(18.5, 4, exclusiveMinimum=0), "certificate": DATE},
        "bus": {
            "seats": integer(48, 12, minimum=8, maximum=120),
            "doors": listing(choice("front", "middle", "rear"), minItems=1, uniqueItems=True),
        },
        "ambulance": {"crew": listing(PERSON, minItems=2, maxItems=4)},
        "sweeper": {"width": number(2.2, 1, minimum=0.5, maximum=4)},
        "ferry": {"cars": integer(12, 0, minimum=0), "ports": listing(SLUG, minItems=2)},
        "tram": {"line": integer(12, 1, minimum=1, maximum=19), "low_floor": flag()},
    }
    common = {
        "id": UUID.schema,
        "plate": {"type": "string", "pattern": "^[A-Z]{2} \\d{4,5}$"},
        "bought": DATE.schema,
        "driver": {"$ref": "#/$defs/person"},
        "log": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
    }
    defs: dict[str, Any] = {
        "person": PERSON.schema,
        "entry": record({"at": MOMENT, "km": integer(120345, 0, minimum=0)}, {"fuel": CENTS, "note": TITLE}).schema,
        "vehicle": {"type": "object", "properties": common, "required": ["id", "plate"]},
    }
    goods, bads = [], []
    for at, (kind, parts) in enumerate(equipment.items()):
        special = record(parts, closed=False)
        for size in ("small", "large"):
            defs[f"{kind}-{size}"] = {
                "allOf": [{"$ref": "#/$defs/vehicle"}],
                "properties": {
                    "model": {"const": f"{kind}-{size}"},
                    "tonnes": {"type": "number", "exclusiveMinimum": 0, "maximum": 7.5 if size == "small" else 60},
                    **special.schema["properties"],
                },
                "required": ["model", "tonnes", *parts],
                "unevaluatedProperties": False,
            }
            models[f"{kind}-{size}"] = {"$ref": f"#/$defs/{kind}-{size}"}
        one = {"id": UUID.good[0], "plate": "AB 12345", "model": f"{kind}-small", "tonnes": 3.5, **special.good[0]}
        goods.append({"vehicles": [one]})
        wrong = [
            {**one, "tonnes": 12},
            {**one, "plate": "12345"},
            {**one, "wings": 2},
            {name: value for name, value in one.items() if name != next(iter(parts))},
        ]
        bads.append({"vehicles": [wrong[at % 4]]})
    vehicle = Shape({"oneOf": list(models.values())}, tuple(value["vehicles"][0] for value in goods), (), defs)
    return record(
        {"vehicles": listing(vehicle, minItems=1)},
        {
            "depots": mapping(record({"name": NAME}, {"gates": integer(2, 1, minimum=1)}), ["north", "south"]),
            "moved": listing(record({"from": SLUG, "to": SLUG, "at": MOMENT})),
        },
    ).but(good=goods, bad=bads)
