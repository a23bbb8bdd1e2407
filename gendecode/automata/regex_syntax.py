"""The parser: text of a regular expression to its tree, in the dialect of Python or of ECMA-262.

One loop over the text with an explicit stack of open groups; nothing recurses. Documented extensions
to Python's syntax: ``\\p{..}`` and ``\\P{..}`` for general categories, ``\\z``, look-behind of any
width, and atomic groups and possessive repeats on every version. To ECMA-262's: none beyond its Annex B.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gendecode.automata.charset import ALL, CharSet
from gendecode.automata.regex_cursor import Cursor, Dialect, Flags
from gendecode.automata.regex_escapes import character_class, escape, fold
from gendecode.automata.regex_tree import (
    END,
    START,
    Tree,
    alt,
    atomic,
    cat,
    chars,
    look,
    repeat,
    take_all,
)
from gendecode.automata.unicode import ECMA_LINE_ENDS
from gendecode.errors import LimitExceeded
from gendecode.limits import MAX_COUNT, Limits

_NEWLINE = CharSet.of((0x0A, 0x0A))
_DIGITS = "0123456789"
_FLAG_NAMES = {"i": "ignore_case", "s": "dot_all", "m": "multiline", "x": "verbose", "a": "ascii"}
_SPACE = " \t\n\r\v\f"
_PLAIN = re.compile(r"[^\\\[\](){}.*+?^$|#\s]+")


def parse(pattern: str, dialect: Dialect, limits: Limits, flags: Flags | None = None) -> Tree:
    """The tree of ``pattern``.

    Raises GrammarError for a syntax error, UnsupportedError for a legal construct that no automaton
    can enforce, LimitExceeded for too long or too deeply nested a pattern.
    """
    if len(pattern.encode("utf-8", "surrogatepass")) > limits.source_bytes:
        raise LimitExceeded(f"the regular expression is longer than Limits.source_bytes = {limits.source_bytes}")
    return _Parser(pattern, dialect, limits, flags or Flags()).parse()


@dataclass
class _Group:
    """An open group.

    Attributes:
        kind: what the closing parenthesis makes of it: "group", "atomic", or the look-around's opener.
        at: where it begins.
        flags: to be restored when it closes.
        options: the finished alternatives.
        items: the sequence being read.
        last: what a quantifier would apply to.
        exact: inside an atomic group, where the order of matches counts.
        lazy: a lazy repeat occurred inside.
    """

    kind: str
    at: int
    flags: Flags
    exact: bool = False
    lazy: bool = False
    options: list[Tree] = field(default_factory=list)
    items: list[Tree] = field(default_factory=list)
    last: str = "nothing"

    def add(self, tree: Tree, last: str = "item") -> None:
        self.items.append(tree)
        self.last = last

    def next_option(self) -> None:
        self.options.append(cat(self.items))
        self.items = []
        self.last = "nothing"


class _Parser:
    def __init__(self, pattern: str, dialect: Dialect, limits: Limits, flags: Flags) -> None:
        self.cursor = Cursor(pattern, dialect)
        self.ecma = dialect == "ecma"
        self.limits = limits
        self.flags = flags
        self.names: set[str] = set()
        self.stack = [_Group("pattern", 0, flags)]
        self.literals: dict[Flags, dict[str, Tree]] = {}

    def parse(self) -> Tree:
        cursor = self.cursor
        while not cursor.done:
            at = cursor.at
            plain = _PLAIN.match(cursor.text, at)
            if plain:
                cursor.at = plain.end()
                self.stack[-1].items += map(self._literal, plain[0])
                self.stack[-1].last = "item"
                continue
            char = cursor.next()
            if self.flags.verbose and char in _SPACE:
                continue
            if self.flags.verbose and char == "#":
                cursor.at = (cursor.text + "\n").find("\n", at) + 1
            elif char == "|":
                self.stack[-1].next_option()
            elif char == "(":
                self._open(at)
            elif char == ")":
                self._close(at)
            elif char in "*+?{" and self._quantifier(char, at):
                pass
            else:
                self._atom(char)
        if len(self.stack) > 1:
            raise cursor.error("this group has no closing ')'", self.stack[-1].at)
        return self._finished(self.stack[0])

    def _atom(self, char: str) -> None:
        group = self.stack[-1]
        if char == "\\":
            found = escape(self.cursor, self.flags, inside=False)
            if isinstance(found, Tree):
                group.add(found, "anchor")
            elif isinstance(found, CharSet):
                group.add(chars(found))
            else:
                group.add(self._literal(chr(found)))
        elif char == "[":
            group.add(chars(character_class(self.cursor, self.flags)))
        elif char == ".":
            group.add(chars(ALL if self.flags.dot_all else ~self._line_ends()))
        elif char == "^":
            line = look(chars(self._line_ends()), behind=True, negative=False)
            group.add(alt([START, line]) if self.flags.multiline else START, "anchor")
        elif char == "$":
            group.add(self._dollar(), "anchor")
        else:
            group.add(self._literal(char))

    def _literal(self, char: str) -> Tree:
        known = self.literals.setdefault(self.flags, {})
        if char not in known:
            known[char] = chars(fold(CharSet.chars(char), self.flags))
        return known[char]

    def _line_ends(self) -> CharSet:
        return ECMA_LINE_ENDS if self.ecma else _NEWLINE

    def _dollar(self) -> Tree:
        if self.flags.multiline:
            return alt([END, look(chars(self._line_ends()), behind=False, negative=False)])
        if self.ecma:
            return END
        # Python's $ also matches before a newline that ends the text.
        return look(repeat(chars(_NEWLINE), 0, 1), behind=False, negative=False, whole=True)

    # Quantifiers

    def _quantifier(self, char: str, at: int) -> bool:
        """Read a quantifier and apply it; False when the brace is an ordinary character."""
        bounds = self._braces(at) if char == "{" else {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        if bounds is None:
            return False
        low, high = bounds
        cursor, group = self.cursor, self.stack[-1]
        if group.last == "repeat":
            raise cursor.error("a repeat of a repeat; put the first one in a group: (?:...)", at)
        if group.last in ("nothing", "anchor"):
            raise cursor.error(f"{cursor.text[at : cursor.at]} has nothing to repeat", at)
        body = group.items.pop()
        lazy = cursor.take("?")
        if lazy:
            group.lazy = True
        elif not self.ecma and cursor.take("+"):
            group.add(self._possessive(body, low, high, at), "repeat")
            return True
        group.add(repeat(body, low, high, join=not group.exact, lazy=lazy), "repeat")
        return True

    def _braces(self, at: int) -> tuple[int, int | None] | None:
        """The bounds of ``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}``; None when this is no quantifier."""
        cursor = self.cursor
        begin = cursor.at
        low = cursor.run(_DIGITS)
        comma = cursor.take(",")
        high = cursor.run(_DIGITS) if comma else low
        if not (low or comma) or not cursor.take("}"):
            cursor.at = begin
            return None
        if self.ecma and not low:
            raise cursor.error("this repeat has no lower bound; write {0,...}", at)
        if max(len(low), len(high)) > 10 or max(int(low or 0), int(high or 0)) > MAX_COUNT:
            raise cursor.error(f"a repeat ends at {MAX_COUNT}", at)
        bounds = int(low or 0), int(high) if high else None
        if bounds[1] is not None and bounds[1] < bounds[0]:
            raise cursor.error("the lower bound of this repeat is greater than the upper one", at)
        return bounds

    def _possessive(self, body: Tree, low: int, high: int | None, at: int) -> Tree:
        if not body.fixed:
            raise self.cursor.unsupported(
                "possessive repeat",
                at,
                "it is exact here only for a body whose texts all have one length",
                "repeat a single character class, or drop the '+' if nothing has to be given back",
            )
        return take_all(body, low, high)

    # Groups

    def _open(self, at: int) -> None:
        cursor = self.cursor
        if len(self.stack) > self.limits.nesting:
            raise LimitExceeded(
                f"regular expression, position {at}: groups are nested deeper than Limits.nesting = "
                f"{self.limits.nesting}"
            )
        flags = self.flags
        kind = "group"
        if cursor.take("?"):
            opened = self._extension(at)
            if opened is None:
                return
            kind, flags = opened
        exact = self.stack[-1].exact or kind == "atomic"
        self.stack.append(_Group(kind, at, self.flags, exact))
        self.flags = flags

    def _extension(self, at: int) -> tuple[str, Flags] | None:
        """Read what follows ``(?``: the kind of group and the flags inside; None when no group opens."""
        cursor = self.cursor
        for kind in ("=", "!", "<=", "<!"):
            if cursor.take(kind):
                return kind, self.flags
        if cursor.take(":"):
            return "group", self.flags
        if cursor.take("<" if self.ecma else "P<"):
            self._name(at)
            return "group", self.flags
        if not self.ecma:
            if cursor.take(">"):
                return "atomic", self.flags
            if cursor.take("#"):
                cursor.until(")", "this comment", at)
                return None
            if cursor.peek() == "(" or cursor.take("P="):
                raise cursor.unsupported(
                    "a conditional group" if cursor.peek() == "(" else "a backreference",
                    at,
                    "what a group matched cannot be remembered by an automaton",
                    "write the alternatives out",
                )
        return self._flags(at)

    def _name(self, at: int) -> None:
        name = self.cursor.until(">", "the name of this group", at)
        if not name.replace("$", "_" if self.ecma else "$").isidentifier():
            raise self.cursor.error(f"{name!r} is not a name for a group", at)
        if name in self.names:
            raise self.cursor.error(f"two groups are named {name!r}", at)
        self.names.add(name)

    def _flags(self, at: int) -> tuple[str, Flags] | None:
        """``(?i)`` for the whole pattern, at its start only, or ``(?i-s:`` for one group."""
        cursor = self.cursor
        on = cursor.run("".join(_FLAG_NAMES) + "Lu")
        off = cursor.run("imsx") if cursor.take("-") else None
        closing = cursor.next()
        if closing not in (":", ")") or (closing == ")" and (off is not None or not on)) or off == "":
            hint = "; a named group is written (?P<name>...)" if cursor.text.startswith("(?<", at) else ""
            raise cursor.error(f"the characters after (? are no extension that is known here{hint}", at)
        self._check_flags(on, off or "", closing, at)
        changes = {_FLAG_NAMES[letter]: letter in on for letter in on + (off or "") if letter in _FLAG_NAMES}
        if "u" in on:
            changes["ascii"] = False
        flags = replace(self.flags, **changes)
        if closing == ":":
            return "group", flags
        top = self.stack[-1]
        if len(self.stack) > 1 or top.options or top.items:
            raise cursor.error("flags for the whole pattern must come first; use (?i:...) for a part of it", at)
        self.flags = flags
        return None

    def _check_flags(self, on: str, off: str, closing: str, at: int) -> None:
        cursor = self.cursor
        if "L" in on:
            raise cursor.error("the flag L is for patterns of bytes", at)
        if set(on) & set(off) or {"a", "u"} <= set(on):
            raise cursor.error("these flags contradict each other", at)
        if self.ecma and (closing == ")" or set(on + off) - set("ims")):
            raise cursor.error("ECMA-262 has only the flags i, m and s, and only as (?i:...)", at)
        if self.ecma and "i" in on:
            raise cursor.unsupported("(?i:...)", at, "ECMA-262 folds case by rules of its own", "write both: [aA]")

    def _close(self, at: int) -> None:
        if len(self.stack) == 1:
            raise self.cursor.error("this ')' closes nothing", at)
        group = self.stack.pop()
        self.flags = group.flags
        body = self._finished(group)
        parent = self.stack[-1]
        if group.kind == "atomic":
            body = self._atomic(body, group)
        elif group.kind != "group":
            body = look(body, behind=group.kind[0] == "<", negative=group.kind[-1] == "!")
        parent.lazy = parent.lazy or group.lazy
        parent.add(body)

    def _finished(self, group: _Group) -> Tree:
        group.next_option()
        return alt(group.options)

    def _atomic(self, body: Tree, group: _Group) -> Tree:
        found = None if group.lazy else atomic(body)
        if found is None:
            raise self.cursor.unsupported(
                "(?>...)",
                group.at,
                "an atomic group is exact here only as alternatives of fixed length that may end in a greedy repeat",
                "use (?:...) if nothing has to be given back",
            )
        return found
