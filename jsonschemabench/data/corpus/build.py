"""From shapes to cases: the draft's spelling, and which of a shape's values become instances.

A good or bad value of a part is not always one of the whole: what one alternative refuses, another may accept; and what
a format asks depends on the draft. So two validators that share nothing have a say, and a value becomes an instance
when both see it as its shape does.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import jsonschema
import jsonschema_rs

from jsonschemabench.data.corpus.shapes import Shape
from jsonschemabench.data.corpus.spelling import spelled_for

SUBSETS = ("trivial", "easy", "medium", "hard", "ultra", "functions", "kubernetes", "events", "resources", "editor")
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
    first, second = rust_validator(schema), python_validator(schema)
    valid = _chosen([value for value in shape.good if first(value)], VALID, lambda value: second(value) == 0)
    candidates = [value for value in shape.bad if not first(value)]
    invalid = _chosen(candidates, INVALID, lambda value: second(value) == 1)
    if len(invalid) < LEAST:  # where one defect has several consequences
        invalid = _chosen(candidates, INVALID, lambda value: second(value) > 0)
    if min(len(valid), len(invalid)) < LEAST:
        raise ValueError(f"{id} has {len(valid)} valid and {len(invalid)} invalid instances")
    tests = [{"data": value, "valid": True} for value in valid] + [{"data": value, "valid": False} for value in invalid]
    return {"id": id, "subset": id.partition("/")[0], "schema": schema, "tests": tests}


def rust_validator(schema: Any) -> Callable[[Any], bool]:
    """Value → is it valid? With formats; by ``jsonschema-rs``."""
    is_valid: Callable[[Any], bool] = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid
    return is_valid


def python_validator(schema: Any) -> Callable[[Any], int]:
    """Value → number of keywords at the root or below ``properties`` and the like that refuse it; by ``jsonschema``."""
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    kind.check_schema(schema)
    validator = kind(_exact(schema), format_checker=kind.FORMAT_CHECKER)
    return lambda value: sum(1 for _ in validator.iter_errors(_exact(value)))


def _exact(value: Any) -> Any:
    """With decimals in place of floats, as which the text was meant: 19.99 is a multiple of 0.01."""
    return json.loads(json.dumps(value), parse_float=Decimal)


def _chosen(values: Sequence[Any], count: int, agrees: Callable[[Any], bool]) -> list[Any]:
    """At most so many different values that the other validator agrees on, spread over all of them."""
    different = list({json.dumps(value): value for value in values}.values())
    spread = [turn * len(different) // count for turn in range(count)]
    found: list[int] = []
    for place in dict.fromkeys([*spread, *range(len(different))]):
        if place < len(different) and agrees(different[place]):
            found.append(place)
            if len(found) == count:
                break
    return [different[place] for place in sorted(found)]
