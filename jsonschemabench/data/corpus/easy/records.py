"""Records."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, nullable, number, record, text
from jsonschemabench.data.corpus.words import (
    CENTS,
    COLOUR,
    DATE,
    EMAIL,
    HOST,
    LATITUDE,
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
    TIME,
    TITLE,
    URI,
    UUID,
    VERSION,
    YEAR,
)


def records_shapes() -> Iterator[tuple[str, str, Shape]]:
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
