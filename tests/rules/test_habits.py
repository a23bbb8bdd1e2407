"""Small rules that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = sorted((ROOT / "gendecode").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

# Functions of the library and of test packages that raise when something is wrong.
SHARED_CHECKS = {"assert_close", "check_contract", "check_mask", "verify"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: str(path.relative_to(ROOT)))
def test_library_neither_prints_nor_evaluates(path: Path) -> None:
    banned = {"print", "eval", "exec", "breakpoint", "input"}
    calls = {
        node.func.id
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned
    }
    assert calls == set()


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{path.name} has no docstring"
    assert "TODO" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: str(path.relative_to(ROOT)))
def test_errors_are_not_swallowed(path: Path) -> None:
    """No bare except, and no handler of every exception whose body is only `pass`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: a bare except"
            broad = isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            empty = all(isinstance(child, ast.Pass) for child in node.body)
            assert not (broad and empty), f"line {node.lineno}: every error is swallowed"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_checks_something(path: Path) -> None:
    """An assert or a pytest.raises, in the test or in a helper of its file that it calls."""
    functions = {node.name: node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}
    checking = {name for name, node in functions.items() if checks(node)}
    while more := {n for n, f in functions.items() if n not in checking and called(f) & (checking | SHARED_CHECKS)}:
        checking |= more  # and the functions that call those
    assert [name for name in functions if name.startswith("test") and name not in checking] == []


def checks(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or "raises" in called(function)


def called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in calls if isinstance(f, (ast.Attribute, ast.Name))}


def test_file_names_of_tests_are_unique() -> None:
    names = [path.name for path in TESTS]
    assert sorted(names) == sorted(set(names)), "tests/ has no packages: equal file names would hide one another"
