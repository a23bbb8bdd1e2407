from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.errors import VocabularyError
from gendecode.vocab.verify import Decode, verify

BYTES = [bytes([byte]) for byte in range(256)]


def decoder(tokens: list[bytes | None]) -> Decode:
    """A tokenizer that writes exactly ``tokens``, and its special tokens as <id>."""

    def text(row: list[int]) -> str:
        return b"".join(b"<%d>" % t if (d := tokens[t]) is None else d for t in row).decode("utf-8", "replace")

    return lambda rows: [text(row) for row in rows]


fragments = st.lists(
    st.one_of(st.sampled_from(["é", "€", "😀", "a"]).map(str.encode), st.binary(min_size=1, max_size=1)), max_size=3
).map(b"".join)


@given(st.lists(st.one_of(fragments, st.none()), max_size=8))
def test_the_truth_is_confirmed(extra: list[bytes | None]) -> None:
    tokens = [*BYTES, b"the", *extra]
    verify(tokens, decoder(tokens))


@given(st.sampled_from(["é", "ߐ", "€", "ࠀ", "퟿", "😀", "𐀀", "\U0010ffff"]), st.integers(0, 3), st.integers(1, 4))
def test_a_wrong_byte_in_a_part_of_a_character_is_found(character: str, start: int, length: int) -> None:
    data = character.encode()
    part = data[start % len(data) :][:length]
    wrong = part[:-1] + bytes([part[-1] ^ 1])
    tokens: list[bytes | None] = [*BYTES, b"the", part]
    with pytest.raises(VocabularyError, match="contradicts the bytes of 1 of 258 token ids"):
        verify(tokens, decoder([*BYTES, b"the", wrong]))


@given(st.integers(0, 255).filter(lambda byte: byte not in {0xC0, 0xC1, *range(0xF5, 0x100)}), st.integers(0, 255))
def test_single_bytes_that_occur_in_text_are_told_apart(byte: int, other: int) -> None:
    claimed, true = [*BYTES, b"the", bytes([byte])], [*BYTES, b"the", bytes([other])]
    if byte == other:
        verify(claimed, decoder(true))
    else:
        with pytest.raises(VocabularyError):
            verify(claimed, decoder(true))


def test_the_message_lists_ten_ids_with_both_texts() -> None:
    claimed: list[bytes | None] = [b"the"] + [b"x%d" % i for i in range(30)]
    true: list[bytes | None] = [b"the"] + [b"y%d" % i for i in range(30)]
    with pytest.raises(VocabularyError) as caught:
        verify(claimed, decoder(true))
    message = str(caught.value)
    assert "the bytes of 30 of 31 token ids" in message
    assert message.count("  id ") == 10
    assert "id 1: expected 'thex0the', the tokenizer decodes 'they0the'" in message
    assert "Vocab.from_bytes" in message


def test_ids_without_bytes_are_not_looked_at() -> None:
    verify([b"the", None, None], decoder([b"the", b"whatever", None]))
    verify([None, None], decoder([None, None]))


def test_an_entry_that_writes_nothing_is_checked_too() -> None:
    with pytest.raises(VocabularyError, match="id 1: expected 'thethe'"):
        verify([b"the", b""], decoder([b"the", b"surprise"]))


def test_nothing_to_compare_with() -> None:
    with pytest.raises(VocabularyError, match="no token of this tokenizer is text by itself"):
        verify([b"\x80", b" "], decoder([b"\x80", b" "]))


def test_a_tokenizer_that_fails_or_loses_rows() -> None:
    def fails(rows: list[list[int]]) -> list[str]:
        raise KeyError("no such id")

    with pytest.raises(VocabularyError, match="cannot decode its own ids: KeyError"):
        verify([b"the"], fails)
    with pytest.raises(VocabularyError, match="decoded 1 sequences to 0 texts"):
        verify([b"the"], lambda rows: [])
