"""Grammars for the comparison with Lark: small, each for one difficulty.

``alphabet`` has the characters that mutations use; ``depth`` bounds the texts that are enumerated completely.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A grammar, and what to vary its texts with."""

    source: str
    alphabet: str
    depth: int = 0
    start: str = "start"
    longest: int = 30


CASES: dict[str, Case] = {
    "left recursion": Case('start: start "," X | X\nX: /[ab]+/\n', "ab,", 6),
    "right recursion": Case('start: X "," start | X\nX: /[ab]/\n', "ab,", 7),
    "both recursions": Case('start: start "+" start | start "*" start | "(" start ")" | "n"\n', "+*()n", 5),
    "unary and binary": Case('start: e\ne: e "-" e | "-" e | e "!" | "n"\n', "-!n", 8),
    "doubling": Case('start: s\ns: s s | "a"\n', "ab", 9),
    "doubling with nothing": Case('start: s\ns: s s | "a" | \n', "ab", 9),
    "tripling": Case('start: s\ns: s s s | "a" | "b"\n', "ab", 7),
    "unit cycle": Case('start: a\na: b | "x"\nb: c | "y"\nc: a | "z" c\n', "xyz", 6),
    "self cycle": Case('start: start | "x" | start "y"\n', "xy", 8),
    "mutual left recursion": Case('start: a\na: b "x" | "p"\nb: a "y" | c "q" | "r"\nc: b | a\n', "xypqr", 5),
    "hidden left recursion": Case('start: a\na: n a "x" | "y"\nn: "n"?\n', "nxy", 7),
    "hidden by two": Case('start: a\na: n m a "x" | n m "y"\nn: "n" |\nm: "m"*\n', "nmxy", 6),
    "hidden mutual": Case('start: a\na: n b "x" | "u"\nb: m a "y" | "v"\nn: "n"?\nm: n n\n', "nxyuv", 5),
    "left recursion through a repeat": Case('start: a\na: a+ "x" | "y"\n', "xy", 8),
    "left recursion through a count": Case('start: a\na: a~2..3 "x" | "y" | a "z"\n', "xyz", 7),
    "left recursion through an option": Case('start: a\na: [a] "x" [a] | "y"\n', "xy", 8),
    "nullable everything": Case('start: a b c\na: "a"?\nb: a "b" | \nc: b? c "c" | \n', "abc", 6),
    "nullable chain": Case('start: n n n n n n n n n n n n\nn: "a" | "b" |\n', "ab", 7),
    "nullable chain in a loop": Case('start: (a? b? c? a? b?)* c\na: "a"\nb: "b"\nc: "c" | "ab"\n', "abc", 6),
    "nullable chain of itself": Case('start: n n n n n n "b"?\nn: "a" start "b" | "a" |\n', "ab", 8),
    "nullable chain on the left": Case('start: n m n m n\nn: start "a" | "b" |\nm: "a" m |\n', "ab", 7),
    "tripling with nothing": Case('start: start start start | "a" | "b" start "b" |\n', "ab", 8),
    "hidden right recursion": Case('start: "a" start n m |\nn: "b" |\nm: "c" | n "b"\n', "abc", 6),
    "hidden right recursion to nothing": Case('start: "a" start n m |\nn: "b" |\nm: n "c" |\n', "abc", 6),
    "nested nothing": Case('start: (((("a"?)*)+)?)*\n', "ab", 7),
    "empty language member": Case("start: \n", "a", 3),
    "palindromes": Case('start: "a" start "a" | "b" start "b" | "a" | "b" |\n', "ab", 9),
    "dangling else": Case('start: s\ns: "i" s "e" s | "i" s | "x"\n', "iex", 8),
    "brackets": Case('start: ("(" start ")" | "[" start "]")*\n', "()[]", 6),
    "right nullable": Case('start: "x" start n | "y"\nn: "n"?\n', "xyn", 8),
    "not LR": Case('start: a "c" | b "d"\na: "x" a | "x"\nb: "x" b | "x"\n', "xcd", 7),
    "counts": Case('start: "a"~3 "b"~0..2 ("c" "d"?)~1..3\n', "abcd", 7),
    "large counts": Case('start: "a"~60..70 | "b"~55\n', "ab", longest=80),
    "operators": Case('start: "a"* "b"+ ("c" | "d")? ["e" "f"]\n', "abcdef", 5),
    "ambiguous repeats": Case('start: ("a" | "a" "a" | "b")* "a"\n', "ab", 9),
    "keyword or name": Case('start: ("if" N | N "=" N ";")+\nN: /[a-z]+/\n%ignore " "\n', "if =;a"),
    "keyword inside a name": Case('start: "if" N\nN: /[a-z]+/\n', "ifx", 6),
    "greedy terminals give back": Case('start: A "ab"\nA: /a+/\n', "ab", 8),
    "number may end early": Case("start: N N\nN: /[0-9]+(\\.[0-9]+)?/\n", "01.", 6),
    "ignore everywhere": Case('start: "a" B*\nB: "b" | "bb"\n%ignore " "\n', "ab ", 7),
    "ignore around nothing": Case('start: a? "b"?\na: "a"\n%ignore /[ \\t]/\n', "ab \t", 5),
    "ignore not inside": Case('start: WORD "!"\nWORD: "x" "y" "z"\n%ignore " "\n', "xyz! ", 6),
    "two ignores": Case('start: (X ";")*\nX: /[xy]+/\n%ignore / +/\n%ignore /#[^;]*;/\n', "xy; #"),
    "ignore that terminals use": Case('start: "a" " " "b" | "c" NL\nNL: "\\n"\n%ignore /[ \\n]/\n', "abc \n", 6),
    "templates": Case(
        'start: list{item, ","} | pair{"k", item}\nlist{x, s}: x (s x)*\npair{a, b}: a ":" b\nitem: /[0-9]/\n',
        "01,:k",
        6,
    ),
    "templates of templates": Case(
        'start: wrap{many{X}}\nwrap{x}: "(" x ")" | "<" wrap{x} ">"\nmany{y}: y many{y} | y\nX: "x"\n', "()<>x", 6
    ),
    "template names as arguments": Case('start: twice{one, "a"}\ntwice{t, x}: t{x} t{x}\none{x}: x "!" | x\n', "a!", 7),
    "extend": Case('%import common.INT\nstart: v\nv: INT\n%extend v: "x" v\n%extend INT: "z"\n', "01xz", 6),
    "override": Case('%import common.WORD\n%override WORD: "w"+\nstart: WORD "." WORD?\n', "w.a", 7),
    "import common": Case(
        '%import common (SIGNED_NUMBER, CNAME, WS)\n%ignore WS\nstart: (CNAME "=" SIGNED_NUMBER)*\n', "ab_1.+-e= \n"
    ),
    "escaped strings": Case('%import common.ESCAPED_STRING\nstart: ESCAPED_STRING ("," ESCAPED_STRING)*\n', '"\\,ab'),
    "comments": Case('%import common.C_COMMENT\nstart: "x"+\n%ignore C_COMMENT\n%ignore " "\n', "x/* a"),
    "ignore case": Case('start: "Select"i NAME ("," NAME)*\nNAME: /[a-c]+/i\n%ignore " "\n', "SELECTselectabcABC, "),
    "flags": Case('start: A | B | C\nA: /a.b/s\nB: /[x-z]+ # letters\n /xi\nC: "c" /d/i\n', "a\nbxyzXYcdD "),
    "unicode": Case('start: /[α-ω]+/ "→" /\\w+/ | /[^\\x00-\\x7f]{2}/\n', "αβω→aé日😀_1"),
    "unicode range": Case('start: ("а".."я" | "\\U0001F600".."\\U0001F64F")+ "\\u00e9"\n', "абя😀😃éa", 4),
    "string escapes": Case('start: "\\n" "\\t" "\\"" "\\\\" "\\x41"\n', '\n\t"\\A'),
    "alias and modifiers": Case(
        "start: ?a\n".replace("?a", "a") + '?a: b "x" -> foo | _c\n!b: "b"\n_c: "c" b\n', "bxc", 5
    ),
    "priorities": Case('start: (A | B | r)+\nA.2: "ab"\nB.-1: "a"\nr.5: "b"\n', "ab", 7),
    "terminal alternatives": Case('start: T+\nT: "l" | "ll" | "lll" "x" | /m+n?/\n', "lmnx", 6),
    "terminal groups": Case('start: T ";" T\nT: ("a" | "b" "c"?)~1..3 ["!"]\n', "abc!;", 6),
    "string or pattern": Case('start: "ab" "c" | /a/ "bd" | /ab?/ "e"\n', "abcde", 5),
    "look-ahead inside": Case('start: T "c"\nT: /(?!ab)[ab]{2}/\n', "abc", 5),
    "word boundaries": Case('start: (IF N | N)+\nIF: /\\bif\\b/\nN: /[a-z]/\n%ignore " "\n', "if a"),
    "look-ahead outside": Case("start: (Z | D)+\nZ: /0(?![1-9])/\nD: /[1-9]/\n", "012", 7),
    "look-behind outside": Case("start: (A | B)+\nA: /a(?!b)/\nB: /(?<!a)b/\n", "ab", 9),
    "python strings": Case("%import python.STRING\nstart: STRING+\n", "\"'ra\\", 6),
    "expression": Case(
        '?start: sum\n?sum: product | sum "+" product | sum "-" product\n?product: atom | product "*" atom\n'
        '?atom: /[0-9]+/ | "-" atom | NAME | "(" sum ")"\nNAME: /[a-b]/\n%ignore " "\n',
        "01+-*()ab ",
    ),
    "json": Case(
        r"""
        start: value
        value: object | array | STR | NUM | "true" | "null"
        object: "{" [pair ("," pair)*] "}"
        pair: STR ":" value
        array: "[" [value ("," value)*] "]"
        STR: /"[^"]*"/
        NUM: /-?[0-9]+/
        %ignore /[ \n]+/
        """,
        '{}[],:"a0-true null',
    ),
    "lazy": Case('start: (T ";")+\nT: /<.*?>/ | /a+?b*/\n', "<>ab;", 6),
    "ordered": Case('start: T ("b" | "o")*\nT: /a|ab|abc/ | /f(o|oo)?/\n', "abcfo", 6),
    "mixed order": Case('start: T "!"? "o"*\nT: /foo|foobo|fo/\n', "fob!", 6),
    "optional in front": Case('start: T "b"*\nT: /xa?(ab)?b?/ | /c/ "c"? ("c" "b")?\n', "xabc", 6),
    "sentences": Case(
        'start: np vp\nnp: D N | np pp\nvp: V np | vp pp\npp: P np\nD: "the"\nN: "dog" | "cat"\nV: "saw"\nP: "with"\n'
        '%ignore " "\n',
        "the dogcatsawih",
    ),
}
