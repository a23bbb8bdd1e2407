from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.vocab import bitmask


@st.composite
def id_sets(draw: st.DrawFn) -> tuple[int, set[int]]:
    width = draw(st.integers(1, 200))
    return width, draw(st.sets(st.integers(0, width - 1)))


@given(id_sets())
def test_a_mask_is_the_set_of_its_ids(case: tuple[int, set[int]]) -> None:
    width, ids = case
    mask = bitmask.from_ids(ids, width)
    assert mask.dtype == np.uint32
    assert len(mask) == -(-width // 32) == bitmask.words(width)
    # The layout itself, as one big integer.
    assert sum(int(word) << (32 * i) for i, word in enumerate(mask)) == sum(1 << token for token in ids)
    assert bitmask.to_ids(mask).tolist() == sorted(ids)
    assert bitmask.count(mask) == len(ids)
    assert [bitmask.test(mask, token) for token in range(width)] == [token in ids for token in range(width)]
    flags = bitmask.unpack(mask, width)
    assert flags.dtype == np.bool_
    assert flags.tolist() == [token in ids for token in range(width)]
    assert np.array_equal(bitmask.pack(flags), mask)


@given(id_sets())
def test_set_bit_builds_the_same_mask(case: tuple[int, set[int]]) -> None:
    width, ids = case
    mask = bitmask.allocate(width)
    assert bitmask.count(mask) == 0
    for token in ids:
        bitmask.set_bit(mask, token)
    assert np.array_equal(mask, bitmask.from_ids(np.array(sorted(ids), dtype=np.int32), width))


@pytest.mark.parametrize("token", [-1, 40, 63])
def test_from_ids_refuses_ids_outside_of_the_width(token: int) -> None:
    with pytest.raises(IndexError, match=r"0 \.\. 39"):
        bitmask.from_ids([3, token], 40)


@pytest.mark.parametrize("token", [-1, 64])
def test_single_bits_outside_of_the_mask_are_refused(token: int) -> None:
    mask = bitmask.allocate(40)
    with pytest.raises(IndexError, match=r"0 \.\. 63"):
        bitmask.test(mask, token)
    with pytest.raises(IndexError, match=r"0 \.\. 63"):
        bitmask.set_bit(mask, token)


def test_a_strided_mask_is_read_right() -> None:
    rows = np.stack([bitmask.from_ids([0, 33], 64), bitmask.from_ids([5], 64)], axis=1)
    assert bitmask.to_ids(rows[:, 0]).tolist() == [0, 33]
