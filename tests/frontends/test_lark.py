"""gd.lark: the comparison with Lark, departures from it, extensions, refusals, hostile grammars."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from lark import Lark

import gendecode as gd
from gendecode.frontends.lark.load import _library
from gendecode.grammar.ir import Special
from tests.frontends.lark_differential import CASES, compare

EVERYDAY = 60
THOROUGH = 900


def language(source: str | Path, **options: Any) -> gd.Constraint:
    return gd.compile(gd.lark(source, **options), gd.Vocab.bytes_only())


def accepted(source: str | Path, texts: list[str], **options: Any) -> list[str]:
    constraint = language(source, **options)
    return [text for text in texts if constraint.accepts(text)]


# --- against Lark -------------------------------------------------------------------------------------
def test_there_are_enough_grammars() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", sorted(CASES))
def test_language_is_that_of_lark(name: str) -> None:
    found = compare(name, EVERYDAY)
    assert found.differences == []
    assert found.dead_ends == []
    assert found.accepted > 0 and (found.texts >= EVERYDAY or name == "empty language member")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CASES))
def test_language_is_that_of_lark_on_many_texts(name: str) -> None:
    found = compare(name, THOROUGH)
    assert found.differences == []
    assert found.dead_ends == []


# --- departures, and what Lark cannot say -------------------------------------------------------------
def test_shorter_matches_respect_assertions_as_well() -> None:
    """Lark retries a shorter match on the cut-off text, where the assertion sees the end: ``ab`` of ``abc``."""
    source = 'start: W ("c" | "!")\nW: /[a-z]+\\b/\n'
    assert accepted(source, ["abc", "ab!", "c"]) == ["ab!"]
    assert Lark(source, parser="earley", lexer="dynamic_complete").parse("abc")


def test_ignored_text_gives_back() -> None:
    source = 'start: "x" "ab"\n%ignore /a+/\n'
    assert accepted(source, ["xab", "xaab", "xaaab", "xb"]) == ["xab", "xaab", "xaaab"]


def test_terminals_may_be_empty() -> None:
    assert accepted('start: A ";" ""\nA: /a*/\n', [";", "aa;", "a"]) == [";", "aa;"]


def test_rules_of_python_lark() -> None:
    source = (
        "%import python.STRING\n%import python (DEC_NUMBER, LONG_STRING)\nstart: STRING | DEC_NUMBER | LONG_STRING\n"
    )
    texts = ['"a"', '""', '"a"b"', "r'\\''", "0", "00", "01", "17", '"""a"b"""']
    assert accepted(source, texts) == ['"a"', '""', "r'\\''", "0", "00", "17", '"""a"b"""']


def test_grammar_of_lark_reads_a_grammar() -> None:
    library = _library("lark")
    assert library is not None
    assert accepted(library.text, ['start: "a" b+\nb: /x/i | [c] -> d\n', "start: (\n"]) == [
        'start: "a" b+\nb: /x/i | [c] -> d\n'
    ]


# --- files --------------------------------------------------------------------------------------------
def test_relative_imports(tmp_path: Path) -> None:
    (tmp_path / "words.lark").write_text('word: LETTER+ tail?\ntail: "!"\nLETTER: "a".."c"\n')
    main = tmp_path / "main.lark"
    main.write_text('%import .words.word -> w\n%extend words__tail: "?"\nstart: w ("," w)*\n')
    assert accepted(main, ["ab", "ab!,c", "a?", "d", "a,"]) == ["ab", "ab!,c", "a?"]
    assert accepted(main.read_text(), ["ab!"], import_paths=[tmp_path]) == ["ab!"]
    with pytest.raises(gd.GrammarError, match="import_paths="):
        gd.lark(main.read_text())


def test_circular_imports(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.lark").write_text(f'%import .{other}.x\nstart: x\nx: "x"\n')
    with pytest.raises(gd.GrammarError, match=r"line 1, column 1.*(\n.*)*"):
        gd.lark(tmp_path / "a.lark")


# --- trees --------------------------------------------------------------------------------------------
def test_parse_gives_the_tree() -> None:
    tree = gd.lark('start: "a" b\nb: /x+/\n').parse("axx")
    assert tree.data == "start"
    assert str(tree.children[0].children[0]) == "xx"
    assert gd.lark("start: /x+/{2}\n").parse("xx") == "xx"


# --- extensions ---------------------------------------------------------------------------------------
EXTENSIONS = {
    "braces": ('start: "a"{2,3} "b"{1,} "c"{,2} "d"{2}\n', ["aabdd", "aaabbcdd"], ["abdd", "aabcccdd", "aabd"]),
    "hyphens": ("start: a-b\na-b: A-B\nA-B: \"x\"\n", ["x"], ["a-b"]),
    "json": ('start: "r=" %json {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"],\n'
             '"additionalProperties": false} ";"\n', ['r={"a":1};', 'r={"a": 1};'], ["r={};", 'r={"a":2};']),
    "words": ('start: %regex {"substring_words": "foo bar. baz"}\n', ["", "foo bar", ". baz", " "], ["fo", "foo  bar"]),
    "chunks": ('start: %regex {"substring_chunks": ["abc", "de", "fg"]} "!"\n',
               ["!", "abcde!", "defg!"], ["ab!", "abcfg!"]),
    "characters": ('start: T\nT: %regex {"substring_chars": "aba"} "!"\n',
                   ["!", "ab!", "ba!", "aba!"], ["aa!", "abab!"]),
    "lark": ('start: "<" %lark {\n start: x+\n x: "x"\n %ignore " "\n} ">"\n%ignore "-"\n',
             ["<x x>", "-<-x>-", "<xx >"],
             ["< -x>", "<>"]),
    "lazy": ('start: a "c"\na[lazy]: /[ab]*b/\n', ["abc", "bc"], ["abbc", "babc"]),
    "suffix": ('start: t r\nt[suffix="</t>"]: /.*/\nr: /[0-9]+/\n', ["x</t>1", "</t>12"], ["x</t></t>1", "x1"]),
    "stop": ('start: t "!"\nt[stop=/;+/]: /[a-z]*/\n', ["ab;!"], ["ab!", "ab;;!"]),
    "and": ("start: A\nA: /[a-c]{2}/ & /.*b/ & ~\"bb\"\n", ["ab", "cb"], ["bb", "aa"]),
    "not": ('start: A\nA: ~("a" | "b"+)\n', ["", "aa", "c"], ["a", "b", "bbb"]),
    "and before or": ('start: A\nA: "a" & "b" | "c"\n', ["c"], ["a", "b"]),
    "once": ('%llguidance {"skip_repetition": "once"}\n%ignore / {1,2}/\nstart: "a" "b"\n', ["ab", "a  b"], ["a   b"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(EXTENSIONS))
def test_extension(name: str) -> None:
    source, members, others = EXTENSIONS[name]
    assert accepted(source, members + others) == members


def test_references() -> None:
    grammars = {"n": gd.regex("[0-9]+"), "s": {"type": "boolean"}, "l": 'start: "(" @n ")" | \n'}
    texts = ["1;true;(2)", "1;true;", "x;true;", "1;0;"]
    assert accepted('start: @n ";" @s ";" @l\n', texts, grammars=grammars) == texts[:2]
    with pytest.raises(gd.GrammarError, match="refers to itself"):
        gd.lark("start: @a\n", grammars={"a": "start: @b\n", "b": "start: @a\n"})


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ("<|eot|>", Special(("<|eot|>",))),
        ("</think>", Special(("</think>",))),
        ("<[3,7-9]>", Special((), ((3, 3), (7, 9)))),
        ("<[^3]>", Special((), ((3, 3),), True)),
        ("<[*]>", Special((), ((0, 2**31 - 1),))),
    ],
)
def test_special_tokens(written: str, node: Special) -> None:
    root: Any = gd.lark(f'start: "a" {written}\n').root
    assert root.expand().items[1] == node


# --- refusals -----------------------------------------------------------------------------------------
REFUSED = {
    "declared": ('start: _INDENT "a"\n%declare _INDENT\n', "%declare", "line 2, column 10"),
    "python with indentation": ("%import python.file_input\nstart: file_input\n", "%declare", "post-lexer"),
    "max_tokens": ("start: a\na[max_tokens=5]: /.*/\n", "[max_tokens]", "line 2, column 3"),
    "temperature": ("start: a\na[temperature=0.5]: /.*/\n", "[temperature]", "generate()"),
    "capture": ('start: a\na[capture="x"]: /.*/\n', "[capture]", "parsed text"),
    "stop at the end": ('start: a\na[stop=""]: /.*/\n', 'stop=""', "leave it out"),
    "back-reference": ("start: /(a)\\1/\n", "\\1", "line 1, column 8"),
    "far look-ahead": ("start: /a(?=bc)/ /.*/\n", "look-around", "further than one character"),
    "options": ('%llguidance {"allow_invalid_utf8": true}\nstart: "a"\n', "%llguidance", "leave it out"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(name: str) -> None:
    source, keyword, message = REFUSED[name]
    with pytest.raises(gd.UnsupportedError, match=re.escape(message)) as caught:
        gd.lark(source)
    assert caught.value.keyword.startswith(keyword)


MALFORMED = {
    "undefined rule": ('start: foo\nfooo: "a"\n', "the rule 'foo' is not defined; did you mean 'fooo'?"),
    "undefined terminal": ('start: FOO\nFOX: "a"\n', "did you mean 'FOX'?"),
    "no start": ('s: "a"\n', "no rule 'start': it has s; say which with start="),
    "two definitions": ('start: "a"\nstart: "b"\n', "line 2, column 1: the rule 'start' is defined twice"),
    "recursive terminal": ('start: A\nA: "x" A | "y"\n', "the terminal 'A' is defined by itself"),
    "rule in a terminal": ('start: A\nA: b\nb: "x"\n', "line 2, column 4: the terminal 'A' uses the rule 'b'"),
    "open group": ('start: ("a"\nb: "c"\n', "line 1, column 8: this group has no closing ')'"),
    "stray bracket": ('start: "a")\n', "line 1, column 11"),
    "single quotes": ("start: 'a'\n", "double quotation marks"),
    "mixed case": ('start: Foo\nFoo: "a"\n', "mixes upper and lower case"),
    "regular expression": ("start: /[a-/\n", "line 1, column 8"),
    "range": ('start: "z".."a"\n', "the lower one first"),
    "counts": ('start: "a"~5..2\n', "greater than the upper one"),
    "arity": ('start: a{"x","y"}\na{x}: x\n', "1 parameters, and gets 2"),
    "template without arguments": ("start: a\na{x}: x\n", "without arguments"),
    "import": ("%import foo.bar\nstart: bar\n", "no grammar 'foo'"),
    "imported name": ("%import common.INTT\nstart: INTT\n", "did you mean 'INT'?"),
    "path outside": ("%import ..secret.X\nstart: X\n", "line 1, column 9"),
    "extend": ('start: "a"\n%extend foo: "b"\n', "line 2, column 9"),
    "schema": ('start: %json {"type": 5}\n', "line 1, column 8: %json: #/type"),
    "json": ('start: %json {"type": }\n', "line 1, column 23"),
    "reference": ("start: @x\n", "grammars="),
    "complement in a rule": ('start: ~"a"\n', "upper case"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_malformed(name: str) -> None:
    source, message = MALFORMED[name]
    with pytest.raises(gd.GrammarError, match=re.escape(message)):
        gd.lark(source)


@pytest.mark.parametrize("source", ["start: start\n", 'start: start "a"\n', 'start: "a" B\nB: /[^\\s\\S]/\n'])
def test_empty_language(source: str) -> None:
    with pytest.raises(gd.UnsatisfiableError, match="no text matches start"):
        gd.lark(source)


# --- hostile grammars ---------------------------------------------------------------------------------
HOSTILE = {
    "brackets": "start: " + "(" * 30_000 + '"a"' + ")" * 30_000 + "\n",
    "brackets in a regex": "start: /" + "(" * 5_000 + "a" + ")" * 5_000 + "/\n",
    "endless template": 'start: a{"x"}\na{x}: "(" a{a{x}} ")" | x\n',
    "branching template": 'start: f{"x","y"}\nf{x,y}: f{f{x,y},f{y,x}} | x y\n',
    "doubling terminals": "start: R0\n" + "".join(f"R{i}: R{i + 1} R{i + 1}\n" for i in range(40)) + 'R40: "x"\n',
    "deep JSON": "start: %json " + '{"a":' * 100_000 + "\n",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_grammars_end_in_an_error(name: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(gd.LimitExceeded):
        gd.lark(HOSTILE[name])
    assert time.perf_counter() - begin < 5


LARGE = {
    "chain of rules": ("start: r0\n" + "".join(f"r{i}: r{i + 1}\n" for i in range(10_000)) + 'r10000: "x"\n', "x"),
    "chain of terminals": ("start: R0\n" + "".join(f"R{i}: R{i + 1}\n" for i in range(3_000)) + 'R3000: "x"\n', "x"),
    "large count": ('start: "a"~0..100000\n', "a" * 20_000),
    "nested counts": ('start: a~50\na: b~50\nb: "x"~5\n', "x" * 12_500),
    "left recursion": ('start: start "+" "n" | "n"\n', "n" + "+n" * 10_000),
    "right recursion": ('start: "x" start | "y"\n', "x" * 10_000 + "y"),
    "nesting": ('start: "(" start ")" | "y"\n', "(" * 10_000 + "y" + ")" * 10_000),
    "doubling": ('start: s\ns: s s | "a" | \n', "a" * 10_000),
}


@pytest.mark.parametrize("name", sorted(LARGE))
def test_large_grammars_and_texts(name: str) -> None:
    source, text = LARGE[name]
    assert accepted(source, [text, text + "?"]) == [text]
