"""Forced tokens against the tokenizer's encoding of every text of small languages, and of texts of large ones."""

from __future__ import annotations

import functools
import itertools
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import gendecode as gd
from gendecode.constrain.base import State
from gendecode.vocab.encoder import encode_after, encoder_of
from tests import tiny_models as tiny
from tests.assets import TOKENIZERS, tokenizer_file
from tests.vocab.test_real_tokenizers import ENDS

MERGES = tiny.merging_tokenizer()
VOCAB = gd.Vocab.from_tokenizer(MERGES, cache=False)

LANGUAGES = [
    ["international", "internationally", "interplanetary"],
    ["the number", "the name", "the nation"],
    ["name", "named", "names: 12", "names: 121"],
    ["12", "1", "121"],
    ['{"name": 1}', '{"name": 12}', '{"name":12}'],
    ['{"address": "a"}', '{"address": "address"}', '{"address": "number"}'],
    ["é12", "è12"],
    ["reference"],
    ["a", "b"],
]


@pytest.mark.parametrize("texts", LANGUAGES, ids=lambda texts: texts[0])
def test_all_texts_of_a_language_begin_with_the_forced_tokens(texts: list[str]) -> None:
    state = gd.compile(gd.choice(texts), VOCAB).start()
    forced = gd.forced_tokens(state, VOCAB, MERGES)
    canonical = [encoded(text) for text in texts]
    assert all(ids[: len(forced)] == list(forced) for ids in canonical)
    if len(texts) == 1:
        assert list(forced) == canonical[0], "nothing follows that could change them"
    # Not much is given away: at most the tokens that one further token could swallow.
    assert len(VOCAB.decode(forced)) >= len(VOCAB.decode(common(canonical))) - max(map(len, tiny.WORDS))


PIECES = [
    "the",
    "name",
    " ",
    "  ",
    "\n",
    "\n\n",
    "'s",
    "'",
    "12",
    "1",
    "é",
    '":',
    '{"',
    '",',
    ' "',
    "-",
    "A",
    "inter",
    "nation",
]
stems = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
ends = st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), min_size=2, max_size=3, unique=True)


@settings(max_examples=150)
@given(stem=stems, ends=ends)
def test_random_languages(stem: str, ends: list[str]) -> None:
    texts = [stem + end for end in ends]
    forced = gd.forced_tokens(gd.compile(gd.choice(texts), VOCAB).start(), VOCAB, MERGES)
    assert all(encoded(text)[: len(forced)] == list(forced) for text in texts)


def common(lists: list[list[int]]) -> list[int]:
    """What all lists begin with."""
    same = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*lists, strict=False))
    return [column[0] for column in same]


def encoded(text: str) -> list[int]:
    return MERGES.encode(text, add_special_tokens=False)


def test_in_the_middle_of_a_text() -> None:
    constraint = gd.compile(gd.choice(["the number 12", "the international number"]), VOCAB)
    for text in ("the number 12", "the international number"):
        ids = encoded(text)
        state: State = constraint.start()
        for position, token in enumerate(ids):
            forced = gd.forced_tokens(state, VOCAB, MERGES, ids[:position])
            assert list(forced) == ids[position : position + len(forced)]
            assert not state.forced() or forced or position in (2, 3, 4) or position == 0
            state = state.advance(token)


@functools.cache
def live(name: str) -> Tokenizer:
    return Tokenizer.from_file(str(tokenizer_file(name)))


SCHEMA = {
    "type": "object",
    "properties": {
        "personal_identification_number": {"type": "integer", "minimum": 0},
        "name": {"type": "string", "maxLength": 60},
        "preferred_contact_method": {"enum": ["electronic mail", "telephone call", "postal service", "post"]},
        "größe": {"type": "array", "items": {"type": "number"}, "maxItems": 3},
        "address": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "maxLength": 60},
                "since": {"pattern": "^20[0-9][0-9]-[01][0-9]$", "type": "string"},
            },
            "required": ["city", "since"],
            "additionalProperties": False,
        },
    },
    "required": ["personal_identification_number", "name", "preferred_contact_method", "größe", "address"],
    "additionalProperties": False,
}
LAYOUTS: dict[str, dict[str, Any]] = {
    "compact": {"separators": (",", ":")},
    "python": {},
    "pretty": {"indent": 2},
    "flexible": {},
}


def documents(count: int) -> list[Any]:
    rng = random.Random(0)
    words = ["Zoë", "de la Cruz", " x", "12", "", 'Åse \\ "q"', "日本", "https://a.b", "it's", "-", "A"]
    return [
        {
            "personal_identification_number": rng.choice([0, 7, 42, 123456]),
            "name": " ".join(rng.choices(words, k=rng.randrange(3))),
            "preferred_contact_method": rng.choice(["electronic mail", "telephone call", "postal service", "post"]),
            "größe": rng.choices([0, 1, -12, 3.5, 1e-7], k=rng.randrange(4)),
            "address": {"city": rng.choice(words), "since": rng.choice(["2001-01", "2024-12"])},
        }
        for _ in range(count)
    ]


@pytest.mark.real
@pytest.mark.parametrize("name", TOKENIZERS)
def test_real_tokenizers_agree(name: str, record_property: Any) -> None:
    """At every token of canonical texts: do they go on with the forced tokens? And how good are drafts?"""
    tokenizer = live(name)
    vocab = gd.Vocab.from_tokenizer(tokenizer, eos=ENDS[name])
    encode = encoder_of(tokenizer)
    asked = wrong = certain = drafted = agreed = 0
    for layout, options in LAYOUTS.items():
        constraint = gd.compile(gd.json_schema(SCHEMA, whitespace=layout, order="declared"), vocab)
        for value in documents(2):
            ids = tokenizer.encode(json.dumps(value, ensure_ascii=False, **options), add_special_tokens=False).ids
            state: State = constraint.start()
            for position, token in enumerate(ids):
                if data := state.forced():
                    context, follow = ids[:position], ids[position:]
                    forced = list(gd.forced_tokens(state, vocab, tokenizer, context))
                    asked += 1
                    certain += len(forced)
                    wrong += forced != follow[: len(forced)]
                    draft = encode_after(vocab, encode, data, context)
                    drafted += len(draft)
                    agreed += len(common([list(draft), follow]))
                state = state.advance(token)
            assert state.can_stop()
    figures = {"asked": asked, "wrong": wrong, "certain": certain, "drafted": drafted, "agreed": agreed}
    record_property("figures", figures)
    assert asked > 200 and certain > 300, figures
    assert wrong == 0, figures
    assert agreed > 0.85 * drafted, figures
