"""load_model: folders, names of the catalogue, and everything that is neither."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gendecode.errors import ModelError
from gendecode.models import catalog
from gendecode.models.loading import load_model
from tests import tiny_models as tiny


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.mark.parametrize("build", [tiny.llama, tiny.t5])
def test_a_folder(tmp_path: Path, build: object) -> None:
    original = build()  # type: ignore[operator]
    original.save_pretrained(tmp_path)
    tiny.tokenizer().save_pretrained(tmp_path)
    model, tokenizer = load_model(tmp_path, device="cpu")
    assert type(model) is type(original) and not model.training and model.dtype is torch.float32
    assert tokenizer("ab")["input_ids"] == [97, 98]
    assert load_model(str(tmp_path), dtype=torch.bfloat16)[0].dtype is torch.bfloat16


def test_a_name_of_the_catalogue_is_obtained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.llama().save_pretrained(tmp_path)
    tiny.tokenizer().save_pretrained(tmp_path)
    asked = []
    monkeypatch.setattr(catalog, "obtain", lambda name, *, progress: asked.append((name, progress)) or tmp_path)
    model, _ = load_model("smollm2", progress=False)
    assert asked == [("smollm2", False)] and model.config.vocab_size == tiny.WIDTH


def test_what_cannot_be_found_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load a model from 'nobody/no-such-model'"):
        load_model("nobody/no-such-model")
    with pytest.raises(ModelError, match="cannot load a model from"):
        load_model(tmp_path)
    with pytest.raises(ModelError, match="there is no folder"):
        load_model(tmp_path / "missing")
    (tmp_path / "weights.gguf").write_bytes(b"x")
    with pytest.raises(ModelError, match="is a file"):
        load_model(tmp_path / "weights.gguf")
