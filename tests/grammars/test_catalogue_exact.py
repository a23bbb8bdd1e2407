"""Where a grammar is the whole of a standard, it agrees with the independent parser on right and wrong texts alike."""

from __future__ import annotations

import ast
import calendar
import csv
import datetime
import io
import ipaddress
import itertools
import keyword
import random
import re
from typing import Any

import chess
import lark
import pytest
import sqlglot.tokens

import oracles
from catalogue import FOLDER, constraint, guided_walks, mutations, parser
from corpora import CORPORA
from derive import Deriver
from names import terminal


def derivations(name: str, count: int, start: str = "start") -> list[str]:
    deriver = Deriver(parser(name, start), seed=4)
    return [deriver.text(deriver.random.choice((5, 10, 20, 40))) for _ in range(count)]


def disagreements(name: str, texts: list[str], accepts: Any, start: str = "start") -> list[str]:
    engine = constraint(name, start)
    return [text for text in texts if engine.accepts(text) != accepts(text)]


def test_json_is_what_the_json_module_reads() -> None:
    texts = list(mutations(CORPORA["json"].valid + derivations("json", 60), 4000, "json"))
    assert disagreements("json", texts, oracles.accepts_json) == []
    assert 400 < sum(map(oracles.accepts_json, texts)) < 3600


def test_semver_is_what_the_semver_package_reads() -> None:
    texts = list(mutations(CORPORA["semver"].valid + derivations("semver", 60), 4000, "semver"))
    assert disagreements("semver", texts, oracles.accepts_semver) == []
    assert 400 < sum(map(oracles.accepts_semver, texts)) < 3600


def test_every_leap_day() -> None:
    accepts = constraint("iso_date").accepts
    leap = [year for year in range(10_000) if accepts(f"{year:04}-02-29")]
    assert leap == [year for year in range(1, 10_000) if calendar.isleap(year)]


def test_dates_are_what_datetime_reads() -> None:
    rng = random.Random(5)
    days = [datetime.date.fromordinal(rng.randint(1, datetime.date.max.toordinal())).isoformat() for _ in range(1500)]
    accepts = constraint("iso_date").accepts
    assert [day for day in days if not accepts(day)] == []
    # A leap year, a common one, a century of each kind: every number that could be a month or a day.
    for year, month, day in itertools.product((2024, 2023, 1900, 2000), range(15), range(34)):
        text = f"{year}-{month:02}-{day:02}"
        assert accepts(text) == oracles.accepts_date(text), text
    assert disagreements("iso_date", list(mutations(days, 3000, "dates", "0123456789-W ٣")), oracles.accepts_date) == []


def accepts_date_time(text: str) -> bool:
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)"
    if not re.fullmatch(shape, text, re.ASCII) or text[17:19] > "59":  # strptime reads leap seconds
        return False
    try:
        datetime.datetime.strptime(text, f"%Y-%m-%dT%H:%M:%S{'.%f' if '.' in text else ''}%z")
    except ValueError:
        return False
    return True


def test_date_times_are_what_datetime_reads() -> None:
    texts = derivations("iso_date", 300, "date_time") + guided_walks("iso_date", 100, "date_time")
    assert [text for text in texts if not accepts_date_time(text)] == []
    changed = list(mutations(texts, 4000, "times", "0123456789-+:.TZ "))
    assert disagreements("iso_date", changed, accepts_date_time, "date_time") == []
    assert 200 < sum(map(accepts_date_time, changed)) < 3600


def test_csv_means_what_the_csv_module_reads() -> None:
    """The same fields in the same rows; and what the module writes is in the language."""
    for text in [*CORPORA["csv"].valid, *derivations("csv", 200)]:
        rows = [[_csv_field(field) for field in record.children] for record in parser("csv").parse(text).children]
        found = oracles.csv_rows(text)
        assert _to_last_line([row or [""] for row in found]) == _to_last_line(rows)
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
            written = io.StringIO(newline="")
            csv.writer(written, quoting=quoting, lineterminator="\r\n").writerows(found)
            assert constraint("csv").accepts(written.getvalue())


def _to_last_line(rows: list[list[str]]) -> list[list[str]]:
    """Without empty lines at the end: the last line break may end a line or begin an empty one."""
    return _to_last_line(rows[:-1]) if rows and rows[-1] == [""] else rows


def _csv_field(field: lark.Tree[lark.Token]) -> str:
    text = str(field.children[0]) if field.children else ""
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


OPERATORS = {
    **{ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"},
    **{ast.UAdd: "pos", ast.USub: "neg"},
}


def _arithmetic_of_python(node: ast.AST) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)], _arithmetic_of_python(node.left), _arithmetic_of_python(node.right)
    assert isinstance(node, ast.UnaryOp)
    return OPERATORS[type(node.op)], _arithmetic_of_python(node.operand)


def _arithmetic_of_lark(tree: lark.Tree[lark.Token]) -> Any:
    if tree.data == "number":
        return ast.literal_eval(tree.children[0])
    return str(tree.data), *(_arithmetic_of_lark(child) for child in tree.children if isinstance(child, lark.Tree))


def test_arithmetic_has_the_structure_that_python_gives_it() -> None:
    texts = [*CORPORA["arithmetic"].valid, *(text for text in derivations("arithmetic", 200) if len(text) < 120)]
    for text in texts:
        (tree,) = parser("arithmetic").parse(text).children
        assert _arithmetic_of_lark(tree) == _arithmetic_of_python(ast.parse(text, mode="eval").body), text


def test_chess_moves_are_all_that_can_be_legal() -> None:
    """For every piece on every square of an empty board, and with something to take: the moves of python-chess."""
    expected = {"O-O", "O-O-O"}
    for piece, colour, origin in itertools.product(chess.PIECE_TYPES, chess.COLORS, chess.SQUARES):
        if piece == chess.PAWN and chess.square_rank(origin) in (0, 7):
            continue
        for board in _boards(chess.Piece(piece, colour), origin):
            for move in board.legal_moves:
                expected |= _spellings(board, move)
    assert {text.rstrip("+#") for text in _members(constraint("chess_san").start())} == expected


def _boards(piece: chess.Piece, origin: int) -> list[chess.Board]:
    board = chess.Board(None)
    board.turn = piece.color
    board.set_piece_at(origin, piece)
    boards = [board.copy()]
    for target in board.attacks(origin):
        board.set_piece_at(target, chess.Piece(chess.KNIGHT, not piece.color))
        boards.append(board.copy())
        board.remove_piece_at(target)
    return boards


def _spellings(board: chess.Board, move: chess.Move) -> set[str]:
    """The short form, and for pieces other than king and pawn those that tell the file or the rank."""
    short = board.san(move).rstrip("+#")
    found = {short}
    if short[0] in "QRBN":
        square = chess.square_name(move.from_square)
        found |= {short[0] + square[0] + short[1:], short[0] + square[1] + short[1:]}
    assert all(board.parse_san(text) == move for text in found)
    return found


def _members(state: Any, text: str = "") -> list[str]:
    """Every text of a finite language."""
    found = [text] if state.can_stop() else []
    for byte in state.next_bytes():
        found += _members(state.advance_bytes(bytes([byte])), text + chr(byte))
    return found


def test_chess_moves_of_real_positions() -> None:
    """Moves of random games; only those told by both file and rank are left out."""
    rng, accepts = random.Random(6), constraint("chess_san").accepts
    for _ in range(10):
        board = chess.Board()
        for _ in range(100):
            moves = list(board.legal_moves)
            if not moves:
                break
            for text in map(board.san, moves):
                assert accepts(text) != bool(re.match("[QRBN][a-h][1-8]x?[a-h]", text)), text
            board.push(rng.choice(moves))


def accepts_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def test_ipv6_addresses_are_what_ipaddress_reads() -> None:
    rng = random.Random(7)
    pieces = [*("::", "::", ":", ":", ":", ":", "1", "ab", "f00d", "0", "12345", "g", "1.2.3.4", "1.2.3", "256.1.1.1")]
    texts = ["".join(rng.choices(pieces, k=rng.randint(1, 17))) for _ in range(3000)]
    texts += [str(ipaddress.IPv6Address(rng.getrandbits(128) & rng.getrandbits(128))) for _ in range(200)]
    texts += list(mutations(derivations("url", 300, "ipv6"), 3000, "ipv6", "0123456789abcdefABCDEF:.:"))
    assert disagreements("url", texts, accepts_ipv6, "ipv6") == []
    assert 500 < sum(map(accepts_ipv6, texts)) < len(texts) - 500


def test_markdown_cells_are_what_stands_between_the_pipes() -> None:
    for text in [*CORPORA["markdown_table"].valid, *derivations("markdown_table", 150)]:
        lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.rstrip("\n").split("\n")]
        cells = [[cell.strip().replace("\\|", "|") for cell in line] for line in lines]
        assert oracles.markdown_cells(text) == [cells[0], *cells[2:]]


# A name in every place where one can stand.
PYTHON_PLACES = ["{0}", "{0}.x = y.{0}", "f({0}=1)", "def {0}({0}): {0}", "import {0} as {0}", "lambda {0}: {0}[{0}]"]
GRAPHQL_PLACES = [
    "{{ {0} }}",
    "fragment {0} on T {{ a }}",
    "{{ ...{0} }}",
    "{{ a({0}: {0}) }}",
    "query {0}(${0}: {0}=[{0}]) {{ a }}",
]
SQL_PLACES = [
    "SELECT {0}, t.{0}, {0}.{0} AS {0} FROM {0}",
    "SELECT {0} FROM t {0}",
    "SELECT {0}.* FROM {0} {0} JOIN {0} AS {0} ON {0} WHERE {0} GROUP BY {0}, {0} HAVING {0} ORDER BY {0}",
    "SELECT {0} FROM {0}, t {0} CROSS JOIN {0} {0} UNION SELECT {0} FROM {0} ORDER BY {0} DESC, {0} LIMIT 1",
    "WITH {0} AS (SELECT {0}) SELECT -{0} * {0} - {0} || {0}, ({0}), SUM({0}) FROM t LEFT JOIN u {0} USING ({0})",
    "SELECT CASE {0} WHEN {0} THEN {0} ELSE {0} END FROM t WHERE {0} IN ({0}, {0}) AND {0} < {0} OR NOT {0} IS NULL",
]


@pytest.mark.parametrize("start", range(4))
def test_sql_names_are_no_keywords(start: int) -> None:
    """Every word that sqlglot or the grammar has a use for, in every place."""
    words = {word for text in sqlglot.tokens.Tokenizer.KEYWORDS for word in re.findall(r"[A-Z_]\w*", text)}
    words |= {kind.name for kind in sqlglot.tokens.TokenType} | {
        word.upper() for word in reserved("sql_select", "NAME")
    }
    accepts = constraint("sql_select").accepts
    texts = [place.format(word) for word in sorted(words)[start::4] for place in SQL_PLACES]
    texts = [text for text in texts if accepts(text)]
    assert len(texts) > 300
    assert [text for text in texts if not oracles.accepts_sql(text)] == []


def test_python_names_are_no_keywords() -> None:
    accepts = constraint("python_subset").accepts
    for word, place in itertools.product(
        [*keyword.kwlist, *keyword.softkwlist, "iffy", "i", "nonlocals"], PYTHON_PLACES
    ):
        text = place.format(word)
        assert not accepts(text) or oracles.accepts_python(text), text
        assert accepts(text) or word in keyword.kwlist, text
    assert set(reserved("python_subset", "NAME")) >= set(keyword.kwlist)


def test_graphql_names_are_no_keywords() -> None:
    accepts = constraint("graphql_query").accepts
    for word, place in itertools.product(
        ["on", "true", "false", "null", "query", "fragment", "o", "nulls"], GRAPHQL_PLACES
    ):
        text = place.format(word)
        assert accepts(text) == oracles.accepts_graphql(text), text


GENERATED = re.compile(r"// Every name but(, in capitals or not)?: ((?:.*\n//)*.*)\n((\w+): (?:.*\n +\|)*.*)\n")


def generated(name: str) -> list[tuple[bool, list[str], str, str]]:
    """(whether case is ignored, the reserved words, the definition, its name) of every terminal made by names.py."""
    source = (FOLDER / f"{name}.lark").read_text(encoding="utf-8")
    found = GENERATED.findall(source)
    return [(bool(case), words.replace("//", "").split(), text, name) for case, words, text, name in found]


def reserved(name: str, terminal_name: str) -> list[str]:
    return next(words for _, words, _, found in generated(name) if found == terminal_name)


@pytest.mark.parametrize(("name", "count"), [("graphql_query", 2), ("python_subset", 1), ("sql_select", 1)])
def test_generated_terminals_are_up_to_date(name: str, count: int) -> None:
    found = generated(name)
    assert len(found) == count
    for ignore_case, words, text, terminal_name in found:
        assert text == terminal(terminal_name, words, ignore_case), "run tests/grammars/names.py"


@pytest.mark.parametrize(
    ("words", "ignore_case"), [(["on"], False), (["if", "in", "i", "iff"], False), (["ab", "abba"], True)]
)
def test_names_except_reserved_words(words: list[str], ignore_case: bool) -> None:
    """By brute force, and the longest match comes first."""
    definition = terminal("NAME", words, ignore_case)
    pattern = re.compile("|".join(f"(?:{line.split('/', 1)[1][:-1]})" for line in definition.split("\n")))
    for length in range(1, 5):
        for text in map("".join, itertools.product("abfinoABx_1", repeat=length)):
            free = not text[0].isdigit() and (text.lower() if ignore_case else text) not in words
            assert bool(pattern.fullmatch(text)) == free, text
            found = pattern.match(text)
            assert not free or (found is not None and found.group() == text)
