"""Events of servers and devices."""

from __future__ import annotations

from jsonschemabench.data.corpus.events.parts import HEX, MILLISECONDS, WHOLE, WORD, event
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
from jsonschemabench.data.corpus.words import COUNT, COUNTRY, HOST, IPV4, MOMENT, SHARE, SLUG, UUID, VERSION


def systems_shapes() -> dict[str, Shape]:
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
