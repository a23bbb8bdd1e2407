"""The file of a run: JSON Lines, first what the run is, then one record a case and engine, last what it was.

A run that is cut off has the first line and the records so far. Its last line may be torn, which is then left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from jsonschemabench.measure import Record
from jsonschemabench.stats import typical


@dataclass
class Run:
    """All that a report needs.

    Attributes:
        records: of every case and engine.
        about: machine, data, tokenizer width; ``about["engines"]`` describes each engine; ``about["complete"]`` is
            true when the run came to its end.
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
    """Read a file of records; of several rounds, the median.

    Raises:
        ValueError: a line is no record; the message says which.
    """
    run = read_rounds(path)
    return Run(merge_rounds(run.records), run.about)


def read_rounds(path: Path) -> Run:
    """The same, with the records of every round."""
    run = Run([], {})
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith("\n"):
                break  # torn
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


def merge_rounds(records: Iterable[Record]) -> list[Record]:
    """One record for each case and engine, in the order in which they first come."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record.name, record.engine), []).append(record)
    return [group[0] if len(group) == 1 else typical(group) for group in groups.values()]


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
