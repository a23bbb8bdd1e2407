"""ReferenceRecogniser: a slow recogniser of grammars, the oracle for the engine.

It reads a grammar by the definition of its node kinds, one node at a time, and shares nothing with the
engine. A node read from some position on gives the positions where its words end, and the bytes that may
follow the whole text inside it; everything else is unions of these two.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gendecode.automata.algebra import intersect
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import repeat
from gendecode.grammar.ir import (
    Alt,
    Counted,
    Extra,
    Grammar,
    Literal,
    Measured,
    Node,
    Object,
    Regular,
    Repeat,
    Rule,
    Seq,
    Special,
    Words,
)
from gendecode.testing.distinct_items import DistinctReader
from gendecode.testing.matches import NONE, Match, leads_on, leaving, step, union

_QUOTE = ord('"')
_CLOSING = tuple(frozenset(some) for some in (b'"]}', b",:", b"0"))  # first the bytes that end most


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

    def sample(self, rng: random.Random, length: int = 20, limit: int = 200) -> bytes | None:
        """A random text of the language, for small grammars of JSON texts; None where none was found.

        About ``length`` random bytes, and then bytes that close something. That need not lead to an end
        (a required name may be missing), so it is given up after ``limit`` bytes.
        """
        text = b""
        while len(text) < limit:
            found = self._read(text)
            if len(text) in found.ends and (len(text) >= length or not found.follow):
                return text
            closing = [found.follow & some for some in _CLOSING] if len(text) >= length else []
            text += bytes([rng.choice(sorted(next(filter(None, closing), found.follow)))])
        return None

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

    def of(self, text: bytes) -> _Reader:
        """A reader of the same grammar for another text."""
        return _Reader(text, self._expanded)

    def match(self, node: Node, at: int) -> Match:
        """How ``node`` reads the text from position ``at`` on."""
        if isinstance(node, Literal):
            return self._literal(node.data, at)
        if isinstance(node, Regular):
            return self._regular(node.automaton, at)
        if isinstance(node, Seq):
            return self._sequence(node.items, [at])
        if isinstance(node, Alt):
            return union(self.match(item, at) for item in node.items)
        if isinstance(node, Rule):
            return self._rule(node, at)
        if isinstance(node, Counted):
            return self._repeat(Repeat(Regular(node.unit), node.low, node.high), at)
        if isinstance(node, Measured):
            return self._regular(_measured(node), at)
        if isinstance(node, Repeat):
            return DistinctReader(self, node).match(at) if node.distinct else self._repeat(node, at)
        if isinstance(node, Special):
            return NONE  # a token without bytes: no text has it
        if isinstance(node, Words):
            raise TypeError("Words stand only as items of a distinct Repeat")
        return _ObjectReader(self, node).match(at)

    def _rule(self, rule: Rule, at: int) -> Match:
        key = (rule, at)
        if key not in self._visited:
            self._visited.add(key)
            if rule not in self._expanded:
                self._expanded[rule] = rule.expand()
            old = self._found.get(key, NONE)
            new = union([old, self.match(self._expanded[rule], at)])
            self._grown |= new != old
            self._found[key] = new
        return self._found.get(key, NONE)

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
            found = union(self.match(item, at) for at in ends)
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


@lru_cache(maxsize=64)
def _measured(node: Measured) -> Automaton:
    """The same words as an automaton: the product with so many characters."""
    found = intersect(node.automaton, repeat(node.unit, node.low, node.high))
    if found is None:
        raise ValueError("no word has such a length")
    return found


class _Members(NamedTuple):
    """Which members an object has so far."""

    used: frozenset[bytes]
    reached: int  # with order="declared": how many declared members lie behind
    met: int = 0  # the demands that they meet, a bit each


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
        closing = union(complete)
        return Match(closing.ends, closing.follow | inside)

    def _member(self, start: int, members: _Members, before: Node) -> Iterator[tuple[_Members, Match]]:
        """The ways to read ``before`` and one more member: the members after it, and the match."""
        reader, node = self._reader, self._node
        for index, member in enumerate(node.members):
            after = self._after(members, index)
            if member.name not in members.used and self._feasible(after):
                parts = [before, Literal(b'"' + member.name + b'"'), node.colon, member.value]
                yield after, reader._sequence(parts, [start])
        last = members._replace(reached=len(node.members)) if node.order == "declared" else members
        taken = self._declared | members.used
        left = [e for e in node.extras if leads_on(e.names, frozenset(e.names.starts.tolist()), b"", taken)]
        left = [extra for extra in left if self._feasible(last._replace(met=last.met | extra.gives), 1)]
        if not left:
            return
        opened = reader._sequence([before, Literal(b'"')], [start])
        yield last, Match(frozenset(), opened.follow)
        for extra in left:
            for at in opened.ends:
                yield from self._extra(extra, at, members)

    def _extra(self, extra: Extra, at: int, members: _Members) -> Iterator[tuple[_Members, Match]]:
        text, names = self._reader.text, extra.names
        taken = self._declared | members.used
        states, end = frozenset(names.starts.tolist()), at
        while states:
            fits = any(names.accepting[q] for q in states) and text[at:end] not in taken
            if end == len(text):
                following = ((byte, step(names, states, byte)) for byte in leaving(names, states))
                prefix = text[at:end]
                follow = {b for b, after in following if leads_on(names, after, prefix + bytes([b]), taken)}
                yield members, Match(frozenset(), frozenset(follow | ({_QUOTE} if fits else set())))
                return
            if fits and text[end] == _QUOTE:
                after = self._with(members, text[at:end], len(self._node.members), extra.gives)
                yield after, self._reader._sequence([self._node.colon, extra.value], [end + 1])
            states = step(names, states, text[end])
            end += 1

    def _after(self, members: _Members, index: int) -> _Members:
        # In declared order nothing may go back: -1 marks what can never be completed.
        return self._with(members, self._node.members[index].name, -1 if index < members.reached else index + 1)

    def _with(self, members: _Members, name: bytes, reached: int, gives: int = 0) -> _Members:
        reached = reached if self._node.order == "declared" else 0
        return _Members(members.used | {name}, reached, members.met | gives)

    def _feasible(self, members: _Members, extra: int = 0) -> bool:
        """True when more members can be added until the object is complete, after so many more undeclared ones."""
        node = self._node
        if members.reached < 0:
            return False
        present = {i for i, m in enumerate(node.members) if m.name in members.used}
        able = {i for i in range(len(node.members)) if i in present or i >= members.reached}
        while any(a in able and b not in able for a, b in node.implies):
            able -= {a for a, b in node.implies if b not in able}
        needed = present | {i for i, m in enumerate(node.members) if m.required}
        while any(a in needed and b not in needed for a, b in node.implies):
            needed |= {b for a, b in node.implies if a in needed}
        if not needed <= able:
            return False
        left, missing = able - present, needed - present
        count = len(members.used) + len(left)
        enough = count + self._undeclared_left(members, node.low - count) >= node.low
        unmet = node.demands - members.met.bit_count()
        return enough and (node.high is None or len(members.used) + extra + len(missing) + unmet <= node.high)

    def _undeclared_left(self, members: _Members, most: int) -> int:
        """How many undeclared names are left, counted up to ``most``."""
        found = set[bytes]()
        for extra in self._node.extras:
            pending = deque([(frozenset(extra.names.starts.tolist()), b"")])
            while pending and len(found) < most:
                states, word = pending.popleft()
                if any(extra.names.accepting[q] for q in states):
                    found |= {word} - self._declared - members.used
                pending.extend((step(extra.names, states, b), word + bytes([b])) for b in leaving(extra.names, states))
        return len(found)

    def _complete(self, members: _Members) -> bool:
        node = self._node
        present = all(m.name in members.used for m in node.members if m.required)
        names = [member.name for member in node.members]
        present = present and all(names[b] in members.used for a, b in node.implies if names[a] in members.used)
        present = present and members.met == (1 << node.demands) - 1
        return present and len(members.used) >= node.low and (node.high is None or len(members.used) <= node.high)
