"""Configuration in the newest drafts."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.editor.parts import GLOB, config
from jsonschemabench.data.corpus.shapes import Shape, integer, listing, record, shape, text, union
from jsonschemabench.data.corpus.words import HOST, LINK, PLAIN, PORT, SLUG, SPAN


def newer_shapes() -> Iterator[tuple[str, str, Shape]]:
    base = {"type": "object", "properties": {"extends": {"type": "string"}, "enabled": {"type": "boolean"}}}
    yield (
        "plugin",
        "draft2019-09",
        shape(
            {
                "$defs": {"base": base},
                "allOf": [{"$ref": "#/$defs/base"}],
                "properties": {
                    "command": {"type": "string", "minLength": 1},
                    "timeout": {"type": "integer", "minimum": 0},
                },
                "required": ["command"],
                "unevaluatedProperties": False,
            },
            [{"command": "a"}, {"command": "a", "enabled": True, "timeout": 3}, {"extends": "b", "command": "c"}],
            [
                {"enabled": True},
                {"command": ""},
                {"command": "a", "enabled": 1},
                {"command": "a", "other": 1},
                {"command": "a", "timeout": -1},
            ],
        ),
    )
    tree = {
        "$id": "https://example.org/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"label": {"type": "string"}, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        "required": ["label"],
    }
    yield (
        "outline",
        "draft2020-12",
        shape(
            {
                "$id": "https://example.org/strict-tree",
                "$dynamicAnchor": "node",
                "$ref": "tree",
                "unevaluatedProperties": False,
                "$defs": {"tree": tree},
            },
            [
                {"label": "a"},
                {"label": "a", "children": []},
                {"label": "a", "children": [{"label": "b", "children": [{"label": "c"}]}]},
            ],
            [
                {},
                {"label": "a", "color": 1},
                {"label": "a", "children": [{"label": "b", "color": 1}]},
                {"label": "a", "children": [{}]},
            ],
        ),
    )
    yield (
        "settings-sync",
        "draft2020-12",
        config(
            {"profile": SLUG},
            {
                "include": listing(GLOB),
                "exclude": listing(GLOB),
                "every": SPAN,
                "token": text("abc" * 8, "x" * 20, minLength=20, writeOnly=True),
                "server": union("oneOf", LINK, record({"host": HOST, "port": PORT})),
            },
            "Sync",
            dependentRequired={"every": ["server"], "server": ["token"]},
        ).but(
            good=[{"profile": "a"}],
            bad=[{"profile": "a", "every": "PT1H"}, {"profile": "a", "server": "https://example.org/"}],
        ),
    )
    yield (
        "language-injection",
        "draft2020-12",
        record(
            {
                "scope": SLUG,
                "patterns": listing(
                    union(
                        "anyOf",
                        record({"match": PLAIN}, {"name": SLUG}),
                        record({"begin": PLAIN, "end": PLAIN}, {"name": SLUG, "contains": listing(SLUG)}),
                        record({"include": text("#block", "source.py", bad=["block 1"], pattern="^[#a-z.]+$")}),
                    ),
                    minItems=1,
                ),
            },
            {"priority": integer(0, 3, minimum=0)},
            title="Grammar of highlighting",
        ),
    )
