"""Patterns of the texts that pydantic parses into dates, times, durations, UUIDs, addresses and URLs.

Each is a part of what the parser takes, in the usual form: ISO 8601 with leap days and without leap
seconds, hyphenated UUIDs, URLs of plain host names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gendecode.frontends.types.place import Core, Place, Schema

_LEAP = "(?:0[48]|[2468][048]|[13579][26])"
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
DATE = f"(?:{_YEAR}-{_DAY}|(?:[0-9]{{2}}{_LEAP}|{_LEAP}00)-02-29)"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
_OFFSET = "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

_FRACTION = r"(?:\.[0-9]{1,6})?"
# At most 9 digits of days in all, and no empty duration.
_COUNT = "[0-9]{1,6}"
_SECONDS = f"{_COUNT}{_FRACTION}S"
_MINUTES = f"{_COUNT}M(?:{_SECONDS})?"
_CLOCK = f"T(?:{_COUNT}H(?:{_MINUTES}|{_SECONDS})?|{_MINUTES}|{_SECONDS})"
DURATION = f"-?P(?:[0-9]{{1,8}}D(?:{_CLOCK})?|{_CLOCK}|[0-9]{{1,7}}W)"

_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
IPV4 = rf"(?:{_BYTE}\.){{3}}{_BYTE}"
_GROUP = "[0-9a-fA-F]{1,4}"

_PORT = "(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
_CHARS = "(?:[A-Za-z0-9._~!$&()*+,;=:@-]|%[0-9A-F]{2})"
_LONG = 2083  # the length that pydantic allows to a web address; the parts below stay within it together


def _ipv6() -> str:
    """Eight groups, or fewer with one ``::`` for two or more that are zero."""
    forms = [f"(?:{_GROUP}:){{7}}{_GROUP}", "::"]
    for before in range(7):
        left = f"(?:{_GROUP}:){{{before - 1}}}{_GROUP}" if before else ""
        most = 6 - before
        right = f"{_GROUP}(?::{_GROUP}){{0,{most - 1}}}" if most else ""
        forms += [f"{left}::{right}"] if right else []
        forms += [f"{left}::"] if left else []
    return f"(?:{'|'.join(forms)})"


IPV6 = _ipv6()


def matching(*patterns: str) -> Schema:
    """The strings that are, as a whole, a word of one of the patterns."""
    return {"type": "string", "pattern": f"^(?:{'|'.join(patterns)})$"}


def _bounds_of_time(core: Core, place: Place) -> None:
    for key in ("ge", "gt", "le", "lt", "now_op"):
        if core.get(key) is not None:
            what = core["type"]
            raise place.refusal(key, f"a bound of a {what} is not enforced", "leave it out and check the value")


def date(core: Core, place: Place) -> Schema:
    """The calendar's days from year 1 to 9999, within bounds."""
    if core.get("now_op") is not None:
        raise place.refusal(core["now_op"], "what it allows changes with the day", "use date and check the value")
    schema = matching(DATE)
    limits: list[Schema] = []
    for key, least, strict in (("ge", True, False), ("gt", True, True), ("le", False, False), ("lt", False, True)):
        if core.get(key) is not None:
            limits.append({"pattern": _beside(core[key].isoformat(), least, strict)})
    return {"allOf": [schema, *limits]} if limits else schema


def _beside(bound: str, least: bool, strict: bool) -> str:
    """The pattern of texts of one form that come after (``least``) or before ``bound``: digit by digit."""
    options = [] if strict else [bound]
    for i, char in enumerate(bound):
        first, last = (chr(ord(char) + 1), "9") if least else ("0", chr(ord(char) - 1))
        if char.isdigit() and "0" <= first <= last <= "9":
            options.append(f"{bound[:i]}[{first}-{last}].*")
    return f"^(?:{'|'.join(options)})$" if options else "^[^0-9]$"


def time(core: Core, place: Place) -> Schema:
    """``hh:mm:ss`` with up to six decimals and an offset as the type asks for it."""
    _bounds_of_time(core, place)
    return matching(TIME + _zone(core, place))


def datetime(core: Core, place: Place) -> Schema:
    """Date and time with ``T`` between."""
    _bounds_of_time(core, place)
    return matching(f"{DATE}T{TIME}{_zone(core, place)}")


def _zone(core: Core, place: Place) -> str:
    asked = core.get("tz_constraint")
    if asked is None:
        return f"{_OFFSET}?"
    if asked in ("aware", "naive"):
        return _OFFSET if asked == "aware" else ""
    minutes, seconds = divmod(abs(asked), 60)
    if seconds:
        raise place.refusal("tz_constraint", "an offset has whole minutes in ISO 8601", "use whole minutes")
    text = f"{'-' if asked < 0 else '[+]'}{minutes // 60:02}:{minutes % 60:02}"
    return text if asked else "(?:Z|[+-]00:00)"


def timedelta(core: Core, place: Place) -> Schema:
    """ISO 8601 durations of days and a clock time, or of weeks."""
    _bounds_of_time(core, place)
    return matching(DURATION)


def uuid(core: Core, place: Place) -> Schema:
    """Hyphenated UUIDs, of a version if one is asked for."""
    hexes, version = "[0-9a-fA-F]", core.get("version")
    middle = f"{hexes}{{4}}-{hexes}{{4}}" if version is None else f"{version}{hexes}{{3}}-[89abAB]{hexes}{{3}}"
    return matching(f"{hexes}{{8}}-{hexes}{{4}}-{middle}-{hexes}{{12}}")


def url(core: Core, place: Place) -> Schema:
    """``scheme://host:port/path?query#fragment`` in plain characters."""
    schemes: Sequence[str] = core.get("allowed_schemes") or ("https", "http", "ftp", "ws", "wss")
    most = core.get("max_length")
    remote = [scheme for scheme in schemes if scheme != "file"]
    forms = [f"{_any_of(remote)}://{_location(bounded=most is not None)}"] if remote else []
    if "file" in schemes:
        forms.append(f"file://(?:/{_CHARS}+)+")
    schema = matching(*forms)
    if most is not None and (most < _LONG or "file" in schemes):
        # The length of the normal form counts, which has a path where the text has none.
        schema["maxLength"] = most - 1
    return schema


def _location(bounded: bool) -> str:
    """What comes after the scheme; in 2,000 characters if it is to be bounded."""
    few, some, many = ("{0,4}", "{0,20}", "{0,60}") if bounded else ("*", "*", "*")
    label = (
        f"[a-z0-9]{'{1,20}' if bounded else '+'}(?:-[a-z0-9]{'{1,20}' if bounded else '+'}){'?' if bounded else '*'}"
    )
    # The last label begins with a letter: a number there would make the whole an IPv4 address.
    host = rf"(?:{label}\.){few}[a-z][a-z0-9]{some}(?:-[a-z0-9]{'{1,20}' if bounded else '+'}){'?' if bounded else '*'}"
    path = f"(?:/{_CHARS}{many}){'{0,8}' if bounded else '*'}"
    tail = f"(?:{_CHARS}|[/?]){many}"
    return rf"{host}{_PORT}{path}(?:\?{tail})?(?:#{tail})?"


def _any_of(texts: Iterable[Any]) -> str:
    return f"(?:{'|'.join(text.replace('+', '[+]').replace('.', '[.]') for text in texts)})"
