from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import decoders

from gendecode.errors import VocabularyError
from gendecode.vocab.decoders import SENTENCEPIECE, piece_decoder
from tests.vocab.tiny_tokenizers import REFUSED

DECODERS = {
    "byte level": decoders.ByteLevel(),
    "byte level in a sequence": decoders.Sequence([decoders.ByteLevel()]),
    "gemma": decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]),
    "llama 2": decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    ),
    "metaspace": decoders.Metaspace(),
    "metaspace, never prepended": decoders.Metaspace(prepend_scheme="never"),
    "metaspace, other character": decoders.Metaspace(replacement="_"),
    "two replacements": decoders.Sequence([decoders.Replace("a", "bb"), decoders.Replace("b", "ü")]),
}

pieces = st.one_of(
    st.text(st.sampled_from("ab▁_ĠĊÃ©âĤ¬<0x4é€ \n\u00ad\u0100\u0143\u0144"), max_size=8),
    st.integers(0, 255).map("<0x{:02X}>".format),
    st.text(max_size=4),
)


@pytest.mark.parametrize("name", DECODERS)
@given(piece=pieces)
def test_a_piece_decodes_as_the_library_does(name: str, piece: str) -> None:
    decoder = DECODERS[name]
    data = piece_decoder(json.loads(decoder.__getstate__()))(piece)
    # The library shows text only, and "x" on both sides keeps the start of the text out of the comparison.
    assert (b"x" + data + b"x").decode("utf-8", "replace") == decoder.decode(["x", piece, "x"])


def test_byte_level_covers_every_byte() -> None:
    decode = piece_decoder({"type": "ByteLevel"})
    alphabet = {decode(chr(code)) for code in range(0x144) if len(decode(chr(code))) == 1}
    assert alphabet == {bytes([byte]) for byte in range(256)}
    assert decode("ĠÃ©") == b" \xc3\xa9"
    assert decode("a b") == b"a b"  # the space is no character of the table: an added token, written as it is


def test_byte_pieces() -> None:
    decode = piece_decoder(SENTENCEPIECE)
    expected = {"<0x0A>": b"\n", "<0xfF>": b"\xff", "<0x1>": b"<0x1>", "▁<0x41>": b" <0x41>"}
    assert {piece: decode(piece) for piece in expected} == expected


@pytest.mark.parametrize("message", REFUSED)
def test_decoders_that_look_at_neighbours_are_refused(message: str) -> None:
    decoder = REFUSED[message]
    description = None if decoder is None else json.loads(decoder.__getstate__())
    with pytest.raises(VocabularyError, match=rf"whose decoder is {message}(.|\n)*Vocab\.from_bytes"):
        piece_decoder(description)


@pytest.mark.parametrize(
    "description",
    [
        7,
        "ByteLevel",
        {},
        {"type": ["x"]},
        {"type": "Sequence", "decoders": []},
        {"type": "Sequence", "decoders": [3]},
        {"type": "Sequence", "decoders": "x"},
        {"type": "Replace", "pattern": {"String": ""}, "content": "x"},
        {"type": "Replace", "pattern": None, "content": "x"},
        {"type": "Metaspace", "replacement": None},
    ],
)
def test_malformed_decoders_are_refused(description: object) -> None:
    with pytest.raises(VocabularyError):
        piece_decoder(description)


def test_nested_sequences_need_no_recursion() -> None:
    description: dict[str, object] = {"type": "ByteLevel"}
    for _ in range(5000):
        description = {"type": "Sequence", "decoders": [description]}
    assert piece_decoder(description)("Ġ") == b" "


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(VocabularyError, match="is not Unicode text"):
        piece_decoder({"type": "ByteFallback"})("\ud800")
