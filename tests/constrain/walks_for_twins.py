"""Random walks whose every mask and state number is written to an .npz: run once compiled, once as plain Python.

python walks_for_twins.py OUT.npz
"""

from __future__ import annotations

import json
import random
import sys

import numpy as np

import gendecode as gd
from gendecode.automata import build
from gendecode.constrain.kernels import COMPILED
from gendecode.constrain.states import CompiledConstraint, MachineState
from gendecode.grammar.ir import Alt, Extra, Grammar, Literal, Member, Object, Regular, Repeat, Seq, Words
from gendecode.vocab import bitmask
from grammars import dense_vocab, json_like

NESTED = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "minLength": 1, "maxLength": 5},
        "ab": {"type": "array", "items": {"$ref": "#"}, "maxItems": 3},
        "b": {"anyOf": [{"type": "number", "minimum": -1}, {"enum": ["a", 1, None]}]},
    },
    "required": ["b"],
    "additionalProperties": {"type": "string"},
}
LETTERS = build.repeat(build.byte_ranges([(0x61, 0x63)]), 0, None)
DEMANDING = Object(
    (Member(b"a", Literal(b"1")),),
    (
        Extra(build.concat(LETTERS, build.literal(b"1")), Literal(b"1")),  # one name is left after a 1
        Extra(LETTERS, Literal(b"2"), 1),
        Extra(build.words([b"a1", b"b"]), Regular(LETTERS)),
    ),
    demands=1,
)
DEPENDING = Object(
    tuple(Member(name, Literal(b"1")) for name in (b"a", b"ab", b"b")),
    (Extra(LETTERS, Literal(b"2")),),
    "declared",
    implies=((0, 2), (1, 0)),
)
NUMBERS = build.concat(build.byte_ranges([(0x31, 0x39)]), build.repeat(build.byte_ranges([(0x30, 0x39)]), 0, 2))
QUOTED = build.concat(build.literal(b'"'), LETTERS, build.literal(b'"'))
ITEMS = Repeat(Words(build.union(NUMBERS, QUOTED)), 2, None, Literal(b","), (Words(NUMBERS),), distinct=True)
VALUE = Alt((Regular(NUMBERS), Seq((Literal(b"["), Repeat(Regular(NUMBERS), separator=Literal(b",")), Literal(b"]")))))
NESTED_ITEMS = Repeat(Words(NUMBERS, Object((), (Extra(LETTERS, VALUE),))), separator=Literal(b","), distinct=True)
MAKE = {
    "distinct objects": lambda: Grammar(Seq((Literal(b"["), NESTED_ITEMS, Literal(b"]"))), "test"),
    "distinct": lambda: Grammar(Seq((Literal(b"["), ITEMS, Literal(b"]"))), "test"),
    "demands": lambda: Grammar(DEMANDING, "test"),
    "few members": lambda: Grammar(DEMANDING._replace(high=2), "test"),
    "implications": lambda: Grammar(DEPENDING, "test"),
    "ambiguous": lambda: Grammar(json_like(), "test"),
    "any order": lambda: gd.json_schema(NESTED, whitespace="compact"),
    "declared order": lambda: gd.json_schema(NESTED, order="declared"),
    "any value": lambda: gd.json_schema(True),
    "counted": lambda: gd.regex(r"([^b]{2,7} ){1,3}\w+"),
    "measured": lambda: gd.json_schema(
        {"type": "string", "pattern": "^[ab]+( [^b]*)*$", "minLength": 4, "maxLength": 9}
    ),
    "look-around": lambda: gd.regex(r"(?!ab)[a-c]{3,12}(?<!c)"),
    "nullable chain": lambda: gd.lark('start: n n n n n n "b"?\nn: "a" start "b" | "a" |\n'),
    "hidden right recursion": lambda: gd.lark('start: "a" start n m |\nn: "b" |\nm: n "c" |\n'),
    "choice": lambda: gd.choice(["a", "ab", "abc", "b1", '"a":1', "é"]),
}


def walk(constraint: CompiledConstraint, rng: random.Random, steps: int) -> tuple[list[int], list[np.ndarray]]:
    """Random tokens, and now and then back to an older state; what each state is, as numbers, and its mask."""
    states: list[MachineState] = [constraint.start()]
    facts, masks = list[int](), list[np.ndarray]()
    for _ in range(steps):
        state = states[-1] if rng.random() < 0.85 else rng.choice(states)
        masks.append(state.mask())
        facts += [state.number, state.can_stop(), len(state.forced()), *sorted(state.next_bytes())]
        ids = [t for t in bitmask.to_ids(state.mask()).tolist() if t not in constraint.vocab.eos]
        if ids:
            states.append(state.advance(rng.choice(ids)))
    return facts, masks


def main(path: str) -> None:
    vocab, out = dense_vocab(1500), {"compiled": np.array(COMPILED)}
    for number, (name, make) in enumerate(MAKE.items()):
        limits = gd.Limits(mask_cache_bytes=2000 if number % 2 else 64_000_000, region_cache_bytes=100_000 + number)
        constraint = gd.compile(make(), vocab, limits)
        facts, masks = walk(constraint, random.Random(number), 22)
        out[f"{name}: facts"], out[f"{name}: masks"] = np.array(facts), np.stack(masks)
        out[f"{name}: stats"] = np.array(json.dumps(constraint.stats(), sort_keys=True))
    np.savez(path, **out)


if __name__ == "__main__":
    main(sys.argv[1])
