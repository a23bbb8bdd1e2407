"""Opening a source: what it is, what of it is taken, and how the result is described in a report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, overload

from jsonschemabench.data import folders, hub, lines, suite
from jsonschemabench.data.case import Case, DataError
from jsonschemabench.data.sampling import Selection

CORPUS = "corpus"
"""The name of the data set that comes with the package."""

CORPUS_FILE = Path(__file__).parent / "corpus" / "cases.jsonl"


class Cases(Sequence[Case]):
    """The cases of a source, or a selection of them, in the order of the source."""

    def __init__(self, cases: Iterable[Case], name: str, selection: Selection, repeated: int = 0) -> None:
        self._cases = tuple(cases)
        self.name = name
        self.selection = selection
        self.repeated = repeated

    def __len__(self) -> int:
        return len(self._cases)

    @overload
    def __getitem__(self, index: int) -> Case: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Case]: ...
    def __getitem__(self, index: int | slice) -> Case | Sequence[Case]:
        return self._cases[index]

    def __iter__(self) -> Iterator[Case]:
        return iter(self._cases)

    def named(self, id: str) -> Case:
        """The case of that id.

        Raises:
            DataError: there is none; the message has ids that are like it.
        """
        for case in self._cases:
            if case.id == id:
                return case
        raise DataError(f"{self.name} has no case {id!r}{_like(id, [case.id for case in self._cases])}")

    @property
    def digest(self) -> str:
        """SHA-256 of the selected cases in hexadecimal, whatever their order and the files that they stand in."""
        return hashlib.sha256("".join(sorted(case.digest for case in self._cases)).encode()).hexdigest()

    def describe(self) -> dict[str, Any]:
        """What a report says about its data, as JSON: name, digest, counts, and what was selected."""
        instances = Counter(instance.valid for case in self._cases for instance in case.instances)
        return {
            "name": self.name,
            "digest": self.digest,
            "cases": len(self._cases),
            "instances": instances.total(),
            "valid": instances[True],
            "invalid": instances[False],
            "subsets": dict(sorted(Counter(case.subset for case in self._cases).items())),
            "selection": self.selection.describe(),
            "repeated": self.repeated,
        }


def open_cases(
    source: str | Path,
    *,
    subsets: Sequence[str] = (),
    limit: int | None = None,
    every: int = 1,
    sample: int | None = None,
    shard: tuple[int, int] | None = None,
) -> Cases:
    """The cases of a source.

    Args:
        source: ``corpus``, the data set of this package; a JSON Lines file (.gz allowed); a folder of schemas, of
            parquet files, or the JSON Schema Test Suite; or the name of a data set of the Hugging Face hub, like
            ``epfl-dlab/JSONSchemaBench``: the only one that may use the network, when it is not in the cache.
        subsets: only these; shell patterns like ``Github_*`` are allowed.
        limit: only the first so many, after the other selections but ``shard``.
        every: every so-manyth, from the first.
        sample: so many, chosen by the hash of their ids, in proportion to the sizes of the subsets.
        shard: (which, of how many), from 1: that part of the selection, chosen by another hash of the ids.

    Raises:
        DataError: the source does not exist or is malformed, or nothing of it is selected.
    """
    selection = Selection(tuple(subsets), limit, every, sample, shard)
    name, read = _opened(str(source))
    cases, repeated = _unique(read)
    if not cases:
        raise DataError(f"{source} holds no cases")
    return Cases(selection.of(cases, name), name, selection, repeated)


def _opened(source: str) -> tuple[str, Iterable[Case]]:
    """The name of a source in reports, and its cases."""
    path = Path(source).expanduser()
    if source == CORPUS:
        return CORPUS, lines.read(CORPUS_FILE)
    if path.is_file():
        return path.name, lines.read(path)
    if path.is_dir() and suite.is_suite(path):
        return suite.NAME, suite.read(path)
    if path.is_dir():
        return path.resolve().name, folders.read(path)
    if hub.is_name(source):
        folder = hub.fetch(source)
        return f"{source}@{folder.name[:12]}", folders.read(folder)
    raise DataError(
        f"{source}: no such file or folder. A source is {CORPUS!r}, a JSON Lines file, a folder, or a data set of the "
        f"hub like {hub.JSONSCHEMABENCH}"
    )


def _unique(read: Iterable[Case]) -> tuple[list[Case], int]:
    """The cases with unique ids, and how many were left out because they stood there twice.

    Different cases of one id all get a part of their content's hash behind it, so that which is which depends neither
    on the order of files nor on what else there is.
    """
    by_id: dict[str, dict[str, Case]] = {}
    count = 0
    for case in read:
        by_id.setdefault(case.id, {}).setdefault(case.digest, case)
        count += 1
    found: list[Case] = []
    for id, group in by_id.items():
        found += [case if len(group) == 1 else replace(case, id=f"{id}@{digest[:8]}") for digest, case in group.items()]
    return found, count - len(found)


def _like(id: str, ids: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415 -- only when something went wrong

    near = difflib.get_close_matches(id, ids, n=3, cutoff=0.5) or [other for other in ids if id in other][:3]
    return f"; did you mean {', '.join(near)}?" if near else ""
