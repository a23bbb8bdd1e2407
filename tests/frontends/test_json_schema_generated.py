"""Generated schemas: values against an independent validator, and texts of the grammar as well."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gendecode.constrain import compile
from gendecode.errors import UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck))

LEAVES = st.sampled_from(
    [
        {"type": "string", "maxLength": 4},
        {"type": "string", "pattern": "^[a-c]+$", "minLength": 2},
        {"type": "integer", "minimum": -5, "exclusiveMaximum": 1000},
        {"type": "boolean"},
        {"type": ["null", "string"]},
        {"enum": ["a", 1, None, [1, {"b": 2}]]},
        {"const": {"x": [True]}},
        {"$ref": "#/$defs/leaf"},
        {"minLength": 2, "minimum": 3},
        {},
    ]
)
NAMES = st.sampled_from(["a", "b", "c", "é", '"'])


def containers(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    counts = st.fixed_dictionaries({}, optional={"minItems": st.integers(0, 2), "maxItems": st.integers(1, 3)})
    members = st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(NAMES, below, max_size=3)},
        optional={
            "required": st.lists(NAMES, max_size=2, unique=True),
            "additionalProperties": below | st.booleans(),
            "maxProperties": st.integers(0, 3),
            "minProperties": st.integers(0, 2),
        },
    )
    arrays = st.fixed_dictionaries(
        {"type": st.just("array"), "items": below},
        optional={"prefixItems": st.lists(below, max_size=2)},
    )
    branches = st.lists(below, min_size=1, max_size=3)
    choices = st.sampled_from(["anyOf", "allOf", "oneOf"])
    combined = st.builds(lambda keyword, items: {keyword: items}, choices, branches)
    sized = st.builds(lambda array, bounds: array | bounds, arrays, counts)
    return members | sized | combined | st.builds(lambda a, b: a | b, combined, members)


SCHEMAS = st.recursive(LEAVES, containers, max_leaves=6).map(
    lambda schema: {"$defs": {"leaf": {"type": "integer", "maximum": 3}}, **schema}
)
VALUES = st.recursive(
    st.sampled_from([None, True, 0, 3, 4, 1001, "", "a", "ab", "abcde", {"x": [True]}, [1, {"b": 2}]]),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=6,
)


@QUICK
@given(schema=SCHEMAS, values=st.lists(VALUES, min_size=8, max_size=12))
def test_generated_schemas_agree_with_the_validator(schema: Any, values: list[Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    try:
        recogniser = ReferenceRecogniser(json_schema(schema))
    except UnsupportedError as error:
        assert error.keyword == "oneOf"
        return
    except UnsatisfiableError:
        assert not any(map(validator.is_valid, values))
        return
    for value in values:
        text = json.dumps(value, ensure_ascii=False)
        assert recogniser.accepts(text) == validator.is_valid(value), text


@QUICK
@given(schema=SCHEMAS, seed=st.integers(0, 2**32))
def test_every_text_of_the_grammar_is_valid(schema: Any, seed: int) -> None:
    """A random walk of the engine over the grammar; it stops as soon as it may, half of the time."""
    try:
        constraint = compile(json_schema(schema, whitespace="compact"), Vocab.bytes_only())
    except (UnsupportedError, UnsatisfiableError):
        return
    rng, state, text = random.Random(seed), constraint.start(), b""
    while len(text) < 400 and not (state.can_stop() and rng.random() < 0.5):
        following = sorted(state.next_bytes())
        if not following:
            break
        # Punctuation brings a text to its end.
        closing = [byte for byte in following if byte in b'"]}'] if rng.random() < 0.3 else []
        text += bytes([rng.choice(closing or following)])
        state = state.advance(text[-1])
    assume(state.can_stop())
    assert jsonschema.Draft202012Validator(schema).is_valid(json.loads(text)), text
