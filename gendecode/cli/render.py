"""How bytes and places in a text are shown to people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from textwrap import indent

from gendecode.errors import caret

_NAMES = {
    0x09: "tab",
    0x0A: "newline",
    0x0D: "carriage return",
    0x20: "space",
}
_PRINTABLE = range(0x20, 0x7F)
_MANY = 8
_WIDTH = 76


def show_bytes(data: bytes) -> str:
    """``data`` as a quoted text if it is UTF-8, otherwise as a bytes literal."""
    try:
        return repr(data.decode())
    except UnicodeDecodeError:
        return repr(data)


def show_byte_set(values: Collection[int], can_stop: bool = False) -> str:
    """A set of next bytes in words: ``'"' '0'..'9' space, end of text``. Never empty."""
    missing = [value for value in _PRINTABLE if value not in values]
    if len(missing) <= _MANY:
        exceptions = f" except {' '.join(map(_one, missing))}" if missing else ""
        parts = [f"any printable ASCII character{exceptions}", *_ascii_parts(set(values) - set(_PRINTABLE))]
    else:
        parts = _ascii_parts(values)
    if any(value >= 0xC0 for value in values):
        # The first byte of a character says little: D9 stands for 64 characters, of which a digit may be ten.
        parts.append(f"{'any' if _covers(values, 0xC2, 0xF5) else 'some'} non-ASCII character")
    if any(0x80 <= value < 0xC0 for value in values):
        parts.append("the next byte of an unfinished character")
    if can_stop:
        parts.append("end of text")
    return ", ".join(parts) or "nothing"


def _ascii_parts(values: Collection[int]) -> list[str]:
    """Single characters, and ranges of at least four characters of one kind."""
    parts = []
    value = 0
    while value < 0x80:
        end = value
        while end + 1 in values and _kind(end + 1) == _kind(value):
            end += 1
        if value not in values:
            value += 1
        elif end - value >= 3:
            parts.append(f"{_one(value)}..{_one(end)}")
            value = end + 1
        else:
            parts.append(_one(value))
            value += 1
    return parts


def _kind(value: int) -> str:
    if value in _NAMES or not 0 <= value < 0x80:
        return f"alone {value}"
    character = chr(value)
    if character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "digit" if character.isdigit() else "control" if value < 0x20 else "other"


def _one(value: int) -> str:
    if value in _NAMES:
        return _NAMES[value]
    return repr(chr(value)) if chr(value).isprintable() else f"{value:02X}"


def _covers(values: Collection[int], begin: int, end: int) -> bool:
    return all(value in values for value in range(begin, end))


@dataclass(frozen=True)
class Place:
    """A byte offset of a text as people count: line and column from 1, the column in characters."""

    line: int
    column: int
    text: str

    @classmethod
    def of(cls, data: bytes, offset: int) -> Place:
        begin = data.rfind(b"\n", 0, offset) + 1
        end = data.find(b"\n", offset)
        line = data[begin : len(data) if end < 0 else end]
        column = len(data[begin:offset].decode(errors="replace")) + 1
        return cls(data.count(b"\n", 0, offset) + 1, column, line.decode(errors="replace"))

    def caret(self) -> str:
        """The line, or what of it is near, and a caret below the column."""
        return indent(caret(self.text, self.column - 1, _WIDTH), "    ")
