"""Escapes and character classes of the two dialects: ``\\d``, ``\\x41``, ``[^a-z]``."""

from __future__ import annotations

import sys
import unicodedata

from gendecode.automata.charset import ALL, MAX_CODE_POINT, CharSet
from gendecode.automata.regex_cursor import Cursor, Flags
from gendecode.automata.regex_tree import END, START, Tree, alt, cat, chars, either_side, look
from gendecode.automata.unicode import (
    ASCII_DIGIT,
    ASCII_SPACE,
    ASCII_WORD,
    ECMA_SPACE,
    category,
    ignore_case,
    perl_class,
)

Escaped = int | CharSet | Tree
"""A code point, a class of characters, or an assertion."""

_HEX = "0123456789abcdefABCDEF"
_OCTAL = "01234567"
_DIGITS = "0123456789"
_CONTROLS = {"f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B}
_BACKREFERENCE = (
    "what a group matched cannot be remembered by an automaton",
    "write the alternatives out, or check the text afterwards",
)


def fold(charset: CharSet, flags: Flags) -> CharSet:
    """``charset`` under the flags: with the other cases of its letters if case is ignored."""
    return ignore_case(charset, flags.ascii) if flags.ignore_case else charset


def escape(cursor: Cursor, flags: Flags, inside: bool) -> Escaped:
    """Read what follows a backslash; ``inside`` a class, ``\\b`` is the backspace and nothing is an assertion."""
    begin = cursor.at - 1
    letter = cursor.next()
    if not letter:
        raise cursor.error("a backslash at the end escapes nothing", begin)
    ecma = cursor.dialect == "ecma"
    if letter in "dDwWsS":
        found = _perl_class(letter.lower(), ecma, flags)
        return ~found if letter.isupper() else found
    if letter in "pP":
        return _property(cursor, letter == "P", begin)
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    if letter == "b" and inside:
        return 0x08
    if letter in "bB" and not inside:
        return _boundary(letter == "B", ecma, flags)
    if letter == "x":
        return _number(cursor, 2, begin)
    return _ecma_escape(cursor, letter, inside, begin) if ecma else _python_escape(cursor, letter, inside, begin)


def _perl_class(letter: str, ecma: bool, flags: Flags) -> CharSet:
    if ecma:
        return {"d": ASCII_DIGIT, "w": ASCII_WORD, "s": ECMA_SPACE}[letter]
    if flags.ascii:
        return {"d": ASCII_DIGIT, "w": ASCII_WORD, "s": ASCII_SPACE}[letter]
    return perl_class(letter)


def _boundary(negative: bool, ecma: bool, flags: Flags) -> Tree:
    edge, level = either_side(_perl_class("w", ecma, flags))
    if not negative:
        return edge
    if not ecma and sys.version_info < (3, 14):
        # Until 3.14, \B does not match in an empty text.
        beside = [look(chars(ALL), behind=behind, negative=False) for behind in (True, False)]
        return cat([alt(beside), level])
    return level


def _property(cursor: Cursor, negative: bool, begin: int) -> CharSet:
    if not cursor.take("{"):
        raise cursor.error("\\p needs a name in braces, for instance \\p{Lu}", begin)
    name = cursor.until("}", "\\p{", begin)
    found = category(name)
    if found is None:
        raise cursor.unsupported(
            f"\\p{{{name}}}",
            begin,
            "only general categories are known here, not scripts or other properties",
            "use a category such as \\p{L}, \\p{Lu} or \\p{Nd}, or write the ranges out: [\\u0370-\\u03ff]",
        )
    return ~found if negative else found


def _number(cursor: Cursor, digits: int, begin: int) -> int:
    """A code point of exactly ``digits`` hexadecimal digits."""
    found = cursor.run(_HEX, digits)
    if len(found) < digits:
        raise cursor.error(f"this escape needs {digits} hexadecimal digits", begin)
    return _code_point(cursor, int(found, 16), begin)


def _code_point(cursor: Cursor, code: int, begin: int) -> int:
    if code > MAX_CODE_POINT:
        raise cursor.error("there is no character beyond U+10FFFF", begin)
    return code


def _python_escape(cursor: Cursor, letter: str, inside: bool, begin: int) -> Escaped:
    if letter in _DIGITS:
        return _octal(cursor, letter, inside, begin)
    if letter == "a":
        return 0x07
    if letter in "uU":
        return _number(cursor, 4 if letter == "u" else 8, begin)
    if letter == "N":
        if not cursor.take("{"):
            raise cursor.error("\\N needs the name of a character in braces", begin)
        name = cursor.until("}", "\\N{", begin)
        try:
            return ord(unicodedata.lookup(name))
        except (KeyError, TypeError):
            raise cursor.error(f"no character is named {name!r}", begin) from None
    if not inside and letter in "AZz":
        return START if letter == "A" else END
    if letter.isascii() and letter.isalpha():
        raise cursor.error(f"\\{letter} is not an escape", begin)
    return ord(letter)


def _octal(cursor: Cursor, first: str, inside: bool, begin: int) -> int:
    """``\\0``, ``\\07``, ``\\101``. Any other number is a reference to a group."""
    digits = first
    if first == "0" or (inside and first in _OCTAL):
        digits += cursor.run(_OCTAL, 2)
    elif not inside:
        start = cursor.at
        digits += cursor.run(_OCTAL, 2)
        if len(digits) < 3 or first not in _OCTAL:
            cursor.at = start
            raise cursor.unsupported(f"\\{first + cursor.run(_DIGITS, 1)}", begin, *_BACKREFERENCE)
    else:
        raise cursor.error(f"\\{first} is not an escape", begin)
    if int(digits, 8) > 0o377:
        raise cursor.error("an octal escape ends at \\377", begin)
    return int(digits, 8)


def _ecma_escape(cursor: Cursor, letter: str, inside: bool, begin: int) -> Escaped:
    if letter == "u":
        return _ecma_unicode(cursor, begin)
    if letter == "c":
        control = cursor.next()
        if not (control.isascii() and control.isalpha()):
            raise cursor.error("\\c needs a letter, for instance \\cJ", begin)
        return ord(control) % 32
    if letter == "0" and cursor.peek() not in tuple(_DIGITS):
        return 0
    if letter == "k" and not inside and cursor.peek() == "<":
        raise cursor.unsupported("\\k" + cursor.until(">", "\\k<", begin) + ">", begin, *_BACKREFERENCE)
    if letter in "123456789" and not inside:
        raise cursor.unsupported(f"\\{letter + cursor.run(_DIGITS, 1)}", begin, *_BACKREFERENCE)
    if letter.isascii() and letter.isalnum():
        hint = {"A": "; use ^", "Z": "; use $", "z": "; use $"}.get(letter, "")
        raise cursor.error(f"\\{letter} is not an escape of ECMA-262{hint}", begin)
    return ord(letter)


def _ecma_unicode(cursor: Cursor, begin: int) -> int:
    """``\\u{1F600}``, ``\\u0041``, or two of the latter that are a surrogate pair."""
    if cursor.take("{"):
        digits = cursor.run(_HEX)
        if not digits or len(digits) > 12 or not cursor.take("}"):
            raise cursor.error("\\u{ needs hexadecimal digits and a closing brace", begin)
        return _code_point(cursor, int(digits, 16), begin)
    high = _number(cursor, 4, begin)
    after = cursor.at
    if 0xD800 <= high < 0xDC00 and cursor.take("\\u"):
        low = cursor.run(_HEX, 4)
        if len(low) == 4 and 0xDC00 <= int(low, 16) < 0xE000:
            return 0x10000 + ((high - 0xD800) << 10) + int(low, 16) - 0xDC00
        cursor.at = after
    return high


def character_class(cursor: Cursor, flags: Flags) -> CharSet:
    """Read a class up to its closing bracket; the opening one has been read."""
    begin = cursor.at - 1
    negative = cursor.take("^")
    ranges: list[tuple[int, int]] = []
    sets: list[CharSet] = []
    # In Python a bracket in first place is an ordinary character; in ECMA-262 [] and [^] are classes.
    first = cursor.dialect == "python"
    while first or not cursor.take("]"):
        first = False
        at = cursor.at
        low = _member(cursor, flags, begin)
        high = low
        after = cursor.at
        if cursor.take("-"):
            if cursor.peek() in ("]", ""):
                cursor.at = after
            else:
                high = _member(cursor, flags, begin)
                if isinstance(low, CharSet) or isinstance(high, CharSet):
                    if cursor.dialect == "python":
                        raise cursor.error("a range needs a single character on both sides of the hyphen", at)
                    # ECMA-262, Annex B: with a class on either side, the hyphen is a character.
                    ranges.append((0x2D, 0x2D))
                elif high < low:
                    raise cursor.error("this range runs backwards", at)
        if isinstance(low, int) and isinstance(high, int):
            ranges.append((low, high))
        else:
            for end in (low, high):
                sets.append(end if isinstance(end, CharSet) else CharSet.of((end, end)))
    found = fold(CharSet.of(*ranges), flags)
    for other in sets:
        found |= other
    return ~found if negative else found


def _member(cursor: Cursor, flags: Flags, begin: int) -> int | CharSet:
    char = cursor.next()
    if not char:
        raise cursor.error("this character class has no closing ']'", begin)
    if char != "\\":
        return ord(char)
    found = escape(cursor, flags, inside=True)
    if isinstance(found, Tree):
        raise cursor.error("an assertion has no place in a character class", cursor.at - 1)
    return found
