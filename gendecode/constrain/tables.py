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
    k.WORDS: 4096,
    k.START: 1024,
    k.TAG: 1024,
    k.PAYLOAD: 1024,
    k.HASH: 2048,
    k.KIND: 512,
    k.ARG_A: 512,
    k.ARG_B: 512,
    k.ARG_C: 512,
    k.ARG_D: 512,
    k.LISTS: 256,
    k.ROWS: 256 * 32,
    k.BUFFER: 1024,
    k.MERGE: 1024,
    k.SUBSET: 1024,
    k.THREAD_POS: 1024,
    k.THREAD_DATA: 1024,
    k.THREAD_STACK: 1024,
    k.WORK_POS: 256,
    k.WORK_DATA: 256,
    k.WORK_STACK: 256,
    k.SEGMENT: 1024,
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


class Tables:
    """The arrays of one constraint. ``header`` is what a kernel takes.

    Args:
        shared: the tables of the vocabulary, by number. They are never reallocated.
    """

    def __init__(self, shared: dict[int, NDArray[Any]]) -> None:
        self.arrays: list[NDArray[Any]] = []
        for index in range(k.TABLES):
            dtype = np.int64 if index in _INT64 else np.uint32 if index in _BITS else np.int32
            self.arrays.append(shared.get(index, np.zeros(_INITIAL.get(index, 64), dtype)))
        self.arrays[k.HASH].fill(-1)
        self._header = np.zeros(2 * k.TABLES, np.int64)
        for index in range(k.TABLES):
            self._point(index)

    @property
    def header(self) -> Any:
        return self._header if k.COMPILED else self.arrays

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
