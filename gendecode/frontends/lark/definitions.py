"""What the reader makes of a grammar's text: items, groups, definitions, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gendecode.frontends.lark.source import Source


@dataclass(frozen=True, eq=False)
class Name:
    """A rule or terminal."""

    name: str
    at: int

    @property
    def is_terminal(self) -> bool:
        return self.name.lstrip("_")[:1].isupper()


@dataclass(frozen=True, eq=False)
class Text:
    """``"text"`` or ``"text"i``."""

    value: str
    ignore_case: bool
    at: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """``/regexp/flags``."""

    value: str
    flags: str
    at: int


@dataclass(frozen=True, eq=False)
class Range:
    """``"a".."z"``."""

    low: str
    high: str
    at: int


@dataclass(frozen=True, eq=False)
class Use:
    """A template with its arguments: ``sep{x, ","}``."""

    name: str
    args: tuple[Item, ...]
    at: int


@dataclass(frozen=True, eq=False)
class Group:
    """Alternatives, each a sequence."""

    options: tuple[tuple[Item, ...], ...]
    at: int


@dataclass(frozen=True, eq=False)
class Times:
    """From ``low`` to ``high`` times; ``high=None`` means no upper bound."""

    item: Item
    low: int
    high: int | None
    at: int


@dataclass(frozen=True, eq=False)
class Not:
    """``~X`` in a terminal: every text that is none of X."""

    item: Item
    at: int


@dataclass(frozen=True, eq=False)
class Both:
    """``X & Y`` in a terminal: the texts of every one of the sequences."""

    parts: tuple[tuple[Item, ...], ...]
    at: int


@dataclass(frozen=True, eq=False)
class Extension:
    """``<special>``, ``@name``, ``%json {…}``, ``%regex {…}``, ``%lark {…}``; ``kind`` says which."""

    kind: str
    value: Any
    at: int


Item: TypeAlias = "Name | Text | Pattern | Range | Use | Group | Times | Not | Both | Extension"


@dataclass(eq=False)
class Definition:
    """A rule or terminal as it is written.

    Attributes:
        body: its alternatives; None after ``%declare``.
        groups: the groups inside, inner ones first.
        params: of a template.
        attributes: what stands in square brackets after the name: (value or None, position).
        verb: "define", "extend" or "override".
    """

    name: str
    body: Group | None
    source: Source
    at: int
    groups: list[Group] = field(default_factory=list)
    params: tuple[str, ...] = ()
    attributes: dict[str, tuple[Any, int]] = field(default_factory=dict)
    verb: str = "define"
    resolve: Callable[[str], str] = str
    """What a name in the body means: imported definitions have names of their own."""
    extended: list[Definition] = field(default_factory=list)
    """More alternatives, from ``%extend``."""
    is_terminal: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_terminal = Name(self.name, 0).is_terminal  # by the name as written: imports rename


@dataclass(frozen=True)
class Import:
    """``%import path (names)``; ``names`` maps the names there to the names here."""

    path: tuple[str, ...]
    names: dict[str, str]
    relative: bool
    at: int


@dataclass
class Document:
    """A grammar as it is written."""

    source: Source
    imports: list[Import] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    ignored: list[Definition] = field(default_factory=list)
    options: list[tuple[dict[str, Any], int]] = field(default_factory=list)
