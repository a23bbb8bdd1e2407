"""The official JSON Schema Test Suite: a folder of drafts, with files of cases that consist of a schema and tests.

Schemas that name no draft are given the one of their folder, because no engine could know it. Some refer to the
schemas of the folder ``remotes``, which an engine is not given: it cannot compile them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jsonschemabench.data.case import Case, DataError, instances_of, parse
from jsonschemabench.data.drafts import IDENTIFIERS

NAME = "JSON Schema Test Suite"


def is_suite(folder: Path) -> bool:
    """Is it the suite, its folder ``tests``, or the folder of one draft of it?"""
    return any(True for _ in _drafts(folder))


def read(folder: Path) -> Iterator[Case]:
    """The cases of all drafts that there are.

    An id is ``draft7/minimum/minimum-validation``: draft, file, description. The subset is the draft, followed by
    ``/optional`` or ``/format`` for the parts about what an implementation may leave out.

    Raises:
        DataError: a file is not one of the suite.
    """
    for draft in _drafts(folder):
        for path in sorted(draft.rglob("*.json")):
            yield from _read_file(path, draft)


def _drafts(folder: Path) -> Iterator[Path]:
    """The folders of drafts that the official identifiers have: not the oldest, and not the one of the future."""
    for parent in (folder, folder / "tests"):
        yield from (parent / draft for draft in IDENTIFIERS if (parent / draft / "type.json").is_file())
    if folder.resolve().name in IDENTIFIERS and (folder / "type.json").is_file():
        yield folder.resolve()


def _read_file(path: Path, draft: Path) -> Iterator[Case]:
    groups = parse(path.read_bytes(), str(path))
    place = path.relative_to(draft).with_suffix("")
    part = "/format" if "format" in place.parts[:-1] else "/optional" if "optional" in place.parts else ""
    if not isinstance(groups, list):
        raise DataError(f"{path}: a file of the test suite is a list of cases")
    for number, group in enumerate(groups, 1):
        where = f"{path}, case {number}"
        if not isinstance(group, dict) or "schema" not in group or not isinstance(group.get("description"), str):
            raise DataError(f'{where}: a case of the test suite is {{"description", "schema", "tests"}}')
        schema = group["schema"]
        if isinstance(schema, dict):
            schema = {"$schema": IDENTIFIERS[draft.name], **schema}
        id = f"{draft.name}/{place.as_posix()}/{_words(group['description'])}"
        yield Case(id, schema, instances_of(group.get("tests"), where), draft.name + part, str(path))


def _words(description: str) -> str:
    return re.sub(r"[^\w$]+", "-", description).strip("-").lower()
