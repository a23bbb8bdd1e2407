"""What several of these schemas have in common."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import integer, named, nullable, record, text
from jsonschemabench.data.corpus.words import EMAIL, LINK, MOMENT, NAME, PLACE, PLAIN, SLUG

SIZE = integer(1200, 1, 8000, minimum=1)


IMAGE = named(
    "image", record({"url": LINK, "width": SIZE, "height": SIZE}, {"caption": PLAIN, "credit": NAME, "focus": PLACE})
)


AUTHOR = named(
    "author",
    record(
        {"name": NAME},
        {"id": SLUG, "email": EMAIL, "image": IMAGE, "bio": text("Writes about ships.", "", maxLength=400)},
    ),
)


STAMPS = {"created_at": MOMENT, "updated_at": nullable(MOMENT)}
