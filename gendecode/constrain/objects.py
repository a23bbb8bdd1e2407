"""What a JSON object may still contain: the part of a state that is not context-free.

How it is kept says object_sets.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gendecode.constrain.implications import implications_allow, implications_hold, members_after
from gendecode.constrain.kernels import (
    BUFFER,
    LISTS,
    NAME_BYTES,
    NAME_START,
    NEXT_REQUIRED,
    SLOTS,
    START,
    WORDS,
    Header,
    intern,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.layout import EMPTY_PREFIX, ENDLESS, QUOTE, TAG_NAMES, UNKNOWN_NAME
from gendecode.constrain.object_sets import (
    DEMAND_BIT,
    DEMANDS,
    EXTRA_BIT,
    EXTRA_COUNT,
    EXTRA_ROOM,
    GIVES,
    IMPLIES,
    IN_ORDER,
    LEAST,
    MOST,
    NAME_BASE,
    NAME_COUNT,
    NEXT_BASE,
    ORDER,
    REQUIRED,
    REQUIRED_COUNT,
    SLOT_BASE,
    column,
    demands_met,
    has_code,
    members_so_far,
    skipped,
    undeclared_so_far,
)

if TYPE_CHECKING:
    from gendecode.grammar.ir import Object


@kernel
def missing(header: Header, obj: int, seen: int) -> int:
    """How many required members are still missing."""
    words, start, slots = table(header, WORDS), table(header, START), table(header, SLOTS)
    base = column(header, obj, SLOT_BASE)
    total = column(header, obj, REQUIRED_COUNT)
    if total == 0:
        return total
    if column(header, obj, IN_ORDER):
        for i in range(column(header, obj, NAME_COUNT)):
            if slots[4 * (base + i) + REQUIRED] and slots[4 * (base + i) + ORDER] < words[start[seen]]:
                total -= 1
        return total
    for i in range(start[seen], start[seen + 1]):
        if words[i] < DEMAND_BIT and slots[4 * (base + words[i]) + REQUIRED]:
            total -= 1
    return total


def next_required(node: Object) -> list[int]:
    """For each place in the declared order of an object, the next required member from there on."""
    following = len(node.members)
    out = [following]
    for i in range(len(node.members) - 1, -1, -1):
        following = i if node.members[i].required else following
        out.append(following)
    return out[::-1]


@kernel
def _has_room(header: Header, obj: int, seen: int, needed: int) -> bool:
    """True when one more member leaves room for the others that must come.

    Those are the required ones that are missing and one for each demand that is not met; ``needed`` is 1 where the
    new member is one of them.
    """
    most = column(header, obj, MOST)
    if most < 0:
        return True
    needed = missing(header, obj, seen) - needed
    demands = column(header, obj, DEMANDS)
    if demands > 0:
        needed += demands - demands_met(header, obj, seen)
    return members_so_far(header, obj, seen) + 1 + needed <= most


@kernel
def _meets_demand(header: Header, obj: int, extra: int, seen: int) -> bool:
    """True when a member of kind ``extra`` meets a demand that is not met yet."""
    gives, demand = np.int64(table(header, SLOTS)[4 * extra_slot(header, obj, extra) + GIVES]) >> 1, 0
    while gives:
        if gives & 1 and not has_code(header, seen, skipped(header, obj), DEMAND_BIT | demand):
            return True
        gives, demand = gives >> 1, demand + 1
    return False


@kernel
def extra_fits(header: Header, obj: int, extra: int, seen: int) -> bool:
    """True when the bounds leave room for one more member of kind ``extra``."""
    if _has_room(header, obj, seen, 0):
        return True
    return _meets_demand(header, obj, extra, seen) and _has_room(header, obj, seen, 1)


@kernel
def _any_extra_fits(header: Header, obj: int, seen: int) -> bool:
    """True when the bounds leave room for one more undeclared member."""
    if _has_room(header, obj, seen, 0):
        return True
    if column(header, obj, DEMANDS) > 0:
        for extra in range(column(header, obj, EXTRA_COUNT)):
            if extra_fits(header, obj, extra, seen):
                return True
    return False


@kernel
def _enough_left(header: Header, obj: int, seen: int, member: int) -> bool:
    """With a fixed order: True when the members after ``member`` can still reach the minimum."""
    room = column(header, obj, EXTRA_ROOM)
    if room == ENDLESS:
        return True
    count, least = members_so_far(header, obj, seen) + 1, column(header, obj, LEAST)
    return count >= least or count + members_after(header, obj, seen, member) + room >= least


@kernel
def is_allowed(header: Header, obj: int, seen: int, member: int) -> bool:
    """True when the declared ``member`` may come next."""
    words, start = table(header, WORDS), table(header, START)
    base = column(header, obj, SLOT_BASE)
    if column(header, obj, IN_ORDER):
        order = np.int64(table(header, SLOTS)[4 * (base + member) + ORDER])
        following = np.int64(words[start[seen]])
        if order < following:
            return False
        if table(header, NEXT_REQUIRED)[column(header, obj, NEXT_BASE) + following] < order:
            return False
        if not implications_allow(header, obj, seen, member):
            return False
        if not _enough_left(header, obj, seen, member):
            return False
    elif has_code(header, seen, 0, member):
        return False
    return _has_room(header, obj, seen, np.int64(table(header, SLOTS)[4 * (base + member) + REQUIRED]))


@kernel
def any_allowed(header: Header, obj: int, seen: int, begin: int, end: int) -> bool:
    """True when one of the declared members ``begin .. end`` may come next."""
    for member in range(begin, end):  # noqa: SIM110 -- compiled, a loop is what any() would become
        if is_allowed(header, obj, seen, member):
            return True
    return False


@kernel
def extras_allowed(header: Header, obj: int, seen: int) -> bool:
    """True when an undeclared member may come next."""
    if column(header, obj, EXTRA_COUNT) == 0:
        return False
    if column(header, obj, IN_ORDER) and (missing(header, obj, seen) > 0 or not implications_hold(header, obj, seen)):
        return False
    if not _any_extra_fits(header, obj, seen):
        return False
    room = column(header, obj, EXTRA_ROOM)
    if room == ENDLESS:
        return True
    left = room - undeclared_so_far(header, obj, seen)
    # In declared order nothing but undeclared members can follow.
    enough = not column(header, obj, IN_ORDER) or members_so_far(header, obj, seen) + left >= column(header, obj, LEAST)
    return left > 0 and enough


@kernel
def may_close(header: Header, obj: int, seen: int) -> bool:
    """True when the object may end."""
    if members_so_far(header, obj, seen) < column(header, obj, LEAST) or missing(header, obj, seen) > 0:
        return False
    demands = column(header, obj, DEMANDS)
    return (demands == 0 or demands_met(header, obj, seen) == demands) and implications_hold(header, obj, seen)


@kernel
def may_continue(header: Header, obj: int, seen: int) -> bool:
    """True when another member may come."""
    return extras_allowed(header, obj, seen) or any_allowed(header, obj, seen, 0, column(header, obj, NAME_COUNT))


@kernel
def copy_set(header: Header, seen: int) -> int:
    """Copy the words of ``seen`` into BUFFER; how many."""
    words, start, buffer = table(header, WORDS), table(header, START), table(header, BUFFER)
    begin, count = np.int64(start[seen]), np.int64(start[seen + 1]) - np.int64(start[seen])
    reserve(header, BUFFER, count)
    for i in range(count):
        buffer[i] = words[begin + i]
    return count


@kernel
def insert_code(header: Header, skip: int, count: int, code: int) -> int:
    """Put ``code`` in its place among BUFFER[skip:count], unless it is there; the new count."""
    reserve(header, BUFFER, count + 1)
    buffer, place = table(header, BUFFER), count
    while place > skip and buffer[place - 1] > code:
        place -= 1
    if place > skip and buffer[place - 1] == code:
        return count
    for i in range(count, place, -1):
        buffer[i] = buffer[i - 1]
    buffer[place] = code
    return count + 1


@kernel
def with_member(header: Header, obj: int, seen: int, member: int) -> int:
    """The set after the declared ``member``."""
    count, buffer = copy_set(header, seen), table(header, BUFFER)
    if not column(header, obj, IN_ORDER):
        return intern(header, TAG_NAMES, insert_code(header, 0, count, member))
    implies = column(header, obj, IMPLIES)
    if implies >= 0:
        lists, count = table(header, LISTS), insert_code(header, 2, count, member)
        for i in range(lists[implies + member], lists[implies + member + 1]):
            count = insert_code(header, 2, count, np.int64(lists[i]))
    buffer[0] = table(header, SLOTS)[4 * (column(header, obj, SLOT_BASE) + member) + ORDER] + 1
    buffer[1] += 1
    return intern(header, TAG_NAMES, count)


@kernel
def with_extra(header: Header, obj: int, extra: int, seen: int, prefix: int) -> int:
    """The set after the undeclared member of kind ``extra`` whose name is ``prefix``."""
    skip = skipped(header, obj)
    count = insert_code(header, skip, copy_set(header, seen), prefix | EXTRA_BIT)
    gives, demand = np.int64(table(header, SLOTS)[4 * extra_slot(header, obj, extra) + GIVES]) >> 1, 0
    while gives:
        if gives & 1:
            count = insert_code(header, skip, count, DEMAND_BIT | demand)
        gives, demand = gives >> 1, demand + 1
    if skip:
        buffer = table(header, BUFFER)
        buffer[0] = column(header, obj, NAME_COUNT)
        buffer[1] += 1
    return intern(header, TAG_NAMES, count)


@kernel
def extra_slot(header: Header, obj: int, extra: int) -> int:
    """The slot of an object's undeclared members of kind ``extra``."""
    return column(header, obj, SLOT_BASE) + column(header, obj, NAME_COUNT) + extra


@kernel
def has_unknown(header: Header, obj: int, seen: int) -> bool:
    """True when the mask walk has passed an undeclared name of this object without looking at it."""
    return has_code(header, seen, skipped(header, obj), UNKNOWN_NAME | EXTRA_BIT)


@kernel
def is_taken(header: Header, obj: int, seen: int, prefix: int) -> bool:
    """True when ``prefix`` is a declared name or an undeclared one that occurred before."""
    if has_code(header, seen, skipped(header, obj), prefix | EXTRA_BIT):
        return True
    return find_name(header, obj, prefix) >= 0


@kernel
def spell(header: Header, prefix: int) -> int:
    """Write the bytes of an interned prefix into BUFFER, last byte first; how many."""
    words, start, buffer = table(header, WORDS), table(header, START), table(header, BUFFER)
    count = 0
    while prefix != EMPTY_PREFIX:
        reserve(header, BUFFER, count + 1)
        buffer[count] = words[start[prefix] + 1]
        prefix = words[start[prefix]]
        count += 1
    return count


@kernel
def find_name(header: Header, obj: int, prefix: int) -> int:
    """The declared member whose name is ``prefix``, or -1."""
    length = spell(header, prefix)
    buffer = table(header, BUFFER)
    begin, end = np.int64(0), column(header, obj, NAME_COUNT)
    for depth in range(length):
        byte = np.int64(buffer[length - 1 - depth])
        begin, end = narrow(header, obj, begin, end, depth, byte)
        if begin == end:
            return np.int64(-1)
    start = table(header, NAME_START)
    base = column(header, obj, NAME_BASE)
    if begin < end and start[base + begin + 1] - start[base + begin] == length:
        return begin
    return np.int64(-1)


@kernel
def _first_at_least(header: Header, obj: int, begin: int, end: int, depth: int, byte: int) -> int:
    """The first of the sorted names ``begin .. end`` whose byte number ``depth`` is at least ``byte``."""
    start, data = table(header, NAME_START), table(header, NAME_BYTES)
    base = column(header, obj, NAME_BASE)
    while begin < end:
        middle = (begin + end) >> 1
        at = np.int64(start[base + middle]) + depth
        if at >= start[base + middle + 1] or data[at] < byte:
            begin = middle + 1
        else:
            end = middle
    return np.int64(begin)


@kernel
def name_byte(header: Header, obj: int, name: int, depth: int) -> int:
    """Byte number ``depth`` of a declared name; the closing quotation mark after its last one."""
    start, at = table(header, NAME_START), column(header, obj, NAME_BASE) + name
    if start[at] + depth < start[at + 1]:
        return np.int64(table(header, NAME_BYTES)[start[at] + depth])
    return np.int64(QUOTE)


@kernel
def narrow(header: Header, obj: int, begin: int, end: int, depth: int, byte: int) -> tuple[int, int]:
    """Of the sorted names ``begin .. end``, which agree on ``depth`` bytes, those that go on with ``byte``."""
    first = _first_at_least(header, obj, begin, end, depth, byte)
    return first, _first_at_least(header, obj, first, end, depth, byte + 1)
