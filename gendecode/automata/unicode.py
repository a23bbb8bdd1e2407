"""Tables of Unicode: the classes ``\\d \\w \\s`` as Python's ``re`` has them, categories, and case.

All of it is computed from the running interpreter, once and when first needed, so that the answers are
those of its ``re`` and ``unicodedata``. Scripts and other properties are in neither, and are not offered.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np

from gendecode.automata.charset import MAX_CODE_POINT, SURROGATES, CharSet

ASCII_DIGIT = CharSet.of((0x30, 0x39))
ASCII_WORD = ASCII_DIGIT | CharSet.of((0x41, 0x5A), (0x61, 0x7A), (0x5F, 0x5F))
ASCII_SPACE = CharSet.chars(" \t\n\r\f\v")
ECMA_SPACE = CharSet.chars(" \t\n\r\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | CharSet.of((0x2000, 0x200A))
ECMA_LINE_ENDS = CharSet.chars("\n\r\u2028\u2029")

_BLOCK = 256
_LONG_NAMES = {
    "letter": "L",
    "cased_letter": "LC",
    "uppercase_letter": "Lu",
    "lowercase_letter": "Ll",
    "titlecase_letter": "Lt",
    "modifier_letter": "Lm",
    "other_letter": "Lo",
    "mark": "M",
    "combining_mark": "M",
    "nonspacing_mark": "Mn",
    "spacing_mark": "Mc",
    "enclosing_mark": "Me",
    "number": "N",
    "decimal_number": "Nd",
    "digit": "Nd",
    "letter_number": "Nl",
    "other_number": "No",
    "punctuation": "P",
    "punct": "P",
    "connector_punctuation": "Pc",
    "dash_punctuation": "Pd",
    "open_punctuation": "Ps",
    "close_punctuation": "Pe",
    "initial_punctuation": "Pi",
    "final_punctuation": "Pf",
    "other_punctuation": "Po",
    "symbol": "S",
    "math_symbol": "Sm",
    "currency_symbol": "Sc",
    "modifier_symbol": "Sk",
    "other_symbol": "So",
    "separator": "Z",
    "space_separator": "Zs",
    "line_separator": "Zl",
    "paragraph_separator": "Zp",
    "other": "C",
    "control": "Cc",
    "cntrl": "Cc",
    "format": "Cf",
    "surrogate": "Cs",
    "private_use": "Co",
    "unassigned": "Cn",
}


@lru_cache(maxsize=None)
def _everything() -> str:
    """All code points in order, so that position and code point agree."""
    return np.arange(MAX_CODE_POINT + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")


@lru_cache(maxsize=None)
def perl_class(letter: str) -> CharSet:
    """``\\d``, ``\\w`` or ``\\s`` as ``re`` matches it in a str pattern without the ASCII flag."""
    runs = re.finditer({"d": r"\d+", "w": r"\w+", "s": r"\s+"}[letter], _everything())
    return CharSet(tuple((run.start(), run.end() - 1) for run in runs))


@lru_cache(maxsize=1)
def _categories() -> dict[str, CharSet]:
    """The code points of each general category, by its two-letter name."""
    names = sorted({unicodedata.category(chr(code)) for code in range(0x3000)} | {"Cs", "Co", "Cn"})
    number = {name: index for index, name in enumerate(names)}
    codes = np.fromiter(
        map(number.__getitem__, map(unicodedata.category, _everything())), dtype=np.int8, count=MAX_CODE_POINT + 1
    )
    begins = np.concatenate(([0], np.flatnonzero(codes[1:] != codes[:-1]) + 1))
    ends = np.append(begins[1:], MAX_CODE_POINT + 1) - 1
    ranges: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    for begin, end in zip(begins.tolist(), ends.tolist()):
        ranges[names[codes[begin]]].append((begin, end))
    return {name: CharSet(tuple(found)) for name, found in ranges.items()}


@lru_cache(maxsize=64)
def category(name: str) -> CharSet | None:
    """The set of ``\\p{name}`` for a general category ("Lu", "L", "Letter", "gc=Lu"); None if it is not one."""
    prefix, equals, value = name.partition("=")
    if equals:
        if prefix not in ("gc", "General_Category"):
            return None
        name = value
    if name == "Any":
        return CharSet(((0, MAX_CODE_POINT),))
    if name == "ASCII":
        return CharSet(((0, 0x7F),))
    tables = _categories()
    if name == "Assigned":
        return ~tables["Cn"]
    short = _LONG_NAMES.get(name.lower().replace(" ", "_"), name)
    if short in ("LC", "L&"):
        members = ["Lu", "Ll", "Lt"]
    else:
        members = [key for key in tables if key == short or (len(short) == 1 and key[0] == short)]
    if not members:
        return None
    return CharSet.of(*(span for key in members for span in tables[key].ranges))


@lru_cache(maxsize=1)
def _case_tables() -> tuple[dict[int, int], dict[int, frozenset[int]]]:
    """The simple lower case of each code point that has another one, and the characters behind each.

    The second table gives, for the lower case ``c``, all code points that IGNORECASE takes for ``c``:
    those whose lower case has the same upper case as ``c``. (``re`` writes it down as a list of extra
    cases: K, k and the Kelvin sign; S, s and the long s; and so on.)
    """
    text = _everything()
    lower: dict[int, int] = {}
    cased: list[int] = []
    for begin in range(0, MAX_CODE_POINT + 1, _BLOCK):
        block = text[begin : begin + _BLOCK]
        if SURROGATES[0] <= begin <= SURROGATES[1] or (block.lower() == block and block.upper() == block):
            continue
        for code in range(begin, begin + _BLOCK):
            char = chr(code)
            small = char.lower()
            if small != char:
                # U+0130 alone has a longer full mapping; its simple lower case is the first of the two.
                lower[code] = ord(small[0])
            if small != char or char.upper() != char:
                cased.append(code)
    same_upper: dict[str, set[int]] = {}
    for code in cased:
        if code not in lower:
            same_upper.setdefault(chr(code).upper(), set()).add(code)
    for small_code in set(lower.values()):
        same_upper.setdefault(chr(small_code).upper(), set()).add(small_code)
    alike: dict[int, set[int]] = {}
    for group in same_upper.values():
        for code in group:
            alike[code] = set(group)
    by_lower: dict[int, set[int]] = {}
    for code, small_code in lower.items():
        by_lower.setdefault(small_code, set()).add(code)
    families: dict[int, frozenset[int]] = {}
    for code in set(alike) | set(by_lower):
        smalls = alike.get(code, {code})
        families[code] = frozenset(smalls.union(*(by_lower.get(small, set()) for small in smalls)))
    return lower, families


def ignore_case(charset: CharSet, ascii_only: bool = False) -> CharSet:
    """Every character that a class of these characters matches under ``re.IGNORECASE``."""
    if ascii_only:
        extra = [(low ^ 0x20, high ^ 0x20) for low, high in (charset & _ASCII_UPPER).ranges]
        extra += [(low ^ 0x20, high ^ 0x20) for low, high in (charset & _ASCII_LOWER).ranges]
        return charset | CharSet.of(*extra)
    lower, families = _case_tables()
    touched = charset & _cased()
    found: set[int] = set()
    for low, high in touched.ranges:
        for code in range(low, high + 1):
            found |= families.get(lower.get(code, code), frozenset((code,)))
    return charset | CharSet.of(*((code, code) for code in found))


_ASCII_UPPER = CharSet.of((0x41, 0x5A))
_ASCII_LOWER = CharSet.of((0x61, 0x7A))


@lru_cache(maxsize=1)
def _cased() -> CharSet:
    lower, families = _case_tables()
    return CharSet.of(*((code, code) for code in set(lower) | set(families)))
