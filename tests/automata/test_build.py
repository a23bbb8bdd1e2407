"""Automata from parts, against ``re`` over bytes and against Python's encoders."""

import itertools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import (
    byte_ranges,
    characters,
    concat,
    json_characters,
    literal,
    non_empty,
    optional,
    repeat,
    union,
    words,
)
from gendecode.automata.charset import TEXT, CharSet
from gendecode.automata.unicode import perl_class
from gendecode.errors import LimitExceeded, UnsatisfiableError

STRINGS = [bytes(text) for size in range(7) for text in itertools.product(b"abc", repeat=size)]
PART = union(literal(b"a"), literal(b"bc"))


def check_invariant(a: Automaton) -> None:
    """Trimmed, and the arrays as documented."""
    edges = [(q, int(a.target[e])) for q in range(a.states) for e in range(a.first[q], a.first[q + 1])]
    forward, backward = set(a.starts.tolist()), {q for q in range(a.states) if a.accepting[q]}
    for _ in range(a.states):
        forward |= {t for q, t in edges if q in forward}
        backward |= {q for q, t in edges if t in backward}
    assert forward == backward == set(range(a.states))
    assert a.low.dtype == a.high.dtype == "uint8" and a.target.dtype == a.first.dtype == a.starts.dtype == "int32"
    assert (a.low <= a.high).all() and a.first[-1] == len(a.target)


@pytest.mark.parametrize(
    ("automaton", "pattern"),
    [
        (literal(b""), b""),
        (literal(b"ab"), b"ab"),
        (PART, b"a|bc"),
        (concat(PART, literal(b""), PART), b"(a|bc){2}"),
        (concat(), b""),
        (optional(PART), b"(a|bc)?"),
        (repeat(PART, 0, 0), b""),
        (repeat(PART, 2, 3), b"(a|bc){2,3}"),
        (repeat(PART, 0, 2), b"(a|bc){,2}"),
        (repeat(PART, 0, None), b"(a|bc)*"),
        (repeat(PART, 2, None), b"(a|bc){2,}"),
        (repeat(optional(PART), 2, 3), b"(a|bc){,3}"),
        (repeat(optional(PART), 0, None), b"(a|bc)*"),
        (concat(optional(PART), repeat(PART, 2, None), literal(b"c")), b"(a|bc)?(a|bc){2,}c"),
        (union(repeat(PART, 1, None), literal(b"c")), b"(a|bc)+|c"),
        (non_empty(repeat(PART, 0, None)), b"(a|bc)+"),
        (byte_ranges([(0x61, 0x62)]), b"[ab]"),
        (words([b"", b"ab", b"abc", b"cbc", b"ab"]), b"|ab|abc|cbc"),
    ],
)
def test_language(automaton, pattern):
    check_invariant(automaton)
    compiled = re.compile(pattern)
    assert [automaton.accepts(text) for text in STRINGS] == [bool(compiled.fullmatch(text)) for text in STRINGS]


def test_the_empty_word_alone_has_nothing_else():
    assert non_empty(literal(b"")) is None


@given(st.lists(st.binary(max_size=5), min_size=1, max_size=30))
def test_words_are_exactly_the_words(options):
    automaton = words(options)
    check_invariant(automaton)
    assert all(automaton.accepts(option) for option in options)
    assert sum(paths(automaton)) == len(set(options))


def paths(a: Automaton) -> list[int]:
    """How many words end after 0, 1, 2 ... bytes of a deterministic acyclic automaton."""
    counts, found = {int(a.starts[0]): 1}, []
    while counts:
        found.append(sum(n for q, n in counts.items() if a.accepting[q]))
        following: dict[int, int] = {}
        for q, n in counts.items():
            for e in range(a.first[q], a.first[q + 1]):
                width = int(a.high[e]) - int(a.low[e]) + 1
                following[int(a.target[e])] = following.get(int(a.target[e]), 0) + n * width
        counts = following
    return found


def test_many_words_share_their_ends():
    automaton = words(b"%d" % number for number in range(10_000))
    assert automaton.states == 9 - 4 and sum(paths(automaton)) == 10_000


SAMPLE = [*range(0x0, 0x900), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), 0x1F600, 0x10FFFF]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SAMPLE), st.sampled_from(SAMPLE)), min_size=1, max_size=5))
def test_characters_are_utf8(pairs):
    charset = CharSet.of(*((min(pair), max(pair)) for pair in pairs))
    if not charset & TEXT:
        return
    automaton = characters(charset)
    for code in SAMPLE[::5]:
        expected = code in charset and not 0xD800 <= code < 0xE000
        assert automaton.accepts(chr(code).encode("utf-8", "surrogatepass")) == expected
    assert sum(paths(automaton)) == len(charset & TEXT)


def test_json_characters_are_what_json_dumps_writes():
    automaton = json_characters(TEXT)
    check_invariant(automaton)
    spelled = {json.dumps(chr(code), ensure_ascii=False)[1:-1].encode() for code in SAMPLE if chr(code).isascii()}
    assert all(automaton.accepts(text) for text in spelled)
    assert sum(paths(automaton)) == len(TEXT)
    for other in (b"\\/", b'"', b"\\", b"\n", b"\\u000a", b"\\u001F", b"\\u0041", b"\x1f"):
        assert not automaton.accepts(other)


def test_parts_of_the_escapes():
    digits = json_characters(CharSet.chars('\x00\x0a\x1f5"'))
    accepted = [b"\\u0000", b"\\n", b"\\u001f", b"5", b'\\"']
    assert all(digits.accepts(text) for text in accepted) and sum(paths(digits)) == len(accepted)


def test_a_large_class_stays_small():
    assert characters(perl_class("w")).states < 400
    assert characters(TEXT).states < 12


def test_nothing_is_refused():
    for build in (lambda: words([]), lambda: union(), lambda: byte_ranges([]), lambda: characters(CharSet())):
        with pytest.raises(UnsatisfiableError):
            build()
    with pytest.raises(UnsatisfiableError):
        characters(CharSet.of((0xD800, 0xDFFF)))


def test_limits():
    for build in (
        lambda: repeat(PART, 0, 100, limit=50),
        lambda: concat(*[literal(b"ab")] * 100, limit=50),
        lambda: words([b"abcdef", b"ghijkl"], limit=5),
        lambda: repeat(PART, 0, 10**9),
    ):
        with pytest.raises(LimitExceeded, match="automaton_states"):
            build()
    with pytest.raises(ValueError, match="not a range"):
        repeat(PART, 3, 2)
