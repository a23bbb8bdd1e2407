"""Random schemas over all keywords against an independent validator: a few of what the script does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.frontends import json_schema_differential as differential
from tests.frontends.json_schema_differential import compare, draw, shrunk
from tests.frontends.json_schema_generator import Schema

FIRST, SCHEMAS, PARTS = 1_000_000, 400, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_random_schemas(part: int) -> None:
    seen = Counter[str]()
    for seed in range(FIRST + part, FIRST + SCHEMAS, PARTS):
        schema, rng = draw(seed)
        outcome = compare(schema, rng, values=10, walks=2)
        for found in outcome.differences:
            raise AssertionError(f"schema {seed}: {shrunk(found)}")
        seen[outcome.kind] += 1
        seen["valid"] += outcome.valid
        seen["invalid"] += outcome.invalid
        seen["walks"] += outcome.walks
    # Enough of everything was compared.
    assert seen["refused"] <= seen["compared"] / 5
    assert min(seen["valid"], seen["invalid"]) >= 2 * SCHEMAS / PARTS
    assert seen["walks"] >= SCHEMAS / PARTS


def test_a_wrong_engine_is_found_and_the_difference_is_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    right = differential.constraint_of

    def forgets_required(schema: Schema) -> Any:
        return right(_without(schema, "required"))

    monkeypatch.setattr(differential, "constraint_of", forgets_required)
    kinds = set()
    for seed in range(60):
        schema, rng = draw(seed)
        for found in compare(schema, rng).differences[:1]:
            small = shrunk(found)
            kinds.add(small.kind)
            assert "required" in str(small.schema)
            assert len(str(small.schema)) <= max(200, len(str(schema)) // 2)
        if len(kinds) >= 2:
            break
    assert kinds & {"accepts invalid", "writes invalid"}


def _without(schema: Schema, keyword: str) -> Schema:
    if isinstance(schema, list):
        return [_without(item, keyword) for item in schema]
    if isinstance(schema, dict):
        return {name: _without(item, keyword) for name, item in schema.items() if name != keyword}
    return schema
