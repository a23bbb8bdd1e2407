"""Automata from parts: texts, bytes, characters, and the regular operations on automata.

Every function returns a trimmed automaton. The empty language has none, so an empty union, an empty
set of words or characters raises UnsatisfiableError. ``limit`` bounds the states of the result
(LimitExceeded); functions whose result is linear in the input have none by default.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import DEFAULT_LIMIT, Builder, Edge, from_lists, too_many_states
from gendecode.automata.charset import CharSet
from gendecode.automata.spelling import Spelling, append_edge, spell
from gendecode.errors import UnsatisfiableError


def literal(data: bytes) -> Automaton:
    """Exactly ``data``."""
    size = len(data)
    read = np.frombuffer(data, np.uint8)
    return Automaton(
        starts=np.zeros(1, np.int32),
        first=np.minimum(np.arange(size + 2), size).astype(np.int32),
        low=read,
        high=read,
        target=np.arange(1, size + 1, dtype=np.int32),
        accepting=np.arange(size + 1) == size,
    )


def words(options: Iterable[bytes], *, limit: int | None = None) -> Automaton:
    """Any one of ``options``: the minimal acyclic deterministic automaton of a finite set.

    Sorted words are added one by one; the states behind the last branching point are final then, and
    are looked up by their edges (Daciuk and others, 2000). Linear in the total length.
    """
    pool: list[tuple[bool, tuple[Edge, ...]]] = []
    known: dict[tuple[bool, tuple[Edge, ...]], int] = {}
    # The path of the last word: per node whether it accepts, and the edges finished so far.
    ends: list[bool] = [False]
    path: list[list[Edge]] = [[]]
    last = b""

    def close(depth: int) -> None:
        """Finish the nodes of the path below ``depth``."""
        for at in range(len(last), depth, -1):
            key = (ends.pop(), tuple(path.pop()))
            node = known.get(key)
            if node is None:
                node = known[key] = len(pool)
                pool.append(key)
                if limit is not None and node >= limit:
                    raise too_many_states(limit, "a set of words")
            append_edge(path[-1], last[at - 1], last[at - 1], node)

    empty = True
    for word in sorted(set(options)):
        empty = False
        common = _common_prefix(last, word)
        close(common)
        for _ in range(common, len(word)):
            ends.append(False)
            path.append([])
        ends[-1] = True
        last = word
    if empty:
        raise UnsatisfiableError("an empty set of words: no text is allowed")
    close(0)
    pool.append((ends[0], tuple(path[0])))
    return _reversed_order(pool)


def _common_prefix(a: bytes, b: bytes) -> int:
    size = min(len(a), len(b))
    if a[:size] == b[:size]:
        return size
    return next(i for i in range(size) if a[i] != b[i])


def _reversed_order(pool: list[tuple[bool, tuple[Edge, ...]]]) -> Automaton:
    """The pool holds children before parents and the root last; an Automaton starts at state 0."""
    top = len(pool) - 1
    edges = [[(low, high, top - node) for low, high, node in out] for _, out in reversed(pool)]
    return from_lists(edges, [accepting for accepting, _ in reversed(pool)])


def byte_ranges(ranges: Iterable[tuple[int, int]]) -> Automaton:
    """One byte in any of the inclusive ranges."""
    builder = Builder()
    start, final = builder.state(), builder.state()
    for low, high in ranges:
        if not 0 <= low <= high < 256:
            raise ValueError(f"({low}, {high}) is not a range of bytes")
        builder.edge(start, low, high, final)
    return _some(builder.finish(start, final), "an empty set of bytes")


def characters(charset: CharSet, spelling: Spelling = "utf8") -> Automaton:
    """One character of ``charset`` in UTF-8, or spelled as inside a JSON string. Surrogates are left out."""
    builder = Builder()
    start, final = builder.state(), builder.state()
    builder.characters(start, spell(charset, spelling), final)
    return _some(builder.finish(start, final), "an empty set of characters")


def json_characters(charset: CharSet) -> Automaton:
    """One character of ``charset`` as ``json.dumps(..., ensure_ascii=False)`` writes it inside a string.

    That is: ``\\" \\\\ \\b \\f \\n \\r \\t``, other controls below U+0020 as ``\\u00xx`` in lower case,
    everything else (DEL included) as raw UTF-8.
    """
    return characters(charset, "json")


def concat(*parts: Automaton, limit: int | None = DEFAULT_LIMIT) -> Automaton:
    """A word of each part, one after the other; no parts: the empty text."""
    if len(parts) == 1:
        return parts[0]
    builder = Builder(limit)
    start = at = builder.state()
    for part in parts:
        following = builder.state()
        builder.embed(part, at, following)
        at = following
    return _some(builder.finish(start, at), "a sequence")


def union(*parts: Automaton, limit: int | None = DEFAULT_LIMIT) -> Automaton:
    """A word of any one of the parts, of which there must be one at least."""
    if len(parts) == 1:
        return parts[0]
    builder = Builder(limit)
    start, final = builder.state(), builder.state()
    for part in parts:
        builder.embed(part, start, final)
    return _some(builder.finish(start, final), "a union of no parts")


def repeat(part: Automaton, low: int, high: int | None, *, limit: int | None = DEFAULT_LIMIT) -> Automaton:
    """From ``low`` to ``high`` words of ``part`` in a row; ``high=None`` means no upper bound.

    Builds ``high`` copies (``low`` when unbounded, one at least). Where that is too many, use
    :class:`gendecode.grammar.ir.Counted` or :class:`~gendecode.grammar.ir.Repeat`.
    """
    if low < 0 or (high is not None and high < low):
        raise ValueError(f"repeat from {low} to {high} times is not a range")
    copies = max(low, 1) if high is None else high
    if limit is not None and copies * max(part.states - 1, 1) > limit:
        raise too_many_states(limit, f"a repeat of {copies} copies of {part.states} states")
    builder = Builder(limit)
    start = at = builder.state()
    final = builder.state()
    for index in range(copies):
        if index >= low:
            builder.epsilon(at, final)
        following = builder.state()
        builder.embed(part, at, following)
        if high is None and index == copies - 1:
            builder.epsilon(following, at)
        at = following
    builder.epsilon(at, final)
    return _some(builder.finish(start, final), "a repeat")


def optional(part: Automaton) -> Automaton:
    """A word of ``part``, or the empty text."""
    return part if part.nullable else repeat(part, 0, 1, limit=None)


def non_empty(part: Automaton) -> Automaton | None:
    """The words of ``part`` except the empty one; None when there is no other."""
    if not part.nullable:
        return part
    builder = Builder(None)
    start, entry, final = builder.state(), builder.state(), builder.state()
    builder.embed(part, entry, final)
    builder.copy_edges(entry, start)
    return builder.finish(start, final)


def _some(found: Automaton | None, what: str) -> Automaton:
    if found is None:
        raise UnsatisfiableError(f"{what}: no text is allowed")
    return found
