"""Constraint and State: the contract between the engine and everything that uses it.

For every state and every token id t of the vocabulary::

    bit t is set in state.mask()  ⇔  state.advance(t) succeeds
                                  ⇔  some completion of the resulting bytes is in the language

and the bits of the end-of-sequence ids are set exactly when ``state.can_stop()``. There are no dead
ends and nothing is approximated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gendecode.grammar.ir import Grammar
    from gendecode.vocab import Vocab


class State(Protocol):
    """A position in a constrained text: an immutable value. Advancing returns a new one."""

    def mask(self) -> NDArray[np.uint32]:
        """The allowed next tokens, uint32[ceil(len(vocab) / 32)], read-only; bit t % 32 of word t // 32."""
        ...

    def fill_mask(self, out: NDArray[np.uint32]) -> None:
        """Write the mask into ``out``, contiguous uint32[ceil(len(vocab) / 32)]; ValueError if it does not fit."""
        ...

    def advance(self, token: int) -> State:
        """The state after ``token``; this one stays good. Raises TokenRejected if it is not allowed.

        An end-of-sequence token is allowed when ``can_stop()``; the state after it allows nothing.
        """
        ...

    def can_stop(self) -> bool:
        """True when the bytes so far are a complete text of the language."""
        ...

    def forced(self) -> bytes:
        """Bytes that every completion must continue with; may be empty."""
        ...


class Constraint(Protocol):
    """A grammar compiled for a vocabulary. Built once, shared between threads and sequences."""

    @property
    def vocab(self) -> Vocab: ...

    @property
    def grammar(self) -> Grammar: ...

    def start(self) -> State:
        """The state before the first byte."""
        ...

    def accepts(self, data: bytes | str) -> bool:
        """True when ``data`` is a complete text of the language."""
        ...
