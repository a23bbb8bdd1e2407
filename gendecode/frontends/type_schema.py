"""A Python type as a JSON Schema and a parser, by way of pydantic.

The obligation is that every text which is valid against the schema can be parsed into the type. So the
schema is not the one that pydantic writes, which leaves open what its parser then rejects, but one that is
read off the parser's own description (:mod:`gendecode.frontends.types`), part by part, or refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gendecode.errors import GrammarError
from gendecode.frontends.types.core import Reading
from gendecode.frontends.types.signature import arguments_type, is_function


def type_schema(target: Any) -> tuple[dict[str, Any], Callable[[str], Any]]:
    """The JSON Schema of a type, and the function from JSON text to a value of the type.

    A function stands for its arguments: an object with a member per parameter, parsed into a dict.

    Raises:
        GrammarError: pydantic can make nothing of ``target``.
        UnsupportedError: its parser would reject some of the texts (the message names the field).
    """
    # Importing pydantic takes 0.1 s, which only callers with a type should pay.
    from pydantic import TypeAdapter  # noqa: PLC0415
    from pydantic.errors import PydanticUserError  # noqa: PLC0415

    name = type_name(target)
    wanted = arguments_type(target) if is_function(target) else target
    try:
        adapter = TypeAdapter(wanted)
        core = adapter.core_schema
        core["type"]  # raises where a name in the type was not defined when the type was
    except (PydanticUserError, NameError, SyntaxError, TypeError, ImportError) as error:
        raise GrammarError(f"{target!r} is not a type that pydantic can parse: {error}") from None
    return Reading().document(core, name), adapter.validate_json


def type_name(target: Any) -> str:
    """The name of a type for messages."""
    return getattr(target, "__name__", None) or str(target)
