"""The arguments of a function as a type: an object with one member per parameter."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from inspect import Parameter
from typing import Annotated, Any

from gendecode.errors import GrammarError, UnsupportedError


def is_function(target: Any) -> bool:
    """True for what is called, and is no class."""
    return inspect.isroutine(target) or isinstance(target, functools.partial)


def arguments_type(function: Callable[..., Any]) -> Any:
    """A TypedDict of the parameters: those without a default are required.

    Parsing gives the keyword arguments as a dict, with converted values; a parameter that is not in the text
    is not in the dict, so that the function's own default applies.

    Raises:
        GrammarError: the function has no signature, or an annotation names nothing.
        UnsupportedError: a parameter cannot be given by name.
    """
    # Python's own TypedDict would do for names and types, not for all versions of pydantic.
    from typing_extensions import NotRequired, Required, TypedDict  # noqa: PLC0415

    name = getattr(function, "__name__", None) or "function"
    fields: dict[str, Any] = {}
    hints = _hints(function)
    for parameter in _parameters(function):
        where = f"{name}.{parameter.name}"
        hint = hints.get(parameter.name, Any)
        if parameter.kind is Parameter.POSITIONAL_ONLY:
            reason = "a positional-only parameter cannot be given by name"
            raise UnsupportedError(parameter.name, where, reason, "remove the / from the signature")
        if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
            fields |= _many(parameter, hint, where)
            continue
        default = parameter.default
        if _is_field(default):
            hint, needed = Annotated[hint, default], default.is_required()
        else:
            needed = default is Parameter.empty
        fields[parameter.name] = Required[hint] if needed else NotRequired[hint]
    return TypedDict(name, fields)  # type: ignore[operator]


def _parameters(function: Callable[..., Any]) -> list[Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError) as error:
        raise GrammarError(f"{function!r} has no signature: {error}") from None


def _hints(function: Any) -> dict[str, Any]:
    while isinstance(function, functools.partial):
        function = function.func
    try:
        return typing.get_type_hints(inspect.unwrap(function), include_extras=True)
    except (NameError, TypeError, AttributeError) as error:
        raise GrammarError(f"the annotations of {function!r} cannot be read: {error}") from None


def _many(parameter: Parameter, hint: Any, where: str) -> dict[str, Any]:
    """The members that ``**kwargs: Unpack[SomeTypedDict]`` stands for; other such parameters are refused."""
    from typing_extensions import NotRequired, Required  # noqa: PLC0415

    star = "*" if parameter.kind is Parameter.VAR_POSITIONAL else "**"
    inner = next(iter(typing.get_args(hint)), None)
    needed = getattr(inner, "__required_keys__", None)
    if star == "*" or needed is None:
        hint_ = "name the parameters, or use functools.partial on a function that does"
        raise UnsupportedError(f"{star}{parameter.name}", where, "nothing says which there are", hint_)
    parts = typing.get_type_hints(inner, include_extras=True)
    return {key: Required[part] if key in needed else NotRequired[part] for key, part in parts.items()}


def _is_field(default: Any) -> bool:
    from pydantic.fields import FieldInfo  # noqa: PLC0415

    return isinstance(default, FieldInfo)
