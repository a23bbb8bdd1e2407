"""Documents whose parts depend on one another."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    nullable,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    CENTS,
    COUNT,
    DATE,
    EMAIL,
    LINK,
    MOMENT,
    MONEY,
    NAME,
    PERSON,
    PLAIN,
    SLUG,
    identifier,
)


def rules_shapes() -> dict[str, Shape]:
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
