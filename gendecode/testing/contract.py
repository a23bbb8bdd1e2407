"""check_contract: holds any Constraint to the contract of :mod:`gendecode.constrain.base`."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gendecode.constrain.base import Constraint, State
from gendecode.errors import TokenRejected
from gendecode.testing.reference import ReferenceRecogniser
from gendecode.vocab import bitmask


class ContractViolation(AssertionError):
    """A Constraint or State does not keep the contract of :mod:`gendecode.constrain.base`."""


@dataclass(frozen=True)
class ContractReport:
    """How much :func:`check_contract` looked at: states, and (state, token) pairs."""

    states: int
    tokens: int


def check_contract(
    constraint: Constraint,
    *,
    texts: Iterable[bytes | str] = (),
    seed: int = 0,
    states: int = 200,
    steps: int = 40,
    tokens: int = 300,
) -> ContractReport:
    """Hold a constraint to its contract. Raises ContractViolation; else says how much was checked.

    At every state: the mask is read-only and has no bits beyond the vocabulary, a bit is set exactly
    when ``advance`` succeeds, end-of-sequence bits and ``can_stop`` agree, ``forced`` agrees with the
    mask, and no ``advance`` changes the state that it was called on. Where every token is one byte, bits
    and ``can_stop`` are compared with :class:`ReferenceRecogniser` as well.

    Args:
        texts: complete texts of the language; the states along them are checked first.
        seed: of the random walks and samples.
        states: how many states to check; byte vocabularies go breadth first, others by random walks.
        steps: tokens of one random walk.
        tokens: ids tried at each state: a sample of the allowed and of the forbidden ones, or all if fewer.
    """
    checker = _Checker(constraint, random.Random(seed), tokens)
    for text in texts:
        checker.follow(text.encode() if isinstance(text, str) else text)
    checker.explore(states, steps)
    return ContractReport(checker.states, checker.tokens)


class _Checker:
    def __init__(self, constraint: Constraint, rng: random.Random, tokens: int) -> None:
        self._constraint, self._rng, self._sample = constraint, rng, tokens
        self._vocab = constraint.vocab
        single = all(len(self._vocab.token_bytes(t) or b"x") == 1 for t in range(min(len(self._vocab), 1024)))
        self._bytewise = single and len(self._vocab) <= 1024
        self._oracle = ReferenceRecogniser(constraint.grammar) if self._bytewise else None
        self.states = self.tokens = 0

    def follow(self, text: bytes) -> None:
        """Check the states along one complete text."""
        state, prefix = self._constraint.start(), b""
        for token in self._vocab.tokenize(text):
            self.check(state, prefix)
            try:
                state = state.advance(token)
            except TokenRejected:
                raise ContractViolation(
                    f"{text!r} is not accepted: token {token} is rejected after {prefix!r}"
                ) from None
            prefix += self._vocab.token_bytes(token) or b""
        self.check(state, prefix)
        if not state.can_stop():
            raise ContractViolation(f"{text!r} should be accepted; can_stop() is false at its end")

    def explore(self, states: int, steps: int) -> None:
        """Check this many more states."""
        bound = self.states + states
        pending = deque([(self._constraint.start(), b"", 0)])
        seen = set[bytes]()
        while self.states < bound and pending:
            state, prefix, depth = pending.popleft() if self._bytewise else pending.pop()
            choices = self.check(state, prefix)
            self._rng.shuffle(choices)
            for token in choices[: 8 if self._bytewise else 1] if depth < steps else []:
                longer = prefix + (self._vocab.token_bytes(token) or b"")
                if not self._bytewise or longer not in seen:
                    seen.add(longer)
                    pending.append((state.advance(token), longer, depth + 1))
            if not pending and not self._bytewise:
                pending.append((self._constraint.start(), b"", 0))

    def check(self, state: State, prefix: bytes) -> list[int]:
        """Check one state and return the sampled text tokens that it allows."""
        self.states += 1
        mask = state.mask()
        width = len(self._vocab)
        fits = mask.dtype == np.uint32 and mask.shape == (bitmask.words(width),)
        self._require(fits, prefix, f"the mask is {mask.dtype}{mask.shape}")
        self._require(not mask.flags.writeable, prefix, "the mask can be written to")
        before, could_stop = mask.copy(), state.can_stop()
        allowed = set(bitmask.to_ids(before).tolist())
        self._require(all(t < width for t in allowed), prefix, "the mask has bits beyond the vocabulary")
        chosen = self._chosen(allowed)
        for token in chosen:
            self.tokens += 1
            self._check_token(state, token, token in allowed, prefix)
        self._require(bool((state.mask() == before).all()), prefix, "advance() changed the mask of the old state")
        self._require(state.can_stop() == could_stop, prefix, "advance() changed can_stop() of the old state")
        self._check_stop(state, allowed, prefix)
        self._check_forced(state, allowed, prefix)
        if self._oracle is not None:
            self._check_oracle(state, allowed, prefix)
        return [token for token in chosen if token in allowed and token not in self._vocab.eos]

    def _chosen(self, allowed: set[int]) -> list[int]:
        width = len(self._vocab)
        if width <= self._sample:
            return list(range(width))
        some = self._rng.sample(sorted(allowed), min(len(allowed), self._sample // 2))
        return [*some, *self._rng.sample(range(width), self._sample - len(some)), *self._vocab.eos]

    def _check_token(self, state: State, token: int, allowed: bool, prefix: bytes) -> None:
        try:
            following = state.advance(token)
        except TokenRejected:
            self._require(not allowed, prefix, f"the bit of token {token} is set and advance() rejects it")
            return
        self._require(allowed, prefix, f"the bit of token {token} is clear and advance() accepts it")
        if token in self._vocab.eos:
            self._require(not following.mask().any(), prefix, "something is allowed after the end of sequence")
        else:
            dead = not following.mask().any()
            self._require(not dead, prefix, f"token {token} leads to a dead end")

    def _check_stop(self, state: State, allowed: set[int], prefix: bytes) -> None:
        for token in self._vocab.eos:
            agrees = (token in allowed) == state.can_stop()
            self._require(agrees, prefix, f"can_stop() is {state.can_stop()}, the end-of-sequence bit {token} is not")

    def _check_forced(self, state: State, allowed: set[int], prefix: bytes) -> None:
        forced = state.forced()
        self._require(not (forced and state.can_stop()), prefix, f"{forced!r} is forced and stopping is allowed")
        for token in allowed.difference(self._vocab.eos) if forced else ():
            text = self._vocab.token_bytes(token) or b""
            fits = text.startswith(forced) or forced.startswith(text)
            self._require(fits, prefix, f"{forced!r} is forced and token {token} ({text!r}) is allowed")

    def _check_oracle(self, state: State, allowed: set[int], prefix: bytes) -> None:
        assert self._oracle is not None
        texts = {t: self._vocab.token_bytes(t) for t in range(len(self._vocab)) if t not in self._vocab.eos}
        right = self._oracle.next_bytes(prefix)
        mine = {text[0] for t in allowed if (text := texts.get(t))}
        missing, wrong = bytes(sorted(right - mine)), bytes(sorted(mine - right))
        self._require(not missing, prefix, f"bytes {missing!r} lead on and are not allowed")
        self._require(not wrong, prefix, f"bytes {wrong!r} are allowed and lead nowhere")
        self._require(self._oracle.accepts(prefix) == state.can_stop(), prefix, "can_stop() is wrong")

    @staticmethod
    def _require(holds: bool, prefix: bytes, what: str) -> None:
        if not holds:
            raise ContractViolation(f"after {prefix[-80:]!r}: {what}")
