"""The grammars of the catalogue, compiled, and random texts of them."""

from __future__ import annotations

import functools
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lark
import numpy as np

import gendecode as gd
import oracles
from derive import ALPHABET, Deriver

FOLDER = Path(__file__).parents[2] / "grammars"

ORACLES = {
    "arithmetic": oracles.accepts_arithmetic,
    "chess_san": oracles.accepts_san,
    "csv": oracles.accepts_csv,
    "graphql_query": oracles.accepts_graphql,
    "iso_date": oracles.accepts_date,
    "json": oracles.accepts_json,
    "json5": oracles.accepts_json5,
    "markdown_table": oracles.accepts_markdown_table,
    "python_subset": oracles.accepts_python,
    "semver": oracles.accepts_semver,
    "smiles": oracles.accepts_smiles,
    "sql_select": oracles.accepts_sql,
    "sygus_bv": oracles.accepts_sygus,
    "sygus_slia": oracles.accepts_sygus,
    "url": oracles.accepts_url,
    "xml": oracles.accepts_xml,
}


@functools.cache
def constraint(name: str, start: str = "start") -> Any:
    return gd.compile(gd.lark(FOLDER / f"{name}.lark", start=start), gd.Vocab.bytes_only())


@functools.cache
def parser(name: str, start: str = "start", ambiguity: str = "resolve") -> lark.Lark:
    source = (FOLDER / f"{name}.lark").read_text(encoding="utf-8")
    return lark.Lark(source, parser="earley", lexer="dynamic_complete", start=start, ambiguity=ambiguity)


def lark_accepts(name: str, text: str) -> bool:
    try:
        parser(name, ambiguity="forest").parse(text)  # the forest alone: trees would take most of the time
    except lark.UnexpectedInput:
        return False
    return True


# A walk picks a kind of byte before the byte, or letters would crowd out everything else.
KINDS = [
    (6.0, string.punctuation),
    (3.0, string.ascii_letters),
    (2.0, string.digits),
    (2.0, " "),
    (0.5, "\n"),
    (0.2, "".join(map(chr, [*range(10), *range(11, 32), *range(127, 256)]))),
]
KIND_OF = {ord(character): number for number, (_, characters) in enumerate(KINDS) for character in characters}
CLOSING = frozenset(b"\"')]}>")


def allowed_bytes(state: Any) -> frozenset[int]:
    """The bytes in the mask; the vocabulary is that of the bytes, and the id after them ends the text."""
    bits = np.unpackbits(state.mask().view(np.uint8), bitorder="little")
    assert bool(bits[256]) == state.can_stop()
    return frozenset(np.flatnonzero(bits[:256]).tolist())


def pick(rng: random.Random, allowed: frozenset[int]) -> int:
    kinds: dict[int, list[int]] = {}
    for byte in sorted(allowed):
        kinds.setdefault(KIND_OF[byte], []).append(byte)
    kind = rng.choices(list(kinds), [KINDS[number][0] for number in kinds])[0]
    return rng.choice(kinds[kind])


def free_walk(state: Any, rng: random.Random, length: int) -> bytes | None:
    """A random text along the masks: after ``length`` bytes it closes what it can; None if it finds no end soon."""
    text = bytearray()
    while len(text) < 2 * length + 20:
        allowed = allowed_bytes(state)
        late = len(text) >= length
        if state.can_stop() and (late or not allowed or rng.random() < 0.5 * len(text) / length):
            return bytes(text)
        text.append(pick(rng, (late and allowed & CLOSING) or allowed))
        state = state.advance(text[-1])
    return None


def guided_walk(state: Any, rng: random.Random, guide: bytes) -> bytes:
    """A walk along the masks beside a text of the language, sometimes aside, if the rest still leads to an end."""
    text = bytearray()
    place = 0
    departures = {rng.randrange(len(guide)) for _ in range(6)} if guide else set()
    while place < len(guide):
        if place in departures:
            departures.remove(place)
            byte = pick(rng, allowed_bytes(state))
            aside = state.advance(byte)
            if (skipped := _rejoins(aside, guide, place)) is not None:
                text.append(byte)
                state, place = aside, place + skipped
                continue
        text.append(guide[place])
        state, place = state.advance(guide[place]), place + 1
    assert state.can_stop()
    return bytes(text)


def _rejoins(state: Any, guide: bytes, place: int) -> int | None:
    """How many bytes of the guide to leave out, 0 or 1, so that the rest ends the text; None if neither does."""
    for skipped in (0, 1):
        end = state.advance_bytes(guide[place + skipped :])
        if end is not None and end.can_stop():
            return skipped
    return None


def guided_walks(name: str, count: int, start: str = "start") -> list[str]:
    deriver = Deriver(parser(name, start), seed=5)
    begin = constraint(name, start).start()
    guides = [deriver.text(deriver.random.choice((5, 10, 20, 40))) for _ in range(count)]
    return [guided_walk(begin, deriver.random, guide.encode()).decode() for guide in guides]


def free_walks(name: str, attempts: int, length: int, start: str = "start") -> list[str]:
    rng = random.Random(f"walks of {name}")
    begin = constraint(name, start).start()
    found = [free_walk(begin, rng, rng.randint(1, length)) for _ in range(attempts)]
    return [text.decode() for text in found if text is not None]


def mutations(texts: list[str], count: int, seed: str, alphabet: str = ALPHABET) -> Iterator[str]:
    """Texts with one or two small changes: a character more, fewer, another one, two exchanged, a part repeated."""
    rng = random.Random(seed)
    for _ in range(count):
        text = rng.choice(texts)
        for _ in range(rng.randint(1, 2)):
            text = _mutated(text, rng, alphabet)
        yield text


def _mutated(text: str, rng: random.Random, alphabet: str) -> str:
    place, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    near = min(place + rng.randint(1, 3), len(text))
    return rng.choice(
        [
            text[:place] + rng.choice(alphabet) + text[place:],
            text[:place] + rng.choice(text or alphabet) + text[place:],
            text[:place] + text[near:],
            text[:place] + rng.choice(alphabet) + text[place + 1 :],
            text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :],
            text[:end] + text[place:end] + text[end:] if end - place < 20 else text[:place],
        ]
    )
