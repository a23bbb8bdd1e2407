"""The engine accepts exactly the language of the grammar: against the reference recogniser."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.grammar.ir import Alt, Counted, Extra, Grammar, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import NODES, build_constraint, json_like, random_states

BYTES = Vocab.bytes_only()


@settings(max_examples=150, deadline=None)
@given(NODES, st.integers(0, 2**30))
def test_next_bytes_and_stops_agree_with_the_reference(node: Node, seed: int) -> None:
    constraint = build_constraint(node, BYTES)
    reference = ReferenceRecogniser(Grammar(node, "test"))
    for data, state in random_states(constraint, seed, 14):
        assert state.next_bytes() == reference.next_bytes(data), data
        assert state.can_stop() == reference.accepts(data), data


@settings(max_examples=60, deadline=None)
@given(NODES, st.lists(st.sampled_from(list(b'ab1c"{}:, ')), max_size=7).map(bytes))
def test_accepts_agrees_on_arbitrary_texts(node: Node, data: bytes) -> None:
    assert build_constraint(node, BYTES).accepts(data) == ReferenceRecogniser(Grammar(node, "test")).accepts(data)


def test_every_text_up_to_a_length_is_judged_right() -> None:
    alphabet = b'{}"a:1,'
    member = Member(b"a", Literal(b"1"), True)
    node = Object((member,), extras=(Extra(build.repeat(build.literal(b"a"), 0, None), Literal(b"1")),), high=2)
    constraint, reference = build_constraint(node, BYTES), ReferenceRecogniser(Grammar(node, "test"))
    accepted = 0
    for length in range(9):
        for text in itertools.product(alphabet, repeat=length) if length < 6 else ():
            assert constraint.accepts(bytes(text)) == reference.accepts(bytes(text))
    for text in (b'{"a":1}', b'{"a":1,"aa":1}', b'{"":1,"a":1}', b'{"aa":1}', b'{"a":1,"a":1}', b'{"a":1,"":1,"aa":1}'):
        assert constraint.accepts(text) == reference.accepts(text), text
        accepted += constraint.accepts(text)
    assert accepted == 3


def test_names_never_repeat_in_an_open_object() -> None:
    constraint = build_constraint(json_like(), BYTES)
    assert constraint.accepts(b'{"a":1,"b":2}')
    assert not constraint.accepts(b'{"a":1,"b":2,"b":3}')
    assert not constraint.accepts(b'{"a":1,"a":2}')
    assert constraint.accepts(b'{"a":{"a":1,"b":2},"b":2}')


def test_ambiguous_nesting_stays_linear() -> None:
    """Two readings at each of 300 levels are 2**300 stacks; united, they are a few threads."""
    item: Node = Rule("item", lambda: Alt((Literal(b"1"), left, right)))
    left = Seq((Literal(b"["), Repeat(item, separator=Literal(b",")), Literal(b"]")))
    right = Seq((Literal(b"["), Repeat(item, 1, 3, Literal(b",")), Literal(b"]")))
    constraint = build_constraint(item, BYTES)
    assert constraint.accepts(b"[" * 300 + b"1" + b"]" * 300)
    assert not constraint.accepts(b"[" * 300 + b"1" + b"]" * 299)


def test_right_recursion_needs_no_stack() -> None:
    chain: Node = Rule("chain", lambda: Alt((Literal(b"z"), Seq((Literal(b"a"), chain)))))
    constraint = build_constraint(chain, BYTES)
    before = constraint.start().advance_bytes(b"aa")
    after = constraint.start().advance_bytes(b"a" * 5000)
    assert before is after
    assert constraint.accepts(b"a" * 5000 + b"z")


def test_deeply_nested_nodes_do_not_recurse_in_python() -> None:
    node: Node = Literal(b"x")
    for level in range(5000):
        node = Seq((Literal(b"("), node, Literal(b")"))) if level % 2 else Alt((node, Literal(b"y")))
    constraint = build_constraint(node, BYTES)
    assert constraint.accepts(b"(" * 2500 + b"x" + b")" * 2500)
    assert constraint.accepts(b"(y)") == ReferenceShort.accepts_short(b"(y)")


class ReferenceShort:
    """What the nested grammar above says of a short text: y stands at the innermost odd level only."""

    @staticmethod
    def accepts_short(data: bytes) -> bool:
        return data in {b"(" * k + b"y" + b")" * k for k in range(2501)}


@pytest.mark.parametrize(
    ("low", "high", "text", "expected"),
    [
        (0, 0, b'""', True),
        (0, 3, b'"abc"', True),
        (0, 3, b'"abca"', False),
        (2, 3, b'"a"', False),
        (2, None, b'"' + b"abc" * 50 + b'"', True),
        (1000, 1000, b'"' + b"a" * 1000 + b'"', True),
        (1000, 1000, b'"' + b"a" * 999 + b'"', False),
    ],
)
def test_counted_regions(low: int, high: int | None, text: bytes, expected: bool) -> None:
    unit = build.byte_ranges([(0x61, 0x63)])
    node = Seq((Literal(b'"'), Counted(unit, low, high), Literal(b'"')))
    assert build_constraint(node, BYTES).accepts(text) is expected


def test_forced_text_runs_to_the_first_choice() -> None:
    node = Seq((Literal(b'{"kind": "'), Alt((Literal(b"cat"), Literal(b"car"))), Literal(b'"}')))
    constraint = build_constraint(node, BYTES)
    assert constraint.start().forced() == b'{"kind": "ca'
    state = constraint.start().advance_bytes(b'{"kind": "cat')
    assert state is not None and state.forced() == b'"}'
    optional = build_constraint(Regular(build.repeat(build.literal(b"ab"), 0, 2)), BYTES)
    assert optional.start().forced() == b""  # the empty text is complete: nothing is forced
