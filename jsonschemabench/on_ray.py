"""The work of a run on a Ray cluster: each part is a task, wherever there is a free core.

A part has fresh processes, started by the task; the tokenizer travels with it. So the machines need this package, the
engines and Ray, and no file of the run.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschemabench.comparison import joined
from jsonschemabench.data import Case
from jsonschemabench.engines.base import EngineFailed
from jsonschemabench.lanes import Lane
from jsonschemabench.machine import cpu
from jsonschemabench.plan import Found, Part, Plan
from jsonschemabench.tokens import Encoder

PART_SIZE = 25
"""Cases of a task: so many that the start of the processes does not matter, so few that the cores end together."""


CONNECT_SECONDS = 10.0


class RayCluster:
    """A cluster of Ray, as a workplace.

    Args:
        plan: of the run.
        cases: what is measured.
        address: of the cluster; "" for the one that RAY_ADDRESS names, or one of this machine alone.

    Raises:
        EngineFailed: Ray is not installed, or the cluster cannot be reached.
    """

    part_size = PART_SIZE

    def __init__(self, plan: Plan, cases: Sequence[Case], address: str = "") -> None:
        try:
            import ray  # noqa: PLC0415 -- only when it is asked for
        except ImportError as error:
            raise EngineFailed("--ray needs Ray: pip install 'gendecode[ray]'") from error
        self._ray, self._plan, self._cases = ray, plan, cases
        self.described: list[dict[str, Any]] = []
        self.processors: set[str] = set()
        if not ray.is_initialized():
            _reach(address)
            # Workers of a cluster on this machine find the modules that this process finds, an engine of the user too.
            paths = os.pathsep.join(path for path in sys.path if path)
            local: dict[str, Any] = {} if address else {"runtime_env": {"env_vars": {"PYTHONPATH": paths}}}
            try:
                ray.init(address=address or None, log_to_driver=False, logging_level="error", **local)
            except (ConnectionError, ValueError, RuntimeError) as error:
                raise EngineFailed(f"the Ray cluster {address} cannot be reached: {error}") from error

    def measure(self, work: Sequence[Part]) -> Iterator[Found]:
        """The records, part by part as they are done."""
        ray, plan = self._ray, self._plan
        tokenizer = plan.tokenizer and _text_of(plan.tokenizer)
        shared = ray.put((replace(plan, tokenizer=None), tokenizer))
        task = ray.remote(num_cpus=1, max_retries=0)(measure_part)
        left = [task.remote(shared, part, {place: self._cases[place] for place in part.places}) for part in work]
        try:
            while left:
                (ready, *_), left = ray.wait(left)
                found, described, processor = ray.get(ready)
                self.described.append(described)
                self.processors.add(processor)
                yield from found
        finally:
            for one in left:
                ray.cancel(one, force=True)

    def about(self) -> dict[str, dict[str, Any]]:
        """What is known of each engine, once all is measured."""
        return joined(self.described)


def _reach(address: str) -> None:
    """Raise EngineFailed at once where nobody listens: Ray itself tries for minutes, then ends the process."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        try:
            socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
        except OSError as error:
            raise EngineFailed(f"the Ray cluster {address} cannot be reached: {error}") from error


def measure_part(
    shared: tuple[Plan, dict[str, bytes] | None], part: Part, cases: dict[int, Case]
) -> tuple[list[Found], dict[str, Any], str]:
    """A task: the records of a part, what the engines say of themselves, and the processor."""
    plan, tokenizer = shared
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (tokenizer or {}).items():
            Path(folder, name).write_bytes(content)
        plan = replace(plan, tokenizer=Path(folder) if tokenizer else None)
        lane = Lane(plan, cases, Encoder(plan.tokenizer))
        try:
            found = list(lane.measure(part))
        finally:
            lane.close()
    return found, joined(lane.described), cpu()


def _text_of(tokenizer: Path) -> dict[str, bytes]:
    """The files of a tokenizer, by name."""
    folder = tokenizer if tokenizer.is_dir() else tokenizer.parent
    names = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
    files = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return files if tokenizer.is_dir() else {**files, "tokenizer.json": tokenizer.read_bytes()}
