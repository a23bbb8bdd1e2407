"""Which cases are taken: shares, shards, and that neither depends on anything but the ids."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsonschemabench.data import Case, DataError
from jsonschemabench.data.sampling import Selection, apportion, parse_shard, shard_of, stratified

SIZES = {"easy": 600, "hard": 300, "ultra": 95, "odd": 5}
CASES = [Case(f"{subset}/{n}", {}, (), subset) for subset, size in SIZES.items() for n in range(size)]


def ids(cases: list[Case]) -> list[str]:
    return [case.id for case in cases]


def shuffled(seed: int) -> list[Case]:
    return random.Random(seed).sample(CASES, len(CASES))


@given(count=st.integers(1, 1200))
@settings(max_examples=60, deadline=None)
def test_a_sample_has_every_subset_in_proportion(count: int) -> None:
    sample = stratified(CASES, count)
    assert len(sample) == len(set(ids(sample))) == min(count, len(CASES))
    for subset, size in SIZES.items():
        share = min(count, len(CASES)) * size / len(CASES)
        taken = sum(case.subset == subset for case in sample)
        assert abs(taken - share) < 1 + len(SIZES) * (count < 400), (subset, taken, share)
        assert taken > 0 or count < len(SIZES)


@given(sizes=st.dictionaries(st.text(max_size=3), st.integers(1, 40), min_size=1), seats=st.integers(1, 200))
@settings(max_examples=100, deadline=None)
def test_seats_are_all_given_and_to_nobody_twice(sizes: dict[str, int], seats: int) -> None:
    seats = min(seats, sum(sizes.values()))
    given_ = apportion(Counter(sizes), seats)
    assert sum(given_.values()) == seats
    assert all(given_[subset] <= sizes[subset] for subset in sizes)
    assert seats < len(sizes) or min(given_.values()) >= 1


def test_a_sample_does_not_depend_on_the_order_and_keeps_it() -> None:
    taken = set(ids(stratified(CASES, 100)))
    for seed in range(3):
        cases = shuffled(seed)
        sample = stratified(cases, 100)
        assert set(ids(sample)) == taken
        assert sample == [case for case in cases if case.id in taken]


def test_a_sample_changes_little_when_a_case_is_added() -> None:
    more = [*CASES, Case("easy/new", {}, (), "easy")]
    assert len(set(ids(stratified(CASES, 200))) - set(ids(stratified(more, 200)))) <= 2


@given(count=st.integers(1, 9))
@settings(max_examples=9, deadline=None)
def test_shards_are_disjoint_complete_and_of_like_size(count: int) -> None:
    shards = [ids(shard_of(CASES, which, count)) for which in range(1, count + 1)]
    assert sorted(id for shard in shards for id in shard) == sorted(ids(CASES))
    assert max(map(len, shards)) < 1.5 * len(CASES) / count
    assert set(shards[0]) == set(ids(shard_of(shuffled(count), 1, count)))


def test_shards_of_a_sample_are_not_the_sample() -> None:
    sample = stratified(CASES, 200)
    assert 20 < len(shard_of(sample, 1, 4)) < 80


def test_selections_apply_in_order() -> None:
    selection = Selection(subsets=("e*", "odd"), sample=40, every=3, limit=10, shard=(1, 2))
    chosen = selection.of(CASES, "x")
    expected = stratified([case for case in CASES if case.subset in {"easy", "odd"}], 40)[::3][:10]
    assert chosen == shard_of(expected, 1, 2) and 0 < len(chosen) < 10
    assert selection.describe() == {"subsets": ["e*", "odd"], "sample": 40, "limit": 10, "every": 3, "shard": "1/2"}


@pytest.mark.parametrize("text", ["", "2", "0/4", "5/4", "1/0", "-1/4", "a/b", "1/4/2"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="write 2/4 for the second of four"):
        parse_shard(text)
    assert parse_shard("2/4") == (2, 4)


def test_impossible_selections_are_refused() -> None:
    with pytest.raises(DataError, match=r"x has no subset 'eazy'; it has: easy, hard, odd, ultra"):
        Selection(subsets=("eazy",)).of(CASES, "x")
    with pytest.raises(DataError, match="limit is at least 1, not 0"):
        Selection(limit=0)
    with pytest.raises(DataError, match="shard 3/2"):
        Selection(shard=(3, 2))
    with pytest.raises(DataError, match="nothing of x is selected"):
        Selection(limit=1, shard=next((n, 7) for n in range(1, 8) if not shard_of(CASES[:1], n, 7))).of(CASES, "x")
