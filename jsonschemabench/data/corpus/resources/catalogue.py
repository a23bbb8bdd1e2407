"""What libraries, museums and offices publish."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    listing,
    mapping,
    nullable,
    number,
    record,
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COUNT,
    COUNTRY,
    DATE,
    LATITUDE,
    LINK,
    LONGITUDE,
    NAME,
    SHA256,
    SLUG,
    TAGS,
    TITLE,
    YEAR,
    identifier,
)


def catalogue_shapes() -> dict[str, Shape]:
    """What libraries, museums and offices publish."""
    isbn = text("9780451450523", "9791234567896", bad=["0451450523", "978x"], pattern="^97[89]\\d{10}$")
    return {
        "library-record": record(
            {"title": TITLE, "isbn": isbn},
            {
                "creators": listing(
                    record({"name": NAME, "role": choice("author", "editor", "translator")}), minItems=1
                ),
                "year": YEAR,
                "subjects": TAGS,
                "copies": listing(record({"barcode": identifier("bc"), "shelf": SLUG}, {"due": nullable(DATE)})),
            },
        ),
        "artwork": record(
            {"id": identifier("art"), "title": nullable(TITLE)},
            {
                "made": union("oneOf", YEAR, record({"from": YEAR, "to": YEAR})),
                "size": record(
                    {"height": number(81.5, 2, exclusiveMinimum=0), "width": number(60, 1.5, exclusiveMinimum=0)},
                    {"depth": number(3, 0.5, minimum=0), "unit": choice("cm", "in")},
                ),
                "on_display": flag(),
            },
        ),
        "dataset": record(
            {
                "title": TITLE,
                "publisher": NAME,
                "distributions": listing(
                    record(
                        {
                            "url": LINK,
                            "media": text("text/csv", "application/json", bad=["csv"], pattern="^[a-z]+/[a-z0-9.+-]+$"),
                        },
                        {"bytes": COUNT, "sha256": SHA256},
                    ),
                    minItems=1,
                ),
            },
            {
                "temporal": row(DATE, DATE, minItems=2),
                "bounds": row(LONGITUDE, LATITUDE, LONGITUDE, LATITUDE, minItems=4),
            },
        ),
        "species": record(
            {"name": text("Salmo salar", "Quercus robur", bad=["salmon"], pattern="^[A-Z][a-z]+ [a-z]+$")},
            {
                "status": choice("LC", "NT", "VU", "EN", "CR"),
                "names": mapping(NAME, ["en", "nb"], minProperties=1),
                "range": listing(COUNTRY, uniqueItems=True),
            },
        ),
        "geo-feature": record(
            {
                "type": const("Feature"),
                "geometry": union(
                    "oneOf",
                    record({"type": const("Point"), "coordinates": row(LONGITUDE, LATITUDE, minItems=2)}),
                    record(
                        {
                            "type": const("LineString"),
                            "coordinates": listing(row(LONGITUDE, LATITUDE, minItems=2), minItems=2),
                        }
                    ),
                ),
            },
            {"properties": nullable(record({}, {"name": NAME}, closed=False)), "id": union("anyOf", COUNT, SLUG)},
        ),
    }
