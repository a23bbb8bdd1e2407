"""HFRunner against whole forward passes without a cache, for three architectures."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gendecode.errors import ModelError
from gendecode.models.hf import HFRunner
from tests import tiny_models as tiny

PROMPTS = [list(b"a longer prompt"), list(b"hi"), list(b"middling")]
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
