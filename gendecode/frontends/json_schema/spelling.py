"""How the characters of a JSON string are written: which escapes, and whether beyond ASCII.

A string that nothing pins down may, by default, use every escape of JSON except lone surrogates; an
escape, a surrogate pair included, counts as one character. Where the content is fixed (names, enum,
const, pattern) each character has one spelling, the one of ``json.dumps``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from gendecode.automata.algebra import difference
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import byte_ranges, characters, concat, literal, repeat, union, words
from gendecode.automata.charset import CharSet
from gendecode.automata.spelling import Spelling as ByteSpelling
from gendecode.errors import GrammarError

_EVERYTHING = CharSet.of((0, 0x10FFFF))
_ENCODERS = {ascii_only: json.JSONEncoder(ensure_ascii=ascii_only).encode for ascii_only in (False, True)}


@dataclass(frozen=True)
class Spelling:
    """A policy on the spelling of strings. Equal policies share their automata.

    Attributes:
        ascii_only: nothing but ASCII: other characters as ``\\uXXXX``, in pairs where need be.
        one_way: strings without fixed content are spelled as ``json.dumps`` does, too.
    """

    ascii_only: bool = False
    one_way: bool = False

    @property
    def fixed(self) -> ByteSpelling:
        """The name that the automata have for the spelling of fixed content."""
        return "ascii" if self.ascii_only else "json"

    def text(self, text: str) -> bytes:
        """The one spelling of fixed content, quotes included."""
        return _ENCODERS[self.ascii_only](text).encode()

    def free_character(self) -> Automaton:
        """One character of a string that nothing pins down."""
        return self.fixed_character() if self.one_way else _escapable(self.ascii_only)

    def free_body(self) -> Automaton:
        """Whatever may stand between the quotes of a string that nothing pins down."""
        return self.fixed_body() if self.one_way else _escapable_body(self.ascii_only)

    def fixed_character(self) -> Automaton:
        """One character of fixed content."""
        return _dumped(self.ascii_only)

    def fixed_body(self) -> Automaton:
        """Any string in the one spelling: the names of undeclared members."""
        return _dumped_body(self.ascii_only)

    def names_without(self, names: frozenset[str]) -> Automaton:
        """Any name but these."""
        return _names_without(self, names) if names else self.fixed_body()

    def words(self, texts: Iterable[str]) -> Automaton:
        """Any of these names, between the quotes."""
        return words(self.text(text)[1:-1] for text in texts)


ANY = Spelling()
"""The default."""


def spelling(escapes: str, ascii_only: bool) -> Spelling:
    """The policy that the options of ``json_schema`` describe. Raises GrammarError for others."""
    if escapes not in ("any", "canonical"):
        raise GrammarError(f'escapes must be "any" or "canonical", not {escapes!r}')
    if not isinstance(ascii_only, bool):
        raise GrammarError(f"ascii_only must be True or False, not {ascii_only!r}")
    return Spelling(ascii_only, escapes == "canonical")


# The same objects each time, because the engine recognises an automaton by identity.
@cache
def _escapable(ascii_only: bool) -> Automaton:
    """One character, raw or in any escape that stands for a code point."""
    digit = [(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]
    hexes = {n: repeat(byte_ranges(digit), n, n) for n in (2, 3)}
    not_d = byte_ranges([(0x30, 0x39), (0x41, 0x43), (0x45, 0x46), (0x61, 0x63), (0x65, 0x66)])
    d = byte_ranges([(0x44, 0x44), (0x64, 0x64)])
    high = concat(d, byte_ranges([(0x38, 0x39), (0x41, 0x42), (0x61, 0x62)]), hexes[2])
    low = concat(d, byte_ranges([(0x43, 0x46), (0x63, 0x66)]), hexes[2])
    plain = union(concat(not_d, hexes[3]), concat(d, byte_ranges([(0x30, 0x37)]), hexes[2]))
    u = literal(b"\\u")
    short = words(b"\\" + bytes([char]) for char in b'"\\/bfnrt')
    last = 0x7F if ascii_only else 0x10FFFF
    raw = characters(CharSet.of((0x20, last)) - CharSet.chars('"\\'))
    return union(raw, short, concat(u, plain), concat(u, high, u, low))


@cache
def _escapable_body(ascii_only: bool) -> Automaton:
    return repeat(_escapable(ascii_only), 0, None)


@cache
def _dumped(ascii_only: bool) -> Automaton:
    return characters(_EVERYTHING, "ascii" if ascii_only else "json")


@cache
def _dumped_body(ascii_only: bool) -> Automaton:
    return repeat(_dumped(ascii_only), 0, None)


@lru_cache(maxsize=256)
def _names_without(chosen: Spelling, names: frozenset[str]) -> Automaton:
    found = difference(chosen.fixed_body(), chosen.words(sorted(names)))
    return found if found is not None else chosen.fixed_body()  # infinite minus finite is never empty
