"""Hostile schemas, regular expressions and grammars: what a server would be sent to stop it.

A case is built when it is asked for, because some are large. ``schema_text`` cases are JSON text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """A hostile input. ``wanted``: how it must come out, as far as only one way is right."""

    kind: str  # schema, regex or lark
    build: Callable[[], Any]
    wanted: str = ""


OK, EMPTY, BAD, REFUSED, LIMIT = "ok", "UnsatisfiableError", "GrammarError", "UnsupportedError", "LimitExceeded"

CASES: dict[str, Case] = {}


def _schema(name: str, build: Callable[[], Any] | Any, wanted: str = "") -> None:
    CASES[name] = Case("schema", build if callable(build) else lambda: build, wanted)


def _regex(name: str, build: Callable[[], str] | str, wanted: str = "") -> None:
    CASES[name] = Case("regex", build if callable(build) else lambda: build, wanted)


def _lark(name: str, build: Callable[[], str] | str, wanted: str = "") -> None:
    CASES[name] = Case("lark", build if callable(build) else lambda: build, wanted)


def _wrapped(times: int, wrap: Callable[[Any], Any], inner: Any) -> Any:
    for _ in range(times):
        inner = wrap(inner)
    return inner


def _pattern(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def _itself() -> dict[str, Any]:
    schema: dict[str, Any] = {}
    schema["properties"] = {"a": schema}
    return schema


def _recursive_definitions() -> dict[str, Any]:
    names = [f"d{i}" for i in range(60)]
    references = {name: {"$ref": f"#/$defs/{name}"} for name in names}
    return {"$defs": {name: {"type": "object", "properties": references} for name in names}, "$ref": "#/$defs/d0"}


def _conditions(length: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for i in range(length):
        schema = {"if": {"properties": {"a": {"const": i}}}, "then": {"required": [f"b{i}"]}, "else": schema}
    return schema


# -- schemas ----------------------------------------------------------------------------------------

_schema("S01 objects 1,000 deep", lambda: _wrapped(1_000, lambda s: {"properties": {"a": s}}, {}), LIMIT)
_schema("S02 arrays 5,000 deep", lambda: _wrapped(5_000, lambda s: {"items": s}, {}), LIMIT)
_schema("S03 oneOf doubled 12 times", lambda: _wrapped(12, lambda s: {"oneOf": [s, s]}, {"type": "null"}))
_schema("S03b oneOf of two, 12 deep", lambda: _wrapped(12, lambda s: {"oneOf": [{"items": s}, {"minItems": 2}]}, {}))
_schema("S04 anyOf doubled 16 times", lambda: _wrapped(16, lambda s: {"anyOf": [s, s]}, {"type": "null"}))
_schema("S05 enum of 20,000", lambda: {"enum": [f"value-{i}" for i in range(20_000)]}, OK)
_schema("S05b enum of 200,000", lambda: {"enum": [f"value-{i}" for i in range(200_000)]})
_schema("S06 enum of one string of 200 kB", lambda: {"enum": ["x" * 200_000]}, OK)
_schema("S07 2,000 optional members", lambda: {"properties": {f"p{i}": {"type": "integer"} for i in range(2_000)}}, OK)
_schema("S08 maxLength 1e6", {"type": "string", "maxLength": 10**6}, OK)
_schema("S09 length 1e5", {"type": "string", "minLength": 10**5, "maxLength": 10**5}, OK)
_schema("S10 maxItems 1e6", {"type": "array", "maxItems": 10**6}, OK)
_schema("S11 minItems 1e5", {"type": "array", "minItems": 10**5}, OK)
_schema("S12 maxLength 2^63", {"type": "string", "maxLength": 2**63}, OK)
_schema("S12b maxLength 1e30", {"type": "string", "maxLength": 1e30}, OK)
_schema("S12c minLength 1e30", {"type": "string", "minLength": 10**30}, LIMIT)
_schema("S13 minLength -1", {"minLength": -1}, BAD)
_schema("S13b minLength 1.5", {"minLength": 1.5}, BAD)
_schema("S13c minLength '3'", {"minLength": "3"}, BAD)
_schema("S14 $ref to itself", {"$ref": "#"}, BAD)
_schema("S14b $ref in a ring", {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"})
_schema("S15 allOf of itself", {"allOf": [{"$ref": "#"}]}, BAD)
_schema("S16 no finite value", {"required": ["a"], "type": "object", "properties": {"a": {"$ref": "#"}}}, EMPTY)
_schema("S17 misspelt type", {"type": "stsring"}, BAD)
_schema("S18 type 5", {"type": 5}, BAD)
_schema("S19 invalid pattern", _pattern("(a"), BAD)
_schema("S20 pattern 3", {"pattern": 3}, BAD)
_schema("S21 pattern counted thrice", _pattern("^((a{0,50}){0,50}){0,50}$"))
_schema("S22 pattern (a|b)*a(a|b){30}", _pattern("^(a|b)*a(a|b){30}$"))
_schema("S22b and its negation", {"type": "string", "not": {"pattern": "^(a|b)*a(a|b){30}$"}})
_schema("S23 look-behind quantified", _pattern("(?<=a+)b"))
_schema("S24 pattern of 20,000 groups", lambda: _pattern("(" * 20_000 + "a" + ")" * 20_000))
_schema("S25 minimum NaN", {"minimum": float("nan")}, BAD)
_schema("S25b minimum 1e400", lambda: '{"minimum": 1e400}')
_schema("S25c minimum 1e999999999", lambda: '{"minimum": 1e999999999}', LIMIT)
_schema("S26 multipleOf 0", {"multipleOf": 0}, BAD)
_schema("S26b multipleOf -1", {"multipleOf": -1}, BAD)
_schema("S27 multipleOf 1e-300", {"type": "number", "multipleOf": 1e-300})
_schema("S28 multipleOf 999983", {"type": "integer", "multipleOf": 999_983})
_schema("S28b with bounds", {"type": "integer", "multipleOf": 999_983, "minimum": 0, "maximum": 10**7}, OK)
_schema("S28c ten coprime divisors", lambda: {"allOf": [{"multipleOf": p} for p in (7, 11, 13, 17, 19, 23, 29, 31)]})
_schema("S29 bounds 1e308 and 1e-308", {"type": "number", "minimum": -1e308, "maximum": 1e-308}, OK)
_schema("S30 minimum above maximum", {"type": "number", "minimum": 2, "maximum": 1}, EMPTY)
_schema("S31 contradiction, required", {"type": "object", "properties": {"a": {"allOf": [{"type": "null"}, {"type": "string"}]}}, "required": ["a"]}, EMPTY)  # fmt: skip # noqa: E501
_schema("S31b contradiction, optional", {"properties": {"a": {"allOf": [{"type": "null"}, {"type": "string"}]}}}, OK)
_schema("S32 allOf of anyOf, 8^4", lambda: {"allOf": [{"anyOf": [{"properties": {f"p{i}{j}": {"type": "integer"}}} for j in range(8)]} for i in range(4)]})  # fmt: skip # noqa: E501
_schema("S32b allOf of anyOf, 9^9", lambda: {"type": "number", "allOf": [{"anyOf": [{"minimum": 10 * i + j} for j in range(9)]} for i in range(9)]})  # fmt: skip # noqa: E501
_schema("S33 100 patternProperties", lambda: {"patternProperties": {f"{chr(97 + i % 26)}{i}": {"minimum": i} for i in range(100)}})  # fmt: skip # noqa: E501
_schema("S33b 16 that overlap", lambda: {"patternProperties": {chr(97 + i): {"minimum": i} for i in range(16)}})
_schema(
    "S34 names with NUL and quote", {"properties": {"\0": {}, '"': {}, "\\": {}}, "additionalProperties": False}, OK
)
_schema("S34b name with a lone surrogate", {"properties": {"\ud800": {}}}, BAD)
_schema("S35 properties a list", {"properties": []}, BAD)
_schema("S36 schema a number", lambda: "3", BAD)
_schema("S36b schema null", lambda: "null", BAD)
_schema("S37 enum with NaN", {"enum": [float("nan")]}, BAD)
_schema("S37b enum with Infinity", {"enum": [float("inf")]}, BAD)
_schema("S38 60 definitions, all in all", _recursive_definitions, OK)
_schema("S39 escapes of pointers", {"$defs": {"a/b%": {"type": "null"}}, "$ref": "#/$defs/a~1b%25"}, OK)
_schema("S39b broken escapes", {"$ref": "#/$defs/%zz~7"}, BAD)
_schema("S40 remote reference", {"$ref": "http://127.0.0.1:1/x.json"}, REFUSED)
_schema("S40b file reference", {"$ref": "file:///etc/passwd"}, REFUSED)
_schema("S41 anchor taken twice", {"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x", "type": "null"}}, "$ref": "#x"}, BAD)  # fmt: skip # noqa: E501
_schema("S42 1 MB of description", lambda: {"description": "x" * 1_000_000, "type": "null"}, OK)
_schema("S43 a keyword twice", lambda: '{"type": "null", "type": "string"}', BAD)
_schema("S44 1,000 unique items of 10", {"type": "array", "items": {"enum": list(range(10))}, "uniqueItems": True, "minItems": 1_000})  # fmt: skip # noqa: E501
_schema("S45 minContains above maxItems", {"type": "array", "contains": {"const": 1}, "minContains": 5, "maxItems": 3}, EMPTY)  # fmt: skip # noqa: E501
_schema("S45b minContains 1e5", {"type": "array", "contains": {"const": 1}, "minContains": 10**5})
_schema("S45c eight contains", lambda: {"type": "array", "allOf": [{"contains": {"const": i}} for i in range(8)]})
_schema("S46 10,000 undeclared required", lambda: {"type": "object", "required": [f"r{i}" for i in range(10_000)]}, OK)
_schema(
    "S47 propertyNames too few", {"type": "object", "propertyNames": {"enum": ["a"]}, "required": ["a", "b"]}, EMPTY
)
_schema("S48 not {}", {"not": {}}, EMPTY)
_schema("S49 not, 200 deep", lambda: _wrapped(200, lambda s: {"not": s}, {"type": "null"}), OK)
_schema("S49b not allOf anyOf, 12 deep", lambda: _wrapped(12, lambda s: {"not": {"allOf": [s, {"anyOf": [{"minimum": 1}, {"required": ["a"]}]}]}}, {}))  # fmt: skip # noqa: E501
_schema("S50 if chain of 100", lambda: _conditions(100))
_schema("S51 unevaluated over 50 allOf", lambda: {"unevaluatedProperties": False, "allOf": [{"properties": {f"p{i}": {}}} for i in range(50)]}, OK)  # fmt: skip # noqa: E501
_schema("S51b unevaluated over 16 anyOf", lambda: {"unevaluatedProperties": False, "allOf": [{"anyOf": [{"properties": {f"p{i}": {"minimum": i}}}, {"properties": {f"q{i}": {}}}]} for i in range(16)]})  # fmt: skip # noqa: E501
_schema("S52 dependentRequired ring of 200", lambda: {"dependentRequired": {f"k{i}": [f"k{(i + 1) % 200}"] for i in range(200)}})  # fmt: skip # noqa: E501
_schema("S53 a set", {"enum": [{"a": {1, 2}}]}, BAD)
_schema("S53b bytes", {"const": b"x"}, BAD)
_schema("S53c a NumPy scalar", lambda: {"minimum": np.int64(3)})
_schema("S53d a Decimal", {"minimum": Decimal("0.1")}, OK)
_schema("S53e itself", _itself, LIMIT)
_schema("S54 20 optional, at least 10", lambda: {"type": "object", "properties": {f"p{i}": {"enum": [i]} for i in range(40)}, "minProperties": 20, "additionalProperties": False}, OK)  # fmt: skip # noqa: E501
_schema("S55 uniqueItems of anything", {"type": "array", "uniqueItems": True, "minItems": 1_000})
_schema(
    "S56 two long patterns", {"type": "string", "allOf": [_pattern("^(a|b)*a(a|b){12}$"), _pattern("^(a|b){5,40}$")]}
)
_schema("S57 oneOf of 200 near-equal objects", lambda: {"oneOf": [{"type": "object", "properties": {"k": {"const": i}, "v": {"type": "integer"}}, "required": ["k"]} for i in range(200)]})  # fmt: skip # noqa: E501
_schema("S57b oneOf of 24 that overlap", lambda: {"oneOf": [{"required": [f"k{i}"]} for i in range(24)]})
_schema("S58 1 MB of brackets", lambda: "[" * 1_000_000)
_schema("S59 number of 1e5 digits", lambda: '{"minimum": ' + "9" * 100_000 + "}")

# -- regular expressions ----------------------------------------------------------------------------

_regex("R54 ((a{0,50}){0,50}){0,50}", "((a{0,50}){0,50}){0,50}")
_regex("R55 (a|b)*a(a|b){25}", "(a|b)*a(a|b){25}")
_regex("R56 .{0,100000}", ".{0,100000}")
_regex(r"R57 \w{1,5000}", r"\w{1,5000}")
_regex(r"R58 (\w+\s?){1,200}", r"(\w+\s?){1,200}")
_regex("R59 30,000 open", lambda: "(" * 30_000)
_regex("R60 30,000 balanced", lambda: "(" * 30_000 + "a" + ")" * 30_000)
_regex("R61 [a-", "[a-", BAD)
_regex("R62 a{2,1}", "a{2,1}", BAD)
_regex("R63 a{99999999999}", "a{99999999999}")
_regex("R64 (x+x+)+y", "(x+x+)+y", OK)
_regex("R65 (.*,){40}P", "(.*,){40}P")
_regex("R66 20,000 alternatives", lambda: "|".join(f"word{i}" for i in range(20_000)), OK)
_regex(r"R67 [^\w]{1,300}[a-zéА-я]{1,300}", r"[^\w]{1,300}[a-zéА-я]{1,300}")
_regex("R68 a lone surrogate", "\ud800")
_regex("R69 []", "[]", BAD)
_regex("R69b [^]", "[^]", BAD)
_regex("R70 *a", "*a", BAD)
_regex("R70b +", "+", BAD)
_regex("R71 (?:(?:a?){1000}){1000}", "(?:(?:a?){1000}){1000}")
_regex("R72 NUL", "a\0b", OK)
_regex("R73 look-ahead 50 deep", lambda: _wrapped(50, lambda p: f"(?!{p}).*", "a"))
_regex("R73b look-ahead, counted", "((?!ab).){0,100}")
_regex("R74 back-reference", r"(a*)\1", REFUSED)
_regex("R74b conditional", "(a)?(?(1)b|c)")
_regex(r"R75 [^\s\S]", r"[^\s\S]", EMPTY)
_regex("R76 1 MB", lambda: "ab?" * 350_000)
_regex("R77 (a|aa|aaa|...)*", lambda: "(" + "|".join("a" * i for i in range(1, 60)) + ")*", OK)
_regex("R78 .{0,200}(x.{0,200}){20}", ".{0,200}(x.{0,200}){20}")
_regex("R79 (a?){500}a{500}", "(a?){500}a{500}")

# -- Lark grammars ----------------------------------------------------------------------------------

_lark("L78 30,000 balanced", lambda: "start: " + "(" * 30_000 + '"a"' + ")" * 30_000)
_lark("L79 30,000 open", lambda: "start: " + "(" * 30_000)
_lark("L80 start: start", "start: start", EMPTY)
_lark('L81 start: start "a"', 'start: start "a"', EMPTY)
_lark("L82 hidden left recursion", 'start: b start | "x"\nb: | "y"', OK)
_lark("L83 s: s s s | a |", 'start: start start start | "a" |', OK)
_lark("L83b 150 nullable parts", lambda: "start: (" + " ".join(["n"] * 150) + ')*\nn: "a" |', OK)
_lark("L83e 1,000 nullable parts", lambda: "start: (" + " ".join(["n"] * 1_000) + ')*\nn: "a" |')
_lark("L83c 100 nullable parts, left-recursive", lambda: "start: " + " ".join(["n"] * 100) + '\nn: start "b" | "a" |')
_lark("L83d a s n", 'start: "a" start n |\nn: "b" |', OK)
_lark("L84 ~0..100000", 'start: a~0..100000\na: "x" | "y" a')
_lark("L85 ~0..50 thrice", 'start: a~0..50\na: b~0..50\nb: "x"~0..50')
_lark("L86 chain of 10,000", lambda: "start: r0\n" + "".join(f"r{i}: r{i + 1}\n" for i in range(9_999)) + 'r9999: "x"')
_lark("L87 doubled 40 times", lambda: "start: r0\n" + "".join(f"r{i}: r{i + 1} r{i + 1}\n" for i in range(40)) + 'r40: "x" |')  # fmt: skip # noqa: E501
_lark("L88 %ignore /.*/", 'start: "a" "b"\n%ignore /.*/')
_lark('L88b %ignore ""', 'start: "a" "b"\n%ignore ""')
_lark("L89 unit rules in a ring", 'start: a\na: b | "x"\nb: a', OK)
_lark("L90 5,000 terminals", lambda: "start: " + " | ".join(f"T{i}" for i in range(5_000)) + "\n" + "".join(f"T{i}: /[a-z]{{1,{i % 50 + 1}}}/\n" for i in range(5_000)))  # fmt: skip # noqa: E501
_lark("L91 unknown import", "%import common.NOTHING\nstart: NOTHING", BAD)
_lark("L92 import of a path", '%import ..secret.X\nstart: X "a"')
_lark("L93 template without end", 'start: a{"x"}\na{x}: "(" a{a{x}} ")" | x')
_lark("L94 template of another arity", 'start: a{"x", "y"}\na{x}: x', BAD)
_lark("L95 terminal of itself", 'start: A\nA: "x" A | "y"')
_lark("L96 priorities", 'start: A | B\nA.1000000000: "x"\nB.-1: "y"')
_lark(
    "L97 50,000 rules", lambda: "start: r0\n" + "".join(f'r{i}: "a" r{i + 1}\n' for i in range(49_999)) + 'r49999: "x"'
)
_lark("L98 names like internal ones", 'start: __anon_1 start_star_0\n__anon_1: "a"*\nstart_star_0: "b"*')
_lark("L99 NUL, BOM, CRLF", 'start: "a\\0b" "\u202e"\r\n')
_lark("L100 %extend of nothing", '%extend nothing: "a"\nstart: "b"', BAD)
_lark("L101 empty terminals in loops", "start: A*\nA: /a*/")
_lark("L102 %declare", "%declare X\nstart: X")
