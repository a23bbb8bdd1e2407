"""Schemas of one or two thousand bytes: documents of a trade, with their rules."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.medium.games import games_shapes
from jsonschemabench.data.corpus.medium.identified import identified_shapes
from jsonschemabench.data.corpus.medium.languages import languages_shapes
from jsonschemabench.data.corpus.medium.people import people_shapes
from jsonschemabench.data.corpus.medium.rules import rules_shapes
from jsonschemabench.data.corpus.medium.science import science_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, found in {**people_shapes(), **science_shapes(), **games_shapes()}.items():
        yield name, "draft4", found
    for name, found in rules_shapes().items():
        yield name, "draft7", found
    for name, found in languages_shapes().items():
        yield name, "draft2020-12", found
    yield from identified_shapes()
