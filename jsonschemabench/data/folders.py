"""Folders: a schema, or a schema with tests, in each JSON file; or rows in parquet and JSON Lines files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschemabench.data import lines
from jsonschemabench.data.case import Case, DataError, case_of, parse, subset_of


def read(folder: Path) -> Iterator[Case]:
    """The cases of a folder and its subfolders, by file name.

    A file of JSON holds a schema, or ``{"schema", "tests"}``. Its id is its path in the folder without ``.json``, and
    its subset the first subfolder, or what stands before ``---`` in its name. Files whose names begin with a dot are
    left out; so are the others when there are parquet files, which are all that a data set of the hub consists of.

    Raises:
        DataError: a file is malformed, or parquet files need ``pyarrow``.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _hidden(path.relative_to(folder))]
    tables = [path for path in files if path.suffix == ".parquet"]
    for path in tables or files:
        place = path.relative_to(folder)
        subset = place.parts[0] if len(place.parts) > 1 else ""
        if path.suffix == ".parquet":
            yield from _read_parquet(path, subset)
        elif path.suffix == ".json":
            yield _read_file(path, place.with_suffix("").as_posix(), subset)
        elif path.name.endswith((".jsonl", ".jsonl.gz")):
            yield from lines.read(path)


def _hidden(place: Path) -> bool:
    return any(part.startswith(".") for part in place.parts)


def _read_file(path: Path, id: str, subset: str) -> Case:
    content = parse(path.read_bytes(), str(path))
    if not (isinstance(content, dict) and "schema" in content and "tests" in content):
        content = {"schema": content}
    # What such a file calls its id is not unique in published data; its path is.
    content = {key: value for key, value in content.items() if key in {"schema", "tests"}}
    return case_of(content, str(path), id=id, subset=subset_of(id) or subset, source=str(path))


def _read_parquet(path: Path, subset: str) -> Iterator[Case]:
    try:
        import pyarrow.parquet as parquet  # noqa: PLC0415 -- large, and only for parquet files
    except ImportError as error:
        raise DataError(f"{path}: parquet files need pyarrow: pip install pyarrow") from error
    number = 0
    with parquet.ParquetFile(path) as table:
        missing = {"json_schema", "unique_id"} - set(table.schema_arrow.names)
        if missing:
            raise DataError(f"{path}: has no column {' and no column '.join(sorted(missing))}")
        for batch in table.iter_batches(batch_size=256, columns=["json_schema", "unique_id"]):
            for row in _rows(batch):
                number += 1
                yield case_of(row, f"{path}, row {number}", subset=subset, source=str(path))


def _rows(batch: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows
