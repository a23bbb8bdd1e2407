"""generate() with forced tokens against generate() without, and against transformers' own loop."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import gendecode.hf
from gendecode.frontends.choices import choice
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.regex import regex
from gendecode.generate import Generation, generate
from gendecode.sampling import Constrain, RepetitionPenalty, Temperature, TopK
from tests import tiny_models as tiny

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 3},
        "address": {
            "type": "object",
            "properties": {"country": {"enum": ["international", "internal"]}, "number": {"type": "integer"}},
            "required": ["country", "number"],
            "additionalProperties": False,
        },
    },
    "required": ["name", "address"],
    "additionalProperties": False,
}
UNION = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "reference"}, "number": {"enum": [12, 121]}},
            "required": ["kind", "number"],
            "additionalProperties": False,
        },
        {"type": "array", "items": {"const": "nation"}, "minItems": 2, "maxItems": 3},
    ]
}
CONSTRAINTS = {
    "closed object": json_schema(PERSON, whitespace="compact", order="declared"),
    "indented": json_schema(PERSON, whitespace="pretty", order="declared"),
    "any order, any layout": json_schema(PERSON),
    "enum": json_schema({"enum": ["international name", "international number", "country"]}),
    "choice": choice(["interplanetary", "international", "internationally"]),
    "regex": regex(r"reference number: \d{2}-\d{2}, checked\.(\nEnd of the information)?"),
    "union": json_schema(UNION, whitespace="python"),
    "forced half of a character": choice(["prix fixé à 12 €", "prix fixè à 12 €"]),
    "no text": regex(r"(\x00\x01number){2}[ab]"),
    "constant": choice(["the name, the address and the country"]),
    "empty": regex(""),
}
SAMPLING: dict[str, dict[str, Any]] = {
    "greedy": {"temperature": 0},
    "sampled": {"temperature": 1.5, "top_p": 0.95, "repetition_penalty": 1.2, "seed": 5},
}


@cache
def parts(tokenizer: str, model: str = "llama") -> tuple[Any, Any]:
    """A random model of the kind and a tokenizer: "bytes", or "merges"."""
    used = tiny.tokenizer() if tokenizer == "bytes" else tiny.merging_tokenizer()
    width = tiny.WIDTH if tokenizer == "bytes" else len(used)
    return {"llama": tiny.llama, "gpt2": tiny.gpt2, "t5": tiny.t5}[model](width=width), used


def assert_same(model: Any, tokenizer: Any, prompt: Any, **options: Any) -> Generation:
    """Both ways give the same; returns the one with forced tokens."""
    shown: dict[bool, list[str]] = {False: [], True: []}
    plain, jumped = (
        generate(model, tokenizer, prompt, stream=shown[jump].append, jump_forward=jump, **options)
        for jump in (False, True)
    )
    assert jumped.token_ids == plain.token_ids
    assert (jumped.text, jumped.value, jumped.finish_reason) == (plain.text, plain.value, plain.finish_reason)
    assert shown[True] == shown[False] and "".join(shown[True]) == jumped.text
    for ours, theirs in zip(jumped.logprobs, plain.logprobs, strict=True):
        assert ours.token == theirs.token
        assert ours.model_log_prob == pytest.approx(theirs.model_log_prob, abs=1e-3, rel=1e-4)
        assert ours.log_prob == pytest.approx(theirs.log_prob, abs=1e-3, rel=1e-4)
        assert ours.removed_mass == pytest.approx(theirs.removed_mass, abs=1e-4)
    ours, theirs = jumped.stats, plain.stats
    assert (ours.new_tokens, ours.prompt_tokens) == (theirs.new_tokens, theirs.prompt_tokens)
    assert (theirs.drafted_tokens, theirs.accepted_tokens) == (0, 0)
    assert theirs.forwards == theirs.new_tokens
    # Each pass gives one token besides the accepted ones, unless the text ended with an accepted one.
    assert ours.forwards + ours.accepted_tokens - ours.new_tokens in (0, 1)
    assert ours.accepted_tokens <= ours.drafted_tokens
    return jumped


@pytest.mark.parametrize("sampling", list(SAMPLING))
@pytest.mark.parametrize("tokenizer", ["bytes", "merges"])
@pytest.mark.parametrize("name", list(CONSTRAINTS))
def test_the_result_is_the_same(name: str, tokenizer: str, sampling: str) -> None:
    model, used = parts(tokenizer)
    options = {"constraint": CONSTRAINTS[name], "max_new_tokens": 90, **SAMPLING[sampling]}
    for prompt in ("x", "a longer prompt"):
        result = assert_same(model, used, prompt, **options)
        if name == "empty":
            assert result.stats.forwards == 0
        elif name != "any order, any layout":
            assert result.stats.drafted_tokens > 0


@pytest.mark.parametrize("model", ["gpt2", "t5"])
@pytest.mark.parametrize("tokenizer", ["bytes", "merges"])
def test_other_architectures(model: str, tokenizer: str) -> None:
    for name in ("closed object", "regex", "union"):
        for options in SAMPLING.values():
            built, used = parts(tokenizer, model)
            result = assert_same(built, used, "hi", constraint=CONSTRAINTS[name], max_new_tokens=90, **options)
            assert result.stats.drafted_tokens > 0


def test_drafts_are_accepted_and_rejected() -> None:
    """Otherwise the comparisons above would say little."""
    accepted = rejected = 0
    for name in ("closed object", "regex", "choice"):
        for seed in range(4):
            model, used = parts("merges")
            stats = generate(model, used, "x", constraint=CONSTRAINTS[name], seed=seed, max_new_tokens=90).stats
            accepted += stats.accepted_tokens
            rejected += stats.drafted_tokens - stats.accepted_tokens
    assert accepted > 50 and rejected > 50


def test_a_constant_takes_two_passes_where_its_tokens_have_no_alternative() -> None:
    model, used = parts("bytes")
    result = assert_same(model, used, "x", constraint=CONSTRAINTS["constant"], seed=1)
    assert result.text == "the name, the address and the country"
    assert (result.stats.forwards, result.finish_reason) == (2, "complete")
    assert result.stats.accepted_tokens == result.stats.drafted_tokens == len(result.text) - 1


@pytest.mark.parametrize("tokenizer", ["bytes", "merges"])
def test_transformers_own_loop_writes_the_same(tokenizer: str) -> None:
    model, used = parts(tokenizer)
    for name in ("closed object", "choice", "union"):
        constraint = CONSTRAINTS[name]
        ids = torch.tensor([used.encode("x")])
        theirs = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            do_sample=False,
            max_new_tokens=90,
            logits_processor=gendecode.hf.logits_processor(tokenizer=used, constraint=constraint),
        )[0, ids.shape[1] :].tolist()
        ours = generate(model, used, "x", constraint=constraint, temperature=0, max_new_tokens=90)
        assert list(ours.token_ids) == theirs[: len(ours.token_ids)]
        assert ours.stats.drafted_tokens > 0


@pytest.mark.parametrize("tokenizer", ["bytes", "merges"])
@pytest.mark.parametrize("stop", ["number", "e n", "ber: ", "checked.", [": ", "erence"]])
def test_stop_strings_inside_of_forced_text(tokenizer: str, stop: Any) -> None:
    model, used = parts(tokenizer)
    result = assert_same(model, used, "x", constraint=CONSTRAINTS["regex"], seed=3, stop=stop)
    assert result.finish_reason == "stop" and "reference number: 12-34, checked.".startswith(result.text[:18])


@pytest.mark.parametrize(
    ("tokenizer", "pattern", "least"), [("bytes", "(international)+[!]", 14), ("merges", "(international){4}[!]", 5)]
)
def test_the_token_budget_ends_inside_of_a_draft(tokenizer: str, pattern: str, least: int) -> None:
    model, used = parts(tokenizer)
    reasons = {
        assert_same(model, used, "x", constraint=regex(pattern), seed=2, max_new_tokens=budget).finish_reason
        for budget in range(least, least + 18)
    }
    assert "length" in reasons


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_the_context_ends_inside_of_a_draft(kind: str) -> None:
    model, used = parts("bytes", kind)
    pattern = regex("(international)+[!]")
    for length in range(tiny.CONTEXT - 30, tiny.CONTEXT - 13):
        result = assert_same(model, used, "p" * length, constraint=pattern, seed=2)
        assert len(result.token_ids) <= tiny.CONTEXT - length + 1


def test_stages_with_memory_and_a_late_constraint() -> None:
    model, used = parts("merges")
    for stages in ([RepetitionPenalty(1.5), Temperature(1.4)], [Constrain(), RepetitionPenalty(3.0), TopK(3)]):
        for name in ("closed object", "choice"):
            assert_same(model, used, "x", constraint=CONSTRAINTS[name], stages=stages, seed=8, max_new_tokens=90)


def test_the_last_row_of_a_batch_goes_on_with_drafts() -> None:
    model, used = parts("merges")
    constraints = [choice(["a", "b"]), CONSTRAINTS["closed object"], regex("[a-c]{2}")]
    prompts = ["a longer prompt", "x", "yy"]
    options: dict[str, Any] = {"constraint": constraints, "seed": [1, 2, 3], "max_new_tokens": 90}
    plain = generate(model, used, prompts, jump_forward=False, **options)
    jumped = generate(model, used, prompts, **options)
    assert [g.token_ids for g in jumped] == [g.token_ids for g in plain]
    assert jumped[0].stats.accepted_tokens > 0
    assert jumped[0].stats.forwards < plain[0].stats.forwards


def test_rows_of_a_batch_are_not_drafted() -> None:
    model, used = parts("bytes")
    results = generate(model, used, ["x", "y"], constraint=CONSTRAINTS["constant"], seed=1)
    assert [g.stats.drafted_tokens for g in results] == [0, 0]
    assert results[0].stats.forwards == len(results[0].token_ids)


def test_a_vocabulary_without_an_encoder_will_do() -> None:
    from gendecode.vocab import Vocab

    model, _ = parts("bytes")
    result = assert_same(model, Vocab.bytes_only(), list(b"x"), constraint=CONSTRAINTS["regex"], seed=1)
    assert result.stats.accepted_tokens > 10


@pytest.mark.parametrize("rope", ["dynamic", "linear"])
def test_positions_that_change_with_the_length_get_no_drafts(rope: str) -> None:
    model = tiny.llama(rope_parameters={"rope_type": rope, "factor": 2.0, "rope_theta": 10000.0})
    result = assert_same(model, tiny.tokenizer(), "x", constraint=CONSTRAINTS["constant"], seed=1)
    assert (result.stats.drafted_tokens > 0) == (rope == "linear")


names = st.sampled_from(["name", "address", "country", "number", "a", "nation", "internal revenue", "größe"])
schemas = st.recursive(
    st.one_of(
        st.builds(lambda values: {"enum": values}, st.lists(names, min_size=1, max_size=3, unique=True)),
        st.builds(lambda value: {"const": value}, st.one_of(st.integers(0, 9999), names, st.none(), st.booleans())),
        st.just({"type": "string", "maxLength": 2}),
        st.just({"type": "boolean"}),
    ),
    lambda inner: st.one_of(
        st.builds(
            lambda members: {
                "type": "object",
                "properties": members,
                "required": sorted(members)[:2],
                "additionalProperties": False,
            },
            st.dictionaries(names, inner, min_size=1, max_size=3),
        ),
        st.builds(lambda items: {"type": "array", "items": items, "minItems": 1, "maxItems": 2}, inner),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=2, max_size=2)),
    ),
    max_leaves=5,
)


@settings(max_examples=40)
@given(
    schema=schemas,
    whitespace=st.sampled_from(["compact", "python", "pretty", "flexible"]),
    order=st.sampled_from(["any", "declared"]),
    tokenizer=st.sampled_from(["bytes", "merges"]),
    seed=st.one_of(st.none(), st.integers(0, 99)),
)
def test_random_schemas(schema: Any, whitespace: str, order: Any, tokenizer: str, seed: int | None) -> None:
    model, used = parts(tokenizer)
    options: dict[str, Any] = {"temperature": 0} if seed is None else {"temperature": 1.3, "seed": seed}
    constraint = json_schema(schema, whitespace=whitespace, order=order)
    result = assert_same(model, used, "x", constraint=constraint, max_new_tokens=120, **options)
    if result.finish_reason != "length":
        assert json.loads(result.text) == result.value
