"""Stage: one step of the logits pipeline, and what it is given.

A stage is a fixed rule. What it remembers about one sequence is a value that ``advance`` replaces and
never changes. So one stage object serves every row of a batch, every beam, and every node of a draft
tree: each has its own state, and a rejected node is dropped by forgetting its state. A batch is a list
of states beside one tensor [B, V]; row b of the tensor belongs to state b.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

if TYPE_CHECKING:
    from torch import Tensor

    from gendecode.sampling.device_masks import Allowed

S = TypeVar("S")


class Domain(Enum):
    """What the numbers of a tensor [B, V] mean."""

    LOGITS = "logits"
    PROBS = "probabilities"


@dataclass(frozen=True)
class Context:
    """What a stage may know about a sequence before its first token.

    Attributes:
        prompt: the token ids that precede the text on the decoder's side. Padding is not among them.
        width: the number of logits, V.
    """

    prompt: tuple[int, ...]
    width: int


@dataclass(frozen=True)
class Side:
    """What one step offers beside the running tensor. Rows are those of the running tensor.

    Attributes:
        raw: float32[B, V], the model's logits before any stage.
        allowed: what the constraints allow next; None when no row is constrained.
        views: float32[B, V] under each name in the pipeline's ``wants``: logits of further views of the model.
    """

    raw: Tensor
    allowed: Allowed | None = None
    views: Mapping[str, Tensor] = field(default_factory=dict)


class Stage(ABC, Generic[S]):
    """One step of a pipeline. Parameters are fixed and checked in the constructor.

    Class attributes:
        domain: what the stage reads and what it returns.
        wants: names of further views of the model that ``apply`` reads from ``side.views``.
        observes: True when ``advance`` needs the row that ``apply`` was given.
        unique: True when a second one of the same class in a pipeline can only be a mistake.
    """

    domain: ClassVar[tuple[Domain, Domain]] = (Domain.LOGITS, Domain.LOGITS)
    wants: ClassVar[frozenset[str]] = frozenset()
    observes: ClassVar[bool] = False
    unique: ClassVar[bool] = False

    @abstractmethod
    def start(self, context: Context) -> S:
        """The state before the first token of a sequence."""

    @abstractmethod
    def apply(self, states: Sequence[S], x: Tensor, side: Side) -> Tensor:
        """The tensor [B, V] after this stage. Writes neither to ``x`` nor to ``side``."""

    @abstractmethod
    def advance(self, state: S, token: int, x: Tensor | None) -> S:
        """The state after ``token`` was chosen; ``state`` stays good.

        ``x`` is the row [V] that ``apply`` was given at this step when the stage ``observes``, else None.
        """


class Filter(Stage[None]):
    """A stage without memory: only ``apply`` is left to write."""

    unique = True

    def start(self, context: Context) -> None:
        return None

    def advance(self, state: None, token: int, x: Tensor | None) -> None:
        return None


AnyStage = Stage[Any]
