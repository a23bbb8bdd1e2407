"""Random specs of many shapes, each reproducible from a seed: JSON Schemas, regular expressions, choices."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import gendecode as gd

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TYPES = ("string", "integer", "number", "boolean", "null")
CLASSES = ("[a-z]", "[A-Z]", "[0-9]", r"\d", r"\w", "[a-f0-9]", '[^"\\\\]', "[äöü]", "[А-я]", ".")


def random_spec(seed: int) -> tuple[str, gd.Grammar]:
    """The kind and the grammar that belong to ``seed``."""
    rng = random.Random(seed)
    kind = rng.choices(("schema", "regex", "choice"), (6, 3, 1))[0]
    make: dict[str, Callable[[random.Random], gd.Grammar]] = {
        "schema": _schema_grammar,
        "regex": lambda rng: gd.regex(pattern(rng, 3)),
        "choice": lambda rng: gd.choice(sorted({word(rng, 1, 12) for _ in range(rng.randint(1, 60))})),
    }
    return kind, make[kind](rng)


def _schema_grammar(rng: random.Random) -> gd.Grammar:
    return gd.json_schema(
        schema(rng, rng.randint(1, 4)),
        whitespace=rng.choice(("flexible", "compact", "python", "pretty")),
        order=rng.choice(("any", "declared")),
        closed=rng.random() < 0.3,
    )


def word(rng: random.Random, low: int = 1, high: int = 10) -> str:
    return "".join(rng.choices(LETTERS + "_ éß", k=rng.randint(low, high)))


def pattern(rng: random.Random, depth: int) -> str:
    """A regular expression whose language is not empty."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice((rng.choice(CLASSES), word(rng, 1, 5)))
    parts = [pattern(rng, depth - 1) for _ in range(rng.randint(1, 3))]
    form = rng.randrange(4)
    if form == 0:
        return f"({'|'.join(parts)})"
    if form == 1:
        low = rng.randint(0, 3)
        return f"({parts[0]}){{{low},{low + rng.randint(0, 8)}}}"
    if form == 2:
        return f"({parts[0]}){rng.choice('*+?')}"
    return "".join(parts)


def schema(rng: random.Random, depth: int) -> dict[str, Any]:
    """A JSON Schema that some value satisfies; recursive through ``$defs`` now and then."""
    found = _value(rng, depth)
    if rng.random() < 0.2:
        found = {**_object(rng, depth), "$defs": {"again": found}}
        found["properties"]["again"] = {"$ref": rng.choice(("#", "#/$defs/again"))}
    return found


def _value(rng: random.Random, depth: int) -> dict[str, Any]:
    if depth <= 0:
        return _leaf(rng)
    form = rng.randrange(8)
    if form < 4:
        return _object(rng, depth)
    if form == 4:
        return {"type": "array", "items": _value(rng, depth - 1), "maxItems": rng.randint(1, 40)}
    if form == 5:
        prefix = [_value(rng, depth - 1) for _ in range(rng.randint(1, 4))]
        return {"type": "array", "prefixItems": prefix, "items": rng.random() < 0.5}
    if form == 6:
        return {"anyOf": [_value(rng, depth - 1) for _ in range(rng.randint(2, 5))]}
    return _leaf(rng)


def _object(rng: random.Random, depth: int) -> dict[str, Any]:
    names = sorted({word(rng, 1, 8) for _ in range(rng.randint(1, 12))})
    found: dict[str, Any] = {
        "type": "object",
        "properties": {name: _value(rng, depth - 1 - rng.randrange(2)) for name in names},
        "required": [name for name in names if rng.random() < 0.4],
    }
    extra = rng.randrange(3)
    if extra < 2:
        found["additionalProperties"] = False if extra == 0 else _leaf(rng)
    return found


def _leaf(rng: random.Random) -> dict[str, Any]:
    form = rng.randrange(7)
    if form == 0:
        low = rng.randint(0, 20)
        return {"type": "string", "minLength": low, "maxLength": low + rng.randint(0, 200)}
    if form == 1:
        return {"type": "string", "pattern": f"^{pattern(rng, 2)}$"}
    if form == 2:
        low = rng.randint(-1000, 1000)
        return {"type": rng.choice(("integer", "number")), "minimum": low, "maximum": low + rng.randint(1, 10_000)}
    if form == 3:
        return {"enum": [rng.choice((word(rng), rng.randint(0, 99), None, True)) for _ in range(rng.randint(1, 9))]}
    if form == 4:
        return {"const": rng.choice((word(rng), rng.randint(0, 10**6)))}
    return {"type": rng.choice(TYPES)}
