"""Weather, music, meals."""

from __future__ import annotations

from jsonschemabench.data.corpus.functions.parts import CITY, UNIT, WORDS, call
from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, number, record, text
from jsonschemabench.data.corpus.words import CENTS, CURRENCY, LANGUAGE, LATITUDE, LONGITUDE, PERCENT, TIME


def everyday_shapes() -> dict[str, Shape]:
    return {
        "get-weather": call(
            {"city": ("The place to look up", CITY)}, {"units": ("Of temperature and wind", UNIT)}, closed=True
        ),
        "get-forecast": call(
            {"latitude": ("Degrees north", LATITUDE), "longitude": ("Degrees east", LONGITUDE)},
            {
                "days": ("How many days ahead", integer(3, 1, 14, minimum=1, maximum=14)),
                "hourly": ("A value an hour", flag()),
            },
        ),
        "set-alarm": call(
            {"time": ("When to ring", TIME)},
            {
                "repeat": (
                    "On which days",
                    listing(choice("mon", "tue", "wed", "thu", "fri", "sat", "sun"), uniqueItems=True),
                ),
                "label": ("What to show", text("Wake up", "Tea", maxLength=30)),
            },
        ),
        "play-music": call(
            {"query": ("Artist, album or song", WORDS)},
            {
                "shuffle": ("In any order", flag(default=False)),
                "volume": ("In percent", integer(40, 0, 100, minimum=0, maximum=100)),
            },
        ),
        "convert-currency": call(
            {
                "amount": ("How much", CENTS),
                "from": ("What it is in", CURRENCY),
                "to": ("What it shall be in", CURRENCY),
            },
            closed=True,
        ),
        "translate": call(
            {"text": ("What to translate", WORDS), "target": ("A language tag", LANGUAGE)},
            {"formality": ("How to address the reader", choice("formal", "informal", "auto"))},
        ),
        "calculate-tip": call(
            {"bill": ("Before the tip", number(48.5, 0, 1200, minimum=0)), "percent": ("Of the bill", PERCENT)},
            {"people": ("Who share it", integer(2, 1, 12, minimum=1))},
        ),
        "find-recipe": call(
            {
                "ingredients": (
                    "What there is",
                    listing(text("rice", "leek", "egg", minLength=2), minItems=1, maxItems=12),
                )
            },
            {
                "diet": ("What it must suit", choice("vegan", "vegetarian", "none")),
                "minutes": ("At most", integer(30, 5, 240, minimum=5)),
            },
        ),
        "solve-equation": call(
            {
                "equation": (
                    "With one equals sign",
                    text("x^2 = 4", "2*y=7", bad=["x^2", "a=b=c"], pattern="^[^=]+=[^=]+$"),
                )
            },
            {"variable": ("To solve for", text("x", "y", bad=["xy"], pattern="^[a-z]$"))},
        ),
        "log-meal": call(
            {
                "meal": ("Which one", choice("breakfast", "lunch", "dinner", "snack")),
                "items": (
                    "What was eaten",
                    listing(
                        record({"food": text("oats", "apple"), "grams": number(80, 12.5, exclusiveMinimum=0)}),
                        minItems=1,
                    ),
                ),
            }
        ),
        "roll-dice": call(
            {
                "dice": (
                    "In the usual notation",
                    text("2d6", "1d20+3", "4d4-1", bad=["d", "2x6"], pattern="^[1-9]\\d*d[1-9]\\d*([+-]\\d+)?$"),
                )
            }
        ),
    }
