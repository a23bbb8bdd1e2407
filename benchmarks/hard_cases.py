"""Schemas that are hard on constraint engines, against other engines: first mask and time between masks.

    python benchmarks/hard_cases.py --tokenizer tokenizer.json --engine gendecode --engine llguidance

Every round starts fresh processes, so each schema is met cold; a figure is the median over the rounds.
"""

import json
import random
import statistics
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from jsonschemabench.comparison import Comparison
from jsonschemabench.measure import PASSED, Job, Record
from jsonschemabench.report import number, target_table
from jsonschemabench.stats import Figures
from jsonschemabench.targets import OURS, Verdict, save_verdicts
from jsonschemabench.tokens import Encoder, warm_job

PEER = "llguidance"
BOUND = 0.5
ALTERNATIVES, OPTIONAL, REQUIRED, CHOICES = 50, 2000, 300, 5000
WORDS = ("the", "constraint", "of", "every", "step", "allows", "some", "tokens", "and", "forbids", "others", "while")
LETTERS = string.ascii_letters + " "


@dataclass(frozen=True)
class Hard:
    """A schema, valid instances of it, and whether a target stands on it."""

    name: str
    schema: Any
    instances: list[Any]
    target: bool = True


def similar_objects(rng: random.Random, closed: bool) -> Hard:
    """Objects that begin alike and differ in their last members."""
    end = {"additionalProperties": False} if closed else {}
    alternatives = [
        {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string"},
                "kind": {"const": f"kind_{i}"},
                f"payload_{i}": {"type": "string"},
            },
            "required": ["id", "name", "kind", f"payload_{i}"],
            **end,
        }
        for i in range(ALTERNATIVES)
    ]
    chosen = [rng.randrange(ALTERNATIVES) for _ in range(12)]
    data = [
        {"id": rng.randrange(10**6), "name": text(rng, 12), "kind": f"kind_{i}", f"payload_{i}": text(rng, 20)}
        for i in chosen
    ]
    name = f"anyOf of {ALTERNATIVES} similar objects, {'closed' if closed else 'open'}"
    return Hard(name, {"type": "array", "items": {"anyOf": alternatives}}, [data])


def ambiguous_arrays(rng: random.Random) -> Hard:
    """Two kinds of nested list that only a number's fraction tells apart: every bracket can be read in two ways."""
    both = [{"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in "ab"]
    definitions = {
        "a": {"anyOf": [*both, {"type": "integer"}]},
        "b": {"anyOf": [*both, {"type": "number"}]},
    }

    def nested(depth: int) -> Any:
        return rng.randrange(1000) if depth == 0 else [nested(depth - 1) for _ in range(rng.randint(1, 3))]

    return Hard("ambiguous nested arrays", {"$ref": "#/$defs/a", "$defs": definitions}, [nested(7) for _ in range(4)])


def text(rng: random.Random, length: int, alphabet: str = LETTERS) -> str:
    """Random words."""
    return "".join(rng.choice(alphabet) for _ in range(length))


def english(rng: random.Random, length: int) -> str:
    """Text that tokenizers have long tokens for."""
    return " ".join(rng.choices(WORDS, k=length // 2))[:length].strip()


def strings(name: str, items: dict[str, Any], values: list[str], target: bool = True) -> Hard:
    return Hard(name, {"type": "array", "items": {"type": "string", **items}}, [values], target)


def hard_cases(seed: int = 0) -> Iterator[Hard]:
    """All cases; the same for the same seed."""
    rng = random.Random(seed)
    yield similar_objects(rng, closed=True)
    yield similar_objects(rng, closed=False)
    yield ambiguous_arrays(rng)
    lengths = [rng.randint(20, 200) for _ in range(16)]
    yield strings("^[A-Za-z ]{1,200}$", {"pattern": "^[A-Za-z ]{1,200}$"}, [english(rng, n) for n in lengths])
    yield strings("maxLength 10,000", {"maxLength": 10_000}, [english(rng, 2500)])
    optional = {f"option_{i}_{text(rng, 4, string.ascii_lowercase)}": {"type": "integer"} for i in range(OPTIONAL)}
    chosen = sorted(rng.sample(range(OPTIONAL), 50))
    keys = list(optional)
    schema = {"type": "object", "properties": optional, "additionalProperties": False}
    yield Hard("2,000 optional keys", schema, [{keys[i]: rng.randrange(1000) for i in chosen}])
    required = {f"field_{i}": {"type": "boolean"} for i in range(REQUIRED)}
    schema = {"type": "object", "properties": required, "required": list(required), "additionalProperties": False}
    yield Hard("300 required keys", schema, [dict.fromkeys(required, True)], target=False)
    choices = [text(rng, rng.randint(5, 25)) for _ in range(CHOICES)]
    yield Hard("enum of 5,000", {"type": "array", "items": {"enum": choices}}, [rng.sample(choices, 40)], target=False)
    found = [f"{english(rng, 20)}foo{english(rng, 30)}bar{english(rng, 15)}" for _ in range(16)]
    yield strings("unanchored foo.*bar", {"pattern": "foo.*bar"}, found, target=False)


@click.command(help=__doc__)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--engine", "engines", multiple=True, default=[OURS, PEER], show_default=True)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1))
@click.option("--time-limit", default=60.0, show_default=True, help="Seconds that an engine may take for a case.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the verdicts as JSON.")
def main(tokenizer: Path, engines: tuple[str, ...], rounds: int, time_limit: float, output: Path | None) -> None:
    encode = Encoder(tokenizer)
    cases = list(hard_cases())
    jobs = [Job(c.name, c.schema, [(encode(json.dumps(data).encode()), True) for data in c.instances]) for c in cases]
    found: dict[tuple[str, str], list[Record]] = {}
    for _ in range(rounds):
        with Comparison(engines, tokenizer, {}, time_limit, warm_job(encode)) as comparison:
            for records in comparison.records(jobs):
                for record in records:
                    found.setdefault((record.name, record.engine), []).append(record)
    console = Console()
    console.print(result_table(found, rounds))
    rows = list(verdicts_of(cases, found, console))
    if rows:
        console.print(target_table(rows, f"hard cases against {PEER}: at most {BOUND} of its time"))
    if output:
        save_verdicts(output, rows)


def median(records: list[Record]) -> dict[str, float]:
    """The figures of one case and engine, each the median over the rounds, as far as it got; microseconds."""
    rounds = [
        {"first mask": record.first_mask, **Figures.of(record.masks).values}
        for record in records
        if record.first_mask is not None
    ]
    names = rounds[0] if rounds else {}
    return {name: statistics.median(one[name] for one in rounds if name in one) for name in names}


def failure(records: list[Record]) -> str:
    """How an engine failed, in one line; empty if it passed every round."""
    for record in records:
        if record.outcome != PASSED:
            return " ".join(f"{record.outcome}: {record.reason}".split())[:70]
    return ""


def result_table(found: dict[tuple[str, str], list[Record]], rounds: int) -> Table:
    table = Table(title=f"hard cases, µs, median of {rounds} rounds (of an engine that fails: until then)")
    figures = ("first mask", "average", "p50", "p99", "max")
    for column in ("case", "engine", "tokens", *figures, "outcome"):
        table.add_column(column, justify="left" if column in ("case", "engine", "outcome") else "right")
    for (name, engine), records in sorted(found.items()):
        values = median(records)
        cells = [number(values[figure]) if figure in values else "" for figure in figures]
        table.add_row(name, engine, str(len(records[0].masks)), *cells, failure(records) or PASSED)
    return table


def verdicts_of(cases: list[Hard], found: dict[tuple[str, str], list[Record]], console: Console) -> Iterator[Verdict]:
    """The average and the 99th percentile of each case with a target, as far as the peer gets."""
    for case in cases:
        ours, theirs = found.get((case.name, OURS), []), found.get((case.name, PEER), [])
        if not (case.target and ours and theirs):
            continue
        if failure(ours):
            yield Verdict(f"{case.name}: {failure(ours)}", float("nan"), None, float("inf"), BOUND, "")
            continue
        if failure(theirs):
            console.print(f"{case.name}: {PEER} {failure(theirs)}", highlight=False, markup=False)
        left, right = median(ours), median(theirs)
        for figure in ("average", "p99"):
            if figure in right:
                ratio = left[figure] / right[figure]
                yield Verdict(f"{case.name}, {figure}", left[figure], right[figure], ratio, BOUND, "µs")


if __name__ == "__main__":
    main()
