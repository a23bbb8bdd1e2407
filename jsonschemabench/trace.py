"""One text under one schema, followed through an engine token by token.

The engine runs in a process of its own, which tells each step as it is done: when it dies or hangs, the steps before
are known, and so is the token at which it happened.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from jsonschemabench.engines.base import EngineFailed, Matcher, Refused, load_engine
from jsonschemabench.measure import Job, measure
from jsonschemabench.worker import START_SECONDS, one_thread, why_it_ended


@dataclass(frozen=True)
class Step:
    """The mask before a token of the text, or before its end, and what the engine did with the token.

    Attributes:
        allowed: whether the mask holds the token; at the end, whether the text may stop there.
        size: how many tokens the mask holds, the end of sequence among them.
        microseconds: to append the token and have the next mask; None where it was not appended.
        others: the ids that the mask held, where ``allowed`` is false.
    """

    allowed: bool
    size: int
    microseconds: float | None = None
    others: np.ndarray[Any, Any] | None = None


@dataclass
class Trace:
    """What one engine did.

    Attributes:
        version: of the engine, and its settings.
        compile, first_mask: microseconds from the schema to a matcher, and to the first mask; None when there was none.
        steps: of each token that was looked up, and one more for the end when all were appended.
        failure: why it went no further, when the language is not the reason: it refused the schema, crashed, hung.
    """

    engine: str
    version: str = ""
    compile: float | None = None
    first_mask: float | None = None
    steps: list[Step] = field(default_factory=list)
    failure: str = ""

    @property
    def accepted(self) -> bool | None:
        """Whether the text is in the language, as the engine sees it; None when it does not say."""
        return None if self.failure else bool(self.steps) and all(step.allowed for step in self.steps)

    @property
    def left_at(self) -> int | None:
        """The number of the token, from 0, that was not allowed; that of tokens when the text may not stop; or None."""
        return next((number for number, step in enumerate(self.steps) if not step.allowed), None)


def follow(
    engine: str,
    tokenizer: Path | None,
    schema: Any,
    tokens: Sequence[int],
    seconds: float = 60.0,
    warm: Job | None = None,
) -> Trace:
    """Trace ``tokens`` through an engine, in a process that may take so many seconds for each step.

    ``warm`` is a case that the process runs before, so that the times are those of a process that is in use.
    """
    trace = Trace(engine)
    context = multiprocessing.get_context("spawn")
    pipe, other = context.Pipe()
    process = context.Process(target=_serve, args=(other, engine, tokenizer, schema, tokens, warm), daemon=True)
    with one_thread():
        process.start()
    other.close()
    try:
        _collect(pipe, trace, seconds)
    except (EOFError, OSError):
        process.join(5)
        trace.failure = f"{why_it_ended(process.exitcode)} {_where(trace)}"
    finally:
        process.kill()
        process.join()
        pipe.close()
    return trace


def _collect(pipe: Connection, trace: Trace, seconds: float) -> None:
    """Put what the process tells into the trace, until it tells that it is done."""
    patience = START_SECONDS
    while pipe.poll(patience):
        told = pipe.recv()
        patience = seconds
        if told is None:
            return
        if isinstance(told, Step):
            trace.steps.append(told)
        else:
            name, value = told
            setattr(trace, name, value)
    trace.failure = f"took more than {patience:g} s {_where(trace)}"


def _where(trace: Trace) -> str:
    if not trace.version:
        return "while it started"
    return f"after {len(trace.steps)} tokens" if trace.compile is not None else "while it compiled the schema"


def _serve(
    pipe: Connection, name: str, tokenizer: Path | None, schema: Any, tokens: Sequence[int], warm: Job | None
) -> None:
    """The process: tell ``(attribute, value)`` of the trace, or a Step; at last None."""
    try:
        engine = load_engine(name, tokenizer, {})
        engine.prepare()
        if warm is not None:
            measure(warm, engine, name)
        pipe.send(("version", f"{engine.version()} ({engine.settings})"))
        begin = time.perf_counter_ns()
        matcher = engine.compile(schema)
        middle = time.perf_counter_ns()
        matcher.put_mask()
        end = time.perf_counter_ns()
        pipe.send(("compile", (middle - begin) / 1000))
        pipe.send(("first_mask", (end - begin) / 1000))
        for token in tokens:
            if not _step(pipe, matcher, token):
                break
        else:
            stops = matcher.can_stop()
            pipe.send(Step(stops, _size(matcher), None, None if stops else _ids(matcher)))
    except Refused as refusal:
        pipe.send(("failure", f"it refuses the schema: {refusal}"))
    except EngineFailed as failure:
        pipe.send(("failure", str(failure)))
    except Exception as error:
        pipe.send(("failure", f"{type(error).__name__}: {error}"))
    pipe.send(None)


def _step(pipe: Connection, matcher: Matcher, token: int) -> bool:
    """Look the token up, append it when it is allowed, and tell; whether to go on."""
    size = _size(matcher)
    if not matcher.allows(token):
        pipe.send(Step(False, size, None, _ids(matcher)))
        return False
    begin = time.perf_counter_ns()
    taken = matcher.advance(token)
    matcher.put_mask()
    end = time.perf_counter_ns()
    pipe.send(Step(True, size, (end - begin) / 1000))
    if taken is False or matcher.error():
        pipe.send(("failure", matcher.error() or f"token {token} is in its mask, and it refused it"))
        return False
    return True


def _ids(matcher: Matcher) -> np.ndarray[Any, Any]:
    return np.flatnonzero(np.unpackbits(matcher.buffer.view(np.uint8), bitorder="little"))


def _size(matcher: Matcher) -> int:
    return int(np.unpackbits(matcher.buffer.view(np.uint8)).sum())
