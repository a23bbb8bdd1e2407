"""What the tiers of JSON Schema tests share: one way to compile a schema, to write a value and to read an error.

The canonical text of a value is what ``json.dumps(value, ensure_ascii=False)`` writes, with numbers as plain decimals:
``1`` for 1.0, ``0.00000001`` for 1e-8. That spelling is in the language of every schema that the value is valid
against, whatever the schema says about numbers.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import FrameType
from typing import Any

from gendecode.constrain import compile
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.constrain.warmup import warmup
from gendecode.errors import GendecodeError, GrammarError, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from gendecode.vocab import Vocab


class TooSlow(Exception):
    """A deadline has passed."""


@cache
def byte_vocab() -> Vocab:
    """The 256 bytes and an end of sequence; one object, so that constraints share what belongs to a vocabulary."""
    return Vocab.bytes_only()


def constraint_of(
    schema: Any, whitespace: str = "python", registry: Mapping[str, Any] | None = None, formats: str = "all"
) -> CompiledConstraint | None:
    """The schema compiled over single bytes; None when no value is valid. Raises the typed errors of the library."""
    try:
        return compile(json_schema(schema, whitespace=whitespace, registry=registry, formats=formats), byte_vocab())
    except UnsatisfiableError:
        return None


def accepts(constraint: CompiledConstraint | None, value: Any) -> bool:
    """True when the canonical text of a value is in the language."""
    if constraint is None:
        return False
    return constraint.accepts(canonical(value).encode("utf-8", "surrogatepass"))


def canonical(value: Any) -> str:
    """The canonical text of a value; numbers may be int, float or Decimal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{canonical(name)}: {canonical(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(canonical, value)) + "]"
    if isinstance(value, (float, Decimal)):
        return plain_decimal(value)
    return json.dumps(value, ensure_ascii=False)


def plain_decimal(value: float | Decimal) -> str:
    """A number without exponent, without zeros at the end of its fraction, and without a fraction if it is whole."""
    text = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def walk(constraint: CompiledConstraint, text: bytes) -> tuple[int, MachineState]:
    """How many bytes of a text are allowed, and the state after them."""
    state = constraint.start()
    for length, byte in enumerate(text):
        following = state.advance_bytes(bytes([byte]))
        if following is None:
            return length, state
        state = following
    return len(text), state


def why(error: Exception) -> str:
    """An error in a few words that are the same for every schema: for grouping."""
    if isinstance(error, UnsupportedError):
        return _general(f"{error.keyword}: {error.reason or 'not supported'}")
    if isinstance(error, GrammarError):
        return _general(f"malformed: {str(error).split(': ', 1)[-1]}")
    if isinstance(error, GendecodeError):
        return _general(f"{type(error).__name__}: {error}")
    return _general(f"untyped {type(error).__name__}: {error}")


def _general(text: str) -> str:
    """The first line, without what it quotes and numbers."""
    line = text.splitlines()[0]
    return re.sub(r"'[^']*'|\"[^\"]*\"|#/\S*|\d+", "…", line)[:120]


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block when it takes longer. Works in the main thread, between two steps of Python."""
    warmup()  # compiling the kernels takes half a minute, and must not be broken off
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
