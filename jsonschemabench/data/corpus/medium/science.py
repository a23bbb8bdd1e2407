"""Laboratories, stations, sequences, stars."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    integer,
    listing,
    mapping,
    named,
    nullable,
    number,
    record,
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COLOUR,
    DATE,
    MOMENT,
    NAME,
    PERCENT,
    PLACE,
    PLAIN,
    SHARE,
    SPAN,
    TITLE,
    YEAR,
)


def science_shapes() -> dict[str, Shape]:
    quantity = named(
        "quantity",
        record(
            {"value": number(1.5, -3, 6e23), "unit": text("mol", "kg", bad=["k g", ""], pattern="^\\S+$")},
            {"error": number(0.1, 0, minimum=0)},
        ),
    )
    step = union(
        "oneOf",
        record({"heat": record({"to": quantity}, {"for": SPAN})}),
        record({"add": record({"what": NAME, "amount": quantity})}),
        record({"stir": SPAN}),
        record({"note": PLAIN}),
    )
    return {
        "lab-protocol": record(
            {"title": TITLE, "steps": listing(step, minItems=1, maxItems=200)},
            {
                "materials": listing(
                    record(
                        {"name": NAME, "amount": quantity},
                        {"hazard": listing(choice("flammable", "toxic", "corrosive"), uniqueItems=True)},
                    )
                ),
                "yields": nullable(quantity),
            },
        ),
        "station-metadata": record(
            {"id": text("NO-018700", "JP-0", bad=["018700"], pattern="^[A-Z]{2}-\\d+$"), "place": PLACE},
            {
                "sensors": listing(
                    record(
                        {"measures": choice("temperature", "wind", "rain"), "every": SPAN},
                        {
                            "height": number(2, 10.5, minimum=0),
                            "range": row(number(-50, 0), number(50, 1000), minItems=2),
                        },
                    ),
                    minItems=1,
                ),
                "from": DATE,
                "to": nullable(DATE),
            },
        ),
        "sequence-annotation": record(
            {
                "sequence": text("ACGTTGCA", "N", bad=["ACGU", ""], pattern="^[ACGTN]+$"),
                "features": listing(
                    record(
                        {
                            "type": choice("gene", "exon", "repeat"),
                            "start": integer(1, 17, minimum=1),
                            "end": integer(99, 17, minimum=1),
                        },
                        {"strand": choice("+", "-", "."), "score": nullable(SHARE)},
                    )
                ),
            },
            {"organism": text("Homo sapiens", "Mus musculus", bad=["human"], pattern="^[A-Z][a-z]+ [a-z]+$")},
        ),
        "observation-plan": record(
            {
                "target": record(
                    {"ra": number(83.82, 0, minimum=0, maximum=360), "dec": number(-5.39, 90, minimum=-90, maximum=90)},
                    {"name": NAME},
                ),
                "exposures": listing(
                    record(
                        {
                            "filter": choice("U", "B", "V", "R", "I"),
                            "seconds": number(30, 0.1, exclusiveMinimum=0, maximum=3600),
                        },
                        {"repeat": integer(5, 1, minimum=1)},
                    ),
                    minItems=1,
                ),
            },
            {"moon": SHARE, "window": row(MOMENT, MOMENT, minItems=2)},
        ),
        "bibliography": listing(
            union(
                "oneOf",
                record(
                    {"kind": const("book"), "title": TITLE, "authors": listing(NAME, minItems=1)},
                    {"year": YEAR, "publisher": NAME},
                ),
                record(
                    {"kind": const("article"), "title": TITLE, "journal": NAME},
                    {
                        "pages": row(integer(1, 10, minimum=1), integer(9, 24, minimum=1), minItems=2),
                        "doi": text("10.1000/182", "10.5555/abc", bad=["doi"], pattern="^10\\.\\d{4,}/\\S+$"),
                    },
                ),
            ),
            minItems=1,
        ),
        "materials-sheet": record(
            {
                "name": NAME,
                "density": quantity,
                "composition": mapping(PERCENT, ["Fe", "C"], pattern="^[A-Z][a-z]?$", wrong="iron", minProperties=1),
            },
            {
                "melting": quantity,
                "standards": listing(text("EN 10025", "ASTM A36"), uniqueItems=True),
                "colour": COLOUR,
            },
        ),
    }
