"""Tables: the growing arrays of one constraint, and the header through which kernels see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.constrain import kernels as k

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Places that each table starts with; 64 where nothing is said.
_INITIAL = {
    k.SCALARS: k.SCALAR_COUNT,
    k.WORDS: 8192,
    **dict.fromkeys((k.START, k.TAG, k.PAYLOAD), 2048),
    k.HASH: 4096,
    **dict.fromkeys((k.KIND, k.ARG_A, k.ARG_B, k.ARG_C, k.ARG_D), 2048),
    k.LISTS: 512,
    k.ROWS: 256 * 48,
    k.ROW_READS: 16 * 48,
    k.READ_BYTES: 257,
    k.READ_STAMPS: 256,
    k.PENDING: 2048,
    **dict.fromkeys((k.NFA_FIRST, k.NFA_LOW, k.NFA_HIGH, k.NFA_TARGET, k.NFA_ACCEPT, k.NFA_STAMP), 2048),
    **dict.fromkeys((k.OBJECTS, k.NAME_START, k.MEMBER_AFTER, k.MEMBER_REQUIRED, k.MEMBER_ORDER), 512),
    **dict.fromkeys((k.NEXT_REQUIRED, k.NAME_BYTES, k.SUBSET, k.EXIT_NODES), 1024),
    **dict.fromkeys((k.BUFFER, k.MERGE, k.SEGMENT), 1024),
    **dict.fromkeys((k.THREAD_POS, k.THREAD_DATA, k.THREAD_STACK), 1024),
    **dict.fromkeys((k.WORK_POS, k.WORK_DATA, k.WORK_STACK), 256),
    **dict.fromkeys((k.TASK_POS, k.TASK_DATA, k.TASK_STACK, k.TASKS), 256),
}
_INT64 = {k.THREAD_DATA, k.WORK_DATA, k.TASK_DATA}
_BITS = {k.SCOPE_BITS}
# Tables that grow together, because they are indexed alike.
_TOGETHER = [
    (k.START, k.TAG, k.PAYLOAD),
    (k.KIND, k.ARG_A, k.ARG_B, k.ARG_C, k.ARG_D),
    (k.THREAD_POS, k.THREAD_DATA, k.THREAD_STACK),
    (k.WORK_POS, k.WORK_DATA, k.WORK_STACK),
    (k.TASK_POS, k.TASK_DATA, k.TASK_STACK),
    (k.MEMBER_AFTER, k.MEMBER_REQUIRED, k.MEMBER_ORDER),
    (k.NFA_LOW, k.NFA_HIGH, k.NFA_TARGET),
    (k.NFA_ACCEPT, k.NFA_STAMP),
]
_GROUP = {index: group for group in _TOGETHER for index in group}

# The block of the first arrays: the bytes and the type of each, and the header that goes with address 0.
_PARTS: list[tuple[slice, type[np.generic]]] = []
_OFFSETS = np.zeros(2 * k.TABLES, np.int64)
_BLOCK_BYTES = 0
for _index in range(k.TABLES):
    _dtype = np.int64 if _index in _INT64 else np.uint32 if _index in _BITS else np.int32
    _places = _INITIAL.get(_index, 64)
    _end = _BLOCK_BYTES + _places * np.dtype(_dtype).itemsize
    _PARTS.append((slice(_BLOCK_BYTES, _end), _dtype))
    _OFFSETS[2 * _index : 2 * _index + 2] = _BLOCK_BYTES, _places
    _BLOCK_BYTES = (_end + 63) // 64 * 64


class Tables:
    """The arrays of one constraint. ``header`` is what a kernel takes.

    Args:
        shared: the tables of the vocabulary, by number. They are never reallocated.
    """

    def __init__(self, shared: dict[int, NDArray[Any]]) -> None:
        # One block for all first arrays: their addresses follow from its own.
        block = np.zeros(_BLOCK_BYTES, np.uint8)
        self.arrays: list[NDArray[Any]] = [block[part].view(dtype) for part, dtype in _PARTS]
        self._header = _OFFSETS.copy()
        self._header[::2] += block.ctypes.data
        self._address = self._header.ctypes.data
        for index, array in shared.items():
            self.arrays[index] = array
            self._point(index)
        self.arrays[k.HASH].fill(-1)

    @property
    def header(self) -> Any:
        return self._address if k.COMPILED else self.arrays

    def __getitem__(self, index: int) -> NDArray[Any]:
        return self.arrays[index]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays that this object owns or shares."""
        return sum(array.nbytes for array in self.arrays)

    def _point(self, index: int) -> None:
        self._header[2 * index] = self.arrays[index].ctypes.data
        self._header[2 * index + 1] = len(self.arrays[index])

    def grow(self, index: int, length: int) -> None:
        """Give table ``index``, and those indexed alike, at least ``length`` places. Contents stay."""
        for member in _GROUP.get(index, (index,)):
            old = self.arrays[member]
            if len(old) >= length:
                continue
            new = np.zeros(max(length, 2 * len(old)), old.dtype)
            new[: len(old)] = old
            self.arrays[member] = new
            self._point(member)
        if index == k.HASH:
            self.arrays[k.HASH].fill(-1)
            k.rehash(self.header)
