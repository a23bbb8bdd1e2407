"""Members that imply others: where one occurs, another must occur before the object closes.

In any order that is a condition on closing: an implied member can always still come. In declared order a member may
lie behind, so no member is written whose implied ones lie behind unwritten, and none is passed over that is implied.
There implications are closed transitively, and the set of what an object has seen has the members that are implied so
far as well: those behind have occurred, those ahead are due.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from gendecode.constrain.kernels import LISTS, SLOTS, START, WORDS, Header, kernel, table
from gendecode.constrain.object_sets import (
    DEMAND_BIT,
    IMPLIES,
    IN_ORDER,
    NAME_COUNT,
    ORDER,
    SLOT_BASE,
    column,
    has_code,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gendecode.grammar.ir import Object


def with_consequences(node: Object) -> Object:
    """The same object with all implications written out: what a required member implies is required too."""
    if not node.implies:
        return node
    direct: dict[int, set[int]] = {}
    for member, implied in node.implies:
        direct.setdefault(member, set()).add(implied)
    needed = _reached(direct, (i for i, member in enumerate(node.members) if member.required))
    pairs = set(node.implies)
    if node.order == "declared":
        pairs = {(member, implied) for member in direct for implied in _reached(direct, [member])}
    return node._replace(
        members=tuple(member._replace(required=i in needed) for i, member in enumerate(node.members)),
        implies=tuple(sorted((a, b) for a, b in pairs if a != b and b not in needed)),
    )


def implication_list(node: Object, order: list[int], begin: int) -> list[int]:
    """The implications as LISTS has them from ``begin`` on, with members by their places in ``order``.

    For each member, and after the last one, where its implied members begin; then all of those.
    """
    place = {member: i for i, member in enumerate(order)}
    implied: list[list[int]] = [[] for _ in order]
    for member, other in node.implies:
        implied[place[member]].append(place[other])
    starts = itertools.accumulate(map(len, implied), initial=begin + len(order) + 1)
    return [*starts, *itertools.chain.from_iterable(implied)]


def _reached(direct: dict[int, set[int]], members: Iterable[int]) -> set[int]:
    """The members, and all that they imply, directly or not."""
    found = set(members)
    pending = list(found)
    while pending:
        fresh = direct.get(pending.pop(), set()) - found
        found |= fresh
        pending += fresh
    return found


@kernel
def implications_hold(header: Header, obj: int, seen: int) -> bool:
    """True when every member has occurred that one of ``seen`` implies."""
    at = column(header, obj, IMPLIES)
    if at < 0:
        return True
    lists, words, start = table(header, LISTS), table(header, WORDS), table(header, START)
    if column(header, obj, IN_ORDER):
        return _first_due(header, obj, seen) == column(header, obj, NAME_COUNT)
    for i in range(start[seen], start[seen + 1]):
        code = np.int64(words[i])
        if code < DEMAND_BIT:
            for j in range(lists[at + code], lists[at + code + 1]):
                if not has_code(header, seen, 0, np.int64(lists[j])):
                    return False
    return True


@kernel
def _first_due(header: Header, obj: int, seen: int) -> int:
    """The first place in the declared order whose member is implied and has not occurred; behind the last if none."""
    words, start, slots = table(header, WORDS), table(header, START), table(header, SLOTS)
    base, due = column(header, obj, SLOT_BASE), column(header, obj, NAME_COUNT)
    for i in range(start[seen] + 2, start[seen + 1]):
        if words[i] < DEMAND_BIT:
            place = np.int64(slots[4 * (base + np.int64(words[i])) + ORDER])
            if words[start[seen]] <= place < due:
                due = place
    return due


@kernel
def implications_allow(header: Header, obj: int, seen: int, member: int) -> bool:
    """In declared order: True when ``member`` implies nothing that lies behind and passes over nothing implied."""
    if column(header, obj, IMPLIES) < 0:
        return True
    order = np.int64(table(header, SLOTS)[4 * (column(header, obj, SLOT_BASE) + member) + ORDER])
    return order <= _first_due(header, obj, seen) and _possible_after(header, obj, seen, member, member)


@kernel
def _possible_after(header: Header, obj: int, seen: int, other: int, member: int) -> bool:
    """True when what ``other`` implies has occurred, or can still come after ``member``, which comes next."""
    lists, slots, at = table(header, LISTS), table(header, SLOTS), column(header, obj, IMPLIES)
    base = column(header, obj, SLOT_BASE)
    following, order = np.int64(table(header, WORDS)[table(header, START)[seen]]), slots[4 * (base + member) + ORDER]
    for i in range(lists[at + other], lists[at + other + 1]):
        implied = np.int64(lists[i])
        place = slots[4 * (base + implied) + ORDER]
        if place < order and (place >= following or not has_code(header, seen, 2, implied)):
            return False
    return True


@kernel
def members_after(header: Header, obj: int, seen: int, member: int) -> int:
    """In declared order: how many declared members can still come after ``member``, which comes next."""
    names, slots, base = column(header, obj, NAME_COUNT), table(header, SLOTS), column(header, obj, SLOT_BASE)
    order, count = np.int64(slots[4 * (base + member) + ORDER]), np.int64(0)
    if column(header, obj, IMPLIES) < 0:
        return names - order - 1
    for other in range(names):
        if slots[4 * (base + other) + ORDER] > order:
            count += _possible_after(header, obj, seen, other, member)
    return count
