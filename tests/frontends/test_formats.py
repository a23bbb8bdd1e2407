"""Formats: every enforced one against a parser that somebody else wrote, or one written here in another way."""

from __future__ import annotations

import base64
import binascii
import datetime
import ipaddress
import json
import random
import re
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator

import idna
import pytest
import rfc3986
from hypothesis import given, settings
from hypothesis import strategies as st

import gendecode as gd
from gendecode.automata.algebra import difference
from gendecode.automata.automaton import Automaton
from gendecode.automata.builder import edge_lists
from gendecode.automata.lengths import LAYERED
from gendecode.errors import GrammarError, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema.format_times import TIME, time_automaton
from gendecode.frontends.json_schema.formats import ALL, BUILT, LENGTHS, LOOSER, NUMERIC, STANDARD, format_pattern
from gendecode.frontends.json_schema.strings import StringFacet, compile_pattern, string_body
from gendecode.limits import Limits
from gendecode.testing import ReferenceRecogniser, check_contract

LIMITS = Limits()
STRINGS = sorted(ALL - NUMERIC.keys())

# Texts of each format, from which others are made, and what is not of it though nearly.
EXAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "date": (
        ["2024-02-29", "2000-02-29", "0000-02-29", "1999-12-31", "2023-04-30"],
        ["2023-02-29", "1900-02-29", "2023-04-31", "2023-13-01", "2023-00-10", "2023-1-01", "20230101", "2023-01-00"],
    ),
    "time": (
        ["12:34:56Z", "00:00:00.000z", "23:59:60Z", "01:29:60+01:30", "15:59:60.25-08:00", "23:59:59-23:59"],
        ["24:00:00Z", "12:34:56", "12:34:60Z", "23:59:60+01:00", "12:34:56+24:00", "12:34:56.Z", "1:02:03Z"],
    ),
    "date-time": (
        ["2024-02-29T12:34:56Z", "1998-12-31t23:59:60z", "1998-12-31T15:59:60.123-08:00", "1985-04-12T23:20:50.52Z"],
        ["2023-02-29T12:34:56Z", "2024-02-29 12:34:56Z", "2024-02-29T12:34:56", "2024-02-29T24:00:00Z"],
    ),
    "duration": (
        ["P1Y2M3DT4H5M6S", "P2W", "PT0S", "P1D", "PT36H", "P3M", "P1YT1S", "PT5M"],
        ["P", "PT", "P1YT", "P1Y2W", "P1Y2D", "PT1H2S", "P1S", "PT1D", "1D", "p1d", "P1.5D"],
    ),
    "email": (
        ["joe@example.com", "x+y.z@a-b.c", '"a b\\""@c', "a@[127.0.0.1]", "a@[IPv6:::1]", "a@[ipv6:1::2:3.4.5.6]"],
        [".a@b", "a.@b", "a..b@c", "a@-b", "a@b.", "a@[1.2.3.256]", "a@[IPv6:1::2::3]", "a@[x:y]", "é@b", "a b@c"],
    ),
    "idn-email": (
        ["joe@example.com", "실례@실례.테스트", "é@b", "a@[127.0.0.1]"],
        ["2962", "@a", "a@", "a@-", "a@b c"],
    ),
    "hostname": (
        ["example", "www.example.com", "xn--4gbwdl.xn--wgbh1c", "1.2", "a" * 63, ".".join(["a" * 62] * 4)],
        ["", ".", "a.", "-a", "a-", "a_b", "a" * 64, ".".join(["a" * 63] * 4), "é"],
    ),
    "idn-hostname": (
        ["실례.테스트", "münchen.example", "пример.рф", "日本語2", "l·l", "א׳ב", "क्‍ष", "بي‌بي", "ب٠ب", "・ぁ", "͵β"],
        ["", ".", "-a", "a-", "a·l", "xn--X", "a--b--c..d", "͵", "א׳ב.1", "・", "ّ", "실" * 40, "Aé"],
    ),
    "ipv4": (["192.168.0.1", "0.0.0.0", "255.249.99.10"], ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "1.2.3.４"]),
    "ipv6": (
        ["::", "::1", "1:2:3:4:5:6:7:8", "1::8", "1:2:3:4:5:6:1.2.3.4", "::ffff:192.168.0.1", "1:2:3:4:5:6:7::"],
        [":", "1::2::3", "1:2:3:4:5:6:7", "12345::", "::1.2.3.256", "1:2:3:4:5:6:7:1.2.3.4", "::%1", ":::"],
    ),
    "uri": (
        [
            "http://u:p@h.x:80/a/b;c?d=e#f",
            "urn:a:b",
            "mailto:a@b.c",
            "ldap://[2001:db8::7]/c",
            "a:",
            "x://[v1.a:b]/%2f",
        ],
        ["//a/b", "a/b", "1a:b", "http://a b", "http://[::1", "a:%zz", "http://h:x/", "a:\\b", "a:ü"],
    ),
    "uri-reference": (
        ["", "//h/a?b", "/a//b", "a/b:c", "?q", "#f", "http://h", "./a:b"],
        ["a b", "\\", "#a#", "1:b", "%"],
    ),
    "iri": (["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "a:ü", "http://h/?\ue000"], ["ü", "a: ", "a:\ue000", "http://ü["]),
    "iri-reference": (["ü/é", "//ü", "#ü", "?\ue000", "a:é"], ["ü\\", " ", "#\ue000", "\u0080"]),
    "uri-template": (
        ["", "/a/{b:3}{?c,d*}", "{+x}", "{#a.b}", "ü%20", "{%41}"],
        ["{", "}", "{}", "{a", "{a:0}", "{a:10000}", "{a,}", "{.}", "{=a}", "a b", "'", "{a.}"],
    ),
    "uuid": (
        ["2eb8aa08-AA98-11ea-b4Aa-73B441D16380"],
        ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08"],
    ),
    "json-pointer": (["", "/", "/a~0b~1/0/-", "//\n", '/"\\ü'], ["a", "/~", "/~2", "#/a"]),
    "relative-json-pointer": (["0", "1#", "10/a~1", "2/"], ["", "01", "-1", "1##", "/a", "1#/a"]),
    "regex": (
        [
            "",
            "a|b",
            "^[a-z0-9_.-]+@(?:x\\.)?$",
            "(a(b(c)*)+)?",
            "(?=a{2,3}).",
            "\\u{1F600}[\\u00C0-\\u017F]",
            "[^]",
            "[]",
        ],
        ["(", ")", "a**", "[", "\\", "(?a)", "{1}", "[z-a]", "a{2,1}", "(?<n>a)(?<n>b)"],
    ),
    "byte": (["", "aGVsbG8=", "QQ==", "////"], ["QR==", "QQ=", "QUI", "QUJ=", "====", "QQ==QQ=="]),
}
EXAMPLES["base64"] = EXAMPLES["byte"]


def accepts(name: str, text: str) -> bool:
    pattern = format_pattern(name)
    assert pattern is not None
    found = compile_pattern(pattern, LIMITS)
    assert found is not None
    fits = len(text) <= LENGTHS.get(name, len(text))
    return fits and found.accepts(json.dumps(text, ensure_ascii=False).encode()[1:-1])


@pytest.mark.parametrize("name", STRINGS)
def test_examples_through_the_whole_grammar(name: str) -> None:
    recogniser = ReferenceRecogniser(gd.json_schema({"type": "string", "format": name}, strict=True))
    good, bad = EXAMPLES[name]
    assert [text for text in good if not recogniser.accepts(json.dumps(text, ensure_ascii=False))] == []
    assert [text for text in bad if recogniser.accepts(json.dumps(text, ensure_ascii=False))] == []


# --- independent parsers ------------------------------------------------------------------------------


def is_date(text: str) -> bool:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    # Python's calendar begins with the year 1; 2000 has the leap day that 0000 has.
    return parses(datetime.date.fromisoformat, ("2000" if text.startswith("0000") else text[:4]) + text[4:])


def is_time(text: str) -> bool:
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", text, re.ASCII)
    if found is None:
        return False
    hour, minute, second, ahead, behind = (int(found[i] or 0) for i in (1, 2, 3, 5, 6))
    if hour > 23 or minute > 59 or ahead > 23 or behind > 59:
        return False
    offset = (60 * ahead + behind) * (-1 if found[4] == "-" else 1)
    return second < 60 or (second == 60 and (60 * hour + minute - offset) % 1440 == 1439)


def is_date_time(text: str) -> bool:
    return len(text) > 11 and is_date(text[:10]) and text[10] in "Tt" and is_time(text[11:])


def is_duration(text: str) -> bool:
    date, separator, time = text.removeprefix("P").partition("T")

    def run(part: str, units: str) -> bool:
        """Numbers with units, which follow one another without a gap."""
        found = re.findall("([0-9]+)([A-Z])", part)
        return "".join(n + u for n, u in found) == part and "".join(u for _, u in found) in units and part != ""

    if not text.startswith("P") or (separator and not run(time, "HMS")):
        return False
    return run(date, "YMD") or (date == "" and bool(separator)) or (not separator and run(date, "W"))


def is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    atom = set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-/=?^_`{|}~")
    if re.fullmatch(r'"(?:[^"\\]|\\.)*"', local):
        fits = all(" " <= char <= "~" for char in local)
    else:
        fits = all(part and atom.issuperset(part) for part in local.split("."))
    if not at or not fits:
        return False
    if domain.startswith("["):
        inner = domain[1:-1]
        groups = re.sub(r"\b0+(?=\d)", "", inner)  # leading zeros are legal in a mailbox, and not to Python
        if inner[:5].lower() == "ipv6:":
            head, _, tail = inner[5:].rpartition(":")
            address = f"{head}:{re.sub(chr(92) + 'b0+(?=' + chr(92) + 'd)', '', tail) if '.' in tail else tail}"
            # Here "::" stands for two groups at least.
            written = [part for part in address.split(":") if part]
            count = len(written) + ("." in address)
            legal = is_ipv6(address) and ("::" not in address or count <= 6)
        else:
            legal = bool(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", inner)) and is_ipv4(groups)
        return domain.endswith("]") and legal
    return all(is_label(label) for label in domain.split("."))


def is_label(label: str) -> bool:
    return bool(label) and label.isascii() and label.replace("-", "0").isalnum() and "-" not in (label[0], label[-1])


def is_hostname(text: str) -> bool:
    return len(text) <= 253 and all(is_label(label) and len(label) < 64 for label in text.split("."))


def is_ipv4(text: str) -> bool:
    return text.isascii() and parses(ipaddress.IPv4Address, text)


def is_ipv6(text: str) -> bool:
    return text.isascii() and "%" not in text and parses(ipaddress.IPv6Address, text)


_URI = rfc3986.validators.Validator().check_validity_of("scheme", "host", "port", "path", "query", "fragment")


def is_uri_reference(text: str) -> bool:
    if not text.isascii() or "\n" in text or re.search("%(?![0-9A-Fa-f]{2})", text):
        return False
    found = rfc3986.uri_reference(text)
    host = found.authority and re.search(r"\[([^\]]*)\]", found.authority)
    if host and host[1][:1] not in ("v", "V") and not is_ipv6(host[1]):
        return False
    try:
        _URI.validate(found)
        return not found.authority or found.authority_info() is not None
    except (rfc3986.exceptions.RFC3986Exception, ValueError):
        return False


def is_pointer(text: str) -> bool:
    return (text == "" or text[0] == "/") and not re.search("~(?![01])", text)


def is_relative_pointer(text: str) -> bool:
    digits = re.match("0|[1-9][0-9]*", text)
    return digits is not None and (text[digits.end() :] == "#" or is_pointer(text[digits.end() :]))


def is_uuid(text: str) -> bool:
    return parses(lambda given: str(uuid.UUID(given)) == given.lower(), text)


def is_base64(text: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except (ValueError, binascii.Error):
        return False


def parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        return bool(parse(text))
    except (ValueError, AttributeError):
        return False


JUDGES: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "duration": is_duration,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "json-pointer": is_pointer,
    "relative-json-pointer": is_relative_pointer,
    "uuid": is_uuid,
    "byte": is_base64,
}
EDITS = '0123456789abfxzAFZ.:-/@%[]?#+*{}~_=,; "\\éTtZz\n&$^PYMDHSW'


@st.composite
def mutated(draw: st.DrawFn, texts: list[str]) -> str:
    """A text that is of a format, or was before a few characters were changed."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 3))):
        at, kind = draw(st.integers(0, len(text))), draw(st.integers(0, 3))
        char = draw(st.sampled_from(EDITS + text))
        text = (text[:at] + char + text[at:], text[:at] + text[at + 1 :], text[:at] + char + text[at + 1 :], text)[kind]
    return text


@pytest.mark.parametrize("name", JUDGES)
def test_formats_against_other_parsers(name: str) -> None:
    @settings(max_examples=150, deadline=None, database=None)
    @given(mutated(EXAMPLES[name][0] + EXAMPLES[name][1]))
    def judge(text: str) -> None:
        assert accepts(name, text) == JUDGES[name](text), text

    judge()


def members(name: str, count: int) -> list[str]:
    """Texts of a format, by chance."""
    pattern = format_pattern(name)
    assert pattern is not None
    facet = StringFacet(high=LENGTHS.get(name), patterns=frozenset([pattern]))
    found = string_body(facet, LIMITS)
    assert found is not None
    return list(walks(found, count, random.Random(7)))


def walks(automaton: Automaton, count: int, chance: random.Random) -> Iterator[str]:
    edges, accepting = edge_lists(automaton), automaton.accepting.tolist()
    for index in range(count):
        state, data, stop = chance.choice(automaton.starts.tolist()), bytearray(), (0.02, 0.1, 0.4)[index % 3]
        while edges[state] and not (accepting[state] and chance.random() < stop):
            low, high, state = chance.choice(edges[state])
            data.append(chance.randint(low, high))
            stop = 0.9 if len(data) > 200 else stop
        yield json.loads(b'"' + bytes(data) + b'"')


@pytest.mark.parametrize("name", JUDGES)
def test_texts_by_chance_are_of_the_format(name: str) -> None:
    assert [text for text in members(name, 60) if not JUDGES[name](text)] == []


@pytest.mark.parametrize("name", ["uri", "uri-reference"])
def test_uris_by_chance(name: str) -> None:
    # rfc3986 asks less of user information than the RFC does: one direction only.
    assert [text for text in members(name, 150) if not is_uri_reference(text)] == []
    assert not any(accepts(name, text) for text in EXAMPLES[name][1])


def test_international_names_by_chance() -> None:
    texts = members("idn-hostname", 300)
    assert [text for text in texts if not parses(idna.encode, text)] == []
    assert sum(not text.isascii() for text in texts) > 100


def test_regular_expressions_by_chance() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, which knows what ECMA-262 takes for a pattern")
    texts = members("regex", 400)
    script = (
        "const bad = JSON.parse(require('fs').readFileSync(0)).filter(s => ['', 'u'].some(f => {"
        "try { new RegExp(s, f); return false } catch { return true } })); console.log(JSON.stringify(bad))"
    )
    result = subprocess.run([node, "-e", script], input=json.dumps(texts), capture_output=True, text=True, check=True)
    assert json.loads(result.stdout) == []


def test_leap_seconds_in_every_offset() -> None:
    automaton = time_automaton()
    pattern = re.compile(TIME, re.ASCII)
    for minute in range(0, 1440, 7):
        hour, past = divmod(minute, 60)
        for sign, shift in (("+", minute - 1439), ("-", 1439 - minute)):
            for wrong in (0, 1, 60):
                offset = (shift + wrong) % 1440
                text = f"{hour:02}:{past:02}:60.5{sign}{offset // 60:02}:{offset % 60:02}"
                assert automaton.accepts(text.encode()) == (wrong == 0) == (pattern.match(text) is not None), text


# --- formats between two patterns, and with other keywords --------------------------------------------


@pytest.mark.parametrize("name", [name for name in STRINGS if format_pattern(name) in LOOSER])
def test_what_is_certain_may_be(name: str) -> None:
    pattern = format_pattern(name) or ""
    tight, loose = compile_pattern(pattern, LIMITS), compile_pattern(LOOSER[pattern], LIMITS)
    assert tight is not None and loose is not None and difference(tight, loose) is None
    schema = {"type": "string", "not": {"format": name}}
    assert gd.json_schema({"not": schema}).warnings == ()
    outside = ReferenceRecogniser(gd.json_schema(schema))
    assert not any(outside.accepts(json.dumps(text, ensure_ascii=False)) for text in EXAMPLES[name][0])


def test_between_the_two_neither_is_written() -> None:
    for schema in ({"format": "regex"}, {"not": {"format": "regex"}}):
        recogniser = ReferenceRecogniser(gd.json_schema({"type": "string", **schema}))
        assert not recogniser.accepts(json.dumps("(?<name>a)"))


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"format": "date", "maxLength": 9}, None, []),
        ({"format": "email", "maxLength": 5}, ["a@b.c", "ab@cd"], ["a@bc.d"]),
        ({"format": "email", "minLength": 3, "maxLength": 255}, ["a@b"], ["a" * 254 + "@b"]),
        ({"format": "uri", "maxLength": 2048}, ["a:b", "a:" + "b" * 2046], ["a:" + "b" * 2047]),
        ({"format": "hostname", "maxLength": 255}, [".".join(["a" * 62] * 4)], [".".join(["a" * 63] * 4)]),
        ({"format": "date-time", "maxLength": 20}, ["2024-02-29T12:34:56Z"], ["2024-02-29T12:34:56.1Z"]),
        ({"format": "time", "maxLength": 16}, ["01:29:60.5+01:30"], ["01:29:60.55+01:30", "01:29:60.5+01:31"]),
        ({"format": "date", "pattern": "^20"}, ["2024-02-29"], ["1999-01-01", "20"]),
        ({"format": "uri", "pattern": "^https?://"}, ["https://a"], ["ftp://a", "https:// a"]),
        ({"format": "date", "enum": ["2024-02-29", "2023-02-29"]}, ["2024-02-29"], ["2023-02-29"]),
        ({"format": "ipv4", "not": {"pattern": "^10\\."}}, ["9.1.1.1"], ["10.1.1.1"]),
        ({"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, ["1.2.3.4", "::"], ["1.2.3"]),
        ({"oneOf": [{"format": "uri"}, {"format": "uri-reference"}]}, ["a/b"], ["a:b", " "]),
        ({"not": {"format": "time"}}, ["", "12:34:60Z"], ["12:34:56Z", "23:59:60Z"]),
        ({"format": "hostname", "minLength": 254}, None, []),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_beside_other_keywords(schema: dict[str, object], good: list[str] | None, bad: list[str]) -> None:
    if good is None:
        with pytest.raises(UnsatisfiableError):
            gd.json_schema({"type": "string", **schema})
        return
    constraint = gd.compile(gd.json_schema({"type": "string", **schema}), gd.Vocab.bytes_only())
    assert [text for text in good if not constraint.accepts(json.dumps(text))] == []
    assert [text for text in bad if constraint.accepts(json.dumps(text))] == []


@pytest.mark.parametrize("name", ["date-time", "hostname", "uri", "email", "regex"])
def test_masks_know_what_may_follow(name: str) -> None:
    grammar = gd.json_schema({"type": "string", "format": name})
    texts = [json.dumps(text, ensure_ascii=False).encode() for text in EXAMPLES[name][0][:3]]
    check_contract(gd.compile(grammar, gd.Vocab.bytes_only()), texts=texts, states=40, steps=20)


def test_sizes_that_are_promised() -> None:
    for pattern, built in BUILT.items():
        automaton = compile_pattern(pattern, LIMITS)
        assert automaton is not None
        facet = StringFacet(patterns=frozenset([pattern]))
        lengths = [len(text) for text in walks(automaton, 100, random.Random(3))]
        assert min(lengths) >= built.shortest
        high = min(LAYERED * LIMITS.automaton_states // built.looping - 1, 60)
        assert string_body(StringFacet(high=max(high, built.shortest), patterns=facet.patterns), LIMITS) is not None


def test_ascii_only_reaches_formats() -> None:
    grammar = gd.json_schema({"type": "string", "format": "idn-hostname"}, ascii_only=True)
    recogniser = ReferenceRecogniser(grammar)
    assert recogniser.accepts('"\\uc2e4.a"') and not recogniser.accepts('"실.a"')


def test_formats_act_on_their_type_only() -> None:
    recogniser = ReferenceRecogniser(gd.json_schema({"format": "date"}))
    assert recogniser.accepts("12") and recogniser.accepts('"2024-02-29"') and not recogniser.accepts('"x"')
    recogniser = ReferenceRecogniser(gd.json_schema({"format": "int8"}))
    assert recogniser.accepts('"x"') and recogniser.accepts("127") and not recogniser.accepts("128")


@pytest.mark.parametrize("name", sorted(NUMERIC))
def test_formats_of_numbers_are_bounds(name: str) -> None:
    kind = "integer" if NUMERIC[name].whole else "number"
    recogniser = ReferenceRecogniser(gd.json_schema({"type": kind, "format": name}))
    least, most, _ = NUMERIC[name]
    assert recogniser.accepts(str(least)) and recogniser.accepts(str(most))
    assert not recogniser.accepts(str(least - 1)) and not recogniser.accepts(str(most + 1))
    if name == "double":
        assert float(most) == float.fromhex("0x1.fffffffffffffp+1023")


def test_unknown_formats_are_annotations_or_errors() -> None:
    schema = {"properties": {"a": {"type": "string", "format": "flavour"}, "b": {"type": "string", "format": "date"}}}
    assert gd.json_schema(schema).warnings == (
        "#/properties/a/format: format 'flavour' is an annotation and not enforced",
    )
    with pytest.raises(UnsupportedError, match=r"flavour.*#/properties/a/format"):
        gd.json_schema(schema, strict=True)


def test_which_formats_are_enforced_is_an_option() -> None:
    schema = {"type": "string", "format": "date"}
    assert ReferenceRecogniser(gd.json_schema(schema, formats="none")).accepts('"x"')
    assert not ReferenceRecogniser(gd.json_schema(schema, formats="standard")).accepts('"x"')
    schema = {"type": "string", "format": "byte"}
    assert "byte" not in STANDARD and ReferenceRecogniser(gd.json_schema(schema, formats="standard")).accepts('"x"')
    with pytest.raises(GrammarError, match="formats must be one of"):
        gd.json_schema(schema, formats="some")
