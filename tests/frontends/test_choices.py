"""``choice``: exactly the options."""

import itertools

import pytest

from gendecode.errors import GrammarError
from gendecode.frontends.choices import choice
from gendecode.grammar.ir import Literal, Regular


@pytest.mark.parametrize("options", [["yes", "no"], ["a", "ab", "abc"], ["", "a"], ["b", "a", "b"], ["é", "日本", "e"]])
def test_exactly_the_options(options):
    root = choice(iter(options)).root
    assert isinstance(root, Regular)
    others = {"".join(letters) for size in range(4) for letters in itertools.product("abyesnoé", repeat=size)}
    assert all(root.automaton.accepts(option.encode()) for option in options)
    assert not any(root.automaton.accepts(text.encode()) for text in others - set(options))


def test_the_grammar():
    grammar = choice(["red", "green", "red"])
    assert grammar.name == "choice(2 options)" and grammar.parse("red") == "red"
    assert choice(["only"]).root == Literal(b"only")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "at least one"),
        ("yes", "not the single str"),
        (["a", 1], "option 1 of the choice is of type int"),
        ([b"a"], "option 0 of the choice is of type bytes"),
        (["a", "x\ud800"], "option 1 .* lone surrogate at position 1"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(GrammarError, match=message):
        choice(options)
