"""History: the states of all rows that one run of ``model.generate`` has shown, keyed by their tokens.

transformers calls a logits processor with whole rows and says neither which row came from which nor
which tokens were taken back. Beams are reordered, drafts are tried and rejected, lengths go up and
down. So a state belongs to the tokens of a row, never to its index: the rows of a run form a trie, and
each node holds immutable states. What is rejected is simply not visited again.

Memory is bounded: states are let go, least recently used first, and made again from an ancestor when
they are needed. The trie of token ids itself stays until the run ends, because it tells one run from the next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gendecode.errors import PipelineError, TokenRejected
from gendecode.sampling.pipeline import Observed

if TYPE_CHECKING:
    from gendecode.constrain.base import State
    from gendecode.sampling.pipeline import Pipeline, PipelineState


@dataclass(frozen=True)
class RowState:
    """What the tokens of a row amount to.

    Attributes:
        state: of the constraint; None when the row is free.
        stages: of the pipeline.
        ended: True after an end-of-sequence token, and after a token that the constraint does not allow
            (a draft that is going to be rejected). Nothing more can follow.
    """

    state: State | None
    stages: PipelineState
    ended: bool = False


@dataclass(eq=False)
class Node:
    """A row up to some token. ``value`` is None after it was let go."""

    parent: Node | None
    token: int
    value: RowState | None
    observed: Observed | None = None
    children: dict[int, Node] = field(default_factory=dict)


class History:
    """The tries of one run, one for each prompt.

    A stage that observes the logits makes its next state from them. The same row may be shown more than
    once with different logits (first by the assistant, then by the model), and the last time counts.

    Args:
        pipeline: its stages follow the tokens of a row too.
        eos: the ids that end a row.
        capacity: how many states, and how many observed rows, are kept.
    """

    def __init__(self, pipeline: Pipeline, eos: frozenset[int], capacity: int) -> None:
        self._pipeline, self._eos, self._capacity = pipeline, eos, capacity
        self._observes = any(stage.observes for stage in pipeline.stages)
        self._nothing = Observed((None,) * len(pipeline.stages))
        self._valued: OrderedDict[Node, None] = OrderedDict()
        self._observed: OrderedDict[Node, None] = OrderedDict()

    def value(self, node: Node) -> RowState:
        """What the tokens of ``node`` amount to, worked out from its nearest ancestor that is known."""
        path = []
        current = node
        while current.value is None and current.parent is not None:
            path.append(current)
            current = current.parent
        value = current.value
        if value is None:
            raise LookupError("a root must have a value")
        for below in reversed(path):
            value = below.value = self._advance(value, below)
            self._valued[below] = None
        if node in self._valued:
            self._valued.move_to_end(node)
        # What was made from observed logits cannot be made again once they are gone.
        while len(self._valued) > self._capacity and not self._observes:
            self._valued.popitem(last=False)[0].value = None
        return value

    def observe(self, node: Node, observed: Observed) -> None:
        """Keep what the stages were given at ``node``, for the states of the rows that go on from it."""
        if not self._observes:
            return
        stale = list(node.children.values())
        while stale:
            below = stale.pop()
            below.value = None
            self._valued.pop(below, None)
            stale.extend(below.children.values())
        node.observed = observed
        self._observed[node] = None
        self._observed.move_to_end(node)
        while len(self._observed) > self._capacity:
            self._observed.popitem(last=False)[0].observed = None

    def _advance(self, value: RowState, node: Node) -> RowState:
        if value.ended or node.token in self._eos:
            return RowState(value.state, value.stages, ended=True)
        state = value.state
        if state is not None:
            try:
                state = state.advance(node.token)
            except TokenRejected:
                return RowState(value.state, value.stages, ended=True)
        observed = node.parent.observed if node.parent is not None else None
        if observed is None and self._observes:
            raise PipelineError(
                f"{self._pipeline!r} needs the logits of a step that is too far back; "
                "this way of calling the processor does not work with stages that observe the logits"
            )
        return RowState(state, self._pipeline.advance(value.stages, node.token, observed or self._nothing))


def locate(start: Node, tokens: Sequence[int]) -> tuple[Node, Sequence[int]]:
    """The last known node on the way along ``tokens``, and the tokens that are left."""
    node = start
    for index, token in enumerate(tokens):
        child = node.children.get(token)
        if child is None:
            return node, tokens[index:]
        node = child
    return node, ()


def extend(node: Node, tokens: Sequence[int]) -> Node:
    """The node ``tokens`` after ``node``; made where it is not known yet."""
    for token in tokens:
        child = node.children.get(token)
        if child is None:
            child = node.children[token] = Node(node, token, None)
        node = child
    return node
