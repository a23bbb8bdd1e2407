"""Runner: a network that continues a batch of sequences. No transformers in here.

A runner holds the key-value cache of one batch, so it belongs to one call of ``generate`` and to one
thread. Building one is cheap; the model behind it is shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Runner(Protocol):
    """The forward passes of one batch. Logits are float32 on ``device``, [B, V] unless said otherwise.

    ``extend`` and ``crop`` are for tokens that somebody proposes: one pass gives the logits after each of
    them, and what turns out otherwise is forgotten.
    """

    @property
    def width(self) -> int:
        """V, the number of logits."""
        ...

    @property
    def device(self) -> torch.device: ...

    @property
    def eos(self) -> tuple[int, ...]:
        """The end-of-sequence ids that the model names."""
        ...

    def decoder_prompt(self, prompt: Sequence[int]) -> tuple[int, ...]:
        """The ids that precede the text on the decoder's side: the prompt, or what a decoder starts with."""
        ...

    def room(self, prompt: Sequence[int]) -> int | None:
        """How many tokens fit into the context after ``prompt``; None when the model names no bound.

        Raises:
            ModelError: the prompt is empty, longer than the context, or holds ids that the model does not have.
        """
        ...

    def prefill(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Start a batch. Returns the logits after the last token of each prompt."""
        ...

    def step(self, tokens: Sequence[int]) -> Tensor:
        """Append one token to each row. Returns the logits after it."""
        ...

    def extend(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Append n tokens to each row, the same n >= 1 for all. Returns the logits after each of them, [B, n, V].

        They are those of n single steps, but for the order in which one larger pass adds floating-point numbers.
        """
        ...

    def can_crop(self, count: int) -> bool:
        """True when a pass over ``count`` more tokens gives exactly what single steps give, and can be undone exactly.

        Known only after ``prefill``.
        """
        ...

    def crop(self, count: int) -> None:
        """Forget the last ``count`` tokens of every row."""
        ...

    def select(self, rows: Sequence[int]) -> None:
        """Go on with these rows only, in this order."""
        ...
