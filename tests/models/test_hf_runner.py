"""HFRunner against whole forward passes without a cache, for three architectures."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import Lfm2Config, Lfm2ForCausalLM, LlamaForCausalLM, MistralConfig, MistralForCausalLM

from gendecode.errors import ModelError
from gendecode.models.hf import HFRunner
from tests import tiny_models as tiny

PROMPTS = [list(b"a longer prompt"), list(b"hi"), list(b"middling")]
SMALL: dict[str, Any] = {
    "vocab_size": tiny.WIDTH,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "bos_token_id": None,
    "eos_token_id": tiny.EOS,
    "pad_token_id": tiny.EOS,
    "initializer_range": 0.4,
}
NEXT = [[10, 20, 30], [40, 50, 60], [70, 80, 90]]


def whole(model: Any, prompt: list[int], tokens: list[int]) -> torch.Tensor:
    """The logits after ``tokens``, from one forward pass over a single row."""
    with torch.inference_mode():
        if model.config.is_encoder_decoder:
            decoder = torch.tensor([[model.config.decoder_start_token_id, *tokens]])
            return model(input_ids=torch.tensor([prompt]), decoder_input_ids=decoder).logits[0, -1]
        return model(input_ids=torch.tensor([prompt + tokens])).logits[0, -1]


@pytest.mark.parametrize("build", [tiny.llama, tiny.gpt2, tiny.t5])
def test_a_padded_batch_equals_single_rows(build: Any) -> None:
    model = build()
    runner = HFRunner(model)
    logits = runner.prefill(PROMPTS)
    assert logits.shape == (3, tiny.WIDTH) and logits.dtype is torch.float32
    for step in range(4):
        wanted = torch.stack([whole(model, p, t[:step]) for p, t in zip(PROMPTS, NEXT, strict=True)])
        assert torch.allclose(logits, wanted, atol=2e-4), step
        if step < 3:
            logits = runner.step([tokens[step] for tokens in NEXT])


@pytest.mark.parametrize("build", [tiny.llama, tiny.gpt2, tiny.t5])
def test_select_goes_on_with_some_rows_in_a_new_order(build: Any) -> None:
    model = build()
    runner = HFRunner(model)
    runner.prefill(PROMPTS)
    runner.step([tokens[0] for tokens in NEXT])
    runner.select([2, 0])
    logits = runner.step([NEXT[2][1], NEXT[0][1]])
    wanted = torch.stack([whole(model, PROMPTS[row], NEXT[row][:2]) for row in (2, 0)])
    assert torch.allclose(logits, wanted, atol=2e-4)


@pytest.mark.parametrize("build", [tiny.llama, tiny.gpt2, tiny.t5])
def test_extend_gives_the_logits_after_each_token(build: Any) -> None:
    model = build()
    runner = HFRunner(model)
    runner.prefill(PROMPTS)
    runner.step([tokens[0] for tokens in NEXT])
    logits = runner.extend([tokens[1:] for tokens in NEXT])
    assert logits.shape == (3, 2, tiny.WIDTH) and logits.dtype is torch.float32
    for taken in (2, 3):
        wanted = torch.stack([whole(model, p, t[:taken]) for p, t in zip(PROMPTS, NEXT, strict=True)])
        assert torch.allclose(logits[:, taken - 2], wanted, atol=2e-4), taken


@pytest.mark.parametrize("build", [tiny.llama, tiny.gpt2, tiny.t5])
@pytest.mark.parametrize("count", [1, 3])
def test_what_was_cropped_has_left_no_trace(build: Any, count: int) -> None:
    model = build()
    runner = HFRunner(model)
    runner.prefill(PROMPTS)
    assert runner.can_crop(9)
    runner.extend([[*tokens, 99, 98, 97][: 2 + count] for tokens in NEXT])
    runner.crop(count)
    runner.crop(0)
    logits = runner.extend([[7], [8], [9]])
    follow = [[*tokens[:2], last] for tokens, last in zip(NEXT, (7, 8, 9), strict=True)]
    wanted = torch.stack([whole(model, p, t) for p, t in zip(PROMPTS, follow, strict=True)])
    assert torch.allclose(logits[:, -1], wanted, atol=2e-4)
    runner.select([1])
    again = runner.step([5])
    assert torch.allclose(again[0], whole(model, PROMPTS[1], [*follow[1], 5]), atol=2e-4)


def test_a_sliding_window_can_be_cropped_until_it_is_full() -> None:
    runner = HFRunner(sliding())
    logits = runner.prefill([list(b"twelve bytes")])
    assert logits.shape == (1, tiny.WIDTH)
    assert runner.can_crop(3) and not runner.can_crop(4)
    runner.extend([[1, 2, 3]])
    runner.crop(2)
    # The window counts the token itself, so 15 cached ones are the most that are all still seen.
    assert runner.can_crop(2) and not runner.can_crop(3)
    assert torch.allclose(runner.step([5])[0], whole(sliding(), list(b"twelve bytes"), [1, 5]), atol=2e-4)


def sliding() -> Any:
    config = MistralConfig(**SMALL, sliding_window=16)
    return tiny.built(MistralForCausalLM, config)


def convolutions() -> Any:
    config = Lfm2Config(**SMALL, layer_types=["conv", "full_attention"])
    return tiny.built(Lfm2ForCausalLM, config)


class Derived(LlamaForCausalLM):
    """A class that this library knows nothing about."""


@pytest.mark.parametrize(
    "build",
    [
        convolutions,
        lambda: tiny.built(Derived, tiny.llama().config),
        lambda: tiny.llama(rope_parameters={"rope_type": "dynamic", "factor": 2.0, "rope_theta": 10000.0}),
    ],
)
def test_what_is_not_certain_is_not_cropped(build: Any) -> None:
    runner = HFRunner(build())
    runner.prefill([list(b"twelve bytes")])
    assert not runner.can_crop(1)


def test_what_a_runner_says_about_its_model() -> None:
    runner = HFRunner(tiny.llama())
    assert (runner.width, runner.eos, runner.device.type) == (tiny.WIDTH, (tiny.EOS,), "cpu")
    assert runner.decoder_prompt([1, 2]) == (1, 2)
    assert HFRunner(tiny.t5()).decoder_prompt([1, 2]) == (tiny.EOS,)


def test_several_end_of_sequence_ids_and_a_forced_first_token() -> None:
    model = tiny.t5()
    model.generation_config.eos_token_id = [3, 5]
    model.generation_config.forced_bos_token_id = 9
    runner = HFRunner(model)
    assert runner.eos == (3, 5) and runner.decoder_prompt([1]) == (tiny.EOS, 9)
    with torch.inference_mode():
        wanted = model(input_ids=torch.tensor([[1, 2]]), decoder_input_ids=torch.tensor([[tiny.EOS, 9]])).logits[0, -1]
    assert torch.allclose(runner.prefill([[1, 2]])[0], wanted, atol=1e-5)


def test_room_in_the_context() -> None:
    runner = HFRunner(tiny.llama())
    assert runner.room([1] * 100) == tiny.CONTEXT - 100 + 1
    assert runner.room([1] * tiny.CONTEXT) == 1
    assert HFRunner(tiny.t5()).room([1] * 1000) is None


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ([], "no tokens"),
        ([1] * (tiny.CONTEXT + 1), "129 tokens, and the context of the model only 128"),
        ([1, tiny.WIDTH], "token id 260, and the model knows 0 .. 259"),
        ([5, -1], "token id -1"),
    ],
)
def test_prompts_that_cannot_run_are_refused(prompt: list[int], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        HFRunner(tiny.llama()).room(prompt)


def test_models_that_cannot_generate_are_refused() -> None:
    with pytest.raises(ModelError, match="a LlamaModel cannot generate"):
        HFRunner(tiny.llama().model)
    model = tiny.t5()
    model.generation_config.decoder_start_token_id = model.config.decoder_start_token_id = None
    with pytest.raises(ModelError, match="decoder_start_token_id"):
        HFRunner(model)
