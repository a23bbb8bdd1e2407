"""Schemas of some ten thousand bytes: a whole system in one schema, long lists of codes, hundreds of settings."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus import events, functions
from jsonschemabench.data.corpus.editor.languages import languages_shapes as editor_languages
from jsonschemabench.data.corpus.editor.looks import looks_shapes as editor_looks
from jsonschemabench.data.corpus.editor.services import services_shapes as editor_services
from jsonschemabench.data.corpus.hard.clinic import clinic_shape
from jsonschemabench.data.corpus.hard.invoice import invoice_shape
from jsonschemabench.data.corpus.kubernetes.access import access_shapes as kubernetes_access
from jsonschemabench.data.corpus.kubernetes.settings import settings_shapes as kubernetes_settings
from jsonschemabench.data.corpus.kubernetes.workloads import workloads_shapes as kubernetes_workloads
from jsonschemabench.data.corpus.resources.catalogue import catalogue_shapes as resources_catalogue
from jsonschemabench.data.corpus.resources.content import content_shapes as resources_content
from jsonschemabench.data.corpus.resources.trade import trade_shapes as resources_trade
from jsonschemabench.data.corpus.shapes import Shape, choice, const, integer, listing, named, record, union
from jsonschemabench.data.corpus.ultra.codes import codes_shape
from jsonschemabench.data.corpus.ultra.fleet import fleet_shape
from jsonschemabench.data.corpus.ultra.questionnaire import questionnaire_shape
from jsonschemabench.data.corpus.ultra.settings import settings_shape
from jsonschemabench.data.corpus.words import EMAIL, MOMENT, NAME, PLAIN, SLUG, UUID


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield (
        "cluster-objects",
        "draft7",
        _kinds({**kubernetes_workloads(), **kubernetes_settings(), **kubernetes_access()}),
    )
    yield (
        "workload-list",
        "",
        record({"items": listing(_kinds(kubernetes_workloads()), minItems=1)}, {"revision": SLUG}),
    )
    yield "event-stream", "draft4", _stream()
    yield "function-catalogue", "", _calls()
    yield (
        "editorial-system",
        "draft4",
        record(
            {
                "site": NAME,
                "objects": listing(_kinds({**resources_content(), **resources_catalogue()}), minItems=1),
            },
            {"exported": MOMENT},
        ),
    )
    yield (
        "workbench",
        "draft7",
        record(
            {},
            {**editor_languages(), **editor_services(), **editor_looks()},
            minProperties=1,
            title="Every file of a project in one",
        ),
    )
    yield "codes", "draft7", codes_shape()
    yield "application-settings", "draft4", settings_shape()
    yield "questionnaire", "draft7", questionnaire_shape()
    yield (
        "ministry-exchange",
        "draft7",
        record(
            {
                "sender": record({"name": NAME, "id": UUID}),
                "letters": listing(
                    union(
                        "oneOf",
                        record({"kind": const("health"), "body": clinic_shape()}),
                        record({"kind": const("invoice"), "body": invoice_shape()}),
                        record({"kind": const("order"), "body": resources_trade()["order"]}),
                    ),
                    minItems=1,
                ),
            },
            {"receipt": EMAIL},
        ),
    )
    yield "fleet", "draft2020-12", fleet_shape()


def _kinds(found: dict[str, Shape]) -> Shape:
    return union("oneOf", *(named(f"kind-{name}", one) for name, one in found.items()))


def _stream() -> Shape:
    kinds = [(name, one) for name, draft, one in events.shapes() if draft == "draft4"]
    alternatives = [
        record({"schema": choice(f"iglu:com.example/{name}/1-0-0"), "data": named(name, one)}) for name, one in kinds
    ]
    return record(
        {"id": UUID, "collected": MOMENT, "event": union("oneOf", *alternatives)},
        {
            "platform": choice("web", "mob", "srv"),
            "app": SLUG,
            "user": record({}, {"id": UUID, "session": integer(7, 1, minimum=1)}),
            "context": listing(record({"name": SLUG, "value": PLAIN})),
        },
    )


def _calls() -> Shape:
    """What a model may call: the name decides about the arguments."""
    calls = [record({"name": const(name.replace("-", "_")), "arguments": one}) for name, _, one in functions.shapes()]
    return record({"calls": listing(union("anyOf", *calls), minItems=1, maxItems=8)}, {"thought": PLAIN}).but(
        good=[{"calls": [one.good[turn % 3]]} for turn, one in enumerate(calls[::13])],
        bad=[{"calls": [one.bad[turn % 3]]} for turn, one in enumerate(calls[::9])],
    )
