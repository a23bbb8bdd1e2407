"""Games, music and puzzles."""

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
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, DATE, NAME, PLAIN, SHA256, SLUG, TITLE, VERSION


def games_shapes() -> dict[str, Shape]:
    square = text("e4", "a8", bad=["e9", "i1"], pattern="^[a-h][1-8]$")
    move = named(
        "move",
        record(
            {"from": square, "to": square},
            {
                "promotes": choice("Q", "R", "B", "N"),
                "check": flag(),
                "clock": text("1:29:58", "0:00:01", bad=["90"], pattern="^\\d:[0-5]\\d:[0-5]\\d$"),
            },
        ),
    )
    item = named(
        "item",
        record(
            {"id": SLUG, "count": integer(1, 99, minimum=1, maximum=99)},
            {
                "enchanted": listing(
                    record({"effect": choice("fire", "frost", "haste"), "level": integer(1, 5, minimum=1, maximum=5)}),
                    maxItems=3,
                )
            },
        ),
    )
    note = union(
        "oneOf",
        record(
            {
                "pitch": text("C4", "F#5", bad=["H4"], pattern="^[A-G][#b]?[0-8]$"),
                "beats": number(0.5, 4, bad=[0.3], multipleOf=0.25, exclusiveMinimum=0),
            }
        ),
        record({"rest": number(1, 0.25, multipleOf=0.25, exclusiveMinimum=0)}),
    )
    return {
        "chess-game": record(
            {"white": NAME, "black": NAME, "moves": listing(move)},
            {
                "result": choice("1-0", "0-1", "1/2-1/2", "*"),
                "opening": text("C42", "B01", bad=["Z9"], pattern="^[A-E]\\d{2}$"),
                "date": DATE,
            },
        ),
        "saved-game": record(
            {
                "version": VERSION,
                "hero": record(
                    {
                        "name": NAME,
                        "level": integer(7, 1, minimum=1, maximum=60),
                        "inventory": listing(item, maxItems=40),
                    },
                    {"position": listing(number(0.5, -12, 300), minItems=3, maxItems=3)},
                ),
            },
            {"quests": mapping(choice("open", "done", "failed"), ["lost-ring", "bridge"]), "checksum": SHA256},
        ),
        "score": record(
            {"title": TITLE, "bars": listing(listing(note, minItems=1), minItems=1)},
            {
                "tempo": integer(120, 40, minimum=20, maximum=300),
                "time": row(integer(3, 4, minimum=1), choice(1, 2, 4, 8, 16), minItems=2),
                "key": text("Bb", "F# minor", bad=["H"], pattern="^[A-G][#b]?( minor)?$"),
            },
        ),
        "crossword": record(
            {
                "grid": listing(text("..#..", "#...#", bad=["a.b"], pattern="^[.#]+$"), minItems=1, maxItems=25),
                "clues": mapping(
                    record({"clue": PLAIN, "answer": text("OSLO", "FJORD", bad=["Oslo"], pattern="^[A-Z]+$")}),
                    ["1a", "2d"],
                    pattern="^\\d+[ad]$",
                    wrong="a1",
                ),
            },
            {"author": NAME, "minutes": COUNT},
        ),
    }
