"""Forced tokens: the bytes that a constraint leaves no choice about, as tokens.

``state.forced()`` gives the bytes. Their tokens are not forced in the same sense: ``{"name`` can be written as
``{"``, ``name`` or as ``{``, ``"n``, ``ame``, and the mask allows the first token of either. The *canonical*
tokens, which the tokenizer's own encoder returns, are what a model expects. But the last of them are not
certain where the bytes end, because what follows may become one token with them: after ``:`` and ``"`` may
come ``A``, and the three may be a token. So the last tokens are dropped:

    A token that reaches beyond the forced bytes begins at some byte p of them. It can begin there only if
    the bytes from p on are a proper prefix of a token that the mask at p allows. Certain are the tokens with
    which the encodings of all the bytes, and of the bytes up to every such p, begin.

For encoders that merge from the bottom up (BPE) that is exact: what stands before a border of tokens is encoded
as if nothing came after it. Encoders that first split a text into words can look past a border, which
may take a token back; the tests count how often.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from gendecode.constrain.states import MachineState
from gendecode.vocab import bitmask
from gendecode.vocab.encoder import Encode, encode_after, encoder_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gendecode.constrain.base import State
    from gendecode.vocab import Vocab


def forced_tokens(state: State, vocab: Vocab, tokenizer: Any = None, context: Sequence[int] = ()) -> tuple[int, ...]:
    """The tokens that every canonical completion continues with; may be empty.

    To append them without asking the model has a price: it might have preferred other tokens for the same bytes.
    :func:`gendecode.generate` asks, in one forward pass for all of them.

    Args:
        state: where the text stands.
        vocab: what its constraint was compiled for (``constraint.vocab``).
        tokenizer: whose encoding counts: of transformers, ``tokenizers``, tiktoken or sentencepiece. Without one
            the longest token is taken at each place.
        context: the ids of the text so far, with or without the prompt.

    Raises:
        TokenRejected: ``vocab`` is not the vocabulary of the state's constraint.
    """
    data = state.forced()
    borders = [
        begin
        for begin in open_borders(vocab, data)
        if _allows_any(state, vocab, data[:begin], _longer(vocab, data[begin:]))
    ]
    tokens = certain_tokens(vocab, encoder_of(tokenizer), data, borders, context)
    for token in tokens:
        state = state.advance(token)
    return tokens


def certain_tokens(
    vocab: Vocab, encode: Encode | None, data: bytes, borders: Iterable[int], context: Sequence[int] = ()
) -> tuple[int, ...]:
    """The canonical tokens of ``data`` that stay whatever follows, if tokens may go beyond it from ``borders``."""
    certain = encode_after(vocab, encode, data, context)
    for end in borders:
        other = encode_after(vocab, encode, data[:end], context)
        pairs = zip(certain, other, strict=False)
        certain = tuple(token for token, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return certain


def open_borders(vocab: Vocab, data: bytes) -> list[int]:
    """Every p < len(data) at which some token begins that writes ``data[p:]`` and more."""
    longest = int(vocab.trie.depth.max(initial=0))
    return [begin for begin in range(max(0, len(data) - longest + 1), len(data)) if len(_longer(vocab, data[begin:]))]


def _longer(vocab: Vocab, data: bytes) -> NDArray[Any]:
    """The ids whose bytes begin with ``data`` and go on."""
    tokens = vocab.trie.tokens  # sorted by their bytes
    begin = bisect_right(tokens, data, key=lambda token: vocab.token_bytes(token) or b"")
    end = bisect_right(tokens, data, lo=begin, key=lambda token: (vocab.token_bytes(token) or b"")[: len(data)])
    return tokens[begin:end]


def _allows_any(state: State, vocab: Vocab, data: bytes, tokens: NDArray[Any]) -> bool:
    """Whether one of ``tokens`` may follow ``data``; True where the state cannot tell."""
    if not isinstance(state, MachineState):
        return True
    there = state.advance_bytes(data)
    return there is not None and bool((there.mask() & bitmask.from_ids(tokens, len(vocab))).any())
