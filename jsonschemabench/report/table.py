"""A table before it is drawn: the terminal, the HTML page and the CSV files show the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and what it is sorted by and saved as.

    Attributes:
        text: for people.
        value: None means the text itself; a share is saved as a fraction.
        mark: "alert" where a person should look, "best" for the best of its row.
    """

    text: str
    value: float | None = None
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns, with what they say and on what they are measured.

    Attributes:
        name: short and unique, a word or two joined by hyphens; the name of its file.
        title: what is shown, with the unit.
        note: on which cases, by which rule.
        columns: the first holds names, unless ``words`` says that others do too.
        words: numbers of the columns that hold words.
    """

    name: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: frozenset[int] = frozenset({0})


def text(value: str) -> Cell:
    """Words, from wherever they come."""
    return Cell(printable(value))


def printable(value: str) -> str:
    """``value`` with what is not printable written as escapes, so that it cannot steer a terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in value)


def number(value: float) -> str:
    """A time or a size, with as many digits as say something."""
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def time(microseconds: float | None) -> Cell:
    """A time in microseconds; empty when there is none."""
    return Cell("") if microseconds is None else Cell(number(microseconds), round(microseconds, 3))


def count(value: int) -> Cell:
    """How many."""
    return Cell(f"{value:,}", value)


def seconds(value: float | None) -> Cell:
    """A time that is given in seconds; empty when there is none."""
    return Cell("") if value is None else Cell(number(value), value)


def share(part: int, whole: int) -> Cell:
    """How many of how many."""
    return Cell(f"{part:,} ({100 * part / whole:.1f} %)", part / whole) if whole else Cell("")


def ratio(value: float) -> Cell:
    """How many times as long."""
    return Cell(f"{value:.3f}" if value < 10 else number(value), round(value, 4))


def megabytes(value: float | None) -> Cell:
    """A size that is given in bytes."""
    return Cell("") if value is None else Cell(number(value / 1e6), round(value / 1e6, 3))


def best(cells: Sequence[Cell]) -> list[Cell]:
    """The same cells with the lowest marked; none where there is nothing to compare."""
    known = [cell.value for cell in cells if cell.value is not None]
    lowest = min(known) if len(known) > 1 else None
    return [replace(cell, mark="best") if lowest is not None and cell.value == lowest else cell for cell in cells]
