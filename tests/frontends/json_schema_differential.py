"""Random schemas over all keywords: the engine against ``jsonschema``.

``python -m tests.frontends.json_schema_differential 20000`` compares two ways. Values, valid and not, are accepted by
the engine exactly when the validator accepts them. Texts that random walks of the engine write are valid, and no walk
meets a dead end. A schema that the library refuses is counted by keyword; one that it calls unsatisfiable must have no
valid value among those drawn. What differs is made small before it is shown. Exit status 1: something differs.

The validator works exactly: numbers are int and Decimal, whole ones int. Its patterns end in ``\\Z``, because ``$`` of
Python also matches before a final line break.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext
from functools import cache
from random import Random
from typing import Any

import jsonschema
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.errors import GendecodeError, GrammarError, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from tests.frontends.json_schema_generator import (
    FORMATS,
    NAMES,
    STRINGS,
    Schema,
    Value,
    Values,
    draw_schema,
    whole,
)
from tests.frontends.json_schema_judge import TooSlow, accepts, canonical, constraint_of, deadline, why

_VALIDATORS = {
    "draft-04": jsonschema.Draft4Validator,
    "draft-07": jsonschema.Draft7Validator,
    "2019-09": jsonschema.Draft201909Validator,
    "": jsonschema.Draft202012Validator,
}
_WANDER = 120  # bytes that a walk goes wherever it likes
_CLOSE = 1_500  # and bytes that it may take to come to an end, in each of so many attempts:
_ATTEMPTS = 8
_IN_STRING = 40  # more bytes than that may follow in a string only
_LARGEST = 40  # exponents that numbers are compared up to


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be, with the schema and the value or text that show it."""

    kind: str
    schema: Schema
    witness: Value

    def __str__(self) -> str:
        return f"{self.kind}\n  schema  {canonical(self.schema)}\n  witness {self.witness!r}"


@dataclass
class Outcome:
    """What comparing one schema gave. ``kind``: compared, unsatisfiable, refused or too slow."""

    kind: str = "compared"
    reason: str = ""
    valid: int = 0
    invalid: int = 0
    walks: int = 0
    unfinished: int = 0
    differences: list[Difference] = field(default_factory=list)


# -- the validator ----------------------------------------------------------------------------------


@cache
def _formats() -> jsonschema.FormatChecker:
    """A checker of the formats that the library enforces."""
    return jsonschema.FormatChecker([name for name in FORMATS if not json_schema({"format": name}).warnings])


def validator_of(schema: Schema) -> Any:
    """The validator of the schema's draft."""
    uri = schema.get("$schema", "") if isinstance(schema, dict) else ""
    kind = next(kind for mark, kind in _VALIDATORS.items() if mark in uri)
    return kind(_pythonic(schema), format_checker=_formats())


def _pythonic(schema: Schema) -> Schema:
    """The schema with Python's spelling of the end of a text in its patterns."""
    if isinstance(schema, list):
        return [_pythonic(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {}
    for keyword, value in schema.items():
        if keyword == "pattern" and isinstance(value, str):
            found[keyword] = value.replace("$", "\\Z")
        elif keyword == "patternProperties" and isinstance(value, dict):
            found[keyword] = {name.replace("$", "\\Z"): _pythonic(item) for name, item in value.items()}
        elif keyword in ("enum", "const"):
            found[keyword] = value
        else:
            found[keyword] = _pythonic(value)
    return found


class Repeated(Exception):
    """A name occurs twice in an object."""


def read(text: bytes) -> Value:
    """The value of a text, exactly. Raises Repeated, OverflowError for what is too large to compare."""
    return json.loads(text, parse_float=_number, parse_int=_number, object_pairs_hook=_members)


def _number(text: str) -> Any:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        raise OverflowError from None
    if number and abs(number.adjusted()) > _LARGEST:
        raise OverflowError
    return whole(number)


def _members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Repeated
    return members


def is_valid(validator: Any, value: Value) -> bool:
    """What the validator says, in arithmetic that is exact for numbers of the compared size."""
    with localcontext() as context:
        context.prec = 2_000
        return bool(validator.is_valid(value))


# -- walks ------------------------------------------------------------------------------------------


_NAMES = [canonical(word)[1:].encode() for word in NAMES]
_WORDS = [canonical(word)[1:].encode() for word in STRINGS]
_BEGINNINGS = [word[:-1] for word in (*_NAMES, *_WORDS) if word != b'"']  # two patterns may ask for two of them


def hints(schema: Schema) -> list[bytes]:
    """The values that a schema names, as texts: where one may stand, it brings a text nearer to its end."""
    found: list[Value] = [[], {}]
    todo = [schema]
    while todo:
        below = todo.pop()
        if isinstance(below, list):
            todo += below
        elif isinstance(below, dict):
            found += [below["const"]] if "const" in below else below.get("enum", [])
            found += [FORMATS[below["format"]]] if below.get("format") in FORMATS else []
            found.append(dict.fromkeys(below.get("required", []), 0))
            todo += below.values()
        elif isinstance(below, (int, Decimal)):
            found.append(below)
    texts = [canonical(value).encode() for value in found if value != {}]
    return [b"{", b"[", b'"abcabc"', *texts, *(text[: text.index(b":") + 2] for text in texts if text[:1] == b"{")]


def random_text(constraint: CompiledConstraint, rng: Random, hints: list[bytes]) -> tuple[bytes, str]:
    """A text that the engine writes, and how the walk ended: "complete", "dead end" or "no end"."""
    wander = rng.choice((0, 5, 20, _WANDER))
    begun, text, end = _walk(constraint.start(), wander, False, rng, hints)
    for _ in range(_ATTEMPTS):
        if end != "no end":
            return text, end
        _, rest, end = _walk(begun, _CLOSE, True, rng, hints)
        if end != "no end":
            return text + rest, end
    return text, end


def _walk(
    state: MachineState, most: int, closing: bool, rng: Random, hints: list[bytes]
) -> tuple[MachineState, bytes, str]:
    """Go on for about ``most`` bytes: where that leads, the bytes, and how it ended."""
    text = bytearray()
    while True:
        if state.can_stop() and (closing or rng.random() < 0.3):
            return state, bytes(text), "complete"
        following = state.next_bytes()
        if not following:
            return state, bytes(text), "complete" if state.can_stop() else "dead end"
        if len(text) >= most:
            return state, bytes(text), "no end"
        step = _next_bytes(state, following, closing, rng, hints)
        text += step
        after = state.advance_bytes(step)
        if after is None:
            return state, bytes(text), "next_bytes lies"
        state = after


def _next_bytes(
    state: MachineState, following: frozenset[int], closing: bool, rng: Random, hints: list[bytes]
) -> bytes:
    """Punctuation brings a text to its end; in a string, where most bytes may follow, a word of the schemas does."""
    if closing or rng.random() < 0.25:
        if len(following) > _IN_STRING:
            groups = [_NAMES, _WORDS] if rng.random() < 0.7 else [_WORDS, _BEGINNINGS]
            words = [word for group in (*groups, _BEGINNINGS) for word in rng.sample(group, len(group))]
            for word in words if closing else words[-3:]:
                if state.advance_bytes(word) is not None:
                    return word
        elif closing and hints and rng.random() < 0.5:
            word = rng.choice(hints)
            if state.advance_bytes(word) is not None:
                return word
        for byte in b'}],"':
            if byte in following and rng.random() < 0.9:
                return bytes([byte])
    plain = [byte for byte in following if 0x20 <= byte < 0x7F and (byte not in b"eE" or len(following) > _IN_STRING)]
    return bytes([rng.choice(sorted(plain if plain and rng.random() < 0.9 else following))])


# -- comparing --------------------------------------------------------------------------------------


def compare(schema: Schema, rng: Random, values: int = 16, walks: int = 4, seconds: float = 10.0) -> Outcome:
    """Compare one schema."""
    outcome = Outcome()
    try:
        with deadline(seconds):
            _compare(schema, rng, values, walks, outcome)
    except TooSlow:
        outcome.kind = "too slow"
        outcome.differences.append(Difference("too slow", schema, None))
    return outcome


def _compare(schema: Schema, rng: Random, values: int, walks: int, outcome: Outcome) -> None:
    validator = validator_of(schema)
    sampler = Values(rng, schema)
    drawn = [sampler.value() for _ in range(values)]
    try:
        constraint = constraint_of(schema)
    except (UnsupportedError, GendecodeError) as error:
        if isinstance(error, GrammarError) and not isinstance(error, UnsatisfiableError):
            outcome.differences.append(Difference("malformed: " + why(error), schema, str(error)))
        outcome.kind, outcome.reason = "refused", why(error)
        return
    except TooSlow:
        raise
    except Exception as error:  # whatever escapes is what this is looking for
        outcome.differences.append(Difference(why(error), schema, str(error)[:200]))
        return
    if constraint is None:
        outcome.kind = "unsatisfiable"
    for value in drawn:
        right = is_valid(validator, value)
        outcome.valid += right
        outcome.invalid += not right
        try:
            found = accepts(constraint, value)
        except TooSlow:
            raise
        except Exception as error:  # a typed error would be one too: it is too late for a refusal
            outcome.differences.append(Difference(f"while reading: {why(error)}", schema, value))
            continue
        if found != right:
            kind = "accepts invalid" if found else "rejects valid" if constraint else "unsatisfiable, and this is valid"
            outcome.differences.append(Difference(kind, schema, value))
    for _ in range(walks if constraint is not None else 0):
        _compare_walk(schema, validator, constraint, rng, outcome)


def _compare_walk(schema: Schema, validator: Any, constraint: Any, rng: Random, outcome: Outcome) -> None:
    outcome.walks += 1
    try:
        text, end = random_text(constraint, rng, hints(schema))
    except TooSlow:
        raise
    except Exception as error:
        outcome.differences.append(Difference(f"while walking: {why(error)}", schema, None))
        return
    if end != "complete":
        outcome.unfinished += 1
        outcome.differences.append(Difference(end, schema, text[:300]))
        return
    try:
        if not is_valid(validator, read(text)):
            outcome.differences.append(Difference("writes invalid", schema, text))
    except Repeated:
        outcome.differences.append(Difference("writes a name twice", schema, text))
    except OverflowError:
        outcome.unfinished += 1


# -- making it small --------------------------------------------------------------------------------


def shrunk(difference: Difference, seconds: float = 20.0) -> Difference:
    """The same kind of difference with a schema and a value from which nothing can be taken away."""
    end = time.monotonic() + seconds
    schema = difference.schema

    def shows(schema: Schema, witness: Value) -> Value | None:
        """A witness of the same kind of difference, in a tuple; None when there is none."""
        try:
            validator_of(schema).check_schema(schema)
            with deadline(5.0):
                return _again(difference.kind, schema, witness)
        except TooSlow:
            return (None,) if difference.kind == "too slow" else None
        except Exception:  # the smaller schema is none, or means something else
            return None

    witness, progress = difference.witness, True
    while progress and time.monotonic() < end:
        progress = False
        for candidate in smaller(schema):
            found = shows(candidate, witness)
            if found is not None:
                schema, witness, progress = candidate, found[0], True
                break
            if time.monotonic() > end:
                break
    if not isinstance(witness, bytes):
        progress = True
        while progress and time.monotonic() < end:
            progress = False
            for candidate in smaller(witness):
                if shows(schema, candidate) is not None:
                    witness, progress = candidate, True
                    break
    return Difference(difference.kind, schema, witness)


def _again(kind: str, schema: Schema, witness: Value) -> tuple[Value] | None:
    if kind in ("accepts invalid", "rejects valid", "unsatisfiable, and this is valid"):
        constraint = constraint_of(schema)
        found, right = accepts(constraint, witness), is_valid(validator_of(schema), witness)
        wanted = (kind == "accepts invalid", kind != "accepts invalid")
        same_end = (constraint is None) == kind.startswith("unsatisfiable")
        return (witness,) if (found, right) == wanted and same_end else None
    if kind == "writes invalid":
        constraint = constraint_of(schema)
        if constraint is not None and constraint.accepts(witness) and not is_valid(validator_of(schema), read(witness)):
            return (witness,)
    for seed in range(3):
        outcome = Outcome()
        _compare(schema, Random(seed), 4, 12, outcome)
        for found in outcome.differences:
            if found.kind == kind:
                return (found.witness,)
    return None


def smaller(value: Value) -> Iterator[Value]:
    """The value with one thing taken away, or replaced by something inside it."""
    if isinstance(value, dict):
        for name in [name for name in value if name != "$schema"]:
            yield {key: item for key, item in value.items() if key != name}
        for item in value.values():
            draft = {"$schema": value["$schema"]} if "$schema" in value else {}
            for below in item if isinstance(item, list) else [item]:
                if isinstance(below, dict):
                    yield draft | below
        for name in value:
            yield from ({**value, name: below} for below in smaller(value[name]))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index in range(len(value)):
            yield from ([*value[:index], below, *value[index + 1 :]] for below in smaller(value[index]))


# -- the command ------------------------------------------------------------------------------------


class Report:
    """Counts, and the first differences of each kind."""

    def __init__(self, console: Console, shown: int) -> None:
        self.console, self.shown = console, shown
        self.kinds, self.reasons, self.differences = Counter[str](), Counter[str](), Counter[str]()
        self.counts = Counter[str]()

    def add(self, outcome: Outcome, name: str) -> None:
        self.kinds[outcome.kind] += 1
        if outcome.reason:
            self.reasons[outcome.reason] += 1
        for key in ("valid", "invalid", "walks", "unfinished"):
            self.counts[key] += getattr(outcome, key)
        for kind in dict.fromkeys(found.kind for found in outcome.differences):
            self.differences[kind] += 1
            if self.differences[kind] <= self.shown:
                first = next(found for found in outcome.differences if found.kind == kind)
                self.console.print(f"{name}: {shrunk(first)}", markup=False, highlight=False, soft_wrap=True)

    def print(self) -> None:
        table = Table("", "number", title="JSON Schema, differential")
        table.columns[1].justify = "right"
        rows = [("schemas", self.kinds), ("refused", self.reasons), ("", self.counts)]
        for title, counts in [*rows, ("schemas with a difference", self.differences)]:
            table.add_section()
            for key, count in counts.most_common():
                table.add_row(f"{title}: {key}" if title else key, str(count))
        self.console.print(table)


def draw(seed: int) -> tuple[Schema, Random]:
    """The schema of this number, and the source of its values."""
    rng = Random(seed)
    return draw_schema(rng), rng


def main() -> int:
    parser = argparse.ArgumentParser(description="Random schemas over all keywords: the engine against jsonschema.")
    parser.add_argument("schemas", type=int, nargs="?", default=2_000)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first schema")
    parser.add_argument("--shown", type=int, default=3, help="differences of each kind that are made small and shown")
    arguments = parser.parse_args()
    report = Report(Console(width=max(120, Console().width)), arguments.shown)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for seed in progress.track(range(arguments.seed, arguments.seed + arguments.schemas), description="schemas"):
            schema, rng = draw(seed)
            report.add(compare(copy.deepcopy(schema), rng), f"schema {seed}")
    report.print()
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
