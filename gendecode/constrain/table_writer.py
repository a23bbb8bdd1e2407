"""Python's way to append to the tables of a network: positions, lists, interned entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gendecode.constrain import kernels as k
from gendecode.constrain import layout
from gendecode.constrain.kernels import intern

if TYPE_CHECKING:
    from gendecode.constrain.tables import Tables


class TableWriter:
    """Appends to tables; ``_used`` says how many places of the list-like ones are in use."""

    _tables: Tables
    _used: dict[int, int]

    def _emit(self, kind: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> int:
        tables = self._tables
        position = int(tables[k.SCALARS][k.N_POSITIONS])
        if position >= len(tables[k.KIND]):
            tables.grow(k.KIND, position + 1)
        tables[k.KIND][position] = kind
        tables[k.ARG_A][position] = a
        tables[k.ARG_B][position] = b
        tables[k.ARG_C][position] = c
        tables[k.ARG_D][position] = d
        tables[k.SCALARS][k.N_POSITIONS] = position + 1
        return position

    def _emit_block(self, kind: int, a: Any, b: Any, count: int) -> int:
        """``count`` positions at once, with the arrays (or numbers) ``a`` and ``b`` as arguments."""
        tables = self._tables
        begin = int(tables[k.SCALARS][k.N_POSITIONS])
        tables.grow(k.KIND, begin + count)
        tables[k.KIND][begin : begin + count] = kind
        tables[k.ARG_A][begin : begin + count] = a
        tables[k.ARG_B][begin : begin + count] = b
        tables[k.SCALARS][k.N_POSITIONS] = begin + count
        return begin

    def _append(self, index: int, values: Any) -> int:
        """Append to a list-like table; where the values begin."""
        begin = self._used[index]
        end = begin + len(values)
        if end > len(self._tables[index]):
            self._tables.grow(index, end)
        self._tables[index][begin:end] = values
        self._used[index] = end
        return begin

    def _redirect(self, position: int, target: int) -> None:
        self._tables[k.ARG_A][position] = target
        self._tables[k.KIND][position] = layout.JUMP

    def _intern(self, tag: int, values: Sequence[int]) -> int:
        self._tables.grow(k.BUFFER, len(values))
        self._tables[k.BUFFER][: len(values)] = values
        return int(self._tables.call(intern, tag, len(values)))
