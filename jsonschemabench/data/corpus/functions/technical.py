"""Files, programs, services."""

from __future__ import annotations

from jsonschemabench.data.corpus.functions.parts import WORDS, call
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import LINK, PERSON, SPAN


def technical_shapes() -> dict[str, Shape]:
    return {
        "run-query": call(
            {
                "sql": (
                    "A SELECT statement",
                    text(
                        "SELECT 1",
                        "select name from ships",
                        bad=["DROP TABLE ships"],
                        pattern="^[Ss][Ee][Ll][Ee][Cc][Tt]\\s",
                    ),
                )
            },
            {
                "parameters": ("For the placeholders", listing(union("anyOf", WORDS, number(1, 2.5), flag()))),
                "timeout": ("ISO 8601", SPAN),
            },
        ),
        "read-file": call(
            {
                "path": (
                    "Below the project folder",
                    text("src/main.py", "README.md", bad=["/etc/passwd", ""], pattern="^[^/]"),
                )
            },
            {
                "from_line": ("From 1", integer(1, 40, minimum=1)),
                "lines": ("How many", integer(100, 1, 2000, minimum=1, maximum=2000)),
            },
            closed=True,
        ),
        "apply-edits": call(
            {
                "path": ("Which file", text("a.py", "docs/index.md")),
                "edits": (
                    "From top to bottom",
                    listing(
                        union(
                            "oneOf",
                            record({"insert": WORDS, "line": integer(1, 9, minimum=1)}),
                            record({"delete": integer(2, 3, minimum=1), "line": integer(4, 8, minimum=1)}),
                        ),
                        minItems=1,
                    ),
                ),
            }
        ),
        "run-command": call(
            {"argv": ("Program and arguments", listing(text("ls", "-l", "src", minLength=1), minItems=1))},
            {
                "env": (
                    "Added to the environment",
                    mapping(text("1", "C.UTF-8"), ["DEBUG", "LANG"], pattern="^[A-Z_]+$", wrong="debug"),
                ),
                "seconds": ("At most", number(10, 0.5, exclusiveMinimum=0, maximum=600)),
            },
        ),
        "http-request": call(
            {"method": ("Of HTTP", choice("GET", "POST", "PUT", "DELETE")), "url": ("With its query", LINK)},
            {
                "headers": ("By name", mapping(text("application/json", "no-cache"), ["Accept", "Cache-Control"])),
                "json": ("The body", record({}, {"q": WORDS}, closed=False)),
            },
        ),
        "open-ticket": call(
            {
                "severity": ("From 1, the worst", integer(2, 1, 4, minimum=1, maximum=4)),
                "component": ("Which part", choice("api", "web", "billing")),
                "description": ("What happens", text("Login loops for ever", "It hangs", minLength=5)),
            },
            {
                "steps": ("To see it", listing(text("open the page", "press enter"), minItems=1, maxItems=10)),
                "reporter": ("Who saw it", PERSON),
            },
            closed=True,
        ),
        "scale-service": call(
            {"service": ("Its name", text("web", "api-2", bad=["Web"], pattern="^[a-z][a-z0-9-]*$"))},
            {
                "replicas": (
                    "How many, or how to choose",
                    union(
                        "oneOf",
                        integer(3, 0, 40, minimum=0, maximum=100),
                        record({"min": integer(1, 2, minimum=0), "max": integer(5, 9, minimum=1)}),
                    ),
                ),
                "dry_run": ("Only say what would happen", flag(default=True)),
            },
        ),
        "train-model": call(
            {
                "dataset": ("Its name", text("iris", "ships-2024")),
                "epochs": ("How many", integer(3, 1, 500, minimum=1, maximum=1000)),
            },
            {
                "learning_rate": ("Of the optimiser", number(0.001, 0.5, 1, exclusiveMinimum=0, maximum=1)),
                "layers": ("Widths", listing(integer(64, 32, 8, minimum=1), minItems=1, maxItems=8)),
                "seed": ("For repeating it", integer(17, 0, minimum=0, maximum=4294967295)),
            },
        ),
        "draw-shape": call(
            {
                "shape": (
                    "One of three",
                    union(
                        "oneOf",
                        record({"circle": number(2, 0.5, exclusiveMinimum=0)}),
                        record({"width": number(3, 1), "height": number(2, 9)}),
                        record({"points": listing(listing(number(0, 1.5), minItems=2, maxItems=2), minItems=3)}),
                    ),
                )
            }
        ),
        "list-devices": call({}, {"verbose": ("More words", flag())}, closed=True),
    }
