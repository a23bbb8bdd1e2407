"""Schemas of one or two thousand bytes: documents of a trade, with their rules."""

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
    shape,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COLOUR,
    COUNT,
    COUNTRY,
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
    PLAIN,
    POSTAL,
    SHA256,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TIME,
    TITLE,
    UUID,
    VERSION,
    YEAR,
    identifier,
)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, found in {**_people(), **_science(), **_games()}.items():
        yield name, "draft4", found
    for name, found in _rules().items():
        yield name, "draft7", found
    for name, found in languages().items():
        yield name, "draft2020-12", found
    yield from _identified()


def _people() -> dict[str, Shape]:
    dose = named(
        "dose",
        record(
            {"drug": SLUG, "amount": number(2.5, 500, exclusiveMinimum=0), "unit": choice("mg", "ml", "µg")},
            {"times": listing(TIME, minItems=1, maxItems=6), "until": DATE},
        ),
    )
    shift = record({"on": DATE, "from": TIME, "to": TIME}, {"break": SPAN, "place": SLUG})
    stop = named(
        "stop",
        record(
            {"station": NAME, "at": TIME},
            {
                "platform": union(
                    "anyOf", integer(1, 12, minimum=1), text("1a", "7b", bad=["b1"], pattern="^\\d+[a-z]$")
                ),
                "request": flag(),
            },
        ),
    )
    return {
        "clinic-visit": record(
            {"patient": UUID, "at": MOMENT, "reason": TITLE},
            {
                "pulse": integer(64, 180, minimum=20, maximum=260),
                "pressure": row(
                    integer(120, 90, minimum=50, maximum=260), integer(80, 60, minimum=30, maximum=160), minItems=2
                ),
                "doses": listing(dose),
                "follow_up": nullable(DATE),
            },
        ),
        "roster": record(
            {"employee": PERSON, "shifts": listing(shift, minItems=1, maxItems=31)},
            {"skills": TAGS, "hours": number(37.5, 20, bad=[37.3], multipleOf=0.5, minimum=0, maximum=60)},
        ),
        "timetable": record(
            {"line": text("R10", "L2", bad=["10"], pattern="^[A-Z]+\\d+$"), "stops": listing(stop, minItems=2)},
            {
                "days": listing(choice("mo", "tu", "we", "th", "fr", "sa", "su"), minItems=1, uniqueItems=True),
                "notes": mapping(PLAIN, ["a", "b"], pattern="^[a-z]$", wrong="note"),
            },
        ),
        "survey-answers": record(
            {
                "survey": identifier("srv"),
                "answers": mapping(
                    union(
                        "anyOf",
                        integer(4, 1, minimum=1, maximum=5),
                        listing(SLUG, minItems=1),
                        record({"other": PLAIN}),
                    ),
                    ["q1", "q2"],
                    pattern="^q\\d+$",
                    wrong="question",
                ),
            },
            {"seconds": COUNT, "language": LANGUAGE},
        ),
        "genealogy": record(
            {
                "persons": mapping(
                    record(
                        {"name": NAME},
                        {
                            "born": DATE,
                            "died": DATE,
                            "parents": listing(text("i1", "i2"), maxItems=2, uniqueItems=True),
                        },
                    ),
                    ["i1", "i2"],
                    pattern="^i\\d+$",
                    wrong="1i",
                    minProperties=1,
                )
            },
            {"root": text("i1", "i2", bad=["1"], pattern="^i\\d+$")},
        ),
        "election-result": record(
            {
                "office": TITLE,
                "districts": listing(
                    record(
                        {"id": integer(1, 19, minimum=1), "votes": mapping(COUNT, ["a", "b"], minProperties=2)},
                        {"turnout": SHARE, "final": flag()},
                    ),
                    minItems=1,
                ),
            },
            {"counted": MOMENT, "seats": mapping(integer(3, 0, minimum=0, maximum=169), ["a", "b"])},
        ),
    }


def _science() -> dict[str, Shape]:
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


def _games() -> dict[str, Shape]:
    square = text("e4", "a8", bad=["e9", "i1"], pattern="^[a-h][1-8]$")
    move = named(
        "move",
        record(
            {"from": square, "to": square},
            {
                "promotes": choice("Q", "R", "B", "N"),
                "check": flag(),
                "clock": text("1:29:58", "0:00:01", bad=["90"], pattern="^\\d:[0-5]\\d:[0-5]\\d$"),
            },
        ),
    )
    item = named(
        "item",
        record(
            {"id": SLUG, "count": integer(1, 99, minimum=1, maximum=99)},
            {
                "enchanted": listing(
                    record({"effect": choice("fire", "frost", "haste"), "level": integer(1, 5, minimum=1, maximum=5)}),
                    maxItems=3,
                )
            },
        ),
    )
    note = union(
        "oneOf",
        record(
            {
                "pitch": text("C4", "F#5", bad=["H4"], pattern="^[A-G][#b]?[0-8]$"),
                "beats": number(0.5, 4, bad=[0.3], multipleOf=0.25, exclusiveMinimum=0),
            }
        ),
        record({"rest": number(1, 0.25, multipleOf=0.25, exclusiveMinimum=0)}),
    )
    return {
        "chess-game": record(
            {"white": NAME, "black": NAME, "moves": listing(move)},
            {
                "result": choice("1-0", "0-1", "1/2-1/2", "*"),
                "opening": text("C42", "B01", bad=["Z9"], pattern="^[A-E]\\d{2}$"),
                "date": DATE,
            },
        ),
        "saved-game": record(
            {
                "version": VERSION,
                "hero": record(
                    {
                        "name": NAME,
                        "level": integer(7, 1, minimum=1, maximum=60),
                        "inventory": listing(item, maxItems=40),
                    },
                    {"position": listing(number(0.5, -12, 300), minItems=3, maxItems=3)},
                ),
            },
            {"quests": mapping(choice("open", "done", "failed"), ["lost-ring", "bridge"]), "checksum": SHA256},
        ),
        "score": record(
            {"title": TITLE, "bars": listing(listing(note, minItems=1), minItems=1)},
            {
                "tempo": integer(120, 40, minimum=20, maximum=300),
                "time": row(integer(3, 4, minimum=1), choice(1, 2, 4, 8, 16), minItems=2),
                "key": text("Bb", "F# minor", bad=["H"], pattern="^[A-G][#b]?( minor)?$"),
            },
        ),
        "crossword": record(
            {
                "grid": listing(text("..#..", "#...#", bad=["a.b"], pattern="^[.#]+$"), minItems=1, maxItems=25),
                "clues": mapping(
                    record({"clue": PLAIN, "answer": text("OSLO", "FJORD", bad=["Oslo"], pattern="^[A-Z]+$")}),
                    ["1a", "2d"],
                    pattern="^\\d+[ad]$",
                    wrong="a1",
                ),
            },
            {"author": NAME, "minutes": COUNT},
        ),
    }


def _rules() -> dict[str, Shape]:
    conditional = [
        {
            "if": {"properties": {"employment": {"const": "self"}}, "required": ["employment"]},
            "then": {"required": ["turnover"]},
        },
        {"if": {"properties": {"amount": {"minimum": 50000}}}, "then": {"required": ["guarantor"]}},
    ]
    loan = record(
        {
            "amount": integer(12000, 50000, 1000, minimum=1000, maximum=1000000),
            "months": integer(12, 120, bad=[13], multipleOf=12, minimum=12, maximum=360),
        },
        {"employment": choice("employed", "retired", "self"), "turnover": MONEY, "guarantor": PERSON},
        allOf=conditional,
    ).but(
        good=[{"amount": 1000, "months": 12}, {"amount": 2000, "months": 24, "employment": "employed"}],
        bad=[{"amount": 60000, "months": 24}, {"amount": 2000, "months": 24, "employment": "self"}],
    )
    claim_part = {"properties": {"kind": {"const": "theft"}}, "required": ["kind"]}
    claim = record(
        {"policy": identifier("pol"), "kind": choice("fire", "water", "theft"), "at": MOMENT},
        {
            "report": text("P-1", "P-2", bad=["1"], pattern="^P-\\d+$"),
            "items": listing(record({"what": NAME, "value": CENTS}, {"receipt": LINK}), minItems=1),
            "estimate": nullable(MONEY),
        },
        if_=claim_part,
        then={"required": ["report", "items"]},
        else_={"not": {"required": ["report"]}},
    ).but(
        good=[
            {"policy": "pol_8f3k2", "kind": "fire", "at": MOMENT.good[0]},
            {
                "policy": "pol_8f3k2",
                "kind": "theft",
                "at": MOMENT.good[0],
                "report": "P-7",
                "items": [{"what": "Bicycle", "value": 450}],
            },
            {"policy": "pol_00001", "kind": "water", "at": MOMENT.good[1], "estimate": None},
        ],
        bad=[
            {"policy": "pol_8f3k2", "kind": "fire", "at": MOMENT.good[0], "report": "P-7"},
            {"policy": "pol_8f3k2", "kind": "theft", "at": MOMENT.good[0]},
        ],
    )
    policy = listing(
        record(
            {
                "effect": choice("allow", "deny"),
                "actions": union(
                    "oneOf",
                    choice("*"),
                    listing(
                        text("file:read", "file:*", bad=["read"], pattern="^[a-z]+:([a-z]+|\\*)$"),
                        minItems=1,
                        uniqueItems=True,
                    ),
                ),
                "resources": listing(text("/docs/*", "/"), minItems=1),
            },
            {
                "when": mapping(
                    union("anyOf", PLAIN, listing(PLAIN), flag()),
                    ["ip", "mfa"],
                    propertyNames={"enum": ["ip", "mfa", "time"]},
                ).but(bad=[{"day": "mon"}])
            },
        ),
        minItems=1,
        contains={"properties": {"effect": {"const": "allow"}}},
    )
    recurrence = record(
        {"every": choice("day", "week", "month")},
        {
            "interval": integer(1, 2, minimum=1, maximum=99),
            "on": listing(
                union("oneOf", choice("mo", "tu", "we"), integer(-1, 15, minimum=-31, maximum=31)),
                uniqueItems=True,
                minItems=1,
            ),
            "count": integer(10, 1, minimum=1),
            "until": DATE,
        },
        not_={"required": ["count", "until"]},
    ).but(
        good=[
            {"every": "day"},
            {"every": "week", "on": ["mo", "we"], "count": 4},
            {"every": "month", "on": [-1], "until": "2025-12-31"},
            {"every": "day", "interval": 3},
        ],
        bad=[
            {"every": "day", "count": 1, "until": "2025-12-31"},
            {"every": "year"},
            {"every": "day", "interval": 0},
            {"every": "week", "on": ["mo", "mo"]},
            {"every": "week", "on": [32]},
        ],
    )
    visitor = record(
        {"name": NAME},
        {
            "car": text("AB 12345", "EV 1", bad=["a"], pattern="^[A-Z]{2} \\d+$"),
            "parking": COUNT,
            "host": EMAIL,
            "badge": COUNT,
        },
        dependentRequired={"car": ["parking"], "badge": ["host"]},
        dependentSchemas={"parking": {"properties": {"parking": {"maximum": 300}}}},
        minProperties=2,
    ).but(
        bad=[{"name": "Ada", "car": "AB 12345"}, {"name": "Ada", "parking": 301}, {"name": "Ada", "badge": 3}],
        good=[{"name": "Ada", "parking": 300}, {"name": "Ada", "host": "a@b.example"}],
    )
    filters = listing(
        record(
            {
                "if": union("anyOf", record({"from": EMAIL}), record({"subject": PLAIN}), record({"larger": COUNT})),
                "then": listing(
                    union(
                        "oneOf",
                        choice("archive", "delete", "star"),
                        record({"label": SLUG}),
                        record({"forward": EMAIL}),
                    ),
                    minItems=1,
                    uniqueItems=True,
                ),
            },
            {"stop": flag()},
        ),
        maxItems=100,
    )
    return {
        "loan": loan,
        "insurance-claim": claim,
        "policy": policy,
        "recurrence": recurrence,
        "visitor": visitor,
        "mail-filters": filters,
    }


def languages() -> dict[str, Shape]:
    """Small languages in JSON: recursive."""
    condition = {
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "pattern": "^[a-z_]+$"},
                    "op": {"enum": ["=", "<", ">"]},
                    "value": {"type": ["string", "number", "boolean"]},
                },
                "required": ["field", "op", "value"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"and": {"$ref": "#/$defs/several"}},
                "required": ["and"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"or": {"$ref": "#/$defs/several"}},
                "required": ["or"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"not": {"$ref": "#/$defs/condition"}},
                "required": ["not"],
                "additionalProperties": False,
            },
        ]
    }
    several = {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1}
    leaf = {"field": "age", "op": ">", "value": 17}
    query = shape(
        {
            "$defs": {"condition": condition, "several": several},
            "type": "object",
            "properties": {"where": {"$ref": "#/$defs/condition"}, "limit": {"type": "integer", "minimum": 1}},
            "required": ["where"],
            "additionalProperties": False,
        },
        [
            {"where": leaf},
            {"where": {"and": [leaf, {"not": {"or": [leaf, leaf]}}]}, "limit": 10},
            {"where": {"not": {"field": "name", "op": "=", "value": "Ada"}}},
        ],
        [
            {"where": {}},
            {"where": {"and": []}},
            {"where": {**leaf, "op": "!="}},
            {"where": {"not": leaf, "or": [leaf]}},
            {"where": leaf, "limit": 0},
            {"where": {"and": [leaf, {"not": {"or": [leaf, {**leaf, "value": None}]}}]}},
        ],
    )
    expression = {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            {
                "type": "array",
                "prefixItems": [{"enum": ["+", "*", "min", "max"]}],
                "items": {"$ref": "#/$defs/expression"},
                "minItems": 3,
            },
            {
                "type": "array",
                "prefixItems": [{"enum": ["-", "sqrt"]}, {"$ref": "#/$defs/expression"}],
                "items": False,
                "minItems": 2,
            },
        ]
    }
    formula = shape(
        {
            "$defs": {"expression": expression},
            "type": "object",
            "properties": {"name": {"type": "string"}, "is": {"$ref": "#/$defs/expression"}},
            "required": ["name", "is"],
        },
        [
            {"name": "a", "is": 1.5},
            {"name": "b", "is": ["+", "x", ["*", 2, "y"], ["-", 3]]},
            {"name": "c", "is": ["max", 0, ["sqrt", "x_1"]]},
        ],
        [
            {"name": "a", "is": "X"},
            {"name": "b", "is": ["+", 1]},
            {"name": "c", "is": ["-", 1, 2]},
            {"name": "d", "is": ["+", "x", ["/", 1, 2]]},
            {"name": "e", "is": []},
        ],
    )
    machine = record(
        {
            "initial": SLUG,
            "states": mapping(
                union(
                    "anyOf",
                    record(
                        {
                            "on": mapping(
                                union("oneOf", SLUG, record({"target": SLUG}, {"guard": PLAIN})), ["next", "back"]
                            )
                        },
                        {"entry": listing(SLUG)},
                    ),
                    record({"type": const("final")}),
                ),
                ["idle", "busy"],
                minProperties=1,
                propertyNames={"pattern": "^[a-z]+$"},
            ).but(bad=[{"Idle": {"type": "final"}}, {}]),
        },
        {"context": record({}, {"retries": COUNT}, closed=False)},
    )
    fields = {
        "text": record({"kind": const("text"), "label": NAME}, {"max": integer(80, 1, minimum=1)}),
        "pick": record(
            {"kind": const("pick"), "label": NAME, "options": listing(NAME, minItems=2, uniqueItems=True)},
            {"several": flag()},
        ),
        "date": record({"kind": const("date"), "label": NAME}, {"from": DATE, "to": DATE}),
    }
    form = record(
        {"title": TITLE, "fields": listing(union("oneOf", *fields.values()), minItems=1)},
        {
            "submit": record({"to": LINK}, {"method": choice("POST", "PUT")}),
            "pages": listing(integer(1, 3, minimum=1), uniqueItems=True),
        },
    )
    notebook = record(
        {
            "cells": listing(
                union(
                    "oneOf",
                    record({"type": const("text"), "source": PLAIN}),
                    record(
                        {"type": const("code"), "source": PLAIN},
                        {
                            "outputs": listing(
                                union(
                                    "anyOf",
                                    record({"text": PLAIN}),
                                    record(
                                        {
                                            "png": text(
                                                "iVBORw==", "", contentEncoding="base64", contentMediaType="image/png"
                                            )
                                        }
                                    ),
                                )
                            ),
                            "count": nullable(COUNT),
                        },
                    ),
                )
            )
        },
        {"language": SLUG, "format": row(COUNT, COUNT, minItems=2)},
    )
    tickets = shape(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"row": {"type": "integer", "minimum": 1}, "kind": {"enum": ["adult", "child", "dog"]}},
                "required": ["row", "kind"],
                "additionalProperties": False,
            },
            "minItems": 1,
            "maxItems": 9,
            "allOf": [
                {"contains": {"properties": {"kind": {"const": "adult"}}}, "minContains": 1},
                {"contains": {"properties": {"kind": {"const": "dog"}}}, "minContains": 0, "maxContains": 1},
            ],
        },
        [
            [{"row": 1, "kind": "adult"}],
            [{"row": 1, "kind": "child"}, {"row": 2, "kind": "adult"}],
            [{"row": 3, "kind": "dog"}, {"row": 3, "kind": "adult"}],
        ],
        [
            [],
            [{"row": 1, "kind": "child"}],
            [{"row": 1, "kind": "adult"}, {"row": 1, "kind": "dog"}, {"row": 2, "kind": "dog"}],
            [{"row": 0, "kind": "adult"}],
            [{"row": 1, "kind": "adult"}, {"kind": "child"}],
        ],
    )
    return {
        "query": query,
        "formula": formula,
        "state-machine": machine,
        "form": form,
        "notebook": notebook,
        "tickets": tickets,
    }


def _identified() -> Iterator[tuple[str, str, Shape]]:
    address = {
        "$id": "https://example.org/address",
        "type": "object",
        "properties": {
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1},
            "country": {"$ref": "country"},
        },
        "required": ["lines", "country"],
        "$defs": {"line": {"type": "string", "minLength": 1}},
    }
    country = {"$id": "https://example.org/country", "type": "string", "pattern": "^[A-Z]{2}$"}
    home = {"lines": ["Kirkegata 15", "Oslo"], "country": "NO"}
    yield (
        "embedded-resources",
        "draft2019-09",
        shape(
            {
                "$id": "https://example.org/party",
                "type": "object",
                "properties": {
                    "home": {"$ref": "address"},
                    "work": {"$ref": "/address"},
                    "born": {"$ref": "https://example.org/country"},
                },
                "required": ["home"],
                "additionalProperties": False,
                "$defs": {"address": address, "country": country},
            },
            [
                {"home": home},
                {"home": home, "work": home},
                {"home": {"lines": ["a"], "country": "JP", "floor": 3}, "born": "BR"},
            ],
            [
                {},
                {"home": {"lines": [], "country": "NO"}},
                {"home": home, "born": "Norway"},
                {"home": {**home, "lines": [""]}},
                {"home": home, "other": 1},
            ],
        ),
    )
    yield (
        "recursive-menu",
        "draft2019-09",
        shape(
            {
                "$id": "https://example.org/closed-menu",
                "$recursiveAnchor": True,
                "$ref": "menu",
                "unevaluatedProperties": False,
                "$defs": {
                    "menu": {
                        "$id": "https://example.org/menu",
                        "$recursiveAnchor": True,
                        "type": "object",
                        "properties": {
                            "label": {"type": "string", "minLength": 1},
                            "items": {"type": "array", "items": {"$recursiveRef": "#"}},
                        },
                        "required": ["label"],
                    }
                },
            },
            [
                {"label": "File"},
                {"label": "File", "items": [{"label": "Open"}, {"label": "Save", "items": []}]},
                {"items": [], "label": "x"},
            ],
            [
                {},
                {"label": ""},
                {"label": "File", "icon": "f"},
                {"label": "File", "items": [{"label": "Open", "icon": "o"}]},
                {"label": "File", "items": ["Open"]},
            ],
        ),
    )
    yield (
        "identified-of-draft-4",
        "draft4",
        shape(
            {
                "$id": "http://example.org/root",
                "type": "object",
                "properties": {"unit": {"$ref": "unit"}, "value": {"type": "number"}, "next": {"$ref": "#"}},
                "required": ["value"],
                "additionalProperties": False,
                "$defs": {"unit": {"$id": "http://example.org/unit", "enum": ["m", "s", "kg"]}},
            },
            [{"value": 1}, {"value": 2.5, "unit": "kg"}, {"value": 0, "next": {"value": 1, "unit": "m"}}],
            [
                {},
                {"value": 1, "unit": "g"},
                {"value": 0, "next": {"unit": "m"}},
                {"value": "1"},
                {"value": 1, "extra": 0},
            ],
        ),
    )
    overlap = mapping(text("a1", "b22", minLength=1), ["x-name", "x-note"], propertyNames={"maxLength": 12}).but(
        good=[{"x-id": 7}, {"x-id": 0, "note": "abc"}, {"id-7": 3, "plain": "text"}],
        bad=[{"x-id": "7"}, {"x-id": -1}, {"note": ""}, {"id-7": "a"}, {"x-much-too-long": 1}],
        patternProperties={"^x-id$": {"minimum": 0}, "id": {"type": "integer"}, "^x-": {"not": {"type": "null"}}},
    )
    yield "overlapping-patterns", "draft6", overlap
    yield "contact-card", "draft6", record(
        {"name": NAME}, {"emails": listing(EMAIL, minItems=1, uniqueItems=True), "phones": mapping(PHONE, ["home", "work"], propertyNames={"enum": ["home", "work", "mobile"]}), "address": POSTAL, "tags": TAGS},
        closed=False, propertyNames={"not": {"pattern": "^_"}},
    ).but(bad=[{"name": "Ada", "_id": 1}])  # fmt: skip
    yield (
        "price-tiers",
        "draft7",
        record(
            {
                "tiers": listing(
                    record({"upto": nullable(integer(10, 100, minimum=1)), "price": CENTS}), minItems=1, maxItems=10
                ),
                "currency": choice("EUR", "NOK"),
            },
            {
                "rounding": number(0.05, 0.5, 1, exclusiveMinimum=0),
                "regions": listing(COUNTRY, minItems=1, uniqueItems=True),
            },
            examples=[{"tiers": [], "currency": "EUR"}],
        ),
    )
    yield (
        "flight-track",
        "",
        record(
            {
                "callsign": text("SAS123", "JAL1", bad=["123"], pattern="^[A-Z]{3}\\d{1,4}$"),
                "points": listing(
                    record(
                        {"t": integer(1714564800, 0, minimum=0), "lat": LATITUDE, "lon": LONGITUDE},
                        {"alt": integer(36000, -100, minimum=-2000, maximum=60000), "ground": flag()},
                    ),
                    minItems=2,
                ),
            },
            {
                "aircraft": text("B738", "A20N", bad=["b738"], pattern="^[A-Z0-9]{3,4}$"),
                "squawk": text("7000", "1234", bad=["7800", "700"], pattern="^[0-7]{4}$"),
            },
        ),
    )
