"""The wheel and the editable install work in fresh environments, and hold what they should."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Run in the fresh environment, from a folder outside of the source tree. Dependencies come from this environment.
SMOKE = """
import gendecode as gd
constraint = gd.compile(gd.regex("[ab]+c"), gd.Vocab.bytes_only())
assert constraint.accepts("abac") and not constraint.accepts("ab")
from importlib.metadata import version
assert version("gendecode") == gd.__version__
for name in ("tests", "examples", "grammars"):
    try:
        __import__(name)
    except ImportError:
        continue
    raise SystemExit(f"{name} became importable")
print("smoke passed", gd.__file__)
"""


def run(*command: object, cwd: Path, **environment: str) -> str:
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return result.stdout


def fresh_environment(folder: Path) -> Path:
    """A new virtual environment that sees the dependencies of this one, but not an installed gendecode."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    here = next(path for path in sys.path if path.endswith("site-packages"))
    there = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # A plain path in a .pth file: packages are seen, their own .pth files (an editable gendecode) are not run.
    (there / "dependencies.pth").write_text(here + "\n")
    return python


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("gendecode-*.whl"))


@pytest.mark.slow
def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gendecode").rglob("*.py")}
    assert ours | {"gendecode/py.typed"} <= set(names)
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops <= {"gendecode", "jsonschemabench"}


@pytest.mark.slow
def test_wheel_install(wheel: Path, tmp_path: Path) -> None:
    python = fresh_environment(tmp_path / "env")
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    smoke = run(python, "-c", SMOKE, cwd=tmp_path)
    assert f"smoke passed {tmp_path}" in smoke
    assert "gendecode, version" in run(python.with_name("gendecode"), "--version", cwd=tmp_path)


@pytest.mark.slow
def test_editable_install(tmp_path: Path) -> None:
    python = fresh_environment(tmp_path / "env")
    run(python, "-m", "pip", "install", "--no-deps", "--editable", ROOT, cwd=tmp_path)
    assert f"smoke passed {ROOT}" in run(python, "-c", SMOKE, cwd=tmp_path)
    assert "gendecode, version" in run(python.with_name("gendecode"), "--version", cwd=tmp_path)
