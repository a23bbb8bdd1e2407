"""Do the figures of the harness agree with a direct loop over llguidance's API, by MaskBench's definitions?

    python -m tests.jsonschemabench.maskbench_agreement --data cases.jsonl.gz --tokenizer tokenizer.json

The loop below measures as MaskBench's runner does: the time to compile; then, token by token, the mask and the commit
of the token together, up to and with the token that is refused; a text is judged without asking whether it may end.
The harness times the commit and the mask that follows, which are the same calls in another grouping. So medians and
averages of both must agree but for noise, and the verdicts but for texts that stop short.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

from jsonschemabench.comparison import Comparison
from jsonschemabench.data import open_cases
from jsonschemabench.engines.base import Refused
from jsonschemabench.engines.llguidance import Adapter
from jsonschemabench.measure import ACCEPTS_INVALID, REFUSED, REJECTS_VALID, Job, Record
from jsonschemabench.tokens import Encoder, job_of, warm_job


@dataclass
class Direct:
    """What the loop finds; times in microseconds."""

    compile: list[float] = field(default_factory=list)
    masks: list[float] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)


def direct(jobs: Sequence[Job], tokenizer: Path) -> Direct:
    """Measure llguidance without the harness; only its tokenizer and the call that compiles are the adapter's."""
    adapter, found, clock = Adapter(tokenizer, {}), Direct(), time.perf_counter_ns
    for job in jobs:
        begin = clock()
        try:
            matcher = adapter.compile(job.schema).matcher  # type: ignore[attr-defined]
        except Refused:
            found.refused.add(job.name)
            continue
        found.compile.append((clock() - begin) / 1000)
        address, size = adapter.buffer.ctypes.data, adapter.buffer.nbytes
        for tokens, valid in job.instances:
            matcher.reset()
            accepted = True
            for token in tokens:
                begin = clock()
                matcher.unsafe_compute_mask_ptr(address, size)
                accepted = bool(int(adapter.buffer[token >> 5]) >> (token & 31) & 1)
                if accepted:
                    matcher.consume_token(token)
                found.masks.append((clock() - begin) / 1000)
                if not accepted:
                    break
            if accepted != valid:
                found.wrong.add(job.name)
    return found


def harness(jobs: Sequence[Job], tokenizer: Path, warm: Job) -> list[Record]:
    """The same by the harness."""
    with Comparison(["llguidance"], tokenizer, {}, 60, warm) as comparison:
        return [record for found in comparison.records(jobs) for record in found]


def ratios(jobs: Sequence[Job], tokenizer: Path, warm: Job, rounds: int = 3) -> dict[str, tuple[float, float]]:
    """For each figure that of the loop and that of the harness, the best of some rounds: others use the machine too."""
    tables = []
    for _ in range(rounds):
        direct([warm], tokenizer)
        loop, records = direct(jobs, tokenizer), harness(jobs, tokenizer, warm)
        assert {r.name for r in records if r.outcome == REFUSED} == loop.refused
        assert loop.wrong >= {r.name for r in records if r.outcome == ACCEPTS_INVALID}
        assert {r.name for r in records if r.outcome == REJECTS_VALID} <= loop.wrong
        masks = [value for record in records for value in record.masks]
        compiles = [record.compile for record in records if record.compile is not None]
        tables.append(
            {
                "compile, p50": (np.median(loop.compile), np.median(compiles)),
                "compile, average": (np.mean(loop.compile), np.mean(compiles)),
                "between masks, p50": (np.median(loop.masks), np.median(masks)),
                "between masks, average": (np.mean(loop.masks), np.mean(masks)),
                "between masks, p99": (np.percentile(loop.masks, 99), np.percentile(masks, 99)),
            }
        )
    return {
        name: (min(float(table[name][0]) for table in tables), min(float(table[name][1]) for table in tables))
        for name in tables[0]
    }


@click.command(help=__doc__)
@click.option("--data", required=True)
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--limit", default=50, show_default=True)
def main(data: str, tokenizer: Path, limit: int) -> None:
    encode = Encoder(tokenizer)
    jobs = [job_of(case, encode) for case in open_cases(data, sample=limit)]
    for name, (loop, ours) in ratios(jobs, tokenizer, warm_job(encode)).items():
        click.echo(f"{name:24} loop {loop:9.2f} µs   harness {ours:9.2f} µs   ratio {ours / loop:5.2f}")


if __name__ == "__main__":
    sys.exit(main())
