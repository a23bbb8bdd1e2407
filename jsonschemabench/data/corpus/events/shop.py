"""Events of a shop."""

from __future__ import annotations

from jsonschemabench.data.corpus.events.parts import WHOLE, WORD, event
from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, nullable, record
from jsonschemabench.data.corpus.words import CENTS, COUNTRY, CURRENCY, LINK, MOMENT, MONEY, SLUG, UUID


def shop_shapes() -> dict[str, Shape]:
    product = record(
        {"id": WORD, "price": CENTS, "currency": CURRENCY},
        {"category": WORD, "quantity": nullable(WHOLE), "position": WHOLE},
    )
    found = {
        "add_to_cart": ({"product": product}, {"cart": UUID}),
        "checkout_step": (
            {"step": integer(1, 2, 8, minimum=1, maximum=8)},
            {"delivery": choice("post", "courier", "pickup"), "guest": flag(), "coupon": nullable(WORD)},
        ),
        "purchase": (
            {"order": WORD, "total": MONEY, "products": listing(product, minItems=1, maxItems=100)},
            {"tax": nullable(CENTS), "billing": record({"country": COUNTRY}, {"state": WORD})},
        ),
        "refund": (
            {"order": WORD},
            {"products": listing(record({"id": WORD, "quantity": WHOLE}), uniqueItems=True), "amount": CENTS},
        ),
        "promotion_view": (
            {"ids": listing(SLUG, minItems=1, uniqueItems=True)},
            {"slot": nullable(WORD), "creative": LINK},
        ),
        "subscription_change": (
            {"from": nullable(choice("free", "plus", "team")), "to": nullable(choice("free", "plus", "team"))},
            {"at": MOMENT, "prorated": flag()},
        ),
    }
    return {name: event(required, optional, name=name) for name, (required, optional) in found.items()}
