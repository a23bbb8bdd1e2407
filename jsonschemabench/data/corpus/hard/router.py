"""Rules of a router of requests."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, HOST, LINK, PERCENT, PLAIN, PORT, SHARE, SLUG


def router_shape() -> Shape:
    duration = named("duration", text("5s", "250ms", "1h", bad=["5"], pattern="^\\d+(ms|s|m|h)$"))
    match = named(
        "match",
        union(
            "oneOf",
            record({"path": text("/a", "/", bad=["a"], pattern="^/")}),
            record({"prefix": text("/api/", "/", bad=["api"], pattern="^/")}),
            record({"regex": text("^/v[0-9]+/", ".*", minLength=1)}),
        ).but(bad=[{}]),
    )
    header_name = text("x-env", "accept", bad=["X Env"], pattern="^[a-z-]+$")
    header = union(
        "oneOf", record({"name": header_name, "exact": PLAIN}), record({"name": header_name, "present": flag()})
    )
    target = union(
        "oneOf",
        record({"cluster": SLUG}),
        record(
            {
                "weighted": listing(
                    record({"cluster": SLUG, "weight": integer(90, 10, minimum=0, maximum=100)}), minItems=2
                )
            }
        ),
        record({"redirect": record({"to": LINK}, {"code": choice(301, 302, 307, 308)})}),
        record({"reply": record({"status": integer(200, 503, minimum=100, maximum=599)}, {"body": PLAIN})}),
    )
    route = named(
        "route",
        record(
            {"match": match, "to": target},
            {
                "headers": listing(header),
                "timeout": duration,
                "retries": record(
                    {"count": integer(2, 0, minimum=0, maximum=10)},
                    {
                        "on": listing(choice("5xx", "reset", "timeout"), uniqueItems=True, minItems=1),
                        "per_try": duration,
                    },
                ),
                "mirror": record({"cluster": SLUG, "share": PERCENT}),
            },
        ),
    )
    check = union(
        "oneOf",
        record(
            {
                "http": record(
                    {"path": text("/ok", "/", bad=["ok"], pattern="^/")},
                    {"expect": listing(integer(200, 204, minimum=100, maximum=599), minItems=1)},
                ),
                "every": duration,
            }
        ),
        record({"tcp": flag(), "every": duration}),
    )
    cluster = record(
        {
            "endpoints": listing(
                record({"host": HOST, "port": PORT}, {"weight": integer(1, 5, minimum=1), "zone": SLUG}), minItems=1
            )
        },
        {
            "balance": choice("round_robin", "least", "hash"),
            "checks": listing(check),
            "limits": record({}, {"connections": COUNT, "pending": COUNT}),
            "tls": union(
                "oneOf",
                flag(),
                record(
                    {"ca": PLAIN},
                    {
                        "sni": HOST,
                        "pins": listing(
                            text("a" * 64, "0" * 64, bad=["a"], pattern="^[0-9a-f]{64}$"), uniqueItems=True
                        ),
                    },
                ),
            ),
        },
    )
    return record(
        {
            "listeners": listing(
                record(
                    {"port": PORT, "hosts": mapping(listing(route, minItems=1), ["*", "shop.example"])},
                    {"address": HOST, "access_log": nullable(PLAIN)},
                ),
                minItems=1,
            ),
            "clusters": mapping(cluster, ["web", "api"], pattern="^[a-z][a-z0-9-]*$", wrong="Web", minProperties=1),
        },
        {"admin": record({"port": PORT}), "tracing": record({"sample": SHARE}, {"tags": mapping(PLAIN, ["env"])})},
    )
