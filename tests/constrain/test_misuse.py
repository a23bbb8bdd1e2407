"""Wrong arguments and odd vocabularies: a typed error that names the thing, or the right answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

import gendecode as gd
from gendecode.testing import check_contract
from gendecode.vocab import bitmask

BYTES = gd.Vocab.bytes_only()


def fresh() -> gd.State:
    return gd.compile(gd.regex("ab+c"), BYTES).start()


# --- tokens -----------------------------------------------------------------------------------------
INTEGERS = [97, np.int64(97), np.int32(97), np.uint8(97), np.uint64(97), torch.tensor(97)]


@pytest.mark.parametrize("token", INTEGERS, ids=lambda token: type(token).__name__)
@pytest.mark.parametrize("known", [False, True])
def test_every_kind_of_integer_is_a_token(token: int, known: bool) -> None:
    state = fresh()
    if known:
        state.advance(97)
    assert state.advance(token).forced() == b"b"


@pytest.mark.parametrize("end", [256, np.int64(256), torch.tensor(256)], ids=lambda token: type(token).__name__)
def test_every_kind_of_integer_ends_the_sequence(end: int) -> None:
    state = fresh().advance(97).advance(98).advance(99)
    assert not state.advance(end).mask().any()
    with pytest.raises(gd.TokenRejected, match="before the text is complete"):
        fresh().advance(end)


@pytest.mark.parametrize("token", [-1, -(2**40), 257, 2**31, 2**40, 2**70, True, False])
def test_integers_that_are_no_allowed_token(token: int) -> None:
    with pytest.raises(gd.TokenRejected, match=rf"token {int(token)} "):
        fresh().advance(token)


@pytest.mark.parametrize("token", [97.5, "a", b"a", None, float("nan"), (97,), [97], np.array([97])], ids=repr)
def test_what_is_no_integer(token: object) -> None:
    state = fresh()
    with pytest.raises(TypeError, match=r"a token id is an integer, not|unhashable"):
        state.advance(token)  # type: ignore[arg-type]
    assert state.advance(97).forced() == b"b"


def test_after_the_end() -> None:
    state = fresh().advance(97).advance(98).advance(99)
    done = state.advance(256)
    assert not done.mask().any() and not done.can_stop() and done.forced() == b""
    for token in (97, 256, -1, 2**40):
        with pytest.raises(gd.TokenRejected, match="after the end"):
            done.advance(token)
    assert state.can_stop() and state.mask().any()


# --- texts ------------------------------------------------------------------------------------------
def test_texts_of_every_type() -> None:
    constraint = gd.compile(gd.regex("abé?"), BYTES)
    for text in ("ab", b"ab", bytearray(b"ab"), memoryview(b"ab"), "abé", "abé".encode()):
        assert constraint.accepts(text)
    assert not constraint.accepts("") and not constraint.accepts("ab\ud800") and not constraint.accepts(b"ab\xc3")
    for text in (None, 5, ["a"]):
        with pytest.raises(TypeError, match="bytes-like"):
            constraint.accepts(text)  # type: ignore[arg-type]
    assert not gd.compile(gd.regex("a."), BYTES).accepts("a\ud800")


# --- masks ------------------------------------------------------------------------------------------
WRITERS: dict[str, Callable[[np.ndarray], object]] = {
    "an item": lambda mask: mask.__setitem__(0, 1),
    "in place": lambda mask: mask.__ior__(1),
    "the flag": lambda mask: mask.setflags(write=True),
    "a view's flag": lambda mask: mask.view(np.uint8).setflags(write=True),
    "out=": lambda mask: np.bitwise_or(mask, 1, out=mask),
    "the token's bit": lambda mask: bitmask.set_bit(mask, 5),
}


@pytest.mark.parametrize("how", WRITERS)
@pytest.mark.parametrize("ended", [False, True])
def test_masks_cannot_be_written(how: str, ended: bool) -> None:
    state = fresh()
    if ended:
        state = state.advance(97).advance(98).advance(99).advance(256)
    before = state.mask().copy()
    with pytest.raises(ValueError, match=r"read-only|WRITEABLE"):
        WRITERS[how](state.mask())
    assert np.array_equal(state.mask(), before)
    copied = state.mask().copy()
    copied[:] = 0xFFFFFFFF
    assert np.array_equal(state.mask(), before)


# --- compile ----------------------------------------------------------------------------------------
def test_compile_says_what_it_takes() -> None:
    grammar = gd.regex("a")
    with pytest.raises(TypeError, match="takes what"):
        gd.compile("a", BYTES)  # type: ignore[arg-type]
    for vocab in (None, "gpt2", object(), 5):
        with pytest.raises(TypeError, match=r"Vocab.from_tokenizer"):
            gd.compile(grammar, vocab)  # type: ignore[arg-type]
    for limits in (5, {"threads": 3}, "none"):
        with pytest.raises(TypeError, match=r"must be a gd\.Limits"):
            gd.compile(grammar, BYTES, limits)  # type: ignore[arg-type]


def outcome(limits: gd.Limits) -> bool | str:
    try:
        constraint = gd.compile(gd.json_schema({"properties": {"a": {"type": "string"}}}), BYTES, limits)
        return constraint.accepts('{"a": "x", "b": [1]}') and bool(constraint.start().mask().any())
    except gd.LimitExceeded as error:
        return str(error)


@pytest.mark.parametrize("name", list(vars(gd.Limits())))
def test_limits_of_any_size(name: str) -> None:
    for value in (1, 2, 3, 5, 17, 100, 2**31 - 1):
        found = outcome(gd.Limits(**{name: value}))
        assert found is True or (isinstance(found, str) and f"Limits.{name}={value}" in found), (value, found)
    try:
        huge = gd.Limits(**{name: 2**40})
    except ValueError as error:
        assert f"Limits.{name} must be at most" in str(error)
    else:
        assert outcome(huge) is True
    for wrong in (0, -1, 1.5, True, "3", None):
        with pytest.raises(ValueError, match=f"Limits.{name} must be a positive integer"):
            gd.Limits(**{name: wrong})


# --- vocabularies -----------------------------------------------------------------------------------
BYTE_TOKENS: list[bytes | None] = [bytes([byte]) for byte in range(256)]


def long_tokens(length: int) -> list[bytes | None]:
    run = b"a" * (length - 2)
    return [*BYTE_TOKENS, run + b"aa", run + b"ab", b'"' + run + b'"', None]


VOCABS = {
    "one token": ([b"a"], []),
    "one token, and the end": ([b"a", None], [1]),
    "only the end": ([None], [0]),
    "nothing is text": ([None] * 40, [39]),
    "duplicates": ([*BYTE_TOKENS, *BYTE_TOKENS, b"aa", b"aa", None, None], [514, 515]),
    "no end": (BYTE_TOKENS, []),
    "many ends": ([b"a", *[None] * 70], list(range(1, 71))),
    "a width that fills the last word": ([*BYTE_TOKENS[:63], None], [63]),
    "tokens of 2 kB": (long_tokens(2_000), [259]),
}


@pytest.mark.parametrize("name", VOCABS)
@pytest.mark.parametrize("pattern", ["a*", "(a|b){3,20000}", '"a{0,20000}"', "[^b]*b?"])
def test_odd_vocabularies(name: str, pattern: str) -> None:
    tokens, eos = VOCABS[name]
    vocab = gd.Vocab.from_bytes(tokens, eos=eos)
    constraint = gd.compile(gd.regex(pattern), vocab)
    state = constraint.start()
    seen = 0
    for _ in range(2):
        for token in range(len(vocab)):
            data = vocab.token_bytes(token)
            expected = state.can_stop() if token in eos else bool(data) and state.advance_bytes(data) is not None
            assert bitmask.test(state.mask(), token) == expected, (name, token)
            try:
                state.advance(token)
            except gd.TokenRejected:
                assert not expected
            else:
                assert expected
            seen += 1
        texts = [t for t in bitmask.to_ids(state.mask()).tolist() if t not in eos]
        if not texts:
            break
        state = state.advance(texts[-1])
    assert seen >= len(vocab)
    assert constraint.min_tokens() >= 0


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["[^b]*b?", '"a{0,20000}"'])
def test_tokens_of_ten_thousand_bytes(pattern: str) -> None:
    vocab = gd.Vocab.from_bytes(long_tokens(10_000), eos=[259])
    state = gd.compile(gd.regex(pattern), vocab).start()
    for token in range(256, 259):
        data = vocab.token_bytes(token)
        assert data is not None
        assert bitmask.test(state.mask(), token) == (state.advance_bytes(data) is not None)


def test_vocabularies_that_are_refused() -> None:
    with pytest.raises(gd.VocabularyError, match="no ids at all"):
        gd.compile(gd.regex("a"), gd.Vocab.from_bytes([], eos=[]))
    with pytest.raises(gd.VocabularyError, match="70000 bytes"):
        gd.Vocab.from_bytes([b"a" * 70_000], eos=[])
    for eos in ([-1], [5]):
        with pytest.raises(gd.VocabularyError, match="end-of-sequence"):
            gd.Vocab.from_bytes([b"a"], eos=eos)


def test_contract_with_long_and_repeated_tokens() -> None:
    tokens, eos = VOCABS["duplicates"]
    vocab = gd.Vocab.from_bytes(tokens, eos=eos)
    report = check_contract(gd.compile(gd.json_schema({"properties": {"aa": {"type": "string"}}}), vocab), states=40)
    assert report.states >= 40
