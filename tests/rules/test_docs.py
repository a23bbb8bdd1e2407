"""The pages for readers say only what exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import gendecode as gd
from gendecode.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(ROOT / folder / "README.md" for folder in ("tests", "benchmarks")),
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_public_names_exist(page: Path) -> None:
    names = set(re.findall(r"\bgd\.([A-Za-z_]\w*)", page.read_text(encoding="utf-8")))
    assert {name for name in names if not hasattr(gd, name)} == set()


def test_commands_exist(page: Path) -> None:
    commands = set(re.findall(r"(?:\$ |`|    )gendecode ([a-z]+)", page.read_text(encoding="utf-8")))
    assert commands <= set(cli.commands)


def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))) <= targets


def test_code_blocks_are_python() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        ast.parse(block)
