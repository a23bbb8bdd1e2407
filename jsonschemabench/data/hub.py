"""Data sets of the Hugging Face hub: fetched once into its cache, then read as a folder."""

from __future__ import annotations

import re
from pathlib import Path

from jsonschemabench.data.case import DataError

JSONSCHEMABENCH = "epfl-dlab/JSONSchemaBench"
"""The data set of the paper, in ten subsets: Github_trivial, _easy, _medium, _hard and _ultra, Glaiveai2K,
JsonSchemaStore, Kubernetes, Snowplow and WashingtonPost."""


def is_name(source: str) -> bool:
    """Has it the form ``owner/name``?"""
    return re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", source) is not None


def fetch(name: str) -> Path:
    """The folder that holds a data set: from the cache, or else from the network.

    Raises:
        DataError: ``huggingface_hub`` is not installed, or the hub cannot be reached, or has no such data set.
    """
    try:
        from huggingface_hub import snapshot_download  # noqa: PLC0415 -- only when the hub is asked for
    except ImportError as error:
        raise DataError(f"{name}: the hub needs huggingface_hub: pip install huggingface_hub pyarrow") from error
    try:
        return Path(snapshot_download(name, repo_type="dataset", allow_patterns=["*.parquet", "*.json", "*.jsonl*"]))
    except Exception as error:  # a dozen kinds, of three libraries, for what comes to the same here
        reason = str(error).strip().split("\n")[0]
        raise DataError(
            f"{name}: no such file, and the hub gave no data set of that name ({type(error).__name__}: {reason}). "
            "Without a network, name a folder that holds its files"
        ) from error
