"""generate() against model.generate, against whole forward passes, and against itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import pytest
import torch

from gendecode.constrain import compile as compile_grammar
from gendecode.frontends.choices import choice
from gendecode.frontends.regex import regex
from gendecode.generate import Generation, generate
from gendecode.sampling import Constrain, MinP, RepetitionPenalty, Temperature, TopK, TopP
from gendecode.vocab import Vocab
from tests import tiny_models as tiny

PROMPTS = ["a longer prompt", "hi", "middling"]
MODELS = {"llama": tiny.llama, "gpt2": tiny.gpt2, "t5": tiny.t5}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tiny.tokenizer()


@pytest.fixture(scope="module", params=list(MODELS))
def model(request: pytest.FixtureRequest) -> Any:
    return MODELS[request.param]()


@pytest.fixture(scope="module")
def llama() -> Any:
    return tiny.llama()


def theirs(model: Any, prompt: str, **options: Any) -> list[int]:
    """The new tokens of model.generate."""
    ids = torch.tensor([list(prompt.encode())])
    out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=24, **options)[0].tolist()
    return out[1:] if model.config.is_encoder_decoder else out[ids.shape[1] :]


@pytest.mark.parametrize("penalty", [1.0, 1.7])
def test_greedy_equals_transformers(model: Any, tokenizer: Any, penalty: float) -> None:
    for prompt in PROMPTS:
        ours = generate(model, tokenizer, prompt, temperature=0, repetition_penalty=penalty, max_new_tokens=24)
        assert list(ours.token_ids) == theirs(model, prompt, do_sample=False, repetition_penalty=penalty)


def test_rows_of_a_batch_equal_single_runs(model: Any, tokenizer: Any) -> None:
    constraints = [regex("[a-f]{2,9}"), None, regex(r"\d+(,\d+)*;")]
    options: dict[str, Any] = {"temperature": 1.3, "top_p": 0.9, "max_new_tokens": 15}
    batch = generate(model, tokenizer, PROMPTS, constraint=constraints, seed=[5, 6, 7], **options)
    for prompt, one, seed, row in zip(PROMPTS, constraints, (5, 6, 7), batch, strict=True):
        alone = generate(model, tokenizer, prompt, constraint=one, seed=seed, **options)
        assert (alone.text, alone.token_ids, alone.finish_reason) == (row.text, row.token_ids, row.finish_reason)


def test_seeds(llama: Any, tokenizer: Any) -> None:
    def texts(seed: int | None) -> list[tuple[int, ...]]:
        return [g.token_ids for g in generate(llama, tokenizer, ["x"] * 3, seed=seed, max_new_tokens=8)]

    first = texts(1)
    assert first == texts(1) and first != texts(2) and len(set(first)) == 3
    free = generate(llama, tokenizer, "x", max_new_tokens=8)
    assert generate(llama, tokenizer, "x", max_new_tokens=8, seed=free.stats.seed).token_ids == free.token_ids


def test_the_law_of_constrained_sampling(llama: Any, tokenizer: Any) -> None:
    """First tokens follow the model's distribution, restricted and renormalised. Chi-square, 4 degrees, 0.1 %."""
    draws, letters = 1500, b"aeiou"
    results = generate(
        llama, tokenizer, ["p"] * draws, constraint=choice([chr(x) for x in letters]), seed=3, temperature=4.0
    )
    assert {g.finish_reason for g in results} == {"complete"}
    with torch.inference_mode():
        logits = llama(torch.tensor([list(b"p")])).logits[0, -1, list(letters)] / 4.0
    wanted = logits.double().softmax(-1) * draws
    counts = Counter(g.token_ids[0] for g in results)
    seen = torch.tensor([counts[x] for x in letters], dtype=torch.float64)
    assert float(((seen - wanted) ** 2 / wanted).sum()) < 18.47


def test_logprobs_equal_an_independent_forward_pass(llama: Any, tokenizer: Any) -> None:
    pattern = regex("[a-m]{6}")
    result = generate(llama, tokenizer, "abc", constraint=pattern, temperature=0.5, seed=1)
    ids = torch.tensor([[*b"abc", *result.token_ids]])
    with torch.inference_mode():
        logits = llama(ids).logits[0, 2:-1].double()
    allowed = torch.zeros(tiny.WIDTH, dtype=torch.bool)
    allowed[list(b"abcdefghijklm")] = True
    assert [entry.token for entry in result.logprobs] == list(result.token_ids)
    for row, entry in zip(logits, result.logprobs, strict=True):
        assert entry.model_log_prob == pytest.approx(float(row.log_softmax(-1)[entry.token]), abs=1e-4)
        drawn = (row.masked_fill(~allowed, -math.inf) / 0.5).log_softmax(-1)[entry.token]
        assert entry.log_prob == pytest.approx(float(drawn), abs=1e-4)
        assert entry.removed_mass == pytest.approx(float(row.softmax(-1)[~allowed].sum()), abs=1e-5)


def test_finish_reasons_and_values(llama: Any, tokenizer: Any) -> None:
    whole = generate(llama, tokenizer, "x", constraint=regex("[ab]{5}"), seed=0)
    assert (whole.finish_reason, whole.value) == ("complete", whole.text)
    assert len(whole.token_ids) == 5 == whole.stats.forwards
    cut = generate(llama, tokenizer, "x", constraint=regex("[ab]{50}"), max_new_tokens=50, seed=0)
    assert cut.finish_reason == "complete"
    cut = generate(llama, tokenizer, "x", constraint=regex("[ab]+c"), max_new_tokens=3, seed=0, temperature=0)
    assert cut.finish_reason == ("length" if "c" not in cut.text else "complete")
    assert (cut.value is None) == (cut.finish_reason == "length")
    free = generate(llama, tokenizer, "x", max_new_tokens=3, seed=0)
    assert free.value is None


def test_end_of_sequence_ends_the_text(tokenizer: Any) -> None:
    model = tiny.llama()
    with torch.no_grad():
        model.lm_head.weight.zero_()  # every token is equally likely
    result = generate(model, tokenizer, "x", constraint=regex("a*"), seed=4)
    assert result.finish_reason == "stop" and result.token_ids[-1] == tiny.EOS
    assert result.value == result.text == "a" * (len(result.token_ids) - 1)
    assert result.logprobs[-1].log_prob == pytest.approx(math.log(1 / 2))
    assert result.logprobs[-1].removed_mass == pytest.approx(1 - 2 / tiny.WIDTH, abs=1e-5)


def test_the_model_is_not_asked_when_nothing_is_left_to_choose(llama: Any, tokenizer: Any) -> None:
    result = generate(llama, tokenizer, "x", constraint=regex(""))
    assert (result.text, result.finish_reason, result.stats.forwards) == ("", "complete", 0)
    batch = generate(llama, tokenizer, ["x", "y"], constraint=[regex(""), regex("[ab]{2}")], seed=0)
    assert [g.finish_reason for g in batch] == ["complete", "complete"] and len(batch[1].text) == 2


def test_stop_strings_cut_the_text_wherever_tokens_end(llama: Any, tokenizer: Any) -> None:
    pattern = regex("[a-c]{40}")
    whole = generate(llama, tokenizer, "x", constraint=pattern, seed=9).text
    stop = whole[7:10]
    shown: list[str] = []
    cut = generate(llama, tokenizer, "x", constraint=pattern, seed=9, stop=["zz", stop], stream=shown.append)
    assert cut.text == whole[: whole.index(stop)] == "".join(shown)
    assert (cut.finish_reason, cut.value) == ("stop", None)
    assert len(cut.token_ids) == len(cut.text) + 3
    valid = generate(llama, tokenizer, "x", constraint=regex("[a-c]+;[a-c]+"), seed=9, stop=";", max_new_tokens=100)
    assert valid.value is None
    star = generate(
        llama, tokenizer, "x", constraint=regex("[a-c]{3};?[a-c]{0,9}"), seed=9, stop=";", max_new_tokens=99
    )
    assert star.value == star.text, "what was cut off is still a text of the language"


def test_streams_add_up_to_the_texts(llama: Any, tokenizer: Any) -> None:
    shown: list[list[str]] = [[], []]
    results = generate(
        llama,
        tokenizer,
        ["x", "y"],
        constraint=[regex("[äöü€😀]{6}"), None],
        seed=2,
        stream=[shown[0].append, shown[1].append],
        max_new_tokens=30,
    )
    assert ["".join(pieces) for pieces in shown] == [g.text for g in results]
    assert len(shown[0]) == 6, "one piece for each character, never a part of one"


def test_stages_replace_the_arguments_and_keep_their_order(llama: Any, tokenizer: Any) -> None:
    usual = generate(
        llama,
        tokenizer,
        "q",
        temperature=0.8,
        top_k=9,
        top_p=0.8,
        min_p=0.05,
        repetition_penalty=1.2,
        seed=1,
        max_new_tokens=20,
    )
    own = [RepetitionPenalty(1.2), Temperature(0.8), TopK(9), TopP(0.8), MinP(0.05)]
    assert generate(llama, tokenizer, "q", stages=own, seed=1, max_new_tokens=20).token_ids == usual.token_ids
    late = [TopK(200), Constrain()]
    assert re.fullmatch(
        "[ab]{4}", generate(llama, tokenizer, "q", stages=late, constraint=regex("[ab]{4}"), seed=1).text
    )


def test_ids_chats_and_vocabularies(llama: Any, tokenizer: Any) -> None:
    options: dict[str, Any] = {"temperature": 0, "max_new_tokens": 5}
    plain = generate(llama, tokenizer, "[user]hi>", **options)
    assert generate(llama, tokenizer, list(b"[user]hi>"), **options).token_ids == plain.token_ids
    assert generate(llama, tokenizer, "hi", chat=True, **options).token_ids == plain.token_ids
    messages = [{"role": "user", "content": "hi"}]
    assert generate(llama, tokenizer, messages, **options).token_ids == plain.token_ids
    batch = generate(llama, tokenizer, [messages, messages], **options)
    assert [g.token_ids for g in batch] == [plain.token_ids] * 2
    assert generate(llama, Vocab.bytes_only(), list(b"[user]hi>"), **options).token_ids == plain.token_ids


def test_compiled_constraints_and_context_end(llama: Any, tokenizer: Any) -> None:
    compiled = compile_grammar(regex("[a-z]*"), Vocab.bytes_only())
    result = generate(llama, tokenizer, "p" * 120, constraint=compiled, stages=[], seed=1)
    assert isinstance(result, Generation) and re.fullmatch("[a-z]*", result.text)
    assert len(result.token_ids) <= tiny.CONTEXT - 120 + 1
