"""What llguidance added to Lark's language: special tokens, inline JSON Schema, substrings, lazy rules."""

from __future__ import annotations

import re
from typing import Any

from gendecode.automata.algebra import difference
from gendecode.automata.automaton import Automaton
from gendecode.automata.build import byte_ranges, concat, repeat
from gendecode.automata.builder import Builder
from gendecode.frontends.lark.source import Source

_NO_LANGUAGE = {
    "max_tokens": "how many tokens a part may have is no property of its text; bound its length, as in /.{0,80}/",
    "temperature": "sampling is no property of a language; pass temperature to generate()",
    "capture": "captures are no property of a language; take them from the parsed text",
    "stop_capture": "captures are no property of a language; take them from the parsed text",
}
_SUBSTRING = ("substring_words", "substring_chunks", "substring_chars")


def refuse_attribute(source: Source, name: str, at: int) -> Exception:
    """The error for an attribute that is not enforced."""
    if name in _NO_LANGUAGE:
        return source.unsupported(f"[{name}]", at, "it cannot be enforced by a grammar", _NO_LANGUAGE[name])
    return source.error(f"the attribute {name!r} is not known; lazy, suffix and stop are", at)


def lazy(automaton: Automaton, limit: int) -> Automaton | None:
    """The words of which no proper prefix is a word: where a lazy match would have stopped."""
    longer = concat(automaton, repeat(byte_ranges([(0, 255)]), 1, None), limit=limit)
    return difference(automaton, longer, limit)


def regex_extension(value: Any, source: Source, at: int) -> Automaton:
    """``%regex {"substring_words": "…"}`` and its like: any run of neighbouring pieces, the empty one included."""
    keys = [key for key in _SUBSTRING if key in value]
    if len(keys) != 1 or len(value) != 1:
        raise source.error(f"%regex wants exactly one of {', '.join(_SUBSTRING)}", at)
    key, pieces = keys[0], value[keys[0]]
    if key == "substring_chunks":
        if not isinstance(pieces, list) or not all(isinstance(piece, str) for piece in pieces):
            raise source.error("substring_chunks is a list of strings", at)
    elif not isinstance(pieces, str):
        raise source.error(f"{key} is a string", at)
    elif key == "substring_chars":
        pieces = list(pieces)
    else:
        pieces = re.findall(r"\w+|\s+|[^\w\s]+", pieces)
    return _runs(pieces, source, at)


def _runs(pieces: list[str], source: Source, at: int) -> Automaton:
    builder = Builder()
    start, final = builder.state(), builder.state()
    place = builder.state()
    builder.epsilon(start, final)
    try:
        for piece in pieces:
            builder.epsilon(start, place)
            for byte in piece.encode():
                following = builder.state()
                builder.edge(place, byte, byte, following)
                place = following
            builder.epsilon(place, final)
    except UnicodeEncodeError:
        raise source.error("a piece holds a lone surrogate, which no text can", at) from None
    found = builder.finish(start, final)
    assert found is not None  # the empty run is always there
    return found


def check_options(options: dict[str, Any], source: Source, at: int) -> bool:
    """Judge ``%llguidance {…}``. Returns whether ignored text may repeat at one place."""
    repeats = True
    for name, value in options.items():
        if name == "skip_repetition" and value in ("once", "repeat", "default"):
            repeats = value != "once"
        elif name == "allow_initial_skip" and value is True:
            pass  # Lark ignores text at the start anyway
        elif name == "no_forcing" and isinstance(value, bool):
            pass  # about the choice of tokens for a certain text, which is the model's here
        elif name == "allow_invalid_utf8" and value is False:
            pass
        elif name in ("allow_initial_skip", "allow_invalid_utf8"):
            hint = (
                "leave it out: %ignore applies at the start as well" if name == "allow_initial_skip" else "leave it out"
            )
            raise source.unsupported(f"%llguidance {name}={value!r}", at, "it has no counterpart here", hint)
        else:
            raise source.unsupported(f"%llguidance {name!r}", at, "this option is not known here", "leave it out")
    return repeats
