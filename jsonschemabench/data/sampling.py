"""Which cases of a source are taken: by subset, sample, steps, head and shard.

What is random elsewhere is a hash of the id here, so that a sample is the same on every machine and in every order of
the files, and a case that is added moves few others.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from jsonschemabench.data.case import Case, DataError


@dataclass(frozen=True)
class Selection:
    """What is taken, applied in the order of the fields. The arguments of :func:`jsonschemabench.data.open_cases`."""

    subsets: tuple[str, ...] = ()
    limit: int | None = None
    every: int = 1
    sample: int | None = None
    shard: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        for name, number in (("limit", self.limit), ("every", self.every), ("sample", self.sample)):
            if number is not None and number < 1:
                raise DataError(f"{name} is at least 1, not {number}")
        if self.shard is not None and not 1 <= self.shard[0] <= self.shard[1]:
            raise DataError(f"shard {self.shard[0]}/{self.shard[1]}: the first number is from 1 to the second")

    def of(self, cases: Sequence[Case], name: str) -> list[Case]:
        """The cases that are taken, in the order that they have.

        Raises:
            DataError: a subset does not exist, or nothing is left; ``name`` is the source, for the message.
        """
        chosen = in_subsets(cases, self.subsets, name)
        if self.sample is not None:
            chosen = stratified(chosen, self.sample)
        chosen = chosen[:: self.every][: self.limit]
        if self.shard is not None:
            chosen = shard_of(chosen, *self.shard)
        if not chosen:
            raise DataError(f"nothing of {name} is selected by {self.describe()}")
        return chosen

    def describe(self) -> dict[str, Any]:
        """What is not left at its default, as JSON."""
        found: dict[str, Any] = {}
        if self.subsets:
            found["subsets"] = list(self.subsets)
        found |= {name: getattr(self, name) for name in ("sample", "limit") if getattr(self, name) is not None}
        if self.every != 1:
            found["every"] = self.every
        if self.shard is not None:
            found["shard"] = "/".join(map(str, self.shard))
        return found


def parse_shard(text: str) -> tuple[int, int]:
    """``2/4`` as (2, 4).

    Raises:
        DataError: it is not of that form.
    """
    which, slash, count = text.partition("/")
    if not (slash and which.isdecimal() and count.isdecimal() and 1 <= int(which) <= int(count)):
        raise DataError(f"{text!r} is not a shard: write 2/4 for the second of four")
    return int(which), int(count)


def in_subsets(cases: Sequence[Case], subsets: Sequence[str], name: str) -> list[Case]:
    """Those of the named subsets, which may be shell patterns; all if none is named."""
    known = sorted({case.subset for case in cases})
    for pattern in subsets:
        if not any(fnmatchcase(subset, pattern) for subset in known):
            raise DataError(f"{name} has no subset {pattern!r}; it has: {', '.join(filter(None, known)) or 'none'}")
    return [case for case in cases if not subsets or any(fnmatchcase(case.subset, pattern) for pattern in subsets)]


def stratified(cases: Sequence[Case], count: int) -> list[Case]:
    """``count`` cases (or all, if there are fewer): of each subset in proportion, and at least one while they last."""
    sizes = Counter(case.subset for case in cases)
    left = apportion(sizes, min(count, len(cases)))
    taken = set()
    for case in sorted(cases, key=lambda case: (_hash("sample", case.id), case.id)):
        if left[case.subset]:
            left[case.subset] -= 1
            taken.add(case.id)
    return [case for case in cases if case.id in taken]


def apportion(sizes: Counter[str], seats: int) -> dict[str, int]:
    """How many of each subset make ``seats`` in all: always one more of the subset that is furthest below its share."""
    total = sizes.total()
    largest_first = sorted(sizes, key=lambda subset: (-sizes[subset], subset))
    given = dict.fromkeys(largest_first, 0)
    for subset in largest_first[:seats]:
        given[subset] = 1
    for _ in range(seats - min(seats, len(sizes))):
        open_ = [subset for subset in largest_first if given[subset] < sizes[subset]]
        given[max(open_, key=lambda subset: seats * sizes[subset] / total - given[subset])] += 1
    return given


def shard_of(cases: Sequence[Case], which: int, count: int) -> list[Case]:
    """The part ``which``, from 1 to ``count``: every case is in exactly one."""
    return [case for case in cases if _hash("shard", case.id) % count == which - 1]


def _hash(purpose: str, id: str) -> int:
    """64 bits; other ones for each purpose, so that a shard of a sample is as good as a shard of everything."""
    return int.from_bytes(hashlib.sha256(f"{purpose}\0{id}".encode("utf-8", "surrogatepass")).digest()[:8], "big")
