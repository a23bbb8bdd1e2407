"""Read a text byte by byte until it leaves the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gendecode.constrain.states import MachineState

_STRIDE = 4096


def walk(state: MachineState, data: bytes) -> tuple[MachineState, int]:
    """The state after the longest start of ``data`` that can be continued to a text of the language; its length."""
    at = 0
    stride = _STRIDE
    while at < len(data):
        following = state.advance_bytes(data[at : at + stride])
        if following is not None:
            state, at = following, min(at + stride, len(data))
        elif stride > 1:
            stride //= 2
        else:
            break
    return state, at
