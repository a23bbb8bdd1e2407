"""The mask: a walk of the vocabulary's trie by a set of threads.

``prepare_mask`` answers for all tokens at once what ``advance_token`` answers for one. It goes through the
trie depth first, moves the threads of the parent over each node's byte, allows the tokens that end at a node
which some thread reaches, and skips the subtree of one that none reaches. Of a node's children it looks only
at those whose byte some thread can read (readable.py). What it finds is kept as a record (masks.py), and
``fill_mask`` writes the record out.

Three things keep that short (docs/engine.md tells the whole story):

* **Regions.** A thread in a regular region leaves the walk when a memo (regions.py) exists for the
  region's position and the present node: the memo's bits are set at once, and its exit trie becomes a
  *task* for the threads that continue after the region. When a region without a memo has cost many
  nodes, the walk asks for one and starts again.
* **Scopes.** An undeclared name may be anything but a name that is taken. The memo ignores that, so what it
  and its task find gets a scope of its own, from which the tokens that spell a taken name are removed (masks.py).
* **Doubts.** A task after an unread name does not know that name. Where that could matter (a second
  undeclared name of the same object within one token), the tokens are listed and advanced one by one.
"""

from __future__ import annotations

import numpy as np

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
    KID_FIRST,
    KIND,
    LISTS,
    LONGEST_TOKEN,
    MASK_WORDS,
    MEMO_EXIT,
    MEMO_FULL,
    N_DOUBTS,
    N_OUT_MINUS,
    N_OUT_ROWS,
    N_OUT_TOKENS,
    N_PENDING,
    N_SCOPE_NODES,
    N_SCOPES,
    N_TASK_THREADS,
    N_TASKS,
    N_THREADS,
    PAYLOAD,
    PENDING,
    REGION,
    SCALARS,
    SCOPES,
    SEGMENT,
    SHARED,
    SLOTS,
    START,
    TASK_DATA,
    TASK_POS,
    TASK_STACK,
    TASKS,
    THREAD_DATA,
    THREAD_POS,
    THREAD_STACK,
    TRIE_BYTE,
    TRIE_FIRST,
    TRIE_SIZE,
    TRIE_TOKENS,
    WORDS,
    Bits,
    Header,
    intern,
    interrupt,
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
    SPECIAL,
    TAG_MEMO,
    UNBOUNDED,
    UNKNOWN_NAME,
    high_word,
    low_word,
    pack,
)
from gendecode.constrain.machine import advance_token, follow, leave, load, step
from gendecode.constrain.masks import allow, allow_memo, allow_node, keep_mask, write_mask
from gendecode.constrain.objects import COLON, EXTRA_ROOM, GIVES, column, extra_slot, with_extra
from gendecode.constrain.readable import push_readable
from gendecode.constrain.regions import push_kids
from gendecode.constrain.taken import list_exhausted, list_taken

MEMO_SUBTREE = 64  # nodes below a trie node for which a memo may pay
MEMO_COST = 64  # nodes that a region may cost before a memo is asked for


@kernel
def fill_mask(header: Header, state: int, out: Bits) -> bool:
    """Write the mask of ``state`` into ``out`` (uint32[MASK_WORDS]).

    False, and nothing is written, when the mask has not been prepared, ``out`` has another length or is not
    aligned, or ``state`` is negative.
    """
    if state < 0 or len(out) != table(header, SCALARS)[MASK_WORDS] or out.ctypes.data & 3:
        return False
    record = np.int64(table(header, PAYLOAD)[state] >> 1) - 1
    if record >= 0:
        write_mask(header, record, out)
    return record >= 0


@kernel
def prepare_mask(header: Header, state: int) -> None:
    """Compute the mask of ``state`` unless that has been done."""
    if table(header, PAYLOAD)[state] >> 1 == 0:
        _compute_mask(header, state)


@kernel
def _compute_mask(header: Header, state: int) -> int:
    """Walk the vocabulary with the threads of a state and keep what is found; the record of the mask."""
    scalars = table(header, SCALARS)
    scalars[N_TASKS] = 0
    scalars[N_TASK_THREADS] = 0
    scalars[N_SCOPES] = 0
    scalars[N_SCOPE_NODES] = 0
    scalars[N_DOUBTS] = 0
    scalars[N_OUT_TOKENS] = 0
    scalars[N_OUT_ROWS] = 0
    scalars[N_OUT_MINUS] = 0
    _walk(header, 0, load(header, state), 0)
    task = 0
    while task < scalars[N_TASKS]:
        root, scope = table(header, TASKS)[4 * task], table(header, TASKS)[4 * task + 3]
        _walk(header, np.int64(root), _load_task(header, task), np.int64(scope))
        task += 1
    _settle_doubts(header, state)
    _allow_special(header, state)
    return keep_mask(header, state)


@kernel
def _allow_special(header: Header, state: int) -> None:
    """Allow the tokens that the grammar names at this place."""
    words, start, kinds = table(header, WORDS), table(header, START), table(header, KIND)
    lists = table(header, LISTS)
    for at in range(start[state], start[state + 1], 4):
        if kinds[words[at]] == SPECIAL:
            listed = np.int64(table(header, ARG_A)[words[at]])
            for i in range(lists[listed]):
                for token in range(lists[listed + 1 + 2 * i], lists[listed + 2 + 2 * i] + 1):
                    allow(header, token, 0)


@kernel
def _walk(header: Header, root: int, count: int, scope: int) -> None:
    """Walk the trie below ``root`` with the threads at the bottom of the scratch; what is found belongs to ``scope``.

    Depth first. The threads that reached the node above stand in the segment of its depth; of a node's
    children only those are visited whose byte some thread can read.
    """
    trie_byte, sizes, first_kid = table(header, TRIE_BYTE), table(header, TRIE_SIZE), table(header, KID_FIRST)
    pending, scalars, segment = table(header, PENDING), table(header, SCALARS), table(header, SEGMENT)
    segment[0] = 0
    segment[1] = count
    scalars[CANDIDATE] = -1
    scalars[N_PENDING] = 0
    _extract(header, root, 0, scope)
    push_readable(header, root, 0)
    while scalars[N_PENDING] > 0:
        scalars[N_PENDING] -= 1
        at = 2 * np.int64(scalars[N_PENDING])
        node, depth = np.int64(pending[at]), np.int64(pending[at + 1])
        begin, end = np.int64(segment[2 * depth - 2]), np.int64(segment[2 * depth - 1])
        scalars[N_THREADS] = end
        scalars[DOUBT] = 0
        after = step(header, begin, end, np.int64(trie_byte[node]))
        if scalars[DOUBT]:
            _note_doubt(header, node)
        if after == end:
            continue
        allow_node(header, node, scope)
        if scalars[CANDIDATE] >= 0:
            _count_cost(header, at)
        if first_kid[node] == first_kid[node + 1]:
            continue
        reserve(header, SEGMENT, 2 * depth + 2)
        segment[2 * depth] = end
        segment[2 * depth + 1] = after
        if sizes[node] > MEMO_SUBTREE:
            _extract(header, node, depth, scope)
        push_readable(header, node, depth)


@kernel
def _count_cost(header: Header, pending: int) -> None:
    """Count a node against the region that asked for a memo first; ask for the memo when it is due.

    What is below that region's node has been walked when fewer nodes are pending than there were then.
    """
    scalars = table(header, SCALARS)
    if pending < scalars[CANDIDATE_PENDING]:
        scalars[CANDIDATE] = -1
        return
    scalars[CANDIDATE_COST] += 1
    if scalars[CANDIDATE_COST] > MEMO_COST and not scalars[MEMO_FULL]:
        interrupt(
            header,
            REGION,
            scalars[CANDIDATE],
            scalars[CANDIDATE_NODE],
            scalars[CANDIDATE_NEED],
            scalars[CANDIDATE_ROOM],
        )


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
def _extract(header: Header, node: int, depth: int, scope: int) -> None:
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
        if kind in (DFA, COUNTED) or (kind == EXTRA_NAME and _has_memos(header, position)):
            automaton, need, room = position, np.int64(0), np.int64(0)
            if kind == COUNTED:
                # No token has more than ``longest`` characters: larger counts are all alike.
                need = min(high_word(data), longest)
                room = low_word(data) if low_word(data) < longest else np.int64(UNBOUNDED)
            elif kind == EXTRA_NAME:
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
            else:
                _use_memo(header, memo, stack, scope)
        else:
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
        begin = np.int64(table(header, SCALARS)[N_THREADS])
        leave(header, begin, stack)
        _queue(header, exit_root, begin, scope)


@kernel
def _queue(header: Header, root: int, begin: int, scope: int) -> None:
    """Make a task of the threads from ``begin`` to N_THREADS, and take them off the scratch."""
    scalars, tasks = table(header, SCALARS), table(header, TASKS)
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


@kernel
def _load_task(header: Header, task: int) -> int:
    """Put a task's threads at the bottom of the scratch; how many."""
    begin, end = table(header, TASKS)[4 * task + 1], table(header, TASKS)[4 * task + 2]
    reserve(header, THREAD_POS, np.int64(end) - np.int64(begin))
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas, task_datas = table64(header, THREAD_DATA), table64(header, TASK_DATA)
    task_positions, task_stacks = table(header, TASK_POS), table(header, TASK_STACK)
    for i in range(end - begin):
        positions[i] = task_positions[begin + i]
        datas[i] = task_datas[begin + i]
        stacks[i] = task_stacks[begin + i]
    table(header, SCALARS)[N_THREADS] = end - begin
    return np.int64(end) - np.int64(begin)


# --- scopes -----------------------------------------------------------------------------------------
@kernel
def _use_name_memo(header: Header, memo: int, node: int, position: int, data: int, stack: int, around: int) -> None:
    """Like _use_memo for an undeclared name: in a scope of its own, less the names that are taken."""
    scalars = table(header, SCALARS)
    obj, extra = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    prefix, seen = high_word(data), low_word(data)
    scope = np.int64(scalars[N_SCOPES]) + 1
    reserve(header, SCOPES, 4 * scope)
    scopes = table(header, SCOPES)
    scopes[4 * scope - 4] = around
    scopes[4 * scope - 3] = scalars[N_SCOPE_NODES]
    list_taken(header, obj, seen, prefix, node)
    if table(header, SLOTS)[4 * extra_slot(header, obj, extra) + GIVES] & 1:
        list_exhausted(header, obj, seen, prefix, np.int64(table(header, ARG_C)[position]), node)
    scopes[4 * scope - 2] = scalars[N_SCOPE_NODES]
    scalars[N_SCOPES] = scope
    allow_memo(header, memo, scope)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = np.int64(scalars[N_THREADS])
        after = pack(extra_slot(header, obj, extra), with_extra(header, obj, extra, seen, UNKNOWN_NAME))
        follow(header, begin, column(header, obj, COLON), after, stack)
        _queue(header, exit_root, begin, scope)


# --- doubts -----------------------------------------------------------------------------------------
@kernel
def _note_doubt(header: Header, node: int) -> None:
    scalars = table(header, SCALARS)
    reserve(header, DOUBTS, scalars[N_DOUBTS] + 1)
    table(header, DOUBTS)[scalars[N_DOUBTS]] = node
    scalars[N_DOUBTS] += 1


@kernel
def _settle_doubts(header: Header, state: int) -> None:
    """Advance the tokens below the doubtful nodes one by one."""
    scalars, doubts = table(header, SCALARS), table(header, DOUBTS)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    reserve(header, PENDING, 2)
    pending = table(header, PENDING)
    for i in range(scalars[N_DOUBTS]):
        pending[0] = doubts[i]
        todo = np.int64(1)
        while todo > 0:
            todo -= 1
            node = np.int64(pending[2 * todo])
            for j in range(first[node], first[node + 1]):
                if advance_token(header, state, np.int64(tokens[j])) >= 0:
                    allow(header, np.int64(tokens[j]), 0)
            todo = push_kids(header, todo, node, 0)
