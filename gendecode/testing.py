"""Checks that ship with the library: a slow recogniser that is the oracle, and the checker of the contract.

``ReferenceRecogniser`` reads a grammar by its definition, node by node, and shares nothing with the
engine. ``check_contract`` holds any Constraint to the contract of :mod:`gendecode.constrain.base`.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gendecode.automata.automaton import Automaton
from gendecode.constrain.base import Constraint, State
from gendecode.errors import TokenRejected
from gendecode.grammar.ir import Alt, Counted, Grammar, Literal, Member, Node, Object, Regular, Repeat, Rule, Seq
from gendecode.vocab import bitmask


class Match(NamedTuple):
    """How a node reads a text from some position on.

    Attributes:
        ends: the positions at which a word of the node ends.
        follow: the bytes that may come next after the whole text, inside a word of the node.
    """

    ends: frozenset[int]
    follow: frozenset[int]


_NONE = Match(frozenset(), frozenset())


class ReferenceRecogniser:
    """Decides, by the definition of the node kinds, what belongs to a grammar's language.

    Slow and simple: every question reads the whole text again. Rules may be recursive in any way, on
    the left included. Recursion is Python's, so texts nested hundreds of levels deep are too much for it.
    """

    def __init__(self, grammar: Grammar | Node) -> None:
        self._root = grammar.root if isinstance(grammar, Grammar) else grammar
        self._expanded: dict[Rule, Node] = {}

    def accepts(self, data: bytes | str) -> bool:
        """True when ``data`` is a complete text of the language."""
        text = data.encode() if isinstance(data, str) else data
        return len(text) in self._read(text).ends

    def viable(self, prefix: bytes | str) -> bool:
        """True when ``prefix`` is a text of the language or can be continued to one."""
        text = prefix.encode() if isinstance(prefix, str) else prefix
        found = self._read(text)
        return len(text) in found.ends or bool(found.follow)

    def next_bytes(self, prefix: bytes | str) -> frozenset[int]:
        """The bytes with which ``prefix`` can be continued towards a text of the language."""
        return self._read(prefix.encode() if isinstance(prefix, str) else prefix).follow

    def _read(self, text: bytes) -> Match:
        return _Reader(text, self._expanded).read(self._root)


class _Reader:
    """One text read by one grammar. Rules are a least fixpoint: repeat until nothing is added."""

    def __init__(self, text: bytes, expanded: dict[Rule, Node]) -> None:
        self.text = text
        self.size = len(text)
        self._expanded = expanded
        self._found: dict[tuple[Rule, int], Match] = {}
        self._visited: set[tuple[Rule, int]] = set()
        self._grown = False

    def read(self, root: Node) -> Match:
        while True:
            self._visited.clear()
            self._grown = False
            found = self.match(root, 0)
            if not self._grown:
                return found

    def match(self, node: Node, at: int) -> Match:
        """How ``node`` reads the text from position ``at`` on."""
        if isinstance(node, Literal):
            return self._literal(node.data, at)
        if isinstance(node, Regular):
            return self._regular(node.automaton, at)
        if isinstance(node, Seq):
            return self._sequence(node.items, [at])
        if isinstance(node, Alt):
            return _union(self.match(item, at) for item in node.items)
        if isinstance(node, Rule):
            return self._rule(node, at)
        if isinstance(node, Counted):
            return self._repeat(Repeat(Regular(node.unit), node.low, node.high), at)
        if isinstance(node, Repeat):
            return self._repeat(node, at)
        return _ObjectReader(self, node).match(at)

    def _rule(self, rule: Rule, at: int) -> Match:
        key = (rule, at)
        if key not in self._visited:
            self._visited.add(key)
            if rule not in self._expanded:
                self._expanded[rule] = rule.expand()
            old = self._found.get(key, _NONE)
            new = _union([old, self.match(self._expanded[rule], at)])
            self._grown |= new != old
            self._found[key] = new
        return self._found.get(key, _NONE)

    def _literal(self, data: bytes, at: int) -> Match:
        here = self.text[at : at + len(data)]
        if here == data:
            return Match(frozenset([at + len(data)]), frozenset())
        rest_fits = len(here) < len(data) and data.startswith(here)
        return Match(frozenset(), frozenset([data[len(here)]]) if rest_fits else frozenset())

    def _regular(self, automaton: Automaton, at: int) -> Match:
        ends = set()
        states = frozenset(automaton.starts.tolist())
        while states:
            if any(automaton.accepting[q] for q in states):
                ends.add(at)
            if at == self.size:
                break
            states = step(automaton, states, self.text[at])
            at += 1
        return Match(frozenset(ends), frozenset(leaving(automaton, states)))

    def _sequence(self, items: Sequence[Node], starts: Iterable[int]) -> Match:
        ends, follow = frozenset(starts), frozenset[int]()
        for item in items:
            found = _union(self.match(item, at) for at in ends)
            ends, follow = found.ends, follow | found.follow
        return Match(ends, follow)

    def _repeat(self, node: Repeat, at: int) -> Match:
        ends = {at} if node.low == 0 else set()
        follow: set[int] = set()
        count, starts = 0, frozenset([at])
        while starts and (node.high is None or count < node.high):
            item = node.first[count] if count < len(node.first) else node.item
            if item is None:
                break
            parts = [item] if count == 0 else [node.separator, item]
            found = self._sequence(parts, starts)
            follow |= found.follow
            count, starts = count + 1, found.ends
            if count >= node.low:
                ends |= starts
        return Match(frozenset(ends), frozenset(follow))


class _Members(NamedTuple):
    """Which members an object has so far."""

    used: frozenset[bytes]
    reached: int  # with order="declared": how many declared members lie behind


class _ObjectReader:
    """Reads one Object node: every set of members is followed on its own."""

    def __init__(self, reader: _Reader, node: Object) -> None:
        self._reader = reader
        self._node = node
        self._declared = frozenset(member.name for member in node.members)

    def match(self, at: int) -> Match:
        reader, node = self._reader, self._node
        opened = reader._literal(b"{", at)
        nothing = _Members(frozenset(), 0)
        complete = [reader._sequence([node.empty], opened.ends)] if self._complete(nothing) else []
        inside = opened.follow
        pending = [(start, nothing) for start in opened.ends]
        seen = set(pending)
        while pending:
            start, members = pending.pop()
            before = node.comma if members.used else node.lead
            for after, match in self._member(start, members, before):
                inside |= match.follow
                if self._complete(after):
                    complete.append(reader._sequence([node.close], match.ends))
                fresh = {(end, after) for end in match.ends} - seen
                seen |= fresh
                pending += fresh
        closing = _union(complete)
        return Match(closing.ends, closing.follow | inside)

    def _member(self, start: int, members: _Members, before: Node) -> Iterator[tuple[_Members, Match]]:
        """The ways to read ``before`` and one more member: the members after it, and the match."""
        reader, node = self._reader, self._node
        for index, member in enumerate(node.members):
            after = self._after(members, index)
            if member.name not in members.used and self._feasible(after):
                parts = [before, Literal(b'"' + member.name + b'"'), node.colon, member.value]
                yield after, reader._sequence(parts, [start])
        extra = self._with(members, b"\0", len(node.members))  # a name that no JSON text holds stands for any
        if not node.extras or not self._feasible(extra):
            return
        opened = reader._sequence([before, Literal(b'"')], [start])
        yield extra, Match(frozenset(), opened.follow)
        for names, value in node.extras:
            for at in opened.ends:
                yield from self._extra(names, value, at, members)

    def _extra(self, names: Automaton, value: Node, at: int, members: _Members) -> Iterator[tuple[_Members, Match]]:
        text = self._reader.text
        taken = self._declared | members.used
        states, end = frozenset(names.starts.tolist()), at
        while states:
            fits = any(names.accepting[q] for q in states) and text[at:end] not in taken
            if end == len(text):
                follow = {b for b in leaving(names, states) if self._leads_on(names, states, b, text[at:end], taken)}
                yield members, Match(frozenset(), frozenset(follow | ({0x22} if fits else set())))
                return
            if fits and text[end] == 0x22:
                after = self._with(members, text[at:end], len(self._node.members))
                yield after, self._reader._sequence([self._node.colon, value], [end + 1])
            states = step(names, states, text[end])
            end += 1

    def _leads_on(self, names: Automaton, states: frozenset[int], byte: int, name: bytes, taken: frozenset[bytes]) -> bool:
        """True when some name that is not taken begins with ``name`` and ``byte``."""
        pending = deque([(step(names, states, byte), name + bytes([byte]))])
        # Every word met is another name, so one more than there are taken settles it.
        while pending:
            current, word = pending.popleft()
            if not any(other.startswith(word) for other in taken):
                return True
            if any(names.accepting[q] for q in current) and word not in taken:
                return True
            pending.extend((step(names, current, b), word + bytes([b])) for b in leaving(names, current))
        return False

    def _after(self, members: _Members, index: int) -> _Members:
        # In declared order nothing may go back: -1 marks what can never be completed.
        return self._with(members, self._node.members[index].name, -1 if index < members.reached else index + 1)

    def _with(self, members: _Members, name: bytes, reached: int) -> _Members:
        return _Members(members.used | {name}, reached if self._node.order == "declared" else 0)

    def _feasible(self, members: _Members) -> bool:
        """True when more members can be added until the object is complete."""
        node = self._node
        if members.reached < 0:
            return False
        left = [
            m
            for i, m in enumerate(node.members)
            if m.name not in members.used and i >= members.reached
        ]
        missing = [m for m in node.members if m.required and m.name not in members.used]
        if not all(m in left for m in missing):
            return False
        count = len(members.used)
        enough = node.extras or count + len(left) >= node.low
        return bool(enough) and (node.high is None or count + len(missing) <= node.high)

    def _complete(self, members: _Members) -> bool:
        node = self._node
        present = all(m.name in members.used for m in node.members if m.required)
        return present and len(members.used) >= node.low and (node.high is None or len(members.used) <= node.high)


def _union(matches: Iterable[Match]) -> Match:
    ends: set[int] = set()
    follow: set[int] = set()
    for match in matches:
        ends |= match.ends
        follow |= match.follow
    return Match(frozenset(ends), frozenset(follow))


def _edges(automaton: Automaton, states: Iterable[int]) -> Iterator[int]:
    for q in states:
        yield from range(automaton.first[q], automaton.first[q + 1])


def step(automaton: Automaton, states: frozenset[int], byte: int) -> frozenset[int]:
    """The states after one more byte."""
    edges = _edges(automaton, states)
    return frozenset(int(automaton.target[e]) for e in edges if automaton.low[e] <= byte <= automaton.high[e])


def leaving(automaton: Automaton, states: Iterable[int]) -> set[int]:
    """The bytes that can be read in one of the states."""
    edges = _edges(automaton, states)
    return {byte for e in edges for byte in range(int(automaton.low[e]), int(automaton.high[e]) + 1)}


# -- the contract -----------------------------------------------------------------------------------


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
                raise ContractViolation(f"{text!r} should be accepted; token {token} is rejected after {prefix!r}") from None
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
        self._require(mask.dtype == np.uint32 and len(mask) == bitmask.words(width), prefix, "the mask has the wrong form")
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
            self._require(agrees, prefix, f"can_stop() is {state.can_stop()} and the bit of end-of-sequence {token} is not")

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
