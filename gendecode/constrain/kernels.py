"""The base that the hot loops stand on: compilation, tables, interning.

The loops are plain Python functions over integer arrays. With Numba they are compiled once and cached;
without it they run as they are, slower and with the same results: each kernel is its own slow twin
(``kernel.py_func``), and the tests hold both to the same answers.

**Tables.** All data of one constraint lives in a few dozen flat arrays that grow. Passing dozens of
arrays costs a compiled function more than its work, so a kernel takes one *header* instead: the address of
an int64 array with the address and the length of every table (or, without Numba, the list of the arrays
themselves). ``table(header, NAME)`` gives back the array. Arrays are owned by
:class:`gendecode.constrain.tables.Tables`, which rewrites the header whenever one is reallocated;
``NUMBA_BOUNDSCHECK=1`` checks every access.

**Interrupts.** A kernel never calls Python. When it needs something (a larger table, a node lowered, a
region memo) it writes the request into the scalars and raises ``Interrupt``; the caller serves the
request and calls the kernel again. This is safe because everything a kernel leaves behind is an
interned fact, true whether or not the call was finished, or begins anew in the next call.

Numba never lets go of an array argument, or of an array made inside, when a kernel is left by an exception.
So a kernel that may interrupt takes addresses and works in tables.

**Interning.** ``intern`` maps a tuple of int32 words to a small id, the same id for the same words.
Stacks, states, sets of names and automaton subsets are all interned in one pool.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from gendecode.constrain.kernel_cache import (
    drop_stale_kernels,
    kernels_are_cached,
    mark_kernels_cached,
)

# Numba's own switch for "run the Python functions as they are" holds here too.
COMPILED = importlib.util.find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"

F = TypeVar("F", bound=Callable[..., Any])


class Interrupt(Exception):
    """A kernel needs something from Python; the request is in the scalars."""


# What a kernel's parameters are, as their annotations say.
Header: TypeAlias = Any  # the address of an int64[2 * TABLES]: address and length of each table
Ints: TypeAlias = Any  # int32[:]
Address: TypeAlias = Any  # of an int32 array that the caller keeps alive (or, without Numba, the array)
Bits: TypeAlias = Any  # uint32[:]

_registered: dict[str, Any] = {}

_TYPES: dict[str, Any] = {}

if COMPILED and not TYPE_CHECKING:
    import numba
    from numba.core import types
    from numba.extending import intrinsic

    _TYPES |= {
        "Header": types.int64,
        "Ints": types.int32[::1],
        "Address": types.int64,
        "Bits": types.uint32[::1],
        "int": types.int64,
        "bool": types.boolean,
    }

    def kernel(function: F) -> F:
        """Make ``function`` a kernel: compiled by ``ready()`` for the types of its annotations, once."""
        compiled = _registered[function.__name__] = numba.njit(cache=True, error_model="numpy")(function)
        return compiled

    def _pointer_to(element):
        @intrinsic
        def pointer(context, address):
            def codegen(context, builder, signature, args):
                return builder.inttoptr(args[0], context.get_value_type(signature.return_type))

            return types.CPointer(element)(types.int64), codegen

        return pointer

    _int32_at, _int64_at, _uint32_at = (_pointer_to(t) for t in (types.int32, types.int64, types.uint32))

    @kernel
    def table(header: Header, index: int) -> Ints:
        """The int32 table number ``index``."""
        places = _int64_at(header)
        return numba.carray(_int32_at(places[2 * index]), places[2 * index + 1])

    @kernel
    def table64(header: Header, index: int) -> Any:
        """The int64 table number ``index``."""
        places = _int64_at(header)
        return numba.carray(_int64_at(places[2 * index]), places[2 * index + 1])

    @kernel
    def bits_table(header: Header, index: int) -> Bits:
        """The uint32 table number ``index``."""
        places = _int64_at(header)
        return numba.carray(_uint32_at(places[2 * index]), places[2 * index + 1])

    @kernel
    def ints_at(address: Address, count: int) -> Ints:
        """The int32 array at an address."""
        return numba.carray(_int32_at(address), count)

    @kernel
    def bits_at(address: int, count: int) -> Bits:
        """The uint32 array at an address."""
        return numba.carray(_uint32_at(address), count)

    @kernel
    def bits_row(header: Header, index: int, row: int, words: int) -> Bits:
        """Row number ``row`` of a uint32 table: an array of its own, so that loops over it are vectorised."""
        return numba.carray(_uint32_at(_int64_at(header)[2 * index] + 4 * row * words), words)

else:

    def kernel(function: F) -> F:
        """Without Numba a kernel is the Python function itself."""
        return function

    def table(header: Header, index: int) -> Ints:
        """The int32 table number ``index``."""
        return header[index]

    table64 = bits_table = table

    def ints_at(address: Address, count: int) -> Ints:
        """The int32 array itself."""
        return address

    def bits_at(address: int, count: int) -> Bits:
        """The uint32 array at an address."""
        return np.ctypeslib.as_array((ctypes.c_uint32 * count).from_address(int(address)))

    def bits_row(header: Header, index: int, row: int, words: int) -> Bits:
        """Row number ``row`` of ``words`` words of a table."""
        return header[index][row * words : (row + 1) * words]


def address_of(array: Any) -> Address:
    """What a kernel takes as the Address of an int32 array."""
    return array.ctypes.data if COMPILED else array


def ready(entries: Iterable[Any], progress: Callable[[int, int], None] | None = None) -> None:
    """Compile the kernels ``entries`` and all that they call, or load them from the cache on disk.

    Each kernel gets one version, for the types of its annotations. Left to itself Numba would compile
    another one for each constant argument. Callees come first, so that callers find that version.

    Args:
        progress: called with (kernels done, kernels in all) when there is something to compile.
    """
    if not COMPILED:
        return
    drop_stale_kernels()
    cached = kernels_are_cached()
    order: dict[str, Any] = {}
    for entry in entries:
        if cached:
            order[entry.__name__] = entry
        else:
            _callees_first(entry, order)
    for done, dispatcher in enumerate(order.values()):
        if progress is not None and not cached:
            progress(done, len(order))
        notes = dispatcher.py_func.__annotations__
        dispatcher.compile(tuple(_TYPES[notes[name]] for name in notes if name != "return"))
        dispatcher.disable_compile()
    if progress is not None and not cached:
        progress(len(order), len(order))
    mark_kernels_cached()


def _callees_first(dispatcher: Any, order: dict[str, Any]) -> None:
    """Append the kernels that ``dispatcher`` calls, then itself; calls between kernels have no cycles."""
    name = dispatcher.__name__
    if name in order:
        return
    for callee in dispatcher.py_func.__code__.co_names:
        found = dispatcher.py_func.__globals__.get(callee)
        if found is not None and _registered.get(callee) is found:
            _callees_first(found, order)
    order[name] = dispatcher


# --- tables -----------------------------------------------------------------------------------------
# Scalars: counters, the current request, and small results.
SCALARS = 0
# Interning: entry e has the words WORDS[START[e] : START[e + 1]]; TAG[e] its kind; PAYLOAD[e] a value
# that its owner attaches (-1 at first); HASH the open-addressing table of entry numbers (-1 = free).
WORDS, START, TAG, PAYLOAD, HASH = 1, 2, 3, 4, 5
# Positions of the network: kind and four arguments (see layout.py).
KIND, ARG_A, ARG_B, ARG_C, ARG_D = 6, 7, 8, 9, 10
# Lists of positions, descriptions of repetitions and ranges of tokens, referred to by index.
LISTS = 11
# Rows of determinised automata that read many bytes: 256 next positions each, -1 = none.
ROWS = 12
# Nondeterministic automata: edges of state q are NFA_FIRST[q] : NFA_FIRST[q + 1]. NFA_ACCEPT has bit 0 where a word
# ends; above it, how many words lead on from there, or 0 where that is not needed.
NFA_FIRST, NFA_LOW, NFA_HIGH, NFA_TARGET, NFA_ACCEPT, NFA_STAMP = 13, 14, 15, 16, 17, 18
# Objects (see objects.py).
OBJECTS, NAME_START, NAME_BYTES, SLOTS, NEXT_REQUIRED = 19, 20, 21, 22, 23
# The row of each automaton position: how many bytes it reads, and those bytes with the next positions; where
# they are more than FEW, the first place has the number of a row of ROWS instead (determinise.py).
ROW_WIDTH, ROW_READS, ROW_TARGETS = 24, 25, 26
# And its safe classes of bytes (safe_classes.py), -1 before they are asked for.
ROW_SAFE = 79
# Scratch: threads (position, data, stack), the closure's work list, and a buffer for intern().
THREAD_POS, THREAD_DATA, THREAD_STACK = 27, 28, 29
WORK_POS, WORK_DATA, WORK_STACK = 30, 31, 32
BUFFER, MERGE, SUBSET = 33, 34, 35
# Scratch of the mask walk: trie nodes to visit, segment bounds by depth, bytes that a segment reads, tasks,
# rows of bits, nodes to exclude or to check.
PENDING, SEGMENT, READ_BYTES, READ_STAMPS = 36, 37, 38, 39
TASKS, TASK_POS, TASK_DATA, TASK_STACK, SCOPES, SCOPE_NODES, DOUBTS, SCOPE_BITS = 40, 41, 42, 43, 44, 45, 46, 47
# What the walk found: tokens, and rows of memos, each with its scope; tokens that a scope takes away (masks.py).
OUT_TOKENS, OUT_SCOPES, OUT_ROWS, OUT_MINUS = 65, 66, 67, 68
# Finished masks: records (masks.py), and rows of bits for those that are no memo's.
MASKS, MASK_ROWS = 69, 70
# Of the vocabulary's own nodes: the classes of the bytes below each, a bit each; the class of each byte; and how
# UTF-8 goes on, the next phase after each phase and byte (byte_classes.py).
TRIE_CLASSES, BYTE_CLASS, UTF8_NEXT = 71, 72, 80
# Scratch: where the rows of an automaton change, and the bytes to advance by.
BOUNDARY, INPUT = 73, 74
# Scratch: frames of stacks that are being united.
UNITED, UNITING = 75, 76
# Scratch: the rest of a word that is taken, last byte first; the record at each depth of the mask walk.
SPELLED, RECORDS = 77, 78
# Scratch: closures that wait for the one of a return (returns.py).
UNITS = 81
# The vocabulary: a trie with explicit children (lexicon.py), to which the exit tries of regions are added.
# Node n ends the tokens TRIE_TOKENS[TRIE_FIRST[n] : TRIE_FIRST[n + 1]]; its children are the nodes
# KID_NODE[KID_FIRST[n] : KID_FIRST[n + 1]], sorted by KID_BYTE; TRIE_SIZE[n] counts the nodes of its subtree.
TRIE_BYTE, TRIE_SIZE, TRIE_FIRST, TRIE_TOKENS, KID_FIRST, KID_BYTE, KID_NODE = 48, 49, 50, 51, 52, 53, 54
TOKEN_START, TOKEN_BYTES, EOS_IDS = 55, 56, 57
# Region memos (regions.py): a row of MEMO_BITS, or the tokens MEMO_TOKENS[MEMO_FIRST[m] : MEMO_FIRST[m + 1]].
MEMO_ROW, MEMO_FIRST, MEMO_TOKENS, MEMO_BITS, MEMO_EXIT, EXIT_NODES, SHARED = 58, 59, 60, 61, 62, 63, 64
TABLES = 82

# --- scalars ----------------------------------------------------------------------------------------
REASON, REQUEST_A, REQUEST_B, REQUEST_C, REQUEST_D = 0, 1, 2, 3, 4
N_ENTRIES, N_POSITIONS, N_ROWS, STAMP = 5, 6, 7, 8
N_THREADS, DOUBT, MAX_THREADS, N_TASKS, N_TASK_THREADS, N_SCOPES, N_SCOPE_NODES, N_DOUBTS = (
    9, 10, 11, 12, 13, 14, 15, 16,
)  # fmt: skip
MASK_WORDS, CANDIDATE, CANDIDATE_NODE, CANDIDATE_NEED, CANDIDATE_ROOM, CANDIDATE_COST, MEMO_FULL = (
    17, 18, 19, 20, 21, 22, 23,
)  # fmt: skip
N_PENDING, READ_STAMP, NEW_NODES, NEW_TOKENS, NEW_KIDS, CANDIDATE_PENDING, N_WIDE_ROWS = (
    24, 25, 26, 27, 28, 29, 30,
)  # fmt: skip
N_OUT_TOKENS, N_OUT_ROWS, N_OUT_MINUS, N_MASKS, N_MASK_ROWS, WORK_DONE = 31, 32, 33, 34, 35, 36
# What has been read since the outermost distinct item began that is still open (record.py); whether the network has
# such items at all; whether the mask walk asks, which need not know them; whether one has just ended.
RECORD, RECORDING, WALKING, ITEM_ENDED = 37, 38, 39, 40
# Where the work list of the closure in progress begins, and the first stack that it returned from (returns.py).
WORK_BEGIN, RETURNED_FROM = 41, 42
SCALAR_COUNT = 43
# Counters shared by all constraints of a vocabulary (table SHARED): how far each table belongs to finished memos.
# A memo in the making counts in NEW_NODES and its like, so an interrupted kernel leaves nothing behind.
N_TRIE, N_TRIE_TOKENS, N_KIDS, N_MEMOS, N_MEMO_ROWS, N_MEMO_TOKENS, LONGEST_TOKEN = 0, 1, 2, 3, 4, 5, 6
SHARED_COUNT = 7

# --- reasons of an interrupt ------------------------------------------------------------------------
GROW, LOWER, SLOT, REGION, LIMIT, COUNT_WORDS, ITEM_VALUE = 1, 2, 3, 4, 5, 6, 7


@kernel
def interrupt(header: Header, reason: int, a: int, b: int, c: int, d: int) -> None:
    """Write a request into the scalars and stop."""
    scalars = table(header, SCALARS)
    scalars[REASON] = reason
    scalars[REQUEST_A] = a
    scalars[REQUEST_B] = b
    scalars[REQUEST_C] = c
    scalars[REQUEST_D] = d
    raise Interrupt


@kernel
def reserve(header: Header, index: int, length: int) -> None:
    """Stop with GROW unless table ``index`` (of int32) has at least ``length`` places."""
    if len(table(header, index)) < length:
        interrupt(header, GROW, index, length, 0, 0)


@kernel
def hash_words(words: Ints, begin: int, end: int, tag: int) -> int:
    """A 30-bit hash of ``words[begin:end]`` and ``tag``; products stay below 2**52."""
    value = np.int64(tag + 17)
    for i in range(begin, end):
        value = (value * 1000003 + np.int64(words[i])) & 0x3FFFFFFF
        value ^= value >> 13
    return value


@kernel
def intern(header: Header, tag: int, count: int) -> int:
    """The id of ``(tag, BUFFER[:count])``: one probe sequence, then an append when it is new."""
    buffer, words, start = table(header, BUFFER), table(header, WORDS), table(header, START)
    tags, slots, scalars = table(header, TAG), table(header, HASH), table(header, SCALARS)
    mask = len(slots) - 1
    slot = hash_words(buffer, 0, count, tag) & mask
    while slots[slot] >= 0:
        entry = slots[slot]
        begin = start[entry]
        if tags[entry] == tag and start[entry + 1] - begin == count:
            same = True
            for i in range(count):
                if words[begin + i] != buffer[i]:
                    same = False
                    break
            if same:
                return np.int64(entry)
        slot = (slot + 1) & mask
    entry = scalars[N_ENTRIES]
    begin = start[entry]
    reserve(header, WORDS, begin + count)
    reserve(header, START, entry + 2)
    if 2 * (entry + 1) > len(slots):
        interrupt(header, GROW, HASH, 2 * len(slots), 0, 0)
    words[begin : begin + count] = buffer[:count]
    start[entry + 1] = begin + count
    tags[entry] = tag
    table(header, PAYLOAD)[entry] = -1
    slots[slot] = entry
    scalars[N_ENTRIES] = entry + 1
    return np.int64(entry)


@kernel
def rehash(header: Header, slots: Ints) -> None:
    """Fill an empty hash table with all entries."""
    words, start, tags = table(header, WORDS), table(header, START), table(header, TAG)
    mask = len(slots) - 1
    for entry in range(table(header, SCALARS)[N_ENTRIES]):
        slot = hash_words(words, start[entry], start[entry + 1], tags[entry]) & mask
        while slots[slot] >= 0:
            slot = (slot + 1) & mask
        slots[slot] = entry
