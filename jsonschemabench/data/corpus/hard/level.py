"""Levels of a game."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, PLAIN, SHARE, SLUG, TITLE


def level_shape() -> Shape:
    vector = named("vector", listing(number(0, 1.5, -3), minItems=2, maxItems=2))
    action = named(
        "action",
        union(
            "oneOf",
            record({"say": PLAIN}, {"seconds": number(2, 0.5, exclusiveMinimum=0)}),
            record({"give": SLUG, "count": integer(1, 5, minimum=1)}),
            record({"move": vector}, {"speed": number(1, 0.25, exclusiveMinimum=0)}),
            record(
                {
                    "set": text("door_open", "x", bad=["door open"], pattern="^[a-z_]+$"),
                    "to": union("anyOf", flag(), integer(1, -1)),
                }
            ),
        ),
    )
    trigger = record(
        {
            "when": union("oneOf", choice("enter", "leave", "use"), record({"flag": SLUG, "is": flag()})),
            "do": listing(action, minItems=1),
        },
        {"once": flag()},
    )
    base = {"id": text("e1", "e22", bad=["1e"], pattern="^e\\d+$"), "at": vector}
    entity = union(
        "oneOf",
        record({**base, "kind": choice("player")}),
        record(
            {**base, "kind": choice("enemy"), "health": integer(10, 1, minimum=1, maximum=999)},
            {"patrol": listing(vector, minItems=2), "drops": mapping(SHARE, ["coin", "key"])},
        ),
        record({**base, "kind": choice("door")}, {"locked": flag(), "leads": SLUG}),
        record({**base, "kind": choice("zone"), "size": vector}, {"triggers": listing(trigger, minItems=1)}),
    )
    layer = union(
        "oneOf",
        record(
            {"tiles": listing(listing(integer(0, 7, 255, minimum=0, maximum=255), minItems=1), minItems=1)},
            {"solid": flag()},
        ),
        record({"image": text("sky.png", "hills.png", bad=["sky"], pattern="\\.png$")}, {"parallax": SHARE}),
    )
    return record(
        {
            "name": TITLE,
            "size": listing(integer(40, 20, minimum=1, maximum=4096), minItems=2, maxItems=2),
            "layers": listing(layer, minItems=1, maxItems=8),
            "entities": listing(entity),
        },
        {
            "music": text("forest.ogg", "boss.ogg", bad=["forest"], pattern="\\.ogg$"),
            "gravity": number(9.81, -9.81),
            "flags": mapping(flag(), ["door_open"], pattern="^[a-z_]+$", wrong="Door"),
            "tileset": record(
                {"image": PLAIN, "tile": integer(16, 8, 32, minimum=8, multipleOf=8)},
                {"animated": mapping(listing(COUNT, minItems=2), ["7"], pattern="^\\d+$", wrong="seven")},
            ),
        },
    )
