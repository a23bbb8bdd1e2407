"""Profiles of counted regions: one walk answers for every count.

The memo of a counted region depends on how many words it still needs and has room for, and a text of at
most 200 characters passes through 200 such pairs. The walk of the trie is the same for all of them. So it
is done once, without bounds, and remembers how many words of the unit each token takes and each exit
comes after; a memo is then a comparison of those numbers with the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gendecode.constrain.determinise import BETWEEN, next_position
from gendecode.constrain.kernels import (
    ARG_B,
    ARG_D,
    EXIT_NODES,
    KID_FIRST,
    MERGE,
    PENDING,
    TRIE_BYTE,
    TRIE_FIRST,
    TRIE_TOKENS,
    WORK_POS,
    WORK_STACK,
    Address,
    Header,
    ints_at,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.measured import next_number
from gendecode.constrain.regions import allow_tokens, allow_tokens_of, begin_memo, finish_memo, push_kids

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = 0x7FFFFFFF  # the token does not stay in the region; more than any room


@dataclass(frozen=True)
class Profile:
    """What the walk of a counted region found below one trie node.

    Attributes:
        tokens: int32[m]; the tokens that stay in the region, those that take the fewest words first.
        words: int32[m]; how many words each takes, a begun one included.
        exit_nodes: int32[n]; nodes where the region may end.
        exit_words: int32[n]; words before each exit.
        memos: the numbers of the memos made of it, by the need, and by how many tokens and exits fit into the room.
    """

    tokens: NDArray[np.int32]
    words: NDArray[np.int32]
    exit_nodes: NDArray[np.int32]
    exit_words: NDArray[np.int32]
    memos: dict[tuple[int, int, int], int] = field(default_factory=dict)


@kernel
def profile_region(header: Header, start: int, root: int, words_of: Address, ids: int) -> int:
    """Walk the counted region from its ``start``; the exits are left in EXIT_NODES and MERGE; how many.

    ``words_of``, int32[ids], takes the words of each token that stays in the region; the others are left alone.
    """
    stay = ints_at(words_of, ids)
    trie_byte, first_kid, pending = table(header, TRIE_BYTE), table(header, KID_FIRST), table(header, PENDING)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    positions, words = table(header, WORK_POS), table(header, WORK_STACK)
    exits, exit_words = table(header, EXIT_NODES), table(header, MERGE)
    terminator = np.int64(table(header, ARG_B)[start] >> 2) - 1
    count, todo = 0, push_kids(header, 0, root, 1)
    positions[0] = start
    words[0] = 0
    while todo > 0:
        todo -= 1
        node, depth = np.int64(pending[2 * todo]), np.int64(pending[2 * todo + 1])
        position, byte = np.int64(positions[depth - 1]), np.int64(trie_byte[node])
        done = np.int64(words[depth - 1])
        ends = position == start and byte == terminator
        target = np.int64(-1)
        if not ends:
            target = next_position(header, position, byte)
            if target < 0:
                continue
            if table(header, ARG_B)[target] & 1:
                target = np.int64(table(header, ARG_D)[target])
                done += 1
                ends = terminator < 0
        if ends:
            reserve(header, EXIT_NODES, count + 1)
            reserve(header, MERGE, count + 1)
            exits[count] = node
            exit_words[count] = done
            count += 1
        if target < 0:
            continue
        for i in range(first[node], first[node + 1]):
            stay[tokens[i]] = done if target == start else done + 1
        if first_kid[node] < first_kid[node + 1]:
            reserve(header, WORK_POS, depth + 1)
            positions[depth] = target
            words[depth] = done
            todo = push_kids(header, todo, node, depth + 1)
    return np.int64(count)


@kernel
def profile_measured(header: Header, start: int, need: int, root: int, words_of: Address, ids: int) -> int:
    """The same for a measured region at its position ``start``, which still needs so many characters.

    The words of a token are here the room that it takes: its characters, and those of the shortest end after it.
    """
    stay, flags = ints_at(words_of, ids), table(header, ARG_B)
    trie_byte, first_kid, pending = table(header, TRIE_BYTE), table(header, KID_FIRST), table(header, PENDING)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    positions, words = table(header, WORK_POS), table(header, WORK_STACK)
    exits, exit_words = table(header, EXIT_NODES), table(header, MERGE)
    count, todo = 0, push_kids(header, 0, root, 1)
    asked, still, following = np.int64(-1), np.int64(-1), np.int64(-1)
    positions[0], words[0] = start, 0
    while todo > 0:
        todo -= 1
        node, depth = np.int64(pending[2 * todo]), np.int64(pending[2 * todo + 1])
        target = next_position(header, np.int64(positions[depth - 1]), np.int64(trie_byte[node]))
        if target < 0:
            continue
        done = np.int64(words[depth - 1]) + (flags[target] & BETWEEN > 0)
        if target != asked or max(need - done, 0) != still:  # mostly the same again
            asked, still = target, max(need - done, 0)
            following = next_number(header, target, still)
        if following < 0:
            continue
        if flags[target] & 1:
            reserve(header, EXIT_NODES, count + 1)
            reserve(header, MERGE, count + 1)
            exits[count] = node
            exit_words[count] = done
            count += 1
        if flags[target] & 2:
            for i in range(first[node], first[node + 1]):
                stay[tokens[i]] = done + following
            if first_kid[node] < first_kid[node + 1]:
                reserve(header, WORK_POS, depth + 1)
                positions[depth], words[depth] = target, done
                todo = push_kids(header, todo, node, depth + 1)
    return np.int64(count)


@kernel
def build_counted_memo(
    header: Header, need: int, room: int, tokens: Address, fit: int, exits_at: Address, before: Address, count: int
) -> int:
    """The memo of a profile for the bounds (need, room); its number, or -1 when the memo tables are full.

    ``tokens[:fit]`` are those that stay and fit into the room; ``exit_nodes`` and ``exit_words``, int32[count].
    """
    exit_nodes, exit_words = ints_at(exits_at, count), ints_at(before, count)
    first_kid, exits = table(header, KID_FIRST), table(header, EXIT_NODES)
    if not begin_memo(header):
        return np.int64(-1)
    allow_tokens(header, ints_at(tokens, fit), 0, fit)
    kept = 0
    for i in range(count):
        if need <= exit_words[i] <= room:
            node = np.int64(exit_nodes[i])
            allow_tokens_of(header, node)
            if first_kid[node] < first_kid[node + 1]:
                reserve(header, EXIT_NODES, kept + 1)
                exits[kept] = node
                kept += 1
    return finish_memo(header, kept)
