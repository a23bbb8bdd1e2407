"""The process of one hostile input. Importing this module prepares the engine, so that forked processes need not."""

from __future__ import annotations

import os
import random
import time
from multiprocessing.connection import Connection

import numpy as np

import gendecode as gd
from tests.frontends.adversarial_cases import CASES

gd.warmup()
_VOCABS: dict[str, gd.Vocab] = {"": gd.Vocab.bytes_only()}
if os.environ.get("ADVERSARIAL_TOKENIZER"):
    _VOCABS[os.environ["ADVERSARIAL_TOKENIZER"]] = gd.Vocab.from_tokenizer(os.environ["ADVERSARIAL_TOKENIZER"])
_SIMPLE = (gd.regex("a"), gd.json_schema({"type": "object"}), gd.lark('start: "a"'))
for _grammar in _SIMPLE:
    gd.compile(_grammar, next(reversed(_VOCABS.values()))).start().mask()


def run(name: str, steps: int, pipe: Connection) -> None:
    """Compile a case and walk; says "ready", then how compiling went, then how walking went."""
    case = CASES[name]
    source = case.build()
    pipe.send(("ready",))
    begin = time.perf_counter()
    try:
        front_end = {"schema": gd.json_schema, "regex": gd.regex, "lark": gd.lark}[case.kind]
        constraint = gd.compile(front_end(source), next(reversed(_VOCABS.values())))
    except gd.GendecodeError as error:
        pipe.send((type(error).__name__, time.perf_counter() - begin, str(error)[:300]))
        return
    except BaseException as error:  # whatever escapes is what this is looking for
        pipe.send((f"untyped {type(error).__name__}", time.perf_counter() - begin, str(error)[:300]))
        return
    pipe.send(("ok", time.perf_counter() - begin, ""))
    try:
        pipe.send(("walked", *_walk(constraint, steps)))
    except gd.GendecodeError as error:
        pipe.send((f"{type(error).__name__} while decoding", 0.0, 0.0, str(error)[:300]))
    except BaseException as error:
        pipe.send((f"untyped {type(error).__name__} while decoding", 0.0, 0.0, str(error)[:300]))


def _walk(constraint: gd.Constraint, steps: int) -> tuple[float, float, str]:
    """Seconds of the first mask and of the slowest step after it, on a random way that goes on while it can."""
    rng, state = random.Random(0), constraint.start()
    begin = time.perf_counter()
    mask = state.mask()
    first, slowest = time.perf_counter() - begin, 0.0
    eos = set(constraint.vocab.eos)
    for _ in range(steps):
        allowed = np.flatnonzero(np.unpackbits(mask.view(np.uint8), bitorder="little"))
        tokens = [token for token in rng.choices(allowed, k=8) if token not in eos] if len(allowed) else []
        if not tokens:
            break
        begin = time.perf_counter()
        state = state.advance(int(tokens[0]))
        mask = state.mask()
        slowest = max(slowest, time.perf_counter() - begin)
    return first, slowest, ""
