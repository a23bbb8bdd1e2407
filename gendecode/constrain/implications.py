"""Members that imply others: where one occurs, another must occur before the object closes.

In any order that is a condition on closing: an implied member can always still come. In declared order a member may
lie behind, so no member is written whose implied ones lie behind unwritten, and none is passed over that is implied.
There the pairs are closed transitively, so that one look at each pair is enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gendecode.constrain.kernels import LISTS, SLOTS, Header, kernel, table
from gendecode.constrain.object_sets import IMPLIES, NAME_COUNT, ORDER, SLOT_BASE, column, has_code, skipped

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


def implication_list(node: Object, order: list[int]) -> list[int]:
    """The implications as LISTS has them: their number, then the pairs, members by their places in ``order``."""
    place = {member: i for i, member in enumerate(order)}
    return [len(node.implies), *(place[member] for pair in node.implies for member in pair)]


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
    lists, skip = table(header, LISTS), skipped(header, obj)
    for pair in range(at + 1, at + 1 + 2 * np.int64(lists[at]), 2):
        present = has_code(header, seen, skip, np.int64(lists[pair]))
        if present and not has_code(header, seen, skip, np.int64(lists[pair + 1])):
            return False
    return True


@kernel
def implications_allow(header: Header, obj: int, seen: int, member: int, following: int) -> bool:
    """In declared order: True when ``member`` implies nothing that lies behind and passes over nothing implied.

    ``following`` is the first place in that order that has not been passed yet.
    """
    at = column(header, obj, IMPLIES)
    if at < 0:
        return True
    lists, slots, base = table(header, LISTS), table(header, SLOTS), column(header, obj, SLOT_BASE)
    order = slots[4 * (base + member) + ORDER]
    for pair in range(at + 1, at + 1 + 2 * np.int64(lists[at]), 2):
        first, implied = np.int64(lists[pair]), np.int64(lists[pair + 1])
        place = slots[4 * (base + implied) + ORDER]
        if place < order:
            due = first == member or (place >= following and has_code(header, seen, 2, first))
            if due and not has_code(header, seen, 2, implied):
                return False
    return True


@kernel
def members_after(header: Header, obj: int, seen: int, member: int) -> int:
    """In declared order: how many declared members can still come after ``member``."""
    at, names = column(header, obj, IMPLIES), column(header, obj, NAME_COUNT)
    slots, base = table(header, SLOTS), column(header, obj, SLOT_BASE)
    order = slots[4 * (base + member) + ORDER]
    if at < 0:
        return names - order - 1
    lists, count = table(header, LISTS), np.int64(0)
    for other in range(names):
        possible = slots[4 * (base + other) + ORDER] > order
        for pair in range(at + 1, at + 1 + 2 * np.int64(lists[at]), 2):
            implied = np.int64(lists[pair + 1])
            if possible and lists[pair] == other and slots[4 * (base + implied) + ORDER] < order:
                possible = has_code(header, seen, 2, implied)
        count += possible
    return count
