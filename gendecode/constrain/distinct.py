"""Items that must differ: what a distinct repetition has seen, and what may still come.

The register of its activation is (where it is described in LISTS, the interned set of the codes of its items). The code
of a scalar is the interned prefix that spells it, with ``EXTRA_BIT`` set, as for undeclared names; of an array or
object, its interned value. The number of items is the size of the set. While a scalar is read, the register is (prefix
so far, set); while an array or object is read, its frame has these data and where it began (record.py).

An item is described by two words of LISTS: where the automaton of its scalars begins, and the position of its arrays
and objects; -1 where there are none.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    DOUBT,
    LISTS,
    RECORD,
    SCALARS,
    START,
    WALKING,
    WORDS,
    Header,
    intern,
    kernel,
    table,
)
from gendecode.constrain.layout import (
    EMPTY_PREFIX,
    ENDLESS,
    REP_FIRST,
    REP_FIRST_COUNT,
    REP_HIGH,
    REP_LOW,
    REP_REST,
    TAG_NAMES,
    UNKNOWN_NAME,
    UNKNOWN_TEXT,
)
from gendecode.constrain.object_sets import EXTRA_BIT, has_code
from gendecode.constrain.objects import copy_set, insert_code
from gendecode.constrain.record import item_value
from gendecode.constrain.words_left import word_left, words_from


@kernel
def item_count(header: Header, seen: int) -> int:
    """How many items the repetition has so far."""
    start = table(header, START)
    return np.int64(start[seen + 1]) - np.int64(start[seen])


@kernel
def next_item(header: Header, at: int, seen: int) -> int:
    """The place in LISTS of the next item, -1 when there is no further one."""
    lists, items = table(header, LISTS), item_count(header, seen)
    high = np.int64(lists[at + REP_HIGH])
    if high >= 0 and items >= high:
        return np.int64(-1)
    return np.int64(lists[at + REP_FIRST + items] if items < lists[at + REP_FIRST_COUNT] else lists[at + REP_REST])


@kernel
def may_end(header: Header, at: int, seen: int) -> bool:
    """True when the repetition may end."""
    return item_count(header, seen) >= table(header, LISTS)[at + REP_LOW]


@kernel
def has_unread(header: Header, seen: int) -> bool:
    """True when the mask walk has passed a scalar of this repetition without looking at it."""
    return has_code(header, seen, 0, UNKNOWN_NAME | EXTRA_BIT)


@kernel
def has_composites(header: Header, seen: int) -> bool:
    """True when some item so far is an array or object."""
    start = table(header, START)
    return start[seen] < start[seen + 1] and table(header, WORDS)[start[seen]] < EXTRA_BIT


@kernel
def may_go_on(header: Header, at: int, seen: int) -> bool:
    """True when another item may come; where that depends on one that was not looked at, a doubt is noted instead."""
    item, lists = next_item(header, at, seen), table(header, LISTS)
    if item < 0:
        return False
    start = np.int64(lists[item])
    if lists[item + 1] >= 0 or words_from(header, start) == ENDLESS:
        return True
    if has_unread(header, seen):
        table(header, SCALARS)[DOUBT] = 1
        return False
    return word_left(header, seen, EMPTY_PREFIX, start)


@kernel
def with_word(header: Header, seen: int, prefix: int) -> int:
    """The set after the scalar that ``prefix`` spells."""
    return intern(header, TAG_NAMES, insert_code(header, 0, copy_set(header, seen), prefix | EXTRA_BIT))


@kernel
def with_composite(header: Header, seen: int, begin: int) -> int:
    """The set after the array or object that has just ended and that began at the record ``begin``; -1 if it is there.

    The mask walk may not know its text, nor need to as long as it is the first: then the code is UNKNOWN_TEXT. Where
    it would have to know, a doubt is noted.
    """
    scalars, code = table(header, SCALARS), np.int64(UNKNOWN_TEXT)
    if has_composites(header, seen):
        if scalars[RECORD] == UNKNOWN_TEXT or has_code(header, seen, 0, UNKNOWN_TEXT):
            scalars[DOUBT] = 1
            return np.int64(-1)
        code = item_value(header, begin)
        if has_code(header, seen, 0, code):
            return np.int64(-1)
    elif not scalars[WALKING]:
        code = item_value(header, begin)
    return intern(header, TAG_NAMES, insert_code(header, 0, copy_set(header, seen), code))
