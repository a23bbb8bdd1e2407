from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.errors import VocabularyError
from gendecode.vocab import Vocab


def test_bytes_only() -> None:
    vocab = Vocab.bytes_only()
    assert len(vocab) == 257
    assert vocab.eos == (256,)
    assert [vocab.token_bytes(token) for token in range(257)] == [bytes([byte]) for byte in range(256)] + [None]
    assert vocab.tokenize(b"\x00\xffab") == [0, 255, 97, 98]
    assert vocab.decode([104, 105, 256]) == b"hi"


def test_ids_without_text() -> None:
    vocab = Vocab.from_bytes([b"a", None, b"", b"<s>", b"b"], eos=[4], special={"<s>": 3}, width=8)
    assert len(vocab) == 8
    assert [vocab.token_bytes(token) for token in range(8)] == [b"a"] + [None] * 7
    assert vocab.special == {"<s>": 3}
    data, offsets = vocab.flat
    assert data.tobytes() == b"a"
    assert (data.dtype, offsets.dtype) == (np.uint8, np.int32)
    assert offsets.tolist() == [0] + [1] * 8
    assert vocab.trie.tokens.tolist() == [0]


def test_equal_bytes_keep_all_their_ids() -> None:
    vocab = Vocab.from_bytes([b"x", b"ab", b"ab", None], eos=[3])
    node = vocab.trie.child(vocab.trie.child(0, 97), 98)
    assert vocab.trie.tokens[vocab.trie.first[node] : vocab.trie.first[node + 1]].tolist() == [1, 2]


def test_several_ends_of_sequence() -> None:
    assert Vocab.from_bytes([b"a", b"b", b"c"], eos=np.array([2, 1, 2])).eos == (2, 1)


def test_special_ids_may_lie_in_the_padding() -> None:
    vocab = Vocab.from_bytes([b"a"], eos=[2], special={"<e>": 2}, width=3)
    assert (len(vocab), vocab.eos, dict(vocab.special)) == (3, (2,), {"<e>": 2})


def test_a_vocabulary_is_immutable() -> None:
    vocab = Vocab.bytes_only()
    with pytest.raises(AttributeError):
        vocab.eos = (1,)
    with pytest.raises(TypeError):
        vocab.special["x"] = 1


def test_digest_tells_content_apart() -> None:
    def digest(tokens: list[bytes | None], eos: list[int], width: int | None = None) -> str:
        return Vocab.from_bytes(tokens, eos, width=width).digest

    base = digest([b"ab", b"c", None], [2])
    assert base == digest([b"ab", b"c", b"eos"], [2])
    others = [
        digest([b"a", b"bc", None], [2]),
        digest([b"ab", b"c", None], []),
        digest([b"ab", b"c", None], [2], width=4),
        digest([b"ab", b"d", None], [2]),
    ]
    assert len({base, *others}) == 5


def test_pickle_keeps_everything() -> None:
    vocab = Vocab.from_bytes([b"a", b"bc", None], [2], {"<e>": 2})
    vocab.trie  # noqa: B018  a built trie must not travel
    copy = pickle.loads(pickle.dumps(vocab))
    assert (copy.digest, copy.eos, copy.special) == (vocab.digest, vocab.eos, vocab.special)
    assert copy.tokenize(b"abc") == [0, 1]


def test_repr_is_short() -> None:
    assert repr(Vocab.bytes_only()).startswith("Vocab(257 ids, 256 with text, eos=(256,), digest=")


@pytest.mark.parametrize("token", [-1, 257, 10**20])
def test_token_ids_are_checked(token: int) -> None:
    with pytest.raises(VocabularyError, match=r"is not in 0 \.\. 256"):
        Vocab.bytes_only().token_bytes(token)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"tokens": [b"a"], "eos": [1]}, r"end-of-sequence ids \[1\] are not in 0 \.\. 0"),
        ({"tokens": [b"a"], "eos": [-1]}, r"end-of-sequence ids \[-1\]"),
        ({"tokens": [b"a"], "eos": ["</s>"]}, "eos must be a token id or a list of token ids"),
        ({"tokens": [b"a"], "eos": [True]}, "eos must be a token id"),
        ({"tokens": [b"a"], "eos": [], "special": {"x": 7}}, r"special ids \[7\]"),
        ({"tokens": [b"a", "b"], "eos": []}, "token id 1 must be bytes or None, not str"),
        ({"tokens": [b"a", b"b"], "eos": [], "width": 1}, "does not belong to this model"),
        ({"tokens": [b"a"], "eos": [], "width": 0}, "width must be a positive integer, not 0"),
        ({"tokens": [b"a"], "eos": [], "width": True}, "width must be a positive integer, not True"),
        ({"tokens": [b"a"], "eos": [], "width": 10**9}, "too many; at most 4000000"),
        ({"tokens": [b"a" * 70_000], "eos": []}, "token id 0 has 70000 bytes"),
    ],
)
def test_from_bytes_refuses(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(VocabularyError, match=message):
        Vocab.from_bytes(**arguments)


def test_tokenize_prefers_long_tokens_and_finds_a_way() -> None:
    vocab = Vocab.from_bytes([b"a", b"ab", b"bc", b"abcd"], eos=[])
    assert vocab.tokenize(b"abcda") == [3, 0]
    assert vocab.tokenize(b"abc") == [0, 2]  # the greedy choice "ab" leaves a "c" that no token writes
    with pytest.raises(VocabularyError, match=r"no sequence of tokens writes the bytes b'c'"):
        vocab.tokenize(b"aabc" + b"c")


letters = st.lists(st.sampled_from(b"abc"), max_size=12).map(bytes)


@given(st.lists(st.lists(st.sampled_from(b"abc"), max_size=4).map(bytes), max_size=8), letters)
def test_tokenize_against_a_table_of_reachable_positions(tokens: list[bytes], data: bytes) -> None:
    vocab = Vocab.from_bytes(tokens, eos=[])
    reachable = {0}
    for position in range(len(data)):
        if position in reachable:
            reachable |= {position + len(t) for t in tokens if t and data.startswith(t, position)}
    if len(data) in reachable:
        assert vocab.decode(vocab.tokenize(data)) == data
    else:
        with pytest.raises(VocabularyError):
            vocab.tokenize(data)


def test_tokenize_does_not_try_all_sequences() -> None:
    vocab = Vocab.from_bytes([b"a", b"aa", b"aaa"], eos=[])
    with pytest.raises(VocabularyError):
        vocab.tokenize(b"a" * 400 + b"b")
