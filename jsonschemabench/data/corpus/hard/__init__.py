"""Schemas of some thousand bytes: languages, standards of exchange, documents with rules between their parts."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.editor.languages import languages_shapes as tools
from jsonschemabench.data.corpus.hard.api import api_shape
from jsonschemabench.data.corpus.hard.chart import chart_shape
from jsonschemabench.data.corpus.hard.clinic import clinic_shape
from jsonschemabench.data.corpus.hard.dashboard import dashboard_shape
from jsonschemabench.data.corpus.hard.geometry import geometry_shape
from jsonschemabench.data.corpus.hard.inheritance import inheritance_shape
from jsonschemabench.data.corpus.hard.invoice import invoice_shape
from jsonschemabench.data.corpus.hard.level import level_shape
from jsonschemabench.data.corpus.hard.messages import messages_shape
from jsonschemabench.data.corpus.hard.payment import payment_shape
from jsonschemabench.data.corpus.hard.router import router_shape
from jsonschemabench.data.corpus.hard.schema_of_schemas import schema_of_schemas_shape
from jsonschemabench.data.corpus.hard.search import search_shape
from jsonschemabench.data.corpus.hard.template import template_shape
from jsonschemabench.data.corpus.hard.vehicle import vehicle_shape
from jsonschemabench.data.corpus.hard.workflow import workflow_shape
from jsonschemabench.data.corpus.medium.languages import languages_shapes as small_languages
from jsonschemabench.data.corpus.resources.catalogue import catalogue_shapes
from jsonschemabench.data.corpus.resources.content import block
from jsonschemabench.data.corpus.resources.trade import trade_shapes
from jsonschemabench.data.corpus.shapes import Shape, const, listing, number, record, row, union
from jsonschemabench.data.corpus.words import NAME, PERSON, SLUG, TITLE


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield "clinic-exchange", "draft7", clinic_shape()
    yield "chart", "draft7", chart_shape()
    yield "geometry", "draft4", geometry_shape()
    yield "search-language", "draft7", search_shape()
    yield "workflow", "draft2020-12", workflow_shape()
    yield "schema-of-schemas", "draft7", schema_of_schemas_shape()
    yield "api-description", "draft2019-09", api_shape()
    yield "invoice", "draft4", invoice_shape()
    yield "payment-message", "draft4", payment_shape()
    yield "dashboard", "draft7", dashboard_shape()
    yield "level", "draft4", level_shape()
    yield "router", "draft7", router_shape()
    yield "template", "draft7", template_shape()
    yield "vehicle-order", "draft7", vehicle_shape()
    yield "inheritance", "draft2020-12", inheritance_shape()
    yield "messages", "draft2019-09", messages_shape()
    yield (
        "article",
        "draft6",
        record(
            {
                "front": record({"title": TITLE, "by": listing(PERSON, minItems=1)}),
                "body": listing(block(), minItems=1),
            },
            {"data": listing(union("oneOf", *catalogue_shapes().values()), maxItems=5)},
        ),
    )
    yield "project", "draft7", record({}, tools(), title="All settings of a project in one file", minProperties=1)
    yield (
        "calculations",
        "draft2020-12",
        record(
            {
                "sheet": listing(
                    union(
                        "oneOf",
                        record({"formula": _inside(small_languages()["formula"], "expression")}),
                        record({"input": NAME, "unit": SLUG}, {"range": row(number(0, 1), number(2, 3.5), minItems=2)}),
                    ),
                    minItems=1,
                )
            },
            {"filter": _inside(small_languages()["query"], "condition"), "states": small_languages()["state-machine"]},
        ),
    )
    yield (
        "trade",
        "draft6",
        union("oneOf", *(record({"kind": const(name), "body": one}) for name, one in trade_shapes().items())),
    )


def _inside(whole: Shape, definition: str) -> Shape:
    """A reference to a definition of a shape that was written out, with values for it."""
    key = {"expression": "is", "condition": "where"}[definition]
    good = [value[key] for value in whole.good]
    bad = [value[key] for value in whole.bad if key in value]
    return Shape({"$ref": f"#/$defs/{definition}"}, tuple(good), tuple(bad), whole.schema["$defs"])
