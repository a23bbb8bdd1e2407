"""Mail, calendars, documents."""

from __future__ import annotations

from jsonschemabench.data.corpus.functions.parts import CITY, TASK, WORDS, call
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    nullable,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import DATE, EMAIL, LINK, MOMENT, NAME, PERSON, PHONE, SPAN, UUID


def office_shapes() -> dict[str, Shape]:
    attendee = record({"email": EMAIL}, {"optional": flag(), "name": NAME})
    return {
        "send-email": call(
            {
                "to": ("Who gets it", listing(EMAIL, minItems=1, maxItems=20)),
                "subject": ("One line", text("Minutes", "Re: berth 4", bad=["a\nb"], pattern="^[^\\n]+$")),
                "body": ("Plain text", WORDS),
            },
            {"cc": ("Who gets a copy", listing(EMAIL)), "send_at": ("Later than now", MOMENT)},
        ),
        "create-event": call(
            {"title": ("Of the event", WORDS), "start": ("With time zone", MOMENT), "duration": ("ISO 8601", SPAN)},
            {"attendees": ("Who is invited", listing(attendee, maxItems=50)), "location": ("A room or address", CITY)},
            closed=True,
        ),
        "find-free-slot": call(
            {
                "people": ("Whose calendars", listing(EMAIL, minItems=2, uniqueItems=True)),
                "minutes": (
                    "A multiple of a quarter of an hour",
                    integer(30, 15, 120, bad=[20], multipleOf=15, minimum=15),
                ),
            },
            {"before": ("The last day", DATE), "after": ("The first day", DATE)},
        ),
        "create-task": call(
            {"title": ("What to do", WORDS)},
            {
                "state": ("Where it stands", TASK),
                "due": ("A day, or null for none", nullable(DATE)),
                "assignee": ("Who does it", PERSON),
                "points": ("Of the planning game", choice(1, 2, 3, 5, 8, 13)),
            },
        ),
        "update-contact": call(
            {"id": ("Of the contact", UUID)},
            {
                "phone": ("With country code", PHONE),
                "email": ("The only one", EMAIL),
                "note": ("Replaces the old one", WORDS),
            },
            minProperties=2,
        ),
        "search-mail": call(
            {},
            {
                "from": ("Sender", EMAIL),
                "contains": ("In subject or body", WORDS),
                "unread": ("Only those", flag()),
                "since": ("The first day", DATE),
            },
            minProperties=1,
            closed=True,
        ),
        "summarise": call(
            {"url": ("Of the page", LINK), "length": ("In sentences", integer(3, 1, 10, minimum=1, maximum=10))},
            {"style": ("Of writing", choice("plain", "formal", "playful")), "bullets": ("As a list", flag())},
        ),
        "start-timer": call({"duration": ("ISO 8601", SPAN)}, {"name": ("To tell timers apart", NAME)}),
        "make-chart": call(
            {
                "kind": ("Of chart", choice("line", "bar", "pie")),
                "series": (
                    "Names and values",
                    listing(
                        record({"name": NAME, "values": listing(number(1, 2.5, -3), minItems=1)}),
                        minItems=1,
                        maxItems=4,
                    ),
                ),
            },
            {"title": ("Above the chart", nullable(text("Growth", "Costs")))},
        ),
        "fill-template": call(
            {
                "template": ("Which one", text("letter", "invoice", "offer")),
                "values": ("For its placeholders", mapping(union("anyOf", WORDS, number(7, 1.5)), ["name", "total"])),
            }
        ),
    }
