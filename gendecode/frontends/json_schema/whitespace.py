"""White space between the tokens of a JSON text: bounded by default, so that no model can idle in it.

Every layout hands out the same node objects again and again, because the engine shares work between
equal automata by identity.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from gendecode.automata.build import byte_ranges, concat, literal, optional, repeat, union
from gendecode.errors import GrammarError
from gendecode.grammar.ir import Literal, Node, Regular, Seq


@dataclass(frozen=True)
class Whitespace:
    """White space that a text may have between any two tokens: a few blanks, or line breaks and an indent.

    The defaults fit ``json.dumps`` with ``indent`` up to 8 ten levels deep, tabs, CRLF and one-line styles.

    Attributes:
        max_spaces: blanks (spaces or tabs) on the same line.
        max_newlines: line breaks (LF or CRLF) in a row.
        max_indent: blanks after the last line break.
    """

    max_spaces: int = 2
    max_newlines: int = 2
    max_indent: int = 80

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1000:
                raise GrammarError(f"Whitespace.{name} must be an integer from 0 to 1000, not {value!r}")


NOTHING = Literal(b"")


@dataclass(frozen=True)
class Punctuation:
    """What stands between the parts of an array or object.

    A text is opener, ``pad``, closer when empty, else opener, ``pad``, ``lead``, the parts with ``comma``
    between them, ``tail``, closer.
    """

    pad: Node
    lead: Node
    comma: Node
    colon: Node
    tail: Node

    # Of arrays and objects. The same nodes each time, because the engine shares work between nodes by identity.
    @cached_property
    def array_close(self) -> Node:
        """From the last item on."""
        return _joined(self.tail, Literal(b"]"))

    @cached_property
    def first(self) -> Node:
        """From the opening brace to the first name."""
        return _joined(self.pad, self.lead)

    @cached_property
    def close(self) -> Node:
        """From the last member on."""
        return _joined(self.tail, Literal(b"}"))

    @cached_property
    def empty(self) -> Node:
        """From the opening brace of an empty object on."""
        return _joined(self.pad, Literal(b"}"))


def _joined(a: Node, b: Node) -> Node:
    return b if a == NOTHING else a if b == NOTHING else Seq((a, b))


class Layout:
    """A policy on white space.

    Attributes:
        key: equal for equal layouts.
        indented: True when the punctuation depends on the depth.
    """

    def __init__(self, key: Hashable, punctuation: Punctuation | None) -> None:
        self.key = key
        self.indented = punctuation is None
        self._punctuation = punctuation

    def punctuation(self, depth: int) -> Punctuation:
        """The punctuation of a container at this depth; the root is at depth 0."""
        return _pretty(depth) if self._punctuation is None else self._punctuation

    def below(self, depth: int) -> int:
        """The depth of what is inside; always 0 where depth makes no difference."""
        return depth + 1 if self.indented else 0


@lru_cache(maxsize=512)
def _pretty(depth: int) -> Punctuation:
    outer, inner = (b"\n" + b"  " * level for level in (depth, depth + 1))
    return Punctuation(NOTHING, Literal(inner), Literal(b"," + inner), Literal(b": "), Literal(outer))


def _around(blank: Node) -> Punctuation:
    comma, colon = (Seq((blank, Literal(mark), blank)) for mark in (b",", b":"))
    return Punctuation(blank, NOTHING, comma, colon, blank)


@lru_cache(maxsize=64)
def _bounded(whitespace: Whitespace) -> Layout:
    blank = byte_ranges([(0x20, 0x20), (0x09, 0x09)])
    line_break = concat(optional(literal(b"\r")), literal(b"\n"))
    same_line = repeat(blank, 0, whitespace.max_spaces)
    if not whitespace.max_newlines:
        return Layout(whitespace, _around(Regular(same_line)))
    next_line = concat(repeat(line_break, 1, whitespace.max_newlines), repeat(blank, 0, whitespace.max_indent))
    return Layout(whitespace, _around(Regular(union(same_line, next_line))))


@cache
def _named(name: str) -> Layout:
    if name == "flexible":
        return _bounded(Whitespace())
    if name == "compact":
        return Layout(name, Punctuation(NOTHING, NOTHING, Literal(b","), Literal(b":"), NOTHING))
    if name == "python":
        return Layout(name, Punctuation(NOTHING, NOTHING, Literal(b", "), Literal(b": "), NOTHING))
    if name == "pretty":
        return Layout(name, None)
    blank = byte_ranges([(0x20, 0x20), (0x09, 0x0A), (0x0D, 0x0D)])
    return Layout(name, _around(Regular(repeat(blank, 0, None))))


NAMES = ("flexible", "compact", "python", "pretty", "any")


def layout(whitespace: str | Whitespace) -> Layout:
    """The layout of this name or with these bounds; always the same object for the same one.

    Names: "flexible" (the default bounds of :class:`Whitespace`), "compact" (none), "python"
    (``json.dumps``), "pretty" (``json.dumps(indent=2)``), "any" (unbounded).
    """
    if isinstance(whitespace, Whitespace):
        return _bounded(whitespace)
    if whitespace not in NAMES:
        raise GrammarError(f"whitespace must be a Whitespace or one of {', '.join(NAMES)}, not {whitespace!r}")
    return _named(whitespace)
