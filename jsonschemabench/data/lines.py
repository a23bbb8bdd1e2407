"""JSON Lines, plain or gzip: a case a line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from jsonschemabench.data.case import Case, DataError, case_of, parse


def read(path: Path) -> Iterator[Case]:
    """The cases of a file, in either layout of :func:`jsonschemabench.data.case.case_of`. Empty lines are skipped.

    Raises:
        DataError: a line is not a case, or the file is damaged; the message names both.
        OSError: the file cannot be read.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    where = f"{path}, line {number}"
                    yield case_of(parse(line, where), where, source=str(path))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}, after line {number}: damaged gzip data: {error}") from error
