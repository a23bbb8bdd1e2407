from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder for each test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GENDECODE_CACHE", str(folder))
    yield folder
