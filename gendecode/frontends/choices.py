"""A choice between given texts."""

from __future__ import annotations

from collections.abc import Iterable

from gendecode.automata.build import words
from gendecode.errors import GrammarError
from gendecode.grammar.ir import Grammar, Literal, Regular


def choice(options: Iterable[str]) -> Grammar:
    """Exactly one of ``options``; parsing returns it as a string.

    Options may repeat, and one may be a prefix of another. Raises GrammarError when there is none, or
    one is not a string that UTF-8 can hold. Cost is linear in the total length.
    """
    if isinstance(options, (str, bytes)):
        raise GrammarError(f"choice takes a list of strings, not the single {type(options).__name__} {options[:60]!r}")
    encoded = {_encode(option, index) for index, option in enumerate(options)}
    if not encoded:
        raise GrammarError("choice needs at least one option")
    name = f"choice({len(encoded)} option{'s' * (len(encoded) != 1)})"
    if len(encoded) == 1:
        return Grammar(Literal(next(iter(encoded))), name)
    return Grammar(Regular(words(encoded)), name)


def _encode(option: object, index: int) -> bytes:
    if not isinstance(option, str):
        raise GrammarError(f"option {index} of the choice is of type {type(option).__name__}; choice takes strings")
    try:
        return option.encode()
    except UnicodeEncodeError as error:
        raise GrammarError(
            f"option {index} of the choice holds a lone surrogate at position {error.start}, which UTF-8 cannot spell"
        ) from None
