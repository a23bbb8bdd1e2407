"""The plug-in inside model.generate, in every mode, against gd.generate and the language itself."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
import torch
from transformers import LogitsProcessor, LogitsProcessorList

from gendecode import hf
from gendecode.errors import GrammarError, PipelineError, VocabularyError
from gendecode.frontends.regex import regex
from gendecode.generate import generate
from gendecode.sampling import Domain, Filter, RepetitionPenalty, Side, Stage, Temperature
from gendecode.vocab import Vocab
from tests import tiny_models as tiny

PATTERN = r"[a-f]{4,9}(,[0-9]{1,3}){0,3};"
MODES: dict[str, dict[str, Any]] = {
    "greedy": {"do_sample": False},
    "sampling": {"do_sample": True, "temperature": 1.5, "top_k": 20, "top_p": 0.95},
    "return sequences": {"do_sample": True, "num_return_sequences": 3},
    "beams": {"num_beams": 4, "num_return_sequences": 3},
    "beam sampling": {"num_beams": 3, "do_sample": True},
    "penalties": {"do_sample": False, "repetition_penalty": 1.4},
}
SINGLE: dict[str, dict[str, Any]] = {
    "prompt lookup": {"prompt_lookup_num_tokens": 3, "do_sample": False},
    "prompt lookup sampling": {"prompt_lookup_num_tokens": 3, "do_sample": True},
    "static cache": {"cache_implementation": "static", "do_sample": False},
}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tiny.tokenizer()


@pytest.fixture(scope="module", params=[tiny.llama, tiny.gpt2, tiny.t5], ids=["llama", "gpt2", "t5"])
def model(request: pytest.FixtureRequest) -> Any:
    return request.param()


@pytest.fixture(scope="module")
def llama() -> Any:
    return tiny.llama()


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def run(model: Any, prompts: list[str], processor: Any, **options: Any) -> list[list[int]]:
    """The new tokens of every row, the end-of-sequence id and what follows it cut off."""
    encoded = [list(prompt.encode()) for prompt in prompts]
    longest = max(map(len, encoded))
    ids = torch.tensor([[tiny.EOS] * (longest - len(row)) + row for row in encoded])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in encoded])
    options = {"max_new_tokens": 40, "max_length": None} | options
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # transformers' own, about combinations of its arguments
        out = model.generate(ids, attention_mask=mask, logits_processor=processor, **options)
    rows = out[:, 1:] if model.config.is_encoder_decoder else out[:, longest:]
    return [row[: row.index(tiny.EOS)] if tiny.EOS in row else row for row in rows.tolist()]


def texts(rows: list[list[int]]) -> list[str]:
    return [bytes(row).decode("utf-8", "replace") for row in rows]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_stays_in_the_language(model: Any, tokenizer: Any, mode: str) -> None:
    processor = hf.logits_processor(tokenizer=tokenizer, constraint=regex(PATTERN))
    for prompts in (["a prompt"], ["hello", "a longer one"], ["hello", "a longer one"]):
        for text in texts(run(model, prompts, processor, **MODES[mode])):
            assert re.fullmatch(PATTERN, text), text


@pytest.mark.parametrize("mode", SINGLE)
def test_modes_for_one_row(llama: Any, tokenizer: Any, mode: str) -> None:
    processor = hf.logits_processor(tokenizer=tokenizer, constraint=regex(PATTERN))
    for prompt in ("abc,1;abc,22;abc", "hello", "hello"):
        (text,) = texts(run(llama, [prompt], processor, **SINGLE[mode]))
        assert re.fullmatch(PATTERN, text), text


@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_assisted_decoding(llama: Any, tokenizer: Any, sample: bool, inside: bool) -> None:
    """With the assistant's drafts, some rejected; ``inside`` another list, one processor serves all runs."""
    processor: Any = hf.logits_processor(tokenizer=tokenizer, constraint=regex(PATTERN))
    if inside:
        processor = [processor]
    assistant = tiny.llama(seed=5)
    for prompt in ("hello", "hello", "another"):
        (tokens,) = run(llama, [prompt], processor, assistant_model=assistant, do_sample=sample)
        assert re.fullmatch(PATTERN, bytes(tokens).decode()), bytes(tokens)
        if not sample:
            assert tokens == run(llama, [prompt], processor, do_sample=False)[0]


def test_greedy_equals_generate_token_for_token(model: Any, tokenizer: Any) -> None:
    patterns = [PATTERN, r"\{[a-z]{1,5}(\.[a-z]{1,5}){2}\}", "(x|y){20}"]
    for pattern in patterns:
        processor = hf.logits_processor(tokenizer=tokenizer, constraint=regex(pattern))
        for prompt in ("hello", "x"):
            ours = generate(model, tokenizer, prompt, constraint=regex(pattern), temperature=0, max_new_tokens=40)
            tokens = [token for token in ours.token_ids if token != tiny.EOS]
            assert run(model, [prompt], processor, do_sample=False) == [tokens]


def test_stages_equal_generate(llama: Any, tokenizer: Any) -> None:
    stages = [RepetitionPenalty(1.5), Temperature(0.5)]
    processor = hf.logits_processor(tokenizer=tokenizer, constraint=regex("[a-z]{30}"), stages=stages)
    rows = run(llama, ["hello", "a longer one"], processor, do_sample=False)
    for prompt, row in zip(["hello", "a longer one"], rows, strict=True):
        ours = generate(llama, tokenizer, prompt, constraint=regex("[a-z]{30}"), stages=stages, temperature=0)
        assert list(ours.token_ids) == row


def test_one_constraint_for_each_prompt(llama: Any, tokenizer: Any) -> None:
    patterns = ["[a-c]{3,5};", "[x-z]{3,5};"]
    processor = hf.logits_processor(tokenizer=tokenizer, constraint=[regex(p) for p in patterns])
    for options in ({}, {"num_beams": 3, "num_return_sequences": 2}, {"do_sample": True, "num_return_sequences": 2}):
        found = texts(run(llama, ["same", "same"], processor, **options))
        size = len(found) // 2
        assert all(re.fullmatch(patterns[row // size], text) for row, text in enumerate(found)), found
    free = hf.logits_processor(tokenizer=tokenizer, constraint=[regex("[a-c]{5}"), None])
    rows = run(llama, ["same", "same"], free, do_sample=False)
    assert re.fullmatch("[a-c]{5}", bytes(rows[0]).decode())
    assert rows[1] == run(llama, ["same"], None, do_sample=False)[0]
    with pytest.raises(PipelineError, match="2 constraints for a batch of 3 rows"):
        run(llama, ["a", "b", "c"], processor)


class Seen(LogitsProcessor):
    """Another processor, so that ours stands in a list."""

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        return scores


def test_one_processor_for_many_runs_inside_a_list(llama: Any, tokenizer: Any) -> None:
    """Reuse without a fresh processor: equal prompts, other prompts, prompts that continue an earlier output."""
    ours = hf.logits_processor(tokenizer=tokenizer, constraint=regex(PATTERN))
    for processors in ([Seen(), ours], LogitsProcessorList([ours, Seen()]), [*ours]):
        (first,) = texts(run(llama, ["hello"], processors))
        prompts = [
            "hello",
            "hello",
            "other",
            "hello",
            "hel",
            f"hello{first} and then",
            f"hello{first[:2]}xyz",
            "hello?",
        ]
        for prompt in prompts:
            (text,) = texts(run(llama, [prompt], processors))
            assert re.fullmatch(PATTERN, text), (prompt, text)
        assert re.fullmatch(PATTERN, texts(run(llama, ["hello", "xyz"], processors, num_beams=2))[1])


def test_a_prompt_that_is_exactly_an_earlier_output(llama: Any, tokenizer: Any) -> None:
    """Told apart by the object itself, and by prompt_length."""
    ours = hf.logits_processor(tokenizer=tokenizer, constraint=regex("[a-c]{8}"))
    (first,) = texts(run(llama, ["hello"], ours))
    for size in (1, 4, 8):
        (text,) = texts(run(llama, ["hello" + first[:size]], ours))
        assert re.fullmatch("[a-c]{8}", text)
        stated = [hf.logits_processor(tokenizer=tokenizer, constraint=regex("[a-c]{8}"), prompt_length=5 + size)]
        for _ in range(2):
            assert texts(run(llama, ["hello" + first[:size]], stated)) == [text]
    with pytest.raises(PipelineError, match="prompt_length is 9, and the rows have only 5"):
        run(llama, ["hello"], hf.logits_processor(tokenizer=tokenizer, prompt_length=9))


def rows_of(*parts: bytes) -> torch.Tensor:
    return torch.tensor([list(part) for part in parts])


def allowed_of(processor: Any, *rows: bytes, end: bool = False) -> list[set[int]]:
    ids = rows_of(*rows)
    if end:
        ids = torch.cat([ids, torch.full((len(rows), 1), tiny.EOS)], dim=1)
    scores = processor(ids, torch.zeros(len(rows), tiny.WIDTH))
    return [set(row.isfinite().nonzero()[:, 0].tolist()) for row in scores]


def test_rows_that_move_regress_end_or_break_the_grammar(tokenizer: Any) -> None:
    (processor,) = hf.logits_processor(tokenizer=tokenizer, constraint=regex("ab|ac|de"))
    a, b, c, d, e = (ord(x) for x in "abcde")
    assert allowed_of(processor, b"p", b"p") == [{a, d}, {a, d}]
    assert allowed_of(processor, b"pa", b"pd") == [{b, c}, {e}]
    assert allowed_of(processor, b"pd", b"pa") == [{e}, {b, c}]
    assert allowed_of(processor, b"pde", b"pac") == [{tiny.EOS}, {tiny.EOS}]
    assert allowed_of(processor, b"pa", b"pa") == [{b, c}, {b, c}]
    assert allowed_of(processor, b"pz", b"pa") == [{tiny.EOS}, {b, c}], "a draft that breaks the grammar"
    assert allowed_of(processor, b"pzq", b"pab") == [{tiny.EOS}, {tiny.EOS}]
    assert allowed_of(processor, b"pab", b"pac", end=True) == [{tiny.EOS}, {tiny.EOS}], "padding after the end"
    assert allowed_of(processor, b"p", b"p") == [{a, d}, {a, d}]


def test_scores_are_not_written_to(tokenizer: Any) -> None:
    (processor,) = hf.logits_processor(tokenizer=tokenizer, constraint=regex("a"), stages=[Temperature(0.5)])
    for row in (b"p", b"pa", b"pa!"):
        scores = torch.ones(1, tiny.WIDTH)
        processor(rows_of(row), scores)
        assert torch.equal(scores, torch.ones(1, tiny.WIDTH))


def test_states_that_were_let_go_are_made_again(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gendecode.integrations.hf_processor._STATES_KEPT", 2)
    (processor,) = hf.logits_processor(
        tokenizer=tokenizer, constraint=regex("(ab|cd)*;"), stages=[RepetitionPenalty(2.0)]
    )
    text = b"abcdab"
    masks = [allowed_of(processor, b"p" + text[:size]) for size in range(7)]
    again = [allowed_of(processor, b"p" + text[:size]) for size in (5, 2, 6, 1, 3)]
    assert again == [masks[size] for size in (5, 2, 6, 1, 3)]


class Probability(Stage[tuple[float, ...]]):
    """Remembers the probability of each token, as mirostat must."""

    observes = True

    def start(self, context: Any) -> tuple[float, ...]:
        return ()

    def apply(self, states: Any, x: torch.Tensor, side: Side) -> torch.Tensor:
        self.last = list(states)
        return x

    def advance(self, state: tuple[float, ...], token: int, x: torch.Tensor | None) -> tuple[float, ...]:
        assert x is not None
        return (*state, round(float(x.softmax(-1)[token]), 4))


def test_an_observing_stage_sees_the_logits_of_the_last_visit(tokenizer: Any) -> None:
    stage = Probability()
    (processor,) = hf.logits_processor(tokenizer=tokenizer, stages=[stage])
    draft, true = torch.zeros(1, tiny.WIDTH), torch.zeros(1, tiny.WIDTH)
    true[0, ord("a")] = 5.0
    for scores in (draft, true):  # an assistant first, then the model
        for row in (b"p", b"pa", b"paa"):
            processor(rows_of(row), scores)
    processor(rows_of(b"paaa"), true)
    p = round(float(true.softmax(-1)[0, ord("a")]), 4)
    assert stage.last == [(p, p, p)]


class Softmax(Filter):
    domain = (Domain.LOGITS, Domain.PROBS)

    def apply(self, states: Any, x: torch.Tensor, side: Side) -> torch.Tensor:
        return x.softmax(-1)


class View(Filter):
    wants = frozenset({"lame"})

    def apply(self, states: Any, x: torch.Tensor, side: Side) -> torch.Tensor:
        return x


def test_probabilities_leave_as_log_probabilities(tokenizer: Any) -> None:
    (processor,) = hf.logits_processor(tokenizer=tokenizer, stages=[Softmax()])
    scores = torch.randn(1, tiny.WIDTH)
    assert torch.allclose(processor(rows_of(b"p"), scores), scores.log_softmax(-1), atol=1e-5)


def test_what_is_refused(llama: Any, tokenizer: Any) -> None:
    with pytest.raises(PipelineError, match="one view of the model"):
        hf.logits_processor(tokenizer=tokenizer, stages=[View()])
    with pytest.raises(VocabularyError, match="no end-of-sequence id"):
        hf.logits_processor(tokenizer=Vocab.from_bytes([b"a"], []), constraint=None)
    with pytest.raises(PipelineError, match="list of constraints is empty"):
        hf.logits_processor(tokenizer=tokenizer, constraint=[])
    with pytest.raises(GrammarError, match=r"gd\.regex"):
        hf.logits_processor(tokenizer=tokenizer, constraint="abc")
    with pytest.raises(VocabularyError, match="up to id 256, and the model's logits have only 100"):
        hf.logits_processor(tokenizer=tokenizer)(rows_of(b"p"), torch.zeros(1, 100))
    with pytest.raises(PipelineError, match="another logits processor"):
        run(llama, ["x"], hf.logits_processor(tokenizer=tokenizer, constraint=regex("a")), suppress_tokens=[ord("a")])


def test_the_object_shows_what_it_does(tokenizer: Any) -> None:
    shown = repr(hf.logits_processor(tokenizer=tokenizer, stages=[Temperature(0.5)]))
    assert shown == "logits_processor(Pipeline([Constrain(), Temperature(temperature=0.5)]), 1 constraints)"
