"""One byte: how a set of threads moves through the network.

``step`` moves every thread of a segment over a byte; ``follow`` then leads each moved thread along the
positions that read nothing (calls, returns, alternatives …) until only reading positions are left.

Threads that agree on position and data are merged, and their stacks united: a stack is a *set* of frames
(return position, data, parent), interned. So the number of threads is bounded by the places of the
grammar, not by the number of ways to read the text, and alternatives that share a call cost it once.
"""

from __future__ import annotations

import numpy as np

from gendecode.constrain.determinise import new_position, next_position
from gendecode.constrain.distinct import has_unread, may_end, may_go_on, next_item, with_composite, with_word
from gendecode.constrain.kernels import (
    ARG_A,
    ARG_B,
    ARG_C,
    ARG_D,
    BUFFER,
    DOUBT,
    INPUT,
    ITEM_ENDED,
    KIND,
    LIMIT,
    LISTS,
    LOWER,
    MAX_THREADS,
    N_THREADS,
    NAME_START,
    PAYLOAD,
    RECORD,
    RECORDING,
    RETURNED_FROM,
    SCALARS,
    SLOT,
    SLOTS,
    START,
    THREAD_DATA,
    THREAD_POS,
    THREAD_STACK,
    TOKEN_BYTES,
    TOKEN_START,
    UNITS,
    WALKING,
    WORDS,
    WORK_BEGIN,
    WORK_DATA,
    WORK_DONE,
    WORK_POS,
    WORK_STACK,
    Header,
    Ints,
    intern,
    interrupt,
    kernel,
    reserve,
    table,
    table64,
)
from gendecode.constrain.layout import (
    ACCEPT,
    AFTER_ITEM,
    AFTER_VALUE,
    BYTE,
    CALL,
    COMPOSITE,
    COMPOSITE_END,
    COUNTED,
    DFA,
    EMPTY_PREFIX,
    EXTRA_NAME,
    GOES_ON,
    ITEM,
    JUMP,
    LAZY,
    MEASURED,
    NAME,
    NAMES,
    NEXT_WORD,
    NO_RECORD,
    QUOTE,
    READS,
    REP_AFTER,
    REP_CAP,
    REP_FIRST,
    REP_FIRST_COUNT,
    REP_HIGH,
    REP_LOW,
    REP_REST,
    REP_SEPARATOR,
    RET,
    RETURN,
    SPECIAL,
    TAG_EXTRA_POSITION,
    TAG_NAME_POSITION,
    TAG_STATE,
    TAG_WORD_POSITION,
    UNBOUNDED,
    VALUE,
    WORD,
    high_word,
    low_word,
    pack,
)
from gendecode.constrain.measured import may_go_on_measured, measured_step
from gendecode.constrain.object_sets import (
    COLON,
    EXTRA_BIT,
    EXTRA_COUNT,
    NAME_BASE,
    NAME_COUNT,
    OBJECT,
    SLOT_BASE,
    START_AT,
    VALUE_AT,
    column,
    has_code,
)
from gendecode.constrain.objects import (
    any_allowed,
    extra_fits,
    extra_slot,
    extras_allowed,
    has_unknown,
    is_allowed,
    is_taken,
    may_close,
    may_continue,
    narrow,
    with_extra,
    with_member,
)
from gendecode.constrain.record import begin_item, begin_record, end_record
from gendecode.constrain.returns import (
    MOST_UNITS,
    UNIT_WORDS,
    begin_unit,
    end_unit,
    known_returns,
    note_length,
    returns_apart,
)
from gendecode.constrain.stacks import push, unite
from gendecode.constrain.words_left import longer, longer_left, name_left, word_left


# --- threads ----------------------------------------------------------------------------------------
@kernel
def add_thread(header: Header, begin: int, position: int, data: int, stack: int) -> None:
    """Append a thread to the segment that begins at ``begin``, or unite its stack with an equal one's."""
    scalars = table(header, SCALARS)
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    end = np.int64(scalars[N_THREADS])
    for i in range(begin, end):
        if positions[i] == position and datas[i] == data:
            if stacks[i] != stack:
                stacks[i] = unite(header, np.int64(stacks[i]), stack)
            return
    if end - begin >= scalars[MAX_THREADS]:
        interrupt(header, LIMIT, 0, 0, 0, 0)
    reserve(header, THREAD_POS, end + 1)
    positions[end] = position
    datas[end] = data
    stacks[end] = stack
    scalars[N_THREADS] = end + 1


@kernel
def _add_threads(header: Header, begin: int, threads: int) -> None:
    """Add the threads of an interned TAG_RETURNED to the segment that begins at ``begin``."""
    words, start = table(header, WORDS), table(header, START)
    for at in range(start[threads], start[threads + 1], 4):
        data = pack(words[at + 2], words[at + 1])
        add_thread(header, begin, np.int64(words[at]), data, np.int64(words[at + 3]))


@kernel
def _work(header: Header, count: int, position: int, data: int, stack: int) -> int:
    """Put a place on the work list unless it is there already; the new length.

    Where the same place waits with another stack, the two are united: what is called from many places is then
    followed once.
    """
    positions, stacks = table(header, WORK_POS), table(header, WORK_STACK)
    datas = table64(header, WORK_DATA)
    begin, waiting = np.int64(table(header, SCALARS)[WORK_BEGIN]), table(header, SCALARS)[WORK_DONE]
    for i in range(begin, count):
        if positions[i] == position and datas[i] == data:
            if stacks[i] == stack:
                return count
            if i >= waiting:
                stacks[i] = unite(header, np.int64(stacks[i]), stack)
                return count
    if count - begin >= 4 * np.int64(table(header, SCALARS)[MAX_THREADS]):
        interrupt(header, LIMIT, 0, 0, 0, 0)
    reserve(header, WORK_POS, count + 1)
    positions[count] = position
    datas[count] = data
    stacks[count] = stack
    return count + 1


@kernel
def _returns(header: Header, count: int, stack: int) -> int:
    """Return from the present activation: put what that leads to on the work list; the new length."""
    if returns_apart(header, stack):
        return _work(header, count, RETURN, 0, stack)
    return _frames(header, count, stack)


@kernel
def _frames(header: Header, count: int, stack: int) -> int:
    """Put the return places of all frames of ``stack`` on the work list; the new length."""
    words, start, scalars = table(header, WORDS), table(header, START), table(header, SCALARS)
    if scalars[RETURNED_FROM] < 0:
        scalars[RETURNED_FROM] = stack
    for frame in range(start[stack], start[stack + 1], 4):
        data = pack(words[frame + 2], words[frame + 1])
        count = _work(header, count, words[frame], data, words[frame + 3])
    return count


@kernel
def follow(header: Header, begin: int, position: int, data: int, stack: int) -> None:
    """Add to the segment at ``begin`` every reading thread that this place leads to without reading."""
    kinds = table(header, KIND)
    if kinds[position] == BYTE or (kinds[position] == DFA and table(header, ARG_B)[position] == GOES_ON):
        add_thread(header, begin, position, data, stack)
        return
    positions, stacks, datas = table(header, WORK_POS), table(header, WORK_STACK), table64(header, WORK_DATA)
    scalars = table(header, SCALARS)
    scalars[WORK_BEGIN], scalars[WORK_DONE], scalars[RETURNED_FROM] = 0, 0, -1
    count, done, units = _work(header, 0, position, data, stack), 0, 0
    while done < count or units > 0:
        if done == count:
            count, units = np.int64(scalars[WORK_BEGIN]), units - 1
            threads = end_unit(header, units, begin)
            begin, done = np.int64(table(header, UNITS)[UNIT_WORDS * units + 1]), np.int64(scalars[WORK_DONE])
            _add_threads(header, begin, threads)
            continue
        position, data, stack = np.int64(positions[done]), datas[done], np.int64(stacks[done])
        done += 1
        scalars[WORK_DONE] = done
        kind = kinds[position]
        if kind <= READS:
            count = _arrive(header, begin, count, position, data, stack)
        elif kind == RET and returns_apart(header, stack):
            threads = known_returns(header, stack)
            if threads >= 0:
                _add_threads(header, begin, threads)
            elif units == MOST_UNITS:
                count = _frames(header, count, stack)
            else:
                begin_unit(header, units, begin, count, stack)
                units, begin, done = units + 1, np.int64(scalars[N_THREADS]), count
                count = _frames(header, count, stack)
        elif kind == RET:
            count = _frames(header, count, stack)
        elif kind <= JUMP:
            count = _lead_on(header, count, position, data, stack)
        elif kind <= AFTER_ITEM:
            count = _repeat(header, count, position, data, stack)
        elif kind <= AFTER_VALUE:
            count = _object(header, count, position, data, stack)
        else:
            count = _distinct(header, count, position, data, stack)
    note_length(header, count)


@kernel
def _arrive(header: Header, begin: int, count: int, position: int, data: int, stack: int) -> int:
    """A reading position: add the thread, and return too where a word may end."""
    kind, flags = table(header, KIND)[position], table(header, ARG_B)[position]
    if kind == DFA:
        if flags & 2:
            add_thread(header, begin, position, data, stack)
        if flags & 1:
            return _returns(header, count, stack)
        return count
    if kind == COUNTED and position == table(header, ARG_D)[position]:
        need, room = high_word(data), low_word(data)
        terminated = flags >> 2 > 0
        if room > 0 or terminated:
            add_thread(header, begin, position, data, stack)
        if need == 0 and not terminated:
            return _returns(header, count, stack)
        return count
    if kind == MEASURED:
        if may_go_on_measured(header, position, data):
            add_thread(header, begin, position, data, stack)
        if flags & 1 and high_word(data) == 0:
            return _returns(header, count, stack)
        return count
    add_thread(header, begin, position, data, stack)
    return count


@kernel
def _lead_on(header: Header, count: int, position: int, data: int, stack: int) -> int:
    """CALL, ALT, JUMP and what is not lowered yet."""
    kind = table(header, KIND)[position]
    a, b = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    if kind == CALL:
        start = pack(table(header, ARG_C)[position], table(header, ARG_D)[position])
        if b >= 0:
            stack = push(header, b, data, stack)
        return _work(header, count, a, start, stack)
    if kind == JUMP:
        return _work(header, count, a, data, stack)
    if kind == LAZY:
        interrupt(header, LOWER, position, a, 0, 0)
    lists = table(header, LISTS)
    for i in range(a, a + b):
        count = _work(header, count, lists[i], data, stack)
    return count


@kernel
def _repeat(header: Header, count: int, position: int, data: int, stack: int) -> int:
    """The two control places of a repetition; ``data`` is which one it is and the number of items so far."""
    lists, at, items = table(header, LISTS), high_word(data), low_word(data)
    high = np.int64(lists[at + REP_HIGH])
    first_count = np.int64(lists[at + REP_FIRST_COUNT])
    if table(header, KIND)[position] == ITEM:
        target = lists[at + REP_FIRST + items] if items < first_count else lists[at + REP_REST]
        following = pack(at, min(items + 1, np.int64(lists[at + REP_CAP])))
        return _work(header, count, target, 0, push(header, lists[at + REP_AFTER], following, stack))
    if items >= lists[at + REP_LOW]:
        count = _returns(header, count, stack)
    if (high < 0 or items < high) and (items < first_count or lists[at + REP_REST] >= 0):
        count = _work(header, count, lists[at + REP_SEPARATOR], data, stack)
    return count


@kernel
def _object(header: Header, count: int, position: int, data: int, stack: int) -> int:
    """The control places of an object; ``data`` is which one it is (or the slot of a member) and what it has seen."""
    kind = table(header, KIND)[position]
    a, b = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    obj, seen = high_word(data), low_word(data)
    if kind == NAMES:
        names = column(header, obj, NAME_COUNT)
        if any_allowed(header, obj, seen, 0, names):
            count = _work(header, count, name_position(header, obj, 0, names, 0), seen, stack)
        if extras_allowed(header, obj, seen):
            if has_unknown(header, obj, seen):
                table(header, SCALARS)[DOUBT] = 1
                return count
            first = column(header, obj, SLOT_BASE) + names
            for extra in range(column(header, obj, EXTRA_COUNT)):
                start = np.int64(table(header, SLOTS)[4 * (first + extra) + START_AT])
                if extra_fits(header, obj, extra, seen) and name_left(header, obj, seen, EMPTY_PREFIX, start):
                    target = extra_position(header, obj, extra, start)
                    count = _work(header, count, target, pack(EMPTY_PREFIX, seen), stack)
    elif kind == VALUE:
        slots, slot = table(header, SLOTS), obj
        obj, value = np.int64(slots[4 * slot + OBJECT]), np.int64(slots[4 * slot + VALUE_AT])
        if value < 0:
            interrupt(header, SLOT, slot, 0, 0, 0)
        count = _work(header, count, value, 0, push(header, a, pack(obj, seen), stack))
    else:
        if may_close(header, obj, seen):
            count = _work(header, count, b, data, stack)
        if may_continue(header, obj, seen):
            count = _work(header, count, a, data, stack)
    return count


@kernel
def _distinct(header: Header, count: int, position: int, data: int, stack: int) -> int:
    """The control places of a distinct repetition; ``data`` is which one it is and what it has seen."""
    at, seen, kind = high_word(data), low_word(data), table(header, KIND)[position]
    lists, words, start = table(header, LISTS), table(header, WORDS), table(header, START)
    if kind == NEXT_WORD:
        item = next_item(header, at, seen)
        scalars, composites = np.int64(lists[item]), np.int64(lists[item + 1])
        if composites >= 0:
            stack_within = push(header, COMPOSITE_END, begin_item(header, at, seen), stack)
            table(header, PAYLOAD)[stack_within] = 1
            count = _work(header, count, composites, 0, stack_within)
        if scalars >= 0 and has_unread(header, seen):
            table(header, SCALARS)[DOUBT] = 1
        elif scalars >= 0 and word_left(header, seen, EMPTY_PREFIX, scalars):
            count = _work(header, count, word_position(header, at, scalars), pack(EMPTY_PREFIX, seen), stack)
        return count
    if kind == COMPOSITE:
        item = np.int64(start[seen])
        table(header, SCALARS)[ITEM_ENDED] = 1
        at = np.int64(words[item])
        seen = with_composite(header, np.int64(words[item + 1]), np.int64(words[item + 2]))
        if seen >= 0:
            count = _work(header, count, np.int64(lists[at + REP_AFTER]), pack(at, seen), stack)
        return count
    if may_end(header, at, seen):
        count = _returns(header, count, stack)
    if may_go_on(header, at, seen):
        count = _work(header, count, np.int64(lists[at + REP_SEPARATOR]), data, stack)
    return count


# --- positions of names and words, made on demand -----------------------------------------------------
@kernel
def name_position(header: Header, obj: int, begin: int, end: int, depth: int) -> int:
    """The position in object ``obj`` where the names ``begin .. end`` share the ``depth`` bytes read."""
    buffer = table(header, BUFFER)
    buffer[0] = obj
    buffer[1] = begin
    buffer[2] = end
    buffer[3] = depth
    entry = intern(header, TAG_NAME_POSITION, 4)
    payload = table(header, PAYLOAD)
    if payload[entry] < 0:
        payload[entry] = new_position(header, NAME, obj, begin, end, depth)
    return np.int64(payload[entry])


@kernel
def extra_position(header: Header, obj: int, extra: int, automaton: int) -> int:
    """The position within an undeclared name of ``obj``, at a position of the names' automaton."""
    buffer = table(header, BUFFER)
    buffer[0] = obj
    buffer[1] = extra
    buffer[2] = automaton
    entry = intern(header, TAG_EXTRA_POSITION, 3)
    payload = table(header, PAYLOAD)
    if payload[entry] < 0:
        payload[entry] = new_position(header, EXTRA_NAME, obj, extra, automaton, 0)
    return np.int64(payload[entry])


@kernel
def word_position(header: Header, at: int, automaton: int) -> int:
    """The position within an item of the distinct repetition ``at``, at a position of the words' automaton."""
    buffer = table(header, BUFFER)
    buffer[0] = at
    buffer[1] = automaton
    entry = intern(header, TAG_WORD_POSITION, 2)
    payload = table(header, PAYLOAD)
    if payload[entry] < 0:
        payload[entry] = new_position(header, WORD, at, 0, automaton, 0)
    return np.int64(payload[entry])


# --- one byte ---------------------------------------------------------------------------------------
@kernel
def step(header: Header, begin: int, end: int, byte: int) -> int:
    """Move the threads ``begin .. end`` over ``byte``; the result is the segment from N_THREADS on.

    Returns the end of the new segment; it is empty when no thread can read the byte.
    """
    scalars, kinds, arguments = table(header, SCALARS), table(header, KIND), table(header, ARG_A)
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    out = np.int64(scalars[N_THREADS])
    if scalars[RECORDING]:
        begin_record(header, byte)
    for i in range(begin, end):
        position = np.int64(positions[i])
        kind = kinds[position]
        if kind == BYTE:
            if arguments[position] == byte:
                follow(header, out, np.int64(table(header, ARG_B)[position]), datas[i], np.int64(stacks[i]))
            continue
        data, stack = datas[i], np.int64(stacks[i])
        if kind == DFA:
            target = next_position(header, position, byte)
            if target >= 0:
                follow(header, out, target, data, stack)
        elif kind == COUNTED:
            _step_counted(header, out, position, data, stack, byte)
        elif kind == MEASURED:
            target, data = measured_step(header, position, data, byte)
            if target >= 0:
                follow(header, out, target, data, stack)
        elif kind == NAME:
            _step_name(header, out, position, data, stack, byte)
        elif kind == EXTRA_NAME:
            _step_extra_name(header, out, position, data, stack, byte)
        elif kind == WORD:
            _step_word(header, out, position, data, stack, byte)
    if scalars[RECORDING]:
        end_record(header, out, np.int64(scalars[N_THREADS]))
    return np.int64(scalars[N_THREADS])


@kernel
def counted_step(header: Header, position: int, data: int, byte: int) -> tuple[int, int]:
    """The position and data after ``byte`` in a counted region: -1 = impossible, -2 = it has ended."""
    start = np.int64(table(header, ARG_D)[position])
    need, room = high_word(data), low_word(data)
    if position == start:
        if need == 0 and (table(header, ARG_B)[position] >> 2) == byte + 1:
            return np.int64(-2), np.int64(0)
        if room == 0:
            return np.int64(-1), np.int64(0)
    target = next_position(header, position, byte)
    if target >= 0 and table(header, ARG_B)[target] & 1:
        return start, pack(max(need - 1, 0), room if room == UNBOUNDED else room - 1)
    return target, np.int64(data)


@kernel
def _step_counted(header: Header, out: int, position: int, data: int, stack: int, byte: int) -> None:
    target, after = counted_step(header, position, data, byte)
    if target == -2:
        leave(header, out, stack)
    elif target >= 0:
        follow(header, out, target, after, stack)


@kernel
def leave(header: Header, out: int, stack: int) -> None:
    """Return from the current activation: follow every frame of ``stack``."""
    words, start = table(header, WORDS), table(header, START)
    for frame in range(start[stack], start[stack + 1], 4):
        data = pack(words[frame + 2], words[frame + 1])
        follow(header, out, np.int64(words[frame]), data, np.int64(words[frame + 3]))


@kernel
def _step_name(header: Header, out: int, position: int, data: int, stack: int, byte: int) -> None:
    obj, begin = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    end, depth = np.int64(table(header, ARG_C)[position]), np.int64(table(header, ARG_D)[position])
    seen = low_word(data)
    if byte == QUOTE:
        start, base = table(header, NAME_START), column(header, obj, NAME_BASE)
        if start[base + begin + 1] - start[base + begin] == depth and is_allowed(header, obj, seen, begin):
            slot = column(header, obj, SLOT_BASE) + begin
            after = pack(slot, with_member(header, obj, seen, begin))
            follow(header, out, column(header, obj, COLON), after, stack)
    # A name with a quotation mark in it goes on: the mark is escaped there, and no name ends within an escape.
    begin, end = narrow(header, obj, begin, end, depth, byte)
    if begin < end and any_allowed(header, obj, seen, begin, end):
        add_thread(header, out, name_position(header, obj, begin, end, depth + 1), data, stack)


@kernel
def _step_extra_name(header: Header, out: int, position: int, data: int, stack: int, byte: int) -> None:
    obj, extra = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_B)[position])
    prefix, seen = high_word(data), low_word(data)
    target = next_position(header, np.int64(table(header, ARG_C)[position]), byte)
    if target < 0:
        return
    if table(header, ARG_B)[target] & 1:
        if not is_taken(header, obj, seen, prefix):
            after = pack(extra_slot(header, obj, extra), with_extra(header, obj, extra, seen, prefix))
            follow(header, out, column(header, obj, COLON), after, stack)
        return
    prefix = longer(header, prefix, byte)
    if name_left(header, obj, seen, prefix, target):
        add_thread(header, out, extra_position(header, obj, extra, target), pack(prefix, seen), stack)


@kernel
def _step_word(header: Header, out: int, position: int, data: int, stack: int, byte: int) -> None:
    at, target = np.int64(table(header, ARG_A)[position]), np.int64(table(header, ARG_C)[position])
    target = next_position(header, target, byte)
    if target < 0:
        return
    prefix, seen, flags = longer(header, high_word(data), byte), low_word(data), table(header, ARG_B)[target]
    if flags & 2 and longer_left(header, seen, prefix, target):
        add_thread(header, out, word_position(header, at, target), pack(prefix, seen), stack)
    if flags & 1 and not has_code(header, seen, 0, prefix | EXTRA_BIT):
        after = np.int64(table(header, LISTS)[at + REP_AFTER])
        follow(header, out, after, pack(at, with_word(header, seen, prefix)), stack)


# --- states -----------------------------------------------------------------------------------------
@kernel
def load(header: Header, state: int) -> int:
    """Put the threads of an interned state at the bottom of the thread scratch; how many. Loads its record too."""
    words, start, scalars = table(header, WORDS), table(header, START), table(header, SCALARS)
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    count, size = 0, np.int64(start[state + 1]) - np.int64(start[state])
    reserve(header, THREAD_POS, size // 4)
    scalars[RECORD] = words[start[state + 1] - 1] if size & 3 else NO_RECORD
    scalars[WALKING] = 0
    for at in range(start[state], start[state + 1] - 3, 4):
        positions[count] = words[at]
        datas[count] = pack(words[at + 2], words[at + 1])
        stacks[count] = words[at + 3]
        count += 1
    scalars[N_THREADS] = count
    return count


@kernel
def store(header: Header, begin: int, end: int) -> int:
    """Intern the threads ``begin .. end``, and the record, as a state; -1 when there are none.

    The entry's payload has bit 0 when the text may end in that state; above it stands the state's mask (masks.py).
    """
    if begin == end:
        return np.int64(-1)
    positions, stacks, buffer = table(header, THREAD_POS), table(header, THREAD_STACK), table(header, BUFFER)
    datas, kinds = table64(header, THREAD_DATA), table(header, KIND)
    reserve(header, BUFFER, 4 * (end - begin) + 1)
    accepting = 0
    for i in range(begin + 1, end):  # insertion sort: threads are few, and mostly in order
        j = i
        while j > begin and (
            positions[j] < positions[j - 1] or (positions[j] == positions[j - 1] and datas[j] < datas[j - 1])
        ):
            positions[j], positions[j - 1] = positions[j - 1], positions[j]
            datas[j], datas[j - 1] = datas[j - 1], datas[j]
            stacks[j], stacks[j - 1] = stacks[j - 1], stacks[j]
            j -= 1
    for i in range(begin, end):
        at = 4 * (i - begin)
        buffer[at] = positions[i]
        buffer[at + 1] = low_word(datas[i])
        buffer[at + 2] = high_word(datas[i])
        buffer[at + 3] = stacks[i]
        if kinds[positions[i]] == ACCEPT:
            accepting = 1
    record = table(header, SCALARS)[RECORD]
    buffer[4 * (end - begin)] = record
    entry = intern(header, TAG_STATE, 4 * (end - begin) + (record != NO_RECORD))
    payload = table(header, PAYLOAD)
    if payload[entry] < 0:
        payload[entry] = accepting
    return entry


@kernel
def enter(header: Header, position: int, stack: int) -> int:
    """The state before the first byte of the activation at ``position``."""
    scalars = table(header, SCALARS)
    scalars[N_THREADS], scalars[RECORD], scalars[WALKING] = 0, NO_RECORD, 0
    follow(header, 0, position, 0, stack)
    end_record(header, 0, np.int64(scalars[N_THREADS]))
    return store(header, 0, np.int64(scalars[N_THREADS]))


@kernel
def _read_bytes(header: Header, state: int, data: Ints) -> int:
    """Move the threads of ``state`` over ``data``; how many there are then, at the bottom of the scratch."""
    begin, end = np.int64(0), np.int64(load(header, state))
    for i in range(len(data)):
        after = step(header, begin, end, np.int64(data[i]))
        begin, end = end, after
        if begin == end:
            table(header, SCALARS)[N_THREADS] = 0
            return np.int64(0)
        # The old threads are not needed again: move the new ones down, so that long texts stay in place.
        end = _move_down(header, begin, end)
        begin = np.int64(0)
    return end


@kernel
def advance_bytes(header: Header, state: int, data: Ints) -> int:
    """The state after the bytes of the int32 array ``data``; -1 when they are not allowed."""
    return store(header, 0, _read_bytes(header, state, data))


@kernel
def advance_input(header: Header, state: int, count: int) -> int:
    """The state after the first ``count`` bytes of INPUT; -1 when they are not allowed."""
    return advance_bytes(header, state, table(header, INPUT)[:count])


@kernel
def _move_down(header: Header, begin: int, end: int) -> int:
    positions, stacks = table(header, THREAD_POS), table(header, THREAD_STACK)
    datas = table64(header, THREAD_DATA)
    for i in range(end - begin):
        positions[i] = positions[begin + i]
        datas[i] = datas[begin + i]
        stacks[i] = stacks[begin + i]
    table(header, SCALARS)[N_THREADS] = end - begin
    return np.int64(end - begin)


@kernel
def names_token(header: Header, position: int, token: int) -> bool:
    """True when a SPECIAL position reads ``token``."""
    lists, at = table(header, LISTS), np.int64(table(header, ARG_A)[position])
    for i in range(lists[at]):  # noqa: SIM110 -- compiled, a loop is what any() would become
        if lists[at + 1 + 2 * i] <= token <= lists[at + 2 + 2 * i]:
            return True
    return False


@kernel
def advance_token(header: Header, state: int, token: int) -> int:
    """The state after ``token``; -1 when it is not allowed, -2 when besides it has no bytes."""
    start = table(header, TOKEN_START)
    data = table(header, TOKEN_BYTES)[start[token] : start[token + 1]]
    end = np.int64(0)
    if len(data) > 0:
        end = _read_bytes(header, state, data)
    else:
        load(header, state)
        table(header, SCALARS)[N_THREADS] = 0
    words, begin, kinds = table(header, WORDS), table(header, START), table(header, KIND)
    for at in range(begin[state], begin[state + 1] - 3, 4):
        position = np.int64(words[at])
        if kinds[position] == SPECIAL and names_token(header, position, token):
            after = np.int64(table(header, ARG_B)[position])
            follow(header, 0, after, pack(words[at + 2], words[at + 1]), np.int64(words[at + 3]))
            end = np.int64(table(header, SCALARS)[N_THREADS])
            end_record(header, 0, end)
    if end == 0 and len(data) == 0:
        return np.int64(-2)
    return store(header, 0, end)
