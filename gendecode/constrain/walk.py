"""The mask: a walk of the vocabulary's trie by a set of threads.

``prepare_mask`` answers for all tokens at once what ``advance_token`` answers for one. It goes through the
trie depth first, moves the threads of the parent over each node's byte, allows the tokens that end at a node
which some thread reaches, and skips the subtree of one that none reaches. Of a node's children it looks only
at those whose byte some thread can read (readable.py). What it finds is kept as a record (masks.py), and
``fill_mask`` writes the record out.

Three things keep that short (docs/engine.md tells the whole story):

* **Regions.** A thread in a regular region leaves the walk when a memo (regions.py) exists for the
  region's position and the present node (extract.py): the memo's bits are set at once, and its exit trie becomes
  a *task* for the threads that continue after the region. When a region without a memo has cost many
  nodes, the walk asks for one and starts again.
* **Scopes.** An undeclared name may be anything but a name that is taken, a distinct item anything but an item that
  is there. The memo ignores that, so what it and its task find gets a scope of its own, from which the tokens that
  repeat something are removed (masks.py).
* **Doubts.** A task after an unread name or item does not know it. Where that could matter (a second undeclared
  name of the same object within one token), the tokens are listed and advanced one by one.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.extract import extract, note_doubt
from gendecode.constrain.kernels import (
    ARG_A,
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
    MASK_WORDS,
    MEMO_FULL,
    N_DOUBTS,
    N_MASK_ROWS,
    N_MASKS,
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
    RECORD,
    RECORDS,
    REGION,
    SCALARS,
    SEGMENT,
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
    WALKING,
    WORDS,
    Bits,
    Header,
    bits_at,
    interrupt,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import (
    NO_RECORD,
    SPECIAL,
    UNKNOWN_TEXT,
)
from gendecode.constrain.machine import advance_token, load, step
from gendecode.constrain.masks import allow, allow_node, keep_mask, write_mask
from gendecode.constrain.readable import push_readable
from gendecode.constrain.record import needs_record
from gendecode.constrain.regions import push_kids

MEMO_SUBTREE = 64  # nodes below a trie node for which a memo may pay
MEMO_COST = 64  # nodes that a region may cost before a memo is asked for
UNFIT, DONE = 0, 1  # answers of fill_mask that are no addresses


@kernel
def fill_mask(header: Header, state: int, out: Bits) -> int:
    """Write the mask of ``state`` into ``out`` (uint32[MASK_WORDS]) if it has been made; DONE, or how to go on.

    UNFIT, and nothing is written, when ``out`` has another length or is not aligned, or ``state`` is negative. The
    address of ``out``, for :func:`make_mask`, when there is no mask yet.
    """
    if state < 0 or len(out) != table(header, SCALARS)[MASK_WORDS] or out.ctypes.data & 3:
        return np.int64(UNFIT)
    record = np.int64(table(header, PAYLOAD)[state] >> 1) - 1
    if record < 0:
        return np.int64(out.ctypes.data)
    write_mask(header, record, out)
    return np.int64(DONE)


@kernel
def make_mask(header: Header, state: int, address: int) -> int:
    """Compute the mask of ``state`` and write it to an address of :func:`fill_mask`; the bytes of all masks so far."""
    prepare_mask(header, state)
    scalars = table(header, SCALARS)
    words = np.int64(scalars[MASK_WORDS])
    write_mask(header, np.int64(table(header, PAYLOAD)[state] >> 1) - 1, bits_at(address, words))
    return 4 * (np.int64(scalars[N_MASKS]) + np.int64(scalars[N_MASK_ROWS]) * words)


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
    count = np.int64(load(header, state))
    scalars[WALKING] = 1
    _walk(header, 0, count, 0)
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
    for at in range(start[state], start[state + 1] - 3, 4):
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
    table(header, RECORDS)[0] = scalars[RECORD]
    scalars[CANDIDATE] = -1
    scalars[N_PENDING] = 0
    extract(header, root, 0, scope)
    push_readable(header, root, 0)
    while scalars[N_PENDING] > 0:
        scalars[N_PENDING] -= 1
        at = 2 * np.int64(scalars[N_PENDING])
        node, depth = np.int64(pending[at]), np.int64(pending[at + 1])
        begin, end = np.int64(segment[2 * depth - 2]), np.int64(segment[2 * depth - 1])
        scalars[N_THREADS] = end
        scalars[DOUBT] = 0
        scalars[RECORD] = table(header, RECORDS)[depth - 1]
        after = step(header, begin, end, np.int64(trie_byte[node]))
        if scalars[DOUBT]:
            note_doubt(header, node)
        if after == end:
            continue
        allow_node(header, node, scope)
        if scalars[CANDIDATE] >= 0:
            _count_cost(header, at)
        if first_kid[node] == first_kid[node + 1]:
            continue
        reserve(header, SEGMENT, 2 * depth + 2)
        reserve(header, RECORDS, depth + 1)
        table(header, RECORDS)[depth] = scalars[RECORD]
        segment[2 * depth] = end
        segment[2 * depth + 1] = after
        if sizes[node] > MEMO_SUBTREE:
            extract(header, node, depth, scope)
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


# --- tasks and doubts --------------------------------------------------------------------------------
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
    scalars = table(header, SCALARS)
    scalars[N_THREADS] = end - begin
    scalars[RECORD] = NO_RECORD
    for i in range(end - begin):
        if needs_record(header, np.int64(stacks[i])):
            scalars[RECORD] = UNKNOWN_TEXT
    return np.int64(end) - np.int64(begin)


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
