"""What the reference recognisers are made of: how a node reads a text, and steps of an automaton."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gendecode.automata.automaton import Automaton


class Match(NamedTuple):
    """How a node reads a text from some position on.

    Attributes:
        ends: the positions at which a word of the node ends.
        follow: the bytes that may come next after the whole text, inside a word of the node.
    """

    ends: frozenset[int]
    follow: frozenset[int]


NONE = Match(frozenset(), frozenset())


def leads_on(words: Automaton, states: frozenset[int], word: bytes, taken: frozenset[bytes]) -> bool:
    """True when some word that is not taken begins with ``word``, which leads to ``states``."""
    pending = deque([(states, word)])
    # Every word met is another one, so one more than there are taken settles it.
    while pending:
        current, word = pending.popleft()
        if not any(other.startswith(word) for other in taken):
            return True
        if any(words.accepting[q] for q in current) and word not in taken:
            return True
        pending.extend((step(words, current, b), word + bytes([b])) for b in leaving(words, current))
    return False


def union(matches: Iterable[Match]) -> Match:
    ends: set[int] = set()
    follow: set[int] = set()
    for match in matches:
        ends |= match.ends
        follow |= match.follow
    return Match(frozenset(ends), frozenset(follow))


def _edges(automaton: Automaton, states: Iterable[int]) -> Iterator[int]:
    for q in states:
        yield from range(automaton.first[q], automaton.first[q + 1])


def step(automaton: Automaton, states: frozenset[int], byte: int) -> frozenset[int]:
    """The states after one more byte."""
    edges = _edges(automaton, states)
    return frozenset(int(automaton.target[e]) for e in edges if automaton.low[e] <= byte <= automaton.high[e])


def leaving(automaton: Automaton, states: Iterable[int]) -> set[int]:
    """The bytes that can be read in one of the states."""
    edges = _edges(automaton, states)
    return {byte for e in edges for byte in range(int(automaton.low[e]), int(automaton.high[e]) + 1)}
