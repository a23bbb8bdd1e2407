"""What generate() refuses, and that it does so before the first forward pass."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gendecode.constrain import compile as compile_grammar
from gendecode.errors import GendecodeError, GrammarError, LimitExceeded, ModelError, PipelineError, VocabularyError
from gendecode.frontends.regex import regex
from gendecode.generate import generate
from gendecode.sampling import Filter, Side, Temperature
from gendecode.vocab import Vocab
from tests import tiny_models as tiny


class View(Filter):
    wants = frozenset({"lame"})

    def apply(self, states: Any, x: torch.Tensor, side: Side) -> torch.Tensor:
        return x


class Nothing(Filter):
    def apply(self, states: Any, x: torch.Tensor, side: Side) -> torch.Tensor:
        return x - torch.inf


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tiny.tokenizer()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A model that must not be run."""
    model = tiny.llama()
    model.register_forward_pre_hook(lambda *_: pytest.fail("a forward pass was made"))
    return model


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"temperature": -1}, PipelineError, "temperature must be at least 0"),
        ({"top_k": 0}, PipelineError, "k of TopK"),
        ({"top_p": 2}, PipelineError, "p of TopP"),
        ({"max_new_tokens": 0}, PipelineError, "max_new_tokens must be at least 1, not 0"),
        ({"max_new_tokens": 2.5}, PipelineError, "max_new_tokens must be an integer"),
        ({"seed": -3}, PipelineError, "seed must be at least 0"),
        ({"seed": [1, 2]}, PipelineError, "2 seeds for 1 prompts"),
        ({"stop": ""}, PipelineError, "non-empty strings"),
        ({"stop": [b"x"]}, PipelineError, "non-empty strings"),
        ({"stream": "yes"}, PipelineError, "stream must be a function"),
        ({"stages": [Temperature(0.5)], "top_k": 4}, PipelineError, r"put TopK\(k=4\) into stages"),
        ({"stages": [Temperature(0.5)], "temperature": 0.4}, PipelineError, "put Temperature"),
        ({"stages": [View()]}, PipelineError, "lame"),
        ({"constraint": "[a-z]+"}, GrammarError, r"gd\.regex"),
        ({"constraint": [None, None]}, GrammarError, "2 constraints for 1 prompts"),
        ({"prompt": ""}, ModelError, "no tokens"),
        ({"prompt": []}, ModelError, "list of prompts is empty"),
        ({"prompt": ["a", 3]}, ModelError, "a prompt is a text"),
        ({"prompt": "a" * 200}, ModelError, "200 tokens, and the context of the model only 128"),
        ({"prompt": [1, 99999]}, ModelError, "token id 99999"),
        ({"tokenizer": Vocab.from_bytes([b"a"] * 300, [299])}, VocabularyError, "up to id 299"),
    ],
)
def test_refused_before_the_first_forward_pass(
    model: Any, tokenizer: Any, options: dict[str, Any], kind: type[GendecodeError], message: str
) -> None:
    arguments = {"tokenizer": tokenizer, "prompt": "x"} | options
    with pytest.raises(kind, match=message):
        generate(model, arguments.pop("tokenizer"), arguments.pop("prompt"), **arguments)


def test_one_function_cannot_stream_a_batch(model: Any, tokenizer: Any) -> None:
    with pytest.raises(PipelineError, match="a list of 2 functions"):
        generate(model, tokenizer, ["a", "b"], stream=print)  # type: ignore[call-overload]


def test_a_constraint_of_another_vocabulary(model: Any, tokenizer: Any) -> None:
    other = compile_grammar(regex("a"), Vocab.from_bytes([b"b", b"a", None], [2]))
    with pytest.raises(VocabularyError, match="was compiled for"):
        generate(model, tokenizer, "x", constraint=other)


def test_a_budget_that_no_text_fits_into(model: Any, tokenizer: Any) -> None:
    long = regex("a{90}")
    with pytest.raises(LimitExceeded, match="at least 90 tokens, and max_new_tokens is 50"):
        generate(model, tokenizer, "x", constraint=long, max_new_tokens=50)
    with pytest.raises(LimitExceeded, match="and the context after the prompt is 69"):
        generate(model, tokenizer, "x" * 60, constraint=long)


def test_a_model_that_cannot_generate(tokenizer: Any) -> None:
    with pytest.raises(ModelError, match="cannot generate"):
        generate(object(), tokenizer, "x")


def test_logits_that_are_not_numbers_and_stages_that_leave_nothing(tokenizer: Any) -> None:
    model = tiny.llama()
    with pytest.raises(PipelineError, match="left no token to choose"):
        generate(model, tokenizer, "x", stages=[Nothing()])
    with torch.no_grad():
        model.lm_head.weight.fill_(torch.nan)
    for temperature in (0, 1):
        with pytest.raises(ModelError, match="not numbers"):
            generate(model, tokenizer, "x", temperature=temperature)
