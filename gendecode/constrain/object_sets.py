"""What an object has so far: its columns, and the interned set of what it has seen.

The register of an object's activation is that set (``TAG_NAMES``):

* order "any": the sorted codes of all members so far;
* order "declared": the next declared member, the number of members, then the sorted codes of the
  undeclared ones; where the object has implications, those of the declared ones too, and of what they imply.

What follows a name is a *slot*: the declared members of an object, sorted by name, and after them its kinds of
undeclared ones. The code of a declared member is its index among the sorted names; of an undeclared one, the interned
prefix of its name with ``EXTRA_BIT`` set; of a demand that some member has met, its number with ``DEMAND_BIT``
set, which counts as no member. While an undeclared name is read, the register is (prefix so far, set).
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import OBJECTS, START, WORDS, Header, Ints, kernel, table

DEMAND_BIT = 1 << 29
EXTRA_BIT = 1 << 30

# Columns of OBJECTS.
(
    NAME_COUNT,
    NAME_BASE,
    SLOT_BASE,
    EXTRA_COUNT,
    COLON,
    IN_ORDER,
    LEAST,
    MOST,
    REQUIRED_COUNT,
    NEXT_BASE,
    DEMANDS,  # how many
    EXTRA_ROOM,  # undeclared names that there are, up to ENDLESS
    IMPLIES,  # where in LISTS its implications stand (implications.py), or -1
) = range(13)
OBJECT_COLUMNS = 13
# Columns of SLOTS: the object; the position of the value, or -1 before it is lowered; whether the member is
# required; its place in the declared order. Of extras: the demands that they meet, a bit each, above a bit that is
# set where some prefix has finitely many names; where the automaton of their names begins.
OBJECT, VALUE_AT, REQUIRED, ORDER = 0, 1, 2, 3
GIVES, START_AT = 2, 3


@kernel
def column(header: Header, obj: int, which: int) -> int:
    return np.int64(table(header, OBJECTS)[obj * OBJECT_COLUMNS + which])


@kernel
def _contains(words: Ints, begin: int, end: int, code: int) -> bool:
    """Binary search in a sorted run of words."""
    while begin < end:
        middle = (begin + end) >> 1
        if words[middle] < code:
            begin = middle + 1
        elif words[middle] > code:
            end = middle
        else:
            return True
    return False


@kernel
def has_code(header: Header, seen: int, skip: int, code: int) -> bool:
    """True when an interned set has ``code`` among its words after the first ``skip``."""
    start = table(header, START)
    return _contains(table(header, WORDS), start[seen] + skip, start[seen + 1], code)


@kernel
def members_so_far(header: Header, obj: int, seen: int) -> int:
    """How many members the object has so far."""
    start = table(header, START)
    if column(header, obj, IN_ORDER):
        return np.int64(table(header, WORDS)[start[seen] + 1])
    count = np.int64(start[seen + 1]) - np.int64(start[seen])
    return count if column(header, obj, DEMANDS) == 0 else count - demands_met(header, obj, seen)


@kernel
def demands_met(header: Header, obj: int, seen: int) -> int:
    """How many demands of the object its members have met."""
    words, start, met = table(header, WORDS), table(header, START), np.int64(0)
    for i in range(start[seen] + skipped(header, obj), start[seen + 1]):
        met += DEMAND_BIT <= words[i] < EXTRA_BIT
    return met


@kernel
def undeclared_so_far(header: Header, obj: int, seen: int) -> int:
    """How many undeclared members the object has so far."""
    words, start, count = table(header, WORDS), table(header, START), np.int64(0)
    for i in range(start[seen] + skipped(header, obj), start[seen + 1]):
        count += words[i] >= EXTRA_BIT
    return count


@kernel
def skipped(header: Header, obj: int) -> int:
    """How many words of a set come before its codes."""
    return np.int64(2 if column(header, obj, IN_ORDER) else 0)
