"""Bounds hold, and tiny ones change no mask; many grammars leave nothing behind."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import gendecode as gd
from gendecode import resolve
from gendecode.constrain import kernels as k
from gendecode.constrain import lexicon
from gendecode.constrain.regions import SPARSE
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.grammar.ir import Grammar
from gendecode.vocab import bitmask
from grammars import dense_vocab, json_like, random_states
from tests.assets import tokenizer_file

ROOT = Path(__file__).parents[2]
VOCAB = dense_vocab(1500)
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "string", "maxLength": 12}, "b": {"items": {"$ref": "#"}}},
    "additionalProperties": {"type": "string", "pattern": "^[ab]+c"},
}


def masks(constraint: gd.Constraint, seeds: int = 5, steps: int = 20) -> list[bytes]:
    return [state.mask().tobytes() for seed in range(seeds) for _, state in random_states(constraint, seed, steps)]


TINY = {
    "mask_cache_bytes": (1, 500, 5_000),
    "state_bytes": (1, 300_000),
    "region_cache_bytes": (1, 2_000, 20_000),
}
EXPECTED = {
    "schema": masks(gd.compile(gd.json_schema(SCHEMA), VOCAB)),
    "ambiguous": masks(gd.compile(Grammar(json_like(), "test"), VOCAB)),
}


@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize(("name", "value"), [(name, value) for name, some in TINY.items() for value in some])
def test_tiny_caches_change_no_mask(name: str, value: int, kind: str) -> None:
    grammar = gd.json_schema(SCHEMA) if kind == "schema" else Grammar(json_like(), "test")
    limits = gd.Limits(**{name: value})
    constraint = gd.compile(grammar, VOCAB, limits)
    assert masks(constraint) == EXPECTED[kind]
    check_bounds(constraint)


def check_bounds(constraint: CompiledConstraint) -> None:
    """Everything that a constraint remembers is within its limits, give or take the last entry."""
    limits, stats = constraint.limits, constraint.stats()
    mask_bytes = 4 * bitmask.words(len(constraint.vocab))
    kept = stats["masks cached"] * mask_bytes + 256 * stats["transitions cached"]
    assert kept <= limits.mask_cache_bytes + mask_bytes + 256
    for (digest, bound), found in lexicon._lexicons.items():
        if (digest, bound) == (constraint.vocab.digest, limits.region_cache_bytes):
            least = 4 * mask_bytes + 4 * 4 * SPARSE  # room for a few memos in any case
            assert found.memo_bytes <= max(bound, least)
            assert len(found.profiles) <= 64
    assert len(lexicon._lexicons) <= 4


def test_all_bounds_at_once_over_many_grammars() -> None:
    limits = gd.Limits(mask_cache_bytes=3_000, state_bytes=300_000, region_cache_bytes=30_000)
    ghosts = []
    for number in range(60):
        grammar = gd.regex(rf"[^{number % 10}]{{{number % 7},9}}x|{number}+")
        constraint = gd.compile(grammar, VOCAB, limits)
        masks(constraint, 1, 8)
        check_bounds(constraint)
        ghosts.append(weakref.ref(constraint._run))
    del constraint
    gc.collect()
    assert [ghost for ghost in ghosts if ghost() is not None] == []


def test_masks_are_freed_with_their_constraint() -> None:
    """Also those whose kernel was interrupted for more nodes, longer tables and memos."""
    constraint = gd.compile(gd.json_schema(SCHEMA), VOCAB, gd.Limits(region_cache_bytes=987_654))
    states = [state for seed in range(5) for _, state in random_states(constraint, seed, 20)]
    served = sum(constraint.stats()[name] for name in ("grown", "lowered", "memos built"))
    masks = [state.mask() for state in states]
    assert sum(constraint.stats()[name] for name in ("grown", "lowered", "memos built")) > served
    ghosts = [weakref.ref(mask if mask.base is None else mask.base) for mask in masks]
    del constraint, states, masks
    gc.collect()
    assert sum(ghost() is not None for ghost in ghosts) == 0


def test_tables_are_renewed_when_they_pass_their_bound() -> None:
    constraint = gd.compile(gd.json_schema(SCHEMA), VOCAB, gd.Limits(state_bytes=300_000))
    sizes = []
    for number in range(60):
        state = constraint.start()
        assert state.advance_bytes(b'{"%d": "ab' % number * 2) is None
        text = b"{%s}" % b",".join(b'"%d-%d": "abc"' % (number, extra) for extra in range(20))
        following = state.advance_bytes(text)
        assert following is not None and following.can_stop()
        sizes.append(constraint.stats()["table bytes"])
    assert max(sizes[30:]) <= max(sizes[:30])
    assert min(sizes) < 420_000


# --- what resolve keeps for generate() and the plug-in ----------------------------------------------
def test_kept_constraints_are_bounded_in_number_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_constraints", type(resolve._constraints)())
    grammars = [gd.choice([f"a{number}"]) for number in range(40)]
    first = [resolve.constraint_of(grammar, VOCAB) for grammar in grammars]
    assert len(resolve._constraints) == resolve.KEPT_CONSTRAINTS
    assert resolve.constraint_of(grammars[-1], VOCAB) is first[-1]
    assert resolve.constraint_of(grammars[0], VOCAB) is not first[0]
    one = resolve.kept_bytes() // len(resolve._constraints)
    monkeypatch.setattr(resolve, "KEPT_BYTES", 5 * one + one // 2)
    last = resolve.constraint_of(gd.choice(["b"]), VOCAB)
    assert 1 < len(resolve._constraints) <= 6 and resolve.kept_bytes() <= resolve.KEPT_BYTES
    monkeypatch.setattr(resolve, "KEPT_BYTES", 1)
    assert resolve.constraint_of(gd.choice(["b"]), VOCAB) is not last
    assert len(resolve._constraints) == 1, "the one in use is kept"


def test_kept_constraints_that_grow_push_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_constraints", type(resolve._constraints)())
    grammars = [gd.json_schema(SCHEMA), gd.choice(["a"]), gd.choice(["b"])]
    growing, *_ = (resolve.constraint_of(grammar, VOCAB) for grammar in grammars)
    monkeypatch.setattr(resolve, "KEPT_BYTES", resolve.kept_bytes() + 100_000)
    assert growing is not None and len(resolve._constraints) == 3
    state = growing.start().advance_bytes(b"{%s}" % b",".join(b'"x%d": "abc"' % extra for extra in range(600)))
    assert state is not None
    assert resolve.constraint_of(grammars[0], VOCAB) is growing
    assert len(resolve._constraints) < 3


def test_vocabularies_of_one_tokenizer_are_bounded(tiny_tokenizer: object) -> None:
    vocabs = [resolve.vocab_of(tiny_tokenizer, width=400 + number) for number in range(9)]
    assert len(resolve._vocabs[tiny_tokenizer]) == 4
    assert resolve.vocab_of(tiny_tokenizer, width=408) is vocabs[-1]
    assert resolve.vocab_of(tiny_tokenizer, width=400).digest == vocabs[0].digest


@pytest.fixture
def tiny_tokenizer() -> object:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    backend = Tokenizer(models.BPE(vocab={piece: token for token, piece in enumerate(alphabet)}, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=backend, eos_token="</s>")


# --- the soak ---------------------------------------------------------------------------------------
def soak(*options: str) -> dict[str, object]:
    pytest.importorskip("psutil", reason="psutil is not installed, which the soak reads its memory with")
    done = subprocess.run(
        [sys.executable, "benchmarks/soak.py", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )
    report: dict[str, object] = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    assert done.returncode == 0, (report, done.stderr[-2000:])
    return report


def test_small_soak() -> None:
    report = soak("--grammars", "150", "--warm-up", "100", "--region-mb", "0.1", "--steps", "12")
    assert report["grammars"] == 250 and report["alive"] == 0 and report["beyond_bounds"] == {}
    assert set(report["outcomes"]) >= {"schema", "regex", "choice"}


@pytest.mark.slow
@pytest.mark.real
def test_soak_over_a_real_vocabulary() -> None:
    report = soak("--tokenizer", str(tokenizer_file("llama3_1")), "--region-mb", "32", "--collect", "20")
    assert report["flat"] and report["grammars"] == 3500


def test_records_of_masks_are_bounded_while_a_sequence_is_in_flight() -> None:
    constraint = gd.compile(gd.regex("(?:[a-z]|[A-Z][0-9]){0,400}"), VOCAB, gd.Limits(mask_cache_bytes=4_000))
    other = gd.compile(gd.regex("(?:[a-z]|[A-Z][0-9]){0,400}"), VOCAB)
    state, expected = constraint.start(), other.start()
    for _ in range(200):
        assert np.array_equal(state.mask(), expected.mask())
        following, also = state.advance_bytes(b"a"), expected.advance_bytes(b"a")
        assert following is not None and also is not None
        state, expected = following, also
    assert 4 * int(constraint._run.tables[k.SCALARS][k.N_MASKS]) < 40_000


def test_a_block_is_not_given_away_while_a_state_may_use_it() -> None:
    """A state that a finaliser brings back to life has its tables for itself."""
    kept: list[MachineState] = []

    class Holder:
        def __init__(self, state: MachineState) -> None:
            self.state, self.itself = state, self

        def __del__(self) -> None:
            kept.append(self.state)

    schema = {"type": "object", "properties": {"abc": {"type": "integer"}}, "additionalProperties": False}
    state = gd.compile(gd.json_schema(schema, whitespace="compact"), VOCAB).start().advance_bytes(b'{"abc":')
    assert state is not None
    expected = state.next_bytes()
    Holder(state)
    del state
    gc.collect()
    others = [gd.compile(gd.json_schema({"minLength": i}, whitespace="compact"), VOCAB) for i in range(6)]
    assert len({id(constraint._run.tables.block) for constraint in others}) == 6
    assert len(kept) == 1 and kept[0].next_bytes() == expected
