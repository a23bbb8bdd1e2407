"""Kernels and their uncompiled twins give the same masks; tables and interning keep their promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gendecode.constrain import kernel_cache

SCRIPT = """
import hashlib, json, sys
sys.path.insert(0, {folder!r})
from grammars import build_constraint, dense_vocab, json_like, random_states
from gendecode.constrain.kernels import COMPILED
vocab = dense_vocab(1500)
constraint = build_constraint(json_like(), vocab)
out = []
for seed in range(4):
    for data, state in random_states(constraint, seed, 10):
        out.append(hashlib.sha256(state.mask().tobytes()).hexdigest())
for prefix in (b'{{"a":"', b'{{"a":1,"', b'{{"ab":"a', b'{{"a":1,"b":2,"'):
    state = constraint.start().advance_bytes(prefix)
    out.append(hashlib.sha256(state.mask().tobytes()).hexdigest())
print(json.dumps([COMPILED, constraint.stats()["memos built"], out]))
"""


def run_script(**environment: str) -> list[object]:
    script = SCRIPT.format(folder=str(Path(__file__).parent))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_compiled_and_plain_kernels_agree() -> None:
    compiled, plain = run_script(), run_script(NUMBA_DISABLE_JIT="1")
    assert (compiled[0], plain[0]) == (True, False)
    assert compiled[1] == plain[1] and compiled[1] != 0
    assert compiled[2] == plain[2]


def test_code_that_is_kept_elsewhere_is_not_taken_for_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run with a cache of its own must not make the next ordinary run believe that its kernels are there."""
    stamp = tmp_path / "complete"
    monkeypatch.setattr(kernel_cache, "_COMPLETE", stamp)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "other"))
    kernel_cache.mark_kernels_cached()
    assert not stamp.exists() and not kernel_cache.kernels_are_cached()
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    kernel_cache.mark_kernels_cached()
    assert kernel_cache.kernels_are_cached()
    stamp.write_text("kernels of other sources")
    assert not kernel_cache.kernels_are_cached()


@pytest.mark.slow
def test_no_kernel_leaves_its_arrays(tmp_path: Path) -> None:
    """The same masks with every array access checked; compiles the kernels into another folder."""
    checked = run_script(NUMBA_BOUNDSCHECK="1", NUMBA_CACHE_DIR=str(tmp_path))
    assert checked[2] == run_script()[2]
