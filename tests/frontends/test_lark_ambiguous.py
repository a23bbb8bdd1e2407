"""Ambiguous and nullable grammars: exactly their language, and the cost of a text grows with its length."""

from __future__ import annotations

import itertools
import random
import time

import pytest

import gendecode as gd
from gendecode.constrain import network
from tests.frontends.earley import Earley, lark_source, random_rules

BYTES = gd.Vocab.bytes_only()


def compiled(source: str, **limits: int) -> gd.Constraint:
    return gd.compile(gd.lark(source), BYTES, gd.Limits(**limits))


# --- against Earley's algorithm ------------------------------------------------------------------------
def compare(seed: int, length: int) -> tuple[int, int]:
    """Write random texts of a random grammar; every state must offer what Earley's does.

    Returns how many characters were written, and how many texts were refused as too ambiguous.
    """
    rng = random.Random(seed)
    rules = random_rules(rng)
    constraint, written, refused = compiled(lark_source(rules)), 0, 0
    for favourite in ("", "a", "b"):  # runs of one character have the most readings
        state, oracle, text = constraint.start(), Earley(rules), ""
        for _ in range(length):
            following = sorted(oracle.following())
            try:
                offered = state.next_bytes()
            except gd.LimitExceeded:
                refused += 1
                break
            assert sorted(map(chr, offered)) == following, (rules, text)
            assert state.can_stop() == oracle.complete(), (rules, text)
            if not following:
                break
            likely = favourite in following and rng.random() < 0.9
            character = favourite if likely else rng.choice(following)
            oracle.read(character)
            after = state.advance_bytes(character.encode())
            assert after is not None
            state, text, written = after, text + character, written + 1
    return written, refused


def compare_all(seeds: range, length: int) -> tuple[int, int]:
    found = [compare(seed, length) for seed in seeds]
    return sum(written for written, _ in found), sum(refused for _, refused in found)


def test_random_grammars_agree_with_earley() -> None:
    written, refused = compare_all(range(60), 30)
    assert written > 2_500 and refused == 0


@pytest.mark.slow
def test_many_random_grammars_agree_with_earley() -> None:
    written, refused = compare_all(range(1_000, 1_300), 60)
    assert written > 30_000 and refused < 10


@pytest.mark.slow
def test_long_texts_of_random_grammars_agree_with_earley() -> None:
    """Far beyond what closures do at once, and deep enough for unions of stacks at every level."""
    written, refused = compare_all(range(2_000, 2_040), 150)
    assert written > 10_000 and refused < 4


# --- the cost of a text ---------------------------------------------------------------------------------
NULLABLE = " ".join(["n"] * 12)
GRAMMARS = {
    "tripling": ('start: start start start | "a"', "a"),
    "tripling with nothing": ('start: start start start | "a" |', "a"),
    "doubling with nothing": ('start: start start | "a" |', "a"),
    "doubling brackets": ('start: start start | "a" start "b" |', "a"),
    "two that begin with each other": ('start: t start | "a"\nt: start t | "a"', "a"),
    "hidden right recursion": ('start: "a" start n |\nn: "b" |', "a"),
    "hidden by three": ('start: "a" start n n n |\nn: "b" |', "a"),
    "hidden, with one that reads": ('start: "a" start n "b" |\nn: "a" |', "a"),
    "palindromes": ('start: "a" start "a" |', "a"),
    "nullable chain": (f'start: "a" {NULLABLE} |\nn: start | "b"', "a"),
    "nullable chain of itself": (f'start: {NULLABLE}\nn: "a" start | "a" |', "a"),
    "nullable chain on the left": (f'start: {NULLABLE}\nn: start "a" | "b" |', "a"),
    "nullable chain in a loop": (f'start: ({NULLABLE})*\nn: "a" |', "a"),
}


def write(source: str, text: bytes) -> tuple[float, list[int]]:
    """Seconds for a text, and the interned things added by each quarter of it."""
    constraint = compiled(source)
    begin, state, counts = time.perf_counter(), constraint.start(), [constraint.stats()["interned"]]
    for quarter in range(4):
        after = state.advance_bytes(text[quarter * len(text) // 4 : (quarter + 1) * len(text) // 4])
        assert after is not None
        state = after
        counts.append(constraint.stats()["interned"])
    return time.perf_counter() - begin, [later - earlier for earlier, later in itertools.pairwise(counts)]


@pytest.mark.parametrize("name", GRAMMARS)
def test_a_text_costs_in_proportion_to_its_length(name: str) -> None:
    source, unit = GRAMMARS[name]
    write(source, unit.encode() * 10)
    _, added = write(source, unit.encode() * 2_400)
    assert added[3] <= 1.2 * added[1] + 50, added
    short = min(write(source, unit.encode() * 400)[0] for _ in range(3))
    long = min(write(source, unit.encode() * 3_200)[0] for _ in range(2))
    assert long < 24 * short, (short, long)  # 8 times the length: 64 times the work if it were quadratic


@pytest.mark.parametrize("count", [12, 150])
def test_chains_of_optional_parts_cost_in_proportion_to_their_length(count: int) -> None:
    """In a loop, where a text has to be split by the first part that is not empty."""
    parts = " ".join(f"r{i}?" for i in range(count))
    rules = "".join(f'r{i}: "{i}."\n' for i in range(count))
    constraint = compiled(f"start: ({parts})*\n{rules}")
    text = "".join(f"{i}." for i in range(0, count, 3))
    assert constraint.accepts(text + text) and constraint.accepts("3.0.")
    assert not constraint.accepts(text + f"{count}.")
    assert constraint.stats()["positions"] < 40 * count


def test_what_remains_too_ambiguous_is_refused_in_bounds() -> None:
    source = 'start: n n | start "a" |\nn: "a" "b" start | n "b" | "a" start "a" "a" |\n'
    state, rng = compiled(source, threads=64).start(), random.Random(1)
    with pytest.raises(gd.LimitExceeded, match="threads=64"):
        for _ in range(300):
            after = state.advance_bytes(rng.choices((b"a", b"b"), (9, 1))[0])
            state = state if after is None else after


def test_the_states_of_one_text_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    constraint = compiled('start: "a" start "b" |')
    state = constraint.start().advance_bytes(b"a" * 100)
    assert state is not None
    monkeypatch.setattr(network, "_FULL", 0)
    with pytest.raises(gd.LimitExceeded, match=r"Limits\.state_bytes"):
        state.advance_bytes(b"a" * 20_000)
    monkeypatch.undo()
    after = state.advance_bytes(b"a" * 20_000 + b"b" * 20_100)
    assert after is not None and after.can_stop()


def test_remembered_returns_survive_other_texts() -> None:
    """What one text has made the engine remember must not change another one."""
    source = 'start: "a" start n m |\nn: "b" |\nm: "c" | "b" "c" |'
    used, texts = compiled(source), ["a" * 40 + "b" * k + "c" * (40 - k) for k in range(0, 41, 5)]
    for text in texts:
        fresh, again = compiled(source), used.start()
        state = fresh.start()
        for byte in text.encode():
            assert state.next_bytes() == again.next_bytes()
            following, following_again = state.advance_bytes(bytes([byte])), again.advance_bytes(bytes([byte]))
            assert following is not None and following_again is not None
            state, again = following, following_again
        assert state.can_stop() and again.can_stop()
        assert state.mask().tolist() == again.mask().tolist()
