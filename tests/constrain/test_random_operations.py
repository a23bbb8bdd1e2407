"""A state machine of random calls against the reference: the contract holds at any time, for old states too."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.errors import TokenRejected
from gendecode.grammar.ir import Grammar, Node
from gendecode.limits import Limits
from gendecode.testing import ReferenceRecogniser
from gendecode.vocab import bitmask
from grammars import NODES, dense_vocab

VOCAB = dense_vocab(700)
TEXTS = [VOCAB.token_bytes(token) for token in range(len(VOCAB))]
LONGEST_TEXT = 24  # the reference reads the whole text again for every question

Position = tuple[MachineState, bytes]


class Operations(RuleBasedStateMachine):
    """Any state that was ever reached may be asked anything, in any order."""

    positions: Bundle[Position] = Bundle("positions")

    @initialize(
        target=positions,
        node=NODES,
        masks=st.sampled_from([1, 1000, 64_000_000]),
        states=st.sampled_from([1, 128_000_000]),
        regions=st.sampled_from([1, 60_000, 256_000_000]),
    )
    def begin(self, node: Node, masks: int, states: int, regions: int) -> Position:
        limits = Limits(mask_cache_bytes=masks, state_bytes=states, region_cache_bytes=regions)
        self.constraint = CompiledConstraint(Grammar(node, "test"), VOCAB, limits)
        self.oracle = ReferenceRecogniser(node)
        return self.constraint.start(), b""

    @rule(target=positions)
    def start_again(self) -> Position:
        return self.constraint.start(), b""

    @rule(target=positions, position=positions, choice=st.integers(0, 2**30))
    def advance_by_an_allowed_token(self, position: Position, choice: int) -> Position:
        state, text = position
        ids = [token for token in bitmask.to_ids(state.mask()).tolist() if TEXTS[token]]
        ids = [token for token in ids if len(text + (TEXTS[token] or b"")) <= LONGEST_TEXT]
        if not ids:
            return position
        token = ids[choice % len(ids)]
        longer = text + (TEXTS[token] or b"")
        assert self.oracle.viable(longer), (text, TEXTS[token])
        return state.advance(token), longer

    @rule(target=positions, position=positions, token=st.integers(0, len(VOCAB) - 1))
    def advance_by_any_token(self, position: Position, token: int) -> Position:
        state, text = position
        data = TEXTS[token]
        possible = self.oracle.accepts(text) if data is None else self.oracle.viable(text + data)
        try:
            following = state.advance(token)
        except TokenRejected:
            assert not possible, (text, data)
            return position
        assert possible, (text, data)
        if data is None:
            assert not following.mask().any() and not following.can_stop() and following.next_bytes() == frozenset()
        return position if data is None or len(text + data) > LONGEST_TEXT else (following, text + data)

    @rule(target=positions, position=positions, data=st.binary(max_size=3))
    def advance_by_bytes(self, position: Position, data: bytes) -> Position:
        state, text = position
        following = state.advance_bytes(data)
        assert (following is not None) == self.oracle.viable(text + data)
        return position if following is None or len(text + data) > LONGEST_TEXT else (following, text + data)

    @rule(position=positions)
    def look_at_the_mask(self, position: Position) -> None:
        state, text = position
        allowed = set(bitmask.to_ids(state.mask()).tolist())
        follow = self.oracle.next_bytes(text)
        for token, data in enumerate(TEXTS):
            if data is None:
                assert (token in allowed) == (self.oracle.accepts(text) if token in VOCAB.eos else False)
            elif data[0] not in follow:
                assert token not in allowed, (text, data)
            elif len(data) == 1:
                assert token in allowed, (text, data)
        for token in sorted(allowed.difference(VOCAB.eos))[:12]:
            assert self.oracle.viable(text + (TEXTS[token] or b"")), (text, TEXTS[token])
        for token in [t for t, data in enumerate(TEXTS) if data and data[0] in follow and t not in allowed][:12]:
            assert not self.oracle.viable(text + (TEXTS[token] or b"")), (text, TEXTS[token])

    @rule(position=positions)
    def ask_the_rest(self, position: Position) -> None:
        state, text = position
        assert state.can_stop() == self.oracle.accepts(text)
        assert state.next_bytes() == self.oracle.next_bytes(text)
        forced = state.forced()
        for length in range(min(len(forced), 8)):
            prefix = text + forced[:length]
            assert self.oracle.next_bytes(prefix) == {forced[length]} and not self.oracle.accepts(prefix)
        if len(forced) < 8:
            ends = self.oracle.accepts(text + forced)
            assert ends or len(self.oracle.next_bytes(text + forced)) != 1

    @rule(position=positions)
    def read_the_whole_text(self, position: Position) -> None:
        assert self.constraint.accepts(position[1]) == self.oracle.accepts(position[1])


TestOperations = Operations.TestCase
TestOperations.settings = settings(
    max_examples=120, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
