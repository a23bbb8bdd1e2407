"""How the first mask grows with the schema: 1 to 10,000 properties, 1 to 1,000 definitions.

    python benchmarks/growth.py --tokenizer tokenizer.json [--engine llguidance]

Reading the JSON text and reading the schema take time in proportion to its length, whatever the engine
does; compiling and the first mask should not. Every schema is met once: each repetition has other names.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

import gendecode as gd
from jsonschemabench.comparison import Comparison
from jsonschemabench.measure import Job
from jsonschemabench.report import number, target_table
from jsonschemabench.targets import Verdict, save_verdicts
from jsonschemabench.tokens import Encoder, warm_job

BOUND = 2.0
"""Compile and first mask of the largest schema, over those of the smallest: a cold cache costs that much."""
PHASES = ("read JSON", "read schema", "compile", "first mask")


def properties(count: int, tag: str) -> Any:
    """One object with ``count`` optional properties."""
    kinds = ({"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "number"}})
    return {
        "type": "object",
        "properties": {f"{tag}_{i}": kinds[i % len(kinds)] for i in range(count)},
        "additionalProperties": False,
    }


def definitions(count: int, tag: str) -> Any:
    """A chain of ``count`` definitions, each an object that holds the next."""
    defs = {
        f"{tag}_{i}": {
            "type": "object",
            "properties": {"value": {"type": "string"}, "next": {"$ref": f"#/$defs/{tag}_{(i + 1) % count}"}},
            "required": ["value"],
            "additionalProperties": False,
        }
        for i in range(count)
    }
    return {"$ref": f"#/$defs/{tag}_0", "$defs": defs}


SHAPES: dict[str, tuple[Callable[[int, str], Any], list[int]]] = {
    "properties": (properties, [1, 10, 100, 1000, 10_000]),
    "$defs": (definitions, [1, 10, 100, 1000]),
}


def phases(text: str, vocab: gd.Vocab) -> list[float]:
    """Microseconds of each of PHASES for one schema."""
    clock = time.perf_counter_ns
    marks = [clock()]
    schema = json.loads(text)
    marks.append(clock())
    grammar = gd.json_schema(schema)
    marks.append(clock())
    constraint = gd.compile(grammar, vocab)
    marks.append(clock())
    constraint.start().mask()
    marks.append(clock())
    return [(after - before) / 1000 for before, after in itertools.pairwise(marks)]


@click.command(help=__doc__)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--engine", "engines", multiple=True, help="Other engines, for the time to their first mask.")
@click.option("--repeat", default=7, show_default=True, type=click.IntRange(min=1))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the verdicts as JSON.")
def main(tokenizer: Path, engines: tuple[str, ...], repeat: int, output: Path | None) -> None:
    vocab = gd.Vocab.from_tokenizer(tokenizer)
    for shape, _ in SHAPES.values():  # kernels, memos of strings and numbers: one-off costs
        phases(json.dumps(shape(3, "warm")), vocab)
    console, rows = Console(), []
    with Comparison(engines, tokenizer, {}, 120, warm_job(Encoder(tokenizer))) as comparison:
        for name, (shape, sizes) in SHAPES.items():
            found = {size: measure(shape, size, repeat, vocab) for size in sizes}
            others = {size: first_masks(comparison, shape, size) for size in sizes}
            console.print(growth_table(name, found, others))
            ends = [sum(found[size][2:]) for size in (sizes[0], sizes[-1])]
            title = f"compile and first mask, {sizes[-1]:,} {name} to {sizes[0]}"
            rows.append(Verdict(title, ends[1], ends[0], ends[1] / ends[0], BOUND, "µs"))
    console.print(target_table(rows, "growth: flat but for reading"))
    if output:
        save_verdicts(output, rows)


def measure(shape: Callable[[int, str], Any], size: int, repeat: int, vocab: gd.Vocab) -> list[float]:
    """The median of each phase over ``repeat`` schemas of that size."""
    samples = [phases(json.dumps(shape(size, f"name{number}")), vocab) for number in range(repeat)]
    return [statistics.median(column) for column in zip(*samples, strict=True)]


def first_masks(comparison: Comparison, shape: Callable[[int, str], Any], size: int) -> dict[str, str]:
    """The time to the first mask of the other engines, or how they fail."""
    job = Job(str(size), shape(size, "other"), [])
    records = next(iter(comparison.records([job]))) if comparison.workers else []
    return {r.engine: number(r.first_mask) if r.first_mask is not None else r.outcome for r in records}


def growth_table(name: str, found: dict[int, list[float]], others: dict[int, dict[str, str]]) -> Table:
    table = Table(title=f"number of {name} and time in µs")
    engines = sorted(next(iter(others.values())))
    for column in (name, *PHASES, "compile + first mask", *engines):
        table.add_column(column, justify="right")
    for size, times in found.items():
        cells = [number(value) for value in (*times, sum(times[2:]))]
        table.add_row(f"{size:,}", *cells, *(others[size][engine] for engine in engines))
    return table


if __name__ == "__main__":
    main()
