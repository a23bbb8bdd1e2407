"""The official JSON Schema Test Suite, judged by the engine.

``python -m tests.frontends.json_schema_suite`` prints a table per draft and part. Every test that is not right stands
in the baseline beside this file, with the reason; ``--update`` takes out those that have become right, and never
adds one. (Without the file, ``--update`` writes it.)

Formats are enforced in the part that is about them (``formats="all"``), and annotations elsewhere (``"none"``). A
schema without ``$schema`` gets that of its folder. A value is given in its canonical text (see json_schema_judge):
what the suite writes as 1.0 is given as 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from gendecode.errors import GendecodeError
from tests.assets import json_schema_suite_archive
from tests.frontends.json_schema_judge import TooSlow, accepts, constraint_of, deadline, why

DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
PARTS = ("required", "optional", "format")
KINDS = ("refused", "accepts invalid", "rejects valid", "fails")
BASELINE = Path(__file__).with_name("json_schema_suite_baseline.json")

_REMOTES = "http://localhost:1234/"
_SECONDS = 20.0  # for one schema and its values; nothing in the suite is hard


class Name(NamedTuple):
    """Where a test stands: ``draft7/ref.json``, and the descriptions of its case and of itself."""

    file: str
    case: str
    test: str

    @property
    def draft(self) -> str:
        return self.file.split("/")[0]

    @property
    def part(self) -> str:
        return "format" if "/optional/format/" in self.file else "optional" if "/optional/" in self.file else "required"


@dataclass(frozen=True)
class Verdict:
    """How a test came out. ``kind`` is empty when it is right."""

    name: Name
    kind: str = ""
    reason: str = ""


@cache
def _files() -> dict[str, str]:
    """Path below the suite's folder -> content, of its tests and remote schemas."""
    found = {}
    with tarfile.open(json_schema_suite_archive()) as archive:
        for member in archive:
            path = member.name.partition("/json/")[2]
            if path.startswith(("tests/", "remotes/")) and path.endswith(".json"):
                content = archive.extractfile(member)
                assert content is not None
                found[path] = content.read().decode()
    return found


@cache
def remotes() -> dict[str, Any]:
    """URI -> schema: what the tests expect to find outside of their own schemas."""
    return {
        _REMOTES + path.removeprefix("remotes/"): json.loads(text, parse_float=Decimal)
        for path, text in _files().items()
        if path.startswith("remotes/")
    }


def judge(draft: str) -> Iterator[Verdict]:
    """All tests of one draft."""
    for path, text in sorted(_files().items()):
        file = path.removeprefix("tests/")
        if path.startswith("tests/") and file.split("/")[0] == draft:
            for case in json.loads(text, parse_float=Decimal):
                yield from _judge_case(file, draft, case)


def _judge_case(file: str, draft: str, case: dict[str, Any]) -> Iterator[Verdict]:
    schema = case["schema"]
    if isinstance(schema, dict):
        schema = {"$schema": DRAFTS[draft], **schema}
    names = [Name(file, case["description"], test["description"]) for test in case["tests"]]
    try:
        with deadline(_SECONDS):
            constraint = constraint_of(schema, registry=remotes(), formats=_formats(file))
            accepted = [accepts(constraint, test["data"]) for test in case["tests"]]
    except GendecodeError as error:
        yield from (Verdict(name, "refused", why(error)) for name in names)
        return
    except (TooSlow, Exception) as error:  # whatever escapes is what this is looking for
        yield from (Verdict(name, "fails", why(error)) for name in names)
        return
    for name, test, is_accepted in zip(names, case["tests"], accepted, strict=True):
        if is_accepted == test["valid"]:
            yield Verdict(name)
        else:
            yield Verdict(name, "accepts invalid" if is_accepted else "rejects valid", _reason(name, is_accepted))


def _formats(file: str) -> str:
    """The suite asks for formats as annotations, but where it is about what they assert."""
    return "all" if "/optional/format" in file else "none"


_REASONS = {
    ("/idn-hostname.json", False): "labels in Punycode, and letters of few scripts, are not written (format_idn.py)",
    ("/optional/content.json", True): "contentEncoding and contentMediaType are annotations",
    ("/optional/zeroTerminatedFloats.json", True): "an integer is written without a fraction, and 1.0 is given as 1",
}


def _reason(name: Name, is_accepted: bool) -> str:
    """The reason for the baseline; what is not known here is to be found out."""
    for (part, accepted), reason in _REASONS.items():
        if part in name.file and accepted == is_accepted:
            return reason
    return f"unexplained: {name.file.split('/')[-1]}"


# -- the baseline -----------------------------------------------------------------------------------

Baseline = dict[str, dict[str, dict[str, list[list[str]]]]]  # kind -> reason -> file -> [case, test]


def read_baseline() -> dict[Name, str]:
    """Test -> the kind of error that it is known to be."""
    stored: Baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    return {
        Name(file, case, test): kind
        for kind, reasons in stored.items()
        for files in reasons.values()
        for file, tests in files.items()
        for case, test in tests
    }


def write_baseline(verdicts: Iterable[Verdict]) -> None:
    """Write the baseline anew."""
    stored: Baseline = {}
    for verdict in sorted(verdicts, key=lambda v: (KINDS.index(v.kind), v.reason, v.name)):
        files = stored.setdefault(verdict.kind, {}).setdefault(verdict.reason, {})
        files.setdefault(verdict.name.file, []).append([verdict.name.case, verdict.name.test])
    lines = json.dumps(stored, ensure_ascii=False, indent=1)
    BASELINE.write_text(lines + "\n", encoding="utf-8")


def shrink_baseline(right: set[Name]) -> None:
    """Take the tests that have become right out of the baseline, reasons included that nothing has any more."""
    stored: Baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    kept: Baseline = {}
    for kind, reasons in stored.items():
        for reason, files in reasons.items():
            for file, tests in files.items():
                left = [[case, test] for case, test in tests if Name(file, case, test) not in right]
                if left:
                    kept.setdefault(kind, {}).setdefault(reason, {})[file] = left
    BASELINE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


# -- the command ------------------------------------------------------------------------------------


def table_of(verdicts: list[Verdict]) -> Table:
    """Counts per draft and part."""
    table = Table("draft", "part", "tests", "right", *KINDS, "right %", title="JSON Schema Test Suite")
    for column in table.columns[2:]:
        column.justify = "right"
    rows = [(draft, part) for draft in DRAFTS for part in PARTS]
    for draft, part in [*rows, *(("all", part) for part in PARTS), ("all", "all")]:
        own = [v for v in verdicts if draft in (v.name.draft, "all") and part in (v.name.part, "all")]
        counts = [sum(v.kind == kind for v in own) for kind in ("", *KINDS)]
        share = f"{100 * counts[0] / max(1, len(own)):.1f}"
        table.add_row(draft, part, str(len(own)), *map(str, counts), share, end_section=part == PARTS[-1])
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description="The official JSON Schema Test Suite, judged by the engine.")
    parser.add_argument("--update", action="store_true", help="take what has become right out of the baseline")
    parser.add_argument("--draft", choices=DRAFTS, action="append", help="these drafts only; no update")
    parser.add_argument("--wrong", action="store_true", help="list every test that is not right")
    arguments = parser.parse_args()
    console = Console(width=max(120, Console().width))
    verdicts = [verdict for draft in arguments.draft or DRAFTS for verdict in judge(draft)]
    if arguments.wrong:
        for verdict in verdicts:
            if verdict.kind:
                console.print(verdict.kind, *verdict.name, verdict.reason, sep=" | ", markup=False, highlight=False)
    console.print(table_of(verdicts))
    if arguments.draft:
        return 0
    if not BASELINE.exists() and arguments.update:
        write_baseline(v for v in verdicts if v.kind)
    known = read_baseline()
    news = [v for v in verdicts if v.kind and known.get(v.name) != v.kind]
    right = {v.name for v in verdicts if not v.kind} & known.keys()
    for verdict in news:
        console.print("not in the baseline:", verdict.kind, *verdict.name, verdict.reason, markup=False)
    console.print(f"{len(known)} in the baseline, {len(right)} of them right now, {len(news)} wrong outside of it")
    if arguments.update and right:
        shrink_baseline(right)
    return 1 if news else 0


if __name__ == "__main__":
    sys.exit(main())
