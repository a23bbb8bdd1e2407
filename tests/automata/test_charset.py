"""Character sets against Python's own sets of code points, tables against ``re`` and ``unicodedata``."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendecode.automata.charset import ALL, MAX_CODE_POINT, TEXT, CharSet
from gendecode.automata.unicode import category, ignore_case, perl_class

CODES = st.integers(0, 40)
SPANS = st.lists(st.tuples(CODES, CODES).map(lambda pair: (min(pair), max(pair))), max_size=6)
EVERYTHING = "".join(map(chr, range(MAX_CODE_POINT + 1)))


def members(charset: CharSet) -> set[int]:
    return {code for low, high in charset.ranges for code in range(low, high + 1)}


@given(SPANS, SPANS)
def test_operations_are_those_of_sets(left, right):
    a, b = CharSet.of(*left), CharSet.of(*right)
    ours, theirs = members(a), members(b)
    assert members(a | b) == ours | theirs
    assert members(a & b) == ours & theirs
    assert members(a - b) == ours - theirs
    assert members(a & ~b) == ours - theirs
    assert len(a) == len(ours)
    assert all((code in a) == (code in ours) for code in range(42))


@given(SPANS)
def test_ranges_are_sorted_disjoint_and_not_adjacent(spans):
    ranges = CharSet.of(*spans).ranges
    assert all(high + 1 < low for (_, high), (low, _) in itertools.pairwise(ranges))
    assert ~~CharSet.of(*spans) == CharSet.of(*spans)


def test_characters_and_code_points_are_members():
    vowels = CharSet.chars("aeiou")
    assert "e" in vowels and 0x65 in vowels
    assert "x" not in vowels and None not in vowels
    assert len(ALL) - len(TEXT) == 0x800


@pytest.mark.parametrize("span", [(-1, 3), (5, 4), (0, MAX_CODE_POINT + 1)])
def test_impossible_ranges_are_refused(span):
    with pytest.raises(ValueError, match="not a range of code points"):
        CharSet.of(span)


@pytest.mark.parametrize("letter", "dws")
def test_perl_classes_are_those_of_re(letter):
    matched = re.findall("\\" + letter, EVERYTHING)
    assert members(perl_class(letter)) == set(map(ord, matched))


@pytest.mark.parametrize("name", ["Lu", "Nd", "Cn", "L", "P", "Letter", "gc=Ll", "Decimal_Number"])
def test_categories_are_those_of_unicodedata(name):
    short = {"Letter": "L", "gc=Ll": "Ll", "Decimal_Number": "Nd"}.get(name, name)
    found = category(name)
    assert found is not None
    assert members(found) == {
        code for code, char in enumerate(EVERYTHING) if unicodedata.category(char).startswith(short)
    }


@pytest.mark.parametrize("name", ["Greek", "Script=Greek", "", "gc=", "xx"])
def test_other_properties_are_unknown(name):
    assert category(name) is None


CASED = "".join(char for char in EVERYTHING if char.lower() != char or char.upper() != char)


@pytest.mark.parametrize(
    "sample", ["k", "S", "ß", "ẞ", "ı", "İ", "i", "µ", "ſ", "ΐ", "Σ", "ǅ", "ﬅ", "Ω", "𐐀", "\u0345"]
)
def test_case_is_ignored_as_in_re(sample):
    assert members(ignore_case(CharSet.chars(sample))) == set(map(ord, re.findall(sample, EVERYTHING, re.IGNORECASE)))


def test_case_is_ignored_as_in_re_for_every_cased_character():
    wrong = []
    for char in CASED[::7]:
        ours = members(ignore_case(CharSet.chars(char)))
        if ours != set(map(ord, re.findall(re.escape(char), CASED, re.IGNORECASE))):
            wrong.append(hex(ord(char)))
    assert wrong == []


RANGES = ["A-`", "a-z", "Ḁ-῿", "Ā-Ͽ"]


@pytest.mark.parametrize(
    ("span", "ascii_only"), [*((span, only) for span in RANGES for only in (False, True)), ("𐐀-𐐧", False)]
)
def test_case_of_ranges_is_ignored_as_in_re(span, ascii_only):
    flags = re.IGNORECASE | (re.ASCII if ascii_only else 0)
    charset = ignore_case(CharSet.of((ord(span[0]), ord(span[2]))), ascii_only)
    assert members(charset) == set(map(ord, re.findall(f"[{span}]", EVERYTHING, flags)))


def test_departure_from_re_for_case_beyond_the_basic_plane():
    # re forgets the case of such a letter when it shares a class with another character.
    assert re.fullmatch("[𐐀]", "𐐨", re.IGNORECASE)
    assert "𐐨" in ignore_case(CharSet.chars("𐐀x")) and "𐐀" in ignore_case(CharSet.chars("𐐨x"))
