"""The format ``regex``: texts that are regular expressions of ECMA-262, with or without its flag ``u``.

What makes a pattern legal is not regular: brackets nest, names of groups may occur once, back-references need their
group, ranges and counts must not run backwards. So there are two languages here. Every text of REGEX is a legal
pattern; it has groups up to three levels deep, look-around among them, no names and no back-references; ranges whose
ends are digits, letters, ``~`` or code points of which the first different digit is larger; and counts that differ in
length or are below 100. Every legal pattern is a text of PERHAPS_REGEX, which asks only that escapes and
classes are complete.
"""

from __future__ import annotations

_LEVELS = 3
_HEX = "[0-9A-Fa-f]"
_LOWER, _UPPER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"

PERHAPS_REGEX = r"^(?:[^\\[]|\\[^]|\[(?:[^\\\]]|\\[^])*\])*$"


def _ascending(order: str, between: str) -> str:
    """A character of ``order``, ``between``, and one that does not come before it."""
    return "|".join(f"{first}{between}[{order[i:]}]" for i, first in enumerate(order))


_CATEGORY = "(?:C[cfno]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)"
_CODE = rf"(?:u(?:{_HEX}{{4}}|\{{(?:10|[1-9A-Fa-f])?{_HEX}{{1,4}}\}})|x{_HEX}{{2}})"
_SINGLE = rf"(?:[\^$\\.*+?()[\]{{}}|/fnrtv]|c[A-Za-z]|{_CODE})"  # what a backslash makes one character of
_SET = rf"(?:[dDsSwW]|[pP]\{{{_CATEGORY}\}})"
_ESCAPE = rf"\\(?:{_SINGLE}|{_SET})"

_RANGE = "|".join(
    [
        *(_ascending(order, "-") for order in (_DIGITS, _LOWER, _UPPER)),
        "[0-9]-[A-Za-z]|[A-Z]-[a-z]|[ -,.-Z_-}]-~",
        *(
            rf"\\{lead}{digit}{rest}-\\{lead}[{_DIGITS[i + 1 :]}A-Fa-f]{rest}"
            for lead, rest in (("x", _HEX), ("u", f"{_HEX}{{3}}"), ("u0", f"{_HEX}{{2}}"), ("u00", _HEX))
            for i, digit in enumerate(_DIGITS)
        ),
    ]
)
_ITEM = rf"(?:{_RANGE}|[^\\\]\[-]|\[|{_ESCAPE}|\\[b-])"
_CLASS = rf"\[\^?-?{_ITEM}*-?\]"

_TWO_DIGITS = "|".join(
    [
        *(f"{a}(?:{_ascending(_DIGITS, f',{a}')})" for a in _DIGITS[1:]),
        *(rf"{a}\d,[{_DIGITS[i + 1 :]}]\d" for i, a in enumerate(_DIGITS) if 0 < i < 9),
    ]
)
_BOUNDS = rf"(?:{_ascending(_DIGITS, ',')}|{_TWO_DIGITS}|\d,[1-9]\d{{1,3}}|[1-9]\d,[1-9]\d{{2,3}})"
_COUNT = r"(?:0|[1-9]\d{0,3})"
_QUANTIFIER = rf"(?:(?:[*+?]|\{{(?:{_COUNT},?|{_BOUNDS})\}})\??)"

_CHARACTER = r"[^\^$\\.*+?()[\]{}|]"
_ATOM = rf"(?:{_CHARACTER}|\.|{_ESCAPE}|{_CLASS})"
_ANCHOR = r"(?:\^|\$|\\[bB])"


def _alternatives(group: str, around: str) -> str:
    """Terms in alternatives; ``group`` and ``around`` are what groups and look-around hold, "" where there are none."""
    atom = rf"(?:{_ATOM}|\((?:\?:)?{group})" if group else _ATOM
    anchor = rf"(?:{_ANCHOR}|\(\?<?[!=]{around})" if around else _ANCHOR
    term = f"(?:{atom}{_QUANTIFIER}?|{anchor})"
    return f"(?:{term}|\\|)*"


def _nested() -> str:
    flat = rf"{_alternatives('', '')}\)"
    found = flat
    for _ in range(_LEVELS - 1):
        found = rf"{_alternatives(found, flat)}\)"
    return _alternatives(found, flat)


REGEX = f"^{_nested()}$"
