"""Traces as people read them: a table of tokens, and where the text left the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

import gendecode as gd
from jsonschemabench.report.table import Cell, Table, count, number, printable, text, time
from jsonschemabench.trace import Step, Trace

WINDOW = 64
"""Characters of the text before and after the place that are shown with it."""
SHOWN = 12
"""Tokens that were allowed there, at most."""


@dataclass(frozen=True)
class Departure:
    """Where an engine says that a text leaves the language.

    Attributes:
        offset: characters of the text before that place.
        line, caret: a part of the text, and a caret that stands under the place.
        allowed: how many tokens were, and a few of them.
    """

    offset: int
    line: str
    caret: str
    allowed: str


def table_of(traces: Sequence[Trace], tokens: Sequence[int], vocab: gd.Vocab) -> Table:
    """Every token with the size of the mask before it and the time for the next, engines side by side."""
    reached = max((len(trace.steps) for trace in traces), default=0)
    shown = [*(_shown(vocab.decode([token])) for token in tokens), "(end)"][:reached]
    rows = []
    for place, token in enumerate(shown):
        cells = [count(place), text(token)]
        for trace in traces:
            cells += _cells(trace.steps[place]) if place < len(trace.steps) else [Cell("")] * 3
        rows.append(cells)
    columns = ["token", "text"]
    for trace in traces:
        columns += [trace.engine, "mask", "µs"]
    note = (
        "allowed: whether the mask holds the token, and at the end whether the text may stop; mask: how many tokens it "
        "holds, the end of sequence among them; µs: to append the token and have the next mask"
    )
    words = frozenset({1, *range(2, len(columns), 3)})
    return Table("trace", f"{len(tokens)} token{'s' * (len(tokens) != 1)}", note, columns, rows, words)


def _cells(step: Step) -> list[Cell]:
    word = Cell("allowed") if step.allowed else Cell("NOT allowed", mark="alert")
    return [word, count(step.size), time(step.microseconds)]


def departure(trace: Trace, tokens: Sequence[int], vocab: gd.Vocab) -> Departure | None:
    """Where and why the engine went no further; None when the text is in the language, or it failed otherwise.

    A token that is not allowed may begin well: the place is after what it has in common with the tokens that are.
    """
    place = trace.left_at
    if place is None:
        return None
    data = vocab.decode(tokens)
    others = trace.steps[place].others
    # Ids beyond the vocabulary are padding of the engine's.
    allowed = [vocab.token_bytes(int(token)) for token in (others if others is not None else ()) if token < len(vocab)]
    before = len(vocab.decode(tokens[:place]))
    if place < len(tokens):
        refused = vocab.decode([tokens[place]])
        before += max((_common(refused, other) for other in allowed if other), default=0)
    line, caret = excerpt(data, before)
    return Departure(len(data[:before].decode(errors="replace")), line, caret, _listing(allowed))


def _common(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same


def excerpt(data: bytes, offset: int) -> tuple[str, str]:
    """The text near a byte offset in one line, and a caret under the character that stands there."""
    before = printable(data[:offset].decode(errors="replace"))
    after = printable(data[offset:].decode(errors="replace"))
    left = ("…" if len(before) > WINDOW else "") + before[-WINDOW:]
    right = after[:WINDOW] + ("…" if len(after) > WINDOW else "")
    return left + right, " " * cell_len(left) + "^"


def _listing(allowed: Iterable[bytes | None]) -> str:
    """How many tokens, and the plainest of them: short and printable ones first; special tokens have no text."""
    found = list(allowed)
    texts = sorted({_shown(data) for data in found if data}, key=_plainness)
    end = ["end of sequence"] if None in found else []
    if len(texts) + len(end) <= SHOWN:
        return ", ".join([*texts, *end]) or "nothing"
    return f"{', '.join([*texts[: SHOWN - len(end)], *end])}, … ({len(found):,} tokens)"


def _plainness(shown: str) -> tuple[bool, int, str]:
    return "\\" in shown, len(shown), shown


def _shown(data: bytes) -> str:
    """The bytes of a token in quotes, as text where they are UTF-8."""
    try:
        return repr(data.decode())
    except UnicodeDecodeError:
        return repr(data)


def headline(trace: Trace, label: bool | None) -> str:
    """One line: the version, the times, the verdict and whether that is right."""
    parts = [f"{trace.engine} {trace.version}".strip()]
    if trace.compile is not None and trace.first_mask is not None:
        parts.append(f"compiled in {number(trace.compile)} µs, first mask after {number(trace.first_mask)} µs")
    if trace.failure:
        parts.append(trace.failure)
    else:
        verdict = "accepts the text" if trace.accepted else "rejects the text"
        right = "" if label is None else ", which is right" if trace.accepted == label else ", which is WRONG"
        parts.append(verdict + right)
    return printable(": ".join((parts[0], "; ".join(parts[1:]))))


def as_data(trace: Trace, tokens: Sequence[int], vocab: gd.Vocab, label: bool | None) -> dict[str, Any]:
    """The trace for programs."""
    left = departure(trace, tokens, vocab)
    return {
        "engine": trace.engine,
        "version": trace.version,
        "compile": trace.compile,
        "first_mask": trace.first_mask,
        "accepted": trace.accepted,
        "valid": label,
        "failure": trace.failure,
        "left_at": None if left is None else {"character": left.offset, "allowed": left.allowed},
        "steps": [
            {"token": token, "allowed": step.allowed, "mask": step.size, "microseconds": step.microseconds}
            for token, step in zip([*tokens, None], trace.steps, strict=False)
        ],
    }
