from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gendecode.vocab import TokenTrie, Vocab

# Few distinct bytes, so that tokens share prefixes and repeat; zero bytes, which padded sorts get wrong.
tokens_lists = st.lists(st.lists(st.sampled_from([0, 1, 97, 255]), max_size=6).map(bytes), max_size=40)


def trie_of(tokens: list[bytes]) -> TokenTrie:
    return Vocab.from_bytes(tokens, eos=[]).trie


def by_hand(tokens: list[bytes]) -> list[tuple[bytes, list[int]]]:
    """(path, ids) of all nodes in depth-first order: the sorted set of all prefixes."""
    paths = {token[:depth] for token in tokens for depth in range(len(token) + 1)} | {b""}
    return [(path, [t for t, token in enumerate(tokens) if token == path and token]) for path in sorted(paths)]


@given(tokens_lists)
@example([])
@example([b""])
@example([b"a", b"a\0", b"a\0\0", b"a"])
def test_nodes_are_the_sorted_prefixes(tokens: list[bytes]) -> None:
    trie, nodes = trie_of(tokens), by_hand(tokens)
    assert len(trie) == len(nodes)
    assert trie.byte.tolist() == [path[-1] if path else 0 for path, _ in nodes]
    assert trie.depth.tolist() == [len(path) for path, _ in nodes]
    assert [trie.tokens[a:b].tolist() for a, b in zip(trie.first, trie.first[1:], strict=False)] == [
        ids for _, ids in nodes
    ]
    # sorted() puts the extensions of a path right after it.
    for node, (path, _) in enumerate(nodes):
        assert trie.end[node] == node + sum(other.startswith(path) for other, _ in nodes)


@given(tokens_lists)
def test_arrays_are_contiguous_int32(tokens: list[bytes]) -> None:
    trie = trie_of(tokens)
    for array in (trie.byte, trie.end, trie.depth, trie.first, trie.tokens):
        assert array.dtype == np.int32
        assert array.flags.c_contiguous
    assert len(trie.first) == len(trie) + 1
    assert trie.first[-1] == len(trie.tokens) == sum(1 for token in tokens if token)


@given(tokens_lists, st.binary(max_size=4))
def test_child_follows_one_edge(tokens: list[bytes], path: bytes) -> None:
    trie = trie_of(tokens)
    nodes = [node_path for node_path, _ in by_hand(tokens)]
    node = 0
    for depth, byte in enumerate(path):
        node = trie.child(node, byte)
        if path[: depth + 1] not in nodes:
            assert node == -1
            return
        assert nodes[node] == path[: depth + 1]


@given(tokens_lists, st.lists(st.sampled_from([0, 1, 97, 255]), max_size=8).map(bytes), st.integers(0, 3))
def test_matches_lists_the_tokens_that_data_starts_with(tokens: list[bytes], data: bytes, start: int) -> None:
    rest = data[start:]
    expected = {len(token): tokens.index(token) for token in tokens if token and rest.startswith(token)}
    assert list(trie_of(tokens).matches(data, start)) == sorted(expected.items())


def test_a_long_token_costs_no_recursion() -> None:
    long = b" " * 60_000
    trie = trie_of([long, long[:30_000], b"x"])
    assert len(trie) == 60_002
    assert trie.end[0] == 60_002
    assert trie.end[1] == 60_001
