"""Arrays whose items are arrays and objects that must differ as JSON values, however they are spelled."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.constrain.item_values import canonical_value
from gendecode.constrain.states import CompiledConstraint
from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.number_texts import numbers
from gendecode.frontends.json_schema.spelling import ANY
from gendecode.grammar.ir import Alt, Extra, Literal, Node, Object, Regular, Repeat, Rule, Seq, Words
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import SPACES, build_constraint, check_mask, dense_vocab, random_states

BYTES = Vocab.bytes_only()
DIGITS = build.repeat(build.byte_ranges([(0x31, 0x32)]), 1, None)
NAMES = build.repeat(build.byte_ranges([(0x61, 0x62)]), 0, None)
QUOTE = build.literal(b'"')
COMMA = Seq((Literal(b","), Regular(SPACES)))


def bracketed(repeat: Node) -> Node:
    return Seq((Literal(b"["), repeat, Literal(b"]")))


def array(item: Node) -> Node:
    return bracketed(Repeat(item, separator=COMMA))


def distinct(item: Words, low: int = 0, high: int | None = None) -> Node:
    return bracketed(Repeat(item, low, high, COMMA, distinct=True))


def small() -> dict[str, Node]:
    """Arrays of distinct items over few characters: of arrays, of objects, nested, mixed, in bounds."""
    value: Node = Rule("value", lambda: Alt((Regular(DIGITS), numbers_in_array, thing)))
    numbers_in_array = array(Regular(DIGITS))
    thing = Object((), (Extra(NAMES, value),), comma=COMMA)
    text = Regular(build.concat(QUOTE, NAMES, QUOTE))
    scalars = build.union(DIGITS, build.concat(QUOTE, NAMES, QUOTE))
    either = Alt((numbers_in_array, thing))
    nested = distinct(Words(DIGITS, numbers_in_array))
    long = array(text)
    whole = Regular(build.concat(build.literal(b"["), DIGITS, build.literal(b"]")))
    return {
        "arrays": distinct(Words(None, numbers_in_array)),
        "mixed": distinct(Words(scalars, either), 1, 3),
        "nested": distinct(Words(None, nested)),
        "in an object": Object((), (Extra(NAMES, distinct(Words(DIGITS, thing))),), comma=COMMA),
        "texts": distinct(Words(None, long)),
        "one region": distinct(Words(None, whole)),
        "two readings": distinct(Words(None, Alt((numbers_in_array, array(Alt((Regular(DIGITS), text))))))),
    }


SMALL = small()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.integers(0, 2**30))
def test_bytes_and_stops_agree_with_the_reference(name: str, seed: int) -> None:
    constraint, reference = build_constraint(SMALL[name], BYTES), ReferenceRecogniser(SMALL[name])
    for data, state in random_states(constraint, seed, 16):
        assert state.next_bytes() == reference.next_bytes(data), data
        assert state.can_stop() == reference.accepts(data), data


PREFIXES = {
    "arrays": ["", "[", "[[1],", "[[1], [1", "[[1],[1,2], [", "[[12],[1,2],[1"],
    "mixed": ["[", '["a",{"a":1},', '[1,{"a":1},{', '[1,{"a":1,"b":[2]}, {"b":[2],"', '[{"a":1,"b":2},{"b":2,"a":'],
    "nested": ["[[[1],1],", "[[[1],1],[1,[1", "[[[1],1],[1,[1]", "[[1,2],[2,1],[1,[1]],[[", "[[[1],[2]],[[1],"],
    "in an object": ['{"a":[{"a":1},{"', '{"a":[1,{"a":1},{"a":1', '{"a":[{"a":1}],"b":[{"a":1},{"a":'],
    "texts": ['[["a"],["', '[["a"],["a', '[["aa","b"],["aa","', '[["a"],["aab"'],
    "one region": ["[", "[[1", "[[1],", "[[1],[", "[[1],[1", "[[1],[2],[12],[1"],
    "two readings": ["[[1],", "[[1],[1", '[[1],["a"],[', '[[1],["a"],["a"', '[[1],["a"],[1,1'],
}
PIECES = ['"', "[", "]", "{", "}", ":", ",", ", ", " ", "1", "2", "a", "b", "],[", "[1", "1]", "]]", '":1', '{"a', '"]']
DENSE = dense_vocab(4000, 3, PIECES)
LONG_TEXTS = dense_vocab(3000, 4, ["a", "b", "aa", "1", "2", "12", '"', ",", '","', '"]', "]", "],["])


@pytest.mark.parametrize("name", PREFIXES)
def test_masks_bit_by_bit(name: str) -> None:
    for vocab in (DENSE, LONG_TEXTS):
        constraint = build_constraint(SMALL[name], vocab)
        for prefix in PREFIXES[name]:
            state = constraint.start().advance_bytes(prefix.encode())
            assert state is not None, prefix
            check_mask(state, vocab)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.integers(0, 2**30))
def test_masks_along_random_texts(name: str, seed: int) -> None:
    constraint = build_constraint(SMALL[name], DENSE)
    for _, state in list(random_states(constraint, seed, 12))[::3]:
        check_mask(state, DENSE)


# --- values -------------------------------------------------------------------------------------------
def json_array() -> CompiledConstraint:
    """Any array of distinct items, in any spelling below the items."""
    value: Node = Rule("json", lambda: Alt((text, Regular(numbers()), *names, array(value), thing)))
    text = Seq((Literal(b'"'), Regular(ANY.free_body()), Literal(b'"')))
    thing = Object((), (Extra(ANY.fixed_body(), value),), comma=COMMA)
    names = [Literal(b"true"), Literal(b"false"), Literal(b"null")]
    scalars = build.union(
        build.concat(QUOTE, ANY.fixed_body(), QUOTE), DIGITS, build.words([b"true", b"false", b"null"])
    )
    return build_constraint(distinct(Words(scalars, Alt((array(value), thing)))), BYTES)


JSON_ARRAY = json_array()
SCALARS = st.sampled_from(
    [1, 2, 1.0, 10, True, False, None, "a", "1", "", 'b"\n', "é", "\U0001f600", -0.0, 0, 1.5, 100]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "é"]), inner),
    max_leaves=6,
)
ITEMS = st.sampled_from([1, 2, 12, True, None, "a", "é"]) | st.lists(VALUES, max_size=2) | st.dictionaries(
    st.sampled_from(["a", "b"]), VALUES
)  # fmt: skip


def spelled(value: Any, rng: random.Random, top: bool = False) -> str:
    """A JSON text of a value, one of many."""
    if isinstance(value, dict):
        members = list(value.items())
        rng.shuffle(members)
        space = rng.choice(["", " "])
        texts = (f"{json.dumps(k, ensure_ascii=False)}:{spelled(v, rng)}" for k, v in members)
        return "{" + f",{space}".join(texts) + "}"
    if isinstance(value, list):
        return "[" + rng.choice([",", ", "]).join(spelled(item, rng) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=not top and rng.random() < 0.5)
    if isinstance(value, (bool, type(None))) or top:
        return json.dumps(value)
    if value in (0, 1, 10, 100):
        return rng.choice(
            {0: ["0", "-0", "0.0", "0e5"], 1: ["1", "1.0", "10e-1", "0.1E1"]}.get(
                int(value), ["1e" + str(len(str(value)) - 1), str(value)]
            )
        )
    return json.dumps(value)


@settings(max_examples=300, deadline=None)
@given(st.lists(ITEMS, max_size=4), st.booleans(), st.integers(0, 2**30))
def test_values_agree_with_jsonschema(items: list[Any], again: bool, seed: int) -> None:
    rng = random.Random(seed)
    if again and items:
        items = [*items, rng.choice(items)]
    text = "[" + ",".join(spelled(item, rng, top=not isinstance(item, (list, dict))) for item in items) + "]"
    valid = jsonschema.Draft202012Validator({"uniqueItems": True}).is_valid(json.loads(text))
    assert JSON_ARRAY.accepts(text) == valid, text


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("[1]", "[1.0]", True),
        ("[100]", "[1e2]", True),
        ("[0.10]", "[1E-1]", True),
        ("[0]", "[-0.0e7]", True),
        ("[123456789012345678901]", "[123456789012345678902]", False),
        ("[1e400]", "[1e401]", False),
        ("[0.1]", "[0.1000000000000000055]", False),
        ("[1]", "[true]", False),
        ("[0]", "[false]", False),
        ('["1e0"]', "[1]", False),
        ('{"a":1,"b":[2]}', '{"b": [2e0], "a": 1}', True),
        ('["\\u00e9\\/"]', '["é/"]', True),
        ('["\\ud83d\\ude00"]', '["\U0001f600"]', True),
        ("[]", "{}", False),
        ("[[]]", "[]", False),
    ],
)
def test_equal_values_have_equal_canonical_texts(left: str, right: str, same: bool) -> None:
    assert (canonical_value(left.encode()) == canonical_value(right.encode())) == same
    assert JSON_ARRAY.accepts(f"[{left},{right}]") != same


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="nested deeper"):
        canonical_value(b"[" * 100_000 + b"]" * 100_000)
    with pytest.raises(LimitExceeded, match="exponent"):
        canonical_value(b"[1e" + b"9" * 5000 + b"]")


def test_the_record_is_dropped_with_the_item() -> None:
    """Between items, what counts is the set of values: texts of other spellings and orders share their states."""
    start = JSON_ARRAY.start()
    one, other = start.advance_bytes(b'[{"a":1.0,"b":[]},[2],'), start.advance_bytes(b'[[2], {"b":[], "a":1},')
    assert one is not None and one is other
    assert start.advance_bytes(b"[[1],[1") is not start.advance_bytes(b"[[1],[1.0")


@pytest.mark.parametrize("length", [70, 3000])
def test_long_items_outgrow_every_table(length: int) -> None:
    """Records, words that are taken and trie depths beyond what the tables begin with."""
    text, number = b'"' + b"a" * length + b'"', b"1" * length
    vocab = Vocab.from_bytes([*(bytes([byte]) for byte in range(256)), b"a" * 90, b"1" * 90 + b"],[", None], eos=[258])
    constraint = build_constraint(SMALL["mixed"], vocab)
    for item in (text, number, b"[" + number + b"]", b'{"' + text[1:-1] + b'":[' + number + b"]}"):
        assert constraint.accepts(b"[" + item + b",2]") and not constraint.accepts(b"[" + item + b"," + item + b"]")
        state = constraint.start().advance_bytes(b"[" + item + b"," + item[:-2])
        assert state is not None
        check_mask(state, vocab)
