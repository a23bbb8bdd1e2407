"""Formats: what ``format`` asks of strings, as ECMA patterns, and of numbers, as bounds.

A format is exactly the grammar of the document that defines it, with these decisions:

* ``date`` has the year 0000, as RFC 3339 does. Leap seconds are those of 23:59:60 UTC, in any offset.
* ``email`` is RFC 5321's Mailbox, which sets no lengths. ``hostname`` has labels of at most 63 characters and 253
  in all.
* ``byte`` and ``base64`` are padded, and unused bits are zero.

A language that no automaton of bearable size has is kept between two: texts that are certainly of the format, which
are what is written, and texts that may be of it, of which the others are what ``not`` writes:

* ``regex``: groups at most three levels deep, no named groups, no back-references (:mod:`format_regex`).
* ``relative-json-pointer``: an index is not moved (``0+1/a``), which only the newest draft knows.
* ``idn-hostname`` and ``idn-email``: see :mod:`format_idn`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from gendecode.automata.automaton import Automaton
from gendecode.automata.spelling import Spelling
from gendecode.errors import GrammarError
from gendecode.frontends.json_schema import format_addresses as addresses
from gendecode.frontends.json_schema import format_idn as idn
from gendecode.frontends.json_schema import format_regex as regex
from gendecode.frontends.json_schema import format_times as times
from gendecode.frontends.json_schema.format_times import format_automaton


class Built(NamedTuple):
    """An automaton that is built when it is needed.

    Attributes:
        build: builds it in a spelling.
        shortest: characters of its shortest word.
        looping: states that may have any number of characters before them, roughly.
    """

    build: Callable[[Spelling], Automaton]
    shortest: int
    looping: int


class Span(NamedTuple):
    """The numbers from ``least`` to ``most``, only whole ones if ``whole``."""

    least: int
    most: int
    whole: bool


_UUID = "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_POINTER = "(?:/(?:[^/~]|~[01])*)*"
_LEVELS_UP = r"(?:0|[1-9]\d*)"
_RELATIVE = f"^{_LEVELS_UP}(?:#|{_POINTER})$"
_SEXTET = "[0-9A-Za-z+/]"
_BASE64 = f"^(?:{_SEXTET}{{4}})*(?:|{_SEXTET}[AQgw]==|{_SEXTET}{{2}}[AEIMQUYcgkosw048]=)$"

_PATTERNS = {
    "date": times.DATE,
    "time": times.TIME,
    "date-time": times.DATE_TIME,
    "duration": times.DURATION,
    "email": addresses.EMAIL,
    "hostname": addresses.HOSTNAME,
    "idn-hostname": idn.IDN_HOSTNAME,
    "idn-email": idn.IDN_EMAIL,
    "ipv4": addresses.IPV4,
    "ipv6": addresses.IPV6,
    "uri": addresses.URI,
    "uri-reference": addresses.URI_REFERENCE,
    "iri": addresses.IRI,
    "iri-reference": addresses.IRI_REFERENCE,
    "uri-template": addresses.URI_TEMPLATE,
    "uuid": _UUID,
    "json-pointer": f"^{_POINTER}$",
    "relative-json-pointer": _RELATIVE,
    "regex": regex.REGEX,
    "byte": _BASE64,
    "base64": _BASE64,
}

LENGTHS = {"hostname": addresses.HOSTNAME_LENGTH}
"""The longest text of a format, in characters, where its pattern does not say so."""

BUILT = {
    times.TIME: Built(times.time_automaton, 9, 1_500),
    times.DATE_TIME: Built(times.date_time_automaton, 20, 1_500),
    regex.REGEX: Built(partial(format_automaton, regex.REGEX), 0, 4_000),
    idn.IDN_HOSTNAME: Built(partial(format_automaton, idn.IDN_HOSTNAME), 1, 4_000),
    idn.IDN_EMAIL: Built(partial(format_automaton, idn.IDN_EMAIL), 3, 4_000),
    addresses.URI: Built(partial(format_automaton, addresses.URI), 2, 400),
    addresses.IRI: Built(partial(format_automaton, addresses.IRI), 2, 400),
    addresses.URI_REFERENCE: Built(partial(format_automaton, addresses.URI_REFERENCE), 0, 400),
    addresses.IRI_REFERENCE: Built(partial(format_automaton, addresses.IRI_REFERENCE), 0, 400),
}
"""Pattern -> its automaton, where the pattern itself would take long to build, or had better not be built early."""

LOOSER = {
    regex.REGEX: regex.PERHAPS_REGEX,
    idn.IDN_HOSTNAME: idn.PERHAPS_IDN_HOSTNAME,
    idn.IDN_EMAIL: idn.PERHAPS_IDN_EMAIL,
    _RELATIVE: rf"^{_LEVELS_UP}(?:[+-]{_LEVELS_UP})?(?:#|{_POINTER})$",
}
"""Pattern -> one that every text of its format matches, where the pattern does not match them all."""

TIGHTER = {looser: pattern for pattern, looser in LOOSER.items()}
"""The same the other way round."""

NUMERIC = {
    **{f"int{bits}": Span(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, True) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": Span(0, 2**bits - 1, True) for bits in (8, 16, 32, 64)},
    "double-int": Span(-(2**53 - 1), 2**53 - 1, True),
    "float": Span(-(2**128 - 2**104), 2**128 - 2**104, False),
    "double": Span(-(2**1024 - 2**971), 2**1024 - 2**971, False),
}
"""The numbers of a format: those of OpenAPI's registry that are bounds; of floating point the finite range."""


ALL = frozenset(_PATTERNS) | frozenset(NUMERIC)
"""Every format that can be enforced."""

STANDARD = ALL - NUMERIC.keys() - {"byte", "base64"}
"""Those that JSON Schema itself defines; the others are OpenAPI's."""

_CHOICES = {"all": ALL, "standard": STANDARD, "none": frozenset[str]()}


def format_pattern(name: str) -> str | None:
    """The pattern of a format of strings that can be enforced; None when the name is not one."""
    return _PATTERNS.get(name)


def enforced_formats(formats: str) -> frozenset[str]:
    """The names that the option of ``json_schema`` stands for. Raises GrammarError for another option."""
    if formats not in _CHOICES:
        raise GrammarError(f"formats must be one of {', '.join(map(repr, _CHOICES))}, not {formats!r}")
    return _CHOICES[formats]
