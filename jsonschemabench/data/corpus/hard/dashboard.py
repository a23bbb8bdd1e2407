"""Dashboards of a monitoring system."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    named,
    nullable,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COLOUR, COUNT, LINK, PLAIN, SLUG, SPAN, TAGS, TITLE


def dashboard_shape() -> Shape:
    place = named(
        "place",
        record(
            {
                "x": integer(0, 12, minimum=0, maximum=23),
                "y": COUNT,
                "w": integer(12, 1, minimum=1, maximum=24),
                "h": integer(8, 1, minimum=1),
            }
        ),
    )
    query = named(
        "query",
        record(
            {"source": SLUG, "text": text("rate(x)", "up", minLength=1)},
            {"legend": PLAIN, "step": SPAN, "hidden": flag()},
        ),
    )
    threshold = named("threshold", record({"value": nullable(number(80, 0.5)), "colour": COLOUR}))
    unit = choice("percent", "bytes", "seconds", "none")
    shared = {"title": TITLE, "at": place}
    kinds = [
        record(
            {"kind": const("graph"), **shared, "queries": listing(query, minItems=1)},
            {
                "unit": unit,
                "stack": flag(),
                "fill": integer(1, 0, 10, minimum=0, maximum=10),
                "thresholds": listing(threshold),
                "axis": record(
                    {}, {"min": nullable(number(0, 1.5)), "max": nullable(number(10, 2)), "log": choice(2, 10)}
                ),
            },
        ),
        record(
            {"kind": const("stat"), **shared, "queries": listing(query, minItems=1, maxItems=1)},
            {"reduce": choice("last", "mean", "max"), "unit": unit, "thresholds": listing(threshold)},
        ),
        record(
            {"kind": const("table"), **shared, "queries": listing(query, minItems=1)},
            {
                "columns": listing(
                    record({"field": SLUG}, {"title": TITLE, "width": integer(120, 20, minimum=20), "link": LINK})
                )
            },
        ),
        record({"kind": const("text"), **shared, "markdown": PLAIN}),
        record(
            {"kind": const("alerts"), **shared},
            {
                "states": listing(choice("ok", "firing", "pending"), uniqueItems=True, minItems=1),
                "limit": integer(20, 1, minimum=1, maximum=100),
            },
        ),
    ]
    variable = union(
        "oneOf",
        record({"name": SLUG, "query": query}, {"multi": flag(), "refresh": choice("load", "time")}),
        record({"name": SLUG, "options": listing(PLAIN, minItems=1, uniqueItems=True)}),
        record({"name": SLUG, "constant": union("anyOf", PLAIN, COUNT)}),
    )
    return record(
        {"title": TITLE, "panels": listing(union("oneOf", *kinds))},
        {
            "tags": TAGS,
            "variables": listing(variable),
            "range": record(
                {
                    "from": text("now-6h", "now", bad=["6h"], pattern="^now(-\\d+[smhdw])?$"),
                    "to": text("now", "now-1d", bad=["later"], pattern="^now(-\\d+[smhdw])?$"),
                }
            ),
            "refresh": union("oneOf", choice(False, typed=False), text("30s", "5m", bad=["30"], pattern="^\\d+[smh]$")),
            "links": listing(
                record({"title": TITLE, "url": LINK}, {"keep": listing(choice("time", "variables"), uniqueItems=True)})
            ),
        },
    ).but(
        good=[{"title": "All", "panels": [one.good[turn]]} for turn, one in enumerate(kinds)],
        bad=[{"title": "All", "panels": [one.bad[turn]]} for turn, one in enumerate(kinds)],
    )
