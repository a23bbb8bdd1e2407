"""Arguments of functions that a language model calls: flat records, with a description of each argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COUNTRY,
    CURRENCY,
    DATE,
    EMAIL,
    LANGUAGE,
    LATITUDE,
    LINK,
    LONGITUDE,
    MOMENT,
    MONEY,
    NAME,
    PERCENT,
    PERSON,
    PHONE,
    PLACE,
    SPAN,
    TIME,
    UUID,
)

WORDS = text("jazz concerts in Oslo", "red shoes", minLength=1)
CITY = text("Oslo", "São Paulo", "Nagoya")
UNIT = choice("metric", "imperial")
TASK = choice("todo", "doing", "done")


def told(described: Mapping[str, tuple[str, Shape]]) -> dict[str, Shape]:
    """Arguments with their descriptions in the schema."""
    return {name: one.but(description=words) for name, (words, one) in described.items()}


def call(
    required: Mapping[str, tuple[str, Shape]],
    optional: Mapping[str, tuple[str, Shape]] | None = None,
    **keywords: object,
) -> Shape:
    """The arguments of a function; others are allowed, as in most published ones."""
    closed = bool(keywords.pop("closed", False))
    return record(told(required), told(optional or {}), closed=closed, **keywords)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**_everyday(), **_office(), **_shop(), **_technical()}.items():
        yield name, "", shape


def _everyday() -> dict[str, Shape]:
    return {
        "get-weather": call(
            {"city": ("The place to look up", CITY)}, {"units": ("Of temperature and wind", UNIT)}, closed=True
        ),
        "get-forecast": call(
            {"latitude": ("Degrees north", LATITUDE), "longitude": ("Degrees east", LONGITUDE)},
            {
                "days": ("How many days ahead", integer(3, 1, 14, minimum=1, maximum=14)),
                "hourly": ("A value an hour", flag()),
            },
        ),
        "set-alarm": call(
            {"time": ("When to ring", TIME)},
            {
                "repeat": (
                    "On which days",
                    listing(choice("mon", "tue", "wed", "thu", "fri", "sat", "sun"), uniqueItems=True),
                ),
                "label": ("What to show", text("Wake up", "Tea", maxLength=30)),
            },
        ),
        "play-music": call(
            {"query": ("Artist, album or song", WORDS)},
            {
                "shuffle": ("In any order", flag(default=False)),
                "volume": ("In percent", integer(40, 0, 100, minimum=0, maximum=100)),
            },
        ),
        "convert-currency": call(
            {
                "amount": ("How much", CENTS),
                "from": ("What it is in", CURRENCY),
                "to": ("What it shall be in", CURRENCY),
            },
            closed=True,
        ),
        "translate": call(
            {"text": ("What to translate", WORDS), "target": ("A language tag", LANGUAGE)},
            {"formality": ("How to address the reader", choice("formal", "informal", "auto"))},
        ),
        "calculate-tip": call(
            {"bill": ("Before the tip", number(48.5, 0, 1200, minimum=0)), "percent": ("Of the bill", PERCENT)},
            {"people": ("Who share it", integer(2, 1, 12, minimum=1))},
        ),
        "find-recipe": call(
            {
                "ingredients": (
                    "What there is",
                    listing(text("rice", "leek", "egg", minLength=2), minItems=1, maxItems=12),
                )
            },
            {
                "diet": ("What it must suit", choice("vegan", "vegetarian", "none")),
                "minutes": ("At most", integer(30, 5, 240, minimum=5)),
            },
        ),
        "solve-equation": call(
            {
                "equation": (
                    "With one equals sign",
                    text("x^2 = 4", "2*y=7", bad=["x^2", "a=b=c"], pattern="^[^=]+=[^=]+$"),
                )
            },
            {"variable": ("To solve for", text("x", "y", bad=["xy"], pattern="^[a-z]$"))},
        ),
        "log-meal": call(
            {
                "meal": ("Which one", choice("breakfast", "lunch", "dinner", "snack")),
                "items": (
                    "What was eaten",
                    listing(
                        record({"food": text("oats", "apple"), "grams": number(80, 12.5, exclusiveMinimum=0)}),
                        minItems=1,
                    ),
                ),
            }
        ),
        "roll-dice": call(
            {
                "dice": (
                    "In the usual notation",
                    text("2d6", "1d20+3", "4d4-1", bad=["d", "2x6"], pattern="^[1-9]\\d*d[1-9]\\d*([+-]\\d+)?$"),
                )
            }
        ),
    }


def _office() -> dict[str, Shape]:
    attendee = record({"email": EMAIL}, {"optional": flag(), "name": NAME})
    return {
        "send-email": call(
            {
                "to": ("Who gets it", listing(EMAIL, minItems=1, maxItems=20)),
                "subject": ("One line", text("Minutes", "Re: berth 4", bad=["a\nb"], pattern="^[^\\n]+$")),
                "body": ("Plain text", WORDS),
            },
            {"cc": ("Who gets a copy", listing(EMAIL)), "send_at": ("Later than now", MOMENT)},
        ),
        "create-event": call(
            {"title": ("Of the event", WORDS), "start": ("With time zone", MOMENT), "duration": ("ISO 8601", SPAN)},
            {"attendees": ("Who is invited", listing(attendee, maxItems=50)), "location": ("A room or address", CITY)},
            closed=True,
        ),
        "find-free-slot": call(
            {
                "people": ("Whose calendars", listing(EMAIL, minItems=2, uniqueItems=True)),
                "minutes": (
                    "A multiple of a quarter of an hour",
                    integer(30, 15, 120, bad=[20], multipleOf=15, minimum=15),
                ),
            },
            {"before": ("The last day", DATE), "after": ("The first day", DATE)},
        ),
        "create-task": call(
            {"title": ("What to do", WORDS)},
            {
                "state": ("Where it stands", TASK),
                "due": ("A day, or null for none", nullable(DATE)),
                "assignee": ("Who does it", PERSON),
                "points": ("Of the planning game", choice(1, 2, 3, 5, 8, 13)),
            },
        ),
        "update-contact": call(
            {"id": ("Of the contact", UUID)},
            {
                "phone": ("With country code", PHONE),
                "email": ("The only one", EMAIL),
                "note": ("Replaces the old one", WORDS),
            },
            minProperties=2,
        ),
        "search-mail": call(
            {},
            {
                "from": ("Sender", EMAIL),
                "contains": ("In subject or body", WORDS),
                "unread": ("Only those", flag()),
                "since": ("The first day", DATE),
            },
            minProperties=1,
            closed=True,
        ),
        "summarise": call(
            {"url": ("Of the page", LINK), "length": ("In sentences", integer(3, 1, 10, minimum=1, maximum=10))},
            {"style": ("Of writing", choice("plain", "formal", "playful")), "bullets": ("As a list", flag())},
        ),
        "start-timer": call({"duration": ("ISO 8601", SPAN)}, {"name": ("To tell timers apart", NAME)}),
        "make-chart": call(
            {
                "kind": ("Of chart", choice("line", "bar", "pie")),
                "series": (
                    "Names and values",
                    listing(
                        record({"name": NAME, "values": listing(number(1, 2.5, -3), minItems=1)}),
                        minItems=1,
                        maxItems=4,
                    ),
                ),
            },
            {"title": ("Above the chart", nullable(text("Growth", "Costs")))},
        ),
        "fill-template": call(
            {
                "template": ("Which one", text("letter", "invoice", "offer")),
                "values": ("For its placeholders", mapping(union("anyOf", WORDS, number(7, 1.5)), ["name", "total"])),
            }
        ),
    }


def _shop() -> dict[str, Shape]:
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


def _technical() -> dict[str, Shape]:
    return {
        "run-query": call(
            {
                "sql": (
                    "A SELECT statement",
                    text(
                        "SELECT 1",
                        "select name from ships",
                        bad=["DROP TABLE ships"],
                        pattern="^[Ss][Ee][Ll][Ee][Cc][Tt]\\s",
                    ),
                )
            },
            {
                "parameters": ("For the placeholders", listing(union("anyOf", WORDS, number(1, 2.5), flag()))),
                "timeout": ("ISO 8601", SPAN),
            },
        ),
        "read-file": call(
            {
                "path": (
                    "Below the project folder",
                    text("src/main.py", "README.md", bad=["/etc/passwd", ""], pattern="^[^/]"),
                )
            },
            {
                "from_line": ("From 1", integer(1, 40, minimum=1)),
                "lines": ("How many", integer(100, 1, 2000, minimum=1, maximum=2000)),
            },
            closed=True,
        ),
        "apply-edits": call(
            {
                "path": ("Which file", text("a.py", "docs/index.md")),
                "edits": (
                    "From top to bottom",
                    listing(
                        union(
                            "oneOf",
                            record({"insert": WORDS, "line": integer(1, 9, minimum=1)}),
                            record({"delete": integer(2, 3, minimum=1), "line": integer(4, 8, minimum=1)}),
                        ),
                        minItems=1,
                    ),
                ),
            }
        ),
        "run-command": call(
            {"argv": ("Program and arguments", listing(text("ls", "-l", "src", minLength=1), minItems=1))},
            {
                "env": (
                    "Added to the environment",
                    mapping(text("1", "C.UTF-8"), ["DEBUG", "LANG"], pattern="^[A-Z_]+$", wrong="debug"),
                ),
                "seconds": ("At most", number(10, 0.5, exclusiveMinimum=0, maximum=600)),
            },
        ),
        "http-request": call(
            {"method": ("Of HTTP", choice("GET", "POST", "PUT", "DELETE")), "url": ("With its query", LINK)},
            {
                "headers": ("By name", mapping(text("application/json", "no-cache"), ["Accept", "Cache-Control"])),
                "json": ("The body", record({}, {"q": WORDS}, closed=False)),
            },
        ),
        "open-ticket": call(
            {
                "severity": ("From 1, the worst", integer(2, 1, 4, minimum=1, maximum=4)),
                "component": ("Which part", choice("api", "web", "billing")),
                "description": ("What happens", text("Login loops for ever", "It hangs", minLength=5)),
            },
            {
                "steps": ("To see it", listing(text("open the page", "press enter"), minItems=1, maxItems=10)),
                "reporter": ("Who saw it", PERSON),
            },
            closed=True,
        ),
        "scale-service": call(
            {"service": ("Its name", text("web", "api-2", bad=["Web"], pattern="^[a-z][a-z0-9-]*$"))},
            {
                "replicas": (
                    "How many, or how to choose",
                    union(
                        "oneOf",
                        integer(3, 0, 40, minimum=0, maximum=100),
                        record({"min": integer(1, 2, minimum=0), "max": integer(5, 9, minimum=1)}),
                    ),
                ),
                "dry_run": ("Only say what would happen", flag(default=True)),
            },
        ),
        "train-model": call(
            {
                "dataset": ("Its name", text("iris", "ships-2024")),
                "epochs": ("How many", integer(3, 1, 500, minimum=1, maximum=1000)),
            },
            {
                "learning_rate": ("Of the optimiser", number(0.001, 0.5, 1, exclusiveMinimum=0, maximum=1)),
                "layers": ("Widths", listing(integer(64, 32, 8, minimum=1), minItems=1, maxItems=8)),
                "seed": ("For repeating it", integer(17, 0, minimum=0, maximum=4294967295)),
            },
        ),
        "draw-shape": call(
            {
                "shape": (
                    "One of three",
                    union(
                        "oneOf",
                        record({"circle": number(2, 0.5, exclusiveMinimum=0)}),
                        record({"width": number(3, 1), "height": number(2, 9)}),
                        record({"points": listing(listing(number(0, 1.5), minItems=2, maxItems=2), minItems=3)}),
                    ),
                )
            },
        ),
        "list-devices": call({}, {"verbose": ("More words", flag())}, closed=True),
    }
