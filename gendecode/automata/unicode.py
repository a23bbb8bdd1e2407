"""Tables of Unicode: the classes ``\\d \\w \\s`` as Python's ``re`` has them, categories, and case.

All of it is computed from the running interpreter, once and when first needed, so that the answers are
those of its ``re`` and ``unicodedata``. Scripts and other properties are in neither, and are not offered.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import numpy as np

from gendecode.automata.charset import MAX_CODE_POINT, SURROGATES, CharSet

ASCII_DIGIT = CharSet.of((0x30, 0x39))
ASCII_WORD = ASCII_DIGIT | CharSet.of((0x41, 0x5A), (0x61, 0x7A), (0x5F, 0x5F))
ASCII_SPACE = CharSet.chars(" \t\n\r\f\v")
ECMA_SPACE = CharSet.chars(" \t\n\r\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | CharSet.of((0x2000, 0x200A))
ECMA_LINE_ENDS = CharSet.chars("\n\r\u2028\u2029")

_ASCII_LETTERS = CharSet.of((0x41, 0x5A), (0x61, 0x7A))
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


@cache
def _everything() -> str:
    """All code points in order, so that position and code point agree."""
    return np.arange(MAX_CODE_POINT + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")


@cache
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
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
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


def _cased_codes() -> list[int]:
    """The code points that have another lower or upper case. Whole blocks are compared first, for speed."""
    text = _everything()
    found: list[int] = []
    for begin in range(0, MAX_CODE_POINT + 1, _BLOCK):
        block = text[begin : begin + _BLOCK]
        if SURROGATES[0] <= begin <= SURROGATES[1] or block.lower() == block == block.upper():
            continue
        found += [ord(char) for char in block if char.lower() != char or char.upper() != char]
    return found


@cache
def _families() -> dict[int, frozenset[int]]:
    """For each cased character, all that IGNORECASE takes for the same.

    ``re`` compares lower cases, and takes lower cases for the same when their upper cases are (K, k and
    the Kelvin sign; S, s and the long s; and so on). Only U+0130 has a longer full lower case; its
    simple one is the first character of it.
    """
    lower = {code: ord(chr(code).lower()[0]) for code in _cased_codes()}
    by_upper: dict[str, set[int]] = {}
    for small in lower.values():
        by_upper.setdefault(chr(small).upper(), set()).add(small)
    by_lower: dict[int, set[int]] = {}
    for code, small in lower.items():
        by_lower.setdefault(small, set()).add(code)
    families: dict[int, frozenset[int]] = {}
    for smalls in by_upper.values():
        family = smalls.union(*(by_lower.get(small, set()) for small in smalls))
        families.update(dict.fromkeys(family, frozenset(family)))
    return families


@cache
def _cased() -> CharSet:
    return CharSet.of(*((code, code) for code in _families()))


def ignore_case(charset: CharSet, ascii_only: bool = False) -> CharSet:
    """Every character that a class of these characters matches under ``re.IGNORECASE``.

    One departure: beyond the basic plane, ``re`` forgets the case of a letter that shares a class with
    others (``(?i)[\U00010400x]`` does not even match U+10400), and folds ranges under ASCII too. Here
    the flags mean what their documentation says.
    """
    if ascii_only:
        letters = (charset & _ASCII_LETTERS).ranges
        return charset | CharSet.chars("".join(chr(c ^ 0x20) for low, high in letters for c in range(low, high + 1)))
    families = _families()
    found: set[int] = set()
    for low, high in (charset & _cased()).ranges:
        for code in range(low, high + 1):
            found |= families[code]
    return charset | CharSet.of(*((code, code) for code in found))
