"""HFRunner: a model of transformers as a Runner. The only file that knows transformers' internals.

Decoder-only prompts of different length are padded on the left, with the padding masked and the
positions counted from the first real token; encoder inputs are padded on the right. Only the logits that
are asked for are computed where the model can do that.

The sampling settings of the model's generation config are not read; its end-of-sequence ids, and the
tokens that an encoder-decoder model starts with, are.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    DynamicCache,
    EncoderDecoderCache,
)
from transformers.cache_utils import DynamicLayer, DynamicSlidingWindowLayer

from gendecode.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor


class HFRunner:
    """The forward passes of one batch through a model of transformers. See :class:`gendecode.models.base.Runner`.

    Args:
        model: a decoder-only or encoder-decoder model with a language modelling head.

    Raises:
        ModelError: the model cannot generate, or has no start token for its decoder.
    """

    def __init__(self, model: Any) -> None:
        if not callable(getattr(model, "can_generate", None)) or not model.can_generate():
            raise ModelError(
                f"a {type(model).__name__} cannot generate: give a model of transformers with a language head"
            )
        self._model = model
        self._config = model.config.get_text_config(decoder=True)
        self._encoder_decoder = bool(model.config.is_encoder_decoder)
        self._start = _decoder_start(model) if self._encoder_decoder else ()
        self._accepts = frozenset(inspect.signature(_unwrapped(model).forward).parameters)
        self._inputs: dict[str, Any] = {}
        self._positions: Tensor | None = None
        self.width = _rows(model.get_output_embeddings()) or int(self._config.vocab_size)
        self.device: torch.device = model.get_input_embeddings().weight.device
        self.eos = _ids(getattr(model.generation_config, "eos_token_id", None))

    def decoder_prompt(self, prompt: Sequence[int]) -> tuple[int, ...]:
        """The prompt itself, or the start tokens of an encoder-decoder model."""
        return self._start or tuple(prompt)

    def room(self, prompt: Sequence[int]) -> int | None:
        """How many tokens fit after ``prompt``; the last one needs no place in the context."""
        known = _rows(self._model.get_input_embeddings())
        if not prompt:
            raise ModelError("the prompt has no tokens; give at least a beginning-of-sequence token")
        if known is not None and (min(prompt) < 0 or max(prompt) >= known):
            bad = max(prompt) if min(prompt) >= 0 else min(prompt)
            raise ModelError(
                f"the prompt holds token id {bad}, and the model knows 0 .. {known - 1}: "
                "model and tokenizer do not belong together"
            )
        context = getattr(self._config, "max_position_embeddings", None)
        if not isinstance(context, int) or context < 1:
            return None
        if len(prompt) > context:
            raise ModelError(f"the prompt has {len(prompt)} tokens, and the context of the model only {context}")
        return context - len(self.decoder_prompt(prompt)) + 1

    @torch.inference_mode()
    def prefill(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Start a batch. Returns the logits after the last token of each prompt, float32[B, V]."""
        if self._encoder_decoder:
            return self._prefill_encoder(prompts)
        ids, mask = self._padded(prompts, left=True)
        self._inputs = {"attention_mask": mask, "past_key_values": None}
        positions = (mask.cumsum(dim=-1) - 1).clamp(min=0)
        self._positions = positions[:, -1:]
        return self._forward(1, input_ids=ids, position_ids=positions)[:, 0]

    def step(self, tokens: Sequence[int]) -> Tensor:
        """Append one token to each row. Returns the logits after it, float32[B, V]."""
        return self.extend([[token] for token in tokens])[:, 0]

    @torch.inference_mode()
    def extend(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Append n tokens to each row. Returns the logits after each of them, float32[B, n, V]."""
        ids = torch.tensor(tokens, dtype=torch.long, device=self.device)
        if self._positions is None:
            return self._forward(ids.shape[1], decoder_input_ids=ids)
        mask = self._inputs["attention_mask"]
        self._inputs["attention_mask"] = torch.cat([mask, mask.new_ones(ids.shape)], dim=-1)
        positions = self._positions + torch.arange(1, ids.shape[1] + 1, device=self.device)
        self._positions = positions[:, -1:]
        return self._forward(ids.shape[1], input_ids=ids, position_ids=positions)

    def can_crop(self, count: int) -> bool:
        """True when ``count`` more tokens can be appended in one pass, and forgotten, without a trace.

        Certain only of transformers' own classes, whose attention and caches are known: not of recurrent
        or convolutional states, nor of a sliding window that has begun to let go of tokens, nor of logits
        that depend on what else is in the pass.
        """
        own = type(_unwrapped(self._model)).__module__.startswith("transformers.")
        return own and not _depends_on_the_pass(self._config) and _croppable(self._inputs["past_key_values"], count)

    @torch.inference_mode()
    def crop(self, count: int) -> None:
        """Forget the last ``count`` tokens of every row; only right where :meth:`can_crop` was true of them."""
        if not count:
            return
        self._inputs["past_key_values"].crop(-count)
        if self._positions is not None:
            self._inputs["attention_mask"] = self._inputs["attention_mask"][:, :-count]
            self._positions = self._positions - count

    @torch.inference_mode()
    def select(self, rows: Sequence[int]) -> None:
        """Go on with these rows only, in this order."""
        index = torch.tensor(rows, dtype=torch.long, device=self.device)
        self._inputs["past_key_values"].reorder_cache(index)
        self._inputs["attention_mask"] = self._inputs["attention_mask"][index]
        if self._positions is not None:
            self._positions = self._positions[index]
        encoded = self._inputs.get("encoder_outputs")
        if encoded is not None:
            self._inputs["encoder_outputs"] = type(encoded)(last_hidden_state=encoded.last_hidden_state[index])

    def _prefill_encoder(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        ids, mask = self._padded(prompts, left=False)
        encoded = self._model.get_encoder()(input_ids=ids, attention_mask=mask, return_dict=True)
        self._inputs = {"attention_mask": mask, "past_key_values": None, "encoder_outputs": encoded}
        self._positions = None
        start = torch.tensor([self._start] * len(prompts), dtype=torch.long, device=self.device)
        return self._forward(1, decoder_input_ids=start)[:, 0]

    def _forward(self, last: int, **tensors: Tensor) -> Tensor:
        """The logits of the last positions, float32[B, last, V]."""
        inputs = {**self._inputs, **tensors}
        if "position_ids" not in self._accepts:  # the model counts positions from the attention mask
            inputs.pop("position_ids", None)
        if "logits_to_keep" in self._accepts:
            inputs["logits_to_keep"] = last
        outputs = self._model(**inputs, use_cache=True, return_dict=True)
        cache = getattr(outputs, "past_key_values", None)
        if cache is None:
            raise ModelError(f"{type(self._model).__name__} has no key-value cache; such models are not supported")
        self._inputs["past_key_values"] = cache
        # A model that is spread over several devices returns its logits on the last one.
        logits: Tensor = outputs.logits[:, -last:].to(self.device, torch.float32)
        return logits

    def _padded(self, prompts: Sequence[Sequence[int]], *, left: bool) -> tuple[Tensor, Tensor]:
        """Token ids and attention mask, both int64[B, longest]."""
        longest = max(map(len, prompts))
        # Which id pads makes no difference: the mask hides it.
        fills = [[0] * (longest - len(prompt)) for prompt in prompts]
        ids = [[*fill, *prompt] if left else [*prompt, *fill] for prompt, fill in zip(prompts, fills, strict=True)]
        ones = [[1] * len(prompt) for prompt in prompts]
        mask = [[*fill, *one] if left else [*one, *fill] for one, fill in zip(ones, fills, strict=True)]
        return torch.tensor(ids, device=self.device), torch.tensor(mask, device=self.device)


def load_pretrained(source: str | Path, *, device: torch.device, dtype: torch.dtype | str | None) -> tuple[Any, Any]:
    """The model and the tokenizer that transformers finds under ``source``. See :func:`gendecode.load_model`."""
    try:
        config = AutoConfig.from_pretrained(source)
        kind: Any = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
        model = kind.from_pretrained(source, config=config, dtype=dtype)
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"cannot load a model from {str(source)!r}: {first_line} "
            "(give a folder with config.json, weights and tokenizer, the name of a demo model, "
            "or a hub id that is reachable or in transformers' cache)"
        ) from error
    return model.to(device).eval(), tokenizer


def _decoder_start(model: Any) -> tuple[int, ...]:
    """The ids that the decoder starts with: its start token, and the one that the model is told to force after it."""
    generation = model.generation_config
    first = _ids(getattr(generation, "decoder_start_token_id", None)) or _ids(
        getattr(model.config, "decoder_start_token_id", None)
    )
    start = first[:1] or _ids(getattr(generation, "bos_token_id", None))[:1]
    if not start:
        raise ModelError("the model names no decoder_start_token_id: set it in model.generation_config")
    return start + _ids(getattr(generation, "forced_bos_token_id", None))[:1]


def _unwrapped(model: Any) -> Any:
    """The model itself, where an adapter library wraps it."""
    base = getattr(model, "get_base_model", None)
    return base() if callable(base) else model


def _croppable(cache: Any, count: int) -> bool:
    """Whether ``count`` more tokens could be taken off ``cache`` again, leaving it as it is now."""
    if type(cache) is EncoderDecoderCache:
        return _croppable(cache.self_attention_cache, count)  # the other half does not grow
    return type(cache) is DynamicCache and all(_croppable_layer(layer, count) for layer in cache.layers)


def _croppable_layer(layer: Any, count: int) -> bool:
    if type(layer) is DynamicSlidingWindowLayer:  # keeps everything until the window is full
        return int(layer.get_seq_length()) + count < int(layer.sliding_window)
    return type(layer) is DynamicLayer


def _depends_on_the_pass(config: Any) -> bool:
    """Whether a token's logits depend on the other tokens of its pass: experts that take only so many, or
    frequencies of rotary positions that change with the longest text."""
    if getattr(config, "expert_capacity", None) is not None:
        return True
    scaling = getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {}
    each = [scaling, *(part for part in scaling.values() if isinstance(part, dict))]  # one for each kind of layer
    return any(part.get("rope_type", part.get("type")) in ("dynamic", "longrope") for part in each)


def _rows(embedding: Any) -> int | None:
    weight = getattr(embedding, "weight", None)
    return None if weight is None else int(weight.shape[0])


def _ids(value: Any) -> tuple[int, ...]:
    """Token ids that transformers stores as None, a number, a list or a tensor."""
    if value is None:
        return ()
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    return tuple(value) if isinstance(value, (list, tuple)) else (int(value),)
