"""Objects of a cluster: metadata everywhere, references to shared parts, lists in records in lists."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschemabench.data.corpus.kubernetes.access import access_shapes
from jsonschemabench.data.corpus.kubernetes.others import others_shapes
from jsonschemabench.data.corpus.kubernetes.settings import settings_shapes
from jsonschemabench.data.corpus.kubernetes.workloads import workloads_shapes
from jsonschemabench.data.corpus.shapes import Shape


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**workloads_shapes(), **settings_shapes(), **access_shapes(), **others_shapes()}.items():
        yield name, "draft7" if name.endswith(("set", "map", "role")) else "", shape
