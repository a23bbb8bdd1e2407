"""Special tokens: what a ``Special`` node of a grammar means in a vocabulary."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from gendecode.errors import GrammarError, UnsatisfiableError

if TYPE_CHECKING:
    from gendecode.constrain.lexicon import Lexicon
    from gendecode.grammar.ir import Special

_SHOWN = 8  # names in a message


def special_ranges(node: Special, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The inclusive ranges of ids that ``node`` means, sorted and apart.

    Raises GrammarError for a name that the vocabulary does not have, UnsatisfiableError when no id is left.
    """
    found = set[tuple[int, int]]()
    for name in node.names:
        if name not in lexicon.names:
            raise GrammarError(_unknown(name, lexicon))
        found.add((lexicon.names[name], lexicon.names[name]))
    ranges = _joined([*found, *((low, min(high, lexicon.ids - 1)) for low, high in node.ids)])
    if node.complement:
        ranges = _others(_joined([*ranges, *((token, token) for token in lexicon.eos)]), lexicon.ids)
    if not ranges:
        raise UnsatisfiableError(f"no token of the vocabulary of {lexicon.ids} ids is meant by {node}")
    return ranges


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if low > high:
            continue
        if out and low <= out[-1][1] + 1:
            out[-1] = out[-1][0], max(high, out[-1][1])
        else:
            out.append((low, high))
    return out


def _others(ranges: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The ids below ``size`` that are in none of the ranges, which are sorted and apart."""
    begins = [0, *(high + 1 for _, high in ranges)]
    ends = [*(low - 1 for low, _ in ranges), size - 1]
    return [(begin, end) for begin, end in zip(begins, ends, strict=True) if begin <= end]


def _unknown(name: str, lexicon: Lexicon) -> str:
    names = sorted(lexicon.names)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"the vocabulary has no special token {name!r}; did you mean {near[0]!r}?"
    shown = ", ".join(map(repr, names[:_SHOWN])) + (", ..." if len(names) > _SHOWN else "")
    return f"the vocabulary has no special token {name!r}; it has {shown or 'none'}"
