"""Number texts: the spellings of a facet's numbers, as automata.

A range is read digit by digit by several readers at once: comparisons with its ends, divisibility by its
step, and so on. The two signs are built apart, each as the magnitudes that it may have.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from gendecode.automata.automaton import Automaton
from gendecode.automata.build import byte_ranges, concat, literal, optional, repeat, union, words
from gendecode.automata.builder import DEFAULT_LIMIT, Edge, too_many_states, trimmed
from gendecode.errors import LimitExceeded
from gendecode.frontends.json_schema.number_readers import (
    Comparison,
    Divisibility,
    Membership,
    Position,
    Reader,
    plain,
)
from gendecode.frontends.json_schema.numbers import (
    Bound,
    NormalForm,
    Number,
    NumberFacet,
    decimal,
    first_index,
    last_index,
    normal_form,
)

_ANY_NUMBER, _ANY_INTEGER = NumberFacet(), NumberFacet(integer=True)
_SMALL = 100  # states of a machine that is built without asking whether a list would be smaller
_SHOWN = 40  # digits of a step in a message
_STEP_DIGITS = 100  # of a step whose remainders are kept; each costs a state at least, and time for all others


@cache
def integers() -> Automaton:
    """Every integer: no fraction, no exponent, no leading zero; ``-0`` too."""
    digit, minus = byte_ranges([(0x30, 0x39)]), literal(b"-")
    whole = union(literal(b"0"), concat(byte_ranges([(0x31, 0x39)]), repeat(digit, 0, None)))
    return concat(optional(minus), whole)


@cache
def numbers() -> Automaton:
    """Every number of the JSON grammar, exponents included."""
    digits = repeat(byte_ranges([(0x30, 0x39)]), 1, None)
    fraction = concat(literal(b"."), digits)
    exponent = concat(words([b"e", b"E", b"e+", b"E+", b"e-", b"E-"]), digits)
    return concat(integers(), optional(fraction), optional(exponent))


@lru_cache(maxsize=1024)
def number_texts(facet: NumberFacet, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The texts of the allowed numbers; None when there are none.

    Listed values have their usual spellings (see :func:`spellings`), unconstrained numbers the whole JSON
    grammar; all others are decimals without exponent, and integers have no fraction.

    Raises:
        LimitExceeded: the automaton needs more than ``limit`` states, as for a ``multipleOf`` of large numbers.
    """
    if facet.values is not None:
        found = [text for value in facet.values if facet.admits(value) for text in spellings(value, facet.integer)]
        return words(text.encode() for text in found) if found else None
    if facet == _ANY_NUMBER:
        return numbers()
    if facet == _ANY_INTEGER:
        return integers()
    return _signed(facet, False, limit)


@lru_cache(maxsize=1024)
def distinct_texts(facet: NumberFacet, limit: int = DEFAULT_LIMIT) -> Automaton | None:
    """The allowed numbers in one spelling each, so that equal numbers are equal texts; None when there are none.

    That spelling is the shortest decimal: no exponent, no ``-0``, no zero at the end of a fraction.
    Raises LimitExceeded as :func:`number_texts` does.
    """
    if facet.values is not None:
        found = [value for value in facet.values if facet.admits(value)]
        return words(f"{'-' * (value < 0)}{plain(value)}".encode() for value in found) if found else None
    return _signed(facet, True, limit)


def spellings(value: Number, integer: bool) -> set[str]:
    """The texts that stand for one fixed number: what ``json.dumps`` writes, and the plain decimal.

    A whole number that is not asked to be an integer may also end in ``.0``.
    """
    found: set[str] = set()
    if value == int(value):
        whole = int(value)
        found.add(str(whole))
        if not whole:
            found.add("-0")
        if not integer:
            found |= {f"{text}.0" for text in found}
    else:
        found.add(format(value, "f").rstrip("0"))
    if not integer and -(10**300) < value < 10**300:
        # The float's own text, where the float is the same number: 1e+22, 5e-324.
        text = json.dumps(float(value))
        if Decimal(text) == value:
            found.add(text)
    return found


# -- ranges -----------------------------------------------------------------------------------------


def _signed(facet: NumberFacet, distinct: bool, limit: int) -> Automaton | None:
    form = normal_form(facet)
    if form is None:
        return None
    below = _mirrored(form)
    positive = _magnitudes(form, facet.integer, limit)
    negative = positive if below == form else _magnitudes(below, facet.integer, limit)
    try:
        return _explore(positive, negative, _phases(facet.integer, distinct), limit)
    except LimitExceeded:
        steps = [step for step in (form.step, *form.holes) if step is not None and step != 1]
        raise _too_large(max(steps), limit) if steps else too_many_states(limit, "a number") from None


def _mirrored(form: NormalForm) -> NormalForm:
    """The negatives of the numbers."""
    excluded = frozenset(map(_negative, form.excluded))
    return replace(form, low=_negated(form.high), high=_negated(form.low), excluded=excluded)


def _negated(bound: Bound | None) -> Bound | None:
    return bound and Bound(_negative(bound.value), bound.exclusive)


def _negative(value: Number) -> Number:
    # The minus sign would round a Decimal to 28 digits.
    return value.copy_negate() if isinstance(value, Decimal) else -value


def _magnitudes(form: NormalForm, integer: bool, limit: int) -> list[Reader] | None:
    """What the digits of a form's numbers must satisfy, where its ends may be negative; None when none can.

    Few multiples of a long number between two ends are a list; anything else is a remainder to keep.
    """
    low, high = form.low, form.high
    if high is not None and (high.value < 0 or (high.exclusive and high.value == 0)):
        return None
    if low is not None and low.value < 0:
        low = None
    readers: list[Reader] = [] if low is None else [Comparison(low, 1)]
    if high is not None:
        readers.append(Comparison(high, -1))
    excluded = {plain(value) for value in form.excluded if value >= 0}
    for step in (form.step, *form.holes):
        if step is None or (step == 1 and integer):
            continue  # an integer has no point, and no holes of 1
        wanted = step is form.step
        listed = _few_multiples(step, low, high, limit)
        if listed is None:
            if Divisibility.least_states(step) > limit or step.numerator >= 10**_STEP_DIGITS:
                raise _too_large(step, limit)
            readers.append(Divisibility(step, wanted))
        elif wanted:
            readers = [Membership(listed, True)]
        else:
            excluded |= listed
    return [*readers, Membership(excluded, False)] if excluded else readers


def _few_multiples(step: Fraction, low: Bound | None, high: Bound | None, limit: int) -> set[str] | None:
    """The magnitudes of the multiples between two ends; None where remainders need fewer states."""
    states = Divisibility.least_states(step) + Decimal(step.numerator).adjusted()
    if high is None or states <= _SMALL:
        return None
    first, last = 0 if low is None else first_index(low, step), last_index(high, step)
    if last - first >= min(states, limit // 4):
        return None
    return {plain(decimal(at * step)) for at in range(first, last + 1)}


def _too_large(step: Fraction, limit: int) -> LimitExceeded:
    shown = plain(decimal(step))
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    return LimitExceeded(
        f"multipleOf {shown} needs more than Limits.automaton_states = {limit} states: its remainders are too many; "
        "set minimum and maximum so that few multiples lie between them, or take a smaller or rounder number"
    )


# -- digits -----------------------------------------------------------------------------------------

_Phases = dict[str, list[str | None]]


@cache
def _phases(integer: bool, distinct: bool) -> _Phases:
    """The syntax of decimals: phase -> symbol -> phase, from ``plus`` or ``minus`` to one of ``_COMPLETE``.

    Where each number has one spelling, the phase ``open`` is also a fraction that ends in a zero, and the one
    zero behind a minus sign is ``begun``, not complete.
    """
    fraction: list[str | None] = ["open" if distinct else "fraction", *["fraction"] * 9, None]
    point = None if integer else "open"
    return {
        "plus": ["zero", *["whole"] * 9, None],
        "minus": ["begun" if distinct else "zero", *["whole"] * 9, None],
        "zero": [*[None] * 10, point],
        "begun": [*[None] * 10, point],
        "whole": [*["whole"] * 10, point],
        "open": fraction,
        "fraction": fraction,
    }


_COMPLETE = frozenset({"zero", "whole", "fraction"})
_BYTES, _MINUS = b"0123456789.", 0x2D


def _explore(
    positive: list[Reader] | None, negative: list[Reader] | None, phases: _Phases, limit: int
) -> Automaton | None:
    """The decimals whose magnitude all readers of their sign accept; None when there are none."""
    # A sign that no number has is read like any decimal, and left out at the end.
    signs = [[] if readers is None else readers for readers in (positive, negative)]
    order: list[tuple[Position, ...]] = []
    number: dict[tuple[Position, ...], int] = {}

    def place(*state: Position) -> int:
        found = number.setdefault(state, len(order) + 1)  # 0 reads the sign or the first digit
        if found > len(order):
            order.append(state)
        return found

    starts = [
        place(signs.index(readers), phase, *(reader.start for reader in readers))
        for phase, readers in zip(("plus", "minus"), signs, strict=True)
    ]
    edges: dict[int, list[Edge]] = {}
    accepting: set[int] = set()
    for here, (sign, phase, *places) in enumerate(order, 1):
        readers = signs[sign]
        out = edges[here] = []
        for symbol, following in enumerate(phases[phase]):
            if following is None:
                continue
            state = [reader.read(at, symbol) for reader, at in zip(readers, places, strict=True)]
            if None not in state:
                out.append((_BYTES[symbol], _BYTES[symbol], place(sign, following, *state)))
        if len(order) > limit:
            raise too_many_states(limit)
        if phase in _COMPLETE and all(reader.accepts(at) for reader, at in zip(readers, places, strict=True)):
            accepting.add(here)
    edges[0] = [] if positive is None else list(edges[starts[0]])
    if negative is not None:
        edges[0].append((_MINUS, _MINUS, starts[1]))
    return trimmed(0, edges, accepting)
