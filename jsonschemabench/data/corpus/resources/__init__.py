"""Resources of an API: articles, images, catalogue records, orders; optional members, references, pages of results."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.resources.catalogue import catalogue_shapes
from jsonschemabench.data.corpus.resources.content import content_shapes
from jsonschemabench.data.corpus.resources.platform import platform_shapes
from jsonschemabench.data.corpus.resources.trade import trade_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**content_shapes(), **catalogue_shapes(), **trade_shapes()}.items():
        yield name, "draft4", shape
    for name, shape in platform_shapes().items():
        yield name, "draft7", shape
