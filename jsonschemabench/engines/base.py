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


class EngineFailed(Exception):
    """An engine that cannot be started; the message says why."""


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

    def put_mask(self) -> None:
        """Make the mask and put it into ``buffer``, whichever way the engine has."""
        self.mask()
        if self.copy is not None:
            self.copy()

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
        cannot: what the interface of the library cannot do and the harness would want, in words.
        costs: seconds of each one-off cost, by name.
    """

    distribution = ""
    settings = "defaults"
    cannot = ""

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


def adapter_class(name: str) -> type[BaseAdapter]:
    """The adapter of an engine, by its name here or the full name of its module; its library is not imported.

    Raises:
        EngineFailed: there is no such engine; the message has the names of those that there are.
    """
    module_name = name if "." in name else f"jsonschemabench.engines.{name}"
    try:
        found: type[BaseAdapter] = importlib.import_module(module_name).Adapter
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise EngineFailed(f"the module of {name} cannot be imported: {error}") from error
        known = f"there is no engine {name!r}; there are {', '.join(engine_names())}"
        raise EngineFailed(f"{known}, and modules of yours by their full name, like my_package.my_engine") from error
    except Exception as error:  # a module of the user, which may do anything
        raise EngineFailed(f"{name} is not an engine: {type(error).__name__}: {error}") from error
    return found


def load_engine(name: str, tokenizer: Path | None, options: dict[str, Any]) -> BaseAdapter:
    """The adapter of an engine with the tokenizer loaded.

    Raises:
        EngineFailed: there is no such engine, or its library is not installed; the message says what to install.
    """
    wanted = adapter_class(name)
    try:
        return wanted(tokenizer, options)
    except ImportError as error:
        raise EngineFailed(f"{name} needs {wanted.distribution}: {how_to_install(wanted)} ({error})") from error


def how_to_install(adapter: type[BaseAdapter]) -> str:
    """The command that installs the library of an adapter."""
    return f"pip install {adapter.distribution}"


def installed_version(adapter: type[BaseAdapter]) -> str | None:
    """The version of the library of an adapter; None when it is not installed."""
    try:
        return metadata.version(adapter.distribution)
    except (metadata.PackageNotFoundError, ValueError):  # ValueError: the adapter names no distribution
        return None


def words_of(vocab: Any) -> int:
    """How many 32-bit words a mask over ``vocab`` has."""
    return (len(vocab) + 31) // 32
