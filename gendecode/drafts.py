"""Drafts of the tokens that come next, for :class:`gendecode.decoding.Plain` to verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gendecode.vocab.encoder import CONTEXT_TOKENS, encode_after, encoder_of

if TYPE_CHECKING:
    from gendecode.sampling.sample import Sample

_MOST_BYTES = 256  # of forced text that one draft writes


class ForcedDrafts:
    """Drafts what a constraint forces: the canonical tokens of the bytes that every completion continues with.

    The last token may turn out longer, when it takes in what follows. Here it is drafted all the same, unlike
    in :func:`gendecode.forced_tokens`: the model is asked, and a wrong draft changes nothing.

    Belongs to one call of ``generate``; remembers the forced bytes of the sample it was last asked about.

    Args:
        tokenizer: see :func:`gendecode.vocab.encoder.encoder_of`.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._encode = encoder_of(tokenizer)
        self._sample: Sample | None = None
        self._begin = 0
        self._forced = b""

    def __call__(self, sample: Sample) -> tuple[int, ...]:
        """The ids that write the next forced bytes; empty when none are forced."""
        data = self._pending(sample)[:_MOST_BYTES]
        if not data:
            return ()
        context = [*sample.prompt[-CONTEXT_TOKENS:], *(choice.token for choice in sample.chosen[-CONTEXT_TOKENS:])]
        return encode_after(sample.vocab, self._encode, data, context)

    def _pending(self, sample: Sample) -> bytes:
        """The forced bytes after what is written. Looked up again only when the text has gone beyond them."""
        if sample.state is None:
            return b""
        written = len(sample.text.data)
        if sample is not self._sample or written >= self._begin + len(self._forced):
            self._sample, self._begin, self._forced = sample, written, sample.state.forced()
        return self._forced[written - self._begin :]
