"""Where the engine's time goes over a whole file: each token by what it made the engine do.

    python benchmarks/profile_engine.py --data cases.jsonl.gz --tokenizer tokenizer.json

First pass, every schema once, as in ``jsonschemabench run``, but in this process and with masks by
reference. A token is counted in the most expensive class whose work it caused, as the counters of
``constraint.stats()`` tell, read before and after it (outside of the time).
"""

import gc
import heapq
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

import gendecode as gd
from jsonschemabench.data import open_cases
from jsonschemabench.measure import Job
from jsonschemabench.report import number
from jsonschemabench.tokens import Encoder, job_of, warm_job

# The most expensive first: (class, the counters that make a token belong to it when any of them has moved).
FULL = "full collections"
CLASSES = (
    ("garbage of all generations collected", (FULL,)),
    ("automaton built", ("automata built",)),
    ("region memo built", ("memos built",)),
    ("schema node lowered", ("lowered",)),
    ("table grown", ("grown",)),
    ("region memo of another schema found", ("memos shared",)),
)
MASK, TRANSITIONS = "masks computed", "transitions cached"
BOTH_MISS, MASK_MISS, ADVANCE_MISS, HIT = "mask and advance miss", "mask miss", "advance miss", "both memos hit"
ORDER = (HIT, ADVANCE_MISS, MASK_MISS, BOTH_MISS, *(name for name, _ in reversed(CLASSES)))
PHASES = ("front end", "compile", "first mask")


class FullCollections:
    """Counts the collections of the oldest generation: milliseconds, in a process with many objects."""

    def __init__(self) -> None:
        self.count = 0
        gc.callbacks.append(self._note)

    def _note(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            self.count += 1

    def close(self) -> None:
        gc.callbacks.remove(self._note)


def class_of(before: dict[str, int], after: dict[str, int]) -> str:
    """The class of a token from the counters around it."""
    for name, counters in CLASSES:
        if any(after.get(counter, 0) != before.get(counter, 0) for counter in counters):
            return name
    mask, advance = (after[counter] != before[counter] for counter in (MASK, TRANSITIONS))
    return {(True, True): BOTH_MISS, (True, False): MASK_MISS, (False, True): ADVANCE_MISS, (False, False): HIT}[
        mask, advance
    ]


def start(job: Job, vocab: gd.Vocab) -> tuple[Any, list[float]]:
    """The constraint of a case and the microseconds of each of PHASES."""
    clock = time.perf_counter_ns
    marks = [clock()]
    grammar = gd.json_schema(job.schema)
    marks.append(clock())
    constraint = gd.compile(grammar, vocab)
    marks.append(clock())
    constraint.start().mask()
    marks.append(clock())
    return constraint, [(after - before) / 1000 for before, after in itertools.pairwise(marks)]


def tokens_of(job: Job, constraint: Any, garbage: FullCollections) -> Iterator[tuple[str, float]]:
    """The class and the microseconds of every token that is appended."""

    def counters_now() -> dict[str, int]:
        return {**constraint.stats(), FULL: garbage.count}

    clock = time.perf_counter_ns
    for tokens, _ in job.instances:
        state = constraint.start()
        mask = state.mask()
        counters = counters_now()
        for token in tokens:
            if not mask[token >> 5] >> (token & 31) & 1:
                break
            begin = clock()
            state = state.advance(token)
            mask = state.mask()
            taken = clock() - begin
            before, counters = counters, counters_now()
            yield class_of(before, counters), taken / 1000


@click.command(help=__doc__)
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--limit", type=click.IntRange(min=1), help="Take only the first N cases.")
@click.option("--slowest", default=8, show_default=True, help="How many of the slowest tokens and schemas to name.")
def main(data: Path, tokenizer: Path, limit: int | None, slowest: int) -> None:
    encode = Encoder(tokenizer)
    vocab = gd.Vocab.from_tokenizer(tokenizer)
    warm = warm_job(encode)
    garbage = FullCollections()
    list(tokens_of(warm, start(warm, vocab)[0], garbage))  # kernels, memos of strings and numbers: one-off costs
    times: dict[str, list[float]] = {name: [] for name in ORDER}
    phases: list[list[float]] = []
    firsts: list[tuple[float, str, str]] = []
    tails: list[tuple[float, str, str]] = []
    console, refused = Console(), 0
    for case in track(open_cases(data, limit=limit), "profiling", console=console):
        job = job_of(case, encode)
        try:
            constraint, parts = start(job, vocab)
        except gd.GendecodeError:
            refused += 1
            continue
        phases.append(parts)
        firsts.append((sum(parts), case.id, ", ".join(f"{p} {number(t)}" for p, t in zip(PHASES, parts, strict=True))))
        for number_of_token, (kind, taken) in enumerate(tokens_of(job, constraint, garbage)):
            times[kind].append(taken)
            heapq.heappush(tails, (taken, case.id, f"token {number_of_token}, {kind}"))
            if len(tails) > slowest:
                heapq.heappop(tails)
    garbage.close()
    console.print(f"gendecode {gd.__version__}, {len(phases)} schemas, {refused} refused", highlight=False)
    console.print(class_table(times))
    console.print(phase_table(phases))
    console.print(slow_table("slowest tokens", sorted(tails, reverse=True)))
    console.print(slow_table("slowest first masks", heapq.nlargest(slowest, firsts)))
    console.print(json.dumps(summary(times, phases)), soft_wrap=True, highlight=False, markup=False)


def class_table(times: dict[str, list[float]]) -> Table:
    table = Table(title="time between masks, by what the token made the engine do; µs")
    for column in ("class", "tokens", "% of tokens", "% of time", "average", "p50", "p99", "max"):
        table.add_column(column, justify="left" if column == "class" else "right")
    count, total = sum(map(len, times.values())), sum(map(sum, times.values()))
    for name, values in times.items():
        if values:
            points = [np.mean(values), *np.percentile(values, [50, 99, 100])]
            shares = [f"{100 * len(values) / count:.2f}", f"{100 * sum(values) / total:.1f}"]
            table.add_row(name, f"{len(values):,}", *shares, *(number(float(point)) for point in points))
    table.add_row("all", f"{count:,}", "100", "100", number(total / max(1, count)))
    return table


def phase_table(phases: list[list[float]]) -> Table:
    table = Table(title="time to first mask; µs")
    for column in ("phase", "% of time", "average", "p50", "p90", "p99", "max"):
        table.add_column(column, justify="left" if column == "phase" else "right")
    values = np.array(phases)
    for name, column in zip((*PHASES, "all"), (*values.T, values.sum(1)), strict=True):
        points = [np.mean(column), *np.percentile(column, [50, 90, 99, 100])]
        table.add_row(name, f"{100 * column.sum() / values.sum():.1f}", *(number(float(point)) for point in points))
    return table


def slow_table(title: str, rows: list[tuple[float, str, str]]) -> Table:
    table = Table(title=title)
    for column in ("µs", "schema", "what"):
        table.add_column(column, justify="right" if column == "µs" else "left")
    for taken, name, what in rows:
        table.add_row(number(taken), name, what)
    return table


def summary(times: dict[str, list[float]], phases: list[list[float]]) -> dict[str, Any]:
    """The tables as data; microseconds."""
    return {
        "classes": {
            name: {"tokens": len(values), "sum": round(sum(values)), "average": round(float(np.mean(values)), 3)}
            for name, values in times.items()
            if values
        },
        "first mask": dict(zip(PHASES, np.mean(phases, 0).round(1).tolist(), strict=True)),
    }


if __name__ == "__main__":
    main()
