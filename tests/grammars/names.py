"""Terminals for all names except some reserved words, without look-around.

A look-ahead in a terminal sees the text after the terminal in some engines and not in others; a plain pattern means
the same everywhere. It follows the reserved words letter by letter, and leaves them at the first letter that differs.
Longer matches are tried first, so `re.match` finds the longest one.

    python tests/grammars/names.py [--ignore-case] NAME WORD...       prints the terminal NAME for a grammar
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

REST = "A-Za-z0-9_"


def terminal(name: str, reserved: Iterable[str], ignore_case: bool = False) -> str:
    """Lark's definition of a terminal for [A-Za-z_][A-Za-z0-9_]* without the reserved words."""
    words = {word.lower() if ignore_case else word for word in reserved}
    firsts = sorted({word[0] for word in words})
    patterns = [f"[{_others(firsts, 'A-Za-z_', ignore_case)}][{REST}]*"]
    for first in firsts:
        tails = {word[1:] for word in words if word[0] == first}
        parts = {tail[:end] for tail in tails for end in range(1, len(tail))} - tails
        leaving = f"{_leaving(tails, ignore_case)}[{REST}]*"
        inside = f"|{_nested(parts, ignore_case)}" if parts else ""
        patterns.append(f"{_letter(first, ignore_case)}(?:{leaving}{inside}){'' if '' in tails else '?'}")
    return f"{name}: " + f"\n{' ' * len(name)}| ".join(f"/{pattern}/" for pattern in patterns)


def _letter(letter: str, ignore_case: bool) -> str:
    return f"[{letter.upper()}{letter}]" if ignore_case and letter.isalpha() else letter


def _leaving(words: set[str], ignore_case: bool) -> str:
    """A beginning of some words with one letter more, so that it begins none of them any longer."""
    firsts = sorted({word[0] for word in words if word})
    branches = [f"[{_others(firsts, REST, ignore_case)}]"]
    for first in firsts:
        tails = {word[1:] for word in words if word[:1] == first}
        branches.append(_letter(first, ignore_case) + _leaving(tails, ignore_case))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _nested(words: set[str], ignore_case: bool) -> str:
    """The words as alternatives that share their beginnings, longer ones first."""
    branches = []
    for first in sorted({word[0] for word in words if word}):
        tails = {word[1:] for word in words if word[:1] == first}
        more = _nested(tails, ignore_case)
        grouped = f"(?:{more})" if len(more) > 1 else more
        branches.append(_letter(first, ignore_case) + grouped + ("?" if more and "" in tails else ""))
    return "|".join(branches)


def _others(letters: list[str], alphabet: str, ignore_case: bool) -> str:
    """The inside of a character class: the alphabet without some letters, as ranges."""
    out = {spelt for letter in letters for spelt in ((letter, letter.upper()) if ignore_case else (letter,))}
    ranges = [("A", "Z"), ("a", "z"), ("0", "9"), ("_", "_")]
    found = ""
    for low, high in ranges:
        kept = [chr(code) for code in range(ord(low), ord(high) + 1) if low in alphabet and chr(code) not in out]
        while kept:
            run = 1
            while run < len(kept) and ord(kept[run]) == ord(kept[0]) + run:
                run += 1
            found += kept[0] if run == 1 else f"{kept[0]}{'-' if run > 2 else ''}{kept[run - 1]}"
            del kept[:run]
    return found


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--ignore-case"]
    print(terminal(arguments[0], arguments[1:], "--ignore-case" in sys.argv))
