"""The part of the reference recogniser that reads repetitions whose items differ."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from gendecode.grammar.ir import Node, Repeat, Words
from gendecode.testing.matches import Match, leads_on, leaving, step


class Reader(Protocol):
    """Reads nodes of one text."""

    text: bytes

    def match(self, node: Node, at: int) -> Match:
        """How ``node`` reads the text from position ``at`` on."""

    def of(self, text: bytes) -> Reader:
        """A reader of the same grammar for another text."""

    def read(self, root: Node) -> Match:
        """How ``root`` reads the whole text."""


class DistinctReader:
    """Reads one distinct Repeat: every set of items is followed on its own."""

    def __init__(self, reader: Reader, node: Repeat) -> None:
        self._reader, self._node = reader, node

    def match(self, at: int) -> Match:
        nothing = frozenset[Hashable]()
        ends = {at} if self._node.low == 0 else set()
        inside = set[int]()
        pending = [(at, nothing)]
        seen = set(pending)
        while pending:
            start, taken = pending.pop()
            item = self._item(taken)
            if item is None:
                continue
            here = Match(frozenset([start]), frozenset())
            before = self._reader.match(self._node.separator, start) if taken else here
            inside |= before.follow
            for begin in before.ends:
                scalars, composites = self._scalars(item, begin, taken), self._composites(item, begin, taken)
                inside |= scalars[1] | composites[1]
                for end, value in scalars[0] + composites[0]:
                    after = (end, taken | {value})
                    if len(after[1]) >= self._node.low:
                        ends.add(end)
                    if after not in seen:
                        seen.add(after)
                        pending.append(after)
        return Match(frozenset(ends), frozenset(inside))

    def _item(self, taken: frozenset[Hashable]) -> Words | None:
        """The next item, if it has a word left."""
        node, count = self._node, len(taken)
        item = node.first[count] if count < len(node.first) else node.item
        if not isinstance(item, Words) or (node.high is not None and count >= node.high):
            return None
        words = item.automaton
        left = words is not None and leads_on(words, frozenset(words.starts.tolist()), b"", _texts(taken))
        return item if left or item.node is not None else None

    def _scalars(self, item: Words, at: int, taken: frozenset[Hashable]) -> _Found:
        """The words from ``at`` on that are not taken, with their ends, and the bytes that may follow the text."""
        text, words = self._reader.text, item.automaton
        found: list[tuple[int, Hashable]] = []
        states, end = frozenset(() if words is None else words.starts.tolist()), at
        while states and words is not None:
            if any(words.accepting[q] for q in states) and text[at:end] not in taken:
                found.append((end, text[at:end]))
            if end == len(text):
                following = ((byte, step(words, states, byte)) for byte in leaving(words, states))
                some = _texts(taken)
                return found, {b for b, after in following if leads_on(words, after, text[at:end] + bytes([b]), some)}
            states = step(words, states, text[end])
            end += 1
        return found, set()

    def _composites(self, item: Words, at: int, taken: frozenset[Hashable]) -> _Found:
        """The same of arrays and objects. A byte may follow if one can go on after it, or ends with a new value."""
        if item.node is None:
            return [], set()
        text, match = self._reader.text[at:], self._reader.match(item.node, at)
        values = [(end, _value(text[: end - at])) for end in match.ends]
        follow = set[int]()
        for byte in match.follow:
            more = text + bytes([byte])
            after = self._reader.of(more).read(item.node)
            if after.follow or (len(more) in after.ends and _value(more) not in taken):
                follow.add(byte)
        return [(end, value) for end, value in values if value not in taken], follow


_Found: TypeAlias = "tuple[list[tuple[int, Hashable]], set[int]]"


def _texts(taken: Iterable[Hashable]) -> frozenset[bytes]:
    return frozenset(word for word in taken if isinstance(word, bytes))


def _value(text: bytes) -> Hashable:
    """The JSON value of a text: equal for equal values, and never bytes."""
    return _frozen(json.loads(text, parse_int=Fraction, parse_float=Fraction))


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return frozenset((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return value.__class__, value
