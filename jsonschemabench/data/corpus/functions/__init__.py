"""Arguments of functions that a language model calls: flat records, with a description of each argument."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.functions.everyday import everyday_shapes
from jsonschemabench.data.corpus.functions.office import office_shapes
from jsonschemabench.data.corpus.functions.shop import shop_shapes
from jsonschemabench.data.corpus.functions.technical import technical_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**everyday_shapes(), **office_shapes(), **shop_shapes(), **technical_shapes()}.items():
        yield name, "", shape
