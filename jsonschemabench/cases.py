"""Cases: a schema with instances that are known to be valid or not, read from JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Instance:
    """A JSON value and whether the schema accepts it."""

    data: Any
    valid: bool

    @property
    def text(self) -> bytes:
        """The canonical text that is fed to engines, as MaskBench does it."""
        return json.dumps(self.data, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Case:
    """One schema and its instances."""

    name: str
    schema: Any
    instances: tuple[Instance, ...]


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a JSON Lines file, plain or gzip: ``{"id", "schema", "tests": [{"data", "valid"}]}`` a line.

    Raises:
        ValueError: a line is not of that form; the message names it.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                tests = tuple(Instance(test["data"], bool(test["valid"])) for test in record.get("tests", ()))
                yield Case(str(record["id"]), record["schema"], tests)
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: not a case: {error!r}") from error
