"""A right engine on bytes: its schemas are those of the gate, and {"regex": R}, which allows what R matches in full.

{"$comment": ORDER} beside it makes it misbehave while it compiles that schema, the option ``order`` always, and the
option ``fault`` makes its masks or calls wrong.
"""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import regex

from jsonschemabench.engines.base import BaseAdapter, Matcher, Refused

EOS = 256
INTEGER, STRING, BOOLEAN = "-?(0|[1-9][0-9]*)", r'"[^"\\\x00-\x1f]*"', "(true|false)"
GATE = {
    '{"type": "boolean"}': BOOLEAN,
    '{"type": "integer"}': INTEGER,
    '{"type": "string"}': STRING,
    '{"type": "string", "enum": ["red", "green"]}': '"(red|green)"',
    '{"type": "array", "items": {"type": "boolean"}}': rf"\[({BOOLEAN}(, {BOOLEAN})*)?\]",
}
PERSON = rf'\{{"name": {STRING}, "age": {INTEGER}\}}'
KEPT: list[bytes] = []


class RegularMatcher(Matcher):
    eos = EOS

    def __init__(self, pattern: Any, fault: str = "") -> None:
        self.pattern, self.fault, self.text = pattern, fault, b""
        self.buffer = np.zeros(9, np.uint32)
        if fault == "narrow buffer":
            self.buffer = np.zeros(8, np.uint32)
        if fault == "buffer of bytes":
            self.buffer = np.zeros(36, np.uint8)

    def mask(self) -> None:
        bits = np.zeros(9 * 32, np.uint8)
        for byte in range(256):
            bits[byte] = self.pattern.fullmatch(self.text + bytes([byte]), partial=True) is not None
        bits[EOS] = self.pattern.fullmatch(self.text) is not None or self.fault == "ends anywhere"
        if self.fault == "numbers of several digits only" and len(self.text) == 1 and self.text.isdigit():
            bits[EOS] = 0
        packed = np.packbits(bits, bitorder="little").view(self.buffer.dtype)
        self.buffer[:] = packed[: self.buffer.size]

    def advance(self, token: int) -> bool:
        self.text += bytes([token])
        return self.fault != "refuses what it allows"

    def error(self) -> str:
        return "sticky" if self.fault == "keeps an error" and self.text else ""

    def restart(self) -> Matcher:
        return self if self.fault == "restart is none" else RegularMatcher(self.pattern, self.fault)


def obey(order: str) -> None:
    """Do what ``$comment`` says."""
    if order == "exit":
        os._exit(7)
    if order == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "raise":
        raise RuntimeError("out of fuel")
    if order == "memory error":
        raise MemoryError("no room")
    while order == "hang":
        time.sleep(1)
    while order == "eat":
        KEPT.append(b"x" * 20_000_000)
    if order == "leak":
        KEPT.append(b"x" * 60_000_000)
    if order.startswith("count "):
        # One line for each time that a case is compiled: tells what a resumed run did again.
        with open(order.removeprefix("count "), "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")


class Adapter(BaseAdapter):
    distribution = "regex"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        self.fault, self.order = options.get("fault", ""), options.get("order", "")
        self.settings = " ".join(os.environ.get(name, "") for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS"))

    def compile(self, schema: Any) -> Matcher:
        text = json.dumps(schema)
        order = schema.get("$comment", "")
        obey(order or self.order)
        known = PERSON if '"name"' in text else GATE.get(text)
        pattern = schema.get("regex", "(?s).*" if text == "{}" else known)
        if pattern is None or self.fault == "refuses all":
            raise Refused("no regex")
        return RegularMatcher(
            regex.compile(pattern.encode()), order if order == "refuses what it allows" else self.fault
        )
