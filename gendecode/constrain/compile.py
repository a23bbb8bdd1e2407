"""compile: a grammar and a vocabulary become a Constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gendecode.constrain.states import CompiledConstraint
from gendecode.constrain.warmup import warmup
from gendecode.grammar.ir import Grammar
from gendecode.limits import Limits

if TYPE_CHECKING:
    from gendecode.vocab import Vocab


def compile(grammar: Grammar, vocab: Vocab, limits: Limits | None = None) -> CompiledConstraint:
    """Compile ``grammar`` for ``vocab``.

    Only the first nodes are lowered; the rest follows as generation reaches it.

    Raises:
        LimitExceeded: a bound of ``limits`` is too low for the grammar.
    """
    if not isinstance(grammar, Grammar):
        raise TypeError(
            f"compile() takes what gd.regex, gd.json_schema, gd.choice or gd.from_type return, not {type(grammar)}"
        )
    warmup()
    return CompiledConstraint(grammar, vocab, limits or Limits())
