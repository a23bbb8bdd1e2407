"""What an editorial system serves."""

from __future__ import annotations

from jsonschemabench.data.corpus.resources.parts import AUTHOR, IMAGE, SIZE, STAMPS
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    const,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    record,
    union,
)
from jsonschemabench.data.corpus.words import (
    COUNT,
    EMAIL,
    LANGUAGE,
    LINK,
    MOMENT,
    PLAIN,
    SHA256,
    SHARE,
    SLUG,
    SPAN,
    TAGS,
    TITLE,
    UUID,
    VERSION,
)


def block() -> Shape:
    """A part of an article."""
    paragraph = record({"type": const("text"), "content": PLAIN}, {"style": choice("lead", "body", "quote")})
    picture = record({"type": const("image"), "image": IMAGE}, {"layout": choice("wide", "inline")})
    table = record(
        {"type": const("table"), "rows": listing(listing(PLAIN, minItems=1), minItems=1)}, {"header": flag()}
    )
    heading = record({"type": const("heading"), "content": TITLE, "level": integer(2, 6, minimum=1, maximum=6)})
    return named("block", union("oneOf", paragraph, picture, table, heading))


def content_shapes() -> dict[str, Shape]:
    """What an editorial system serves."""
    head = {"id": UUID, "version": VERSION, "type": choice("story")}
    story = record(
        {**head, "headline": TITLE, "blocks": listing(block(), minItems=1)},
        {
            "authors": listing(AUTHOR, maxItems=8),
            "published": MOMENT,
            "tags": TAGS,
            "language": LANGUAGE,
            "related": listing(UUID, uniqueItems=True),
            **STAMPS,
        },
    )
    return {
        "story": story,
        "image": record(
            {"id": UUID},
            {
                "renditions": listing(IMAGE, minItems=1),
                "alt": PLAIN,
                "licence": choice("CC-BY-4.0", "CC0-1.0", "own"),
                "sha256": SHA256,
            },
        ),
        "author": record({"author": AUTHOR}, {"beats": listing(SLUG, uniqueItems=True), "active": flag()}),
        "section": record(
            {"slug": SLUG, "title": TITLE},
            {
                "parent": nullable(SLUG),
                "order": COUNT,
                "stories": listing(record({"id": UUID}, {"pinned": flag(), "weight": SHARE})),
            },
        ),
        "gallery": record(
            {"title": TITLE, "images": listing(IMAGE, minItems=1, maxItems=60)}, {"cover": integer(0, 1, minimum=0)}
        ),
        "video": record(
            {
                "title": TITLE,
                "duration": SPAN,
                "streams": listing(
                    record(
                        {"url": LINK, "kind": choice("hls", "mp4", "dash")},
                        {"bitrate": integer(2500, 64, minimum=1), "height": SIZE},
                    ),
                    minItems=1,
                ),
            },
            {
                "poster": IMAGE,
                "captions": mapping(LINK, ["en", "pt-BR"], pattern="^[a-z]{2}(-[A-Z]{2})?$", wrong="english"),
            },
        ),
        "newsletter": record(
            {"name": TITLE, "sender": EMAIL},
            {
                "schedule": record(
                    {
                        "weekday": choice("mon", "tue", "wed", "thu", "fri"),
                        "hour": integer(7, 18, minimum=0, maximum=23),
                    }
                ),
                "sections": listing(SLUG, minItems=1),
            },
        ),
    }
