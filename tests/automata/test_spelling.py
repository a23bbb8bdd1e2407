"""The bytes of a set of characters, against Python's own encoding of each character."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.automata.charset import ALL, MAX_CODE_POINT, SURROGATES, CharSet
from gendecode.automata.spelling import END, Spelled, Spelling

# Where the number of bytes changes, and where blocks of continuation bytes, of halves and of digits begin and end.
EDGES = [0, 0x1F, 0x20, 0x22, 0x3F, 0x5C, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xFFFF, 0x10000, 0x103FF, 0x10400]
EDGES += [0x3FFFF, 0x40000, 0xFFFFF, 0x100000, MAX_CODE_POINT]
codes = st.integers(0, MAX_CODE_POINT) | st.integers(0, 0x900) | st.sampled_from(EDGES)
ranges = st.tuples(codes, codes).map(sorted).map(tuple)
charsets = st.lists(ranges, min_size=1, max_size=5).map(lambda some: CharSet.of(*some))


def reads(spelled: Spelled, data: bytes) -> bool:
    node = spelled.root
    for byte in data:
        following = [target for low, high, target in spelled.nodes[node] if low <= byte <= high]
        if not following:
            return False
        (node,) = following  # deterministic
    return node == END


def written(code: int, spelling: Spelling) -> bytes:
    if spelling == "utf8":
        return chr(code).encode()
    return json.dumps(chr(code), ensure_ascii=spelling == "ascii")[1:-1].encode()


@pytest.mark.parametrize("spelling", ["utf8", "json", "ascii"])
@given(charset=charsets, negated=st.booleans(), others=st.lists(codes, max_size=20))
def test_exactly_the_characters_of_the_set(
    spelling: Spelling, charset: CharSet, negated: bool, others: list[int]
) -> None:
    charset = ~charset if negated else charset
    spelled = Spelled(charset, spelling)
    near = {edge + step for pair in charset.ranges for edge in pair for step in (-1024, -64, -1, 0, 1, 64, 1024)}
    for code in near.union(others, EDGES):
        text = 0 <= code <= MAX_CODE_POINT and not SURROGATES[0] <= code <= SURROGATES[1]
        if text and not (spelling == "ascii" and code == 0x7F):  # DEL is ASCII; we escape it, json.dumps does not
            assert reads(spelled, written(code, spelling)) == (code in charset), hex(code)


def test_whole_blocks_share_their_nodes() -> None:
    assert len(Spelled(ALL - CharSet.chars("\n\u2028\u2029"), "json").nodes) < 25
    assert len(Spelled(ALL, "ascii").nodes) < 25
