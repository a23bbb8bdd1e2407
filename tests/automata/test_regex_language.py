"""Regular expressions in Python's dialect: the language is that of ``re.fullmatch`` (or ``re.search``)."""

import itertools
import random
import re
import sys
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gendecode.automata.automaton import Automaton
from gendecode.automata.regex import pattern_automaton
from gendecode.limits import Limits

ALPHABET = "abc\n"
STRINGS = ["".join(text) for size in range(6) for text in itertools.product(ALPHABET, repeat=size)]


def compiled(pattern: str, search: bool = False) -> Automaton | None:
    return pattern_automaton(pattern, dialect="python", search=search, spelling="utf8", limits=Limits())


def check(pattern: str, strings: list[str], search: bool = False) -> None:
    oracle = re.compile(pattern)
    matches = oracle.search if search else oracle.fullmatch
    automaton = compiled(pattern, search)
    wrong = [
        text for text in strings if bool(matches(text)) != (automaton is not None and automaton.accepts(text.encode()))
    ]
    assert wrong == []


PLAIN = r"""
ab|cd
a(b|)c
(|a)b
()
(a|b)*abb
a*b+c?
a{2,3}
a{,2}b
a{2,}b
a{0}b
a{,}b
a{b
a{2
x{,a}|a
(?:a{1,2}){2}
(?:a{2}){0,3}
(?:a{2,3}){2,3}
(ab?){0,3}
((a?)*b?)*
a*?b+?
[ab][^ab]
[^\n]b
[]a]b|[^]a]
[a-]|[-b]c
[\w-]b
a.c
(?s)a.c
(?i)AbC
(?i:A)b
(?-i:a)b
(?s:.)a.
(?x) a  b # and a comment
(?x: a[ ]?b ) c
a(?#comment)b
(?P<name>a)b
\x61\u0062\143\n
\141|\0
\N{LATIN SMALL LETTER A}b
[\d\s]a|\w\W
(?a:\w)\S
""".strip().splitlines()

ASSERTIONS = r"""
^ab$
^a|b$
(^a|b)c
a$b
a$\n
a$$
a\Z
a\Z$
\Aab
\n*$\n?
(?:a$)+
(?:a$\n)+
(?:\n$)
a$(?=\n)\n
a(?!$).*
(?<=a$)\n
(?<!^)a
\bab\b
a\bb
a\Bb
\b
\B
(a\b|b)*
(?:\b)*a
\w+\b.\b\w+
a(?=b)b
(?=ab)a.
(?!ab)[abc]{2}
(?!.*aa)[ab]*
((?!aa)[ab])*
(?=.*a)(?=.*b)[abc]{2,4}
(?=[ab]*c)(?!b)[abc]*
(?:(?=[ab])[bc]){2}
(?:(?=a)|b)*
(?:a|(?=b))*
(?:a(?!b)|b)*c
(?=(?!a)b)[ab]*
(?!(?=a)[ab])[abc]*
(?=a(?=b(?!c)))a.*
(?=(a|b)*c$)[abc]{3}
a(?=$)\n
(?!)
(?=)a
[ab]*(?<=a)c
[ab](?<!a)c
(?<!b)a
(?<=^a)b
a(?<=^a)b
(?<=[ab])(?<=b)c
b(?<=[ab])(?<=b)c
[abc]*(?<=(?<!a)b)c
[abc]*(?<=a(?=b))b.*
[abc]*(?<!(?=a)a)c
(?m)^a$
(?m)(^a$\n?)*
(?m)(?:^.*$\n?)+
(?m)a$\n^b
""".strip().splitlines()

POSSESSIVE = r"""
a++b
a++a
a?+a
a*+[ab]
a{1,2}+a
a{2}+a
(?:ab)++a
(?>a|ab)c
(?>ab|a)c
(?>a*)b
(?>a*)a
(?>ba*)a
(?>b|a*)a
""".strip().splitlines()


@pytest.mark.parametrize("pattern", PLAIN)
def test_plain_constructs(pattern):
    check(pattern, [*STRINGS, " a", "AB", "aB", "ABC", "a{b", "a{2", "x{,a}", "\0", "é", "aé", "١", "a b"])
    check(pattern, STRINGS[:341], search=True)


@pytest.mark.parametrize("pattern", ASSERTIONS)
def test_assertions(pattern):
    check(pattern, STRINGS)
    check(pattern, STRINGS[:341], search=True)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="re has no possessive repeats before Python 3.11")
@pytest.mark.parametrize("pattern", POSSESSIVE)
def test_possessive_and_atomic(pattern):
    check(pattern, STRINGS)


@pytest.mark.parametrize("pattern", [r"\d", r"\w", r"\s", r"\D", "[^a]", "(?i)[k-s]", "(?i)ſ", "(?a)\\w", "."])
def test_single_characters_of_all_planes(pattern):
    codes = [*range(0x600), *range(0x1E00, 0x2100), *range(0xFF00, 0xFFFF), *range(0x1F600, 0x1F640), 0x10FFFF]
    check(pattern, [chr(code) for code in codes])


def test_extensions_to_the_syntax_of_re():
    for pattern, member, other in [
        (r"\p{Lu}\p{Nd}", "É٣", "é3"),
        (r"\P{L}+", "1-2", "1a"),
        (r"[\p{Ll}_]+", "aé_", "A"),
        (r"a\z", "a", "a\n"),
        (r"a*(?<=a{1,3}b*)c", "aac", "c"),
    ]:
        automaton = compiled(pattern)
        assert automaton is not None
        assert automaton.accepts(member.encode()) and not automaton.accepts(other.encode())


LEAVES = st.sampled_from(
    ["a", "b", "c", "ab", "", ".", "[ab]", "[^a]", r"\w", r"\n", r"\b", r"\B", "^", "$", r"\Z", "(?!a)", "(?<=b)"]
)
PATTERNS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,2}", "{,3}", "{2,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.tuples(st.sampled_from(["(?=", "(?!", "("]), inner).map(lambda pair: pair[0] + pair[1] + ")"),
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(PATTERNS, st.randoms(use_true_random=False))
@example("(?:a|(?=b))*b", random.Random(1))
def test_random_expressions(pattern, chance):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(pattern, STRINGS[:90] + chance.sample(STRINGS, 120))


@settings(max_examples=80, deadline=None)
@given(PATTERNS, st.randoms(use_true_random=False))
def test_random_walks_through_the_automaton_are_matched(pattern, chance):
    automaton = compiled(pattern)
    if automaton is None:
        assert not any(re.fullmatch(pattern, text) for text in STRINGS[:341])
        return
    for _ in range(10):
        text = walk(automaton, chance).decode()
        assert re.fullmatch(pattern, text)


def walk(a: Automaton, chance: random.Random) -> bytes:
    """A random word: every path through a trimmed automaton leads to one."""
    state, word = chance.choice(a.starts.tolist()), bytearray()
    while not (a.accepting[state] and (a.first[state] == a.first[state + 1] or chance.random() < 0.3)):
        if len(word) > 12:
            return bytes(word) + rest(a, state)
        edge = chance.randrange(int(a.first[state]), int(a.first[state + 1]))
        word.append(chance.randint(int(a.low[edge]), int(a.high[edge])))
        state = int(a.target[edge])
    return bytes(word)


def rest(a: Automaton, state: int) -> bytes:
    """The shortest way from ``state`` to the end of a word."""
    layer, seen = {state: b""}, {state}
    while True:
        for q, word in layer.items():
            if a.accepting[q]:
                return word
        following = {}
        for q, word in layer.items():
            for e in range(a.first[q], a.first[q + 1]):
                following.setdefault(int(a.target[e]), word + bytes([a.low[e]]))
        layer = {q: word for q, word in following.items() if q not in seen}
        seen |= set(layer)
