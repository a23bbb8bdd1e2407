"""What every table has to say beside its numbers: versions, machine, data, limits."""

from __future__ import annotations

from typing import Any

from jsonschemabench.records import Run
from jsonschemabench.report.table import printable


def versions(run: Run) -> str:
    """``gendecode 0.1.0, llguidance 1.9.1``, and whether the run came to its end."""
    engines = run.about.get("engines", {})
    named = ", ".join(f"{name} {one.get('version', '?')}" for name, one in engines.items())
    end = "" if is_complete(run) else " (the run was cut off)"
    return printable((named or "versions not recorded") + end)


def is_complete(run: Run) -> bool:
    """Whether the run came to its end, which is when it learns what memory its engines hold at last."""
    engines = run.about.get("engines", {})
    return bool(run.about.get("complete", any("resident at last" in one for one in engines.values())))


def machine(run: Run) -> str:
    """Processor, load, versions of what the harness runs on, date; empty when not recorded."""
    found: dict[str, Any] = run.about.get("machine", {})
    if not found:
        return ""

    def known(name: str) -> str:
        return str(found.get(name, "?"))

    return printable(
        f"{known('cpu')}, {known('cores')} cores, load {known('load')} at the start; Python {known('python')}, "
        f"NumPy {known('numpy')}, Numba {known('numba')}; {known('date')}"
    )


def data(run: Run) -> str:
    """Which cases, which tokenizer, which limits; empty when not recorded."""
    about = run.about
    parts = [
        str(about["data"]) if "data" in about else "",
        f"data digest {about['data digest'][:12]}" if about.get("data digest") else "",
        f"tokenizer {about['tokenizer']}" if about.get("tokenizer") else "",
        f"{about['width']:,} ids" if "width" in about else "",
        f"time limit {about['time limit']:g} s" if "time limit" in about else "",
        f"memory limit {about['memory limit'] / 1e9:g} GB" if about.get("memory limit") else "",
        f"median of {about['rounds']} rounds" if about.get("rounds", 1) != 1 else "",
        f"{about['jobs']} cases at a time" if about.get("jobs", 1) != 1 else "",
    ]
    return printable("; ".join(part for part in parts if part))


def not_timed(run: Run) -> str:
    """Engines that are not in the run because they failed its gate, and why; empty when there are none."""
    failed: dict[str, str] = run.about.get("not timed", {})
    found = [f"{name} is not in the run, it failed the gate: {why}" for name, why in failed.items()]
    return printable("; ".join(found))


def caption(run: Run) -> str:
    """One line for the foot of a table that may be copied out of the report."""
    found = run.about.get("machine", {})
    parts = [versions(run), printable(str(found["cpu"])) if "cpu" in found else "", str(found.get("date", ""))[:10]]
    return "; ".join(part for part in parts if part)


def time_limit(run: Run) -> float | None:
    """Seconds that an engine had for a case; None when not recorded."""
    limit = run.about.get("time limit")
    return float(limit) if isinstance(limit, (int, float)) else None
