"""Themes, snippets, keys, icons."""

from __future__ import annotations

from jsonschemabench.data.corpus.editor.parts import PATH, config
from jsonschemabench.data.corpus.shapes import Shape, choice, integer, listing, mapping, number, record, text, union
from jsonschemabench.data.corpus.words import COLOUR, COUNT, HOST, NAME, PLAIN, PORT, SLUG


def looks_shapes() -> dict[str, Shape]:
    """Themes, snippets, keys, file icons."""
    font = record(
        {},
        {
            "foreground": COLOUR,
            "background": COLOUR,
            "fontStyle": text(
                "italic", "bold underline", "", bad=["slanted"], pattern="^(italic|bold|underline|\\s)*$"
            ),
        },
        minProperties=1,
    )
    key = text("ctrl+s", "alt+shift+f", bad=["ctrl+", "s+ctrl"], pattern="^((ctrl|alt|shift|meta)\\+)*[a-z0-9]$")
    return {
        "colour-theme": config(
            {"name": NAME, "type": choice("dark", "light")},
            {
                "colors": mapping(
                    COLOUR, ["editor.background", "sideBar.border"], pattern="^[a-zA-Z.]+$", wrong="editor background"
                ),
                "tokenColors": listing(
                    record({"scope": union("anyOf", SLUG, listing(SLUG)), "settings": font}, {"name": NAME})
                ),
            },
            "Theme",
        ),
        "snippets": mapping(
            record(
                {
                    "prefix": union("oneOf", text("for", "fn"), listing(text("for", "fn"), minItems=1)),
                    "body": union("oneOf", PLAIN, listing(PLAIN)),
                },
                {"description": PLAIN, "scope": SLUG},
            ),
            ["For loop", "Function"],
        ),
        "key-bindings": listing(
            record(
                {"key": key, "command": text("save", "-save", "go.to", minLength=1)},
                {"when": PLAIN, "args": union("anyOf", PLAIN, COUNT, record({}, {"to": PLAIN}, closed=False))},
            )
        ),
        "file-icons": config(
            {
                "icons": mapping(
                    record({"path": PATH}, {"size": integer(16, 8, 64, minimum=8, maximum=64)}), ["py", "md"]
                )
            },
            {"byName": mapping(SLUG, ["Makefile"]), "byEnding": mapping(SLUG, ["py"]), "folder": SLUG},
            "Icons",
        ),
        "workspace": config(
            {"folders": listing(record({"path": PATH}, {"name": NAME}), minItems=1)},
            {
                "settings": record(
                    {},
                    {
                        "tabSize": integer(4, 2, minimum=1, maximum=16),
                        "zoom": number(0, 1.5, minimum=-8, maximum=8),
                        "rulers": listing(integer(80, 120, minimum=1), maxItems=4),
                        "wrap": choice("off", "on", "column"),
                    },
                    closed=False,
                )
            },
            "Workspace",
        ),
        "launch": config(
            {
                "configurations": listing(
                    union(
                        "oneOf",
                        record(
                            {"type": choice("python"), "program": PATH},
                            {"args": listing(PLAIN), "console": choice("internal", "terminal")},
                        ),
                        record({"type": choice("attach"), "port": PORT}, {"host": HOST}),
                    )
                )
            },
            {"compounds": listing(record({"name": NAME, "of": listing(NAME, minItems=2)}))},
            "Launch",
        ),
    }
