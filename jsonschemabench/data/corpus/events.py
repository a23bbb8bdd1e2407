"""Events that programs send: what happened, when, to what; strict, so that a warehouse can rely on it."""

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
    COUNT,
    COUNTRY,
    CURRENCY,
    HOST,
    IPV4,
    LANGUAGE,
    LATITUDE,
    LINK,
    LONGITUDE,
    MOMENT,
    MONEY,
    PERCENT,
    PLAIN,
    SHARE,
    SLUG,
    TITLE,
    URI,
    UUID,
    VERSION,
)

WORD = text("checkout", "x", maxLength=255)
WHOLE = integer(120, 0, 2147483647, minimum=0, maximum=2147483647)
MILLISECONDS = number(12.5, 0, 60000, minimum=0, maximum=86400000)
SCREEN = integer(1080, 0, 4096, minimum=0, maximum=65535)
HEX = text("a1b2c3d4e5f60718", "0000000000000001", bad=["xyz", "A1B2C3D4E5F60718"], pattern="^[0-9a-f]{16}$")


def event(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, name: str, **keywords: object
) -> Shape:
    """A self-describing event: the registry's head, and a closed record."""
    about = {"vendor": "com.example", "name": name, "format": "jsonschema", "version": "1-0-0"}
    return record(required, optional, self=about, description=f"Sent for {name.replace('_', ' ')}", **keywords)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**_web(), **_shop(), **_systems()}.items():
        yield name.replace("_", "-"), "draft4", shape
    yield from _newer()


def _web() -> dict[str, Shape]:
    found = {
        "page_view": ({"url": URI}, {"title": WORD, "referrer": nullable(URI), "duration": MILLISECONDS}),
        "link_click": (
            {"targetUrl": LINK},
            {"elementId": WORD, "elementClasses": listing(SLUG, maxItems=20), "elementContent": PLAIN},
        ),
        "form_submit": (
            {"formId": WORD},
            {
                "elements": listing(
                    record(
                        {"name": WORD, "nodeName": choice("INPUT", "TEXTAREA", "SELECT")},
                        {"value": nullable(PLAIN), "type": choice("text", "email", "date", "number")},
                    ),
                    minItems=1,
                )
            },
        ),
        "scroll": ({"depth": PERCENT}, {"x": SCREEN, "y": SCREEN}),
        "video_progress": (
            {"id": UUID, "percent": integer(25, 50, 75, 100, bad=[30], multipleOf=25, minimum=0, maximum=100)},
            {"muted": flag(), "rate": number(1.5, 0.25, 2, minimum=0.25, maximum=4)},
        ),
        "search": (
            {"terms": listing(WORD, minItems=1)},
            {"filters": mapping(union("anyOf", WORD, flag()), ["colour", "new"]), "results": nullable(WHOLE)},
        ),
        "web_vitals": (
            {"lcp": MILLISECONDS, "cls": SHARE},
            {"fid": nullable(MILLISECONDS), "navigation": choice("navigate", "reload", "back_forward")},
        ),
        "geolocation": (
            {"latitude": LATITUDE, "longitude": LONGITUDE},
            {
                "accuracy": nullable(number(5, 0.5, minimum=0)),
                "bearing": nullable(number(90, 359.5, minimum=0, exclusiveMaximum=360)),
            },
        ),
        "browser": (
            {
                "viewport": text("1280x720", "0x0", bad=["1280", "axb"], pattern="^\\d+x\\d+$", maxLength=20),
                "language": LANGUAGE,
            },
            {
                "cookies": flag(),
                "tabs": nullable(WHOLE),
                "screens": listing(record({"width": SCREEN, "height": SCREEN}), minItems=1),
            },
        ),
        "experiment": (
            {"experiment": SLUG, "variant": text("a", "b", "control", maxLength=12)},
            {"exposed": MOMENT, "weights": mapping(SHARE, ["a", "b"], minProperties=1)},
        ),
    }
    return {name: event(required, optional, name=name) for name, (required, optional) in found.items()}


def _shop() -> dict[str, Shape]:
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


def _systems() -> dict[str, Shape]:
    frame = record({"file": WORD, "line": WHOLE}, {"column": WHOLE, "function": nullable(WORD)})
    found = {
        "exception": (
            {"message": text("timeout", "division by zero", maxLength=2048), "type": WORD},
            {"stack": listing(frame, maxItems=64), "fatal": flag(), "thread": nullable(WORD)},
        ),
        "deployment": (
            {
                "service": SLUG,
                "version": VERSION,
                "commit": text(
                    "a1b2c3d", "0123456789abcdef0123456789abcdef01234567", bad=["main"], pattern="^[0-9a-f]{7,40}$"
                ),
            },
            {"environment": choice("test", "staging", "production"), "started": MOMENT, "seconds": MILLISECONDS},
        ),
        "span": (
            {"trace": HEX, "id": HEX, "start": MOMENT},
            {
                "parent": nullable(HEX),
                "attributes": mapping(union("anyOf", WORD, WHOLE, flag()), ["http.status", "retry"], maxProperties=32),
                "links": listing(HEX, uniqueItems=True),
            },
        ),
        "http_access": (
            {
                "method": choice("GET", "HEAD", "POST", "PUT"),
                "status": integer(200, 404, minimum=100, maximum=599),
                "client": union("anyOf", IPV4, HOST),
            },
            {"bytes": nullable(integer(5120, 0, minimum=0)), "agent": WORD},
        ),
        "battery": (
            {"level": SHARE, "state": choice("charging", "unplugged", "full", "unknown")},
            {"celsius": number(31.5, -10, minimum=-40, maximum=120)},
        ),
        "sensor_batch": (
            {
                "device": UUID,
                "readings": listing(record({"t": COUNT, "v": number(1.5, -2, 1e3)}), minItems=1, maxItems=1000),
            },
            {"unit": choice("°C", "hPa", "%"), "gaps": listing(listing(COUNT, minItems=2, maxItems=2))},
        ),
        "login": (
            {"user": UUID, "method": choice("password", "passkey", "sso")},
            {
                "mfa": flag(),
                "from": record({"ip": IPV4, "country": nullable(COUNTRY)}),
                "attempts": integer(1, 3, minimum=1, maximum=10),
            },
        ),
    }
    return {name: event(required, optional, name=name) for name, (required, optional) in found.items()}


def _newer() -> Iterator[tuple[str, str, Shape]]:
    head = {"id": UUID, "source": URI, "time": MOMENT}
    data = record({}, {"title": TITLE, "size": COUNT}, closed=False)
    yield (
        "envelope",
        "draft7",
        record(
            {
                **head,
                "specversion": choice("1.0"),
                "type": text("org.example.saved", "a.b", bad=["saved"], pattern="^[a-z]+(\\.[a-z]+)+$"),
            },
            {"data": data, "data_base64": text("YQ==", "")},
            not_={"required": ["data", "data_base64"]},
        ),
    )
    shipped = {"event": choice("shipped"), "carrier": WORD}
    returned = {"event": choice("returned"), "reason": choice("broken", "unwanted")}
    yield (
        "parcel",
        "draft2020-12",
        union("oneOf", record({**head, **shipped}), record({**head, **returned}, {"photos": listing(LINK)})),
    )
    yield (
        "tagged-metric",
        "draft2019-09",
        record(
            {"name": text("queue.depth", "cpu", bad=["Queue"], pattern="^[a-z][a-z0-9_.]*$"), "value": number(3, 0.5)},
            {"kind": choice("gauge", "counter"), "monotonic": flag(), "buckets": listing(number(1, 5, 10), minItems=1)},
            propertyNames={"pattern": "^[a-z]+$"},
            dependentRequired={"monotonic": ["kind"]},
        ).but(bad=[{"name": "a", "value": 1, "monotonic": True}]),
    )
    yield (
        "audit",
        "draft6",
        record(
            {"actor": UUID, "action": choice("create", "update", "delete")},
            {"before": data, "after": data},
            anyOf=[{"required": ["before"]}, {"required": ["after"]}],
        ).but(
            good=[{"actor": UUID.good[0], "action": "create", "after": {}}],
            bad=[{"actor": UUID.good[0], "action": "delete"}],
        ),
    )
