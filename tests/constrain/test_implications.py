"""Members that imply others, in both orders: the engine and the reference against all texts of small objects."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.grammar.ir import Extra, Literal, Member, Object
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import Vocab
from grammars import build_constraint, check_mask, dense_vocab, random_states

BYTES = Vocab.bytes_only()
NAMES = [b"a", b"ab", b"b", b"c"]
FEW = build.words([b"d", b"dd"])  # undeclared names that the oracle can write all
PIECES = ['"', "{", "}", ":", ",", "1", "a", "b", "c", "d", '":1', '":1,"', '{"', '"a"', '"}', 'b":1,"c', '1,"']
DENSE = dense_vocab(1500, 3, PIECES)


class Case:
    """An object with implications, and all its texts."""

    def __init__(
        self,
        pairs: list[tuple[int, int]],
        required: list[bool],
        order: str,
        low: int,
        extras: bool,
        numbers: list[int],
    ) -> None:
        members = [Member(NAMES[i], Literal(b"1"), needed) for i, needed in zip(numbers, required, strict=False)]
        pairs = [(a % len(members), b % len(members)) for a, b in pairs]
        self.node = Object(
            tuple(members),
            (Extra(FEW, Literal(b"1")),) if extras else (),
            "declared" if order == "declared" else "any",
            min(low, len(members) + 2 * extras),
            implies=tuple(pairs),
        )
        self.texts = {b"{" + b",".join(b'"%b":1' % name for name in some) + b"}" for some in self._choices()}
        self.prefixes = {text[:end] for text in self.texts for end in range(len(text) + 1)}

    def _choices(self) -> Iterator[tuple[bytes, ...]]:
        node = self.node
        declared = [member.name for member in node.members]
        names = declared + ([b"d", b"dd"] if node.extras else [])
        for count in range(node.low, len(names) + 1):
            for some in itertools.permutations(names, count):
                ranks = [declared.index(name) if name in declared else 99 for name in some]
                if (
                    (node.order == "any" or ranks == sorted(ranks))
                    and all(m.name in some for m in node.members if m.required)
                    and all(declared[b] in some for a, b in node.implies if declared[a] in some)
                ):
                    yield some


CASES = st.builds(
    Case,
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4),
    st.lists(st.sampled_from([False, False, True]), min_size=2, max_size=4),
    st.sampled_from(["any", "declared"]),
    st.sampled_from([0, 0, 1, 2, 3, 4]),
    st.booleans(),
    st.permutations(range(4)),
)


@settings(max_examples=250, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_bytes_and_stops_against_all_texts(case: Case, seed: int) -> None:
    constraint, reference = build_constraint(case.node, BYTES), ReferenceRecogniser(case.node)
    for data, state in random_states(constraint, seed, 40):
        right = {b for b in range(256) if data + bytes([b]) in case.prefixes}
        assert state.next_bytes() == reference.next_bytes(data) == right, data
        assert state.can_stop() == reference.accepts(data) == (data in case.texts), data


@settings(max_examples=15, deadline=None)
@given(CASES, st.integers(0, 2**30))
def test_masks_over_tokens_that_cross_members(case: Case, seed: int) -> None:
    constraint = build_constraint(case.node, DENSE)
    for _, state in random_states(constraint, seed, 6):
        check_mask(state, DENSE)


def test_what_lies_behind_counts_against_the_minimum() -> None:
    """Passing over x makes y and z impossible: with p alone the object would be too small."""
    names = [b"p", b"x", b"y", b"z"]
    members = tuple(Member(name, Literal(b"1")) for name in (b"x", b"p", b"y", b"z"))
    node = Object(members, (), "declared", 2, implies=((2, 0), (3, 0)))
    constraint = build_constraint(node, BYTES)
    first = constraint.start().advance_bytes(b'{"')
    assert first is not None and first.next_bytes() == {ord("x")}
    texts = (b"{" + b",".join(b'"%b":1' % n for n in some) + b"}" for some in itertools.permutations(names, 2))
    assert {text for text in texts if constraint.accepts(text)} == {b'{"x":1,"%b":1}' % n for n in (b"p", b"y", b"z")}


@pytest.mark.parametrize("order", ["any", "declared"])
def test_chains_need_not_be_closed(order: str) -> None:
    count = 40
    members = tuple(Member(b"m%02d" % i, Literal(b"1")) for i in range(count))
    chain = tuple((i, i + 1) for i in range(count - 1))
    constraint = build_constraint(
        Object(members, (), "declared" if order == "declared" else "any", implies=chain), BYTES
    )
    write = functools.partial(b",".join)
    texts = {first: b"{" + write(b'"m%02d":1' % i for i in range(first, count)) + b"}" for first in (0, 20, count - 1)}
    for text in texts.values():
        state = constraint.start().advance_bytes(text)
        assert state is not None and state.can_stop()
    assert not constraint.accepts(b'{"m00":1}') and constraint.accepts(b"{}")
    passed_over = constraint.start().advance_bytes(b'{"m00":1,"m02"')
    assert (passed_over is None) == (order == "declared")
