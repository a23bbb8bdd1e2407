"""The lower bound on tokens never exceeds what a text takes."""

from __future__ import annotations

from collections import deque

from hypothesis import given, settings

from gendecode.automata import build
from gendecode.constrain.states import MachineState
from gendecode.grammar.ir import Counted, Literal, Node, Regular, Seq
from gendecode.grammar.shortest import min_bytes
from gendecode.vocab import Vocab
from grammars import NODES, build_constraint, dense_vocab

BYTES = Vocab.bytes_only()


def shortest_text(start: MachineState, limit: int) -> int | None:
    """The length of the shortest complete text, by breadth-first search over states."""
    seen, queue = {start.number}, deque([(start, 0)])
    while queue:
        state, length = queue.popleft()
        if state.can_stop():
            return length
        for byte in state.next_bytes() if length < limit else ():
            following = state.advance_bytes(bytes([byte]))
            if following is not None and following.number not in seen and len(seen) < 3000:
                seen.add(following.number)
                queue.append((following, length + 1))
    return None


@settings(max_examples=60, deadline=None)
@given(NODES)
def test_bound_is_a_bound(node: Node) -> None:
    constraint = build_constraint(node, BYTES)
    length = shortest_text(constraint.start(), 40)
    if length is not None:
        assert min_bytes(node) <= length
        assert constraint.min_tokens() <= length


def test_bound_is_exact_for_plain_grammars() -> None:
    letter = build.byte_ranges([(0x61, 0x63)])
    node = Seq((Literal(b'{"x": "'), Counted(letter, 5, 9), Literal(b'"'), Regular(build.words([b"}", b"!!"]))))
    assert min_bytes(node) == len(b'{"x": "aaaaa"}')
    assert build_constraint(node, BYTES).min_tokens() == 14


def test_forced_text_counts_in_long_tokens() -> None:
    vocab = dense_vocab()
    assert build_constraint(Literal(b'"' * 7), vocab).min_tokens() >= 2
    assert build_constraint(Literal(b"zz"), vocab).min_tokens() == 2
    assert build_constraint(Literal(b""), vocab).min_tokens() == 0
