"""The plain Python kernels pass the tests of the compiled ones, and nothing but speed changes without Numba."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Without these files: this one, and those that start processes of both kinds themselves.
OTHERS = {"test_twins.py", "test_kernels.py"}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )


def test_every_mask_and_state_number_of_random_walks(tmp_path: Path) -> None:
    files = [tmp_path / "compiled.npz", tmp_path / "plain.npz"]
    for file, switch in zip(files, "01", strict=True):
        done = run(str(HERE / "walks_for_twins.py"), str(file), NUMBA_DISABLE_JIT=switch)
        assert done.returncode == 0, done.stderr
    with np.load(files[0]) as compiled, np.load(files[1]) as plain:
        assert compiled.files == plain.files and len(compiled.files) > 20
        assert (compiled["compiled"], plain["compiled"]) == (True, False)
        different = [name for name in compiled.files[1:] if not np.array_equal(compiled[name], plain[name])]
    assert different == []


WITHOUT_NUMBA = """
import sys, time
if {how!r} == "missing":
    sys.modules["numba"] = None          # both find_spec and import say that it is not there
import gendecode as gd
began = time.perf_counter()
seconds = gd.warmup()
from gendecode.constrain.kernels import COMPILED
assert COMPILED is False and seconds < 5, (COMPILED, seconds)
loaded = [name for name in sys.modules if name.split(".")[0] in ("numba", "llvmlite") and sys.modules[name]]
assert loaded == [], loaded
constraint = gd.compile(gd.json_schema({{"properties": {{"a": {{"type": "string"}}}}}}), gd.Vocab.bytes_only())
assert constraint.accepts('{{"a": "x", "b": [1, null]}}') and not constraint.accepts('{{"a": 1}}')
state = constraint.start().advance(ord("{{"))
print(state.mask().sum(), sorted(state.next_bytes()))
"""


@pytest.mark.parametrize("how", ["missing", "switched off"])
def test_engine_without_numba(how: str) -> None:
    """Import, warm-up, compile, masks: no Numba is loaded, nothing is said, nothing is different."""
    done = run("-c", WITHOUT_NUMBA.format(how=how), NUMBA_DISABLE_JIT="0" if how == "missing" else "1")
    assert done.returncode == 0, done.stderr
    compiled = run("-c", WITHOUT_NUMBA.format(how="").replace("assert COMPILED is False", "assert COMPILED")
                   .replace("assert loaded == []", "assert loaded").replace("seconds < 5", "True"))  # fmt: skip
    assert compiled.returncode == 0, compiled.stderr
    assert done.stdout == compiled.stdout and done.stderr == "" == compiled.stderr


def passes(*arguments: str) -> None:
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_plain_kernels_pass() -> None:
    """The comparison with the reference; all the other files are in the slow tier."""
    passes(str(HERE / "test_engine_language.py"), "-m", "not slow and not real", "-k", "not deeply_nested")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("test_*.py") if path.name not in OTHERS))
def test_plain_kernels_pass_all(name: str) -> None:
    passes(str(HERE / name), "-m", "not slow and not real")
