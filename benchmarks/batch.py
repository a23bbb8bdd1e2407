"""A batch of 64 rows in 64 different states: the cost of a row, against the cost of a row alone.

    python benchmarks/batch.py --tokenizer tokenizer.json

Rows are copied into one uint32[rows, words] array. "new" masks were never asked for before, "known" ones
were. The one call for all rows is ``gd.fill_masks(states, out)`` where the library has it, else a loop.
"""

import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table

import gendecode as gd
from jsonschemabench.report import number, target_table
from jsonschemabench.targets import Verdict, save_verdicts
from jsonschemabench.tokens import Encoder

BOUND = 1.2
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 80},
            "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4,8}$"},
            "size": {"type": "number"},
            "kind": {"enum": ["small", "middling", "large"]},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
        },
        "required": ["name", "code", "size", "kind"],
        "additionalProperties": False,
    },
}
DATA = [
    {"name": "a thing of some size", "code": "AB-12345", "size": -12.5e3, "kind": "middling", "tags": ["x", "yes"]},
    {"name": "another", "code": "ZZ-0000", "size": 7, "kind": "small", "tags": []},
    {"size": 0.25, "kind": "large", "code": "QQ-99887766", "name": "the last of them"},
]


def loop(states: list[Any], out: np.ndarray[Any, Any]) -> None:
    """Row by row."""
    for row, state in zip(out, states, strict=True):
        np.copyto(row, state.mask())


FILL: Callable[[list[Any], Any], object] = getattr(gd, "fill_masks", loop)


def states_of(vocab: gd.Vocab, tokens: list[int], rows: int, rng: random.Random) -> list[Any]:
    """``rows`` different states of a constraint that has computed no mask yet, in random order."""
    state = gd.compile(gd.json_schema(SCHEMA), vocab).start()
    found = {state: None}
    for token in tokens:
        state = state.advance(token)
        found[state] = None
    if len(found) < rows:
        raise click.UsageError(f"the text goes through {len(found)} states only: ask for fewer rows")
    return rng.sample(list(found), rows)


def per_row(fill: Callable[[list[Any], Any], object], states: list[Any], out: np.ndarray[Any, Any]) -> float:
    """Microseconds a row."""
    begin = time.perf_counter_ns()
    fill(states, out)
    return (time.perf_counter_ns() - begin) / 1000 / len(states)


def alone(states: list[Any], out: np.ndarray[Any, Any]) -> float:
    """Microseconds a row when every row is a call of its own, timed by itself."""
    times = []
    for state in states:
        begin = time.perf_counter_ns()
        np.copyto(out[0], state.mask())
        times.append(time.perf_counter_ns() - begin)
    return statistics.fmean(times) / 1000


@click.command(help=__doc__)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--rows", default=64, show_default=True, type=click.IntRange(min=1))
@click.option("--rounds", default=15, show_default=True, type=click.IntRange(min=1))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the verdicts as JSON.")
def main(tokenizer: Path, rows: int, rounds: int, output: Path | None) -> None:
    vocab = gd.Vocab.from_tokenizer(tokenizer)
    tokens = Encoder(tokenizer)(json.dumps(DATA).encode())
    out = np.zeros((rows, (len(vocab) + 31) // 32), np.uint32)
    samples: dict[str, list[float]] = {"new": [], "new, alone": [], "known": [], "known, alone": []}
    loop(states_of(vocab, tokens, rows, random.Random(0)), out)  # kernels and memos: one-off costs
    for number_of_round in range(rounds):
        one, other = (states_of(vocab, tokens, rows, random.Random(number_of_round)) for _ in range(2))
        samples["new, alone"].append(alone(one, out))
        samples["new"].append(per_row(FILL, other, out))
        samples["known, alone"].append(alone(one, out))
        samples["known"].append(per_row(FILL, other, out))
    console = Console()
    how = "gd.fill_masks" if FILL is not loop else "a loop (the library has no call for all rows)"
    table = Table(title=f"{rows} rows by {how}: µs a row, median and quartiles of {rounds} rounds")
    for column in ("masks", "median", "25 %", "75 %"):
        table.add_column(column, justify="right" if column != "masks" else "left")
    for name, times in samples.items():
        table.add_row(name, *(number(value) for value in np.percentile(times, [50, 25, 75])))
    console.print(table)
    pairs = ((kind, statistics.median(samples[kind]), statistics.median(samples[f"{kind}, alone"]))
             for kind in ("new", "known"))  # fmt: skip
    name = f"a row in a batch of {rows}" + ("" if FILL is not loop else ", by a loop, to a row alone")
    verdicts = [Verdict(f"{name}, {kind} masks", a, b, a / b, BOUND, "µs") for kind, a, b in pairs]
    console.print(target_table(verdicts, "batch: a row in the batch to a row alone"))
    if output:
        save_verdicts(output, verdicts)


if __name__ == "__main__":
    main()
