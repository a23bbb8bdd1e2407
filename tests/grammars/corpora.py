"""Texts for every grammar: members, texts that are wrong, and texts that are right but left out of the grammar.

``valid`` is in the grammar's language and accepted by the independent parser, ``invalid`` is neither, and ``left_out``
is accepted by the parser only: what the header of the grammar says it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Corpus:
    valid: list[str]
    invalid: list[str]
    left_out: list[str]


JSON = Corpus(
    valid=[
        *(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "12.50e-3",
            "1E400",
            '""',
            '"é 😀"',
            '"\\u00e9\\ud83d\\/\\n"',
            "[]",
            "{}",
        ),
        *(" [ 1 , 2 ] \n", '{"a": {"b": [null, {}]}, "a": 1}', "[[[[]]]]", '\t"\x7f"\r\n', '{"":""}', "[1,[2,[3]]]"),
    ],
    invalid=[
        *("", " ", "nul", "True", "NaN", "[NaN]", "-Infinity", "01", "-", "1.", ".5", "1e", "+1", "0x1", "1 2", '"'),
        *("'a'", '"\n"', '"\\x41"', '"\\u12"', "[1,]", "[,1]", "{a: 1}", '{"a"}', '{"a":}', '{"a":1,}', "[1", "]"),
        *("[1] // one", "\x0b1", "\xa01", '"\t"', "[1;2]", "{1:2}"),
    ],
    left_out=[],
)

JSON5 = Corpus(
    valid=[
        *("null", "{a: 1}", "{$_: 'x', \"b\": 2,}", "[1, 2,]", "[]", "{}", "+1", ".5", "5.", "-.5e+3", "0xFf", "-0x1"),
        *("Infinity", "-Infinity", "NaN", "'it\\'s \"so\"'", '"\\\n"', "'\\q'", "// a\n1", "/* ** / */1 // end", "1//"),
        *("{if: true, null: null}", "\x0b[\xa01]\x0c", "['\\u00e9', \"\\v\"]", "[/**/]", "{/*a*/}", "1.e5", "// a\r2"),
    ],
    invalid=[
        *(
            "",
            "// a",
            "[,]",
            "{,}",
            "[1,,2]",
            "{1: 2}",
            "{a-b: 1}",
            "{a 1}",
            "'a",
            "'a\n'",
            "01",
            "0x",
            ".",
            "1e",
            "- 1",
        ),
        *("/* a 1", "/* a */", "1 /", "[1 // ]", "{a: 1 // }", "True", "undefined", "'\\u12'", "--1", "{'a': }", "1 2"),
    ],
    left_out=["{é: 1}", "'\\0'", "'\\x41'", "'\t'", "\u20031"],
)

CSV = Corpus(
    valid=[
        *(
            "a,b",
            "a,b\r\nc,d",
            "a,b\r\nc,d\r\n",
            "",
            ",",
            '""',
            '"a,b"',
            '"a""b"',
            '"a\r\nb",c',
            "é,😀",
            "a b, c ",
            "\r\n",
        ),
        *('"",""', "a\r\n\r\nb", "'a'", '"\n"', "1,2,3\r\n4,5,6", ";"),
    ],
    invalid=[
        *('"', 'a,"b', '"a"b', '"a" ,b', '"a""', '"""', 'a\r\n"', '"a"b"', '""a', '"a"""b', ',"', '"\r\n', '"a"\r\n"'),
        *('x,"y"z', '"" "', 'a,""b'),
    ],
    # csv takes a quote within an unquoted field as a character, and other line breaks.
    left_out=['a"b', "a\nb", "a\rb", "a\tb", ' "a"'],
)

ARITHMETIC = Corpus(
    valid=[
        *("0", "12", "1.5", "1e5", "2.0E-3", "1+2", "1 - 2", "2*3/4", "2**3**2", "-2**2", "2**-1", "--1", "+-1", "(1)"),
        *("((1 + 2) * 3)", "( 1 )", "1 +2", "1  ", "3-(4-5)-6", "-(1)", "0.5**0.5", "1--1", "2 ** - 3"),
    ],
    invalid=[
        *(
            "",
            "+",
            "1+",
            "*1",
            "(1",
            "1)",
            "()",
            "1 2",
            "01",
            "1 + * 2",
            "1 ** ** 2",
            "a",
            "1.5.2",
            "1..2",
            "e5",
            "1e+",
        ),
        *("(1)(2)", "1 // 2", "1 % 2", "~1", "1,2", "1<2", "²", "1 + ", "1\n2", " 1"),
    ],
    left_out=["1.", ".5", "1_000", "0x1f", "00", "1j", "(1 +\n2)"],
)

SQL_SELECT = Corpus(
    valid=[
        "SELECT 1",
        "SELECT *\nFROM orders",
        "select a, b from t where a = 1",
        "SELECT a.b, a.* FROM x.a WHERE a.b <> 'it''s';",
        "SELECT COUNT(*), SUM(DISTINCT a) AS total FROM t GROUP BY b, c HAVING COUNT(*) > 2",
        "SELECT Name FROM Customer c LEFT JOIN Invoice AS i ON c.CustomerId = i.CustomerId ORDER BY Total DESC, Name",
        "SELECT a FROM t JOIN u USING (id, k) CROSS JOIN v INNER JOIN w ON 1",
        "SELECT a FROM (SELECT b AS a FROM t) AS s LIMIT 10 OFFSET 5",
        "WITH x AS (SELECT 1 AS a), y AS (SELECT a FROM x) SELECT a FROM y UNION ALL SELECT 2 EXCEPT SELECT 3",
        "SELECT CASE WHEN a > 0 AND b < 0 THEN 'x' ELSE 'y' END, CASE a WHEN 1 THEN 2 END FROM t",
        "SELECT a FROM t WHERE a IN (1, 2, 3) OR b NOT IN (SELECT c FROM u) AND NOT d LIKE '%x_'",
        "SELECT a FROM t WHERE a BETWEEN 1 AND b + 2 AND c IS NOT NULL OR EXISTS (SELECT 1 FROM u)",
        "SELECT -a * -2 - 3 - b / -1 FROM t",
        'SELECT "order", "a""b" FROM "group"',
        "SELECT a || 'x' || b, a % 2, (a + b) * c, (a = b) FROM t, u v, w AS z",
        "SELECT CAST(a AS INTEGER), COALESCE(a, b, 0), NULLIF(a, 0), upper(trim(b)), ROUND(a, 2) FROM t",
        "SELECT DISTINCT a FROM t ORDER BY a ASC NULLS LAST, 2",
        "SELECT (SELECT MAX(a) FROM u) FROM t WHERE (a = 1 OR b = 2) AND c >= 3",
        "SELECT fromage, selected, orders FROM android",
    ],
    invalid=[
        *(
            "",
            "SELECT",
            "SELECT FROM t",
            "SELECT a FROM",
            "SELECT a, FROM t",
            "SELECT a FROM t WHERE",
            "SELECT a b c FROM t",
        ),
        *("SELECT a FROM t WHERE a =", "SELECT a FROM t GROUP a", "SELECT a FROM t ORDER a", "SELECT (a FROM t"),
        *(
            "SELECT a FROM t JOIN",
            "SELECT a FROM t LIMIT",
            "SELECT from FROM t",
            "SELECT a FROM order",
            "SELECTa FROM t",
        ),
        *(
            "SELECT a FROM t WHERE a IN (,)",
            "SELECT * EXCEPT SELECT 1",
            "SELECT a FROM t WHERE a BETWEEN 1",
            "SELECT 'a FROM t",
            "SELECT a FROM t; x",
        ),
        *(
            "DELETE FROM t",
            "SELECT CASE END",
            "SELECT CAST(a INTEGER) FROM t",
            "SELECT a FROM t WHERE NOT",
            "SELECT a,, b",
        ),
        *(
            "SELECT ſum FROM t WHERE ſelect from",
            "ſELECT a",
            "WITH x AS SELECT 1 SELECT 2",
            "SELECT a FROM t UNION",
            'SELECT "a',
        ),
    ],
    left_out=[
        *("Select 1", "SELECT a b FROM t", "SELECT a FROM t -- c", "SELECT 'a\\b'", "SELECT a FROM t WHERE a = 1 = 1"),
        *(
            "SELECT a--1\nFROM t",
            "SELECT a FROM t WHERE a IN ()",
            " SELECT 1",
            "SELECT LENGTH(a)\r\nFROM t",
            "SELECT printf(a) FROM t",
        ),
    ],
)

PYTHON_SUBSET = Corpus(
    valid=[
        *(
            "x",
            "x = 1",
            "x = y = 2, 3",
            "a, b = b, a",
            "x += 1",
            "x: int = 3",
            "x.y[0] : str",
            "a(b).c[0]: int = 1",
            "pass",
            "x; y;",
            "x\n\ny\n",
        ),
        *("del x, y[0]", "assert x, 'm'", "raise E(x) from None", "return", "return x, y", "global a, b", "break"),
        *(
            "import a.b as c, d",
            "from a.b import c as d, e",
            "from a import *",
            "not x",
            "notx",
            "f( a )",
            "x[ 0 ]",
            "x if y else z",
            "f()",
        ),
        *(
            "f(a, *b, c=1, **d)",
            "f(i for i in x if i if not j)",
            "lambda x, y=1, *z, k, **w: x",
            "lambda: 0",
            "x[1:2, ::3]",
        ),
        *(
            "[i for i, j in x]",
            "{a: b for a, b in c}",
            "{1, *x}",
            "{**a, 'b': 1}",
            "()",
            "(1,)",
            "(1, 2)",
            "((1))",
            "[]",
            "{}",
        ),
        *(
            "a < b <= c != d",
            "a is not b",
            "a not in b",
            "-x ** -y",
            "~a | b ^ c & d << 1",
            "a // b % c @ d",
            "1.5e-3 + 0x_ff",
        ),
        *("'it\\'s' + \"\\x41\\u00e9\\n\"", "b'a\\377'", '"é😀"', "''.join(x)", "1_000"),
        *(
            "if x: y",
            "if x: a; b\nelif y: c\nelse: d",
            "for i, j in a, b: pass",
            "while x: break\nelse: y",
            "with a as b: c",
        ),
        *(
            "def f(a: int, b=2, *c, d, **e) -> x: return a",
            "class A(B, k=1): x = 1",
            "match = case + type",
            "None_ = Falsey",
        ),
    ],
    invalid=[
        *("(a).b: int", "(a)[0]: int", "(a)(b)[0]: int = 1"),
        *(
            " x",
            "x y",
            "1 = x",
            "f() = 1",
            "None = 1",
            "x + = 1",
            "if x",
            "if x:",
            "else: x",
            "x =",
            "= 1",
            "(",
            "x)",
            "[1",
        ),
        *(
            "f(a=1, b)",
            "f(**a, *b)",
            "lambda x=1, y: 0",
            "def f(a=1, b): x",
            "a not b",
            "x is is y",
            "1 + ",
            "/ x",
            "01",
            "0xg",
        ),
        *(
            "if = 1",
            "a.if",
            "x.1",
            "import",
            "import a.b as c.d",
            "from import x",
            "'a",
            "'\\x4'",
            "b'é'",
            "x++",
            "x = = y",
            "{1: 2, 3}",
        ),
        *(
            "{a: b, *c}",
            "del 1",
            "del f()",
            "a += b += c",
            "a, b += 1",
            "for 1 in x: y",
            "while: x",
            "def f: x",
            "return if",
            "x ? y",
        ),
        *(
            "(x for x)",
            "[x for in y]",
            "not",
            "x not",
            "class A(x for x in y): z",
            "if x: if y: z",
            "x: int: str",
            "raise x from",
            "assert",
            "x[]",
            "\tx",
        ),
    ],
    left_out=[
        *("(x := 1)", "f'{x}'", "'''a'''", "r'a'", "x # c", "1j", "...", "f (a)", "x [0]", "é = 1", "*a, b = c"),
        *(
            "if x:\n  y",
            "async def f(): pass",
            "await x",
            "yield",
            "(a)if(b)else(c)",
            "1 .real",
            "'a' 'b'",
            "1.",
            "print(x,)",
            "* x",
        ),
    ],
)

GRAPHQL_QUERY = Corpus(
    valid=[
        *(
            "{a}",
            "{ a b, c }",
            "query { a }",
            "query Q { a }",
            "mutation { a(b: 1) }",
            "subscription S{a}",
            "{a{b{c}}}",
        ),
        *("{ x: a }", '{ a(b: 1, c: -2.5e3, d: "s", e: true, f: null, g: RED) }', "{a(b:[1 2 [3]], c:{d:1, e:{}})}"),
        *(
            'query Q($a: Int!, $b: [String!]! = ["x"] @d) { a(b: $a) }',
            "{ ...F ...on T { a } ... @include(if: $b) { c } }",
        ),
        *(
            "fragment F on T @d { a }",
            "{ a @skip(if: true) @x }",
            "# c\n{ a # d\n b }\n",
            '{a(b: """x "y" \\""" z""")}',
            '{a(b:""" """)}',
        ),
        *(
            "{ query on fragment true }",
            "query query { a } fragment fragment on on { b }",
            '{a(b:"\\u00e9\\n\\"é")}',
            "{a(b:[])}",
            '{a(b:"""\\"""""" c:"" d:"""""x""")}',
        ),
    ],
    invalid=[
        *("", "{", "{ a", "a }", "{ a() }", "{ a(b) }", "{ a(b:) }", "query", "query Q", "query Q() { a }", "{ a { }"),
        *(
            "query ($a) { b }",
            "query (a: Int) { b }",
            "query ($a: Int = $b) { c }",
            "fragment on on T { a }",
            "fragment F { a }",
        ),
        *(
            "{ ... }",
            "{ ...on }",
            "{ 1a }",
            "{ a(b: 01) }",
            "{ a(b: 1.) }",
            "{ a(b: .5) }",
            '{ a(b: "x) }',
            "{ a(b: 'x') }",
        ),
        *(
            "{ a(b: [1) }",
            '{a(b:"\\x41")}',
            '{a(b:"\\ud800")}',
            "{ a @ }",
            "{ a: }",
            "{ a b: }",
            "query Q($a: [Int) { b }",
            "{ a-b }",
            '{a(b:""""",""""""" [])}',
            '{a(b:"""x"""" c:1)}',
        ),
    ],
    # graphql-core also takes an empty selection set, which the specification does not.
    left_out=[
        "{}",
        "{ a { } }",
        "{a{b}c}",
        "{a} # c",
        '{a(b: """\\n""")}',
        "query Q($a:Int$b:Int){c}",
        "{a(b:[[1][2]])}",
        "\ufeff{a}",
    ],
)

CHESS_SAN = Corpus(
    valid=[
        *("e4", "a2", "h7", "exd5", "hxg3", "e8=Q", "bxa1=N+", "Nf3", "Nbd2", "N1c3", "Ngxe5#", "Bb5+", "Bxh8", "B1a3"),
        *("Bcd3", "R1d5", "Rad1", "Rxe7", "Qh4#", "Qaxb3", "Q8h1", "Kxe2", "Ke1+", "O-O", "O-O-O", "O-O-O#", "O-O+"),
    ],
    invalid=[
        *("", "e9", "i4", "e1", "e8", "e4=Q", "e8=K", "e8=P", "exe5", "exg5", "axh3", "hxa3", "e8=", "Nd", "N", "xe4"),
        *(
            "Naa4",
            "Nad5",
            "N4e4",
            "N1e5",
            "Baa4",
            "Bha4",
            "B4c4",
            "B8d2",
            "Pe4x",
            "O-O-O-O",
            "O",
            "e4++",
            "e4#+",
            "Zf3",
            "nf3",
            "Pe4",
        ),
    ],
    left_out=["0-0", "e8Q", "Qh4e1", "e2e4", "N-f3", "e8=q"],
)

SMILES = Corpus(
    valid=[
        *(
            "C",
            "CCO",
            "O",
            "CC(=O)O",
            "C=C",
            "C#N",
            "CC#CC",
            "C(F)(Cl)(Br)I",
            "CC(C)(C)C",
            "N",
            "FC",
            "C1CC1",
            "C1CCCCC1C",
        ),
        *("c1ccccc1", "Cc1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "c1ccncc1"),
        *(
            "c1ccoc1",
            "c1cc[nH]c1",
            "Cn1cccc1",
            "c1ccc2ccccc2c1",
            "c1ccc2[nH]ccc2c1",
            "CS(=O)(=O)N",
            "C[N+](=O)[O-]",
            "[Na+].[Cl-]",
        ),
        *("N[C@@H](C)C(=O)O", "F/C=C/F", "C/C=C\\C", "C1CC(C2CC2)C1", "O=C=O", "CC(=O)[O-].[Na+]", "C1=CCCC1"),
    ],
    invalid=[
        *(
            "",
            "C(",
            "C)",
            "C(C",
            "CC(C)(C)(C)C",
            "C1CC",
            "c1cccc1",
            "n1cccc1",
            "c1ccccc",
            "F(C)C",
            "OC(=O)(=O)C",
            "C==C",
            "C=F",
        ),
        *("N#N=C", "C#C#C", "X", "c", "Q", "C%", "[C", "C]", "C1C1C1", "O(C)(C)C", "=C=", "C..C", ".C", "CO=C"),
    ],
    left_out=["cc", "[CH4]", "C-C", "C%10CC%10", "[13CH4]", "C1CC2CC1C2", "C1CCCCCCCCC1", "C3CC3", "C$C"],
)

ISO_DATE = Corpus(
    valid=[
        *(
            "2024-02-29",
            "2000-02-29",
            "0004-02-29",
            "1600-02-29",
            "9996-02-29",
            "0001-01-01",
            "9999-12-31",
            "2023-02-28",
        ),
        *(
            "2023-01-31",
            "2023-04-30",
            "1970-01-01",
            "2026-11-24",
            "1900-02-28",
            "0400-02-29",
            "2100-12-01",
            "0010-10-10",
        ),
    ],
    invalid=[
        *(
            "",
            "2023-02-29",
            "1900-02-29",
            "2100-02-29",
            "0100-02-29",
            "2024-02-30",
            "0000-01-01",
            "0000-02-29",
            "2023-04-31",
        ),
        *(
            "2023-06-31",
            "2023-09-31",
            "2023-11-31",
            "2023-00-01",
            "2023-13-01",
            "2023-01-00",
            "2023-01-32",
            "2023-1-01",
        ),
        *(
            "23-01-01",
            "2023-01-1",
            "2023/01/01",
            "20230101",
            "12023-01-01",
            "2023-01-01 ",
            "２０２３-01-01",
            "2023-W01-1",
        ),
    ],
    left_out=[],
)

SEMVER = Corpus(
    valid=[
        *(
            "0.0.0",
            "1.2.3",
            "10.20.30",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-0.3.7",
            "1.0.0-x-y-z.--",
            "1.0.0+20130313",
        ),
        *(
            "1.0.0-beta+exp.sha.5114f85",
            "1.0.0+21AF26D3---117B344092BD",
            "1.0.0-0A.is.legal",
            "1.0.0+0.build.1-rc.10000aaa",
        ),
        *("1.0.0-rc.1+build.1", "2.0.0+001", "1.0.0--", "99999999999999999999.0.0", "1.0.0-01a", "1.0.0-a.0.b"),
    ],
    invalid=[
        *(
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "01.2.3",
            "1.02.3",
            "1.2.03",
            "1.2.3-",
            "1.2.3+",
            "1.2.3-01",
            "1.2.3-a..b",
            "1.2.3-a.",
        ),
        *("1.2.3+a+b", "v1.2.3", "1.2.3-a_b", "1.2.3 ", "-1.2.3", "1.2.3-é", "1.2.-3", "a.b.c", "1.2.3+.", "1..3"),
    ],
    left_out=[],
)

URL = Corpus(
    valid=[
        *(
            "http://example.com",
            "https://example.com/",
            "HTTPS://Example.COM/a/b",
            "http://a.b.c:8080/x?y=1&z#w",
            "http://x",
        ),
        *(
            "http://127.0.0.1/",
            "http://[::1]:80/",
            "http://[2001:db8::7]/c=GB",
            "http://[1:2:3:4:5:6:7:8]",
            "http://[::ffff:1.2.3.4]",
        ),
        *(
            "https://a.de/%7Euser/;p=1/@:!$&'()*+,=",
            "http://a.b?q=/?",
            "http://a.b//",
            "http://x-y.z/.",
            "http://1.a/",
            "http://a.b:65535",
        ),
    ],
    invalid=[
        *(
            "",
            "http:",
            "http://",
            "http:///a",
            "example.com",
            "ftp://a.b",
            "http://a b",
            "http://a.b/ c",
            "http://a.b/%zz",
            "http://a.b/%4",
        ),
        *(
            "http://[::1",
            "http://::1/",
            "http://[1::2::3]",
            "http://[12345::]",
            "http://[:1]",
            "http://a.b:65536",
            "http://a.b:x",
        ),
        *(
            "http://a.b/<",
            "http://a.b#a#b",
            "http://a.b/[",
            "httpſ://a.b",
            "http//a.b",
            "http://é.b",
            "http://a.b/é",
            "http:/a.b",
            "http://256.1.1.1",
        ),
    ],
    left_out=["http://u@a.b", "http://a..b", "http://-a.b", "http://a_b", "http://1.2.3", "http://a.b:", "http://a.b?"],
)

MARKDOWN_TABLE = Corpus(
    valid=[
        *(
            "|a|\n|-|",
            "| a | b |\n| --- | --- |",
            "| a | b |\n|:-|-:|\n| 1 | 2 |\n",
            "| | |\n|-|-|\n| | |",
            "|a|\n| :-: |\n|b|\n|c|",
        ),
        *(
            "| a\\|b |\n|---|",
            "|`x`|*y*|\n|-|-|\n|[a](b)|<i>|",
            "|é|😀|\n|-|-|",
            "|a|b|c|\n|-|-|-|\n|1|2|3|",
            "|-|\n|-|\n|-|",
        ),
        *(
            "|\\*|\n|-|",
            "|a|b|c|d|\n|-|-|-|-|",
            "|1|2|3|4|5|6|7|8|\n|-|-|-|-|-|-|-|-|",
            "|# a|\n|-|\n|> b|",
            "|  a  |\n|  :--  |",
        ),
    ],
    invalid=[
        *(
            "",
            "a",
            "|a|",
            "|a|\n",
            "|a|b|\n|-|",
            "|a|\n|-|-|",
            "|a|\n|x|",
            "|a|\n|:|",
            "|a|\n|-:-|",
            "|a|\n\n|-|",
            "|a|\n|-|\n|b|c|",
        ),
        *(
            "|a|b|\n|-|-|\n|c|",
            "|a|\n|-|\n\n|b|",
            "|a|\n|=|",
            "|a|b|\n|---|",
            "a\n-",
            "|a|\n|-|\n# b",
            "|a|\n|--|\nb|c",
        ),
    ],
    left_out=[" |a|\n |-|", "|a|\n|-|\n\n", "|a\\\\ b|\n|-|", "||\n|-|"],
)

XML = Corpus(
    valid=[
        *(
            "<p/>",
            "<p></p>",
            "<p>x</p>",
            "<p>a<b>c</b>d</p>",
            '<item id="1"/>',
            "<item id='1' class='x' lang = \"de\" />",
            "<p>&lt;&amp;&#65;&#x41;</p>",
        ),
        *(
            "<p><!-- c - d --></p>",
            "<p><![CDATA[a]]b<>&]]]></p>",
            '<?xml version="1.0" encoding="UTF-8"?>\n<p/>\n',
            "<!-- a --><p/><!-- b -->",
        ),
        *(
            "<catalog>\n <section><name>n</name><price>1</price></section>\n</catalog>",
            "<p>é😀\t</p>",
            '<p id="&quot;\'é"/>',
            "<note ></note >",
        ),
        *('<?xml version="1.0"?><b/>', "<p>]]</p>", "<p><p><p/></p></p>"),
    ],
    invalid=[
        *(
            "",
            "x",
            "<p>",
            "</p>",
            "<p></b>",
            "<p><b></p></b>",
            "<p/><p/>",
            "<p/>x",
            "< p/>",
            "<p id=1/>",
            '<p id="1" id="2"/>',
            "<p>a & b</p>",
        ),
        *(
            "<p>a < b</p>",
            "<p>&nope;</p>",
            "<p>&#0;</p>",
            "<p>&#x1F;</p>",
            "<p><!-- -- --></p>",
            "<p><!-- a ---></p>",
            "<p><![CDATA[a</p>",
        ),
        *(
            '<p id="<"/>',
            "<p>\x01</p>",
            "<p",
            '<p id="1"class="2"/>',
            "<P></p>",
            "<p>\ufffe</p>",
            "<p>&#xD800;</p>",
            '<p/><?xml version="1.0"?>',
        ),
    ],
    left_out=[
        "<q/>",
        "<p>a > b</p>",
        '<p class="1" id="2"/>',
        "<p><?x y?></p>",
        "<!DOCTYPE p><p/>",
        "<p>&#x1F600;</p>",
    ],
)

_BV = "(define-fun f ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64) "
SYGUS_BV = Corpus(
    valid=[
        _BV + body + ")"
        for body in [
            *(
                "x",
                "y",
                "#x00000000000000ff",
                "(bvnot x)",
                "(bvneg y)",
                "(bvadd x y)",
                "(bvand x (bvnot y))",
                "(bvshl x #x0000000000000001)",
            ),
            *(
                "(ite true x y)",
                "(ite (= x y) x y)",
                "(ite (bvult x y) (bvsub y x) (bvsub x y))",
                "(bvmul (bvudiv x y) y)",
                "(bvashr x y)",
            ),
            *(
                "(ite (not (bvsle x y)) x y)",
                "(ite (and (= x y) (or true (bvsgt x y))) x y)",
                "(bvxor\n  x\n  y)",
                "(bvurem x y)",
            ),
        ]
    ],
    invalid=[
        *("", "x", _BV + ")", _BV + "x", _BV + "x))"),
        *(
            _BV + body + ")"
            for body in [
                *(
                    "z",
                    "()",
                    "(bvnot x y)",
                    "(bvadd x y",
                    "#xff",
                    "(ite x x y)",
                    "(ite true x)",
                    "(bvult x y)",
                    "true",
                    "(= x y)",
                ),
                *(
                    "(bvfoo x y)",
                    "(ite (bvadd x y) x y)",
                    "(not x)",
                    "(bvadd x true)",
                    "(and x y)",
                    "1",
                    "#x000000000000000g",
                ),
            ]
        ),
    ],
    left_out=[
        _BV + "x )",
        _BV + "(bvadd  x y))",
        _BV + "(let ((z x)) z))",
        _BV + "((_ extract 63 0) x))",
        _BV + "(bvor x y) ; c\n)",
    ],
)

_SLIA = "(define-fun f ((s String) (t String) (i Int)) String "
SYGUS_SLIA = Corpus(
    valid=[
        _SLIA + body + ")"
        for body in [
            *(
                "s",
                '"a b"',
                '""',
                '"say ""x"""',
                "(str.++ s t)",
                '(str.replace s " " "")',
                "(str.at s 0)",
                "(str.substr s 0 (str.len t))",
            ),
            *(
                "(str.substr s (str.indexof s t 0) (- (str.len s) 1))",
                "(ite (str.prefixof s t) s t)",
                "(ite (= s t) s t)",
                "(ite (= i 0) s t)",
            ),
            *(
                "(ite (and (<= i 1) (not (str.contains s t))) s t)",
                "(int.to.str (+ i 1))",
                "(str.at s (- 1))",
                "(str.++ s\n  t)",
            ),
            *("(int.to.str (str.to.int s))", "(str.at s (ite true i 2))"),
        ]
    ],
    invalid=[
        *("", "s", _SLIA + ")", _SLIA + "s"),
        *(
            _SLIA + body + ")"
            for body in [
                *(
                    "i",
                    "1",
                    "u",
                    "(str.++ s)",
                    "(str.++ s i)",
                    "(str.at s t)",
                    "(str.len s)",
                    '"a',
                    "(ite s s t)",
                    "(ite true s)",
                    "(= s t)",
                ),
                *(
                    "(str.substr s 0)",
                    "(str.replace s t)",
                    "(str.at s (str.at s 0))",
                    "(ite (= s i) s t)",
                    "(str.foo s)",
                    "true",
                    "(int.to.str s)",
                ),
            ]
        ),
    ],
    left_out=[_SLIA + "s )", _SLIA + "(str.++ s t s))", _SLIA + "(let ((u s)) u))", _SLIA + '"é")'],
)

CORPORA = {
    "arithmetic": ARITHMETIC,
    "chess_san": CHESS_SAN,
    "csv": CSV,
    "graphql_query": GRAPHQL_QUERY,
    "iso_date": ISO_DATE,
    "json": JSON,
    "json5": JSON5,
    "markdown_table": MARKDOWN_TABLE,
    "python_subset": PYTHON_SUBSET,
    "semver": SEMVER,
    "smiles": SMILES,
    "sql_select": SQL_SELECT,
    "sygus_bv": SYGUS_BV,
    "sygus_slia": SYGUS_SLIA,
    "url": URL,
    "xml": XML,
}
