from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from transformers import PreTrainedTokenizerFast

from gendecode.vocab import Vocab, cache_dir, tokens
from gendecode.vocab.cache import load_arrays, store_arrays
from tests.vocab.tiny_tokenizers import byte_level

Arrays = dict[str, np.ndarray[Any, Any]]


def test_the_folder_is_the_users_unless_the_environment_says_otherwise(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_dir() == cache_folder
    monkeypatch.setenv("GENDECODE_CACHE", "")
    assert cache_dir().name == "gendecode"
    monkeypatch.setenv("GENDECODE_CACHE", "~/somewhere")
    assert cache_dir() == Path.home() / "somewhere"


def entries(folder: Path) -> list[Path]:
    return sorted((folder / "vocab").glob("*"))


def no_reading(*args: object) -> None:
    raise AssertionError("the bytes were derived again")


def test_the_second_time_nothing_is_derived(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = byte_level()
    first = Vocab.from_tokenizer(tokenizer, eos=[1])
    assert [path.suffix for path in entries(cache_folder)] == [".npz"]
    monkeypatch.setattr(tokens.Listing, "tokens", no_reading)
    again = Vocab.from_tokenizer(tokenizer, eos=[1])
    assert (again.digest, again.eos, again.special) == (first.digest, first.eos, first.special)
    # Options are applied to what was stored, so they need no entry of their own.
    assert len(Vocab.from_tokenizer(tokenizer, eos=[1], width=1000)) == 1000
    assert len(entries(cache_folder)) == 1
    with pytest.raises(AssertionError, match="derived again"):
        Vocab.from_tokenizer(tokenizer, eos=[1], cache=False)


def test_cache_off_leaves_no_trace(cache_folder: Path) -> None:
    Vocab.from_tokenizer(byte_level(), eos=[1], cache=False)
    assert not cache_folder.exists()


def test_nothing_is_remembered_about_a_tokenizer_of_ones_own(cache_folder: Path) -> None:
    class Own(PreTrainedTokenizerFast):
        """May decode differently in the next process, under the same name."""

    Vocab.from_tokenizer(Own(tokenizer_object=byte_level(), eos_token="</s>"))
    assert not cache_folder.exists()
    Vocab.from_tokenizer(PreTrainedTokenizerFast(tokenizer_object=byte_level(), eos_token="</s>"))
    assert len(entries(cache_folder)) == 1


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGED_FILES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "bit flipped": flipped,
    "no archive": lambda content: b"x" * 100,
}

DAMAGED_ARRAYS: dict[str, Callable[[Arrays], Arrays]] = {
    "array missing": lambda arrays: {"data": arrays["data"]},
    "beyond the data": lambda arrays: {**arrays, "data": arrays["data"][:-1]},
    "falling": lambda arrays: {**arrays, "offsets": np.concatenate([[0], arrays["offsets"][:0:-1]], dtype=np.int32)},
    "falling inside": lambda arrays: {**arrays, "offsets": np.insert(arrays["offsets"], 3, 9)},
    "other type": lambda arrays: {**arrays, "offsets": arrays["offsets"].astype(np.int64)},
    "no offsets": lambda arrays: {**arrays, "offsets": arrays["offsets"][:0]},
    "scalar": lambda arrays: {**arrays, "data": np.array(1, dtype=np.uint8)},
    "bad names": lambda arrays: {**arrays, "special": np.frombuffer(b"{", dtype=np.uint8)},
    "list of names": lambda arrays: {**arrays, "special": np.frombuffer(b"[1]", dtype=np.uint8)},
    "pickled": lambda arrays: {**arrays, "data": np.array([print], dtype=object)},
}


@pytest.mark.parametrize("how", [*DAMAGED_FILES, *DAMAGED_ARRAYS])
def test_a_damaged_file_is_rebuilt(how: str, cache_folder: Path) -> None:
    tokenizer = byte_level()
    good = Vocab.from_tokenizer(tokenizer, eos=[1])
    [path] = entries(cache_folder)
    content = path.read_bytes()
    if how in DAMAGED_FILES:
        path.write_bytes(DAMAGED_FILES[how](content))
    else:
        with np.load(path) as file:
            arrays = dict(file)
        np.savez(path, **DAMAGED_ARRAYS[how](arrays))
    assert path.read_bytes() != content
    assert Vocab.from_tokenizer(tokenizer, eos=[1]).digest == good.digest
    with np.load(path) as file:
        assert np.array_equal(file["offsets"], good.offsets)


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    monkeypatch.setenv("GENDECODE_CACHE", str(file))
    assert Vocab.from_tokenizer(byte_level(), eos=[1]).eos == (1,)
    assert store_arrays("vocab", "key", {"a": np.zeros(1)}) is False
    assert load_arrays("vocab", "key") is None


def test_an_interrupted_write_leaves_no_file(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert store_arrays("vocab", "key", {"a": np.zeros(1)}) is False
    assert entries(cache_folder) == []


def test_the_least_recently_used_files_go_first(cache_folder: Path) -> None:
    for age, key in enumerate("abcd"):
        assert store_arrays("vocab", key, {"x": np.zeros(1000, dtype=np.uint8)})
        os.utime(cache_folder / "vocab" / f"{key}.npz", (1000 + age, 1000 + age))
    stale = cache_folder / "vocab" / "left.tmp"
    stale.touch()
    os.utime(stale, (1000, 1000))
    assert load_arrays("vocab", "a") is not None  # used just now
    assert store_arrays("vocab", "e", {"x": np.zeros(1000, dtype=np.uint8)}, max_bytes=4000)
    assert [path.stem for path in entries(cache_folder)] == ["a", "d", "e"]
