"""Formats of times: date, time, date-time (RFC 3339) and duration (its appendix A), as ECMA patterns.

Leap seconds are those of 23:59:60 UTC, in any offset. Which local time that is depends on the offset, which is
written last: an automaton has to remember one of 1,440 minutes. The pattern says so with look-aheads; the
automaton is put together here, because a product of them would take seconds.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import Edge, from_lists
from gendecode.automata.regex import pattern_automaton
from gendecode.automata.spelling import Spelling
from gendecode.limits import Limits

_MINUTES = 24 * 60

# Years of leap: divisible by 4, and those of full centuries by 400.
_LEAP_YEAR = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    r"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    rf"|02-(?:0[1-9]|1\d|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_HOUR, _MINUTE = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_CLOCK = rf"{_HOUR}:{_MINUTE}:{_MINUTE}"
_OFFSET = rf"[+-]{_HOUR}:{_MINUTE}"
_FRACTION = r"(?:|\.\d+)"  # an alternative, not a repeat: of_length() then finds the one part that varies
_USUAL = rf"{_CLOCK}{_FRACTION}[Zz]|{_CLOCK}{_FRACTION}{_OFFSET}|23:59:60{_FRACTION}[Zz]"


def _leap_second() -> str:
    """Local times of 23:59:60 UTC with their offsets: a look-ahead asks that the hours fit, the rest the minutes."""
    second = rf":60{_FRACTION}"
    later = "|".join(rf"{h:02}:\d\d{second}\+{h:02}" for h in range(24))
    later_minutes = "|".join(rf"{m - 1:02}{second}\+\d\d:{m:02}" for m in range(1, 60))
    whole = "|".join(rf"{(h + 23) % 24:02}:59{second}\+{h:02}:00" for h in range(24))
    earlier = "|".join(rf"{23 - h:02}:\d\d{second}-{h:02}" for h in range(24))
    earlier_minutes = "|".join(rf"{59 - m:02}{second}-\d\d:{m:02}" for m in range(60))
    return rf"(?={later})\d\d:(?:{later_minutes})|{whole}|(?={earlier})\d\d:(?:{earlier_minutes})"


_LEAP = _leap_second()

DATE = f"^{_DATE}$"
TIME = f"^(?:{_USUAL}|{_LEAP})$"
DATE_TIME = f"^{_DATE}[Tt](?:{_USUAL}|{_LEAP})$"

_SECONDS = r"\d+S"
_MINUTES_ON = rf"\d+M(?:{_SECONDS})?"
_HOURS_ON = rf"\d+H(?:{_MINUTES_ON})?"
_CLOCK_PART = rf"T(?:{_HOURS_ON}|{_MINUTES_ON}|{_SECONDS})"
_DAYS = r"\d+D"
_MONTHS_ON = rf"\d+M(?:{_DAYS})?"
_YEARS_ON = rf"\d+Y(?:{_MONTHS_ON})?"
DURATION = rf"^P(?:(?:{_YEARS_ON}|{_MONTHS_ON}|{_DAYS})(?:{_CLOCK_PART})?|{_CLOCK_PART}|\d+W)$"


@cache
def time_automaton(_: Spelling = "json") -> Automaton:
    """The automaton of TIME, in any spelling: it reads nothing that has two."""
    return _either(format_automaton(f"^(?:{_USUAL})$"), _leap_automaton())


@cache
def date_time_automaton(_: Spelling = "json") -> Automaton:
    """The automaton of DATE_TIME, likewise."""
    return _either(
        format_automaton(f"^{_DATE}[Tt](?:{_USUAL})$"), _followed(format_automaton(f"^{_DATE}[Tt]$"), _leap_automaton())
    )


def format_automaton(pattern: str, spelling: Spelling = "json") -> Automaton:
    """The automaton of a pattern of this library's own, which has texts."""
    found = pattern_automaton(pattern, dialect="ecma", search=True, spelling=spelling, limits=Limits())
    if found is None:
        raise ValueError("a format has texts")
    return found


def _either(a: Automaton, b: Automaton) -> Automaton:
    """The words of both, the states of ``b`` after those of ``a``."""
    return Automaton(
        np.concatenate([a.starts, b.starts + a.states]).astype(np.int32),
        np.concatenate([a.first, b.first[1:] + a.first[-1]]).astype(np.int32),
        np.concatenate([a.low, b.low]),
        np.concatenate([a.high, b.high]),
        np.concatenate([a.target, b.target + a.states]).astype(np.int32),
        np.concatenate([a.accepting, b.accepting]),
    )


def _followed(a: Automaton, b: Automaton) -> Automaton:
    """A word of ``a`` and one of ``b``: no word of ``a`` goes on after its end, and ``b`` has one start."""
    found = _either(a, b)
    target = found.target.copy()
    into = np.flatnonzero(a.accepting[a.target])
    target[into] = b.starts[0] + a.states
    accepting = np.concatenate([np.zeros(a.states, np.bool_), b.accepting])
    kept = np.concatenate([~a.accepting, np.ones(b.states, np.bool_)])  # the ends of a have no edges
    number = np.cumsum(kept) - 1
    sizes = np.diff(found.first)[kept]
    return Automaton(
        a.starts,
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        found.low,
        found.high,
        number[target].astype(np.int32),
        accepting[kept],
    )


@cache
def _leap_automaton() -> Automaton:
    """Times of 23:59:60 UTC with a numeric offset.

    From the left a tree of the local time; then a track for each minute through ``:60`` and the fraction; then
    what is left of the offset. Of the offset's digits only those to come matter, so those states are shared.
    """
    edges: list[list[Edge]] = []

    def states(count: int) -> range:
        edges.extend([] for _ in range(count))
        return range(len(edges) - count, len(edges))

    def read(source: int, char: str, target: int) -> None:
        edges[source].append((ord(char), ord(char), target))

    (start,) = states(1)
    tens, hours, colons, minute_tens = states(3), states(24), states(24), states(24 * 6)
    track = [states(_MINUTES) for _ in range(6)]  # after the minute, ":", "6", "0", ".", a digit of the fraction
    offset, hour_unit, colon, minute = states(_MINUTES), states(10 * 60), states(60), states(60)
    minute_unit, (end,) = states(10), states(1)

    for ten in range(3):
        read(start, str(ten), tens[ten])
    for h in range(24):
        read(tens[h // 10], str(h % 10), hours[h])
        read(hours[h], ":", colons[h])
        for ten in range(6):
            read(colons[h], str(ten), minute_tens[6 * h + ten])
    for now in range(_MINUTES):
        h, m = divmod(now, 60)
        read(minute_tens[6 * h + m // 10], str(m % 10), track[0][now])
        for step, char in enumerate(":60."):
            read(track[step][now], char, track[step + 1][now])
        for step in (4, 5):
            edges[track[step][now]].append((0x30, 0x39, track[5][now]))
        for step in (3, 5):
            read(track[step][now], "+", offset[(now + 1) % _MINUTES])
            read(track[step][now], "-", offset[(_MINUTES - 1 - now) % _MINUTES])
        read(offset[now], str(h // 10), hour_unit[60 * (h % 10) + m])
    for unit in range(10):
        for m in range(60):
            read(hour_unit[60 * unit + m], str(unit), colon[m])
        read(minute_unit[unit], str(unit), end)
    for m in range(60):
        read(colon[m], ":", minute[m])
        read(minute[m], str(m // 10), minute_unit[m % 10])
    return from_lists(edges, [state == end for state in range(len(edges))])
