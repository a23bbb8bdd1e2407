"""Whether the parser that people use accepts a text: one function per grammar, independent of Lark and of gendecode."""

from __future__ import annotations

import ast
import csv
import datetime
import functools
import io
import json
import re
import sqlite3
import urllib.parse
import xml.etree.ElementTree
from collections.abc import Iterator

import chess
import graphql
import json5
import markdown_it
import partialsmiles
import pysmt.environment
import pysmt.exceptions
import pysmt.smtlib.parser
import rfc3986.exceptions
import rfc3986.validators
import semver
import sqlglot
import sqlglot.errors


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def accepts_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_no_constant)
    except ValueError:
        return False
    return True


def accepts_json5(text: str) -> bool:
    try:
        json5.loads(text)
    except ValueError:
        return False
    return True


def csv_rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def accepts_csv(text: str) -> bool:
    try:
        csv_rows(text)
    except csv.Error:
        return False
    return True


ARITHMETIC = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UAdd, ast.USub),
)


def accepts_arithmetic(text: str) -> bool:
    """Python's own grammar, and nothing in its tree but what this language has."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return all(isinstance(node, ARITHMETIC) for node in ast.walk(tree))


# What SQLite says of a statement that it could read, about tables that do not exist and about types; and that its stack
# of 100 places is full, which leaves the verdict to sqlglot.
UNDERSTOOD = re.compile(
    r"no such (table|column)|no tables specified|misuse of aggregate|ambiguous column"
    r"|SELECTs to the left and right of .* do not have the same number of result columns"
    r"|sub-select returns \d+ columns|row value misused|IN\(\.\.\.\) element has|circular reference"
    r"|\d\w\w (ORDER|GROUP) BY term|aggregate functions are not allowed|a GROUP BY clause is required before HAVING"
    r"|parser stack overflow|cannot join using column|duplicate WITH table name|datatype mismatch"
)


def accepts_sql(text: str) -> bool:
    """SQLite reads it (without finding the tables), and sqlglot does, in its own dialect and in SQLite's."""
    try:
        sqlite3.connect(":memory:").execute(text)
    except sqlite3.Error as error:
        if not UNDERSTOOD.search(str(error)):
            return False
    try:
        trees = [sqlglot.parse_one(text), sqlglot.parse_one(text, read="sqlite")]
    except sqlglot.errors.SqlglotError:
        return False
    return all(isinstance(tree, sqlglot.exp.Query) for tree in trees)


def accepts_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def accepts_graphql(text: str) -> bool:
    try:
        document = graphql.parse(text)
    except graphql.GraphQLSyntaxError:
        return False
    return all(isinstance(node, graphql.ExecutableDefinitionNode) for node in document.definitions)


CASTLING_BOARD = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"


def _origins(piece: int, target: int) -> Iterator[tuple[bool, int]]:
    """(colour, square) from which a piece on an empty board might go to a square."""
    if piece != chess.PAWN:
        board = chess.Board(None)
        board.set_piece_at(target, chess.Piece(piece, chess.WHITE))
        yield from ((chess.WHITE, square) for square in board.attacks(target))  # these moves can be taken back
    else:
        for square in chess.SquareSet(~(chess.BB_RANK_1 | chess.BB_RANK_8)):
            yield from ((colour, square) for colour in chess.COLORS)


def accepts_san(text: str) -> bool:
    """python-chess reads the text as a legal move of some position with that piece and perhaps something to take."""
    boards = [chess.Board(CASTLING_BOARD)]
    if match := chess.SAN_REGEX.match(text):
        target = chess.parse_square(match[4])
        piece = chess.PIECE_SYMBOLS.index(match[1].lower()) if match[1] else chess.PAWN
        for colour, origin in _origins(piece, target):
            board = chess.Board(None)
            board.set_piece_at(origin, chess.Piece(piece, colour))
            board.turn = colour
            if "x" in text:
                board.set_piece_at(target, chess.Piece(chess.KNIGHT, not colour))
            boards.append(board)
    return any(map(functools.partial(_reads_san, text), boards))


def _reads_san(text: str, board: chess.Board) -> bool:
    try:
        board.parse_san(text)
    except ValueError:
        return False
    return True


def accepts_smiles(text: str) -> bool:
    try:
        partialsmiles.ParseSmiles(text, partial=False)
    except (partialsmiles.Error, IndexError):  # the latter for "C%"
        return False
    return True


def accepts_date(text: str) -> bool:
    """`datetime`, which also reads other formats of ISO 8601."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def accepts_semver(text: str) -> bool:
    return semver.Version.is_valid(text)


URL_VALIDATOR = (
    rfc3986.validators.Validator()
    .allow_schemes("http", "https")
    .require_presence_of("scheme", "host")
    .check_validity_of("scheme", "userinfo", "host", "port", "path", "query", "fragment")
)


def accepts_url(text: str) -> bool:
    """`urllib`, which knows ports and addresses, and the regular expressions of RFC 3986 on the parts it finds."""
    try:
        parts = urllib.parse.urlsplit(text)
        # Not rfc3986.uri_reference(text): that would encode what is wrong.
        reference = rfc3986.URIReference(parts.scheme, *(part or None for part in parts[1:]))
        URL_VALIDATOR.validate(reference)
        return (parts.port is None or parts.port <= 65535) and re.search(r"\s", text) is None
    except (ValueError, rfc3986.exceptions.RFC3986Exception):
        return False


MARKDOWN = markdown_it.MarkdownIt("commonmark").enable("table")


def markdown_cells(text: str) -> list[list[str]] | None:
    """The rows of the only block of the document, if that is a table."""
    tokens = MARKDOWN.parse(text)
    if not tokens or tokens[0].type != "table_open" or tokens[-1].type != "table_close":
        return None
    if [token.type for token in tokens].count("table_open") > 1:
        return None
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return rows


def accepts_markdown_table(text: str) -> bool:
    """One table, and as many cells in every row as there are between the pipes."""
    rows = markdown_cells(text)
    lines = [line for line in text.split("\n") if line]
    widths = {len(re.findall(r"(?<!\\)\|", line)) - 1 for line in lines}
    return (
        rows is not None and len(widths) == 1 and len(rows) == len(lines) - 1 and {len(row) for row in rows} == widths
    )


def accepts_xml(text: str) -> bool:
    try:
        xml.etree.ElementTree.fromstring(text.encode())
    except xml.etree.ElementTree.ParseError:
        return False
    return True


# What PySMT raises for a wrong text.
SMT_ERRORS = (
    *(pysmt.exceptions.PysmtException, NotImplementedError),
    *(AssertionError, AttributeError, TypeError, ValueError),
)


def accepts_sygus(text: str) -> bool:
    """An SMT-LIB reader that checks sorts."""
    with pysmt.environment.Environment() as environment:
        parser = pysmt.smtlib.parser.SmtLibParser(environment=environment)
        try:
            commands = list(parser.get_command_generator(io.StringIO(text)))
        except SMT_ERRORS:
            return False
    return [command.name for command in commands] == ["define-fun"]
