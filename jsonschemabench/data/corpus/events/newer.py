"""Events in newer drafts."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.events.parts import WORD
from jsonschemabench.data.corpus.shapes import Shape, choice, flag, listing, number, record, text, union
from jsonschemabench.data.corpus.words import COUNT, LINK, MOMENT, TITLE, URI, UUID


def newer_shapes() -> Iterator[tuple[str, str, Shape]]:
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
