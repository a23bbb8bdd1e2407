"""The best outcome that each engine ever had on each case: a file that may only improve.

The file is JSON that people can read in a diff: ``{"gendecode": {"passed": ["case", …], "refused": […]}}``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from jsonschemabench.changes import MISSING, Change, rank
from jsonschemabench.measure import OUTCOMES, Record

Best = dict[str, dict[str, str]]
"""Engine → case → outcome."""


def read_ratchet(path: Path) -> Best:
    """Read a file of :func:`write_ratchet`. Raises OSError, and ValueError when it is no such file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found: Best = {engine: {} for engine in content}
        for engine, outcomes in content.items():
            for outcome, cases in outcomes.items():
                if outcome not in OUTCOMES:
                    raise ValueError(f"{outcome!r} is no outcome; they are {', '.join(OUTCOMES)}")
                found[engine] |= dict.fromkeys(cases, outcome)
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: not a ratchet file: {error}") from error
    return found


def write_ratchet(path: Path, best: Best) -> None:
    """Write the file, in an order that does not depend on the run."""
    content: dict[str, dict[str, list[str]]] = {}
    for engine, outcomes in sorted(best.items()):
        grouped: dict[str, list[str]] = defaultdict(list)
        for case, outcome in sorted(outcomes.items()):
            grouped[outcome].append(case)
        content[engine] = {outcome: grouped[outcome] for outcome in OUTCOMES if outcome in grouped}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def against(best: Mapping[str, Mapping[str, str]], records: Sequence[Record], engines: Sequence[str]) -> list[Change]:
    """Cases of ``engines`` that ended otherwise than they are known to be able to; those that are missing too."""
    now = {(record.engine, record.name): record for record in records}
    found = []
    for engine in engines:
        for case, outcome in best.get(engine, {}).items():
            record = now.get((engine, case))
            after = record.outcome if record else MISSING
            if after != outcome:
                found.append(Change(engine, case, outcome, after, record.reason if record else ""))
    return sorted(found, key=lambda change: (rank(change.before) - rank(change.after), change.case))


def improved(best: Mapping[str, Mapping[str, str]], records: Sequence[Record], engines: Sequence[str]) -> Best:
    """``best`` with every outcome that is better now, and every case that is new; nothing gets worse."""
    found: Best = {engine: dict(outcomes) for engine, outcomes in best.items()}
    for record in records:
        if record.engine in engines:
            known = found.setdefault(record.engine, {})
            known[record.name] = min(known.get(record.name, record.outcome), record.outcome, key=rank)
    return found
