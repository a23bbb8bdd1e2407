"""Masks say of every token what advance says of it, over vocabularies with long tokens."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata import build
from gendecode.automata.charset import CharSet
from gendecode.constrain import lexicon
from gendecode.constrain.states import CompiledConstraint
from gendecode.errors import LimitExceeded, TokenRejected
from gendecode.grammar.ir import Alt, Counted, Literal, Node, Regular, Rule, Seq
from grammars import (
    NODES,
    TEXT,
    allowed,
    build_constraint,
    check_exit_tries,
    check_mask,
    dense_vocab,
    json_like,
    random_states,
)  # fmt: skip

DENSE = dense_vocab()


@settings(max_examples=25, deadline=None)
@given(NODES, st.integers(0, 2**30))
def test_masks_of_random_grammars(node: Node, seed: int) -> None:
    constraint = build_constraint(node, DENSE)
    for _, state in random_states(constraint, seed, 5):
        check_mask(state, DENSE)


PREFIXES = [
    "", '{"', '{"a', '{"a":', '{"a":1,"', '{"a":1,"b', '{"a":1,"b":[', '{"a":"', '{"ab":"',
    '{"a":1,"ba":{"a":1,"b":2,"', '{"a":[[1],{"',
]  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_masks_of_nested_open_objects(prefix: str) -> None:
    """Long tokens here cross several names of one object, which no name may repeat."""
    state = build_constraint(json_like(), DENSE).start().advance_bytes(prefix.encode())
    assert state is not None
    check_mask(state, DENSE)


def test_region_memos_are_used_and_shared_between_constraints() -> None:
    first = build_constraint(json_like(), DENSE)
    state = first.start().advance_bytes(b'{"a":"')
    assert state is not None
    mask = state.mask()
    assert first.stats()["memos built"] + first.stats()["memos shared"] > 0
    second = build_constraint(json_like(), DENSE)
    again = second.start().advance_bytes(b'{"a":"')
    assert again is not None and np.array_equal(again.mask(), mask)
    assert second.stats()["memos built"] == 0 and second.stats()["memos shared"] > 0


@pytest.mark.parametrize("text", ["", "a", "é", "ab1", "ab1é"])
def test_masks_of_counted_characters_of_several_bytes(text: str) -> None:
    """The first walk of such a region builds rows on the way, which must not disturb what it has found."""
    character = build.json_characters(CharSet.of((0x20, 0x10FFFF)))
    node = Seq((Literal(b'{"a":"'), Counted(character, 2, 5), Literal(b'"}')))
    state = build_constraint(node, DENSE).start().advance_bytes(b'{"a":"' + text.encode())
    assert state is not None
    check_mask(state, DENSE)


def test_exit_tries_hold_nothing_but_finished_merges() -> None:
    """A merge that was interrupted for a longer table begins anew; what it had appended does not stay."""
    vocab = dense_vocab(20_000, seed=8)
    constraint = build_constraint(json_like(), vocab)
    grown = constraint.stats()["grown"]
    for prefix in (b'{"a":"', b'{"a":1,"b":"x', b'{"a":1', b'{"ab":"'):
        state = constraint.start().advance_bytes(prefix)
        assert state is not None and state.mask().any()
    assert constraint.stats()["grown"] > grown
    check_exit_tries(vocab, constraint.limits)


def test_full_memo_tables_change_no_mask() -> None:
    state = build_constraint(json_like(), DENSE).start().advance_bytes(b'{"a":"')
    cramped = build_constraint(json_like(), DENSE, region_cache_bytes=1)
    assert state is not None
    other = cramped.start().advance_bytes(b'{"a":"')
    assert other is not None and np.array_equal(other.mask(), state.mask())
    assert lexicon.lexicon_of(DENSE, cramped.limits).memo_bytes >= 0


def test_states_are_values() -> None:
    constraint = build_constraint(json_like(), DENSE)
    state = constraint.start().advance_bytes(b'{"a')
    assert state is not None
    before = state.mask().copy()
    following = [state.advance(token) for token in np.flatnonzero(allowed(state, len(DENSE)))[:50].tolist()]
    assert len({id(s) for s in following}) > 5
    assert np.array_equal(state.mask(), before)
    assert not state.mask().flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        state.mask()[0] = 1


def test_rejected_tokens_say_why() -> None:
    start = build_constraint(Literal(b"ab"), DENSE).start()
    with pytest.raises(TokenRejected, match=r"token 122 \(b'z'\) is not allowed here"):
        start.advance(ord("z"))
    with pytest.raises(TokenRejected, match="before the text is complete"):
        start.advance(DENSE.eos[0])
    with pytest.raises(TokenRejected, match="stands for no text"):
        start.advance(len(DENSE) + 7)
    done = start.advance(ord("a")).advance(ord("b")).advance(DENSE.eos[0])
    assert not done.mask().any() and not done.can_stop()
    with pytest.raises(TokenRejected, match="after the end"):
        done.advance(ord("a"))


def test_caches_stay_within_their_bounds() -> None:
    constraint = build_constraint(json_like(), DENSE, mask_cache_bytes=20_000)
    words = []
    for seed in range(6):
        for _, state in random_states(constraint, seed, 30):
            words.append(state.mask().copy())
    stats = constraint.stats()
    assert stats["cache flushes"] > 0
    assert stats["masks cached"] * words[0].nbytes <= 20_000 + words[0].nbytes


def test_new_sequences_get_new_tables_when_the_old_ones_are_large() -> None:
    constraint = build_constraint(json_like(), DENSE, state_bytes=1)
    old = constraint.start()
    new = constraint.start()
    assert old is not new
    assert np.array_equal(old.mask(), new.mask())
    for token in np.flatnonzero(allowed(old, len(DENSE)))[:10].tolist():
        assert np.array_equal(old.advance(token).mask(), new.advance(token).mask())


def test_threads_share_a_constraint() -> None:
    texts = [b'{"a":"x","b%d":[1,{"a":%d}]}' % (n, n) for n in range(40)]

    def masks(constraint: CompiledConstraint, text: bytes) -> list[bytes]:
        state, out = constraint.start(), []
        for token in DENSE.tokenize(text):
            out.append(state.mask().tobytes())
            state = state.advance(token)
        return out

    alone = build_constraint(json_like(), DENSE)
    expected = [masks(alone, text) for text in texts]
    shared, found = build_constraint(json_like(), DENSE), [[b""]] * len(texts)

    def work(part: int) -> None:
        for number in range(part, len(texts), 4):
            found[number] = masks(shared, texts[number])

    workers = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == expected


def test_left_recursion_is_refused_not_endless() -> None:
    loop: Node = Rule("loop", lambda: Alt((Literal(b"a"), Seq((loop, Literal(b"b"))))))
    with pytest.raises(LimitExceeded, match="recurses without reading"):
        build_constraint(loop, DENSE)


def test_lowered_nodes_are_bounded() -> None:
    def level(depth: int) -> Node:
        return Rule(depth, lambda: Alt((Literal(b"x"), Seq((Literal(b"("), level(depth + 1))))))

    constraint = build_constraint(level(0), DENSE, lowered_nodes=20)
    with pytest.raises(LimitExceeded, match="lowered_nodes=20"):
        constraint.start().advance_bytes(b"(" * 50)


def test_a_state_keeps_what_it_needs() -> None:
    state = build_constraint(Regular(TEXT), DENSE).start()
    gc.collect()
    assert state.mask().any()
