"""generate: a prompt in, text that keeps to its constraint out.

Everything that can be refused is refused before the first forward pass: the constraint, the pipeline,
a prompt that does not fit the context, a tokenizer that does not belong to the model, a budget that no
text of the constraint fits into.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, overload

from gendecode.constrain.base import Constraint
from gendecode.decoding import Costs, Decoder, Plain
from gendecode.drafts import ForcedDrafts
from gendecode.errors import LimitExceeded, ModelError, PipelineError
from gendecode.models.base import Runner
from gendecode.models.hf import HFRunner
from gendecode.models.loading import load_model
from gendecode.models.prompts import Message, encode_prompt, is_chat, is_ids
from gendecode.resolve import constraints_of, vocab_of
from gendecode.sampling import checks
from gendecode.sampling.base import AnyStage, Context
from gendecode.sampling.choose import row_generator
from gendecode.sampling.constrained import with_constraint
from gendecode.sampling.filters import MinP, RepetitionPenalty, Temperature, TopK, TopP
from gendecode.sampling.pipeline import Pipeline
from gendecode.sampling.sample import ChosenToken, FinishReason, Sample
from gendecode.sampling.text import TextBuffer

if TYPE_CHECKING:
    from typing_extensions import Unpack

Emit = Callable[[str], object]
OnePrompt = str | Sequence[Message] | Sequence[int]


class Options(TypedDict, total=False):
    """The keyword arguments of :func:`generate` that do not depend on the number of prompts."""

    constraint: Any
    stages: Iterable[AnyStage]
    decoder: Decoder | None
    max_new_tokens: int
    temperature: float | None
    top_k: int | None
    top_p: float | None
    min_p: float | None
    repetition_penalty: float | None
    seed: int | Sequence[int] | None
    stop: str | Sequence[str]
    chat: bool
    jump_forward: bool


@dataclass(frozen=True)
class Stats:
    """What a call has cost. All but the token counts are those of the whole batch.

    Attributes:
        prompt_tokens, new_tokens: of this row.
        forwards: forward passes of the model.
        mask_seconds: time of the host spent on masks.
        seconds: wall-clock time from the first forward pass to the last token.
        drafted_tokens, accepted_tokens: forced tokens that were put into a forward pass ahead of their choice,
            and those of them that were then chosen.
        seed: gives this row again when passed as ``seed`` (for a row of a batch, as the same row of the same batch).
    """

    prompt_tokens: int
    new_tokens: int
    forwards: int
    mask_seconds: float
    seconds: float
    seed: int
    drafted_tokens: int = 0
    accepted_tokens: int = 0


@dataclass(frozen=True)
class Generation:
    """One generated text.

    Attributes:
        text: without special tokens, cut before a stop string.
        value: the parsed value of a constrained text (an instance, for a pydantic type); None without a
            constraint and when the text was cut off before its end.
        token_ids: as chosen; with the end-of-sequence id, when it was chosen.
        logprobs: for each token its log-probability under the model and under the distribution it was
            drawn from, and the probability that the constraint removed at that step.
        finish_reason: "stop" (end of sequence or stop string), "complete" (the constraint allows nothing
            more), "length" (``max_new_tokens`` or the context is used up).
        stats: what it has cost.
    """

    text: str
    value: Any
    token_ids: tuple[int, ...]
    logprobs: tuple[ChosenToken, ...]
    finish_reason: FinishReason
    stats: Stats


@overload
def generate(
    model: Any, tokenizer: Any, prompt: OnePrompt, *, stream: Emit | None = None, **options: Unpack[Options]
) -> Generation: ...
@overload
def generate(
    model: Any,
    tokenizer: Any,
    prompt: list[Any],
    *,
    stream: Sequence[Emit | None] | None = None,
    **options: Unpack[Options],
) -> list[Generation]: ...
def generate(
    model: Any,
    tokenizer: Any,
    prompt: Any,
    *,
    constraint: Any = None,
    stages: Iterable[AnyStage] = (),
    decoder: Decoder | None = None,
    max_new_tokens: int = 256,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
    repetition_penalty: float | None = None,
    seed: int | Sequence[int] | None = None,
    stop: str | Sequence[str] = (),
    stream: Any = None,
    chat: bool = False,
    jump_forward: bool = True,
) -> Generation | list[Generation]:
    """Generate text, exactly within a constraint if there is one.

    Without further arguments tokens are drawn from the model's own distribution; the sampling settings
    of the model's generation config are not read.

    Args:
        model: a model of transformers, or what :func:`gendecode.load_model` can load.
        tokenizer: its tokenizer; None takes the one that was loaded with the model. A Vocab will do when
            prompts are token ids.
        prompt: a text, a list of chat messages or a list of token ids; or a list of any of these, for a batch.
        constraint: None, a grammar (``gd.json_schema(...)``), a compiled constraint, or a Python type. A
            list means one for each prompt.
        stages: a logits pipeline of your own, in this order, instead of the five arguments from
            ``temperature`` to ``repetition_penalty``. ``temperature=0`` is still allowed: greedy choice
            at its end. The constraint comes first, unless the list holds a :class:`Constrain`.
        decoder: how tokens are produced; by default one forward pass each.
        max_new_tokens: how many tokens a text may have; less where the context ends earlier.
        temperature: 1 by default; 0 takes the most probable token.
        top_k, top_p, min_p, repetition_penalty: see :class:`TopK`, :class:`TopP`, :class:`MinP`,
            :class:`RepetitionPenalty`. The order is penalty, temperature, top-k, top-p, min-p.
        seed: makes the result reproducible; one number, or one for each prompt. By default it is random,
            and :class:`Stats` tells it. Each row draws from a stream of its own.
        stop: one or more strings; the text ends before the first that occurs.
        stream: called with each piece of text as soon as it is certain; for a batch, a list of such functions.
        chat: send text prompts through the chat template, as a message of the user.
        jump_forward: put text that the constraint forces into one forward pass, where the tokens are chosen
            as ever, so that the result is the same, up to the order in which a larger pass adds floating-point numbers
            (in half precision this can decide between two tokens that are about equally probable, as
            batching can). Used by the default decoder, while a single row is being written, with models of
            transformers whose cache can be cut back exactly; elsewhere it makes no difference.

    Returns:
        One Generation for one prompt, a list for a batch.

    Raises:
        GrammarError, UnsupportedError: the constraint is malformed, or cannot be enforced exactly.
        VocabularyError: tokenizer, constraint and model do not belong together.
        LimitExceeded: no text of the constraint fits into ``max_new_tokens``.
        ModelError: the model cannot be loaded, or cannot run the prompt.
        PipelineError: stages or sampling arguments that cannot work.
    """
    pipeline = _pipeline(stages, temperature, top_k, top_p, min_p, repetition_penalty)
    _check_views(pipeline, decoder or Plain())
    checks.whole("max_new_tokens", max_new_tokens, 1)
    stops = _stop_bytes(stop)
    if isinstance(model, (str, Path)):
        model, loaded = load_model(model)
        tokenizer = loaded if tokenizer is None else tokenizer
    decoder = decoder or Plain(ForcedDrafts(tokenizer) if jump_forward else None)
    runner = HFRunner(model)
    vocab = vocab_of(tokenizer, runner.width, runner.eos)
    prompts, batch = _prompts(tokenizer, prompt, chat)
    seeds = _seeds(seed, len(prompts))
    rows = zip(
        prompts,
        constraints_of(constraint, vocab, len(prompts)),
        seeds,
        _emits(stream, len(prompts), batch),
        strict=True,
    )
    samples = [
        Sample(
            prompt=ids,
            vocab=vocab,
            constraint=one,
            pipeline=pipeline,
            stages=pipeline.start(Context(runner.decoder_prompt(ids), runner.width)),
            generator=row_generator(*key),
            budget=_budget(runner, ids, one, max_new_tokens),
            eos=frozenset(runner.eos + vocab.eos + (one.vocab.eos if one else ())),
            text=TextBuffer(stops),
            emit=emit,
        )
        for ids, one, key, emit in rows
    ]
    began = time.perf_counter()
    costs = decoder.run(runner, samples, pipeline, greedy=temperature == 0)
    seconds = time.perf_counter() - began
    results = [_result(sample, costs, seconds, key[0]) for sample, key in zip(samples, seeds, strict=True)]
    return results if batch else results[0]


def _prompts(tokenizer: Any, prompt: Any, chat: bool) -> tuple[list[tuple[int, ...]], bool]:
    """The token ids of every prompt, and whether a batch was asked for."""
    batch = isinstance(prompt, list) and not is_chat(prompt) and not is_ids(prompt)
    if batch and not prompt:
        raise ModelError("the list of prompts is empty")
    return [tuple(encode_prompt(tokenizer, one, chat=chat)) for one in (prompt if batch else [prompt])], batch


def _check_views(pipeline: Pipeline, decoder: Decoder) -> None:
    missing = pipeline.wants - decoder.supplies
    if missing:
        raise PipelineError(f"{pipeline!r} wants {sorted(missing)}: {decoder!r} has no such view of the model")


def _pipeline(
    stages: Iterable[AnyStage],
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    min_p: float | None,
    repetition_penalty: float | None,
) -> Pipeline:
    """The pipeline that the arguments mean: the user's list, or the usual order of the usual stages."""
    if temperature is not None:
        checks.real("temperature", temperature, 0, math.inf)
    usual: list[AnyStage] = []
    if repetition_penalty is not None:
        usual.append(RepetitionPenalty(repetition_penalty))
    if temperature:
        usual.append(Temperature(temperature))
    if top_k is not None:
        usual.append(TopK(top_k))
    if top_p is not None:
        usual.append(TopP(top_p))
    if min_p is not None:
        usual.append(MinP(min_p))
    own = tuple(stages)
    if own and usual:
        raise PipelineError(f"put {usual[0]!r} into stages, where you want it, instead of giving both")
    return with_constraint(own or usual)


def _budget(runner: Runner, prompt: Sequence[int], constraint: Constraint | None, max_new_tokens: int) -> int:
    """How many tokens a text may have, checked against the shortest text of its constraint."""
    room = runner.room(prompt)
    budget = max_new_tokens if room is None else min(max_new_tokens, room)
    shortest = getattr(constraint, "min_tokens", None)
    needed = shortest() if callable(shortest) else None
    if needed is not None and needed > budget:
        bound = "max_new_tokens" if budget == max_new_tokens else "the context after the prompt"
        raise LimitExceeded(f"every text of the constraint has at least {needed} tokens, and {bound} is {budget}")
    return budget


def _stop_bytes(stop: Any) -> tuple[bytes, ...]:
    stops = (stop,) if isinstance(stop, str) else tuple(stop)
    if not all(isinstance(one, str) and one for one in stops):
        raise PipelineError(f"stop must be one or more non-empty strings, not {stop!r:.80}")
    return tuple(one.encode() for one in stops)


def _seeds(seed: int | Sequence[int] | None, rows: int) -> list[tuple[int, int]]:
    """(seed, stream) of each row: streams of one seed, or the first stream of each seed."""
    if seed is None:
        seed = secrets.randbits(63)
    if isinstance(seed, Sequence):
        if len(seed) != rows:
            raise PipelineError(f"{len(seed)} seeds for {rows} prompts; give one for each, or one for all")
        return [(checks.whole("seed", one, 0), 0) for one in seed]
    return [(checks.whole("seed", seed, 0), row) for row in range(rows)]


def _emits(stream: Any, rows: int, batch: bool) -> list[Emit | None]:
    """One function or None for each row."""
    if stream is None:
        return [None] * rows
    emits = list(stream) if isinstance(stream, (list, tuple)) and batch else [stream]
    if (callable(stream) and batch) or len(emits) != rows:
        raise PipelineError(f"stream must be a list of {rows} functions for a batch of {rows} prompts, one for each")
    if not all(emit is None or callable(emit) for emit in emits):
        raise PipelineError("stream must be a function that takes a str; for a batch, a list of such functions")
    return emits


def _result(sample: Sample, costs: Costs, seconds: float, seed: int) -> Generation:
    if sample.finish_reason is None:
        raise PipelineError("the decoder returned before every text had ended")
    return Generation(
        text=sample.text.text,
        value=_value(sample),
        token_ids=tuple(choice.token for choice in sample.chosen),
        logprobs=tuple(sample.chosen),
        finish_reason=sample.finish_reason,
        stats=Stats(
            prompt_tokens=len(sample.prompt),
            new_tokens=len(sample.chosen),
            forwards=costs.forwards,
            mask_seconds=costs.mask_seconds,
            seconds=seconds,
            seed=seed,
            drafted_tokens=costs.drafted,
            accepted_tokens=costs.accepted,
        ),
    )


def _value(sample: Sample) -> Any:
    """The parsed text, if it is a whole text of the constraint."""
    if sample.constraint is None or sample.finish_reason == "length":
        return None
    # A stop string may have cut the text anywhere; an end of sequence is only allowed where the text is whole.
    if sample.text.stopped and not sample.constraint.accepts(bytes(sample.text.data)):
        return None
    return sample.constraint.grammar.parse(sample.text.text)
