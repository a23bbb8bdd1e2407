"""Masks as records: what a walk found, kept small, and written out where a caller wants it.

Nearly every mask is a row that a region memo has already, and a few tokens more or less. So a finished mask
is kept as a *record* in MASKS::

    number of rows, rows ..., number of tokens less, tokens ..., number of tokens more, tokens ...

It takes some hundred bytes instead of sixteen thousand. Writing it out is a copy of a row that is in the
processor's cache, because so many masks share it; a copy of the mask itself would come from main memory.

During the walk each token and each row belongs to a *scope*: 0, or the undeclared name that it was found in.
A scope takes away the tokens that would spell a name that its object has already.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.kernels import (
    EOS_IDS,
    MASK_ROWS,
    MASK_WORDS,
    MASKS,
    MEMO_BITS,
    MEMO_FIRST,
    MEMO_ROW,
    MEMO_TOKENS,
    MERGE,
    N_MASK_ROWS,
    N_MASKS,
    N_OUT_MINUS,
    N_OUT_ROWS,
    N_OUT_TOKENS,
    N_SCOPES,
    OUT_MINUS,
    OUT_ROWS,
    OUT_SCOPES,
    OUT_TOKENS,
    PAYLOAD,
    PENDING,
    SCALARS,
    SCOPE_BITS,
    SCOPE_NODES,
    SCOPES,
    TRIE_FIRST,
    TRIE_TOKENS,
    Bits,
    Header,
    bits_row,
    bits_table,
    kernel,
    reserve,
    table,
)
from gendecode.constrain.regions import push_kids


# --- what a walk finds --------------------------------------------------------------------------------
@kernel
def allow(header: Header, token: int, scope: int) -> None:
    """Add one token."""
    scalars = table(header, SCALARS)
    count = np.int64(scalars[N_OUT_TOKENS])
    reserve(header, OUT_TOKENS, count + 1)
    table(header, OUT_TOKENS)[count] = token
    table(header, OUT_SCOPES)[count] = scope
    scalars[N_OUT_TOKENS] = count + 1


@kernel
def allow_node(header: Header, node: int, scope: int) -> None:
    """Add the tokens that end at a trie node."""
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    for i in range(first[node], first[node + 1]):
        allow(header, np.int64(tokens[i]), scope)


@kernel
def allow_memo(header: Header, memo: int, scope: int) -> None:
    """Add the tokens of a region memo: its row, or its list where they are few."""
    row = np.int64(table(header, MEMO_ROW)[memo])
    scalars = table(header, SCALARS)
    if row >= 0:
        count = np.int64(scalars[N_OUT_ROWS])
        reserve(header, OUT_ROWS, 2 * count + 2)
        table(header, OUT_ROWS)[2 * count] = row
        table(header, OUT_ROWS)[2 * count + 1] = scope
        scalars[N_OUT_ROWS] = count + 1
        return
    first, tokens = table(header, MEMO_FIRST), table(header, MEMO_TOKENS)
    begin, size, count = np.int64(first[memo]), np.int64(first[memo + 1]), np.int64(scalars[N_OUT_TOKENS])
    size -= begin
    reserve(header, OUT_TOKENS, count + size)
    out, scopes = table(header, OUT_TOKENS), table(header, OUT_SCOPES)
    for i in range(size):
        out[count + i] = tokens[begin + i]
        scopes[count + i] = scope
    scalars[N_OUT_TOKENS] = count + size


# --- scopes -------------------------------------------------------------------------------------------
@kernel
def join_scopes(header: Header) -> None:
    """Take the tokens of taken names from each scope, and give the rest to the scope around it, the last one first."""
    scalars, scopes, words = table(header, SCALARS), table(header, SCOPES), np.int64(table(header, SCALARS)[MASK_WORDS])
    if scalars[N_SCOPES] == 0:
        return
    reserve(header, SCOPE_BITS, words)
    bits, rows = bits_table(header, SCOPE_BITS), table(header, OUT_ROWS)
    tokens, owners = table(header, OUT_TOKENS), table(header, OUT_SCOPES)
    bits[:words] = 0
    for scope in range(scalars[N_SCOPES], 0, -1):
        around = scopes[4 * scope - 4]
        count = _list_scope_tokens(header, scope)
        taken = table(header, MERGE)
        for i in range(count):
            bits[taken[i] >> 5] |= np.uint32(1) << np.uint32(taken[i] & 31)
        for i in range(scalars[N_OUT_TOKENS]):
            if owners[i] == scope:
                is_taken = (bits[tokens[i] >> 5] >> np.uint32(tokens[i] & 31)) & np.uint32(1)
                owners[i] = -1 if is_taken else around
        for i in range(count):
            bits[taken[i] >> 5] &= ~(np.uint32(1) << np.uint32(taken[i] & 31))
        for row in range(scalars[N_OUT_ROWS]):
            if rows[2 * row + 1] == scope:
                rows[2 * row + 1] = around
                _take_away(header, row, count)


@kernel
def _list_scope_tokens(header: Header, scope: int) -> int:
    """List in MERGE the tokens below the nodes of a scope; how many."""
    nodes, scopes = table(header, SCOPE_NODES), table(header, SCOPES)
    first, tokens = table(header, TRIE_FIRST), table(header, TRIE_TOKENS)
    count = np.int64(0)
    reserve(header, PENDING, 2)
    pending = table(header, PENDING)
    for i in range(scopes[4 * scope - 3], scopes[4 * scope - 2]):
        pending[0] = nodes[i]
        todo = np.int64(1)
        while todo > 0:
            todo -= 1
            node = np.int64(pending[2 * todo])
            reserve(header, MERGE, count + first[node + 1] - first[node])
            for j in range(first[node], first[node + 1]):
                table(header, MERGE)[count] = tokens[j]
                count += 1
            todo = push_kids(header, todo, node, 0)
    return count


@kernel
def _take_away(header: Header, row: int, count: int) -> None:
    """Note the tokens MERGE[:count] as missing from a row that was found."""
    scalars, taken = table(header, SCALARS), table(header, MERGE)
    at = np.int64(scalars[N_OUT_MINUS])
    reserve(header, OUT_MINUS, 2 * (at + count))
    minus = table(header, OUT_MINUS)
    for i in range(count):
        minus[2 * (at + i)] = row
        minus[2 * (at + i) + 1] = taken[i]
    scalars[N_OUT_MINUS] = at + count


# --- records ------------------------------------------------------------------------------------------
@kernel
def keep_mask(header: Header, state: int) -> int:
    """Make a record of what the walk found, and attach it to ``state``; where it begins."""
    scalars, payload = table(header, SCALARS), table(header, PAYLOAD)
    if payload[state] & 1:
        eos = table(header, EOS_IDS)
        for i in range(len(eos)):
            allow(header, np.int64(eos[i]), 0)
    join_scopes(header)
    n_rows, n_minus = np.int64(scalars[N_OUT_ROWS]), np.int64(scalars[N_OUT_MINUS])
    own_row = np.int64(-1)
    if n_rows > 1 and n_minus > 0:
        own_row = _rows_as_one(header)
        n_rows, n_minus = np.int64(1), np.int64(0)
    found, at = np.int64(scalars[N_OUT_TOKENS]), np.int64(scalars[N_MASKS])
    reserve(header, MASKS, at + 3 + n_rows + n_minus + found)
    masks, rows, minus = table(header, MASKS), table(header, OUT_ROWS), table(header, OUT_MINUS)
    tokens, owners = table(header, OUT_TOKENS), table(header, OUT_SCOPES)
    masks[at] = n_rows
    place = at + 1
    for i in range(n_rows):
        masks[place] = -1 - own_row if own_row >= 0 else rows[2 * i]
        place += 1
    masks[place] = n_minus
    for i in range(n_minus):
        masks[place + 1 + i] = minus[2 * i + 1]
    place += 1 + n_minus
    more = np.int64(0)
    for i in range(found):
        if owners[i] == 0:
            more += 1
            masks[place + more] = tokens[i]
    masks[place] = more
    scalars[N_MASKS] = place + more + 1
    payload[state] = 2 * (at + 1) + (payload[state] & 1)
    return at


@kernel
def _rows_as_one(header: Header) -> int:
    """Several rows, each less what was taken from it, as one row in MASK_ROWS; its number."""
    scalars, words = table(header, SCALARS), np.int64(table(header, SCALARS)[MASK_WORDS])
    number = np.int64(scalars[N_MASK_ROWS])
    reserve(header, MASK_ROWS, (number + 1) * words)
    reserve(header, SCOPE_BITS, words)
    own, part = bits_row(header, MASK_ROWS, number, words), bits_row(header, SCOPE_BITS, 0, words)
    rows, minus = table(header, OUT_ROWS), table(header, OUT_MINUS)
    own[:] = 0
    for row in range(scalars[N_OUT_ROWS]):
        known = bits_row(header, MEMO_BITS, np.int64(rows[2 * row]), words)
        for i in range(words):
            part[i] = known[i]
        for i in range(scalars[N_OUT_MINUS]):
            if minus[2 * i] == row:
                token = minus[2 * i + 1]
                part[token >> 5] &= ~(np.uint32(1) << np.uint32(token & 31))
        for i in range(words):
            own[i] |= part[i]
    scalars[N_MASK_ROWS] = number + 1
    return number


@kernel
def write_mask(header: Header, record: int, out: Bits) -> None:
    """Write a record's mask into ``out`` (uint32[MASK_WORDS])."""
    masks, words = table(header, MASKS), np.int64(table(header, SCALARS)[MASK_WORDS])
    n_rows, at = np.int64(masks[record]), record + 1
    if n_rows == 0:
        out[:words] = 0
    for i in range(n_rows):
        row = np.int64(masks[at + i])
        known = bits_row(header, MEMO_BITS, row, words) if row >= 0 else bits_row(header, MASK_ROWS, -1 - row, words)
        if i == 0:
            for j in range(words):  # a slice would be copied twice, in case of overlap
                out[j] = known[j]
        else:
            for j in range(words):
                out[j] |= known[j]
    at += n_rows
    for i in range(at + 1, at + 1 + masks[at]):
        out[masks[i] >> 5] &= ~(np.uint32(1) << np.uint32(masks[i] & 31))
    at += 1 + np.int64(masks[at])
    for i in range(at + 1, at + 1 + masks[at]):
        out[masks[i] >> 5] |= np.uint32(1) << np.uint32(masks[i] & 31)
