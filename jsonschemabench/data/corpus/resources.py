"""Resources of an API: articles, images, catalogue records, orders; optional members, references, pages of results."""

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
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COUNT,
    COUNTRY,
    DATE,
    EMAIL,
    LANGUAGE,
    LATITUDE,
    LINK,
    LINKS,
    LONGITUDE,
    MOMENT,
    MONEY,
    NAME,
    PERCENT,
    PERSON,
    PLACE,
    PLAIN,
    POSTAL,
    SHA256,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TITLE,
    URI,
    UUID,
    VERSION,
    YEAR,
    identifier,
)

SIZE = integer(1200, 1, 8000, minimum=1)
IMAGE = named(
    "image", record({"url": LINK, "width": SIZE, "height": SIZE}, {"caption": PLAIN, "credit": NAME, "focus": PLACE})
)
AUTHOR = named(
    "author",
    record(
        {"name": NAME},
        {"id": SLUG, "email": EMAIL, "image": IMAGE, "bio": text("Writes about ships.", "", maxLength=400)},
    ),
)
STAMPS = {"created_at": MOMENT, "updated_at": nullable(MOMENT)}


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**content(), **catalogue(), **trade()}.items():
        yield name, "draft4", shape
    for name, shape in _platform().items():
        yield name, "draft7", shape


def block() -> Shape:
    """A part of an article."""
    paragraph = record({"type": const("text"), "content": PLAIN}, {"style": choice("lead", "body", "quote")})
    picture = record({"type": const("image"), "image": IMAGE}, {"layout": choice("wide", "inline")})
    table = record(
        {"type": const("table"), "rows": listing(listing(PLAIN, minItems=1), minItems=1)}, {"header": flag()}
    )
    heading = record({"type": const("heading"), "content": TITLE, "level": integer(2, 6, minimum=1, maximum=6)})
    return named("block", union("oneOf", paragraph, picture, table, heading))


def content() -> dict[str, Shape]:
    """What an editorial system serves."""
    head = {"id": UUID, "version": VERSION, "type": choice("story")}
    story = record(
        {**head, "headline": TITLE, "blocks": listing(block(), minItems=1)},
        {
            "authors": listing(AUTHOR, maxItems=8),
            "published": MOMENT,
            "tags": TAGS,
            "language": LANGUAGE,
            "related": listing(UUID, uniqueItems=True),
            **STAMPS,
        },
    )
    return {
        "story": story,
        "image": record(
            {"id": UUID},
            {
                "renditions": listing(IMAGE, minItems=1),
                "alt": PLAIN,
                "licence": choice("CC-BY-4.0", "CC0-1.0", "own"),
                "sha256": SHA256,
            },
        ),
        "author": record({"author": AUTHOR}, {"beats": listing(SLUG, uniqueItems=True), "active": flag()}),
        "section": record(
            {"slug": SLUG, "title": TITLE},
            {
                "parent": nullable(SLUG),
                "order": COUNT,
                "stories": listing(record({"id": UUID}, {"pinned": flag(), "weight": SHARE})),
            },
        ),
        "gallery": record(
            {"title": TITLE, "images": listing(IMAGE, minItems=1, maxItems=60)}, {"cover": integer(0, 1, minimum=0)}
        ),
        "video": record(
            {
                "title": TITLE,
                "duration": SPAN,
                "streams": listing(
                    record(
                        {"url": LINK, "kind": choice("hls", "mp4", "dash")},
                        {"bitrate": integer(2500, 64, minimum=1), "height": SIZE},
                    ),
                    minItems=1,
                ),
            },
            {
                "poster": IMAGE,
                "captions": mapping(LINK, ["en", "pt-BR"], pattern="^[a-z]{2}(-[A-Z]{2})?$", wrong="english"),
            },
        ),
        "newsletter": record(
            {"name": TITLE, "sender": EMAIL},
            {
                "schedule": record(
                    {
                        "weekday": choice("mon", "tue", "wed", "thu", "fri"),
                        "hour": integer(7, 18, minimum=0, maximum=23),
                    }
                ),
                "sections": listing(SLUG, minItems=1),
            },
        ),
    }


def catalogue() -> dict[str, Shape]:
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


def trade() -> dict[str, Shape]:
    """What shops and banks exchange."""
    address = named("address", POSTAL)
    line = named(
        "orderLine", record({"sku": SLUG, "quantity": integer(2, 1, minimum=1), "price": CENTS}, {"discount": PERCENT})
    )
    payment = union(
        "oneOf",
        record({"card": text("4242", "0001", bad=["42"], pattern="^\\d{4}$"), "brand": choice("visa", "amex")}),
        record({"iban": text("NO9386011117947", "DE89370400440532", bad=["9386"], pattern="^[A-Z]{2}\\d{10,30}$")}),
        record({"invoice": flag()}),
    )
    return {
        "order": record(
            {"id": identifier("ord"), "lines": listing(line, minItems=1), "ship_to": address},
            {
                "bill_to": address,
                "payment": payment,
                "total": MONEY,
                "status": choice("open", "paid", "sent", "closed"),
                **STAMPS,
            },
        ),
        "customer": record(
            {"id": identifier("cus"), "person": PERSON},
            {"addresses": listing(address, maxItems=10), "credit": nullable(MONEY), "segments": TAGS},
        ),
        "price-list": record(
            {
                "currency": choice("EUR", "NOK"),
                "prices": mapping(
                    union(
                        "oneOf", CENTS, listing(record({"from": integer(1, 10, minimum=1), "price": CENTS}), minItems=1)
                    ),
                    ["screw", "nail"],
                    minProperties=1,
                ),
            },
            {"valid": row(DATE, nullable(DATE), minItems=2)},
        ),
        "shipment": record(
            {
                "id": identifier("shp"),
                "parcels": listing(
                    record(
                        {"weight": number(1.25, 0.1, exclusiveMinimum=0, maximum=31.5)},
                        {"size": row(SIZE, SIZE, SIZE, minItems=3)},
                    ),
                    minItems=1,
                ),
            },
            {"events": listing(record({"at": MOMENT, "where": union("anyOf", PLACE, address)}, {"note": PLAIN}))},
        ),
        "statement": record(
            {
                "account": text("NO93", "DE89", bad=["93"], pattern="^[A-Z]{2}"),
                "entries": listing(
                    record(
                        {"date": DATE, "amount": number(-12.5, 99.99, bad=[0.001], multipleOf=0.01)},
                        {"counterpart": NAME, "reference": nullable(PLAIN)},
                    )
                ),
            },
            {"opening": number(0, 12.34, multipleOf=0.01)},
        ),
    }


def _platform() -> dict[str, Shape]:
    problem = named(
        "problem",
        record(
            {"title": TITLE, "status": integer(422, 500, minimum=400, maximum=599)},
            {
                "type": URI,
                "detail": PLAIN,
                "errors": listing(
                    record({"pointer": text("/a", "/b/0", bad=["a"], format="json-pointer"), "message": PLAIN})
                ),
            },
        ),
    )
    user = record(
        {"id": identifier("usr"), "email": EMAIL},
        {
            "roles": listing(choice("owner", "editor", "viewer"), uniqueItems=True, minItems=1),
            "settings": record({}, {"theme": choice("dark", "light"), "language": LANGUAGE}, closed=False),
        },
    )
    return {
        "user-page": record({"data": listing(user, maxItems=100), "links": LINKS}, {"total": COUNT}),
        "error-or-result": union("oneOf", record({"error": problem}), record({"result": user})),
        "webhook": record(
            {
                "url": LINK,
                "events": listing(choice("order.paid", "order.sent", "user.*"), minItems=1, uniqueItems=True),
            },
            {
                "secret": text("0123456789abcdef", "s" * 32, minLength=16, writeOnly=True),
                "retries": record(
                    {"count": integer(3, 0, minimum=0, maximum=10)}, {"backoff": choice("fixed", "exponential")}
                ),
            },
        ),
        "job": record(
            {"id": identifier("job"), "state": choice("queued", "running", "done", "failed")},
            {"progress": SHARE, "result": LINK, "problem": problem},
            allOf=[
                {"if": {"properties": {"state": {"const": "done"}}}, "then": {"required": ["result"]}},
                {"if": {"properties": {"state": {"const": "failed"}}}, "then": {"required": ["problem"]}},
            ],
        ).but(
            bad=[{"id": "job_8f3k2", "state": "done"}, {"id": "job_8f3k2", "state": "failed", "progress": 1}],
            good=[{"id": "job_00001", "state": "running", "progress": 0.5}],
        ),
        "comment-thread": record(
            {
                "root": named(
                    "comment",
                    record(
                        {"text": PLAIN, "by": NAME},
                        {
                            "replies": Shape(
                                {"type": "array", "items": {"$ref": "#/$defs/comment"}},
                                ([], [{"text": "Yes", "by": "G. Hopper"}]),
                                ([{"text": "No"}], [[]], "none"),
                            ),
                            "likes": COUNT,
                        },
                    ),
                )
            },
            {"locked": flag()},
        ),
        "poll": record(
            {
                "question": TITLE,
                "options": listing(record({"id": COUNT, "label": NAME}, {"votes": COUNT}), minItems=2, maxItems=6),
            },
            {"closes": MOMENT, "multiple": union("oneOf", flag(), integer(2, 3, minimum=2))},
        ),
        "inventory": record(
            {
                "warehouses": mapping(
                    record({"place": PLACE, "stock": mapping(COUNT, ["bolt", "nut"])}),
                    ["north", "south"],
                    pattern="^[a-z]+$",
                    wrong="North 1",
                    minProperties=1,
                )
            },
            {"counted": DATE},
        ),
    }
