"""Forked children compute their parent's masks; pickled constraints are compiled again; states are not copied."""

from __future__ import annotations

import copy
import gc
import hashlib
import multiprocessing
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import gendecode as gd
from gendecode import resolve
from gendecode.constrain import forking, lexicon, warmup
from gendecode.constrain.states import CompiledConstraint
from gendecode.grammar.ir import Grammar
from gendecode.limits import Limits
from gendecode.vocab import Vocab
from grammars import dense_vocab, json_like, random_states

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
VOCAB = dense_vocab(3000)
SECONDS = 30.0  # for a child that should take a fraction of one
_sizes = iter(range(7_000_000, 8_000_000))


def new_constraint(vocab: Vocab = VOCAB) -> CompiledConstraint:
    """A constraint with a lexicon of its own."""
    return CompiledConstraint(Grammar(json_like(), "test"), vocab, Limits(region_cache_bytes=next(_sizes)))


def digest(constraint: CompiledConstraint, seeds: range = range(4)) -> str:
    """Of all masks along some random texts."""
    found = hashlib.sha256()
    for seed in seeds:
        for _, state in random_states(constraint, seed, 12):
            found.update(state.mask().tobytes())
    return found.hexdigest()


EXPECTED = digest(new_constraint())


def in_child(job: Callable[[], str]) -> str:
    """What ``job`` returns in a forked child; fails when the child takes too long."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 and later warn of every fork of a process with threads; that is what this is about.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.write(writing, job().encode())
        except BaseException as error:
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], SECONDS)
        assert ready, "the child hangs"
        return os.read(reading, 4096).decode()
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@contextmanager
def busy(work: Callable[[], object], threads: int = 1) -> Iterator[list[BaseException]]:
    """Other threads repeat ``work`` meanwhile; their errors."""
    stop, errors, rounds = threading.Event(), list[BaseException](), [0] * threads

    def repeat(number: int) -> None:
        try:
            while not stop.is_set():
                work()
                rounds[number] += 1
        except BaseException as error:  # asserted on by the test
            errors.append(error)

    workers = [threading.Thread(target=repeat, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield errors
        before = list(rounds)
        deadline = time.monotonic() + SECONDS
        while any(now == then for now, then in zip(rounds, before, strict=True)) and not errors:
            assert time.monotonic() < deadline, "the parent's threads do not go on"
            time.sleep(0.01)
    finally:
        stop.set()
        for worker in workers:
            worker.join()


@forks
def test_fork_while_threads_compute_masks_on_the_same_constraint() -> None:
    shared = new_constraint()
    with busy(lambda: digest(shared, range(50, 53)), threads=3) as errors:
        assert [in_child(lambda: digest(shared)) for _ in range(8)] == [EXPECTED] * 8
    assert errors == []
    assert digest(shared) == EXPECTED


@forks
def test_fork_while_threads_compile_and_build_memos() -> None:
    """Constraints, lexicons and tries of new vocabularies come into being and go while the process forks."""

    def work() -> None:
        vocab = Vocab.from_bytes([VOCAB.token_bytes(t) for t in range(2000)], eos=[1])
        digest(new_constraint(vocab), range(1))

    old = new_constraint()
    with busy(work, threads=2) as errors:
        for _ in range(6):
            assert in_child(lambda: digest(new_constraint())) == EXPECTED
            assert in_child(lambda: digest(old)) == EXPECTED
            assert len(in_child(lambda: work() or "done")) == 4
    assert errors == []


LOCKS = {
    "constraint": lambda constraint: constraint._lock,
    "lexicon": lambda constraint: lexicon.lexicon_of(VOCAB, constraint.limits).lock,
    "lexicons": lambda constraint: lexicon._lock,
    "warm-up": lambda constraint: warmup._lock if hasattr(warmup, "_lock") else sys.modules[warmup.__module__]._lock,
    "kept constraints": lambda constraint: resolve._lock,
}


@forks
@pytest.mark.parametrize("name", LOCKS)
def test_fork_while_another_thread_holds_a_lock(name: str) -> None:
    """The fork waits until the lock is free, so that the child finds it free too."""
    constraint = new_constraint()
    lock, held, release = LOCKS[name](constraint), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            release.wait(SECONDS)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    timer = threading.Timer(0.2, release.set)
    timer.start()

    def job() -> str:
        resolve.constraint_of(gd.choice(["a", "b"]), VOCAB)
        return digest(constraint) + digest(new_constraint())

    began = time.monotonic()
    assert in_child(job) == EXPECTED * 2
    assert time.monotonic() - began >= 0.15
    holder.join()
    timer.join()
    assert digest(constraint) == EXPECTED


@forks
def test_fork_by_the_thread_that_holds_the_locks() -> None:
    constraint = new_constraint()
    with constraint._lock, lexicon._lock:
        assert in_child(lambda: digest(constraint)) == EXPECTED
    assert digest(constraint) == EXPECTED


@forks
def test_threads_fork_at_the_same_time() -> None:
    shared, results = new_constraint(), list[str]()
    threads = [threading.Thread(target=lambda: results.append(in_child(lambda: digest(shared)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [EXPECTED] * 4


@forks
def test_children_fork_too() -> None:
    shared = new_constraint()
    assert in_child(lambda: in_child(lambda: digest(shared))) == EXPECTED


@forks
def test_no_lock_is_left_held_or_known_after_a_fork() -> None:
    constraint = new_constraint()
    assert {constraint._lock, lexicon.lexicon_of(VOCAB, constraint.limits).lock} <= set(forking._present())
    assert in_child(lambda: str(len(forking._held))) == "0"
    assert forking._held == []

    def take_all() -> bool:
        locks = [lock for lock in forking._present() if lock.acquire(timeout=5)]
        for lock in locks:
            lock.release()
        return len(locks) >= 5

    taken = list[bool]()
    other = threading.Thread(target=lambda: taken.append(take_all()))
    other.start()
    other.join()
    assert taken == [True]


def test_locks_are_forgotten_with_their_constraints() -> None:
    constraints = [new_constraint() for _ in range(20)]
    gc.collect()
    before = len(forking._present())
    constraints.clear()
    gc.collect()
    assert len(forking._present()) == before - 20 - 16  # four lexicons outlive their constraints
    assert sum(len(locks) for locks in forking._locks) == len(forking._present())


_inherited: list[CompiledConstraint] = []


def _digest_of_inherited(number: int) -> str:
    return digest(_inherited[0])


@forks
def test_pool_of_forked_workers() -> None:
    """As a server that loads its constraints before it forks its workers."""
    _inherited[:] = [new_constraint()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context("fork").Pool(2) as pool:
            assert pool.map(_digest_of_inherited, range(4), chunksize=1) == [EXPECTED] * 4


# --- copies and pickles -----------------------------------------------------------------------------
def test_copies_are_the_object_itself() -> None:
    constraint = gd.compile(gd.choice(["ab", "ac"]), VOCAB)
    state = constraint.start()
    assert copy.copy(state) is state and copy.deepcopy(state) is state
    assert copy.deepcopy({"processors": [constraint]})["processors"][0] is constraint
    assert copy.copy(constraint) is constraint


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", ["schema", "regex", "choice", "type"])
def test_pickled_constraints_have_the_same_masks(name: str, protocol: int) -> None:
    grammar = {
        "schema": lambda: gd.json_schema({"type": "object", "properties": {"ab": {"$ref": "#"}}}),
        "regex": lambda: gd.regex("[ab]{2,5}1"),
        "choice": lambda: gd.choice(["ab", "ac"]),
        "type": lambda: gd.from_type(list[dict[str, int]]),
    }[name]()
    constraint = gd.compile(grammar, VOCAB, gd.Limits(mask_cache_bytes=123_456))
    again = pickle.loads(pickle.dumps(constraint, protocol))
    assert again.limits == constraint.limits and again.vocab.digest == VOCAB.digest
    assert digest(again) == digest(constraint)


SENT = """
import pickle, sys
sys.path.insert(0, {folder!r})
from test_processes import digest
print(digest(pickle.loads(sys.stdin.buffer.read())))
"""


def test_pickled_constraint_in_a_new_process() -> None:
    constraint = gd.compile(gd.json_schema({"additionalProperties": {"type": "string"}}), VOCAB)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SENT.format(folder=str(Path(__file__).parent))],
        input=pickle.dumps(constraint),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().split() == [digest(constraint)]


def test_states_say_what_to_send_instead() -> None:
    state = gd.compile(gd.choice(["ab"]), VOCAB).start()
    with pytest.raises(gd.NotPicklable, match="send its Constraint"):
        pickle.dumps(state)
    with pytest.raises(TypeError, match="the tokens so far"):
        pickle.dumps([state])


def test_a_grammar_with_a_local_function_is_refused_by_pickle_itself() -> None:
    constraint = CompiledConstraint(Grammar(json_like(), "test"), VOCAB, Limits())
    with pytest.raises((pickle.PicklingError, AttributeError), match="json_like"):
        pickle.dumps(constraint)
