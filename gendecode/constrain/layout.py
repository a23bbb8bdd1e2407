"""The network's vocabulary: kinds of positions, tags of interned entries, packed data words.

The grammar becomes a *recursive transition network*: positions, some of which read a byte and some of
which lead on without reading. A *thread* is (position, data, stack): ``data`` is the one register of the
current activation (a count, the names seen so far …), the stack says where to go on after it. A state of
a constraint is a set of threads.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import kernel
from gendecode.limits import MAX_COUNT

# --- kinds of positions -----------------------------------------------------------------------------
# Kinds that read a byte, or end the text:
ACCEPT = 0  # the whole text may end here
BYTE = 1  # read the byte A, go to B
DFA = 2  # determinised automaton: A row or -1, B flags, C subset, D words that remain or -1; returns at their ends
COUNTED = 3  # the same within one word of a counted unit; D its start, which carries the terminator
NAME = 4  # a declared name of object A: the names B .. C share the D bytes read so far
EXTRA_NAME = 5  # an undeclared name of object A, kind of extra B, automaton position C
WORD = 6  # an item of the distinct repetition A, automaton position C
MEASURED = 7  # as DFA, for words of a bounded number of characters: D is where LISTS says which (measured.py)
SPECIAL = 8  # read one token as a whole: its id is in one of the ranges at LISTS[A]; go to B
READS = 8  # the last kind that reads
# Kinds that lead on:
RET = 9  # return to the frames on top of the stack
CALL = 10  # push (B, data) unless B is -1; go to A with data (C, D)
ALT = 11  # go to each of the B positions LISTS[A : A + B]
LAZY = 12  # grammar node A, not lowered yet; becomes a JUMP
JUMP = 13  # go to A
# The places of a repetition. Its register says where in LISTS it is described, and how many items it has.
ITEM = 14  # call the next item
AFTER_ITEM = 15  # an item has ended: go on or return
# The places of an object. Its register says which object it is, and what it has seen.
OPENED = 16  # after the opening brace: B is the way to an empty object's end, A to the first name
NAMES = 17  # after a quotation mark: any name that may come now
VALUE = 18  # after a name and the colon; the register's high word is the member's slot. A is AFTER_VALUE
AFTER_VALUE = 19  # a member has ended: A leads to the next one, B to the end
# The places of a distinct repetition. Its register says where in LISTS it is described, and what it has seen.
NEXT_WORD = 20  # read the next item
AFTER_WORD = 21  # an item has ended: go on or return
COMPOSITE = 22  # an array or object has ended that was such an item; the register's low word is a TAG_ITEM entry

# --- the description of a repetition in LISTS (of a distinct one, the items are places in LISTS: distinct.py) ---
REP_LOW, REP_HIGH, REP_CAP, REP_REST, REP_SEPARATOR, REP_AFTER, REP_FIRST_COUNT, REP_FIRST = range(8)

# --- tags of interned entries -----------------------------------------------------------------------
TAG_CONSTANT = 0  # EMPTY_PREFIX and UNKNOWN_NAME
TAG_STACK = 1  # frames of four words: return position, data low, data high, parent; sorted; payload: 1 = needs a record
TAG_STATE = 2  # threads of four words: position, data low, data high, stack; sorted. One word more: the record
TAG_NAMES = 3  # what an object (objects.py) or a distinct repetition (distinct.py) has seen
TAG_PREFIX = 4  # a byte string: (prefix, last byte)
TAG_SUBSET = 5  # a set of NFA states; payload: its DFA position
TAG_COUNTED_SUBSET = 6
TAG_NAME_POSITION = 7  # (object, first name, end, depth); payload: position
TAG_EXTRA_POSITION = 8  # (object, kind of extra, automaton position); payload: position
TAG_WORD_POSITION = 10  # (distinct repetition, automaton position); payload: position
TAG_ITEM = 11  # an array or object that is being read: (distinct repetition, set, record where it begins)
TAG_ITEM_TEXT = 12  # (record where it ends, record where it begins); payload: its value, a TAG_VALUE entry
TAG_VALUE = 13  # the canonical text of a JSON value, a byte a word (item_values.py)
TAG_UNION = 14  # two stacks; payload: the stack that has the frames of both
TAG_RETURNED = 15  # threads of four words, as in a state
TAG_MEMO = 9  # (automaton position, trie node, need, room); payload: number of the region memo

EMPTY_PREFIX = 0  # entry 0: no byte of a name has been read
UNKNOWN_NAME = 1  # entry 1: a name that the mask walk did not look at
BOTTOM = 2  # entry 2: the stack below which there is nothing
UNKNOWN_TEXT = 1  # a record, or the code of an item, that the mask walk did not look at
NO_RECORD = -1
RETURN = 1  # the RET position of every network
LONG = (
    -2
)  # payload of a stack: returns from it are long; less: LONG - 1 - the TAG_RETURNED to which they lead (returns.py)
COMPOSITE_END = 2  # the position to which arrays and objects return that must be distinct: the only COMPOSITE

QUOTE = 0x22  # what closes a name
GOES_ON = 2  # flags of an automaton position, and nothing else: a word may go on, and none ends here

UNBOUNDED = MAX_COUNT + 1  # counts are below this
ENDLESS = 1 << 16  # words that remain are counted up to here; so many are never all taken


@kernel
def pack(high: int, low: int) -> int:
    """Two words of up to 31 bits as one data value."""
    return (np.int64(high) << 32) | np.int64(low)


@kernel
def high_word(data: int) -> int:
    return np.int64(data) >> 32


@kernel
def low_word(data: int) -> int:
    return np.int64(data) & 0xFFFFFFFF
