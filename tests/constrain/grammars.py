"""Random grammars, small vocabularies and walks that the engine's tests share."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.constrain import compile, lexicon
from gendecode.constrain import kernels as k
from gendecode.constrain.kernels import COMPILED
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.grammar.ir import Alt, Counted, Extra, Grammar, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq
from gendecode.limits import Limits
from gendecode.vocab import Vocab

LETTER = build.byte_ranges([(0x61, 0x63)])  # a, b, c
TEXT = build.repeat(build.byte_ranges([(0x20, 0x21), (0x23, 0x5B), (0x5D, 0x7E)]), 0, None)
SPACES = build.repeat(build.byte_ranges([(0x20, 0x20)]), 0, 2)
DIGITS = build.repeat(build.byte_ranges([(0x30, 0x39)]), 1, None)

WORDS = st.binary(min_size=1, max_size=3).map(lambda data: bytes(b"ab1"[byte % 3] for byte in data))


def _object(members: list[Member], extras: bool, order: str, low: int, high: int | None, value: Node) -> Node:
    """An object whose bounds can be met."""
    members = list({member.name: member for member in members}.values())
    required = sum(member.required for member in members)
    most = len(members) if not extras else 99
    high = None if high is None else max(high, required, 1)
    low = min(low, most if high is None else min(most, high))
    spaced = Seq((Regular(SPACES), Literal(b"}")))
    return Object(
        members=tuple(members),
        extras=(Extra(TEXT, value),) if extras else (),
        order="declared" if order == "declared" else "any",
        low=low,
        high=high,
        lead=Regular(SPACES),
        comma=Literal(b", "),
        close=spaced,
        empty=spaced,
    )


def _combine(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    members = st.lists(st.builds(Member, WORDS, children, st.booleans()), max_size=4)
    counts = st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(2, 4)))
    return st.one_of(
        st.lists(children, min_size=1, max_size=3).map(lambda items: Seq(tuple(items))),
        st.lists(children, min_size=1, max_size=3).map(lambda items: Alt(tuple(items))),
        st.builds(
            lambda item, count, first: Repeat(item, *count, separator=Literal(b","), first=tuple(first)),
            children,
            counts,
            st.lists(children, max_size=2),
        ),
        st.builds(
            _object,
            members,
            st.booleans(),
            st.sampled_from(["any", "declared"]),
            st.integers(0, 2),
            st.one_of(st.none(), st.integers(1, 3)),
            children,
        ),
        children.map(lambda node: Rule(("again", node), lambda: node)),
    )


LEAVES: st.SearchStrategy[Node] = st.one_of(
    WORDS.map(Literal),
    st.sampled_from([Regular(DIGITS), Regular(SPACES), Seq((Literal(b'"'), Regular(TEXT), Literal(b'"')))]),
    st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(2, 3))).map(lambda c: Counted(LETTER, *c)),
    st.tuples(st.integers(0, 2), st.integers(2, 3)).map(
        lambda c: Seq((Literal(b'"'), Counted(LETTER, *c), Literal(b'"')))
    ),
)
NODES = st.recursive(LEAVES, _combine, max_leaves=8)


def json_like() -> Node:
    """Objects, arrays, texts and numbers, nested, with open objects: recursive and partly ambiguous."""
    value: Node = Rule("value", lambda: Alt((text, Regular(DIGITS), array, thing)))
    text = Seq((Literal(b'"'), Regular(TEXT), Literal(b'"')))
    array = Seq((Literal(b"["), Repeat(value, separator=Literal(b",")), Literal(b"]")))
    short = Seq((Literal(b'"'), Counted(LETTER, 1, 3), Literal(b'"')))
    thing = Object((Member(b"a", value, True), Member(b"ab", short)), extras=(Extra(TEXT, value),), close=Literal(b"}"))
    return thing


# Without Numba the same tests run on fewer tokens, or they would take an hour.
IDS = 6000 if COMPILED else 1200


PIECES = ('"', "{", "}", "[", "]", ":", ",", " ", "a", "b", "ab", "c", "1", "2", '":', '","', '{"', '"}')


def dense_vocab(size: int = IDS, seed: int = 5, pieces: Sequence[str] = PIECES) -> Vocab:
    """The 256 bytes and random tokens over a few characters: deep tries, long tokens, duplicates."""
    rng = random.Random(seed)
    tokens: list[bytes | None] = [bytes([byte]) for byte in range(256)]
    while len(tokens) < size:
        tokens.append("".join(rng.choices(pieces, k=rng.randint(2, 6))).encode())
    return Vocab.from_bytes([*tokens, None], eos=[size])


def build_constraint(node: Node, vocab: Vocab, **limits: int) -> CompiledConstraint:
    """The constraint of one node."""
    return compile(Grammar(node, "test"), vocab, Limits(**limits))


def random_states(constraint: CompiledConstraint, seed: int, steps: int) -> Iterator[tuple[bytes, MachineState]]:
    """States along one random text, with the bytes before each; prefers to go on over stopping."""
    rng = random.Random(seed)
    state, data = constraint.start(), b""
    for _ in range(steps):
        yield data, state
        following = sorted(state.next_bytes())
        if not following:
            return
        byte = rng.choice(following)
        state = state.advance_bytes(bytes([byte])) or state
        data += bytes([byte])


def allowed(state: MachineState, width: int) -> np.ndarray:
    return np.unpackbits(state.mask().view(np.uint8), bitorder="little")[:width].astype(bool)


def check_mask(state: MachineState, vocab: Vocab) -> None:
    """Every bit of the mask against advancing the bytes of its token."""
    bits = allowed(state, len(vocab))
    for token in range(len(vocab)):
        data = vocab.token_bytes(token)
        expected = state.can_stop() if token in vocab.eos else bool(data) and state.advance_bytes(data) is not None
        assert bits[token] == expected, (token, data)


def check_exit_tries(vocab: Vocab, limits: Limits) -> None:
    """What the lexicon holds is whole: every node that was appended belongs to the exit trie of a finished memo."""
    found = lexicon.lexicon_of(vocab, limits)
    shared, counters, known = found.shared, found.shared[k.SHARED], len(vocab.trie)
    nodes, memos, first = int(counters[k.N_TRIE]), int(counters[k.N_MEMOS]), shared[k.KID_FIRST]
    assert len(set(found.memos.values())) == memos > 0, "no memo was built: the test shows nothing"
    roots = {int(root) for root in shared[k.MEMO_EXIT][:memos] if root >= known}
    kids = {int(kid) for kid in shared[k.KID_NODE][first[known] : first[nodes]] if kid >= known}
    assert roots | kids == set(range(known, nodes))
    assert (first[nodes], shared[k.TRIE_FIRST][nodes]) == (counters[k.N_KIDS], counters[k.N_TRIE_TOKENS])
