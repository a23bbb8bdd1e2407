"""What an adapter is: the few calls through which the harness drives and times an engine.

An engine is one module of this package, with a class ``Adapter``; a module elsewhere is named in full
(``--engine my_package.my_engine``). It imports its library when it is constructed, so that a
library that is missing stops only those who ask for it.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np


class Refused(Exception):
    """The engine says that it does not take this schema."""


class Matcher(ABC):
    """One text under one compiled schema.

    ``advance`` and ``mask`` are timed together, so both do what a user of the engine would do and no more.
    An adapter may set them as attributes to bound functions of its library.

    Attributes:
        buffer: int32 or uint32[words], the caller's; bit t % 32 of word t // 32 is set when token t may come next.
        eos: an end-of-sequence id.
    """

    buffer: np.ndarray[Any, Any]
    eos: int

    @abstractmethod
    def mask(self) -> object:
        """Make the mask: in ``buffer``, or wherever ``copy`` takes it from."""

    copy: Any = None
    """Called after ``mask`` where the engine hands out masks by reference: puts the mask into ``buffer``."""

    @abstractmethod
    def advance(self, token: int) -> object:
        """Append a token that the mask allows; False when the engine refuses it all the same."""

    @abstractmethod
    def restart(self) -> Matcher:
        """A matcher of the same compiled schema before its first token; this one is not used any more."""

    def allows(self, token: int) -> bool:
        """The bit of ``token`` in the buffer."""
        return bool(int(self.buffer[token >> 5]) >> (token & 31) & 1)

    def can_stop(self) -> bool:
        """True when the text may end here."""
        return self.allows(self.eos)

    def error(self) -> str:
        """What went wrong since the start, where the engine keeps that instead of raising."""
        return ""


class BaseAdapter(ABC):
    """An engine with a tokenizer loaded.

    Attributes:
        distribution: name of the package on PyPI.
        settings: what was chosen where the library has a choice, in words.
        costs: seconds of each one-off cost, by name.
    """

    distribution = ""
    settings = "defaults"

    def __init__(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        self.costs: dict[str, float] = {}
        self.load(tokenizer, options)

    @abstractmethod
    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        """Import the library and build what all schemas share; without a tokenizer.json, tokens are bytes."""

    def prepare(self) -> None:  # noqa: B027 -- most libraries have nothing to prepare
        """What the first schema would pay once, where the library can do it beforehand."""

    @abstractmethod
    def compile(self, schema: Any) -> Matcher:
        """Compile a schema, as parsed by ``json``; timed. Raises Refused."""

    def version(self) -> str:
        """The version of the installed package."""
        return metadata.version(self.distribution)

    @contextlib.contextmanager
    def cost(self, name: str) -> Iterator[None]:
        """Time a one-off cost."""
        begin = time.perf_counter()
        yield
        self.costs[name] = time.perf_counter() - begin


def engine_names() -> list[str]:
    """The engines of this package."""
    folder = [str(Path(__file__).parent)]
    return sorted(module.name for module in pkgutil.iter_modules(folder) if module.name != "base")


def load_engine(name: str, tokenizer: Path | None, options: dict[str, Any]) -> BaseAdapter:
    """The adapter of an engine, by its name here or the full name of its module."""
    module = importlib.import_module(name if "." in name else f"jsonschemabench.engines.{name}")
    adapter: BaseAdapter = module.Adapter(tokenizer, options)
    return adapter
