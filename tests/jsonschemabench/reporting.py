"""Records for the tests of reports, made by hand so that every figure can be checked by eye."""

from __future__ import annotations

from typing import Any

from jsonschemabench.measure import PASSED, Record
from jsonschemabench.records import Run

HOSTILE = "</script><script>document.title = 'taken over'</script><img src=x onerror=alert(1)>\x1b[31m[bold]"
"""A reason that tries to be HTML, the end of the page's data, a terminal's escape sequence and rich's markup."""


def record(engine: str, name: str, first: float | None, *instances: list[float], **others: Any) -> Record:
    """A record with these times between masks, instance by instance."""
    found = Record(engine, name, others.pop("outcome", PASSED), first_mask=first, **others)
    found.masks = [time for times in instances for time in times]
    found.lengths = [len(times) for times in instances]
    return found


def about(*engines: str, **others: Any) -> dict[str, Any]:
    """What a run says of itself."""
    described = {
        "version": "1.0",
        "settings": "defaults",
        "costs": {"import": 0.5},
        "resident at first": 100_000_000,
        "resident at last": 150_000_000,
        "restarts": 1,
    }
    return {
        "machine": {"cpu": "a processor", "cores": 2, "load": 0.1, "python": "3", "date": "2026-01-02T03:04:05+00:00"},
        "data": "cases of a test",
        "width": 257,
        "time limit": 5.0,
        "engines": {name: dict(described) for name in engines},
        **others,
    }


def sample_run() -> Run:
    """Two engines on twelve schemas of two subsets; the second fails in every way."""
    records = []
    for number in range(12):
        details: dict[str, Any] = {
            "subset": "easy" if number % 2 else "hard",
            "schema_bytes": 100 * (number + 1),
            "keywords": ["type", "$ref"] if number % 3 == 0 else ["type"],
            "memory": 1_000_000 * number,
            "compile": 5.0 * number,
        }
        records.append(record("ours", f"case {number}", 10.0 * (number + 1), [1.0, 2.0], [4.0], **details))
        outcome = {3: "refused", 6: "crashed", 8: "timed out", 9: "accepts invalid"}.get(number, PASSED)
        reason = HOSTILE if number == 3 else "" if outcome == PASSED else f"because of {number}"
        measured = outcome in (PASSED, "accepts invalid")
        first, times = (20.0 * (number + 1), [[10.0, 20.0], [40.0, 5.0]]) if measured else (None, [])
        records.append(record("theirs", f"case {number}", first, *times, outcome=outcome, reason=reason, **details))
    return Run(records, about("ours", "theirs"))
