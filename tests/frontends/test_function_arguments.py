"""from_type(function): one object for its arguments, and a dict that it can be called with."""

from __future__ import annotations

import datetime
import functools
import inspect
import itertools
import json
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from typing_extensions import NotRequired, TypedDict, Unpack

import gendecode as gd
from gendecode.errors import GrammarError, UnsupportedError
from gendecode.frontends.python_types import from_type
from tests.frontends.walks import VOCAB, random_texts


class Point(BaseModel):
    x: int


class Options(TypedDict):
    verbose: bool
    depth: NotRequired[int]


def book(
    city: Annotated[str, Field(min_length=1)],
    day: datetime.date,
    seats: Literal[1, 2] = 1,
    *,
    price: Annotated[Decimal, Field(ge=0, decimal_places=2)] = Decimal(10),
    where: Point | None = None,
) -> str:
    return f"{city} {day.year} {seats} {price} {where}"


def described(count: int = Field(ge=3), rest: str = Field(default="x", max_length=2)) -> tuple[Any, ...]:
    return count, rest


def underscored(_a: int, model_config: str, schema=None) -> tuple[Any, ...]:  # type: ignore[no-untyped-def]
    return _a, model_config, schema


def with_options(name: str, **options: Unpack[Options]) -> tuple[Any, ...]:
    return name, options


def nothing() -> str:
    return "called"


class Machine:
    def start(self, speed: float) -> float:
        return speed

    @staticmethod
    def stop(now: bool) -> bool:
        return now


@functools.wraps(book)
def wrapped(*args: Any, **kwargs: Any) -> str:
    return book(*args, **kwargs)


FUNCTIONS = [
    book,
    described,
    underscored,
    with_options,
    nothing,
    Machine().start,
    Machine.stop,
    functools.partial(book, seats=2),
    wrapped,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: getattr(f, "__qualname__", "partial"))
def test_every_text_is_a_call(function: Any) -> None:
    grammar = from_type(function, whitespace="compact")
    texts = random_texts(grammar, 20, 40)
    assert texts
    for text in texts:
        arguments = grammar.parse(text)
        inspect.signature(function).bind(**arguments)
        function(**arguments)


def test_values_are_converted_and_defaults_left_to_the_function() -> None:
    arguments = from_type(book).parse('{"city": "Rome", "day": "2026-11-25", "where": {"x": 3}, "price": "1.50"}')
    assert arguments == {
        "city": "Rome",
        "day": datetime.date(2026, 11, 25),
        "where": Point(x=3),
        "price": Decimal("1.50"),
    }
    assert book(**arguments) == "Rome 2026 1 1.50 x=3"


def test_exactly_the_required_arguments_are_required() -> None:
    constraint = gd.compile(from_type(book), VOCAB)
    given = {"city": "Rome", "day": "2026-11-25", "seats": 2, "price": 3, "where": None}
    for count in range(len(given) + 1):
        for names in itertools.combinations(given, count):
            text = json.dumps({name: given[name] for name in names})
            assert constraint.accepts(text) == ({"city", "day"} <= set(names)), text
    assert not constraint.accepts('{"city": "Rome", "day": "2026-11-25", "more": 1}')


def star(a: int, *rest: int) -> None: ...


def stars(a: int, **rest: int) -> None: ...


def positional(a: int, /, b: int) -> None: ...


@pytest.mark.parametrize(
    ("function", "where"),
    [(star, "star.rest"), (stars, "stars.rest"), (positional, "positional.a"), (print, "print.args")],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_parameters_without_a_name_are_refused(function: Any, where: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        from_type(function)
    assert caught.value.where == where
    assert caught.value.hint


def test_annotations_that_name_nothing_are_an_error() -> None:
    def broken(a: int) -> None: ...

    broken.__annotations__ = {"a": "NoSuchName"}
    with pytest.raises(GrammarError, match="NoSuchName"):
        from_type(broken)


def test_a_field_of_a_function_is_named() -> None:
    def ask(when: Annotated[datetime.timedelta, Field(ge=datetime.timedelta(1))]) -> None: ...

    ask.__annotations__["when"] = Annotated[datetime.timedelta, Field(ge=datetime.timedelta(1))]
    with pytest.raises(UnsupportedError) as caught:
        from_type(ask)
    assert caught.value.where == "ask.when"
