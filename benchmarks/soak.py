"""Does memory stay flat over thousands of different grammars? Compiles each, walks some tokens, drops it.

    python benchmarks/soak.py --tokenizer tokenizer.json

The first grammars are a warm-up, in which the caches fill. Flat means, for the resident memory of the process
after that: the median of the last tenth is at most the tolerance above the median of the first tenth, and so is the
growth that the Theil-Sen slope (the median slope of all pairs of samples) gives for the whole stretch.
Every cache is compared with its bound on the way. Exit code 1 if anything grows, or passes its bound.
"""

from __future__ import annotations

import gc
import json
import platform
import random
import time
import weakref
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from random_specs import random_spec
from rich.console import Console
from rich.progress import track
from rich.table import Table

import gendecode as gd
from gendecode import resolve
from gendecode.constrain import lexicon
from gendecode.vocab import bitmask

MEGA = 1_000_000


@dataclass
class Soak:
    """What was seen: one entry of ``rss`` a grammar (bytes), counts, and the highest value of each bounded memory."""

    rss: list[int] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    peaks: dict[str, int] = field(default_factory=dict)
    masks: int = 0
    live: list[weakref.ref[Any]] = field(default_factory=list)

    def peak(self, name: str, value: int) -> None:
        self.peaks[name] = max(self.peaks.get(name, 0), value)


def walk(constraint: gd.Constraint, rng: random.Random, steps: int) -> int:
    """Random allowed tokens, with a look back at an older state now and then; how many masks were seen."""
    state, seen = constraint.start(), []
    for _ in range(steps):
        ids = bitmask.to_ids(state.mask())
        seen.append(state)
        token = int(rng.choice(ids))
        if token in constraint.vocab.eos:
            break
        state = state.advance(token) if rng.random() < 0.9 else rng.choice(seen)
    return len(seen)


def one(seed: int, vocab: gd.Vocab, limits: gd.Limits, steps: int, soak: Soak) -> None:
    """Compile one grammar, walk it and let it go."""
    try:
        kind, grammar = random_spec(seed)
        # Every fourth one as gd.generate does, which keeps the constraint for a next call.
        constraint = gd.compile(grammar, vocab, limits) if seed % 4 else resolve.constraint_of(grammar, vocab)
        soak.masks += walk(constraint, random.Random(seed), steps)
    except gd.GendecodeError as error:
        soak.outcomes[type(error).__name__] += 1
        return
    soak.outcomes[kind] += 1
    stats = constraint.stats()
    soak.peak("table bytes of one constraint", stats["table bytes"])
    soak.peak("mask bytes of one constraint", stats["masks cached"] * 4 * bitmask.words(len(vocab)))
    soak.peak("constraints kept by resolve", len(resolve._constraints))
    soak.peak("bytes kept by resolve", resolve.kept_bytes())
    for (_, bound), kept in list(lexicon._lexicons.items()):
        # The vocabulary's own trie lies in front of the exit tries.
        share = (kept.memo_bytes - 16 * len(vocab.trie)) / bound
        soak.peak("memos of one lexicon, % of its bound", round(100 * share))
        soak.peak("memo entries of one lexicon", len(kept.memos))
        soak.peak("profiles of one lexicon", len(kept.profiles))
    soak.peak("lexicons", len(lexicon._lexicons))
    if seed % 4:
        soak.live.append(weakref.ref(constraint))


def theil_sen(values: np.ndarray, points: int = 400) -> float:
    """The median slope of all pairs of at most ``points`` evenly spaced samples, per sample."""
    places = np.unique(np.linspace(0, len(values) - 1, points).astype(int))
    x, y = places[:, None] - places[None, :], values[places][:, None] - values[places][None, :]
    return float(np.median(y[x > 0] / x[x > 0])) if len(places) > 1 else 0.0


def judge(soak: Soak, warm_up: int, tolerance: float) -> dict[str, float | bool]:
    """The figures of the stretch after the warm-up, in MB, and whether they mean flat."""
    values = np.array(soak.rss[warm_up:], dtype=float) / MEGA
    tenth = max(1, len(values) // 10)
    begin, end = float(np.median(values[:tenth])), float(np.median(values[-tenth:]))
    trend = theil_sen(values) * len(values)
    return {
        "rss_after_warm_up_mb": round(begin, 1),
        "rss_end_mb": round(end, 1),
        "growth_mb": round(end - begin, 2),
        "trend_mb": round(trend, 2),
        "peak_mb": round(float(values.max()), 1),
        "flat": end - begin <= tolerance and trend <= tolerance,
    }


def plot(soak: Soak, warm_up: int, path: Path) -> bool:
    """RSS over grammars as a PNG; False without matplotlib."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 -- optional
    except ModuleNotFoundError:
        return False
    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(np.array(soak.rss) / MEGA, linewidth=0.8)
    axes.axvline(warm_up, color="grey", linestyle="--", linewidth=0.8)
    axes.set(xlabel="grammars", ylabel="resident memory, MB", ylim=(0, None))
    figure.savefig(path, dpi=120)
    return True


@click.command(help=__doc__)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), help="A tokenizer.json; else the 256 bytes.")
@click.option("--grammars", default=2000, show_default=True, help="After the warm-up.")
@click.option("--warm-up", default=1500, show_default=True)
@click.option("--steps", default=24, show_default=True, help="Tokens walked in each grammar.")
@click.option("--region-mb", default=64.0, show_default=True, help="Limits.region_cache_bytes.")
@click.option("--tolerance-mb", default=25.0, show_default=True)
@click.option("--collect", default=0, show_default=True, help="Run Python's cyclic collector every so many grammars.")
@click.option("--seed", default=0, show_default=True)
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="Write a PNG of the memory here.")
def main(tokenizer: Path | None, grammars: int, warm_up: int, steps: int, region_mb: float, tolerance_mb: float,
         collect: int, seed: int, picture: Path | None) -> None:  # fmt: skip
    console = Console(stderr=True)
    vocab = gd.Vocab.from_tokenizer(tokenizer) if tokenizer else gd.Vocab.bytes_only()
    limits, soak, process = gd.Limits(region_cache_bytes=int(region_mb * MEGA)), Soak(), psutil.Process()
    # generate() has no limits of its own; region memos of 256 MB would fill for thousands of grammars.
    resolve.compile_grammar = partial(gd.compile, limits=limits)  # type: ignore[attr-defined]
    gd.warmup()
    began = time.perf_counter()
    for number in track(range(warm_up + grammars), "grammars", console=console):
        one(seed + number, vocab, limits, steps, soak)
        if collect and number % collect == 0:
            gc.collect()
        soak.rss.append(process.memory_info().rss)
    gc.collect()
    seconds = time.perf_counter() - began
    alive = sum(reference() is not None for reference in soak.live)
    report: dict[str, Any] = judge(soak, warm_up, tolerance_mb)
    bounds = {
        "table bytes of one constraint": limits.state_bytes,
        "mask bytes of one constraint": limits.mask_cache_bytes + 4 * bitmask.words(len(vocab)),
        "constraints kept by resolve": resolve.KEPT_CONSTRAINTS,
        "bytes kept by resolve": resolve.KEPT_BYTES,
        "memos of one lexicon, % of its bound": 100,
        "profiles of one lexicon": 64,
        "lexicons": 4,
    }
    beyond = {name: soak.peaks[name] for name, bound in bounds.items() if soak.peaks.get(name, 0) > bound}
    table = Table(title=f"gendecode {gd.__version__}, {len(vocab):,} ids, Python {platform.python_version()}")
    for column in ("memory", "highest", "bound"):
        table.add_column(column, justify="left" if column == "memory" else "right")
    for name, value in soak.peaks.items():
        table.add_row(name, f"{value:,}", f"{bounds[name]:,}" if name in bounds else "")
    console.print(table)
    report |= {"grammars": len(soak.rss), "outcomes": dict(soak.outcomes), "masks": soak.masks, "alive": alive,
               "beyond_bounds": beyond, "peaks": soak.peaks, "seconds": round(seconds, 1), "ids": len(vocab),
               "seed": seed, "collect": collect}  # fmt: skip
    if picture is not None:
        report["plot"] = str(picture) if plot(soak, warm_up, picture) else "matplotlib is not installed"
    click.echo(json.dumps(report))
    raise SystemExit(not (report["flat"] and not beyond and alive == 0))


if __name__ == "__main__":
    main()
