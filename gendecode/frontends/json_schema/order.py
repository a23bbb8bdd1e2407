"""The order of an object's declared members: any, as declared, or by a list of names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from gendecode.errors import GrammarError
from gendecode.frontends.json_schema.spelling import Spelling
from gendecode.grammar.ir import Member

Order: TypeAlias = Literal["any", "declared"] | tuple[str, ...]
"""Names: these first, in this order, then the other declared members, undeclared ones last."""


def read_order(order: str | Sequence[str]) -> Order:
    """The option ``order`` checked. Raises GrammarError for anything that is no order."""
    if order in ("any", "declared"):
        return order  # type: ignore[return-value]
    names = [] if isinstance(order, str) or not isinstance(order, Sequence) else list(order)
    if not names or not all(isinstance(name, str) for name in names):
        raise GrammarError(f'order must be "any", "declared" or a list of names, not {order!r}')
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise GrammarError(f"order has the name {twice!r} twice")
    return tuple(names)


def arranged(members: list[Member], order: Order, spelling: Spelling) -> tuple[Member, ...]:
    """The members in the order in which they may occur; names that are not among them are skipped."""
    if isinstance(order, str):
        return tuple(members)
    rank = {spelling.text(name)[1:-1]: i for i, name in enumerate(order)}
    return tuple(sorted(members, key=lambda member: rank.get(member.name, len(rank))))
