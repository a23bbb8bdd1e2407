"""Fork: no child process inherits the engine in the middle of a change.

``os.fork`` copies the memory of a process and only the thread that called it. A lock that another thread
held at that moment would stay locked in the child for ever, and what it guards would stay half changed.
So every lock of the engine is made here, and a fork waits until it holds them all: masks take
microseconds to milliseconds, and the child then has consistent tables and free locks. The parent lets
them go and continues.

Locks are taken in the order of their ranks, the order in which the engine itself nests them; within a
rank the engine never holds two.
"""

from __future__ import annotations

import os
import threading
import weakref
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gendecode.vocab import Vocab

if TYPE_CHECKING:
    from threading import _RLock as RLock

CONSTRAINT, VOCABULARIES, LEXICON, LEAF = range(4)
"""Ranks, outermost first: the lock of one constraint, the list of all lexicons, one lexicon, and locks
under which no other lock of the engine is taken."""

# One set a rank. The functions of a set are atomic, so that making a lock waits for nothing.
_locks: tuple[set[weakref.ref[Any]], ...] = (set(), set(), set(), set())
_forking = threading.RLock()  # one fork at a time
_held: list[list[Any]] = []


def forkable_lock(rank: int) -> RLock:
    """A new reentrant lock that a fork waits for. Make it before whatever it guards can be shared."""
    return watch(threading.RLock(), rank)


def watch(lock: Any, rank: int) -> Any:
    """Have forks wait for a lock that was made elsewhere, too; returns it."""
    _locks[rank].add(weakref.ref(lock, _locks[rank].discard))
    return lock


def _present() -> list[Any]:
    """All locks that exist, outermost first."""
    return [lock for rank in _locks for reference in list(rank) if (lock := reference()) is not None]


def _before_fork() -> None:
    _forking.acquire()
    taken: list[Any] = []
    try:
        _take_all(taken)
    except BaseException:  # Ctrl-C while waiting: the fork happens all the same
        _release(taken)
        _forking.release()
        raise
    _held.append(taken)


def _take_all(taken: list[Any]) -> None:
    """Acquire every lock that exists, and list them in ``taken``."""
    while True:
        for lock in _present():
            lock.acquire()
            taken.append(lock)
        # A constraint may have been made meanwhile. From now on none can: that takes the list of lexicons.
        if set(map(id, _present())) <= set(map(id, taken)):
            return
        _release(taken)
        taken.clear()


def _after_fork() -> None:
    """In the parent, and in the child, whose only thread is the one that took the locks."""
    if _held:
        _release(_held.pop())
        _forking.release()


def _release(locks: list[Any]) -> None:
    for lock in reversed(locks):
        lock.release()


# Before Python 3.12 a cached property is computed under a lock, one for all vocabularies.
for _property in vars(Vocab).values():
    if isinstance(_property, cached_property) and hasattr(_property, "lock"):
        watch(_property.lock, LEAF)

if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
