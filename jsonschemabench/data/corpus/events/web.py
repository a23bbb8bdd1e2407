"""Events of web pages."""

from __future__ import annotations

from jsonschemabench.data.corpus.events.parts import MILLISECONDS, SCREEN, WHOLE, WORD, event
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
from jsonschemabench.data.corpus.words import (
    LANGUAGE,
    LATITUDE,
    LINK,
    LONGITUDE,
    MOMENT,
    PERCENT,
    PLAIN,
    SHARE,
    SLUG,
    URI,
    UUID,
)


def web_shapes() -> dict[str, Shape]:
    found = {
        "page_view": ({"url": URI}, {"title": WORD, "referrer": nullable(URI), "duration": MILLISECONDS}),
        "link_click": (
            {"targetUrl": LINK},
            {"elementId": WORD, "elementClasses": listing(SLUG, maxItems=20), "elementContent": PLAIN},
        ),
        "form_submit": (
            {"formId": WORD},
            {
                "elements": listing(
                    record(
                        {"name": WORD, "nodeName": choice("INPUT", "TEXTAREA", "SELECT")},
                        {"value": nullable(PLAIN), "type": choice("text", "email", "date", "number")},
                    ),
                    minItems=1,
                )
            },
        ),
        "scroll": ({"depth": PERCENT}, {"x": SCREEN, "y": SCREEN}),
        "video_progress": (
            {"id": UUID, "percent": integer(25, 50, 75, 100, bad=[30], multipleOf=25, minimum=0, maximum=100)},
            {"muted": flag(), "rate": number(1.5, 0.25, 2, minimum=0.25, maximum=4)},
        ),
        "search": (
            {"terms": listing(WORD, minItems=1)},
            {"filters": mapping(union("anyOf", WORD, flag()), ["colour", "new"]), "results": nullable(WHOLE)},
        ),
        "web_vitals": (
            {"lcp": MILLISECONDS, "cls": SHARE},
            {"fid": nullable(MILLISECONDS), "navigation": choice("navigate", "reload", "back_forward")},
        ),
        "geolocation": (
            {"latitude": LATITUDE, "longitude": LONGITUDE},
            {
                "accuracy": nullable(number(5, 0.5, minimum=0)),
                "bearing": nullable(number(90, 359.5, minimum=0, exclusiveMaximum=360)),
            },
        ),
        "browser": (
            {
                "viewport": text("1280x720", "0x0", bad=["1280", "axb"], pattern="^\\d+x\\d+$", maxLength=20),
                "language": LANGUAGE,
            },
            {
                "cookies": flag(),
                "tabs": nullable(WHOLE),
                "screens": listing(record({"width": SCREEN, "height": SCREEN}), minItems=1),
            },
        ),
        "experiment": (
            {"experiment": SLUG, "variant": text("a", "b", "control", maxLength=12)},
            {"exposed": MOMENT, "weights": mapping(SHARE, ["a", "b"], minProperties=1)},
        ),
    }
    return {name: event(required, optional, name=name) for name, (required, optional) in found.items()}
