"""Tables: the growing arrays of one constraint, and the header through which kernels see them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.constrain import kernels as k
from gendecode.constrain.layout import TAG_STATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a network is made of, and the places that each of these tables has room for beyond what it starts with.
_KEPT = {
    k.SCALARS: k.SCALAR_COUNT,
    k.WORDS: 8192,
    **dict.fromkeys((k.START, k.TAG, k.PAYLOAD), 2048),
    k.HASH: 4096,
    **dict.fromkeys((k.KIND, k.ARG_A, k.ARG_B, k.ARG_C, k.ARG_D), 1024),
    k.LISTS: 512,
    k.ROWS: 256 * 16,
    **dict.fromkeys((k.ROW_READS, k.ROW_TARGETS), 16 * 64),
    **dict.fromkeys((k.ROW_WIDTH, k.ROW_SAFE), 64),
    **dict.fromkeys((k.NFA_FIRST, k.NFA_LOW, k.NFA_HIGH, k.NFA_TARGET, k.NFA_ACCEPT, k.NFA_STAMP), 1024),
    **dict.fromkeys((k.OBJECTS, k.NAME_START, k.SLOTS), 1024),
    **dict.fromkeys((k.NEXT_REQUIRED, k.NAME_BYTES), 1024),
    k.READ_STAMPS: 256,
}
# Scratch, which holds nothing between two calls of a kernel, and the masks, of which a network starts with none.
_SCRATCH = {
    k.READ_BYTES: 257,
    k.BOUNDARY: 257,
    k.INPUT: 256,
    k.MASKS: 16384,
    k.MASK_ROWS: 64,
    k.PENDING: 1024,
    **dict.fromkeys((k.BUFFER, k.MERGE, k.SEGMENT, k.SUBSET, k.EXIT_NODES, k.SPELLED), 1024),
    **dict.fromkeys((k.UNITED, k.UNITING, k.UNITS), 256),
    **dict.fromkeys((k.THREAD_POS, k.THREAD_DATA, k.THREAD_STACK), 512),
    **dict.fromkeys((k.WORK_POS, k.WORK_DATA, k.WORK_STACK), 256),
    **dict.fromkeys((k.TASK_POS, k.TASK_DATA, k.TASK_STACK, k.TASKS), 256),
    **dict.fromkeys((k.SCOPES, k.SCOPE_NODES, k.DOUBTS, k.OUT_ROWS, k.RECORDS), 64),
    k.OUT_MINUS: 1024,
    **dict.fromkeys((k.OUT_TOKENS, k.OUT_SCOPES), 1024),
}
_SPARE = 4  # blocks that are kept for further networks
_COUNTED = getattr(sys, "_is_gil_enabled", lambda: True)()  # reference counts say who holds a block
_INT64 = {k.THREAD_DATA, k.WORK_DATA, k.TASK_DATA}
_BITS = {k.SCOPE_BITS, k.MASK_ROWS}
# Tables that grow together, because they are indexed alike.
_TOGETHER = [
    (k.START, k.TAG, k.PAYLOAD),
    (k.KIND, k.ARG_A, k.ARG_B, k.ARG_C, k.ARG_D),
    (k.THREAD_POS, k.THREAD_DATA, k.THREAD_STACK),
    (k.WORK_POS, k.WORK_DATA, k.WORK_STACK),
    (k.TASK_POS, k.TASK_DATA, k.TASK_STACK),
    (k.NFA_LOW, k.NFA_HIGH, k.NFA_TARGET),
    (k.NFA_ACCEPT, k.NFA_STAMP),
    (k.ROW_WIDTH, k.ROW_SAFE),
    (k.ROW_READS, k.ROW_TARGETS),
    (k.OUT_TOKENS, k.OUT_SCOPES),
]
_GROUP = {index: group for group in _TOGETHER for index in group}


def _dtype(index: int) -> type[np.generic]:
    return np.int64 if index in _INT64 else np.uint32 if index in _BITS else np.int32


class Layout:
    """Where the tables of a new network stand in one block of memory, and what they start with.

    Args:
        shared: the tables of the vocabulary, by number. They are never reallocated.
        words: of a mask.
        source: the tables to start from, or None for empty ones.
        used: how much of each of the source's tables is in use, in places.
    """

    def __init__(
        self,
        shared: Mapping[int, NDArray[Any]],
        words: int,
        source: Tables | None = None,
        used: Mapping[int, int] | None = None,
    ) -> None:
        self.shared = shared
        self._blocks: list[NDArray[np.uint8]] = []
        self.parts: dict[int, tuple[slice, type[np.generic]]] = {}
        self.header = np.zeros(2 * k.TABLES, np.int64)
        self.total = 0
        slots = _KEPT[k.HASH]
        if used is not None:
            while slots < 2 * (used[k.START] + _KEPT[k.START]):
                slots *= 2
        for index, room in _KEPT.items():
            self._place(index, slots if index == k.HASH else room + (used.get(index, 0) if used else 0))
        kept = self.total
        for index, room in _SCRATCH.items():
            self._place(index, room)
        self._place(k.SCOPE_BITS, words)
        self.own = np.array([2 * index for index in self.parts])
        for index, array in shared.items():
            self.header[2 * index : 2 * index + 2] = array.ctypes.data, len(array)
        self.start = np.zeros(kept, np.uint8)
        first = Tables(self)
        first[k.HASH].fill(-1)
        if source is not None and used is not None:
            for index, places in used.items():
                first[index][:places] = source[index][:places]
            first[k.SCALARS][[k.N_MASKS, k.N_MASK_ROWS]] = 0
            entries = slice(used[k.START] - 1)
            first[k.PAYLOAD][entries][first[k.TAG][entries] == TAG_STATE] &= 1
            k.rehash(first.header, first[k.HASH])
        self.start = first.block[:kept].copy()

    def take_block(self) -> NDArray[np.uint8]:
        """Memory for the tables of one network: a block that nobody holds any more, or a new one."""
        for _ in range(len(self._blocks) if _COUNTED else 0):
            try:
                block = self._blocks.pop(0)
            except IndexError:  # another thread has taken it
                break
            free = sys.getrefcount(block) == 2  # ``block``, and the argument: no tables and no view of them
            self._blocks.append(block)
            if free and sys.getrefcount(block) == 3:
                return block
        block = np.empty(self.total, np.uint8)
        if len(self._blocks) < _SPARE:
            self._blocks.append(block)
        return block

    def _place(self, index: int, places: int) -> None:
        end = self.total + places * np.dtype(_dtype(index)).itemsize
        self.parts[index] = slice(self.total, end), _dtype(index)
        self.header[2 * index : 2 * index + 2] = self.total, places
        self.total = (end + 63) // 64 * 64


class Tables(dict[int, "NDArray[Any]"]):
    """The arrays of one constraint, by number. ``header`` is what a kernel takes, ``nbytes`` what they occupy.

    A view of the block is made when an array is first looked up; most are never looked up from Python.
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._layout = layout
        # A block that a dropped constraint leaves behind is in the caches, and its pages are there.
        self.block = layout.take_block()
        self.block[: len(layout.start)] = layout.start
        self._header = layout.header.copy()
        self._header[layout.own] += self.block.ctypes.data
        if k.COMPILED:
            self.header: Any = self._header.ctypes.data
        self.nbytes = layout.total
        self._list: list[NDArray[Any]] | None = None
        self._growing: tuple[NDArray[Any], NDArray[Any]] | None = None

    def __getattr__(self, name: str) -> Any:
        # Compiled kernels find an address in ``header``; plain ones get the arrays, again after each growth.
        if name != "header":
            raise AttributeError(name)
        if self._list is None:
            self._list = [self[index] for index in range(k.TABLES)]
        return self._list

    def __missing__(self, index: int) -> NDArray[Any]:
        if index in self._layout.shared:
            found = self._layout.shared[index]
        else:
            part, dtype = self._layout.parts[index]
            found = self.block[part].view(dtype)
        self[index] = found
        return found

    def call(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a kernel that asks for nothing but longer tables."""
        while True:
            try:
                return kernel(self.header, *arguments)
            except k.Interrupt:
                scalars = self[k.SCALARS]
                if scalars[k.REASON] != k.GROW:
                    raise
                self.grow(int(scalars[k.REQUEST_A]), int(scalars[k.REQUEST_B]))

    def grow(self, index: int, length: int) -> None:
        """Give table ``index``, and those indexed alike, at least ``length`` places. Contents stay."""
        # Whatever interrupts this (Ctrl-C, a lack of memory) must leave tables that kernels can go on with: the array
        # that a kernel checks comes last, and no array is let go before the header points to the next one.
        for member in sorted(_GROUP.get(index, (index,)), key=index.__eq__):
            old = self[member]
            if len(old) >= length:
                continue
            new = np.full(max(length, 2 * len(old)), -1 if member == k.HASH else 0, old.dtype)
            if member == k.HASH:
                k.rehash(self.header, new)
            else:
                new[: len(old)] = old
            self._growing = new, old
            self.nbytes += new.nbytes - (0 if old.base is self.block else old.nbytes)
            self._header[2 * member : 2 * member + 2] = new.ctypes.data, len(new)
            self[member] = new
            self._list = None
