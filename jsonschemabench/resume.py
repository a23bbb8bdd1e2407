"""The file of a run while it grows: begun, taken up again where it stopped, and put in order at the end."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from jsonschemabench.measure import Record
from jsonschemabench.plan import Found
from jsonschemabench.records import merge_rounds, read_rounds, write_about, write_record

# What must be the same for a run to be taken up again, with what it is called in the message.
SAME = {
    "version": "the version of the harness",
    "data digest": "the data",
    "tokenizer digest": "the tokenizer",
    "options": "the options of engines",
    "time limit": "--time-limit",
    "memory limit": "--memory-limit",
    "rounds": "--rounds",
    "chunk": "--chunk",
    "jobs": "--jobs",
    "cpu": "the processor",
}


class OtherRun(ValueError):
    """The file is of another run; the message says what differs."""


class RecordFile:
    """The file of a run; a context manager.

    Args:
        path: the file; it need not exist.
        about: what the run is; see ``SAME`` for what of it decides whether the file is of the same run.
        names: the ids of the cases, in order.
        fresh: begin anew, whatever the file holds.

    Attributes:
        found: what the file held already.
        complete: the file holds a whole run.

    Raises:
        OtherRun: the file holds another run, or none at all.
    """

    def __init__(self, path: Path, about: Mapping[str, Any], names: Sequence[str], fresh: bool = False) -> None:
        self.path, self._about, self._names = path, dict(about), names
        self.found: list[Found] = []
        self.complete = False
        if not fresh and path.exists() and path.stat().st_size:
            self._take_up()
        if not self.complete:
            self._rewrite([record for found in self.found for record in found.records])
            self._file = open(path, "a", encoding="utf-8")  # noqa: SIM115 -- closed by __exit__

    def __enter__(self) -> RecordFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.complete:
            self._file.close()

    def _take_up(self) -> None:
        try:
            run = read_rounds(self.path)
        except (ValueError, OSError) as error:
            raise OtherRun(f"{self.path} is not the file of a run: {error}. --fresh overwrites it") from error
        if not run.about and not run.records:
            return  # only a torn first line
        if differences := _differences(run.about, self._about):
            raise OtherRun(
                f"{self.path} is of another run: {'; '.join(differences)}. Take another --output, or --fresh to begin "
                "anew"
            )
        engines = list(self._about["engines"])
        groups: dict[tuple[int, str], dict[str, Record]] = defaultdict(dict)
        for record in run.records:
            groups[record.round, record.name][record.engine] = record
        place = {name: number for number, name in enumerate(self._names)}
        self.found = [
            Found(turn, place[name], [records[engine] for engine in engines])
            for (turn, name), records in groups.items()
            if set(records) == set(engines) and name in place
        ]
        if run.about.get("complete"):
            self.complete, self._about = True, run.about

    @property
    def about(self) -> dict[str, Any]:
        """What is known of the run."""
        return self._about

    def add(self, found: Found) -> None:
        """Append the records of a case: all of them, or after a crash none."""
        for record in found.records:
            write_record(self._file, record)
        self._file.flush()
        self.found.append(found)

    def finish(self, about: Mapping[str, Any]) -> list[Record]:
        """Put the file in the order of the cases, with one record for each case and engine; the records."""
        self._about = {**about, "complete": True}
        self._file.close()
        self.complete = True
        records = in_order(self.found)
        self._rewrite(records, closed=True)
        return records

    def _rewrite(self, records: Sequence[Record], closed: bool = False) -> None:
        """Replace the file as a whole: it is never seen half written."""
        scratch = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with open(scratch, "w", encoding="utf-8") as file:
            write_about(file, self._about)
            for record in records:
                write_record(file, record)
            if closed:
                write_about(file, self._about)
        os.replace(scratch, self.path)


def in_order(found: Sequence[Found]) -> list[Record]:
    """One record for each case and engine, in the order of the cases; of several rounds, the median."""
    inside = sorted(found, key=lambda one: (one.place, one.round))
    records = merge_rounds(record for one in inside for record in one.records)
    several = max((one.round for one in found), default=1) > 1
    return [replace(record, round=0) for record in records] if several else records


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In which respects two runs are different, each as a part of a sentence."""
    found = []
    for key, what in SAME.items():
        before, now = old.get(key), new.get(key)
        if before != now:
            found.append(f"{what} differs" if "digest" in key else f"{what} was {_shown(before)}, now {_shown(now)}")
    before, now = ({name: one["version"] for name, one in about.get("engines", {}).items()} for about in (old, new))
    if before.keys() != now.keys():
        found.append(f"engines were {', '.join(before) or 'none'}, now {', '.join(now) or 'none'}")
    else:
        found += [f"{name} was {before[name]}, now {now[name]}" for name in before if before[name] != now[name]]
    return found


def _shown(value: Any) -> str:
    return "not given" if value is None else str(value)
