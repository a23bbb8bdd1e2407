"""What shops and banks exchange."""

from __future__ import annotations

from jsonschemabench.data.corpus.resources.parts import SIZE, STAMPS
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
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
    DATE,
    MOMENT,
    MONEY,
    NAME,
    PERCENT,
    PERSON,
    PLACE,
    PLAIN,
    POSTAL,
    SLUG,
    TAGS,
    identifier,
)


def trade_shapes() -> dict[str, Shape]:
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
