"""The ECMA-262 dialect and JSON spelling, against tables and ``json``; refusals of both dialects."""

import itertools
import json
import re

import pytest

from gendecode.automata.regex import pattern_automaton
from gendecode.errors import GrammarError, LimitExceeded, UnsupportedError
from gendecode.limits import Limits


def ecma(pattern, search=False, spelling="utf8"):
    return pattern_automaton(pattern, dialect="ecma", search=search, spelling=spelling, limits=Limits())


@pytest.mark.parametrize(
    ("pattern", "members", "others"),
    [
        (r"\d", ["0"], ["٣", "a"]),
        (r"\w", ["a", "_", "Z"], ["é"]),
        (r"\W", ["é", "-"], ["a"]),
        (r"\s", [" ", "\ufeff", "\u2028", "\u00a0"], ["\x1c", "\x85", "a"]),
        (r".", ["a", "\x85", "é"], ["\n", "\r", "\u2028", "\u2029"]),
        (r"[^]", ["a", "\n"], ["", "ab"]),
        (r"a[]|b", ["b"], ["a"]),
        (r"\cJ\x41\u0042\u{43}", ["\nABC"], ["JABC"]),
        (r"\ud83d\ude00\u{1F600}", ["😀😀"], ["😀"]),
        (r"[\ud83d\ude00-\ud83d\ude4f]", ["😀", "🙏"], ["a"]),
        (r"\/\-\@\"\_", ['/-@"_'], ['\\/-@"_']),
        (r"\p{Lu}\p{General_Category=Nd}", ["É3"], ["é3"]),
        (r"(?<year>\d{4})(?:-\d\d)?", ["1999", "1999-12"], ["199"]),
        (r"a{2}|a{,b|{|a]}", ["aa", "a{,b", "{", "a]}"], ["a"]),
        (r"[\w-.]", ["-", ".", "a"], ["/"]),
        (r"[\b]\0", ["\b\0"], ["b0"]),
        (r"^a$", ["a"], ["a\n"]),
        (r"(?s:.)(?-s:.)", ["\na"], ["a\n"]),
        (r"(?=.*\d)(?!.*x)\w{2,3}", ["a1", "1a_"], ["ab", "x1", "1"]),
    ],
)
def test_ecma(pattern, members, others):
    automaton = ecma(pattern)
    assert automaton is not None
    assert [automaton.accepts(text.encode()) for text in members + others] == [True] * len(members) + [False] * len(
        others
    )


SEARCHED = [
    "a",
    "^a",
    "a$",
    "^a$",
    "^",
    "a|^b$",
    "(^a|b)c",
    r"\ba\b",
    "(?!a)b",
    "b(?!a)",
    "^(?!.*ab).*$",
    "(?<=a)b",
    "",
    "$^",
]


@pytest.mark.parametrize("pattern", SEARCHED)
@pytest.mark.parametrize("spelling", ["utf8", "json"])
def test_a_search_matches_somewhere(pattern, spelling):
    # Without line ends in the text, the two dialects agree on these.
    automaton = ecma(pattern, search=True, spelling=spelling)
    assert automaton is not None
    for size in range(5):
        for letters in itertools.product('ab"', repeat=size):
            text = "".join(letters)
            spelled = json.dumps(text)[1:-1] if spelling == "json" else text
            assert automaton.accepts(spelled.encode()) == bool(re.search(pattern, text)), text


def test_json_spelling_is_canonical():
    automaton = ecma(r"^[^]*\n[^]*$", search=True, spelling="json")
    assert automaton is not None
    for text in ["\n", 'a"\n\\', "\x00\n\x1f\x7fé😀"]:
        assert automaton.accepts(json.dumps(text, ensure_ascii=False)[1:-1].encode())
    for other in [b"\n", b"\\u000a", b'\\n"', b"\\n\\/", b"\\n\\u0041", b"n"]:
        assert not automaton.accepts(other)


def test_lone_surrogates_match_nothing():
    assert ecma(r"\ud800") is None
    assert ecma("\ud800") is None
    assert ecma(r"a|[\ud800-\udfff]").accepts(b"a")


SYNTAX_ERRORS = [
    ("python", "(a", 0, "no closing"),
    ("python", "a)", 1, "closes nothing"),
    ("python", "[a-", 0, "no closing"),
    ("python", "[]", 0, "no closing"),
    ("python", "*a", 0, "nothing to repeat"),
    ("python", "a|*", 2, "nothing to repeat"),
    ("python", "^*", 1, "nothing to repeat"),
    ("python", "a**", 2, "repeat of a repeat"),
    ("python", "a{2,1}", 1, "greater than the upper"),
    ("python", "a{99999999999}", 1, "1073741822"),
    ("python", "[b-a]", 1, "backwards"),
    ("python", r"[\w-a]", 1, "single character"),
    ("python", "\\", 0, "escapes nothing"),
    ("python", r"a\q", 1, "not an escape"),
    ("python", r"\x1", 0, "2 hexadecimal"),
    ("python", r"\U00110000", 0, "beyond"),
    ("python", r"\N{NO SUCH NAME}", 0, "no character is named"),
    ("python", r"\777", 0, "octal"),
    ("python", "a(?i)", 1, "must come first"),
    ("python", "(?z)", 0, "no extension"),
    ("python", "(?<n>a)", 0, r"\(\?P<name>"),
    ("python", "(?P<n>a)(?P<n>b)", 8, "two groups"),
    ("python", "(?P<1>a)", 0, "not a name"),
    ("python", "(?L)a", 0, "bytes"),
    ("python", "(?i-i:a)", 0, "contradict"),
    ("python", "(?#a", 0, "no closing"),
    ("ecma", "a++", 2, "repeat of a repeat"),
    ("ecma", "a{,2}", 1, "no lower bound"),
    ("ecma", r"\Aa\Z", 0, "use \\^"),
    ("ecma", r"\a", 0, "not an escape"),
    ("ecma", "(?i)a", 0, "only the flags"),
    ("ecma", "(?P<n>a)", 0, "no extension"),
    ("ecma", r"\u{110000}", 0, "beyond"),
    ("ecma", r"\u12", 0, "4 hexadecimal"),
]


@pytest.mark.parametrize(("dialect", "pattern", "position", "message"), SYNTAX_ERRORS)
def test_syntax_errors_say_where(dialect, pattern, position, message):
    with pytest.raises(GrammarError, match=message) as caught:
        pattern_automaton(pattern, dialect=dialect, search=False, spelling="utf8", limits=Limits())
    first, shown, caret = str(caught.value).split("\n")
    assert f"position {position}:" in first
    assert shown == pattern and caret == " " * position + "^"


@pytest.mark.parametrize("pattern", [p for dialect, p, _, _ in SYNTAX_ERRORS if dialect == "python"])
def test_re_refuses_them_too(pattern):
    # Before Python 3.11, flags in the middle were a DeprecationWarning.
    with pytest.raises((re.error, OverflowError, ValueError, DeprecationWarning)):
        re.compile(pattern)


@pytest.mark.parametrize(
    ("dialect", "pattern", "keyword"),
    [
        ("python", r"(a)\1", r"\1"),
        ("python", r"(?P<n>a)(?P=n)", "a backreference"),
        ("python", r"(a)?(?(1)b|c)", "a conditional group"),
        ("python", r"(?>a+?)b", "(?>...)"),
        ("python", r"(?>(?:a|ab)c*b)d", "(?>...)"),
        ("python", r"(?>(?:a{2,3}){2})", "(?>...)"),
        ("python", r"(?:ab?)++", "possessive repeat"),
        ("python", r"\p{Greek}", r"\p{Greek}"),
        ("ecma", r"(?<n>a)\k<n>", r"\k<n>"),
        ("ecma", r"(a)\1", r"\1"),
        ("ecma", r"(?i:a)", "(?i:...)"),
        ("ecma", r"\p{Script=Greek}", r"\p{Script=Greek}"),
    ],
)
def test_refusals_name_the_construct_and_a_way_out(dialect, pattern, keyword):
    with pytest.raises(UnsupportedError) as caught:
        pattern_automaton(pattern, dialect=dialect, search=False, spelling="utf8", limits=Limits())
    assert caught.value.keyword == keyword
    assert caught.value.where.startswith("position ")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("pattern", "bound"),
    [
        ("(" * 30_000, "nesting"),
        ("(" * 30_000 + ")" * 30_000, "nesting"),
        ("a" * 5_000_000, "source_bytes"),
        (r"\w{1,5000}", "automaton_states"),
        ("".join(f"[{chr(97 + i % 26)}x]?" for i in range(1000)), "automaton_states"),
        (r"(?!\w{1,5000}x)\w+", "automaton_states"),
        ("".join(f"(?=.*{chr(97 + i)})" for i in range(20)), "automaton_states"),
        ("(?=" * 300 + "a{1,200}" + ")" * 300 + "(?:(?!(?:ab|ba){50,100})[ab]){1,400}", "automaton_states"),
    ],
)
def test_bounds(pattern, bound):
    limits = Limits(automaton_states=3_000)
    with pytest.raises(LimitExceeded, match=f"Limits.{bound} = "):
        pattern_automaton(pattern, dialect="python", search=False, spelling="utf8", limits=limits)
