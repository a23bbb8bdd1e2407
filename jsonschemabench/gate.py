"""The gate before an engine is timed: does the adapter do, on a few trivial schemas, what the harness relies on?

A fast engine whose masks mean something else than the harness reads in them would win every comparison. So each
text below is walked token by token, and at each token the mask, the bits around the end and the next call are
compared with what JSON and the schema leave no doubt about. An adapter that fails is reported and not timed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

if TYPE_CHECKING:  # the process of an engine reads this module too, and should hold nothing that it does not need
    from jsonschemabench.tokens import Encoder

_PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
CASES: tuple[tuple[Any, tuple[Any, ...], tuple[Any, ...]], ...] = (
    ({"type": "boolean"}, (True, False), ("true", 1)),
    ({"type": "integer"}, (7, -12), ("7", [7])),
    ({"type": "string"}, ("", "two words"), (2, {})),
    ({"type": "string", "enum": ["red", "green"]}, ("red", "green"), ("blue", "")),
    ({"type": "array", "items": {"type": "boolean"}}, ([], [True, False]), ([1], {})),
    (_PERSON, ({"name": "Ada", "age": 36},), ({"name": "Ada"}, {"name": 1, "age": 36}, [])),
)
"""Schema, valid instances, invalid instances."""

TRIED = 8
"""How many of the tokens that a mask allows are tried, spread over the vocabulary."""


class GateFailed(Exception):
    """What the adapter got wrong, on which schema and text."""


@dataclass(frozen=True)
class Text:
    """A JSON text in tokens. ``ends[n]``: the first n tokens are a JSON text by themselves."""

    text: str
    tokens: Sequence[int]
    ends: Sequence[bool]
    valid: bool


@dataclass(frozen=True)
class Gate:
    """Schemas with their texts, and how many token ids there are: what a process is sent to check its engine."""

    cases: Sequence[tuple[Any, Sequence[Text]]]
    width: int


def gate(encode: Encoder) -> Gate:
    """The gate in the tokens of a tokenizer."""

    def text(value: Any, valid: bool) -> Text:
        data = json.dumps(value).encode()
        tokens = encode(data)
        ends = [_is_json(encode.vocab.decode(tokens[:count])) for count in range(len(tokens))]
        return Text(data.decode(), tokens, ends, valid)

    cases = [
        (schema, [text(value, True) for value in good] + [text(value, False) for value in bad])
        for schema, good, bad in CASES
    ]
    return Gate(cases, len(encode.vocab))


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def check(engine: BaseAdapter, gate: Gate) -> None:
    """Raise GateFailed at the first thing that the adapter gets wrong."""
    for schema, texts in gate.cases:
        try:
            _check_schema(engine, schema, texts, gate.width)
        except GateFailed as failure:
            raise GateFailed(f"{json.dumps(schema)}: {failure}") from None
        except Refused as refusal:
            raise GateFailed(f"{json.dumps(schema)}: refused: {refusal}") from None
        except Exception as error:
            raise GateFailed(f"{json.dumps(schema)}: {type(error).__name__}: {error}") from error


def _check_schema(engine: BaseAdapter, schema: Any, texts: Sequence[Text], width: int) -> None:
    matcher = engine.compile(schema)
    matcher.put_mask()
    _check_buffer(matcher, width)
    start = matcher.buffer.copy()
    for text in texts:
        if _walk(matcher, text) != text.valid:
            raise GateFailed(f"{text.text} is {'valid and not allowed' if text.valid else 'invalid and allowed'}")
        matcher = matcher.restart()
        matcher.put_mask()
        if not np.array_equal(matcher.buffer, start):
            raise GateFailed(f"after {text.text} and a restart the first mask is another one")
    for token in _some_allowed(start, width, matcher.eos):
        _take(matcher, token)
        matcher = matcher.restart()
        matcher.put_mask()


def _check_buffer(matcher: Matcher, width: int) -> None:
    buffer = matcher.buffer
    if buffer.dtype not in (np.int32, np.uint32) or buffer.ndim != 1:
        raise GateFailed(f"its buffer is {buffer.dtype} of shape {buffer.shape}, not int32 or uint32 of one dimension")
    if buffer.size < (width + 31) // 32:
        raise GateFailed(f"its buffer has {buffer.size} words, and {width:,} tokens need {(width + 31) // 32}")


def _walk(matcher: Matcher, text: Text) -> bool:
    """Whether the engine takes the text. GateFailed where it could end in the middle."""
    for count, (token, may_end) in enumerate(zip(text.tokens, text.ends, strict=True)):
        if not may_end and matcher.can_stop():
            raise GateFailed(f"{text.text} may end after {count} of its {len(text.tokens)} tokens")
        if not matcher.allows(token):
            return False
        _take(matcher, token)
    return matcher.can_stop()


def _take(matcher: Matcher, token: int) -> None:
    """Append a token that the mask allows."""
    taken = matcher.advance(token)
    matcher.put_mask()
    if taken is False or matcher.error():
        raise GateFailed(f"token {token} is in the mask and was refused {matcher.error()}".rstrip())


def _some_allowed(mask: Any, width: int, eos: int) -> list[int]:
    bits = np.unpackbits(mask.view(np.uint8), bitorder="little")[:width]
    allowed = [token for token in np.flatnonzero(bits).tolist() if token != eos]
    return allowed[:: max(1, len(allowed) // TRIED)][:TRIED]
