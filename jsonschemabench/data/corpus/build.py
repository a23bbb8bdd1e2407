"""From shapes to cases: the draft's spelling, and which of a shape's values become instances.

A good or bad value of a part is not always one of the whole: what one alternative refuses, another may accept. So a validator
has a say (``jsonschema-rs``); what it sees otherwise is left out. The tests ask another one about all the rest.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema_rs

from jsonschemabench.data.corpus.shapes import Shape
from jsonschemabench.data.corpus.spelling import spelled_for

SUBSETS = (
    "trivial",
    "easy",
    "medium",
    "hard",
    "ultra",
    "functions",
    "kubernetes",
    "events",
    "resources",
    "editor",
)
"""A module each, with a function ``shapes`` that yields (name, draft, shape); an empty draft is not named."""

LEAST, VALID, INVALID = 3, 4, 5  # instances of either kind; and how many at most


def corpus_lines() -> Iterator[str]:
    """The lines of the file, by subset and in the order of its module."""
    for subset in SUBSETS:
        module = importlib.import_module(f"jsonschemabench.data.corpus.{subset}")
        for name, draft, shape in module.shapes():
            yield json.dumps(case(f"{subset}/{name}", draft, shape), ensure_ascii=False, separators=(",", ":")) + "\n"


def case(id: str, draft: str, shape: Shape) -> dict[str, Any]:
    """The line of a case.

    Raises:
        ValueError: there are too few instances of a kind.
    """
    schema = shape.schema
    if shape.defs:
        schema = {**schema, "$defs": {**schema.get("$defs", {}), **dict(sorted(shape.defs.items()))}}
    schema = spelled_for(draft, schema) if draft else schema
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    valid = _chosen([value for value in shape.good if validator.is_valid(value)], VALID)
    invalid = _chosen([value for value in shape.bad if not validator.is_valid(value)], INVALID)
    if min(len(valid), len(invalid)) < LEAST:
        raise ValueError(f"{id} has {len(valid)} valid and {len(invalid)} invalid instances")
    tests = [{"data": value, "valid": True} for value in valid] + [{"data": value, "valid": False} for value in invalid]
    return {"id": id, "subset": id.split("/")[0], "schema": schema, "tests": tests}


def _chosen(values: Sequence[Any], count: int) -> list[Any]:
    """At most so many different values, spread over all of them and with the first."""
    different = list({json.dumps(value): value for value in values}.values())
    if len(different) <= count:
        return different
    return [different[index * len(different) // count] for index in range(count)]
