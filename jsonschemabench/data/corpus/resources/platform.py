"""Users, errors, jobs: what every API has."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COUNT,
    DATE,
    EMAIL,
    LANGUAGE,
    LINK,
    LINKS,
    MOMENT,
    NAME,
    PLACE,
    PLAIN,
    SHARE,
    TITLE,
    URI,
    identifier,
)


def platform_shapes() -> dict[str, Shape]:
    problem = named(
        "problem",
        record(
            {"title": TITLE, "status": integer(422, 500, minimum=400, maximum=599)},
            {
                "type": URI,
                "detail": PLAIN,
                "errors": listing(
                    record({"pointer": text("/a", "/b/0", bad=["a"], format="json-pointer"), "message": PLAIN})
                ),
            },
        ),
    )
    user = record(
        {"id": identifier("usr"), "email": EMAIL},
        {
            "roles": listing(choice("owner", "editor", "viewer"), uniqueItems=True, minItems=1),
            "settings": record({}, {"theme": choice("dark", "light"), "language": LANGUAGE}, closed=False),
        },
    )
    return {
        "user-page": record({"data": listing(user, maxItems=100), "links": LINKS}, {"total": COUNT}),
        "error-or-result": union("oneOf", record({"error": problem}), record({"result": user})),
        "webhook": record(
            {
                "url": LINK,
                "events": listing(choice("order.paid", "order.sent", "user.*"), minItems=1, uniqueItems=True),
            },
            {
                "secret": text("0123456789abcdef", "s" * 32, minLength=16, writeOnly=True),
                "retries": record(
                    {"count": integer(3, 0, minimum=0, maximum=10)}, {"backoff": choice("fixed", "exponential")}
                ),
            },
        ),
        "job": record(
            {"id": identifier("job"), "state": choice("queued", "running", "done", "failed")},
            {"progress": SHARE, "result": LINK, "problem": problem},
            allOf=[
                {"if": {"properties": {"state": {"const": "done"}}}, "then": {"required": ["result"]}},
                {"if": {"properties": {"state": {"const": "failed"}}}, "then": {"required": ["problem"]}},
            ],
        ).but(
            bad=[{"id": "job_8f3k2", "state": "done"}, {"id": "job_8f3k2", "state": "failed", "progress": 1}],
            good=[{"id": "job_00001", "state": "running", "progress": 0.5}],
        ),
        "comment-thread": record(
            {
                "root": named(
                    "comment",
                    record(
                        {"text": PLAIN, "by": NAME},
                        {
                            "replies": Shape(
                                {"type": "array", "items": {"$ref": "#/$defs/comment"}},
                                ([], [{"text": "Yes", "by": "G. Hopper"}]),
                                ([{"text": "No"}], [[]], "none"),
                            ),
                            "likes": COUNT,
                        },
                    ),
                )
            },
            {"locked": flag()},
        ),
        "poll": record(
            {
                "question": TITLE,
                "options": listing(record({"id": COUNT, "label": NAME}, {"votes": COUNT}), minItems=2, maxItems=6),
            },
            {"closes": MOMENT, "multiple": union("oneOf", flag(), integer(2, 3, minimum=2))},
        ),
        "inventory": record(
            {
                "warehouses": mapping(
                    record({"place": PLACE, "stock": mapping(COUNT, ["bolt", "nut"])}),
                    ["north", "south"],
                    pattern="^[a-z]+$",
                    wrong="North 1",
                    minProperties=1,
                )
            },
            {"counted": DATE},
        ),
    }
