"""Every grammar of the catalogue: what it lets a model write is what the parser that people use accepts."""

from __future__ import annotations

import random
import re

import pytest

from catalogue import (
    FOLDER,
    ORACLES,
    allowed_bytes,
    constraint,
    free_walks,
    guided_walks,
    lark_accepts,
    mutations,
    parser,
)
from corpora import CORPORA
from derive import Deriver

NAMES = sorted(path.stem for path in FOLDER.glob("*.lark"))

# Random texts per grammar.
WALKS = 300

every_grammar = pytest.mark.parametrize("name", NAMES)


def test_every_grammar_has_an_oracle_and_a_corpus() -> None:
    assert NAMES == sorted(ORACLES) == sorted(CORPORA)
    small = {name for name, corpus in CORPORA.items() if min(len(corpus.valid), len(corpus.invalid)) < 15}
    assert small == set()


def test_the_table_of_the_readme_is_complete() -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[`(\w+)\.lark`\]", table, re.MULTILINE) == NAMES


@every_grammar
def test_header_says_what_is_left_out_and_the_licence(name: str) -> None:
    header = (FOLDER / f"{name}.lark").read_text(encoding="utf-8").split("\n\n")[0]
    assert header.startswith("// ")
    assert header.endswith("// SPDX-License-Identifier: Apache-2.0")


@every_grammar
def test_corpus(name: str) -> None:
    corpus, engine = CORPORA[name], constraint(name)
    assert [text for text in corpus.valid if not engine.accepts(text)] == []
    assert [text for text in corpus.invalid + corpus.left_out if engine.accepts(text)] == []


@every_grammar
def test_corpus_in_lark_itself(name: str) -> None:
    corpus = CORPORA[name]
    assert [text for text in corpus.valid if not lark_accepts(name, text)] == []
    assert [text for text in corpus.invalid + corpus.left_out if lark_accepts(name, text)] == []


@every_grammar
def test_corpus_in_the_independent_parser(name: str) -> None:
    corpus, accepts = CORPORA[name], ORACLES[name]
    assert [text for text in corpus.valid + corpus.left_out if not accepts(text)] == []
    assert [text for text in corpus.invalid if accepts(text)] == []


@every_grammar
def test_texts_along_the_masks_are_accepted(name: str) -> None:
    texts = guided_walks(name, WALKS)
    assert len(set(texts)) > WALKS / 2
    assert [text for text in texts if not ORACLES[name](text)] == []


@every_grammar
def test_aimless_texts_along_the_masks_are_accepted(name: str) -> None:
    texts = free_walks(name, 100, 30)
    assert [text for text in texts if not ORACLES[name](text)] == []
    # Some walks find no end: nothing tells them how to spell the words of a document that has been begun.
    assert len(texts) >= 5 or name in {"graphql_query", "markdown_table", "sygus_bv", "sygus_slia", "xml"}


@every_grammar
def test_derivations_are_accepted(name: str) -> None:
    """Whatever the rules derive, the engine takes and so does the parser; Lark is asked about the short ones."""
    deriver = Deriver(parser(name), seed=1)
    texts = {deriver.text(deriver.random.choice((5, 10, 20, 40))) for _ in range(200)}
    assert len(texts) > 60
    assert [text for text in texts if not ORACLES[name](text)] == []
    engine = constraint(name)
    assert [text for text in texts if not engine.accepts(text)] == []
    short = sorted(text for text in texts if len(text) < 80)
    assert [text for text in short[:15] if not lark_accepts(name, text)] == []


@every_grammar
def test_mutations_that_are_members_are_accepted(name: str) -> None:
    engine = constraint(name)
    changed = list(mutations(CORPORA[name].valid, 800, f"mutations of {name}"))
    members = [text for text in changed if engine.accepts(text)]
    assert 0 < len(members) < len(changed)
    assert [text for text in members if not ORACLES[name](text)] == []
    sample = random.Random(name).sample(changed, 15)
    assert [text for text in sample if lark_accepts(name, text) != engine.accepts(text)] == []


# Beginnings that open something without end: an engine that keeps every reading apart would drown.
NESTED = [
    *(
        ("arithmetic", "", "("),
        ("arithmetic", "", "- ("),
        ("json", "", "["),
        ("json", "", '{"":'),
        ("json5", "", "[{a:"),
    ),
    *(("python_subset", "", bracket) for bracket in ("(", "[ ", "{", "f(", "x[", "{*", "lambda: (", "(x, ")),
    *(("sql_select", "SELECT ", part) for part in ("(", "(SELECT ", "(SELECT a FROM ", "COUNT(", "CASE WHEN ", "-(")),
    *(("graphql_query", "", "{a "), ("graphql_query", "{a(b:", "[{c:"), ("xml", "", "<p>"), ("smiles", "", "C(")),
    ("sygus_slia", "(define-fun f ((s String) (t String) (i Int)) String ", "(str.++ "),
]


@pytest.mark.parametrize(("name", "begin", "part"), NESTED)
def test_deep_nesting_can_go_on(name: str, begin: str, part: str) -> None:
    state = constraint(name).start().advance_bytes((begin + 40 * part).encode())
    assert state is not None
    assert ord(part[0]) in allowed_bytes(state)


@pytest.mark.slow
@every_grammar
def test_many_longer_texts(name: str) -> None:
    deriver = Deriver(parser(name), seed=2)
    texts = {deriver.text(deriver.random.choice((20, 80, 200))) for _ in range(2000)}
    texts |= {*guided_walks(name, 1000), *free_walks(name, 600, 100)}
    assert [text for text in texts if not ORACLES[name](text)] == []


@every_grammar
def test_terminals_have_no_look_around(name: str) -> None:
    patterns = [terminal.pattern.to_regexp() for terminal in parser(name).terminals]
    assert [pattern for pattern in patterns if re.search(r"\(\?[=!<]", pattern)] == []
    # re.IGNORECASE folds by Unicode: it would take U+017F for an s and U+212A for a k.
    assert [terminal for terminal in parser(name).terminals if "i" in terminal.pattern.flags] == []


@every_grammar
def test_terminals_find_their_longest_match_first(name: str) -> None:
    """Lark takes what `re.match` finds and what is shorter: a longer match that comes later would be lost."""
    deriver = Deriver(parser(name), seed=3)
    for terminal in parser(name).terminals:
        pattern = re.compile(terminal.pattern.to_regexp())
        for text in {deriver.terminal(terminal.name) for _ in range(30)}:
            found = pattern.match(text)
            assert found is not None
            assert found.group() == text, f"{terminal.name} finds {found.group()!r} in {text!r}"
