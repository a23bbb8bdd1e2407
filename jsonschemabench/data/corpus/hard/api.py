"""Descriptions of an API."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, listing, mapping, named, record
from jsonschemabench.data.corpus.words import LINK, NAME, PLAIN, SLUG, TAGS, TITLE, VERSION


def api_shape() -> Shape:
    schema = named(
        "schema",
        record(
            {},
            {
                "type": choice("string", "integer", "object"),
                "format": SLUG,
                "nullable": flag(),
                "enum": listing(PLAIN, minItems=1),
            },
        ),
    )
    media = named("media", record({"schema": schema}, {"example": PLAIN}))
    content = mapping(media, ["application/json", "text/plain"], minProperties=1)
    parameter = named(
        "parameter",
        record(
            {"name": NAME, "in": choice("query", "path", "header")},
            {"required": flag(), "schema": schema, "style": choice("form", "simple")},
            if_={"properties": {"in": {"const": "path"}}},
            then={"required": ["required"], "properties": {"required": {"const": True}}},
        ).but(
            good=[
                {"name": "q", "in": "query"},
                {"name": "id", "in": "path", "required": True},
                {"name": "X", "in": "header", "schema": {"type": "string"}},
            ],
            bad=[{"name": "id", "in": "path"}, {"name": "id", "in": "path", "required": False}],
        ),
    )
    response = named(
        "response",
        record(
            {"description": PLAIN}, {"content": content, "headers": mapping(record({"schema": schema}), ["X-Count"])}
        ),
    )
    operation = named(
        "operation",
        record(
            {
                "responses": mapping(
                    response, ["200", "default"], pattern="^([1-5](\\d\\d|XX)|default)$", wrong="600", minProperties=1
                )
            },
            {
                "summary": TITLE,
                "tags": TAGS,
                "parameters": listing(parameter),
                "body": record({"content": content}, {"required": flag()}),
                "deprecated": flag(),
                "security": listing(mapping(listing(SLUG), ["key"])),
            },
        ),
    )
    paths = mapping(
        record({}, dict.fromkeys(["get", "put", "post", "delete"], operation), minProperties=1),
        ["/ships", "/ships/{id}"],
        pattern="^/",
        wrong="ships",
    )
    return record(
        {
            "version": choice("3.1"),
            "info": record({"title": TITLE, "version": VERSION}, {"licence": record({"name": NAME}, {"url": LINK})}),
            "paths": paths,
        },
        {
            "servers": listing(
                record(
                    {"url": LINK},
                    {"variables": mapping(record({"default": PLAIN}, {"enum": listing(PLAIN, minItems=1)}), ["port"])},
                )
            ),
            "components": record(
                {}, {"schemas": mapping(schema, ["Ship"]), "parameters": mapping(parameter, ["page"])}
            ),
        },
    )
