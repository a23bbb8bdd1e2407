"""Which words are preferred, and what assertions want around a word: both against Python's ``re``."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from gendecode.automata.context import contexts, shortest_pieces, shortest_words
from gendecode.automata.preference import preference, preferred
from gendecode.automata.regex import tree_automaton
from gendecode.automata.regex_cursor import Flags
from gendecode.automata.regex_syntax import parse
from gendecode.automata.regex_tree import Tree
from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.limits import Limits

TEXTS = ["".join(letters) for size in range(6) for letters in itertools.product("ab", repeat=size)]


def tree_of(pattern: str) -> Tree:
    return parse(pattern, "python", Limits(), Flags())


def random_pattern(rng: random.Random, depth: int = 3) -> str:
    kind = rng.randrange(6) if depth else 0
    if kind <= 1:
        return rng.choice(("a", "b", "[ab]", "ab"))
    if kind == 2:
        return "".join(random_pattern(rng, depth - 1) for _ in range(2))
    if kind == 3:
        return f"({random_pattern(rng, depth - 1)}|{random_pattern(rng, depth - 1)})"
    return f"({random_pattern(rng, depth - 1)})" + rng.choice(("*", "+", "?", "{1,2}")) + rng.choice(("", "?"))


@pytest.mark.parametrize("seed", range(150))
def test_preferred_words_are_those_that_re_match_takes_whole(seed: int) -> None:
    rng = random.Random(seed)
    pattern = random_pattern(rng)
    tree = tree_of(pattern)
    try:
        chosen = preference(tree)
    except UnsupportedError:
        # A lazy repeat within a repeat whose rounds may be empty; checked here without the parser.
        assert re.search(r"[*+?}]\?", pattern) and re.search(r"\)[*+{]", pattern)
        return
    expected = {text for text in TEXTS if (found := re.match(pattern, text)) and found[0] == text}
    whole = tree_automaton(tree, "utf8")
    assert whole is not None
    automaton = preferred(tree, 50_000) if chosen == "mixed" else whole
    if chosen == "shortest":
        automaton = shortest_words(whole)
    assert automaton is not None
    assert {text for text in TEXTS if automaton.accepts(text.encode())} == expected, (pattern, chosen)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a+", "all"),
        ("(a|ab)c", "all"),
        ("a+?", "shortest"),
        ("a|ab", "mixed"),
        ("a|a[bc]", "shortest"),
        ("ab|a", "all"),
        ("a?(ab)?", "mixed"),
        (r"[a-z]{1,1000}", "all"),
        (r'".*?"', "shortest"),
        (r'".*"', "all"),
    ],
)
def test_preference(pattern: str, expected: str) -> None:
    assert preference(tree_of(pattern)) == expected


def test_many_words() -> None:
    words = [f"w{i}" for i in range(20_000)]
    tree = tree_of("|".join(words))
    assert preference(tree) == "mixed"  # w1 before w10
    automaton = preferred(tree, 50_000)
    assert automaton is not None
    assert [word for word in ("w1", "w10", "w2", "w29") if automaton.accepts(word.encode())] == ["w1", "w2"]


def test_too_many_ways() -> None:
    with pytest.raises(LimitExceeded, match="preferred"):
        preferred(tree_of("(a|b)*?a(a|b){16}(a|ab)"), 1_000)


CONTEXTS = [
    r"a\b",
    r"\ba",
    r"\bab?\b",
    "a(?!b)",
    "(?<!a)b",
    "(?<=b)a+",
    r"a(?=b)|b",
    "(?!ab)[ab]{2}",
    "a(?=b)b",
    r"\Bb",
]


@pytest.mark.parametrize("pattern", CONTEXTS)
def test_pieces_say_what_an_assertion_wants(pattern: str) -> None:
    """Against re, on every cut of every text: does the expression match exactly this stretch here?"""
    pieces = contexts(tree_of(pattern))
    assert pieces is not None
    letters = "ab!"
    for size in range(5):
        for text in map("".join, itertools.product(letters, repeat=size)):
            for begin, end in itertools.combinations(range(size + 1), 2):
                # A group that ends at `end` and is followed by the rest, whatever it is.
                expected = re.compile(f"(?:{pattern})(?=(?s:.{{{size - end}}})\\Z)").match(text, begin) is not None
                word = text[begin:end].encode()
                found = any(
                    piece.words.accepts(word)
                    and (text[begin - 1] in piece.before.allowed if begin else piece.before.edge)
                    and (text[end] in piece.after.allowed if end < size else piece.after.edge)
                    for piece in pieces
                )
                assert found == expected, (text, begin, end)


@pytest.mark.parametrize("pattern", ["a(?=bc)", "^a$", "(?<=ab)c"])
def test_looking_further_than_a_character(pattern: str) -> None:
    assert contexts(tree_of(pattern)) is None


def test_lazy_pieces() -> None:
    pieces = contexts(tree_of(r'"(?!"").*?"'))
    assert pieces is not None
    kept = shortest_pieces(pieces)
    words = ['""', '"a"', '"a"b"']
    assert [word for word in words if any(p.words.accepts(word.encode()) for p in kept)] == [
        '""',
        '"a"',
    ]
