"""Records that clinics send one another."""

from __future__ import annotations

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
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    DATE,
    EMAIL,
    MOMENT,
    NAME,
    PHONE,
    PLAIN,
    POSTAL,
    SPAN,
    TAGS,
    URI,
    UUID,
    VERSION,
)


def clinic_shape() -> Shape:
    """Records that clinics send one another: one of several kinds, with coded values everywhere."""
    code = named("code", record({"system": URI, "code": text("8867-4", "X1", minLength=1)}, {"display": PLAIN}))
    concept = named("concept", record({}, {"codings": listing(code, minItems=1), "text": PLAIN}, minProperties=1))
    reference = named(
        "reference",
        record(
            {
                "reference": text(
                    "Patient/17", "Device/a-1", bad=["17", "patient/17"], pattern="^[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}$"
                )
            },
            {"display": NAME},
        ),
    )
    quantity = named(
        "quantity",
        record(
            {"value": number(72, -1.5, 6e3)},
            {"comparator": choice("<", "<=", ">=", ">"), "unit": text("mmHg", "/min", minLength=1), "code": code},
        ),
    )
    period = named("period", record({}, {"start": MOMENT, "end": MOMENT}, minProperties=1))
    name = record(
        {"family": NAME}, {"given": listing(NAME), "use": choice("official", "usual", "nickname"), "period": period}
    )
    kinds = [
        record(
            {"kind": const("Patient"), "names": listing(name, minItems=1)},
            {
                "gender": choice("male", "female", "other", "unknown"),
                "born": DATE,
                "contacts": listing(union("oneOf", record({"phone": PHONE}), record({"email": EMAIL}))),
                "address": POSTAL,
            },
        ),
        record(
            {"kind": const("Observation"), "code": concept, "status": choice("preliminary", "final", "amended")},
            {
                "subject": reference,
                "at": union("anyOf", MOMENT, period),
                "value": union("oneOf", quantity, record({"text": PLAIN}), record({"coded": concept})),
                "range": row(quantity, quantity, minItems=2),
            },
        ),
        record(
            {"kind": const("Prescription"), "drug": concept, "subject": reference},
            {
                "dose": record({"amount": quantity, "every": SPAN}, {"as_needed": flag()}),
                "refills": integer(2, 0, minimum=0, maximum=12),
                "valid": period,
            },
        ),
        record(
            {"kind": const("Encounter"), "class": choice("inpatient", "outpatient", "emergency")},
            {
                "period": period,
                "reasons": listing(concept),
                "participants": listing(record({"who": reference}, {"role": concept})),
            },
        ),
        record(
            {"kind": const("Immunisation"), "vaccine": concept, "on": DATE},
            {
                "lot": text("A-1", "LOT7", maxLength=20),
                "site": choice("left arm", "right arm"),
                "series": row(integer(1, 2, minimum=1), integer(2, 3, minimum=1), minItems=2),
            },
        ),
        record(
            {"kind": const("Device"), "serial": text("SN-1", "7", minLength=1)},
            {
                "maker": NAME,
                "status": choice("active", "retired"),
                "versions": mapping(VERSION, ["firmware", "hardware"]),
            },
        ),
    ]
    return record(
        {"bundle": UUID, "sent": MOMENT, "entries": listing(union("oneOf", *kinds), minItems=1)},
        {"sender": reference, "tags": TAGS},
    ).but(
        good=[
            {"bundle": UUID.good[0], "sent": MOMENT.good[0], "entries": [one.good[turn]]}
            for turn, one in enumerate(kinds[:4])
        ],
        bad=[
            {"bundle": UUID.good[0], "sent": MOMENT.good[0], "entries": [one.bad[turn]]}
            for turn, one in enumerate(kinds)
        ],
    )
