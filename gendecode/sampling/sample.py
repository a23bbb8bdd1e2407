"""Sample: all that belongs to one text while it is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gendecode.sampling.text import TextBuffer
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from torch import Generator

    from gendecode.constrain.base import Constraint, State
    from gendecode.sampling.pipeline import Observed, Pipeline, PipelineState
    from gendecode.vocab import Vocab

FinishReason = Literal["stop", "complete", "length"]


@dataclass(frozen=True)
class ChosenToken:
    """A token and what was known when it was chosen.

    Attributes:
        token: its id.
        model_log_prob: natural logarithm of its probability under the model alone.
        log_prob: the same under the distribution that it was drawn from.
        removed_mass: the model's probability of all that the constraint forbade at this step.
    """

    token: int
    model_log_prob: float
    log_prob: float
    removed_mass: float


@dataclass
class Sample:
    """One text: its prompt, the states that follow its tokens, and what has been written.

    The states are values; the sample only points at its current ones.

    Attributes:
        prompt: token ids for the model.
        vocab: gives the bytes of the tokens.
        constraint: what the text must be, or None.
        pipeline: the stages, shared by all samples of a batch.
        stages: their states for this sample.
        generator: the source of this sample's randomness.
        budget: how many tokens it may have.
        eos: ids that end it.
        text: takes the bytes.
        emit: called with each piece of text as soon as it is certain.
    """

    prompt: tuple[int, ...]
    vocab: Vocab
    constraint: Constraint | None
    pipeline: Pipeline
    stages: PipelineState
    generator: Generator
    budget: int
    eos: frozenset[int]
    text: TextBuffer
    emit: Callable[[str], object] | None = None
    state: State | None = field(default=None, init=False)
    chosen: list[ChosenToken] = field(default_factory=list, init=False)
    finish_reason: FinishReason | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.constraint is not None:
            self.state = self.constraint.start()
            vocab = self.constraint.vocab
            self._not_end = ~bitmask.from_ids(vocab.eos, len(vocab))
            self._finish_if_complete()

    def accept(self, choice: ChosenToken, observed: Observed) -> None:
        """Take over a token: advance every state, write its bytes, and find out whether it was the last one."""
        self.chosen.append(choice)
        if choice.token in self.eos:
            self._finish("stop")
            return
        if self.state is not None:
            self.state = self.state.advance(choice.token)
        self.stages = self.pipeline.advance(self.stages, choice.token, observed)
        self._write(choice.token)
        if self.text.stopped:
            self._finish("stop")
        else:
            self._finish_if_complete()
        if self.finish_reason is None and len(self.chosen) >= self.budget:
            self._finish("length")

    def _write(self, token: int) -> None:
        # Logits may be wider than the vocabulary. A free text can get such an id, and it writes nothing.
        piece = self.vocab.token_bytes(token) if token < len(self.vocab) else None
        self._emit(self.text.push(piece or b""))

    def _finish_if_complete(self) -> None:
        """Finish without asking the model when the constraint allows nothing but the end."""
        if self.state is not None and self.state.can_stop() and not (self.state.mask() & self._not_end).any():
            self._finish("complete")

    def _finish(self, reason: FinishReason) -> None:
        self.finish_reason = reason
        self._emit(self.text.finish())

    def _emit(self, delta: str) -> None:
        if delta and self.emit is not None:
            self.emit(delta)
