"""What a user may give, turned into what the library works on: tokenizers into vocabularies, specs into constraints.

Both are kept, so that the second call with the same tokenizer and grammar finds its masks already made.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from gendecode.constrain import compile as compile_grammar
from gendecode.constrain.base import Constraint
from gendecode.constrain.forking import LEAF, forkable_lock
from gendecode.constrain.states import TRANSITION_BYTES, CompiledConstraint
from gendecode.errors import GrammarError, VocabularyError
from gendecode.frontends.python_types import from_type
from gendecode.grammar.ir import Grammar
from gendecode.vocab import Vocab, bitmask

KEPT_CONSTRAINTS = 16
"""Constraints that are kept, the least recently used ones let go first."""

KEPT_BYTES = 256_000_000
"""Memory of all of them together: their tables, masks and transitions. The one used last is kept in any case."""

_KEPT_VOCABS = 4  # of one tokenizer: widths, end-of-sequence ids, sizes before and after tokens were added

_vocabs: WeakKeyDictionary[Any, dict[tuple[Any, ...], Vocab]] = WeakKeyDictionary()
# The spec is kept beside its constraint, so that the identity in the key cannot be taken over by another object.
_constraints: OrderedDict[tuple[Hashable, str], tuple[Any, CompiledConstraint]] = OrderedDict()
_lock = forkable_lock(LEAF)


def vocab_of(tokenizer: Any, width: int | None = None, eos: Sequence[int] = ()) -> Vocab:
    """The vocabulary of a tokenizer, made once per tokenizer; a Vocab is taken as it is.

    Args:
        tokenizer: what :meth:`Vocab.from_tokenizer` reads, or a Vocab.
        width: of the model's logits.
        eos: end-of-sequence ids that the model names besides the tokenizer.

    Raises:
        VocabularyError: the bytes of some ids are unknown, or ``tokenizer`` has text tokens that the
            model's logits do not reach.
    """
    if isinstance(tokenizer, Vocab):
        check_width(tokenizer, width)
        return tokenizer
    # Tokens may have been added to the tokenizer since the last call.
    size = len(tokenizer) if hasattr(tokenizer, "__len__") else None
    key = (width, tuple(eos), size)
    try:
        kept = _vocabs.setdefault(tokenizer, {})
    except TypeError:  # not hashable, or no weak references: the cache on disk still serves
        kept = {}
    found = kept.get(key)
    if found is None:
        found = Vocab.from_tokenizer(tokenizer, width=width, eos=list(eos) or None)
        with _lock:
            kept[key] = found
            while len(kept) > _KEPT_VOCABS:
                del kept[next(iter(kept))]
    return found


def constraint_of(spec: Any, vocab: Vocab) -> Constraint | None:
    """The constraint that ``spec`` means: None, a Constraint, a Grammar, or a Python type.

    Raises:
        GrammarError: ``spec`` is nothing of that kind, or malformed.
        UnsupportedError: the type cannot be enforced exactly.
        VocabularyError: a Constraint was compiled for another vocabulary.
    """
    if spec is None:
        return None
    if hasattr(spec, "start") and hasattr(spec, "vocab"):
        return _fitting(spec, vocab)
    if isinstance(spec, (str, bytes, int, float)):
        raise GrammarError(f"a constraint is a grammar or a type, not {spec!r:.60}: see gd.regex, gd.choice")
    key = (spec if isinstance(spec, type) else id(spec), vocab.digest)
    with _lock:
        found = _constraints.get(key)
    if found is None:
        found = spec, compile_grammar(spec if isinstance(spec, Grammar) else from_type(spec), vocab)
    with _lock:
        _constraints[key] = found
        _constraints.move_to_end(key)
    _let_go()
    return found[1]


def kept_bytes() -> int:
    """Memory of the constraints that are kept, in bytes."""
    with _lock:
        kept = list(_constraints.values())
    return sum(_bytes_of(constraint) for _, constraint in kept)


def _bytes_of(constraint: CompiledConstraint) -> int:
    stats = constraint.stats()
    masks = stats["masks cached"] * 4 * bitmask.words(len(constraint.vocab))
    return stats["table bytes"] + masks + stats["transitions cached"] * TRANSITION_BYTES


def _let_go() -> None:
    """Drop the least recently used constraints beyond the two bounds. They may have grown since they were kept."""
    with _lock:
        kept = list(_constraints.items())
    count = total = 0
    for key, (_, constraint) in reversed(kept):
        count, total = count + 1, total + _bytes_of(constraint)
        if count > KEPT_CONSTRAINTS or (total > KEPT_BYTES and count > 1):
            with _lock:
                _constraints.pop(key, None)


def constraints_of(spec: Any, vocab: Vocab, rows: int) -> list[Constraint | None]:
    """One constraint for each of ``rows`` rows: a list means one spec a row, anything else the same for all."""
    if isinstance(spec, (list, tuple)):
        if len(spec) != rows:
            raise GrammarError(f"{len(spec)} constraints for {rows} prompts; give one for each, or one for all")
        return [constraint_of(item, vocab) for item in spec]
    return [constraint_of(spec, vocab)] * rows


def check_width(vocab: Vocab, width: int | None) -> None:
    """Raise VocabularyError when a token that writes text, or ends it, lies beyond the model's logits."""
    if width is None or len(vocab) <= width:
        return
    beyond = [token for token in range(width, len(vocab)) if vocab.token_bytes(token) is not None or token in vocab.eos]
    if beyond:
        raise VocabularyError(
            f"the vocabulary has tokens up to id {beyond[-1]}, and the model's logits have only {width} ids: "
            "they do not belong together"
        )


def _fitting(constraint: Constraint, vocab: Vocab) -> Constraint:
    """``constraint``, if it was compiled for the tokens of ``vocab``; padding of the logits may differ."""
    other = constraint.vocab
    if other is vocab or other.digest == vocab.digest:
        return constraint
    short, long = sorted((other, vocab), key=len)
    texts = short.flat[1]
    same = (texts == long.flat[1][: len(texts)]).all() and (short.flat[0] == long.flat[0][: len(short.flat[0])]).all()
    if not same or len(short.flat[0]) != len(long.flat[0]):
        raise VocabularyError(
            f"the constraint was compiled for {other!r}, and this tokenizer is {vocab!r}: compile it for this one, "
            "or pass the grammar itself"
        )
    return constraint
