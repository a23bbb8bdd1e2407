"""The file of a run: JSON Lines, one record a case and engine, and last what the run was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from jsonschemabench.measure import Record


@dataclass
class Run:
    """All that a report needs.

    Attributes:
        records: of every case and engine.
        about: machine, data, tokenizer width; ``about["engines"]`` describes each engine.
    """

    records: list[Record]
    about: dict[str, Any]


def write_record(file: TextIO, record: Record) -> None:
    """Append a record, so that a run that is interrupted leaves what it had."""
    file.write(json.dumps(asdict(record)) + "\n")


def write_about(file: TextIO, about: dict[str, Any]) -> None:
    """Append the description of the run."""
    file.write(json.dumps({"run": about}) + "\n")


def read_run(path: Path) -> Run:
    """Read a file of records. Raises ValueError for a line that is none."""
    run = Run([], {})
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                content = json.loads(line)
                if "run" in content:
                    run.about = content["run"]
                else:
                    run.records.append(Record(**content))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: not a record: {error}") from error
    return run
