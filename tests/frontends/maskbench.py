"""The correctness half of MaskBench: ``python -m tests.frontends.maskbench DATA.jsonl.gz``.

A line of the data is ``{"id", "schema", "tests": [{"data", "valid"}]}``. A file is passed when the bytes of
``json.dumps(data, ensure_ascii=False)`` are accepted to the end, and the state can stop there, exactly for the valid
tests. For every test that comes out otherwise, what ``jsonschema`` says about the instance is printed, with its format
checker and without, so that errors of the data show.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gendecode.errors import GendecodeError
from tests.frontends.json_schema_judge import TooSlow, constraint_of, deadline, walk, why


@dataclass
class Wrong:
    """A test that came out otherwise than the data say."""

    index: int
    accepted: bool
    at: int  # bytes that were allowed
    text: str
    validator: str

    def __str__(self) -> str:
        what = "accepts invalid" if self.accepted else "rejects valid"
        near = self.text[max(0, self.at - 40) : self.at] + "⟪here⟫" + self.text[self.at : self.at + 40]
        return f"test {self.index} {what}; jsonschema: {self.validator}; " + ("" if self.accepted else near)


@dataclass
class Outcome:
    """How one file came out."""

    id: str
    refused: str = ""
    fails: str = ""
    wrong: list[Wrong] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def kind(self) -> str:
        if self.fails or self.refused:
            return "fails" if self.fails else "refused"
        kinds = {wrong.accepted for wrong in self.wrong}
        return "passed" if not kinds else "accepts invalid" if True in kinds else "rejects valid"


def files(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of the data."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def judge(entry: dict[str, Any], whitespace: str, seconds: float, formats: str = "all") -> Outcome:
    """Compile one schema and read its tests."""
    outcome, begin = Outcome(entry["id"]), time.perf_counter()
    try:
        with deadline(seconds):
            constraint = constraint_of(entry["schema"], whitespace, formats=formats)
            for index, test in enumerate(entry["tests"]):
                text = json.dumps(test["data"], ensure_ascii=False)
                at, accepted = 0, False
                if constraint is not None:
                    accepted = constraint.accepts(text.encode("utf-8", "surrogatepass"))
                    if not accepted and test["valid"]:
                        at = len(text.encode()[: walk(constraint, text.encode())[0]].decode(errors="replace"))
                if accepted != test["valid"]:
                    validator = _validators(entry["schema"], test["data"])
                    outcome.wrong.append(Wrong(index, accepted, at, text, validator))
    except GendecodeError as error:
        outcome.refused = f"{why(error)}"
    except (TooSlow, Exception) as error:  # whatever escapes is what this is looking for
        outcome.fails = why(error)
    outcome.seconds = time.perf_counter() - begin
    return outcome


def _validators(schema: Any, data: Any) -> str:
    """What jsonschema says: with its format checker, and without."""
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    said = []
    for name, checker in (("formats checked", kind.FORMAT_CHECKER), ("formats ignored", None)):
        try:
            error = jsonschema.exceptions.best_match(kind(schema, format_checker=checker).iter_errors(data))
        except Exception as problem:  # schemas of the wild, and references that it would have to fetch
            said.append(f"{type(problem).__name__} ({name})")
        else:
            said.append(f"{'valid' if error is None else f'invalid by {error.json_path} {error.validator}'} ({name})")
    return ", ".join(said)


def print_report(console: Console, outcomes: list[Outcome]) -> None:
    """The table, and what lies behind each of its rows."""
    table = Table("files", "number", "%", title=f"MaskBench, {len(outcomes)} files")
    for kind in ("passed", "refused", "accepts invalid", "rejects valid", "fails"):
        count = sum(outcome.kind == kind for outcome in outcomes)
        table.add_row(kind, str(count), f"{100 * count / max(1, len(outcomes)):.1f}")
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.refused or outcome.fails:
            reasons.setdefault(outcome.refused or outcome.fails, []).append(outcome.id)
    for reason, ids in sorted(reasons.items(), key=lambda item: -len(item[1])):
        console.print(f"{len(ids):4} {reason}: {' '.join(ids)}", markup=False, highlight=False)
    for outcome in outcomes:
        for wrong in outcome.wrong:
            console.print(outcome.id, str(wrong), markup=False, highlight=False)
    console.print(table)
    slowest = sorted(outcomes, key=lambda outcome: -outcome.seconds)[:5]
    total = sum(outcome.seconds for outcome in outcomes)
    console.print(f"{total:.1f} s; slowest {', '.join(f'{o.id} {o.seconds:.2f} s' for o in slowest)}", highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(description="The correctness half of MaskBench.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, help="so many files, from the first on")
    parser.add_argument("--only", metavar="ID", action="append", help="this file; may be repeated")
    parser.add_argument("--whitespace", default="flexible")
    parser.add_argument("--formats", default="all", help='"standard" where the data take byte and its like lightly')
    parser.add_argument("--seconds", type=float, default=30.0, help="for one file")
    arguments = parser.parse_args()
    entries = [e for e in files(arguments.data) if not arguments.only or e["id"] in arguments.only]
    console = Console(width=max(160, Console().width))
    outcomes = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for entry in progress.track(entries[: arguments.limit], description="files"):
            outcomes.append(judge(entry, arguments.whitespace, arguments.seconds, arguments.formats))
    print_report(console, outcomes)
    return 0 if all(outcome.kind == "passed" for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
