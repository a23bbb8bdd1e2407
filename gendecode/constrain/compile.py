"""compile: a grammar and a vocabulary become a Constraint."""

from __future__ import annotations

from gendecode.constrain.states import CompiledConstraint
from gendecode.constrain.warmup import warmup
from gendecode.errors import VocabularyError
from gendecode.grammar.ir import Grammar
from gendecode.limits import Limits
from gendecode.vocab import Vocab


def compile(grammar: Grammar, vocab: Vocab, limits: Limits | None = None) -> CompiledConstraint:
    """Compile ``grammar`` for ``vocab``.

    Only the first nodes are lowered; the rest follows as generation reaches it.

    Raises:
        VocabularyError: the vocabulary is empty.
        LimitExceeded: a bound of ``limits`` is too low for the grammar.
    """
    if not isinstance(grammar, Grammar):
        raise TypeError(
            "compile() takes what gd.regex, gd.json_schema, gd.lark, gd.choice or gd.from_type return, "
            f"not {type(grammar)}"
        )
    if not isinstance(vocab, Vocab):
        raise TypeError(f"compile() takes a Vocab, not {type(vocab)}; make one with gd.Vocab.from_tokenizer(tokenizer)")
    if not isinstance(limits, (Limits, type(None))):
        raise TypeError(f"limits must be a gd.Limits, not {type(limits)}")
    if len(vocab) == 0:
        raise VocabularyError("the vocabulary has no ids at all")
    warmup()
    return CompiledConstraint(grammar, vocab, limits or Limits())
