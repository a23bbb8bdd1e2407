"""Hundreds of settings."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, mapping, record, text
from jsonschemabench.data.corpus.words import COLOUR, HOST, LINK, PLAIN, PORT, SHARE, SPAN, TIME, words

AREAS = words(
    "editor terminal search debug files window network privacy updates sound printing calendar contacts mail maps notes"
)


TOPICS = {
    "enabled": flag(),
    "level": choice("none", "some", "all"),
    "delay": integer(200, 0, minimum=0, maximum=60000),
    "opacity": SHARE,
    "colour": COLOUR,
    "folder": text("~/data", "/srv", minLength=1),
    "start": TIME,
    "every": SPAN,
    "server": HOST,
    "port": PORT,
    "language": text("en", "nb", bad=["english"], pattern="^[a-z]{2}$"),
    "exclude": listing(text("*.tmp", ".git"), uniqueItems=True),
    "limit": integer(10, 1, minimum=1, maximum=100),
    "homepage": LINK,
    "aliases": mapping(PLAIN, ["ll", "gs"]),
}


def settings_shape() -> Shape:
    """Hundreds of members on one level; each area of the program has its own limits and choices."""
    members: dict[str, Shape] = {}
    for at, area in enumerate(AREAS):
        for turn, (topic, one) in enumerate(TOPICS.items()):
            if (at + turn) % 5:
                words = f"{topic.capitalize()} of {area}"
                members[f"{area}.{topic}"] = (
                    one.but(description=words, title=words.title()) if turn % 2 else one.but(description=words)
                )
    whole = record({}, members)
    few = [{name: members[name].good[turn % 2] for name in list(members)[turn::40]} for turn in range(5)]
    return whole.but(
        good=few,
        bad=[{**few[0], "editor.opaque": 1}, *({**few[1], name: members[name].bad[0]} for name in list(members)[::60])],
    )
