"""dependentRequired and name lists of dependencies: all small objects against an independent validator."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gendecode.constrain import compile
from gendecode.errors import UnsatisfiableError
from gendecode.frontends.json_schema import json_schema
from gendecode.vocab import Vocab

BYTES = Vocab.bytes_only()
DRAFT7 = "http://json-schema.org/draft-07/schema#"
NAMES = ["a", "b", "c", "d"]
OBJECTS = [some for count in range(5) for some in itertools.permutations(NAMES, count)]

LISTS = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=2, unique=True), min_size=1)
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "properties": st.dictionaries(st.sampled_from(NAMES), st.sampled_from([True, {"type": "integer"}, False])),
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "minProperties": st.integers(0, 3),
        "maxProperties": st.integers(0, 3),
        "additionalProperties": st.sampled_from([False, {"type": "integer"}]),
        "patternProperties": st.sampled_from([{"^[ab]": {"type": "integer"}}, {"c": False}]),
        "not": st.sampled_from([{"required": ["b"]}, {"additionalProperties": {"type": "string"}}]),
    },
)


@settings(max_examples=150, deadline=None)
@given(LISTS, OTHERS, st.booleans(), st.booleans())
def test_all_small_objects(lists: Any, others: Any, old: bool, negated: bool) -> None:
    schema = {("dependencies" if old else "dependentRequired"): lists, **others}
    schema = {"type": "object", **({"not": schema} if negated else schema)}
    if old:
        schema["$schema"] = DRAFT7
    validator = (jsonschema.Draft7Validator if old else jsonschema.Draft202012Validator)(schema)
    try:
        unordered = compile(json_schema(schema), BYTES)
        ordered = compile(json_schema(schema, order="declared"), BYTES)
    except UnsatisfiableError:
        assert not any(validator.is_valid(dict.fromkeys(some, 1)) for some in OBJECTS)
        assume(False)
    seen = set()
    for some in OBJECTS:
        value = dict.fromkeys(some, 1)
        text = json.dumps(value)
        assert unordered.accepts(text) == validator.is_valid(value), value
        if ordered.accepts(text):
            assert validator.is_valid(value), value
            seen.add(frozenset(some))
    # In declared order each set of names has an order in which it may be written.
    assert seen == {frozenset(some) for some in OBJECTS if validator.is_valid(dict.fromkeys(some, 1))}


@pytest.mark.parametrize("order", ["any", "declared"])
def test_many_pairs_take_no_choices(order: Any) -> None:
    schema = {"dependentRequired": {f"a{i}": [f"b{i}"] for i in range(30)}}
    compile(json_schema(True), BYTES)
    began = time.perf_counter()
    constraint = compile(json_schema(schema, order=order), BYTES)
    constraint.start().mask()
    assert time.perf_counter() - began < 5  # seconds; the product of the choices would take for ever
    texts = {"{}": True, '{"a3":1,"b3":2}': True, '{"a3":1}': False, '{"a29":1,"b3":2}': False, '{"x":1}': True}
    assert {text: constraint.accepts(text) for text in texts} == texts
