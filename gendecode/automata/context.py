"""Whether an expression with assertions sees what stands around the text that it matches.

``a(?=b)b`` looks at its own text only. ``if\\b`` looks at the next character, whatever that belongs to. The
question is decided exactly: two marks are put around the matched text, the assertions read over them, and
the result is compared with the expression on its own.
"""

from __future__ import annotations

from gendecode.automata.algebra import equivalent
from gendecode.automata.builder import DEFAULT_LIMIT
from gendecode.automata.charset import MAX_CODE_POINT, TEXT, CharSet
from gendecode.automata.lookaround import eliminate
from gendecode.automata.regex_tree import Cat, Chars, Or, Repeat, Tree, alt, cat, chars, look, repeat

# The mark is a character that no expression tells apart from its neighbour; see _tells_apart.
_MARK, _NEIGHBOUR = MAX_CODE_POINT, MAX_CODE_POINT - 1
_REST = TEXT - CharSet.of((_MARK, _MARK))
_MARKS = repeat(chars(CharSet.of((_MARK, _MARK))), 0, None)
_ANY = repeat(chars(_REST), 0, None)


def sees_context(tree: Tree, limit: int = DEFAULT_LIMIT) -> bool:
    """True when what ``tree`` matches depends on the text before or after it. Raises LimitExceeded."""
    if not tree.looks:
        return False
    mark = chars(CharSet.of((_MARK, _MARK)))
    within = eliminate(cat([_ANY, mark, _marked(tree, False), mark, _ANY]), "utf8", limit)
    alone = eliminate(cat([_ANY, mark, _fenced(tree), mark, _ANY]), "utf8", limit)
    if within is None or alone is None:
        return within is not alone
    return not equivalent(within, alone, limit)


def _marked(tree: Tree, inside: bool) -> Tree:
    """The tree on a text with marks: ``inside`` an assertion they are read over, outside never."""
    shape = tree.shape
    if isinstance(shape, Chars):
        plain = chars(shape.charset & _REST)
        return cat([_MARKS, plain, _MARKS]) if inside else plain
    if isinstance(shape, Cat):
        return cat(_marked(item, inside) for item in shape.items)
    if isinstance(shape, Or):
        return alt(_marked(item, inside) for item in shape.items)
    if isinstance(shape, Repeat):
        return repeat(_marked(shape.body, inside), shape.low, shape.high)
    body = _marked(shape.body, True)
    if shape.whole:
        body = cat([_MARKS, body, _MARKS])
    return look(body, behind=shape.behind, negative=shape.negative, whole=shape.whole)


def _fenced(tree: Tree) -> Tree:
    """The tree with the marks as the ends of the text: no assertion looks over them."""
    shape = tree.shape
    if isinstance(shape, Chars):
        return chars(shape.charset & _REST)
    if isinstance(shape, Cat):
        return cat(_fenced(item) for item in shape.items)
    if isinstance(shape, Or):
        return alt(_fenced(item) for item in shape.items)
    if isinstance(shape, Repeat):
        return repeat(_fenced(shape.body), shape.low, shape.high)
    body = _fenced(shape.body)
    if shape.whole:
        # The end of the text is where the mark begins.
        mark = chars(CharSet.of((_MARK, _MARK)))
        body = cat([mark, body] if shape.behind else [body, mark])
    return look(body, behind=shape.behind, negative=shape.negative)
