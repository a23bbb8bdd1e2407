"""TextBuffer: whatever the token borders, the pieces add up to the text, and a stop string acts at its last byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gendecode.sampling.text import TextBuffer

PIECES = st.lists(st.binary(max_size=4), max_size=12)
STOPS = st.lists(st.sampled_from([b"ab", b"aab", b"b", b"\n\n", "é".encode(), b"aaa", b"ba"]), max_size=3)
TEXTS = st.lists(st.sampled_from([b"a", b"b", b"\n", b"\xc3", b"\xa9", b"\xf0\x9f", b"\x98\x80"]), max_size=14)


def expected(data: bytes, stops: list[bytes]) -> bytes:
    """Byte by byte: the first end at which any stop string is complete, and the longest one there."""
    for end in range(len(data) + 1):
        hits = [len(stop) for stop in stops if data[:end].endswith(stop)]
        if hits:
            return data[: end - max(hits)]
    return data


@given(PIECES)
def test_pieces_add_up_to_the_text(pieces: list[bytes]) -> None:
    buffer = TextBuffer()
    shown = "".join([buffer.push(piece) for piece in pieces]) + buffer.finish()
    assert shown == buffer.text == b"".join(pieces).decode("utf-8", "replace")


@given(TEXTS, STOPS, st.integers(1, 5))
def test_stop_strings_do_not_depend_on_token_borders(units: list[bytes], stops: list[bytes], size: int) -> None:
    data = b"".join(units)
    buffer = TextBuffer(stops)
    shown = ""
    for at in range(0, len(data), size):
        shown += buffer.push(data[at : at + size])
    shown += buffer.finish()
    wanted = expected(data, stops)
    assert bytes(buffer.data) == wanted
    assert buffer.stopped == (wanted != data)
    assert shown == wanted.decode("utf-8", "replace")


def test_half_a_character_is_held_back() -> None:
    buffer = TextBuffer()
    assert [buffer.push(b"\xf0\x9f"), buffer.push(b"\x98"), buffer.push(b"\x80!")] == ["", "", "😀!"]


def test_what_may_begin_a_stop_string_is_held_back_until_it_is_certain() -> None:
    buffer = TextBuffer([b"END"])
    assert [buffer.push(b"to E"), buffer.push(b"N"), buffer.push(b"E"), buffer.push(b"ND x")] == ["to ", "", "EN", ""]
    assert buffer.stopped and buffer.text == "to EN" and buffer.push(b"more") == ""
