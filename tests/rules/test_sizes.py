"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
FUNCTION_LINES = 80

# File -> why it may be longer.
LONGER_FILES = {
    "constrain/machine.py": "the kernels of the network: they call one another, and numba compiles them together",
}


def functions() -> list[tuple[str, int]]:
    """(name, lines of code without the docstring) of every function of the package."""
    found = []
    for path in sorted((ROOT / "gendecode").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0
                found.append((f"{path.relative_to(ROOT)}:{node.name}", lines))
    return found


def test_files() -> None:
    lengths = {
        path.relative_to(ROOT / "gendecode").as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "gendecode").rglob("*.py")
    }
    too_long = {name: lines for name, lines in lengths.items() if lines > FILE_LINES and name not in LONGER_FILES}
    assert too_long == {}
    assert [name for name in LONGER_FILES if lengths.get(name, 0) <= FILE_LINES] == [], "the exception is not needed"


def test_functions() -> None:
    lengths = sorted(lines for _, lines in functions())
    assert [found for found in functions() if found[1] > FUNCTION_LINES] == []
    assert lengths[len(lengths) // 2] <= 10, "the median"
    assert lengths[len(lengths) * 9 // 10] <= 40, "the 90th percentile"
