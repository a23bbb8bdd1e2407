"""Events that programs send: what happened, when, to what; strict, so that a warehouse can rely on it."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.events.newer import newer_shapes
from jsonschemabench.data.corpus.events.shop import shop_shapes
from jsonschemabench.data.corpus.events.systems import systems_shapes
from jsonschemabench.data.corpus.events.web import web_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**web_shapes(), **shop_shapes(), **systems_shapes()}.items():
        yield name.replace("_", "-"), "draft4", shape
    yield from newer_shapes()
