"""load_model: a name, a folder or a hub id in, a model and its tokenizer out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from gendecode.errors import ModelError
from gendecode.models import catalog
from gendecode.models.hf import load_pretrained


def load_model(
    name_or_path: str | Path,
    *,
    device: str | torch.device | None = None,
    dtype: torch.dtype | str | None = None,
    progress: bool = True,
) -> tuple[Any, Any]:
    """Load a model of transformers, ready to generate, and its tokenizer.

    Args:
        name_or_path: a demo model (``"smollm2"``, ``"gemma3-270m"``; obtained on first use, offline
            afterwards), a local folder, or a hub id that transformers resolves.
        device: where the model goes; by default the GPU if there is one.
        dtype: of the weights; by default float32 on a CPU and the checkpoint's own elsewhere.
        progress: show the progress of a download.

    Returns:
        ``(model, tokenizer)``, the model in evaluation mode.

    Raises:
        ModelError: nothing can be loaded under this name, or the demo model cannot be obtained.
    """
    place = torch.device(device if device is not None else "cuda" if torch.cuda.is_available() else "cpu")
    kind = dtype if dtype is not None else torch.float32 if place.type == "cpu" else "auto"
    return load_pretrained(_resolve(name_or_path, progress), device=place, dtype=kind)


def _resolve(name_or_path: str | Path, progress: bool) -> str | Path:
    """A folder if there is one under this name or in the catalogue, else the name for transformers to resolve."""
    path = Path(name_or_path)
    if path.exists():
        if not path.is_dir():
            raise ModelError(f"{str(path)!r} is a file; give the folder that holds config.json, weights and tokenizer")
        return path
    if isinstance(name_or_path, str) and name_or_path in catalog.CATALOG:
        return catalog.obtain(name_or_path, progress=progress)
    if isinstance(name_or_path, Path):
        raise ModelError(f"there is no folder {str(path)!r}")
    return name_or_path
