"""JSON values as this front end holds them: checked, immutable by convention, equal ones shared.

A schema is read lazily, long after the caller may have changed it, so it is copied. Nearly always
``plain_copy`` does, at the speed of C. Where that finds anything out of the ordinary, ``intern`` copies and
checks value by value, knows where it is, and makes equal containers one object.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any

from gendecode.errors import GrammarError, LimitExceeded
from gendecode.limits import Limits

Json = None | bool | int | Decimal | str | list[Any] | dict[str, Any]

Place = tuple[Any, ...]
"""Where a value is: ``()`` is the root, ``(uri,)`` that of another document, ``(place, step, ...)`` is so many steps
below. See :func:`pointer`."""

ROOT: Place = ()

_MAX_EXPONENT = 1_000
_MOST_PARTS = 10_000
_MAX_BITS = (10**_MAX_EXPONENT).bit_length()


def pointer(place: Place) -> str:
    """The place as a JSON pointer in URI fragment form: ``#/properties/a~1b``; after its URI in another document."""
    steps: list[str] = []
    here: Any = place
    while here and not isinstance(here, str):
        steps += (str(step).replace("~", "~0").replace("/", "~1") for step in here[:0:-1])
        here = here[0]
    return "/".join([f"{here or ''}#", *reversed(steps)])


class NotPlain(Exception):
    """A quick copy turned out to need a careful one."""


def plain_copy(value: Any, limits: Limits) -> Any:
    """A copy of a value that consists of nothing but Python's own JSON types; None where it does not, or is large.

    marshal is the fastest deep copy that there is. What it reads here it has just written itself.
    """
    try:
        data = marshal.dumps(value)
        return marshal.loads(data) if len(data) <= limits.source_bytes else None
    except (ValueError, EOFError, RecursionError):
        return None


def load_text(text: str, limits: Limits) -> Any:
    """Parse JSON text with exact numbers. Raises GrammarError for anything that is not JSON."""
    if len(text.encode("utf-8", "surrogatepass")) > limits.source_bytes:
        raise LimitExceeded(f"the schema is longer than Limits.source_bytes = {limits.source_bytes} bytes")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise GrammarError(f"the schema is not JSON: {error}") from None
    except RecursionError:
        raise LimitExceeded(f"the schema is nested deeper than Limits.nesting = {limits.nesting} levels") from None
    except GrammarError:
        raise
    except ValueError as error:
        raise GrammarError(f"the schema is not usable JSON: {error}") from None


def _no_constant(name: str) -> Any:
    raise GrammarError(f"the schema is not JSON: {name} is not a JSON number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise GrammarError(f"the schema's JSON text has the name {twice!r} twice in one object")
    return found


class Interner:
    """Copies values so that equal containers are one object, whatever types they come in, and checks them."""

    def __init__(self, limits: Limits) -> None:
        # A schema level takes two levels of JSON: the keyword's container, and the schema in it.
        self._depth = 2 * limits.nesting
        self._nesting = limits.nesting
        self._work = limits.source_bytes
        self._shared: dict[Hashable, Json] = {}
        self._copies: dict[int, tuple[Any, Json]] = {}

    def intern(self, value: Any) -> Json:
        """The shared copy of a JSON value. Iterative: nesting costs no Python stack.

        Raises:
            GrammarError: something in it is not JSON (the message has the JSON pointer).
            LimitExceeded: it is nested too deep or too large.
        """
        if not isinstance(value, (dict, list, tuple)):
            return self.scalar(value, ROOT)
        stack = [_Frame(value, ROOT)]
        done: Json = None
        while stack:
            frame = stack[-1]
            child = frame.advance(self)
            if child is None:
                done = self._share(frame)
                self._copies[id(frame.source)] = (frame.source, done)
                stack.pop()
                if stack:
                    stack[-1].add(done)
                continue
            known = self._copies.get(id(child.source))
            if known is not None:
                frame.add(known[1])
                continue
            if len(stack) >= self._depth:
                raise LimitExceeded(
                    f"the schema is nested deeper than Limits.nesting = {self._nesting} levels (or contains itself)"
                )
            stack.append(child)
        return done

    def _share(self, frame: _Frame) -> Json:
        built = frame.built
        self._work -= len(frame.keys) + 1
        if self._work < 0:
            raise LimitExceeded("the schema has more values than Limits.source_bytes allows bytes")
        if isinstance(built, dict):
            return self._shared.setdefault((True, tuple(built), tuple(frame.keys)), built)
        return self._shared.setdefault((False, tuple(frame.keys)), built)

    def scalar(self, value: Any, place: Place) -> Json:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return _text(value, place)
        if isinstance(value, int):
            return _integer(value, place)
        if isinstance(value, (float, Decimal)):
            return _number(value, place)
        raise GrammarError(f"{pointer(place)}: {type(value).__name__} is not a JSON value")


class _Frame:
    """One container being copied: what is left to read, and what has been built."""

    __slots__ = ("built", "keys", "place", "rest", "source", "step")

    def __init__(self, source: Any, place: Place) -> None:
        self.source, self.place = source, place
        self.built: dict[str, Json] | list[Json] = {} if isinstance(source, dict) else []
        self.rest: Iterator[tuple[Any, Any]] = iter(source.items() if isinstance(source, dict) else enumerate(source))
        self.keys: list[Hashable] = []
        self.step: Any = None

    def advance(self, interner: Interner) -> _Frame | None:
        """Copy scalars up to the next container, and return a frame for that; None at the end."""
        for step, value in self.rest:
            self.step = step
            if type(value) is str and value.isascii():
                self.add(value)
            elif isinstance(value, (dict, list, tuple)):
                return _Frame(value, (self.place, str(step)))
            else:
                self.add(interner.scalar(value, (self.place, str(step))))
        return None

    def add(self, value: Json) -> None:
        if isinstance(self.built, dict):
            if not isinstance(self.step, str):
                raise GrammarError(f"{pointer(self.place)}: the name {self.step!r} is not a string")
            self.built[_text(self.step, self.place)] = value
        else:
            self.built.append(value)
        self.keys.append(identity(value))


def identity(value: Json) -> Hashable:
    """A hashable that is equal for equal interned values: by content for scalars, by object for containers."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        return (id(value),)
    # True == 1 == 1.0 in Python; keep them apart, and 1.0 from 1.00, because messages show what was written.
    return (type(value), value.as_tuple() if isinstance(value, Decimal) else value)


def content(value: Json) -> Hashable:
    """A hashable that is equal for schemas that are written alike. Large ones are alike if they are one object.

    (Parts may be shared, so that what is small in memory is endless when it is written out.)
    """
    if not isinstance(value, (dict, list)):
        return identity(value)
    parts, stack = 0, [value]
    while stack:
        part = stack.pop()
        below = part.values() if isinstance(part, dict) else part
        parts += len(part)
        if parts > _MOST_PARTS:
            return identity(value)
        stack += (item for item in below if isinstance(item, (dict, list)))
    try:
        return repr(value)
    except RecursionError:
        return identity(value)


def exact(value: Any, place: Place) -> Any:
    """A number of the schema as it is worked with: an int, or a Decimal for a float. Anything else as it is."""
    if isinstance(value, (float, Decimal)):
        return _number(value, place)
    return _integer(value, place) if type(value) is int else value


def check_text(value: str, place: Place) -> None:
    """Raise GrammarError for a text that UTF-8 cannot hold."""
    _text(value, place)


def _text(value: str, place: Place) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise GrammarError(f"{pointer(place)}: {value!r} has a lone surrogate, which UTF-8 cannot hold") from None
    return str(value)


def _integer(value: int, place: Place) -> int:
    if value.bit_length() > _MAX_BITS:
        raise _too_large(place)
    return int(value)


def _number(value: float | Decimal, place: Place) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise GrammarError(f"{pointer(place)}: {value} is not a JSON number")
    if exact and abs(exact.adjusted()) > _MAX_EXPONENT:
        raise _too_large(place)
    if len(exact.as_tuple().digits) > _MAX_EXPONENT:
        raise LimitExceeded(f"{pointer(place)}: a number has more than {_MAX_EXPONENT} digits")
    return exact


def _too_large(place: Place) -> LimitExceeded:
    return LimitExceeded(f"{pointer(place)}: numbers beyond 1e{_MAX_EXPONENT} or below 1e-{_MAX_EXPONENT} are refused")
