"""Configuration files that editors complete: many optional members, all described, several ways to say a thing."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.editor.languages import languages_shapes
from jsonschemabench.data.corpus.editor.looks import looks_shapes
from jsonschemabench.data.corpus.editor.newer import newer_shapes
from jsonschemabench.data.corpus.editor.services import services_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, found in {**languages_shapes(), **services_shapes()}.items():
        yield name, "draft7", found
    for name, found in looks_shapes().items():
        yield name, "draft4", found
    yield from newer_shapes()
