"""What happens to people: visits, shifts, journeys, votes."""

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
    number,
    record,
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COUNT,
    DATE,
    LANGUAGE,
    MOMENT,
    NAME,
    PERSON,
    PLAIN,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TIME,
    TITLE,
    UUID,
    identifier,
)


def people_shapes() -> dict[str, Shape]:
    dose = named(
        "dose",
        record(
            {"drug": SLUG, "amount": number(2.5, 500, exclusiveMinimum=0), "unit": choice("mg", "ml", "µg")},
            {"times": listing(TIME, minItems=1, maxItems=6), "until": DATE},
        ),
    )
    shift = record({"on": DATE, "from": TIME, "to": TIME}, {"break": SPAN, "place": SLUG})
    stop = named(
        "stop",
        record(
            {"station": NAME, "at": TIME},
            {
                "platform": union(
                    "anyOf", integer(1, 12, minimum=1), text("1a", "7b", bad=["b1"], pattern="^\\d+[a-z]$")
                ),
                "request": flag(),
            },
        ),
    )
    return {
        "clinic-visit": record(
            {"patient": UUID, "at": MOMENT, "reason": TITLE},
            {
                "pulse": integer(64, 180, minimum=20, maximum=260),
                "pressure": row(
                    integer(120, 90, minimum=50, maximum=260), integer(80, 60, minimum=30, maximum=160), minItems=2
                ),
                "doses": listing(dose),
                "follow_up": nullable(DATE),
            },
        ),
        "roster": record(
            {"employee": PERSON, "shifts": listing(shift, minItems=1, maxItems=31)},
            {"skills": TAGS, "hours": number(37.5, 20, bad=[37.3], multipleOf=0.5, minimum=0, maximum=60)},
        ),
        "timetable": record(
            {"line": text("R10", "L2", bad=["10"], pattern="^[A-Z]+\\d+$"), "stops": listing(stop, minItems=2)},
            {
                "days": listing(choice("mo", "tu", "we", "th", "fr", "sa", "su"), minItems=1, uniqueItems=True),
                "notes": mapping(PLAIN, ["a", "b"], pattern="^[a-z]$", wrong="note"),
            },
        ),
        "survey-answers": record(
            {
                "survey": identifier("srv"),
                "answers": mapping(
                    union(
                        "anyOf",
                        integer(4, 1, minimum=1, maximum=5),
                        listing(SLUG, minItems=1),
                        record({"other": PLAIN}),
                    ),
                    ["q1", "q2"],
                    pattern="^q\\d+$",
                    wrong="question",
                ),
            },
            {"seconds": COUNT, "language": LANGUAGE},
        ),
        "genealogy": record(
            {
                "persons": mapping(
                    record(
                        {"name": NAME},
                        {
                            "born": DATE,
                            "died": DATE,
                            "parents": listing(text("i1", "i2"), maxItems=2, uniqueItems=True),
                        },
                    ),
                    ["i1", "i2"],
                    pattern="^i\\d+$",
                    wrong="1i",
                    minProperties=1,
                )
            },
            {"root": text("i1", "i2", bad=["1"], pattern="^i\\d+$")},
        ),
        "election-result": record(
            {
                "office": TITLE,
                "districts": listing(
                    record(
                        {"id": integer(1, 19, minimum=1), "votes": mapping(COUNT, ["a", "b"], minProperties=2)},
                        {"turnout": SHARE, "final": flag()},
                    ),
                    minItems=1,
                ),
            },
            {"counted": MOMENT, "seats": mapping(integer(3, 0, minimum=0, maximum=169), ["a", "b"])},
        ),
    }
