"""Hostile inputs, each in a process of its own: a typed error or success, in bounded time and memory.

``python -m tests.frontends.adversarial`` prints a table of all of them: how compiling came out and how long it took,
the first mask, the slowest of fifty random steps, and the memory. Exit status 1: something broke a bound.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import psutil
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.frontends.adversarial_cases import CASES

SECONDS = 2.0
MEGABYTES = 500.0
_START_SECONDS = 120.0  # until the first process is ready, kernels compiled
_TYPED = ("GrammarError", "UnsatisfiableError", "UnsupportedError", "LimitExceeded")


@dataclass
class Outcome:
    """How a case came out. ``end``: "ok", the name of a typed error, or what went wrong."""

    end: str
    message: str = ""
    compile_s: float = 0.0
    mask_s: float = 0.0
    step_s: float = 0.0
    megabytes: float = 0.0

    def problem(self, wanted: str) -> str:
        """What is wrong about it; "" when nothing is."""
        if self.end != "ok" and self.end not in _TYPED:
            return self.end
        return f"{wanted} is wanted" if wanted and self.end != wanted else ""


class Runner:
    """Runs cases in processes that are forked from one which has everything loaded."""

    def __init__(self, seconds: float, megabytes: float, steps: int = 50, tokenizer: str = "") -> None:
        self.seconds, self.megabytes, self.steps = seconds, megabytes, steps
        os.environ["ADVERSARIAL_TOKENIZER"] = tokenizer  # read by the worker, which is imported once
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.frontends.adversarial_worker"])

    def run(self, name: str) -> Outcome:
        """Compile one case and decode; ended by force where a bound breaks."""
        from tests.frontends import adversarial_worker

        here, there = self._context.Pipe(duplex=False)
        process = self._context.Process(target=adversarial_worker.run, args=(name, self.steps, there), daemon=True)
        process.start()
        there.close()
        outcome = Outcome("")
        try:
            self._follow(here, process, outcome)
        finally:
            process.kill()
            process.join()
            process.close()
            here.close()
        return outcome

    def _follow(self, here: Any, process: Any, outcome: Outcome) -> None:
        if self._next(here, process.pid, outcome, _START_SECONDS, 0.0) is None:
            outcome.end += " before compiling"
            return
        base = _megabytes(process.pid)
        compiled = self._next(here, process.pid, outcome, self.seconds, base)
        if compiled is None:
            outcome.end += " while compiling"
            return
        outcome.end, outcome.compile_s, outcome.message = compiled
        if outcome.end != "ok":
            return
        walked = self._next(here, process.pid, outcome, self.seconds, base)
        if walked is None:
            outcome.end += " while decoding"
            return
        if walked[0] != "walked":
            outcome.end = walked[0]
        _, outcome.mask_s, outcome.step_s, outcome.message = walked

    def _next(self, here: Any, pid: int, outcome: Outcome, seconds: float, base: float) -> Any:
        """The next message; None, and the end noted, when a bound breaks first. ``base``: megabytes at the start."""
        end = time.monotonic() + seconds
        while True:
            if here.poll(0.01):
                try:
                    return here.recv()
                except EOFError:
                    outcome.end = "crash"
                    return None
            if base:
                outcome.megabytes = max(outcome.megabytes, _megabytes(pid) - base)
                if outcome.megabytes > self.megabytes:
                    outcome.end = f"more than {self.megabytes:g} MB"
                    return None
            if time.monotonic() > end:
                outcome.end = f"more than {seconds:g} s"
                return None


def _megabytes(pid: int) -> float:
    """The resident memory of a process; 0 when it has ended."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Hostile inputs, each in a process of its own.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for compiling, and for decoding")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="above what the process starts with")
    parser.add_argument("--steps", type=int, default=50, help="random steps after the first mask")
    parser.add_argument("--tokenizer", default="", help="a tokenizer.json; single bytes without")
    parser.add_argument("--only", default="", help="cases whose name begins like this")
    arguments = parser.parse_args()
    runner = Runner(arguments.seconds, arguments.megabytes, arguments.steps, arguments.tokenizer)
    console = Console(width=max(150, Console().width))
    table = Table(
        "case", "came out", "compile ms", "mask ms", "step ms", "MB", "message or problem", title="Hostile inputs"
    )
    for column in table.columns[2:6]:
        column.justify = "right"
    problems = 0
    for name, case in CASES.items():
        if not name.startswith(arguments.only):
            continue
        outcome = runner.run(name)
        problem = outcome.problem(case.wanted)
        problems += bool(problem)
        times = [f"{1000 * seconds:.1f}" for seconds in (outcome.compile_s, outcome.mask_s, outcome.step_s)]
        said = f"[red]{escape(problem)}[/red] " if problem else ""
        said += escape(outcome.message[:80])
        table.add_row(escape(name), escape(outcome.end), *times, f"{outcome.megabytes:.0f}", said)
    console.print(table)
    console.print(f"{table.row_count} cases, {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
