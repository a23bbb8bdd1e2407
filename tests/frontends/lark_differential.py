"""Compares the language of ``gd.lark`` with what Lark's own Earley parser accepts.

``python -m tests.frontends.lark_differential [strings per grammar]`` runs all grammars and prints a table. Texts are
random derivations of our own grammar, prefixes and mutations of them, random texts, and for small alphabets all texts
up to a length. Each is read by Lark (``parser="earley", lexer="dynamic_complete"``) and by the engine over single
bytes; for members it is also checked that no prefix is a dead end.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lark

import gendecode as gd
from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import edge_lists
from gendecode.grammar.ir import Alt, Counted, Literal, Node, Regular, Repeat, Rule, Seq
from gendecode.grammar.shortest import min_bytes
from tests.frontends.lark_grammars import CASES, Case


class TooDeep(Exception):
    """A random derivation that does not come to an end."""


class Deriver:
    """Random texts of a grammar, from its nodes."""

    def __init__(self, root: Node, rng: random.Random, longest: int) -> None:
        self.root, self.rng, self.longest = root, rng, longest
        self._nodes: dict[Rule, Node] = {}
        self._least: dict[int, tuple[Node, int]] = {}
        self._edges: dict[int, tuple[Automaton, Any]] = {}

    def text(self) -> str | None:
        """A text of at most ``longest`` characters; None when this attempt ran away."""
        try:
            found = self._of(self.root, 0).decode()
        except TooDeep:
            return None
        return found if len(found) <= self.longest else None

    def _of(self, node: Node, depth: int) -> bytes:
        if depth > 60:
            raise TooDeep
        rng = self.rng
        if isinstance(node, Literal):
            return node.data
        if isinstance(node, Regular):
            return self._word(node.automaton)
        if isinstance(node, Seq):
            return b"".join(self._of(item, depth + 1) for item in node.items)
        if isinstance(node, Alt):
            if depth < 12:
                return self._of(rng.choice(node.items), depth + 1)
            least = min(map(self._bound, node.items))
            return self._of(rng.choice([item for item in node.items if self._bound(item) == least]), depth + 1)
        if isinstance(node, (Repeat, Counted)):
            extra = 0 if depth > 12 else rng.choice((0, 0, 1, 1, 2, 3))
            count = node.low + extra if node.high is None else min(node.low + extra, node.high)
            item = Regular(node.unit) if isinstance(node, Counted) else node.item
            return b"".join(self._of(item, depth + 1) for _ in range(count))
        if node not in self._nodes:
            self._nodes[node] = node.expand()
        return self._of(self._nodes[node], depth + 1)

    def _bound(self, node: Node) -> int:
        if id(node) not in self._least:
            self._least[id(node)] = (node, min_bytes(node))
        return self._least[id(node)][1]

    def _word(self, automaton: Automaton) -> bytes:
        if id(automaton) not in self._edges:
            self._edges[id(automaton)] = (automaton, edge_lists(automaton))
        edges = self._edges[id(automaton)][1]
        state = self.rng.choice(automaton.starts.tolist())
        word = bytearray()
        while True:
            if automaton.accepting[state] and (not edges[state] or self.rng.random() < 0.4):
                return bytes(word)
            if len(word) > 4 * self.longest:
                raise TooDeep
            low, high, state = self.rng.choice(edges[state])
            word.append(self.rng.choice((low, high, self.rng.randint(low, high))))


def texts(case: Case, root: Node, count: int, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Texts to compare, without end; True for members by derivation."""
    deriver = Deriver(root, rng, case.longest)
    if case.depth:
        letters = case.alphabet
        sizes = itertools.takewhile(lambda size: len(letters) ** size <= max(count // 2, 40), range(case.depth + 1))
        for size in sizes:
            for found in itertools.product(letters, repeat=size):
                yield "".join(found), False
    for _ in range(60 * count):
        member = deriver.text()
        if member is None:
            continue
        yield member, True
        if member:
            yield member[: rng.randrange(len(member))], False
        for _ in range(3):
            yield _mutated(member, case.alphabet, rng), False
        yield "".join(rng.choice(case.alphabet) for _ in range(rng.randrange(8))), False


def _mutated(text: str, alphabet: str, rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + rng.choice(alphabet) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + rng.choice(alphabet) + text[at + 1 :]
        else:
            begin = rng.randrange(len(text) + 1)
            text = text[:at] + text[begin : begin + 4] + text[at:]
    return text


@dataclass
class Outcome:
    """What comparing one grammar gave."""

    texts: int = 0
    accepted: int = 0
    differences: list[tuple[str, bool, bool]] = field(default_factory=list)
    dead_ends: list[str] = field(default_factory=list)
    seconds: float = 0.0


def compare(name: str, count: int) -> Outcome:
    """Compare one grammar on ``count`` different texts."""
    case, rng = CASES[name], random.Random(name)
    parser = lark.Lark(case.source, parser="earley", lexer="dynamic_complete", start=case.start)
    grammar = gd.lark(case.source, start=case.start)
    constraint = gd.compile(grammar, gd.Vocab.bytes_only())
    outcome, seen = Outcome(), set[str]()
    begin = time.perf_counter()
    for text, member in texts(case, grammar.root, count, rng):
        if text in seen or len(text) > case.longest:
            continue
        seen.add(text)
        theirs, ours = accepts(parser, text), constraint.accepts(text)
        outcome.accepted += theirs
        if theirs != ours or (member and not theirs):
            outcome.differences.append((text, theirs, ours))
        if ours and not all_viable(constraint, text):
            outcome.dead_ends.append(text)
        if len(seen) >= count:
            break
    outcome.texts, outcome.seconds = len(seen), time.perf_counter() - begin
    return outcome


def accepts(parser: lark.Lark, text: str) -> bool:
    """True when Lark parses the text."""
    try:
        parser.parse(text)
    except lark.exceptions.UnexpectedInput:
        return False
    return True


def all_viable(constraint: gd.Constraint, text: str) -> bool:
    """True when every prefix of a text can be gone on from, byte by byte."""
    state = constraint.start()
    for byte in text.encode():
        state = state.advance_bytes(bytes([byte]))
        if state is None:
            return False
    return bool(state.can_stop())


def main(count: int) -> int:
    """Compare everything, print a table, and return the number of differences."""
    total, wrong = 0, 0
    for name in CASES:
        found = compare(name, count)
        total += found.texts
        bad = len(found.differences) + len(found.dead_ends)
        wrong += bad
        print(f"{name:36} {found.texts:6} texts {found.accepted:6} accepted {bad:3} differences {found.seconds:6.1f} s")
        for difference in found.differences[:5]:
            print("   text, Lark, ours:", difference)
        sys.stdout.flush()
    print(f"{len(CASES)} grammars, {total} texts, {wrong} differences")
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000) > 0)
