"""Every bound of the engine in one frozen object: default, unit, and what reaching it means."""

from __future__ import annotations

from dataclasses import dataclass

MAX_COUNT = 2**30 - 2
"""The largest count of a repetition that is kept. No text that long can be written, so a higher upper bound is no
bound; a higher lower bound is refused with LimitExceeded or as a syntax error."""

# Threads are counted in 32 bits, and the region store is reserved (not filled) at once.
_LARGEST = {"threads": 2**31 - 1, "region_cache_bytes": 2**34}


@dataclass(frozen=True)
class Limits:
    """Bounds on the work and memory that one constraint may cost.

    Reaching a bound raises :class:`gendecode.LimitExceeded`, except for the caches, which forget.

    Attributes:
        source_bytes: size of a schema, grammar or regular expression, in bytes.
        nesting: depth of nested groups, schemas or rules, in levels.
        automaton_states: states of one regular expression's automaton.
        combinations: conjunctions of subschemas that the choices of a JSON Schema (anyOf, oneOf, not, if) lead to.
        lowered_nodes: grammar nodes expanded by one constraint.
        threads: parallel readings of one text that an ambiguous grammar may have.
        mask_cache_bytes: masks and transitions kept by one constraint, in bytes; half for each.
        state_bytes: interned states and stacks of one constraint before the old ones are let go, in bytes. A single
            text that takes four times that (of the default, where that is more) is refused.
        region_cache_bytes: token sets of regular regions kept for one vocabulary, in bytes.
    """

    source_bytes: int = 4_000_000
    nesting: int = 500
    automaton_states: int = 50_000
    combinations: int = 2_000
    lowered_nodes: int = 2_000_000
    threads: int = 4_096
    mask_cache_bytes: int = 64_000_000
    state_bytes: int = 128_000_000
    region_cache_bytes: int = 256_000_000

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(f"Limits.{name} must be a positive integer, not {value!r}")
            if value > _LARGEST.get(name, value):
                raise ValueError(f"Limits.{name} must be at most {_LARGEST[name]}, not {value!r}")
