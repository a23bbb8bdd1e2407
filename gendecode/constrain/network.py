"""Network: the tables of one grammar, and Python's part of running it.

A network starts almost empty. Its kernels interrupt when they reach a node that has not been lowered, a
table that is too short or a region without a memo; ``run`` serves the request and calls them again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gendecode.constrain import kernels as k
from gendecode.constrain import layout
from gendecode.constrain.extract import memo_entry
from gendecode.constrain.item_values import canonical_value
from gendecode.constrain.kernels import Interrupt, address_of, intern
from gendecode.constrain.layout import pack
from gendecode.constrain.lowering import Lowering
from gendecode.constrain.machine import advance_input, enter
from gendecode.constrain.peek import allowed_bytes
from gendecode.constrain.profiles import NEVER, Profile, build_counted_memo, profile_measured, profile_region
from gendecode.constrain.regions import build_memo
from gendecode.constrain.special import special_ranges
from gendecode.constrain.tables import Layout, Tables
from gendecode.constrain.walk import prepare_mask
from gendecode.errors import LimitExceeded
from gendecode.limits import Limits

if TYPE_CHECKING:
    from gendecode.constrain.lexicon import Lexicon
    from gendecode.grammar.ir import Grammar, Node


_FULL = 4  # times Limits.state_bytes: what the tables of one text may grow to
_WARM = 48  # states of each shared node whose masks are computed beforehand
_MAX_BASES = 8  # kept for one vocabulary
_MAX_PROFILES = 64  # kept for one vocabulary; each takes four bytes an id


class Network:
    """One grammar over one vocabulary, lowered as far as it has been walked.

    Args:
        base: a network to start from, which has lowered what many grammars have in common.

    Attributes:
        start: the interned state before the first byte.
        counters: how often each kind of request was served, by name.
    """

    def __init__(self, lexicon: Lexicon, limits: Limits, base: Network | None = None) -> None:
        self._lexicon, self._limits = lexicon, limits
        self.tables = Tables(Layout(lexicon.shared, lexicon.words) if base is None else base.layout)
        scalars = self.tables[k.SCALARS]
        scalars[k.MASK_WORDS] = lexicon.words
        scalars[k.MAX_THREADS] = limits.threads
        scalars[k.MEMO_FULL] = lexicon.full
        self.counters = {"grown": 0, "lowered": 0, "memos built": 0, "memos shared": 0}
        if base is None:
            self._lowering = Lowering(self.tables, lexicon)
        else:
            self._lowering = base._lowering.copy(self.tables)
        self.start = -1

    @classmethod
    def of(cls, grammar: Grammar, lexicon: Lexicon, limits: Limits) -> Network:
        """The network of a grammar, at its start."""
        for node in grammar.special:
            special_ranges(node, lexicon)  # what the vocabulary does not have shows now, not while the text grows
        network = cls(lexicon, limits, _base(grammar.shared, lexicon) if grammar.shared else None)
        network.start = network.run(enter, network._lowering.root(grammar.root), layout.BOTTOM)
        return network

    @cached_property
    def layout(self) -> Layout:
        """What networks that start from this one start with."""
        return Layout(self._lexicon.shared, self._lexicon.words, self.tables, self._lowering.used())

    def warm(self, nodes: tuple[Node, ...]) -> None:
        """Lower the nodes and compute the masks of the states that are met first in them, with all that they need.

        Breadth first over bytes, the states after each byte of a state in turn, up to _WARM states a node.
        """
        flags = np.zeros(256, np.int32)
        for position in self._lowering.share(nodes):
            states = [self.run(enter, position, layout.BOTTOM)]
            seen = set(states)
            for state in states:
                self.run(prepare_mask, state)
                flags[:] = 0
                self.run(allowed_bytes, state, address_of(flags))
                for byte in np.flatnonzero(flags).tolist():
                    following = self.advance(state, bytes([byte]))
                    if following not in seen and len(states) < _WARM:
                        seen.add(following)
                        states.append(following)

    def run(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a kernel on this network's tables, serving what it asks for until it is through."""
        while True:
            try:
                return kernel(self.tables.header, *arguments)
            except Interrupt:
                scalars = self.tables[k.SCALARS]
                # Copy the request: serving it may run kernels that make requests of their own.
                reason, a, b, c, d = (int(scalars[i]) for i in range(k.REASON, k.REQUEST_D + 1))
            self._serve(reason, a, b, c, d)

    def _serve(self, reason: int, a: int, b: int, c: int, d: int) -> None:
        if reason == k.GROW:
            self.counters["grown"] += 1
            most = _FULL * max(self._limits.state_bytes, Limits.state_bytes)
            if a not in self._lexicon.shared and self.own_bytes > most:
                raise LimitExceeded(
                    f"states of one text take more than {most:,} bytes ({_FULL} times Limits.state_bytes): the text is "
                    "too long for so ambiguous a grammar; raise the limit or simplify the grammar"
                )
            self.tables.grow(a, b)
        elif reason == k.REGION:
            self._remember_region(position=a, node=b, need=c, room=d)
        elif reason == k.COUNT_WORDS:
            self._lowering.count_words(position=a)
        elif reason == k.ITEM_VALUE:
            self._remember_value(entry=a)
        elif reason == k.LIMIT:
            raise LimitExceeded(
                f"more than Limits.threads={self._limits.threads} parallel readings of the text: "
                "the grammar is too ambiguous or recurses without reading; raise the limit or simplify it"
            )
        else:
            self.counters["lowered"] += 1
            if self.counters["lowered"] > self._limits.lowered_nodes:
                raise LimitExceeded(f"more than Limits.lowered_nodes={self._limits.lowered_nodes} grammar nodes")
            if reason == k.LOWER:
                self._lowering.expand(position=a, index=b)
            else:
                self._lowering.slot_values(slot=a)

    def _remember_region(self, position: int, node: int, need: int, room: int) -> None:
        """Find or build the memo of a region and enter its number into the network."""
        lexicon, scalars = self._lexicon, self.tables[k.SCALARS]
        identity = self._lowering.identify(position)
        key = (*identity, node, need, room)
        with lexicon.lock:
            memo = lexicon.memos.get(key)
            if memo is None:
                memo = self._build_memo(identity, position, node, need, room)
                if memo < 0:
                    lexicon.full = True
                    scalars[k.MEMO_FULL] = 1
                    return
                lexicon.memos[key] = memo
                self.counters["memos built"] += 1
            else:
                self.counters["memos shared"] += 1
        entry = self.run(memo_entry, position, node, need, room)
        self.tables[k.PAYLOAD][entry] = memo

    def _remember_value(self, entry: int) -> None:
        """Find out which JSON value an item is, and attach it to the entry of its text."""
        words, start = self.tables[k.WORDS], self.tables[k.START]
        at, begin = words[start[entry] : start[entry + 1]].tolist()
        text = bytearray()
        while at != begin:
            at, byte = words[start[at] : start[at + 1]].tolist()
            text.append(byte)
        canonical = canonical_value(bytes(reversed(text)))
        self.tables.grow(k.BUFFER, len(canonical))
        self.tables[k.BUFFER][: len(canonical)] = np.frombuffer(canonical, np.uint8)
        self.tables[k.PAYLOAD][entry] = self.tables.call(intern, layout.TAG_VALUE, len(canonical))

    def _build_memo(self, identity: tuple[Any, ...], position: int, node: int, need: int, room: int) -> int:
        """The number of a new memo, -1 when there is no place for it."""
        tables, profiles = self.tables, self._lexicon.profiles
        measured = tables[k.KIND][position] == layout.MEASURED
        if measured and need == 0 and room == layout.UNBOUNDED:
            # Whatever a token takes: it is an automaton like any other.
            return int(self.run(build_memo, position, 0, node))
        if not measured and (tables[k.KIND][position] != layout.COUNTED or tables[k.ARG_D][position] != position):
            return int(self.run(build_memo, position, pack(need, room), node))
        key = (*identity, node, need if measured else 0)
        if key not in profiles:
            while len(profiles) >= _MAX_PROFILES:
                del profiles[next(iter(profiles))]
            stay = np.full(32 * self._lexicon.words, NEVER, np.int32)
            if measured:
                count = self.run(profile_measured, position, need, node, address_of(stay), len(stay))
            else:
                count = self.run(profile_region, position, node, address_of(stay), len(stay))
            tokens = np.flatnonzero(stay != NEVER).astype(np.int32)
            tokens = tokens[np.argsort(stay[tokens], kind="stable")]
            exits = tables[k.EXIT_NODES][:count].copy(), tables[k.MERGE][:count].copy()
            profiles[key] = Profile(tokens, stay[tokens], *exits)
        found = profiles[key]
        fit = int(np.searchsorted(found.words, room, side="right"))
        alike = (need, fit, int((found.exit_words <= room).sum()))
        if alike in found.memos:
            return found.memos[alike]
        exit_arrays = address_of(found.exit_nodes), address_of(found.exit_words), len(found.exit_nodes)
        memo = int(self.run(build_counted_memo, need, room, address_of(found.tokens), fit, *exit_arrays))
        if memo >= 0:
            found.memos[alike] = memo
        return memo

    @property
    def own_bytes(self) -> int:
        """Bytes of the tables that belong to this network alone."""
        return self.tables.nbytes

    def forget_masks(self) -> None:
        """Drop the records of all masks."""
        scalars, tables = self.tables[k.SCALARS], self.tables
        entries = slice(int(scalars[k.N_ENTRIES]))
        tables[k.PAYLOAD][entries][tables[k.TAG][entries] == layout.TAG_STATE] &= 1
        scalars[[k.N_MASKS, k.N_MASK_ROWS]] = 0

    def advance(self, state: int, data: bytes) -> int:
        """The state after ``data``, or -1."""
        data = memoryview(data).tobytes()
        if len(data) > len(self.tables[k.INPUT]):
            self.tables.grow(k.INPUT, len(data))
        self.tables[k.INPUT][: len(data)] = np.frombuffer(data, np.uint8)
        return int(self.run(advance_input, state, len(data)))


def _base(shared: tuple[Node, ...], lexicon: Lexicon) -> Network:
    """The network that has lowered ``shared`` and nothing else; made once per vocabulary."""
    key = tuple(map(id, shared))
    with lexicon.lock:
        found = lexicon.bases.get(key)
        if found is None:
            base = Network(lexicon, Limits())
            base.warm(shared)
            _ = base.layout  # made here, under the lock
            while len(lexicon.bases) >= _MAX_BASES:
                del lexicon.bases[next(iter(lexicon.bases))]
            # The nodes are kept, so that their identities stay theirs.
            found = lexicon.bases[key] = (base, shared)
        return found[0]
