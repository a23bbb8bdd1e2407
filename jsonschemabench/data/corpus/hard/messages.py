"""Texts of a program in one language."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, integer, listing, mapping, named, record, union
from jsonschemabench.data.corpus.words import COUNT, DATE, EMAIL, LANGUAGE, PLAIN, VERSION


def messages_shape() -> Shape:
    plural = record({"other": PLAIN}, {"zero": PLAIN, "one": PLAIN, "few": PLAIN, "many": PLAIN})
    placeholder = named(
        "placeholder",
        union(
            "oneOf",
            choice("text", "number", "date"),
            record({"plural": plural}, {"offset": COUNT}),
            record({"select": mapping(PLAIN, ["female", "other"], minProperties=1, required=["other"])}),
            record({"list": choice("and", "or")}, {"style": choice("long", "short")}),
        ),
    )
    entry = named(
        "entry",
        union(
            "oneOf",
            PLAIN,
            record(
                {"text": PLAIN},
                {
                    "values": mapping(placeholder, ["count", "who"], propertyNames={"pattern": "^[a-z]+$"}),
                    "note": PLAIN,
                    "max": integer(30, 1, minimum=1),
                    "state": choice("new", "checked", "final"),
                },
            ),
        ),
    )
    tree = {
        "type": "object",
        "patternProperties": {
            "^[a-z][a-zA-Z]*$": {"anyOf": [{"$ref": "#/$defs/entry"}, {"$ref": "#/$defs/tree"}]},
            "^\\$": False,
        },
        "additionalProperties": False,
    }
    group = Shape(
        {"$ref": "#/$defs/tree"},
        (
            {"title": "Hei"},
            {
                "menu": {
                    "open": "Åpne",
                    "more": {"text": "{count}", "values": {"count": {"plural": {"one": "1", "other": "n"}}}},
                }
            },
            {},
        ),
        ({"Title": "x"}, {"menu": {"open": 3}}, {"$schema": "x"}),
        {**entry.defs, "tree": tree},
    )
    return record(
        {"language": LANGUAGE, "messages": group},
        {
            "fallback": listing(LANGUAGE, uniqueItems=True),
            "reviewed": mapping(record({"by": EMAIL, "on": DATE}), ["menu"]),
            "version": VERSION,
            "direction": choice("ltr", "rtl"),
        },
    )
