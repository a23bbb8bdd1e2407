"""``regex``: flags, lowering of counted repeats, and hostile expressions in bounded time."""

import itertools
import re
import time

import pytest

from gendecode.automata.algebra import is_prefix_free
from gendecode.errors import GrammarError, LimitExceeded, UnsatisfiableError
from gendecode.frontends.regex import regex, regex_node
from gendecode.grammar.ir import Alt, Counted, Literal, Node, Regular, Repeat, Seq
from gendecode.limits import Limits


def ends(node: Node, data: bytes, begins: set[int]) -> set[int]:
    """Where a text of ``node`` that begins at one of ``begins`` can end: the plain meaning of the nodes."""
    if isinstance(node, Literal):
        return {at + len(node.data) for at in begins if data.startswith(node.data, at)}
    if isinstance(node, Regular):
        spans = itertools.product(begins, range(len(data) + 1))
        return {end for at, end in spans if at <= end and node.automaton.accepts(data[at:end])}
    if isinstance(node, Seq):
        for item in node.items:
            begins = ends(item, data, begins)
        return begins
    if isinstance(node, Alt):
        return set().union(*(ends(item, data, begins) for item in node.items))
    assert isinstance(node, (Counted, Repeat))
    if isinstance(node, Counted):
        assert is_prefix_free(node.unit) and not node.unit.nullable
        unit: Node = Regular(node.unit)
    else:
        assert node.item is not None and node.separator == Literal(b"") and not node.first
        unit = node.item
    assert ends(unit, b"", {0}) == set()
    found = set(begins) if node.low == 0 else set()
    for round_ in itertools.count(1):
        begins = ends(unit, data, begins)
        if not begins or (node.high is not None and round_ > node.high):
            return found
        if round_ >= node.low:
            found |= begins


def accepts(node: Node, text: str) -> bool:
    data = text.encode()
    return len(data) in ends(node, data, {0})


COUNTED = {
    "a{0,50}": Counted,
    "a{20}": Counted,
    "a{30,}": Counted,
    "((a{0,50}){0,50}){0,50}": Counted,
    "(?:(?:a?){1000}){1000}": Counted,
    "(?:ab|cd){17,20}": Counted,
    "(?:a[bc]?){0,200}": Repeat,
    "(?:a?b?){0,200}": Repeat,
    "(?:a{0,100}b?){0,100}": Repeat,
    "(?:a{17}|b)*": Repeat,
    "(?:a{17}){0,2}b": Seq,
    "x(?:a{20}|b{0,30}|c|dd)y": Seq,
    "a{20}|b*": Alt,
    "(a|b)*a(a|b){17}": Seq,
    "a{16}b": Regular,
    "abc": Literal,
    "": Literal,
}
TEXTS = [
    *("".join(letters) for size in range(5) for letters in itertools.product("abc", repeat=size)),
    *("a" * count for count in (15, 16, 17, 18, 19, 20, 21, 29, 30, 31, 34, 49, 50, 51, 60)),
    *("ab" * count for count in (16, 17, 20, 21)),
    *("a" * count + "b" for count in (16, 17, 33, 34, 35)),
    *(f"x{body}y" for body in ("a" * 20, "b", "b" * 30, "b" * 31, "c", "dd", "d", "")),
    "a" * 17 + "b" + "a" * 17,
    "aab" * 6 + "ab",
]


@pytest.mark.parametrize("pattern", COUNTED)
def test_lowering_keeps_the_language(pattern):
    node = regex(pattern).root
    assert isinstance(node, COUNTED[pattern])
    # The oracle's nested repeats backtrack: it gets an equal expression where the original would not end.
    simple = {"((a{0,50}){0,50}){0,50}": "a{0,125000}", "(?:(?:a?){1000}){1000}": "a{0,1000000}"}
    oracle = re.compile(simple.get(pattern, pattern))
    assert [text for text in TEXTS if accepts(node, text) != bool(oracle.fullmatch(text))] == []


def test_flags_and_compiled_patterns():
    for flags, pattern, text in [
        (re.I, "abc", "aBC"),
        (re.S, "a.c", "a\nc"),
        (re.X, "a b # c", "ab"),
        (re.M, "a$\n^b|c", "a\nb"),
        (re.I | re.A, "k+", "kK"),
    ]:
        for grammar in (regex(pattern, flags=flags), regex(re.compile(pattern, flags))):
            assert accepts(grammar.root, text)
        assert not accepts(regex(pattern).root, text)
    assert not accepts(regex("k", flags=re.I | re.A).root, "\u212a") and accepts(regex("k", flags=re.I).root, "\u212a")


def test_the_grammar():
    grammar = regex("[0-9]+")
    assert grammar.name == "regex('[0-9]+')" and grammar.parse("12") == "12"
    assert len(regex("a" * 500).name) < 80


def test_wrong_arguments():
    with pytest.raises(GrammarError, match="not bytes"):
        regex(re.compile(b"a"))
    with pytest.raises(GrammarError, match="leave out flags"):
        regex(re.compile("a"), flags=re.I)
    with pytest.raises(GrammarError, match="LOCALE"):
        regex("a", flags=re.LOCALE)


@pytest.mark.parametrize("pattern", [r"[^\s\S]", "a\\bb", "(?!)", "a(?=b)c", "\ud800", "[\ud800-\udbff]x"])
def test_no_text_at_all(pattern):
    with pytest.raises(UnsatisfiableError, match="no text matches"):
        regex(pattern)


def test_json_spelling_of_literals_and_repeats():
    node = regex_node('"\\n{20}', dialect="ecma", spelling="json", limits=Limits())
    assert accepts(node, '\\"' + "\\n" * 20)
    assert not accepts(node, '"' + "\n" * 20)


BOUNDED = {
    "large class": (r"\w{1,5000}", Counted),
    "dots": (".{0,100000}", Counted),
    "two large classes": (r"[^\w]{1,300}\p{L}{1,300}", Seq),
    "words": (r"(\w+\s?){1,200}", Repeat),
    "far choice": ("(a|b)*a(a|b){25}", Seq),
    "nested plus": ("(x+x+)+y", Regular),
    "fields": ("(.*,){40}P", Regular),
    "nested optional": ("(?:(?:a?){1000}){1000}", Counted),
    "twenty thousand alternatives": ("|".join(f"w{i}x{i * 7919}" for i in range(20_000)), Regular),
    "many repeats": ("|".join("a" * i for i in range(1, 150)), Regular),
    "star of shared prefixes": ("(" + "|".join("a" * i for i in range(1, 150)) + ")*", Regular),
    "long literal": ("abcdefgh" * 20_000, Literal),
    "long sequence": ("ab[cd]" * 10_000, Seq),
    "nested groups": ("(" * 490 + "a" + ")*" * 490, Regular),
    "nested growing groups": ("(a" * 490 + "b)*" * 490, Regular),
    "nested look-aheads": ("(?!" * 50 + "a" + ")" * 50 + ".*", Regular),
    "look-ahead in a repeat": (r"(?:(?=.*a)[ab]){1,100}c?a", Regular),
    "null": ("a\0b", Literal),
    "not bytes": ("\xff", Literal),
    "deep counts": ("(?:" * 80 + "a{100}" + "b)*" * 80, LimitExceeded),
    "counted classes in a nullable body": (r"(?:\w{0,5000}x?){0,100}", LimitExceeded),
}


@pytest.mark.parametrize("name", BOUNDED)
def test_hostile_expressions_are_bounded(name):
    pattern, expected = BOUNDED[name]
    begin = time.process_time()
    if expected is LimitExceeded:
        with pytest.raises(LimitExceeded):
            regex(pattern, limits=Limits(automaton_states=10_000))
    else:
        assert isinstance(regex(pattern).root, expected)
    assert time.process_time() - begin < 4
