"""Constraints and stages as a logits processor for ``model.generate`` of transformers.

Right under greedy decoding, sampling, beam search, several return sequences, prompt lookup and assisted
decoding (with an assistant that has the same tokenizer), for decoder-only and encoder-decoder models,
and when the object is used again. :mod:`gendecode.integrations.history` says how.

Where the prompt ends. A processor is shown whole rows, prompt included. The object that
:func:`logits_processor` returns is a list that makes a fresh processor each time ``generate`` reads it,
and the first rows that a fresh processor is shown are the prompts. Only when the object stands inside
another list (``logits_processor=[processor, other]``) does one processor serve many runs. Then a new run
begins when the rows are as long as the prompts again, or do not begin with the prompts of the run, or
are not rows already shown plus at most one token, which is how every mode of ``generate`` proceeds. One
case cannot be told apart: a prompt that is exactly the last prompt and text, at most one token longer
than what was shown. For that, pass the object itself, or state ``prompt_length``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import LogitsProcessor, LogitsProcessorList

from gendecode.errors import PipelineError, VocabularyError
from gendecode.integrations.history import History, Node, RowState, extend, locate
from gendecode.resolve import check_width, constraint_of, vocab_of
from gendecode.sampling import checks
from gendecode.sampling.base import AnyStage, Context, Domain, Side
from gendecode.sampling.constrained import with_constraint
from gendecode.sampling.device_masks import DeviceMasks
from gendecode.sampling.pipeline import Pipeline
from gendecode.vocab import Vocab, bitmask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from gendecode.constrain.base import Constraint, State

_STATES_KEPT = 1024


@dataclass(frozen=True)
class Plan:
    """What a processor does, fixed when it is built and shared by all runs.

    Attributes:
        constraints: one for all rows, or one for each prompt of the batch.
        pipeline: the stages, a Constrain among them.
        vocab: the tokenizer's.
        padding: the id that the tokenizer pads with, if it has one.
        prompt_length: columns of the rows that are prompt, if the user said so.
    """

    constraints: tuple[Constraint | None, ...]
    pipeline: Pipeline
    vocab: Vocab
    padding: int | None
    prompt_length: int | None


class ConstraintProcessor(LogitsProcessor):
    """One run of ``generate``, or several one after the other. Build it with :func:`logits_processor`."""

    supports_continuous_batching = False

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._eos = frozenset(plan.vocab.eos).union(*(one.vocab.eos for one in plan.constraints if one is not None))
        self._masks: DeviceMasks | None = None
        self._ended = _Ended(plan.vocab)
        self._begin(0)

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """The scores [B, V] after constraint and stages. Writes to neither argument.

        Raises:
            VocabularyError: the scores have no column for some token of the vocabulary.
            PipelineError: another processor has forbidden all that the constraint allows, or the rows
                cannot be dealt out to the constraints.
        """
        masks = self._masks_for(scores)
        nodes = self._nodes(input_ids.cpu().numpy(), scores.shape[-1])
        values = [self._history.value(node) for node in nodes]
        allowed = masks.allowed([self._ended if _closed(value) else value.state for value in values])
        applied = self._plan.pipeline.apply([value.stages for value in values], Side(scores, allowed))
        for row, node in enumerate(nodes):
            self._history.observe(node, applied.observed(row))
        result = applied.output if applied.domain is Domain.LOGITS else applied.log_probs()
        return self._finite(result, values)

    def _masks_for(self, scores: Tensor) -> DeviceMasks:
        if self._masks is None or self._masks.width != scores.shape[-1] or self._masks.device != scores.device:
            check_width(self._plan.vocab, scores.shape[-1])
            self._masks = DeviceMasks(scores.device, scores.shape[-1])
        return self._masks

    def _begin(self, prompt_length: int) -> None:
        """Forget everything about the rows of the run before."""
        self._prompt_length = self._longest = prompt_length
        self._roots: dict[tuple[int, bytes], Node] = {}
        self._last: list[_Shown] = []
        self._history = History(self._plan.pipeline, self._eos, _STATES_KEPT)

    def _nodes(self, rows: NDArray[np.int64], width: int) -> list[Node]:
        """The node of each row; begins a new run when the rows are not of this one."""
        count, length = rows.shape
        items = self._items(count)
        places = self._continued(rows, items, width)
        if places is None:
            stated = self._plan.prompt_length
            if stated is not None and length < stated:
                raise PipelineError(f"prompt_length is {stated}, and the rows have only {length} tokens")
            self._begin(length if stated is None else stated)
            places = [self._place(row, index, items[index], width) for index, row in enumerate(rows)]
        nodes = [extend(*place) for place in places]
        self._last = [_Shown(*shown) for shown in zip(items, rows, nodes, strict=True)]
        self._longest = max(self._longest, length)
        return nodes

    def _continued(self, rows: NDArray[np.int64], items: Sequence[int], width: int) -> list[_Place] | None:
        """Where the rows continue what is known of this run; None when they begin a new one."""
        stated, length = self._plan.prompt_length is not None, rows.shape[1]
        if not self._roots or length <= self._prompt_length or (length > self._longest + 1 and not stated):
            return None
        places = []
        for index, row in enumerate(rows):
            if not stated and (items[index], row[: self._prompt_length].tobytes()) not in self._roots:
                return None
            place = self._place(row, index, items[index], width)
            if len(place[1]) > 1 and not stated:
                return None
            places.append(place)
        return places

    def _place(self, row: NDArray[np.int64], index: int, item: int, width: int) -> _Place:
        """The last known node of a row and its tokens after that. The row most likely goes on from the last call."""
        for shown in self._last[index : index + 1] + self._last:
            size = len(shown.row)
            if shown.item == item and size <= len(row) and (row[:size] == shown.row).all():
                return locate(shown.node, row[size:].tolist())
        return locate(self._root(row[: self._prompt_length], item, width), row[self._prompt_length :].tolist())

    def _root(self, prompt: NDArray[np.int64], item: int, width: int) -> Node:
        key = (item, prompt.tobytes())
        if key not in self._roots:
            constraint = self._plan.constraints[item]
            context = Context(_without_padding(prompt.tolist(), self._plan.padding), width)
            state = None if constraint is None else constraint.start()
            self._roots[key] = Node(None, -1, RowState(state, self._plan.pipeline.start(context)))
        return self._roots[key]

    def _items(self, rows: int) -> list[int]:
        """Which constraint each row has: beams and return sequences of one prompt stand next to each other."""
        count = len(self._plan.constraints)
        if rows % count:
            raise PipelineError(
                f"{count} constraints for a batch of {rows} rows; give one for each prompt, or one for all"
            )
        return [row // (rows // count) for row in range(rows)]

    def _finite(self, scores: Tensor, values: Sequence[RowState]) -> Tensor:
        """The scores with ended rows replaced by "end of sequence, for certain". Every row keeps a finite entry."""
        closed = [row for row, value in enumerate(values) if _closed(value)]
        if closed:
            scores = scores.clone()
            scores[closed] = -math.inf
            scores[torch.tensor(closed)[:, None], torch.tensor(self._plan.vocab.eos)] = 0.0
        lost = scores.amax(dim=-1) == -math.inf
        if lost.any():
            row = int(lost.nonzero()[0])
            raise PipelineError(
                f"row {row} has no token left: another logits processor of this run (from the generation config or the "
                "list) forbids all that the constraint and the stages allow"
            )
        return scores


class LogitsProcessors(LogitsProcessorList):
    """What :func:`logits_processor` returns: give it to ``generate`` as often as you like.

    A list of one processor. Iterating gives a fresh one each time, so that runs cannot mix; called
    itself, as a member of another list, it passes on to the one that it holds.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__([ConstraintProcessor(plan)])
        self._plan = plan

    def __iter__(self) -> Iterator[ConstraintProcessor]:
        yield ConstraintProcessor(self._plan)

    # Without the base class's **kwargs: a list that holds this one would look for an argument of that name.
    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:  # type: ignore[override]
        """See :class:`ConstraintProcessor`."""
        held: ConstraintProcessor = self[0]
        return held(input_ids, scores)

    def __repr__(self) -> str:
        return f"logits_processor({self._plan.pipeline!r}, {len(self._plan.constraints)} constraints)"


def logits_processor(
    *,
    tokenizer: Any,
    constraint: Any = None,
    stages: Iterable[AnyStage] = (),
    prompt_length: int | None = None,
    eos: Sequence[int] = (),
) -> LogitsProcessors:
    """Constraints and stages for ``model.generate(..., logits_processor=...)`` of transformers.

    They act after the penalties of the generation config and before its temperature, top-k, top-p ...

    Args:
        tokenizer: the model's tokenizer, or a Vocab.
        constraint: None, a grammar, a compiled constraint or a Python type. A list means one for each
            prompt of the batch, in order; beams and return sequences of a prompt share its constraint.
        stages: further stages, in this order; the constraint comes first unless they hold a :class:`Constrain`.
        prompt_length: columns of ``input_ids`` that are prompt, padding included. Only needed in the one
            case that the module's description names.
        eos: end-of-sequence ids of ``model.generation_config`` that the tokenizer does not name.

    Returns:
        A list of one processor, which may be used for any number of runs, one at a time.

    Raises:
        GrammarError, UnsupportedError: the constraint is malformed, or cannot be enforced exactly.
        VocabularyError: the tokenizer's bytes are not known for certain, or it has no end of sequence.
        PipelineError: stages that cannot work, or that want a view of the model which a processor does not have.
    """
    pipeline = with_constraint(stages)
    if pipeline.wants:
        raise PipelineError(
            f"{pipeline!r} wants {sorted(pipeline.wants)}: a logits processor has one view of the model"
        )
    if prompt_length is not None:
        checks.whole("prompt_length", prompt_length, 1)
    vocab = vocab_of(tokenizer, None, eos)
    if not vocab.eos:
        raise VocabularyError(
            "the vocabulary has no end-of-sequence id: pass eos=[id, ...] of the model's generation config"
        )
    specs = constraint if isinstance(constraint, (list, tuple)) else [constraint]
    if not specs:
        raise PipelineError("the list of constraints is empty")
    constraints = tuple(constraint_of(spec, vocab) for spec in specs)
    padding = getattr(tokenizer, "pad_token_id", None)
    return LogitsProcessors(Plan(constraints, pipeline, vocab, padding, prompt_length))


_Place = tuple[Node, Sequence[int]]


@dataclass(frozen=True, eq=False)
class _Shown:
    """A row of the last call."""

    item: int
    row: NDArray[np.int64]
    node: Node


class _Ended:
    """The state of a row that has ended: only the end of sequence, again and again."""

    def __init__(self, vocab: Vocab) -> None:
        self._mask = bitmask.from_ids(vocab.eos, len(vocab))

    def mask(self) -> NDArray[np.uint32]:
        return self._mask

    def fill_mask(self, out: NDArray[np.uint32]) -> None:
        out[:] = self._mask

    def advance(self, token: int) -> State:
        return self

    def can_stop(self) -> bool:
        return True

    def forced(self) -> bytes:
        return b""


def _closed(value: RowState) -> bool:
    return value.ended and value.state is not None


def _without_padding(prompt: list[int], padding: int | None) -> tuple[int, ...]:
    """The ids of a row that are not padding on its left."""
    begin = 0
    while begin < len(prompt) - 1 and prompt[begin] == padding:
        begin += 1
    return tuple(prompt[begin:])
