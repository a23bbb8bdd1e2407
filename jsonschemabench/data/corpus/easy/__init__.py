"""Small schemas, each about one thing: a configuration, a message, a row of a table."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.easy.arrays import arrays_shapes
from jsonschemabench.data.corpus.easy.conditions import conditions_shapes
from jsonschemabench.data.corpus.easy.names import names_shapes
from jsonschemabench.data.corpus.easy.records import records_shapes
from jsonschemabench.data.corpus.easy.references import references_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    yield from records_shapes()
    yield from arrays_shapes()
    yield from names_shapes()
    yield from conditions_shapes()
    yield from references_shapes()
