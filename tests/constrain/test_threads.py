"""Threads that share a constraint, a grammar or only a vocabulary get what one thread alone gets."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gendecode.constrain import kernels as k
from gendecode.constrain import lexicon
from gendecode.constrain.states import CompiledConstraint
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.regex import regex
from gendecode.grammar.ir import Grammar
from gendecode.limits import Limits
from gendecode.vocab import bitmask
from grammars import check_exit_tries, dense_vocab, json_like

VOCAB = dense_vocab()
PATHS = 40 if k.COMPILED else 8
PERSON = {
    "type": "object",
    "properties": {"a": {"type": "string", "maxLength": 9}, "b": {"type": "array", "items": {"$ref": "#"}}},
    "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
}
GRAMMARS: dict[str, Callable[[], Grammar]] = {
    "ambiguous": lambda: Grammar(json_like(), "test"),
    "schema": lambda: json_schema(PERSON, whitespace="compact"),
    "regex": lambda: regex(r"[a-c]{2,9}( [^b]+x){1,5}"),
}
_sizes = iter(range(8_000_000, 9_000_000))


def fresh(**limits: int) -> Limits:
    """Limits that no constraint had before, so that their lexicon is a new one, with no memo in it yet."""
    return Limits(**{"region_cache_bytes": next(_sizes), **limits})


@pytest.fixture(autouse=True)
def impatient_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def random_paths(constraint: CompiledConstraint, count: int, steps: int) -> list[list[int]]:
    """Random sequences of allowed tokens; every third begins with the middle of an earlier one."""
    rng, paths = random.Random(7), list[list[int]]()
    for number in range(count):
        path = rng.choice(paths)[: steps // 2] if number % 3 == 2 else []
        state = constraint.start()
        for token in path:
            state = state.advance(token)
        while len(path) < steps:
            ids = bitmask.to_ids(state.mask()).tolist()
            token = rng.choice([token for token in ids if token not in VOCAB.eos] or ids)
            if token in VOCAB.eos:
                break
            path = [*path, token]
            state = state.advance(token)
        paths.append(path)
    return paths


def trace(constraint: CompiledConstraint, path: list[int]) -> list[Any]:
    """All that each state along a path says, and its number."""
    state, out = constraint.start(), []
    for token in [*path, None]:
        out.append((state.number, state.mask().tobytes(), state.can_stop(), state.forced(), state.next_bytes()))
        if token is not None:
            state = state.advance(token)
    return out


def together(jobs: list[Callable[[], Any]]) -> list[Any]:
    """The results of all jobs, each in a thread of its own, let go at the same moment."""
    barrier, results = threading.Barrier(len(jobs)), list[Any]([None] * len(jobs))

    def work(number: int) -> None:
        barrier.wait()
        try:
            results[number] = jobs[number]()
        except BaseException as error:  # shown by the assertion in the main thread
            results[number] = error

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def without_numbers(traces: list[list[Any]]) -> list[list[Any]]:
    return [[entry[1:] for entry in one] for one in traces]


def sharing(paths: list[list[int]], traces: list[list[Any]]) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Prefix -> the first prefix with the same state: which texts share a state, whatever its number."""
    number_of: dict[tuple[int, ...], int] = {}
    for path, one in zip(paths, traces, strict=True):
        for length, entry in enumerate(one):
            prefix = tuple(path[:length])
            assert number_of.setdefault(prefix, entry[0]) == entry[0], "one text in two states"
    first: dict[int, tuple[int, ...]] = {}
    return {prefix: first.setdefault(number, prefix) for prefix, number in sorted(number_of.items())}


@pytest.mark.parametrize("threads", [2, 8])
@pytest.mark.parametrize("name", GRAMMARS)
def test_threads_share_one_constraint(name: str, threads: int) -> None:
    alone = CompiledConstraint(GRAMMARS[name](), VOCAB, fresh())
    paths = random_paths(alone, PATHS, 14)
    expected = [trace(alone, path) for path in paths]
    shared = CompiledConstraint(GRAMMARS[name](), VOCAB, fresh())

    def job(number: int) -> list[list[Any]]:
        # Everyone goes everywhere, each in another order.
        order = random.Random(number).sample(range(len(paths)), len(paths))
        found = {index: trace(shared, paths[index]) for index in order}
        return [found[index] for index in range(len(paths))]

    results = together([lambda number=number: job(number) for number in range(threads)])
    for found in results:
        assert not isinstance(found, BaseException), found
        assert without_numbers(found) == without_numbers(expected)
        assert sharing(paths, found) == sharing(paths, expected)
    assert all(found == results[0] for found in results)
    check_exit_tries(VOCAB, shared.limits)


def test_threads_share_only_a_vocabulary() -> None:
    """Memos of one lexicon are built by several threads at once."""
    names = [*GRAMMARS, *GRAMMARS]
    limits, others = fresh(), fresh()
    alone = {name: CompiledConstraint(GRAMMARS[name](), VOCAB, limits) for name in GRAMMARS}
    paths = {name: random_paths(constraint, 12, 10) for name, constraint in alone.items()}
    expected = {name: [trace(alone[name], path) for path in paths[name]] for name in GRAMMARS}

    def job(name: str) -> list[list[Any]]:
        constraint = CompiledConstraint(GRAMMARS[name](), VOCAB, others)
        return [trace(constraint, path) for path in paths[name]]

    for name, found in zip(names, together([lambda name=name: job(name) for name in names]), strict=True):
        assert not isinstance(found, BaseException), found
        assert without_numbers(found) == without_numbers(expected[name])
    check_exit_tries(VOCAB, others)


def test_threads_fill_a_lexicon_to_its_bound() -> None:
    """Some get the last memo, the others none; lexicons are replaced meanwhile; nobody's masks change."""
    grammars = [regex(rf"[ -{last}]{{{low},9}}([^{last}]+x){{{low},30}}") for last in "|}~" for low in range(1, 9)]
    expected = [CompiledConstraint(grammar, VOCAB, fresh()) for grammar in grammars]
    paths = [random_paths(constraint, 3, 8) for constraint in expected]
    masks = [[trace(constraint, path) for path in some] for constraint, some in zip(expected, paths, strict=True)]
    cramped = fresh(region_cache_bytes=12 * 2 * 4 * bitmask.words(len(VOCAB)))

    lexicons = dict[int, object]()

    def job(offset: int) -> list[list[list[Any]]]:
        out = []
        for number in range(offset, len(grammars), 8):
            constraint = CompiledConstraint(grammars[number], VOCAB, cramped)
            present = lexicon.lexicon_of(VOCAB, cramped)
            lexicons[id(present)] = present
            out.append([trace(constraint, path) for path in paths[number]])
        return out

    for offset, found in enumerate(together([lambda offset=offset: job(offset) for offset in range(8)])):
        assert not isinstance(found, BaseException), found
        assert [without_numbers(some) for some in found] == [without_numbers(some) for some in masks[offset::8]]
    assert len(lexicons) > 1


def test_threads_expand_one_grammar_object() -> None:
    """Front ends lower on demand; here eight constraints, each with its own lock, expand the same rules."""
    grammar = json_schema(PERSON)
    alone = CompiledConstraint(json_schema(PERSON), VOCAB, fresh())
    paths = random_paths(alone, 6, 8)
    expected = [trace(alone, path) for path in paths]
    limits = fresh()
    results = together([
        lambda: [trace(one, path) for one in [CompiledConstraint(grammar, VOCAB, limits)] for path in paths]
    ] * 8)  # fmt: skip
    for found in results:
        assert not isinstance(found, BaseException), found
        assert without_numbers(found) == without_numbers(expected)


def test_forgetting_while_others_walk() -> None:
    """Masks and transitions are flushed, and tables replaced, under the feet of seven other threads."""
    alone = CompiledConstraint(GRAMMARS["schema"](), VOCAB, fresh())
    paths = random_paths(alone, 16, 8)
    expected = [trace(alone, path) for path in paths]
    limits = fresh(mask_cache_bytes=6 * 4 * bitmask.words(len(VOCAB)), state_bytes=200_000)
    shared = CompiledConstraint(GRAMMARS["schema"](), VOCAB, limits)
    for found in together([lambda: [trace(shared, path) for path in paths]] * 8):
        assert not isinstance(found, BaseException), found
        assert without_numbers(found) == without_numbers(expected)
    assert shared.stats()["cache flushes"] > 0
