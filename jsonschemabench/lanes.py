"""The work of a run on this machine: one lane after the other takes a part, and has its own processes for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschemabench.comparison import Comparison, joined
from jsonschemabench.data import Case
from jsonschemabench.plan import Found, Part, Plan
from jsonschemabench.tokens import Encoder, job_of


class Lane:
    """The processes of one lane: one for each engine, of which one works at a time. ``cases[place]`` are measured."""

    def __init__(self, plan: Plan, cases: Mapping[int, Case] | Sequence[Case], encode: Encoder) -> None:
        self._plan, self._cases, self._encode = plan, cases, encode
        self._comparison: Comparison | None = None
        self._round = 0
        self.described: list[dict[str, Any]] = []

    def measure(self, part: Part) -> Iterator[Found]:
        """The records of a part, case by case."""
        plan = self._plan
        if self._comparison is None or self._round != part.round:
            self.close()
            self._comparison = Comparison(
                plan.engines, plan.tokenizer, plan.options, plan.time_limit, plan.warm, plan.memory_limit
            )
        elif plan.chunk:
            self._comparison.renew()
        self._round = part.round
        for place in part.places:
            # Another engine begins from case to case, the same one whichever lane has the case.
            records = self._comparison.measure(job_of(self._cases[place], self._encode), place)
            for record in records:
                record.round = part.round
            yield Found(part.round, place, sorted(records, key=lambda record: plan.engines.index(record.engine)))

    def close(self) -> None:
        """End the processes; what they say of themselves is kept."""
        if self._comparison is not None:
            self.described.append(self._comparison.about())
            self._comparison.stop()
            self._comparison = None

    def stop(self) -> None:
        """End the processes at once, from another thread."""
        if self._comparison is not None:
            self._comparison.stop()


class Lanes:
    """As many lanes as the plan has jobs."""

    part_size = 1

    def __init__(self, plan: Plan, cases: Sequence[Case], encode: Encoder) -> None:
        self._lanes = [Lane(plan, cases, encode) for _ in range(plan.jobs)]

    def about(self) -> dict[str, dict[str, Any]]:
        """What is known of each engine, once all is measured."""
        return joined([one for lane in self._lanes for one in lane.described])

    def measure(self, work: Sequence[Part]) -> Iterator[Found]:
        """The records, in the order in which they are there."""
        lanes = self._lanes[: len(work)]
        if len(lanes) == 1:
            # No thread: nothing else runs while an engine is timed.
            try:
                for part in work:
                    yield from lanes[0].measure(part)
            finally:
                lanes[0].close()
            return
        waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
        results: queue.SimpleQueue[Found | Exception | None] = queue.SimpleQueue()
        for part in work:
            waiting.put(part)
        threads = [threading.Thread(target=_drive, args=(lane, waiting, results), daemon=True) for lane in lanes]
        for thread in threads:
            thread.start()
        busy = len(threads)
        try:
            while busy:
                found = results.get()
                if isinstance(found, Exception):
                    raise found
                if found is None:
                    busy -= 1
                else:
                    yield found
        finally:
            if busy:  # a lane failed, or the reader has had enough
                while not waiting.empty():
                    waiting.get()
                for lane in lanes:
                    lane.stop()


def _drive(lane: Lane, waiting: queue.SimpleQueue[Part], results: queue.SimpleQueue[Found | Exception | None]) -> None:
    """One lane in its thread, until nothing is left; None at the end, or what went wrong."""
    try:
        while True:
            try:
                part = waiting.get_nowait()
            except queue.Empty:
                break
            for found in lane.measure(part):
                results.put(found)
        lane.close()
        results.put(None)
    except Exception as error:
        results.put(error)
