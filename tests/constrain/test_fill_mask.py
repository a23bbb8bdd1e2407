"""Masks in buffers of the caller: what ``mask()`` says, and nothing is written where it does not fit."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import gendecode as gd
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.vocab import bitmask
from grammars import build_constraint, dense_vocab, json_like

VOCAB = dense_vocab(1500)
WORDS = bitmask.words(len(VOCAB))
EOS = VOCAB.eos[0]


def constraints() -> list[CompiledConstraint]:
    """Of three languages, with nothing computed yet."""
    schema = {"properties": {"a": {"maxLength": 3, "type": "string"}, "ab": {"type": "array"}}, "type": "object"}
    others = [gd.json_schema(schema), gd.regex(r"([^b]{2,7} ){1,3}\w+")]
    return [build_constraint(json_like(), VOCAB), *(gd.compile(grammar, VOCAB) for grammar in others)]


def walk(constraint: CompiledConstraint, seed: int, steps: int) -> list[int]:
    rng, state, tokens = random.Random(seed), constraint.start(), list[int]()
    for _ in range(steps):
        ids = [token for token in bitmask.to_ids(state.mask()).tolist() if token != EOS]
        if not ids:
            break
        tokens.append(rng.choice(ids))
        state = state.advance(tokens[-1])
    return tokens


def dirty(*shape: int) -> Any:
    return np.full(shape, 0xDEADBEEF, np.uint32)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("seed", range(3))
def test_equal_to_mask_on_random_walks(number: int, seed: int) -> None:
    # Two constraints of one language, so that fill_mask comes upon states whose mask nobody has asked for.
    asked, filled = constraints()[number], constraints()[number]
    left, right, out = asked.start(), filled.start(), dirty(WORDS + 2)
    for token in [*walk(constraints()[number], seed, 25), None]:
        for _ in range(2):  # the second time it is known
            out[:] = 0xDEADBEEF
            right.fill_mask(out[1:-1])
            assert (out[1:-1] == left.mask()).all()
            assert out[0] == out[-1] == 0xDEADBEEF, "beside the mask"
        assert (right.mask() == left.mask()).all(), "asked for after it was written"
        if token is not None:
            left, right = left.advance(token), right.advance(token)


def ended() -> MachineState:
    return gd.compile(gd.choice(["ab"]), VOCAB).start().advance(97).advance(98).advance(EOS)


def test_after_the_end_all_is_zero() -> None:
    out = dirty(WORDS)
    ended().fill_mask(out)
    assert not out.any()


def read_only() -> Any:
    out = dirty(WORDS)
    out.setflags(write=False)
    return out


UNFIT = {
    "int32": lambda: dirty(WORDS).view(np.int32),
    "uint64": lambda: np.zeros(WORDS, np.uint64),
    "float": lambda: np.zeros(WORDS),
    "other byte order": lambda: dirty(WORDS).astype(">u4"),
    "too short": lambda: dirty(WORDS - 1),
    "too long": lambda: dirty(WORDS + 1),
    "no dimension": lambda: np.array(0, np.uint32),
    "a column": lambda: dirty(WORDS, 1),
    "a row of a matrix": lambda: dirty(1, WORDS),
    "a square": lambda: dirty(WORDS, WORDS),
    "with gaps": lambda: dirty(2 * WORDS)[::2],
    "backwards": lambda: dirty(WORDS)[::-1],
    "a column in C order": lambda: dirty(WORDS, 3)[:, 1],
    "read-only": read_only,
    "unaligned": lambda: np.zeros(4 * WORDS + 1, np.uint8)[1:].view(np.uint32),
    "list": lambda: [0] * WORDS,
    "bytes": lambda: bytearray(WORDS),
    "None": lambda: None,
    "number": lambda: 5,
}


@pytest.mark.parametrize("kind", UNFIT)
def test_what_does_not_fit_is_refused_and_not_touched(kind: str) -> None:
    out = UNFIT[kind]()
    before = np.array(out)
    state = constraints()[0].start()
    for one in (state, state, ended()):  # new, known, after the end
        with pytest.raises(ValueError, match=f"contiguous and aligned uint32 array of {WORDS} words"):
            one.fill_mask(out)
        assert (np.array(out) == before).all()
        one.mask()


# --- many -------------------------------------------------------------------------------------------
def many() -> list[MachineState]:
    """States of several constraints mixed, one of them twice, and one that has ended."""
    found = [ended()]
    for seed, constraint in enumerate(constraints()):
        state = constraint.start()
        for token in walk(constraints()[seed], seed, 8):
            found.append(state)
            state = state.advance(token)
    random.Random(0).shuffle(found)
    return [*found, found[0]]


def test_many_states_of_several_constraints() -> None:
    states = many()
    out = dirty(len(states), WORDS)
    gd.fill_masks(states, out)
    assert len({id(state._run) for state in states}) == 4 and len(states) > 12
    assert (out == np.stack([state.mask() for state in states])).all()


def test_rows_of_a_wider_array() -> None:
    states = many()
    wide = dirty(len(states), WORDS + 3)
    gd.fill_masks(states, wide[:, 1:-2])
    assert (wide[:, 1:-2] == np.stack([state.mask() for state in states])).all()
    assert (wide[:, [0, -2, -1]] == 0xDEADBEEF).all()


def test_no_states() -> None:
    gd.fill_masks([], dirty(0, WORDS))
    with pytest.raises(ValueError, match="0 states need as many rows"):
        gd.fill_masks([], dirty(1, WORDS))


@pytest.mark.parametrize("change", [-1, 1])
def test_as_many_rows_as_states(change: int) -> None:
    states = many()
    out = dirty(len(states) + change, WORDS)
    with pytest.raises(ValueError, match=f"{len(states)} states need as many rows"):
        gd.fill_masks(states, out)
    assert (out == 0xDEADBEEF).all()


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: dirty(rows, WORDS - 1),
        lambda rows: np.zeros((rows, WORDS), np.int32),
        lambda rows: dirty(WORDS, rows).T,
        lambda rows: dirty(rows, WORDS, 1),
        lambda rows: dirty(rows),
        lambda rows: np.broadcast_to(read_only(), (rows, WORDS)),
    ],
    ids=["width", "dtype", "order", "three dimensions", "one dimension", "read-only"],
)
def test_arrays_that_do_not_fit(make: Any) -> None:
    states = many()
    with pytest.raises(ValueError, match="a mask is written into"):
        gd.fill_masks(states, make(len(states)))
