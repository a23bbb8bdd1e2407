"""Schemas of a few dozen bytes, as one finds them by the hundred: one thing, one or two keywords."""

from __future__ import annotations

from collections.abc import Iterator

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
    shape,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COUNT,
    DATE,
    EMAIL,
    HOST,
    IPV4,
    IPV6,
    MOMENT,
    PLAIN,
    POINTER,
    PORT,
    SPAN,
    TIME,
    URI,
    UUID,
)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield "port", "draft7", PORT
    yield "e-mail", "", EMAIL.but(["a@b.example"])
    yield "uri", "draft6", URI.but(["mailto:a@b.example"])
    yield "uuid", "draft2019-09", UUID.but(["9b2de3a0-1c1b-4b8e-9d3c-0f0e0d0c0b0a"])
    yield "host", "draft4", HOST.but(["a"])
    yield "ipv4", "draft7", IPV4.but(["0.0.0.0"])
    yield "ipv6", "", IPV6.but(["fe80::1:2"])
    yield "date", "draft7", DATE.but(["2000-01-01"])
    yield "time", "draft7", TIME.but(["00:00:00Z"])
    yield "timestamp", "draft4", MOMENT.but(["1970-01-01T00:00:00Z"])
    yield "duration", "draft2020-12", SPAN
    yield (
        "international-host",
        "draft7",
        text("bücher.example", "例え.jp", "a.b", bad=["-bücher", "a b"], format="idn-hostname"),
    )
    yield (
        "international-mail",
        "draft7",
        text("ada@example.org", "jürgen@bücher.example", "例@例え.jp", bad=["ada", "例え.jp"], format="idn-email"),
    )
    yield (
        "iri",
        "draft7",
        text("https://bücher.example/ö", "https://a.example/", "urn:a:b", bad=["bücher", "https://a b/"], format="iri"),
    )
    yield (
        "relative-reference",
        "draft6",
        text("../a?b", "#top", "https://a.example/", bad=["a b", "\\a"], format="uri-reference"),
    )
    yield "iri-reference", "draft7", text("../ö?b", "#ä", "a", bad=["a b", "\\ö"], format="iri-reference")
    yield "uri-template", "draft6", text("/a/{b}", "{?c,d}", "plain", bad=["/a/{b", "{}"], format="uri-template")
    yield "relative-json-pointer", "draft7", text("1/a", "0#", "2", bad=["/a", "-1/a"], format="relative-json-pointer")
    yield "regular-expression", "draft2019-09", text("^a+$", "", "[0-9]{2}", bad=["[a", "(b"], format="regex")
    yield "json-pointer", "draft6", POINTER.but(["/a~1b"])
    yield "licence", "draft7", choice("MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-or-later")
    yield "even-number", "draft4", integer(2, 0, -14, bad=[3, -1], multipleOf=2)
    yield "temperature", "draft6", number(21.5, -273.15, 1e3, bad=[-300], minimum=-273.15)
    yield "probability", "", number(0.5, 0.001, 0.999, bad=[1.5], exclusiveMinimum=0, exclusiveMaximum=1)
    yield "price", "draft4", number(9.95, 0, 120, bad=[0.001], multipleOf=0.01, minimum=0)
    yield "comment", "", text("ok", "Ünïcödé ✓", "x" * 40, maxLength=40)
    yield (
        "license-plate",
        "draft7",
        text("AB 12345", "ZZ 00001", "CD 99999", bad=["AB12345"], pattern="^[A-Z]{2} \\d{5}$"),
    )
    yield "contains-version", "draft4", text("v2", "build v17", "v", bad=["2", "build"], pattern="v\\d*")
    yield "switch", "draft7", shape({"type": ["boolean", "null"]}, [True, False, None], ["on", 0, []])
    yield "scalar", "draft4", shape({"type": ["string", "number"]}, ["a", 1, -0.5], [None, True, {}])
    yield "tags", "draft7", listing(text("red", "green", "blue"), uniqueItems=True)
    yield "point", "draft2020-12", row(number(1, -2.5, 1e6), number(0.5, 4, 7))
    yield "pair-of-draft-4", "draft4", row(text("left", "a", "b"), integer(1, 2, 3), minItems=2)
    yield "counter-map", "draft6", mapping(COUNT, ["apples", "pears"])
    yield "open-object", "", shape({"type": "object"}, [{}, {"any": ["thing"]}, {"": None}], [[], "{}", 5])
    yield "constant-kind", "draft6", record({"kind": choice("note", typed=False)}, {"text": PLAIN}, closed=False)
    yield "on-off-auto", "draft2019-09", union("anyOf", flag(), choice("auto"))
    yield "nullable-count", "draft7", nullable(COUNT)
    yield "list-of-references", "draft7", listing(named("id", integer(7, 12, 9000, minimum=1)), minItems=1)
    yield "anything-but-null", "draft7", shape({"not": {"type": ["null", "boolean"]}}, [0, "", []], [None, True, False])
    yield (
        "at-most-one-member",
        "draft7",
        shape({"type": "object", "maxProperties": 1}, [{}, {"a": 1}, {"b": []}], [{"a": 1, "b": 2}, [], None]),
    )
    yield (
        "member-if-object",
        "draft2020-12",
        shape({"required": ["id"]}, [{"id": 1}, "no object", {"id": None}], [{}, {"ID": 1}, {"i": 2}]),
    )
