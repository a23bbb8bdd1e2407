"""Schemas of some ten thousand bytes: a whole system in one schema, long lists of codes, hundreds of settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschemabench.data.corpus import editor, events, functions, kubernetes, resources
from jsonschemabench.data.corpus.hard import clinic, invoice
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    mapping,
    named,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COLOUR,
    DATE,
    EMAIL,
    HOST,
    LINK,
    MOMENT,
    NAME,
    PERSON,
    PLAIN,
    PORT,
    SHARE,
    SLUG,
    SPAN,
    TIME,
    TITLE,
    UUID,
)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield (
        "cluster-objects",
        "draft7",
        _kinds({**kubernetes.workloads(), **kubernetes.settings(), **kubernetes.access()}),
    )
    yield (
        "workload-list",
        "",
        record({"items": listing(_kinds(kubernetes.workloads()), minItems=1)}, {"revision": SLUG}),
    )
    yield "event-stream", "draft4", _stream()
    yield "function-catalogue", "", _calls()
    yield (
        "editorial-system",
        "draft4",
        record(
            {"site": NAME, "objects": listing(_kinds({**resources.content(), **resources.catalogue()}), minItems=1)},
            {"exported": MOMENT},
        ),
    )
    yield (
        "workbench",
        "draft7",
        record(
            {},
            {**editor.languages(), **editor.services(), **editor.looks()},
            minProperties=1,
            title="Every file of a project in one",
        ),
    )
    yield "codes", "draft7", _codes()
    yield "application-settings", "draft4", _settings()
    yield "questionnaire", "draft7", _questionnaire()
    yield (
        "ministry-exchange",
        "draft7",
        record(
            {
                "sender": record({"name": NAME, "id": UUID}),
                "letters": listing(
                    union(
                        "oneOf",
                        record({"kind": const("health"), "body": clinic()}),
                        record({"kind": const("invoice"), "body": invoice()}),
                        record({"kind": const("order"), "body": resources.trade()["order"]}),
                    ),
                    minItems=1,
                ),
            },
            {"receipt": EMAIL},
        ),
    )
    yield "fleet", "draft2020-12", _fleet()


def _kinds(found: dict[str, Shape]) -> Shape:
    return union("oneOf", *(named(f"kind-{name}", one) for name, one in found.items()))


def _stream() -> Shape:
    kinds = [(name, one) for name, draft, one in events.shapes() if draft == "draft4"]
    alternatives = [
        record({"schema": choice(f"iglu:com.example/{name}/1-0-0"), "data": named(name, one)}) for name, one in kinds
    ]
    return record(
        {"id": UUID, "collected": MOMENT, "event": union("oneOf", *alternatives)},
        {
            "platform": choice("web", "mob", "srv"),
            "app": SLUG,
            "user": record({}, {"id": UUID, "session": integer(7, 1, minimum=1)}),
            "context": listing(record({"name": SLUG, "value": PLAIN})),
        },
    )


def _calls() -> Shape:
    """What a model may call: the name decides about the arguments."""
    calls = [record({"name": const(name.replace("-", "_")), "arguments": one}) for name, _, one in functions.shapes()]
    return record({"calls": listing(union("anyOf", *calls), minItems=1, maxItems=8)}, {"thought": PLAIN}).but(
        good=[{"calls": [one.good[turn % 3]]} for turn, one in enumerate(calls[::13])],
        bad=[{"calls": [one.bad[turn % 3]]} for turn, one in enumerate(calls[::9])],
    )


COUNTRIES = [
    "AD",
    "AE",
    "AF",
    "AG",
    "AL",
    "AM",
    "AO",
    "AR",
    "AT",
    "AU",
    "AZ",
    "BA",
    "BB",
    "BD",
    "BE",
    "BF",
    "BG",
    "BH",
    "BI",
    "BJ",
    "BN",
    "BO",
    "BR",
    "BS",
    "BT",
    "BW",
    "BY",
    "BZ",
    "CA",
    "CD",
    "CF",
    "CG",
    "CH",
    "CI",
    "CL",
    "CM",
    "CN",
    "CO",
    "CR",
    "CU",
    "CV",
    "CY",
    "CZ",
    "DE",
    "DJ",
    "DK",
    "DM",
    "DO",
    "DZ",
    "EC",
    "EE",
    "EG",
    "ER",
    "ES",
    "ET",
    "FI",
    "FJ",
    "FM",
    "FR",
    "GA",
    "GB",
    "GD",
    "GE",
    "GH",
    "GM",
    "GN",
    "GQ",
    "GR",
    "GT",
    "GW",
    "GY",
    "HN",
    "HR",
    "HT",
    "HU",
    "ID",
    "IE",
    "IL",
    "IN",
    "IQ",
    "IR",
    "IS",
    "IT",
    "JM",
    "JO",
    "JP",
    "KE",
    "KG",
    "KH",
    "KI",
    "KM",
    "KN",
    "KP",
    "KR",
    "KW",
    "KZ",
    "LA",
    "LB",
    "LC",
    "LI",
    "LK",
    "LR",
    "LS",
    "LT",
    "LU",
    "LV",
    "LY",
    "MA",
    "MC",
    "MD",
    "ME",
    "MG",
    "MH",
    "MK",
    "ML",
    "MM",
    "MN",
    "MR",
    "MT",
    "MU",
    "MV",
    "MW",
    "MX",
    "MY",
    "MZ",
    "NA",
    "NE",
    "NG",
    "NI",
    "NL",
    "NO",
    "NP",
    "NR",
    "NZ",
    "OM",
    "PA",
    "PE",
    "PG",
    "PH",
    "PK",
    "PL",
    "PT",
    "PW",
    "PY",
    "QA",
    "RO",
    "RS",
    "RU",
    "RW",
    "SA",
    "SB",
    "SC",
    "SD",
    "SE",
    "SG",
    "SI",
    "SK",
    "SL",
    "SM",
    "SN",
    "SO",
    "SR",
    "SS",
    "ST",
    "SV",
    "SY",
    "SZ",
    "TD",
    "TG",
    "TH",
    "TJ",
    "TL",
    "TM",
    "TN",
    "TO",
    "TR",
    "TT",
    "TV",
    "TZ",
    "UA",
    "UG",
    "US",
    "UY",
    "UZ",
    "VA",
    "VC",
    "VE",
    "VN",
    "VU",
    "WS",
    "YE",
    "ZA",
    "ZM",
    "ZW",
]
CURRENCIES = [
    "AED",
    "AFN",
    "ALL",
    "AMD",
    "AOA",
    "ARS",
    "AUD",
    "AZN",
    "BAM",
    "BDT",
    "BGN",
    "BHD",
    "BIF",
    "BND",
    "BOB",
    "BRL",
    "BSD",
    "BTN",
    "BWP",
    "BYN",
    "BZD",
    "CAD",
    "CDF",
    "CHF",
    "CLP",
    "CNY",
    "COP",
    "CRC",
    "CUP",
    "CVE",
    "CZK",
    "DJF",
    "DKK",
    "DOP",
    "DZD",
    "EGP",
    "ERN",
    "ETB",
    "EUR",
    "FJD",
    "GBP",
    "GEL",
    "GHS",
    "GMD",
    "GNF",
    "GTQ",
    "GYD",
    "HKD",
    "HNL",
    "HTG",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "IQD",
    "IRR",
    "ISK",
    "JMD",
    "JOD",
    "JPY",
    "KES",
    "KGS",
]
TRADES = [
    "bakery",
    "butcher",
    "carpenter",
    "chemist",
    "cobbler",
    "dentist",
    "dyer",
    "farrier",
    "florist",
    "forge",
    "foundry",
    "glazier",
    "grocer",
    "joiner",
    "mason",
    "miller",
]
MATERIALS = [
    "ash",
    "beech",
    "birch",
    "brass",
    "bronze",
    "copper",
    "cork",
    "cotton",
    "felt",
    "glass",
    "granite",
    "iron",
    "jute",
    "leather",
    "linen",
    "marble",
    "oak",
    "pine",
    "silk",
    "slate",
]
FORMS = [
    "bar",
    "block",
    "board",
    "coil",
    "granulate",
    "panel",
    "pellet",
    "pipe",
    "plate",
    "powder",
    "rod",
    "roll",
    "sheet",
    "thread",
    "tube",
    "wire",
]


def _codes() -> Shape:
    """Long lists to choose from, one of them of more than a thousand texts, some of which begin others."""
    goods = [f"{material}-{form}" for material in MATERIALS for form in FORMS]
    graded = [f"{one}-{grade}" for one in goods for grade in ("a", "b", "b2", "c")]
    stock = record(
        {"good": choice(*graded), "origin": choice(*COUNTRIES)},
        {
            "price": record({"amount": CENTS, "currency": choice(*CURRENCIES)}),
            "trade": choice(*(f"{trade}{suffix}" for trade in TRADES for suffix in ("", "s", " supplies"))),
        },
    )
    return record(
        {"stock": listing(stock, minItems=1)},
        {"destinations": listing(choice(*COUNTRIES), uniqueItems=True, maxItems=20), "plain": choice(*goods)},
    )


AREAS = [
    "editor",
    "terminal",
    "search",
    "debug",
    "files",
    "window",
    "network",
    "privacy",
    "updates",
    "sound",
    "printing",
    "calendar",
    "contacts",
    "mail",
    "maps",
    "notes",
]
TOPICS = {
    "enabled": flag(), "level": choice("none", "some", "all"), "delay": integer(200, 0, minimum=0, maximum=60000),
    "opacity": SHARE, "colour": COLOUR, "folder": text("~/data", "/srv", minLength=1), "start": TIME, "every": SPAN, "server": HOST, "port": PORT,
    "language": text("en", "nb", bad=["english"], pattern="^[a-z]{2}$"), "exclude": listing(text("*.tmp", ".git"), uniqueItems=True),
    "limit": integer(10, 1, minimum=1, maximum=100), "homepage": LINK,
    "aliases": mapping(PLAIN, ["ll", "gs"]),
}  # fmt: skip


def _settings() -> Shape:
    """Hundreds of members on one level; each area of the program has its own limits and choices."""
    members: dict[str, Shape] = {}
    for at, area in enumerate(AREAS):
        for turn, (topic, one) in enumerate(TOPICS.items()):
            if (at + turn) % 5:
                words = f"{topic.capitalize()} of {area}"
                members[f"{area}.{topic}"] = (
                    one.but(description=words, title=words.title()) if turn % 2 else one.but(description=words)
                )
    whole = record({}, members)
    few = [{name: members[name].good[turn % 2] for name in list(members)[turn::40]} for turn in range(5)]
    return whole.but(
        good=few,
        bad=[{**few[0], "editor.opaque": 1}, *({**few[1], name: members[name].bad[0]} for name in list(members)[::60])],
    )


def _questionnaire() -> Shape:
    """A long form: what is asked depends on what was answered before."""
    subjects = [
        "smoking",
        "alcohol",
        "sleep",
        "exercise",
        "diet",
        "medicine",
        "allergies",
        "pain",
        "vision",
        "hearing",
        "travel",
        "work",
        "stress",
        "mobility",
        "memory",
    ]
    answers: dict[str, Shape] = {"patient": UUID, "on": DATE}
    rules: list[dict[str, Any]] = []
    detail = {
        "since": DATE, "often": choice("daily", "weekly", "rarely"), "amount": number(2.5, 0, minimum=0, maximum=100), "severity": integer(3, 1, minimum=1, maximum=10),
    }  # fmt: skip
    optional: dict[str, Shape] = {}
    for at, subject in enumerate(subjects):
        answers[subject] = choice("yes", "no", "unsure")
        names = [f"{subject}_{name}" for name in list(detail)[at % 3 : at % 3 + 2]]
        optional |= {name: detail[name.removeprefix(f"{subject}_")] for name in names}
        asked = {"required": names}
        unasked = {"not": {"anyOf": [{"required": [name]} for name in names]}}
        rules.append({"if": {"properties": {subject: {"const": "yes"}}}, "then": asked, "else": unasked})
        optional[f"{subject}_note"] = text(
            "since the accident", "", maxLength=200, description=f"Anything else about {subject}"
        )
    healthy = {"patient": UUID.good[0], "on": "2024-05-01", **dict.fromkeys(subjects, "no")}
    smoker = {
        **healthy,
        "smoking": "yes",
        "smoking_since": "1999-01-01",
        "smoking_often": "daily",
        "smoking_note": "stopped once",
    }
    return record(answers, optional, allOf=rules).but(
        good=[
            healthy,
            smoker,
            {**healthy, "sleep": "unsure", "sleep_note": ""},
            {**healthy, "alcohol": "yes", "alcohol_often": "rarely", "alcohol_amount": 1.5},
        ],
        bad=[
            {**healthy, "smoking": "yes"},
            {**healthy, "smoking_since": "1999-01-01"},
            {**smoker, "smoking_often": "hourly"},
            {**healthy, "work": "maybe"},
            {name: value for name, value in healthy.items() if name != "memory"},
        ],
    )


def _fleet() -> Shape:
    """Vehicles of many models, each with its own equipment; what all have in common is said once and closed from outside."""
    models = {}
    equipment = {
        "tipper": {"angle": integer(45, 30, minimum=20, maximum=60)}, "tanker": {"litres": integer(20000, 5000, minimum=100), "cargo": choice("milk", "water", "diesel")},
        "crane": {"reach": number(18.5, 4, exclusiveMinimum=0), "certificate": DATE}, "bus": {"seats": integer(48, 12, minimum=8, maximum=120), "doors": listing(choice("front", "middle", "rear"), minItems=1, uniqueItems=True)},
        "ambulance": {"crew": listing(PERSON, minItems=2, maxItems=4)}, "sweeper": {"width": number(2.2, 1, minimum=0.5, maximum=4)},
        "ferry": {"cars": integer(12, 0, minimum=0), "ports": listing(SLUG, minItems=2)}, "tram": {"line": integer(12, 1, minimum=1, maximum=19), "low_floor": flag()},
    }  # fmt: skip
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
