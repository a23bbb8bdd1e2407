"""Bytes and places as people read them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.cli import options
from gendecode.cli.render import Place, show_byte_set, show_bytes
from gendecode.frontends.json_schema import whitespace


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (b"", "nothing"),
        (b"x", "'x'"),
        (b"0123456789", "'0'..'9'"),
        (b"abc", "'a', 'b', 'c'"),
        (b"abcd", "'a'..'d'"),
        (b" \n\t\r", "tab, newline, carriage return, space"),
        (b"\x00\x7f", "00, 7F"),
        (range(32, 127), "any printable ASCII character"),
        (set(range(32, 127)) - set(b'"\\') | {9}, "any printable ASCII character except '\"' '\\\\', tab"),
        (set(range(10)), "00..08, tab"),
        (range(0xC2, 0xF5), "any non-ASCII character"),
        (b"a\xc3", "'a', some non-ASCII character"),
        (b"\x80\x81", "the next byte of an unfinished character"),
    ],
)
def test_byte_sets(values: Iterable[int], shown: str) -> None:
    assert show_byte_set(frozenset(values)) == shown


def test_the_end_is_a_possibility_too() -> None:
    assert show_byte_set(frozenset(b"x"), can_stop=True) == "'x', end of text"
    assert show_byte_set(frozenset(), can_stop=True) == "end of text"


def test_bytes_that_are_no_text() -> None:
    assert show_bytes("é".encode()) == "'é'"
    assert show_bytes(b"\xc3") == "b'\\xc3'"


@given(st.text(alphabet="ab\né", max_size=40), st.integers(0, 40))
def test_place(text: str, index: int) -> None:
    index = min(index, len(text))
    before = text[:index]
    place = Place.of(text.encode(), len(before.encode()))
    assert place.line == before.count("\n") + 1
    assert place.column == len(before.rpartition("\n")[2]) + 1
    assert place.text == text.split("\n")[place.line - 1]


@given(st.integers(0, 300))
def test_the_caret_stands_below_its_character(column: int) -> None:
    line = "." * column + "X" + "." * 50
    excerpt, caret = Place.of(line.encode(), column).caret().splitlines()
    assert excerpt[len(caret) - 1] == "X"
    assert len(excerpt) <= 80


def test_white_space_names_are_those_of_the_front_end() -> None:
    """The command line lists them itself, so that ``--help`` need not import a front end."""
    assert options.WHITESPACE == whitespace.NAMES
