"""The file of a run: JSON Lines, one record a case and engine, and last what the run was."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
                    record = Record(**content)
                    if sum(record.lengths) != len(record.masks):
                        raise ValueError("the times are not those of the instances")
                    run.records.append(record)
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: not a record: {error}") from error
    return run


def merge(runs: Sequence[Run]) -> Run:
    """Several runs as one; of an engine that is in more than one, the last."""
    owner = {record.engine: number for number, run in enumerate(runs) for record in run.records}
    about: dict[str, Any] = {}
    engines: dict[str, Any] = {}
    for number, run in enumerate(runs):
        about |= run.about
        engines |= {name: one for name, one in run.about.get("engines", {}).items() if owner.get(name) == number}
    records = [record for number, run in enumerate(runs) for record in run.records if owner[record.engine] == number]
    return Run(records, {**about, "engines": engines} if about else {})
