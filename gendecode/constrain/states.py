"""Constraint and State of the engine: the public face of a network, with its bounded memories."""

from __future__ import annotations

import math
import operator
import sys
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.constrain import kernels as k
from gendecode.constrain.forking import CONSTRAINT, LEAF, forkable_lock
from gendecode.constrain.kernels import Interrupt, address_of
from gendecode.constrain.lexicon import lexicon_of
from gendecode.constrain.machine import advance_token
from gendecode.constrain.network import Network
from gendecode.constrain.peek import allowed_bytes, only_byte
from gendecode.constrain.values import Local, Shared
from gendecode.constrain.walk import DONE, UNFIT, fill_mask, make_mask
from gendecode.constrain.warmup import warmup
from gendecode.errors import TokenRejected
from gendecode.grammar.shortest import min_bytes
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.constrain.base import State
    from gendecode.grammar.ir import Grammar
    from gendecode.limits import Limits
    from gendecode.vocab import Vocab

# A compiled kernel holds the GIL, where there is one, from its first to its last step.
_ONE_AT_A_TIME = k.COMPILED and getattr(sys, "_is_gil_enabled", lambda: True)()
_MAX_FORCED = 4096  # bytes that forced() looks ahead
TRANSITION_BYTES = 256  # what one remembered transition and its state take, roughly


def _lock_of(grammar: Grammar) -> Any:
    """The lock of all constraints of a grammar: a grammar remembers what it has worked out while it is expanded."""
    with _grammars:
        lock = _locks.get(grammar)
        if lock is None:
            lock = _locks[grammar] = forkable_lock(CONSTRAINT)
        return lock


_grammars = forkable_lock(LEAF)
_locks: weakref.WeakKeyDictionary[Grammar, Any] = weakref.WeakKeyDictionary()


class CompiledConstraint(Shared):
    """A grammar over a vocabulary. Thread-safe; build it once and share it.

    Attributes:
        vocab: the vocabulary.
        grammar: the language.
        limits: the bounds that hold.
    """

    def __init__(self, grammar: Grammar, vocab: Vocab, limits: Limits) -> None:
        self.vocab, self.grammar, self.limits = vocab, grammar, limits
        self._lock = _lock_of(grammar)
        self._run = Run(self)
        self._min_tokens: int | None = None

    def __repr__(self) -> str:
        return f"<Constraint {self.grammar.name} over {len(self.vocab)} ids>"

    def __del__(self) -> None:
        # Cached states know their run, and the run its cached states: without this, the garbage collector would have
        # to find them. States that are still held go on, with empty caches.
        run = getattr(self, "_run", None)
        if run is not None:
            run.forget()

    def __reduce__(self) -> tuple[Any, ...]:
        return _compiled_again, (self.grammar, self.vocab, self.limits)

    def start(self) -> MachineState:
        """The state before the first byte."""
        with self._lock:
            if self._run.network.own_bytes > self.limits.state_bytes:
                # Sequences in flight keep the old tables alive; new ones start with small tables.
                self._run = Run(self)
            return self._run.state(self._run.network.start)

    def accepts(self, data: bytes | str) -> bool:
        """True when ``data`` is a complete text of the language."""
        state = self.start().advance_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        return state is not None and state.can_stop()

    def min_tokens(self) -> int:
        """A number of tokens, without the end of sequence, that no complete text has less of."""
        if self._min_tokens is None:
            longest = int(np.diff(self.vocab.flat[1]).max(initial=1))
            by_length = math.ceil(min_bytes(self.grammar.root) / longest)
            self._min_tokens = max(by_length, self._cover(self.start().forced()))
        return self._min_tokens

    def _cover(self, data: bytes) -> int:
        """The fewest tokens that ``data`` and whatever follows it can begin with."""
        reach = 0  # a prefix of this length takes ``count`` tokens, and the best of those prefixes
        count, frontier = 0, 0
        trie = self.vocab.trie
        while frontier < len(data):
            count += 1
            best = frontier
            for begin in range(reach, frontier + 1):
                node, at = 0, begin
                while at < len(data) and (node := trie.child(node, data[at])) >= 0:
                    at += 1
                best = max(best, at)
            if best == frontier:
                return count
            reach, frontier = frontier + 1, best
        return count

    @property
    def report(self) -> tuple[Any, ...]:
        """What became of every keyword of a JSON Schema (``grammar.report``); empty for other grammars."""
        return getattr(self.grammar, "report", ())

    def stats(self) -> dict[str, int]:
        """Counters of the present tables: what was lowered, built, cached, and their sizes in bytes."""
        return self._run.stats()


def _compiled_again(grammar: Grammar, vocab: Vocab, limits: Limits) -> CompiledConstraint:
    """What another process makes of a pickled constraint: new tables for the same language."""
    warmup()
    return CompiledConstraint(grammar, vocab, limits)


class Run:
    """One network with the states and masks that were computed on it."""

    def __init__(self, constraint: CompiledConstraint) -> None:
        self.grammar, self.vocab, self.limits, self.lock = (
            constraint.grammar, constraint.vocab, constraint.limits, constraint._lock,
        )  # fmt: skip
        self.network = Network.of(self.grammar, lexicon_of(self.vocab, self.limits), self.limits)
        self.transitions: dict[tuple[int, int], MachineState] = {}
        self.states: dict[int, MachineState] = {}
        self.masks = self.mask_misses = self.flushes = 0
        self.words = bitmask.words(len(constraint.vocab))
        self.nothing = bitmask.allocate(len(constraint.vocab))
        self.nothing.setflags(write=False)
        self.nothing = self.nothing.view()
        self.size, self.eos = len(constraint.vocab), frozenset(constraint.vocab.eos)
        self.most_masks = max(1, self.limits.mask_cache_bytes // (8 * self.words))
        self.most_transitions = max(1, self.limits.mask_cache_bytes // (2 * TRANSITION_BYTES))
        self.tables = self.network.tables

    def state(self, number: int) -> MachineState:
        """The State object of an interned state."""
        found = self.states.get(number)
        if found is None:
            accepting = bool(self.network.tables[k.PAYLOAD][number] & 1)
            found = self.states[number] = MachineState(self, number, accepting)
        return found

    def mask(self, state: MachineState) -> NDArray[np.uint32]:
        """Compute a mask; the arrays handed out are never written again."""
        with self.lock:
            if self.masks >= self.most_masks:
                self.forget()
                self.flushes += 1
            self.masks += 1
            out = np.empty(self.words, np.uint32)
            self.write_mask(state.number, out)
            out.setflags(write=False)
            return out.view()  # unlike an array that owns its memory, a view cannot be made writable again

    def write_mask(self, number: int, out: NDArray[np.uint32]) -> None:
        """Write the mask of an interned state. Takes the lock to be held, and ``out`` to fit."""
        address = fill_mask(self.tables.header, number, out)
        if address == UNFIT:  # never an address to write to
            raise AssertionError(f"state {number} has a mask of {self.words} words, not of {len(out)}")
        if address != DONE:
            self.make_mask(number, address)

    def make_mask(self, number: int, address: int) -> None:
        """Compute the mask of an interned state and write it to an address. Takes the lock to be held."""
        self.mask_misses += 1
        try:
            used = make_mask(self.tables.header, number, address)
        except Interrupt:
            used = self.network.run(make_mask, number, address)
        if used > self.limits.mask_cache_bytes:
            self.network.forget_masks()

    def advance(self, state: MachineState, token: int) -> MachineState:
        """Advance by a token for the first time."""
        try:
            token = operator.index(token)
        except TypeError:
            raise TypeError(f"a token id is an integer, not {token!r:.60}") from None
        if 0 <= token < self.size:
            with self.lock:
                try:
                    number = advance_token(self.tables.header, state.number, token)
                except Interrupt:
                    number = self.network.run(advance_token, state.number, token)
                if number >= 0:
                    if len(self.transitions) >= self.most_transitions:
                        self.forget()
                        self.flushes += 1
                    following = self.state(number)
                    self.transitions[state.number, token] = following
                    return following
            if number == -1:
                raise TokenRejected(f"token {token} ({self.vocab.token_bytes(token)!r}) is not allowed here")
        if token not in self.eos:
            names = [repr(name) for name, known in self.vocab.special.items() if known == token]
            if names:
                raise TokenRejected(f"special token {token} ({names[0]}) is not allowed here")
            raise TokenRejected(f"token {token} stands for no text in this vocabulary of {self.size} ids")
        if not state.can_stop():
            raise TokenRejected(f"end of sequence (token {token}) before the text is complete")
        return MachineState(self, -1, False)

    def forget(self) -> None:
        """Empty the caches: masks and transitions together, because the states hold both."""
        self.transitions.clear()
        self.states.clear()
        self.masks = 0

    def stats(self) -> dict[str, int]:
        network = self.network
        return {
            **network.counters,
            "positions": int(network.tables[k.SCALARS][k.N_POSITIONS]),
            "interned": int(network.tables[k.SCALARS][k.N_ENTRIES]),
            "table bytes": network.own_bytes,
            "masks computed": self.mask_misses,
            "masks cached": self.masks,
            "transitions cached": len(self.transitions),
            "cache flushes": self.flushes,
        }


def fill_masks(states: Sequence[State], out: NDArray[np.uint32]) -> None:
    """Write the mask of each state into its row of ``out``, uint32[len(states), ceil(len(vocab) / 32)].

    The states may belong to different constraints of one vocabulary. Raises ValueError if ``out`` does not fit.
    """
    if len(out) != len(states):
        raise ValueError(f"{len(states)} states need as many rows, and out has {len(out)}")
    for state, row in zip(states, out, strict=True):
        state.fill_mask(row)


def check_buffer(out: Any, words: int) -> None:
    """Raise ValueError unless ``out`` can take a mask of so many words."""
    fits = isinstance(out, np.ndarray) and out.dtype == np.uint32 and out.shape == (words,)
    if not (fits and out.flags.carray):  # in one piece, aligned and writeable
        raise ValueError(f"a mask is written into a writeable, contiguous and aligned uint32 array of {words} words")


class MachineState(Local):
    """A position in a constrained text: an immutable value (see :class:`gendecode.constrain.base.State`)."""

    __slots__ = ("__weakref__", "_accepting", "_mask", "_run", "number")

    def __init__(self, run: Run, number: int, accepting: bool) -> None:
        self._run = run
        self.number = number
        self._accepting = accepting
        self._mask: NDArray[np.uint32] | None = None if number >= 0 else run.nothing

    def mask(self) -> NDArray[np.uint32]:
        """The allowed next tokens, uint32[ceil(len(vocab) / 32)], read-only; bit t % 32 of word t // 32."""
        mask = self._mask
        if mask is None:
            mask = self._mask = self._run.mask(self)
        return mask

    def fill_mask(self, out: NDArray[np.uint32]) -> None:
        """Write the mask into ``out``, uint32[ceil(len(vocab) / 32)], contiguous: faster than ``mask()`` and a copy.

        Raises ValueError if ``out`` is not such an array.
        """
        run = self._run
        if _ONE_AT_A_TIME:
            try:
                # A finished mask is only read, and while this kernel runs no other does: no lock.
                found = fill_mask(run.tables.header, self.number, out)
            except TypeError:  # no array; or another kind of array than the compiled function takes
                check_buffer(out, run.words)
                raise
            if found == DONE:
                return
            if found != UNFIT:
                with run.lock:
                    run.make_mask(self.number, found)
                return
        check_buffer(out, run.words)
        if self.number < 0:
            out[:] = 0
            return
        with run.lock:
            run.write_mask(self.number, out)

    def advance(self, token: int) -> MachineState:
        """The state after ``token``; this one stays good. Raises TokenRejected if it is not allowed."""
        found = self._run.transitions.get((self.number, token))
        if found is not None:
            return found
        if self.number < 0:
            raise TokenRejected(f"token {token} after the end of the text")
        return self._run.advance(self, token)

    def can_stop(self) -> bool:
        """True when the bytes so far are a complete text of the language."""
        return self._accepting

    def forced(self) -> bytes:
        """Bytes that every completion must continue with; may be empty."""
        out = bytearray()
        state: MachineState | None = self
        while state is not None and state.number >= 0 and not state._accepting and len(out) < _MAX_FORCED:
            with self._run.lock:
                byte = self._run.network.run(only_byte, state.number)
            if byte < 0:
                break
            out.append(byte)
            state = state.advance_bytes(bytes([byte]))
        return bytes(out)

    def advance_bytes(self, data: bytes) -> MachineState | None:
        """The state after ``data``, whatever its tokens; None when it is not allowed."""
        if self.number < 0:
            return None if data else self
        network = self._run.network
        with self._run.lock:
            number = network.advance(self.number, data)
            return None if number < 0 else self._run.state(number)

    def next_bytes(self) -> frozenset[int]:
        """The bytes that may come next."""
        if self.number < 0:
            return frozenset()
        flags: NDArray[Any] = np.zeros(256, np.int32)
        with self._run.lock:
            self._run.network.run(allowed_bytes, self.number, address_of(flags))
        return frozenset(np.flatnonzero(flags).tolist())

    def __repr__(self) -> str:
        return f"<State {self.number} of {self._run.grammar.name}{', may stop' if self._accepting else ''}>"
