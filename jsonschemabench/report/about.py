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
        _data(about.get("data", "")),
        f"{about['width']:,} ids" if "width" in about else "",
        f"time limit {about['time limit']:g} s" if "time limit" in about else "",
        f"median of {about['rounds']} rounds" if about.get("rounds", 1) != 1 else "",
    ]
    return printable("; ".join(part for part in parts if part))


def _data(found: Any) -> str:
    """What the run says of its data: a text, or the description of :class:`jsonschemabench.data.Cases`."""
    if not isinstance(found, dict):
        return str(found)
    return f"{found.get('cases')} cases of {found.get('name')}, {found.get('selection') or 'all of it'}"


def caption(run: Run) -> str:
    """One line for the foot of a table that may be copied out of the report."""
    found = run.about.get("machine", {})
    parts = [versions(run), printable(str(found["cpu"])) if "cpu" in found else "", str(found.get("date", ""))[:10]]
    return "; ".join(part for part in parts if part)


def time_limit(run: Run) -> float | None:
    """Seconds that an engine had for a case; None when not recorded."""
    limit = run.about.get("time limit")
    return float(limit) if isinstance(limit, (int, float)) else None
