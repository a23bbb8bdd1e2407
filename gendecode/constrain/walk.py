"""The mask: a walk of the vocabulary's trie by a set of threads.

``fill_mask`` answers for all tokens at once what ``advance_token`` answers for one. It goes through the
trie depth first, moves the threads of the parent over each node's byte, sets the bits of the tokens that
end at a node which some thread reaches, and skips the subtree of one that none reaches.

Three things keep that short (docs/engine.md tells the whole story):

* **Regions.** A thread in a regular region leaves the walk when a memo (regions.py) exists for the
  region's position and the present node: the memo's bits are set at once, and its exit trie becomes a
  *task* for the threads that continue after the region. When a region without a memo has cost many
  nodes, the walk asks for one and starts again.
* **Scopes.** An undeclared name may be anything but a name that is taken. The memo ignores that, so its
  bits and its task get a row of their own, from which the tokens that spell a taken name are cleared
  before it is joined to its parent row.
* **Doubts.** A task after an unread name does not know that name. Where that could matter (a second
  undeclared name of the same object within one token), the tokens are listed and advanced one by one.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import row_of
from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    ARG_D,
    BUFFER,
    CANDIDATE,
    CANDIDATE_COST,
    CANDIDATE_NEED,
    CANDIDATE_NODE,
    CANDIDATE_ROOM,
    DOUBT,
    DOUBTS,
    EOS_IDS,
    KIND,
    LONGEST_TOKEN,
    MASK_WORDS,
    MEMO_BITS,
    MEMO_EXIT,
    MEMO_FULL,
    N_DOUBTS,
    N_SCOPE_NODES,
    N_SCOPES,
    N_TASK_THREADS,
    N_TASKS,
    N_THREADS,
    PAYLOAD,
    REGION,
    SCALARS,
    SCOPE_BITS,
    SCOPE_NODES,
    SCOPES,
    SEGMENT,
    SHARED,
    TASK_DATA,
    TASK_POS,
    TASK_STACK,
    TASKS,
    THREAD_DATA,
    THREAD_POS,
    THREAD_STACK,
    TRIE_BYTE,
    TRIE_DEPTH,
    TRIE_END,
    TRIE_FIRST,
    TRIE_TOKENS,
    Bits,
    Header,
    bits_table,
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
    EXTRA_NAME,
    TAG_MEMO,
    UNBOUNDED,
    UNKNOWN_NAME,
    high_word,
    low_word,
)
from gendecode.constrain.machine import (
    advance_token,
    extra_after,
    follow,
    leave,
    load,
    step,
)
from gendecode.constrain.objects import with_extra
from gendecode.constrain.taken import list_taken

MEMO_SUBTREE = 256  # nodes below a trie node for which a memo may pay
MEMO_COST = 256  # nodes that a region may cost before a memo is asked for
MEMO_WIDTH = 8  # bytes that an automaton must read for a memo to pay; white space reads fewer


@kernel
def fill_mask(header: Header, state: int, out: Bits) -> None:
    """Write the mask of ``state`` into ``out`` (uint32[MASK_WORDS])."""
    scalars, words = table(header, SCALARS), np.int64(table(header, SCALARS)[MASK_WORDS])
    scalars[N_TASKS] = 0
    scalars[N_TASK_THREADS] = 0
    scalars[N_SCOPES] = 0
    scalars[N_SCOPE_NODES] = 0
    scalars[N_DOUBTS] = 0
    reserve(header, SCOPE_BITS, words)
    bits = bits_table(header, SCOPE_BITS)
    bits[:words] = 0
    _walk(header, 0, load(header, state), 0)
    task = 0
    while task < scalars[N_TASKS]:
        root, row = table(header, TASKS)[4 * task], table(header, TASKS)[4 * task + 3]
        _walk(header, np.int64(root), _load_task(header, task), np.int64(row))
        task += 1
    _join_scopes(header)
    _settle_doubts(header, state)
    if table(header, PAYLOAD)[state] == 1:
        eos = table(header, EOS_IDS)
        for i in range(len(eos)):
            bits[eos[i] >> 5] |= np.uint32(1) << np.uint32(eos[i] & 31)
    out[:] = bits[:words]


@kernel
def _walk(header: Header, root: int, count: int, row: int) -> None:
    """Walk the trie at ``root`` with the threads at the bottom of the scratch; bits go to ``row``."""
    trie_byte, trie_end, depths = table(header, TRIE_BYTE), table(header, TRIE_END), table(header, TRIE_DEPTH)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    scalars, segment, bits = table(header, SCALARS), table(header, SEGMENT), bits_table(header, SCOPE_BITS)
    base = row * np.int64(scalars[MASK_WORDS])
    segment[0] = 0
    segment[1] = count
    scalars[CANDIDATE] = -1
    _extract(header, root, 0, row)
    node, stop = np.int64(root) + 1, np.int64(trie_end[root])
    if segment[1] == 0:
        return
    while node < stop:
        depth = np.int64(depths[node])
        begin, end = np.int64(segment[2 * depth - 2]), np.int64(segment[2 * depth - 1])
        scalars[N_THREADS] = end
        scalars[DOUBT] = 0
        after = step(header, begin, end, np.int64(trie_byte[node]))
        if scalars[DOUBT]:
            _note_doubt(header, node)
        if after == end:
            node = np.int64(trie_end[node])
            continue
        for i in range(first[node], first[node + 1]):
            bits[base + (tokens[i] >> 5)] |= np.uint32(1) << np.uint32(tokens[i] & 31)
        _count_cost(header, node)
        if trie_end[node] == node + 1:
            node += 1
            continue
        reserve(header, SEGMENT, 2 * depth + 2)
        segment[2 * depth] = end
        segment[2 * depth + 1] = after
        if trie_end[node] - node > MEMO_SUBTREE:
            _extract(header, node, depth, row)
            if segment[2 * depth + 1] == end:
                node = np.int64(trie_end[node])
                continue
        node += 1


@kernel
def _count_cost(header: Header, node: int) -> None:
    """Count a node against the region that asked for a memo first; ask for the memo when it is due."""
    scalars = table(header, SCALARS)
    if scalars[CANDIDATE] < 0:
        return
    if node >= table(header, TRIE_END)[scalars[CANDIDATE_NODE]]:
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
def _extract(header: Header, node: int, depth: int, row: int) -> None:
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
        wide = kind in (COUNTED, EXTRA_NAME)
        if kind == DFA:
            row_of(header, position)
            wide = table(header, ARG_D)[position] >= MEMO_WIDTH
        if wide:
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
        if memo >= 0:
            scalars[N_THREADS] = end
            if kind == EXTRA_NAME:
                _use_name_memo(header, memo, node, position, data, stack, row)
            else:
                _use_memo(header, memo, stack, row)
        else:
            positions[kept] = position
            datas[kept] = data
            stacks[kept] = stack
            kept += 1
    segment[2 * depth + 1] = kept
    scalars[N_THREADS] = kept


@kernel
def _set_memo_bits(header: Header, memo: int, row: int) -> None:
    words = np.int64(table(header, SCALARS)[MASK_WORDS])
    bits, known = bits_table(header, SCOPE_BITS), bits_table(header, MEMO_BITS)
    for i in range(words):
        bits[row * words + i] |= known[memo * words + i]


@kernel
def _use_memo(header: Header, memo: int, stack: int, row: int) -> None:
    """Set a memo's bits, and queue its exit trie for what follows the region."""
    _set_memo_bits(header, memo, row)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = np.int64(table(header, SCALARS)[N_THREADS])
        leave(header, begin, stack)
        _queue(header, exit_root, begin, row)


@kernel
def _queue(header: Header, root: int, begin: int, row: int) -> None:
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
    tasks[4 * task + 3] = row
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
def _use_name_memo(header: Header, memo: int, node: int, position: int, data: int, stack: int, row: int) -> None:
    """Like _use_memo for an undeclared name: in a row of its own, less the names that are taken."""
    scalars, words = table(header, SCALARS), np.int64(table(header, SCALARS)[MASK_WORDS])
    obj, extra = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    prefix, seen = high_word(data), low_word(data)
    scope = np.int64(scalars[N_SCOPES])
    reserve(header, SCOPES, 4 * scope + 4)
    reserve(header, SCOPE_BITS, (scope + 2) * words)
    bits, scopes = bits_table(header, SCOPE_BITS), table(header, SCOPES)
    bits[(scope + 1) * words : (scope + 2) * words] = 0
    scopes[4 * scope] = row
    scopes[4 * scope + 1] = scalars[N_SCOPE_NODES]
    list_taken(header, obj, seen, prefix, node)
    scopes[4 * scope + 2] = scalars[N_SCOPE_NODES]
    scalars[N_SCOPES] = scope + 1
    _set_memo_bits(header, memo, scope + 1)
    exit_root = np.int64(table(header, MEMO_EXIT)[memo])
    if exit_root >= 0:
        begin = np.int64(scalars[N_THREADS])
        follow(header, begin, extra_after(header, obj, extra), with_extra(header, obj, seen, UNKNOWN_NAME), stack)
        _queue(header, exit_root, begin, scope + 1)


@kernel
def _join_scopes(header: Header) -> None:
    """Clear the taken names' tokens from each scope's row and join it to its parent, last scope first."""
    from_nodes, scopes = table(header, SCOPE_NODES), table(header, SCOPES)
    words, bits = np.int64(table(header, SCALARS)[MASK_WORDS]), bits_table(header, SCOPE_BITS)
    trie_end, first, tokens = table(header, TRIE_END), table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    for scope in range(table(header, SCALARS)[N_SCOPES] - 1, -1, -1):
        own, parent = (scope + 1) * words, np.int64(scopes[4 * scope]) * words
        for i in range(scopes[4 * scope + 1], scopes[4 * scope + 2]):
            for j in range(first[from_nodes[i]], first[trie_end[from_nodes[i]]]):
                bits[own + (tokens[j] >> 5)] &= ~(np.uint32(1) << np.uint32(tokens[j] & 31))
        for i in range(words):
            bits[parent + i] |= bits[own + i]


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
    scalars, bits, doubts = table(header, SCALARS), bits_table(header, SCOPE_BITS), table(header, DOUBTS)
    trie_end, first, tokens = table(header, TRIE_END), table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    for i in range(scalars[N_DOUBTS]):
        for j in range(first[doubts[i]], first[trie_end[doubts[i]]]):
            token = np.int64(tokens[j])
            bit = np.uint32(1) << np.uint32(token & 31)
            if bits[token >> 5] & bit == 0 and advance_token(header, state, token) >= 0:
                bits[token >> 5] |= bit
