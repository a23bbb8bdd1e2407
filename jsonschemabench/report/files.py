"""The report as files for other programs: CSV of every table, figure and case, and the cases as JSON Lines too."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jsonschemabench.report import cases
from jsonschemabench.report.curves import figures
from jsonschemabench.report.summary import Summary
from jsonschemabench.report.table import Cell


def write_files(folder: Path, summary: Summary) -> list[Path]:
    """Write everything into ``folder``, made if it is missing; the files. Raises OSError.

    ``cases.csv`` and ``cases.jsonl`` have one row a case and engine, ``NAME.csv`` is a table and ``figure-NAME.csv``
    the points of a figure. Numbers are written as they are, shares as fractions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(cases.rows(summary.run))
    drawn = [*summary.tables(), *(figure.as_table() for figure in figures(summary))]
    written = [folder / "cases.csv", folder / "cases.jsonl", *(folder / f"{table.name}.csv" for table in drawn)]
    _write(written[0], list(rows[0]) if rows else [], (row.values() for row in rows))
    written[1].write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for path, table in zip(written[2:], drawn, strict=True):
        _write(
            path, [column or "what" for column in table.columns], ([_saved(cell) for cell in row] for row in table.rows)
        )
    return written


def _saved(cell: Cell) -> str | float:
    return cell.text if cell.value is None else cell.value


def _write(path: Path, columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_harmless(name) for name in columns])
        writer.writerows([_harmless(value) for value in row] for row in rows)


def _harmless(value: Any) -> Any:
    """Words that a spreadsheet would run as a formula get an apostrophe in front; cases.jsonl has them as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
