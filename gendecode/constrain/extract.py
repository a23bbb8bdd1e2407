"""Regions leave the mask walk: where there is a memo, its tokens are allowed at once, and its exit trie becomes a task.

A memo does not look at what it passes. Where that counts (a name or item that must not repeat), what it and its task
find gets a scope of its own, from which the tokens are removed that would repeat something or lead to where no word is
left; the threads after the exit know only that *some* name or item has been read.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.distinct import with_word
from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    BUFFER,
    CANDIDATE,
    CANDIDATE_COST,
    CANDIDATE_NEED,
    CANDIDATE_NODE,
    CANDIDATE_PENDING,
    CANDIDATE_ROOM,
    DOUBT,
    DOUBTS,
    ITEM_ENDED,
    KIND,
    LISTS,
    LONGEST_TOKEN,
    MEMO_EXIT,
    N_DOUBTS,
    N_PENDING,
    N_SCOPE_NODES,
    N_SCOPES,
    N_TASK_THREADS,
    N_TASKS,
    N_THREADS,
    PAYLOAD,
    RECORD,
    SCALARS,
    SCOPES,
    SEGMENT,
    SHARED,
    SLOTS,
    TASK_DATA,
    TASK_POS,
    TASK_STACK,
    TASKS,
    THREAD_DATA,
    THREAD_POS,
    THREAD_STACK,
    Header,
    intern,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import (
    COUNTED,
    DFA,
    ENDLESS,
    EXTRA_NAME,
    MEASURED,
    NO_RECORD,
    REP_AFTER,
    TAG_MEMO,
    UNBOUNDED,
    UNKNOWN_NAME,
    UNKNOWN_TEXT,
    WORD,
    high_word,
    low_word,
    pack,
)
from gendecode.constrain.machine import follow, leave
from gendecode.constrain.masks import allow_memo
from gendecode.constrain.measured import measured_bounds
from gendecode.constrain.object_sets import COLON, EXTRA_ROOM, GIVES, column
from gendecode.constrain.objects import extra_slot, with_extra
from gendecode.constrain.record import needs_record
from gendecode.constrain.taken import list_exhausted, list_taken, list_taken_words


# --- regions ----------------------------------------------------------------------------------------
@kernel
def memo_entry(header: Header, position: int, node: int, need: int, room: int) -> int:
    """The interned key of a memo; its payload is the memo's number, or -1."""
    buffer = table(header, BUFFER)
    buffer[0] = position
    buffer[1] = node
    buffer[2] = need
    buffer[3] = room
    return intern(header, TAG_MEMO, 4)


@kernel
def extract(header: Header, node: int, depth: int, scope: int) -> None:
    """Take the threads of regions with a memo for ``node`` out of the segment of ``depth``."""
    scalars, segment, kinds = table(header, SCALARS), table(header, SEGMENT), table(header, KIND)
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    longest = np.int64(table(header, SHARED)[LONGEST_TOKEN])
    begin, end = np.int64(segment[2 * depth]), np.int64(segment[2 * depth + 1])
    kept = begin
    for i in range(begin, end):
        position, data, stack = np.int64(positions[i]), datas[i], np.int64(stacks[i])
        kind = kinds[position]
        memo = np.int64(-1)
        if kind in (DFA, COUNTED, MEASURED, WORD) or (kind == EXTRA_NAME and _has_memos(header, position)):
            automaton, need, room = position, np.int64(0), np.int64(0)
            if kind == COUNTED:
                # No token has more than ``longest`` characters: larger counts are all alike.
                need = min(high_word(data), longest)
                room = low_word(data) if low_word(data) < longest else np.int64(UNBOUNDED)
            elif kind == MEASURED:
                need, room = measured_bounds(header, position, data)
            elif kind != DFA:
                automaton = np.int64(table(header, ARG_C)[position])
            memo = np.int64(table(header, PAYLOAD)[memo_entry(header, automaton, node, need, room)])
            if memo < 0 and scalars[CANDIDATE] < 0:
                scalars[CANDIDATE] = automaton
                scalars[CANDIDATE_NODE] = node
                scalars[CANDIDATE_NEED] = need
                scalars[CANDIDATE_ROOM] = room
                scalars[CANDIDATE_COST] = 0
                scalars[CANDIDATE_PENDING] = 2 * scalars[N_PENDING]
        if memo >= 0:
            scalars[N_THREADS] = end
            if kind == EXTRA_NAME:
                _use_name_memo(header, memo, node, position, data, stack, scope)
            elif kind == WORD:
                _use_word_memo(header, memo, node, position, data, stack, scope)
            elif needs_record(header, stack) and _ends_item(header, stack):
                memo = np.int64(-1)  # whether the region may end here depends on the text
            else:
                _use_memo(header, memo, stack, scope)
        if memo < 0:
            positions[kept] = position
            datas[kept] = data
            stacks[kept] = stack
            kept += 1
    segment[2 * depth + 1] = kept
    scalars[N_THREADS] = kept


@kernel
def _has_memos(header: Header, position: int) -> bool:
    """True when the memo of an undeclared name may be used.

    Not where an object has finitely many undeclared names: whether another one is left depends on the one that
    the memo leaves unread, and few tokens lie in them.
    """
    return column(header, np.int64(table(header, ARG_A)[position]), EXTRA_ROOM) == ENDLESS


@kernel
def _use_memo(header: Header, memo: int, stack: int, scope: int) -> None:
    """Allow a memo's tokens, and queue its exit trie for what follows the region."""
    allow_memo(header, memo, scope)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = _begin_exit(header, stack)
        leave(header, begin, stack)
        _queue(header, exit_root, begin, scope)


@kernel
def _ends_item(header: Header, stack: int) -> bool:
    """True when a region with this stack ends together with a distinct array or object."""
    scalars = table(header, SCALARS)
    scalars[ITEM_ENDED] = 0
    begin = _begin_exit(header, stack)
    leave(header, begin, stack)
    scalars[N_THREADS] = begin
    return scalars[ITEM_ENDED] == 1


@kernel
def _begin_exit(header: Header, stack: int) -> int:
    """Where the threads after the exit of a region will begin on the scratch; its text is not looked at."""
    scalars = table(header, SCALARS)
    scalars[DOUBT] = 0
    scalars[RECORD] = UNKNOWN_TEXT if needs_record(header, stack) else NO_RECORD
    return np.int64(scalars[N_THREADS])


@kernel
def _queue(header: Header, root: int, begin: int, scope: int) -> None:
    """Make a task of the threads from ``begin`` to N_THREADS, and take them off the scratch."""
    scalars, tasks = table(header, SCALARS), table(header, TASKS)
    if scalars[DOUBT]:
        note_doubt(header, root)
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    count = np.int64(scalars[N_THREADS]) - begin
    place, task = np.int64(scalars[N_TASK_THREADS]), np.int64(scalars[N_TASKS])
    reserve(header, TASK_POS, place + count)
    reserve(header, TASKS, 4 * task + 4)
    task_stacks, task_datas = table(header, TASK_STACK), table64(header, TASK_DATA)
    task_positions = table(header, TASK_POS)
    for i in range(count):
        task_positions[place + i] = positions[begin + i]
        task_datas[place + i] = datas[begin + i]
        task_stacks[place + i] = stacks[begin + i]
    tasks[4 * task] = root
    tasks[4 * task + 1] = place
    tasks[4 * task + 2] = place + count
    tasks[4 * task + 3] = scope
    scalars[N_TASK_THREADS] = place + count
    scalars[N_TASKS] = task + 1
    scalars[N_THREADS] = begin


# --- scopes -----------------------------------------------------------------------------------------
@kernel
def _use_name_memo(header: Header, memo: int, node: int, position: int, data: int, stack: int, around: int) -> None:
    """Like _use_memo for an undeclared name: in a scope of its own, less the names that are taken."""
    scalars = table(header, SCALARS)
    obj, extra = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    prefix, seen = high_word(data), low_word(data)
    scope = _open_scope(header, around)
    list_taken(header, obj, seen, prefix, node)
    if table(header, SLOTS)[4 * extra_slot(header, obj, extra) + GIVES] & 1:
        list_exhausted(header, obj, seen, prefix, np.int64(table(header, ARG_C)[position]), node)
    table(header, SCOPES)[4 * scope - 2] = scalars[N_SCOPE_NODES]
    allow_memo(header, memo, scope)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = _begin_exit(header, stack)
        after = pack(extra_slot(header, obj, extra), with_extra(header, obj, extra, seen, UNKNOWN_NAME))
        follow(header, begin, column(header, obj, COLON), after, stack)
        _queue(header, exit_root, begin, scope)


@kernel
def _open_scope(header: Header, around: int) -> int:
    """The number of a new scope within ``around``; its nodes are those that are listed next."""
    scalars = table(header, SCALARS)
    scope = np.int64(scalars[N_SCOPES]) + 1
    reserve(header, SCOPES, 4 * scope)
    scopes = table(header, SCOPES)
    scopes[4 * scope - 4] = around
    scopes[4 * scope - 3] = scalars[N_SCOPE_NODES]
    scalars[N_SCOPES] = scope
    return scope


@kernel
def _use_word_memo(header: Header, memo: int, node: int, position: int, data: int, stack: int, around: int) -> None:
    """Like _use_name_memo for an item of a distinct repetition."""
    at, automaton = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_C)[position])
    prefix, seen = high_word(data), low_word(data)
    scope = _open_scope(header, around)
    list_taken_words(header, seen, prefix, automaton, node)
    table(header, SCOPES)[4 * scope - 2] = table(header, SCALARS)[N_SCOPE_NODES]
    allow_memo(header, memo, scope)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = _begin_exit(header, stack)
        after = np.int64(table(header, LISTS)[at + REP_AFTER])
        follow(header, begin, after, pack(at, with_word(header, seen, UNKNOWN_NAME)), stack)
        _queue(header, exit_root, begin, scope)


# --- doubts -----------------------------------------------------------------------------------------
@kernel
def note_doubt(header: Header, node: int) -> None:
    scalars = table(header, SCALARS)
    reserve(header, DOUBTS, scalars[N_DOUBTS] + 1)
    table(header, DOUBTS)[scalars[N_DOUBTS]] = node
    scalars[N_DOUBTS] += 1
