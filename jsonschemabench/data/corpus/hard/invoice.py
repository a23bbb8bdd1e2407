"""Invoices between companies."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, listing, mapping, named, number, record, row, text, union
from jsonschemabench.data.corpus.words import CURRENCY, DATE, NAME, PERCENT, PERSON, PLAIN, POSTAL, SLUG, TITLE


def invoice_shape() -> Shape:
    """An invoice between companies, after the fields that tax offices want."""
    amount = named("amount", number(100, 19.99, -5.5, bad=[0.005], multipleOf=0.01))
    party = named(
        "party",
        record(
            {"name": NAME, "address": POSTAL},
            {
                "vat": text("NO987654321", "DE123456789", bad=["987654321"], pattern="^[A-Z]{2}[0-9A-Z]{8,12}$"),
                "contact": PERSON,
                "registration": record({"id": text("987 654 321", "HRB 1"), "scheme": choice("orgnr", "hrb", "siren")}),
            },
        ),
    )
    tax = named(
        "tax",
        record(
            {"category": choice("S", "Z", "E", "AE"), "percent": number(25, 0, minimum=0, maximum=100)},
            {"reason": PLAIN},
        ),
    )
    charge = record({"amount": amount}, {"reason": PLAIN, "percent": PERCENT})
    line = named(
        "line",
        record(
            {
                "id": text("1", "2"),
                "quantity": number(3, 0.5, exclusiveMinimum=0),
                "unit": choice("EA", "HUR", "KGM", "LTR"),
                "price": amount,
                "tax": tax,
            },
            {
                "description": TITLE,
                "charges": listing(charge),
                "period": row(DATE, DATE, minItems=2),
                "codes": mapping(text("123", "A-1"), ["buyer", "seller"], pattern="^[a-z]+$", wrong="GTIN 13"),
            },
        ),
    )
    payment = union(
        "oneOf",
        record(
            {
                "kind": choice("transfer"),
                "iban": text("NO9386011117947", "DE89370400440532", bad=["93"], pattern="^[A-Z]{2}\\d{10,30}$"),
            },
            {"bic": text("DNBANOKK", "DEUTDEFF500", bad=["DNB"], pattern="^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$")},
        ),
        record({"kind": choice("card"), "last": text("4242", "0001", bad=["42"], pattern="^\\d{4}$")}),
        record({"kind": choice("debit"), "mandate": SLUG}),
    )
    return record(
        {
            "number": text("2024-0017", "1999-0001", bad=["17"], pattern="^\\d{4}-\\d{4}$"),
            "issued": DATE,
            "currency": CURRENCY,
            "seller": party,
            "buyer": party,
            "lines": listing(line, minItems=1),
        },
        {
            "due": DATE,
            "notes": listing(PLAIN),
            "charges": listing(charge),
            "payment": listing(payment),
            "totals": record({"net": amount, "tax": amount, "gross": amount}, {"paid": amount, "rounding": amount}),
            "references": record(
                {},
                {
                    "order": SLUG,
                    "contract": SLUG,
                    "previous": listing(
                        text("2023-0001", "2023-0002", bad=["1"], pattern="^\\d{4}-\\d{4}$"), uniqueItems=True
                    ),
                },
            ),
            "delivery": record({"on": DATE}, {"to": POSTAL}),
        },
    )
