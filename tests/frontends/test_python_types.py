"""from_type: every text of the grammar parses into a value of the type."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import math
import pathlib
import random
import re
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple, Union

import pydantic
import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from gendecode.errors import GrammarError, UnsatisfiableError, UnsupportedError
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.python_types import from_type
from gendecode.testing import ReferenceRecogniser


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Address(BaseModel):
    street: str
    number: int = Field(ge=1)


class Person(BaseModel):
    name: str = Field(min_length=1)
    age: int | None = None
    colour: Colour = Colour.RED
    home: Address
    tags: list[Literal["a", "b"]] = []


class Node(BaseModel):
    value: int
    children: list[Node] = []


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str


class Owner(BaseModel):
    pet: Union[Cat, Dog] = Field(discriminator="kind")  # noqa: UP007


class Open(BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    a: int


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


class Movie(TypedDict):
    title: str
    year: int


class Pair(NamedTuple):
    left: int
    right: str


HOME = '"home": {"street": "s", "number": 1}'

ACCEPTED: list[tuple[Any, str, Any]] = [
    (int, "-12", -12),
    (float, "1.5e3", 1500.0),
    (str, '"\\u00e9"', "é"),
    (bool, "true", True),
    (None, "null", None),
    (list[int], "[1, 2]", [1, 2]),
    (dict[str, int], '{"a": 1}', {"a": 1}),
    (tuple[int, str], '[1, "a"]', (1, "a")),
    (tuple[int, ...], "[1, 2, 3]", (1, 2, 3)),
    (Any, '[{"x": null}]', [{"x": None}]),
    (Colour, '"blue"', Colour.BLUE),
    (Literal[1, "a"], "1", 1),
    (int | str, '"1"', "1"),
    (Address, '{"street": "s", "number": 3}', Address(street="s", number=3)),
    (Person, f'{{"name": "n", {HOME}}}', Person(name="n", home=Address(street="s", number=1))),
    (Node, '{"value": 1, "children": [{"value": 2}]}', Node(value=1, children=[Node(value=2)])),
    (Owner, '{"pet": {"kind": "dog", "name": "rex"}}', Owner(pet=Dog(name="rex"))),
    (Point, '{"x": 1, "y": 2.5}', Point(1.0, 2.5)),
    (Movie, '{"title": "t", "year": 1999}', {"title": "t", "year": 1999}),
    (Pair, '[1, "r"]', Pair(1, "r")),
    (pathlib.Path, '"/tmp"', pathlib.Path("/tmp")),
    (bytes, '"\\u0000a"', b"\x00a"),
    (pydantic.SecretStr, '"x"', pydantic.SecretStr("x")),
    (Open, '{"a": 1, "b": [2]}', Open.model_validate({"a": 1, "b": [2]})),
    (list[Point], '[{"x": 0}]', [Point(0.0)]),
]


@pytest.mark.parametrize(("target", "text", "value"), ACCEPTED, ids=lambda part: str(part)[:40])
def test_texts_of_a_type_parse_into_its_values(target: Any, text: str, value: Any) -> None:
    grammar = from_type(target)
    assert ReferenceRecogniser(grammar).accepts(text)
    assert grammar.parse(text) == value
    assert type(grammar.parse(text)) is type(value)


REJECTED: list[tuple[Any, str]] = [
    (int, "1.0"),
    (bool, "1"),
    (Literal[1, "a"], "1.0"),
    (Literal[1, "a"], "true"),
    (tuple[int, str], "[1]"),
    (Colour, '"green"'),
    (Address, '{"number": 3, "street": "s"}'),
    (Address, '{"street": "s", "number": 0}'),
    (Address, '{"street": "s", "number": 1, "more": 1}'),
    (Person, f'{{"name": "", {HOME}}}'),
    (Owner, '{"pet": {"name": "rex"}}'),
    (Owner, '{"pet": {"kind": "cat", "name": "rex"}}'),
    (Movie, '{"title": "t"}'),
    (Annotated[float, Field(lt=1)], "0.99999999999999999999999999"),
    (Annotated[float, Field(gt=0)], "0." + "0" * 400 + "1"),
]


@pytest.mark.parametrize(("target", "text"), REJECTED, ids=lambda part: str(part)[:40])
def test_other_texts_are_rejected(target: Any, text: str) -> None:
    assert not ReferenceRecogniser(from_type(target)).accepts(text)


def test_order_and_closedness_are_options() -> None:
    recogniser = ReferenceRecogniser(from_type(Address, order="any", closed=False))
    assert recogniser.accepts('{"number": 3, "more": 1, "street": "s"}')


def test_json_schema_takes_a_model_with_its_own_defaults() -> None:
    grammar = json_schema(Address)
    assert ReferenceRecogniser(grammar).accepts('{"number": 3, "more": 1, "street": "s"}')
    assert grammar.parse('{"number": 3, "street": "s"}') == Address(street="s", number=3)
    assert grammar.name == "Address"


@pytest.mark.parametrize("bound", [0.1, 1.0, 1e300, 5e-324])
def test_exclusive_float_bounds_leave_out_what_rounds_to_them(bound: float) -> None:
    grammar = from_type(Annotated[float, Field(lt=bound)])
    inner = format(decimal.Decimal(math.nextafter(bound, -math.inf)), "f")
    shortest = format(decimal.Decimal(repr(math.nextafter(bound, -math.inf))), "f")
    assert ReferenceRecogniser(grammar).accepts(min(inner, shortest, key=decimal.Decimal))
    assert not ReferenceRecogniser(grammar).accepts(format(decimal.Decimal(repr(bound)), "f"))


class Dated(BaseModel):
    when: pydantic.PastDate


class Timed(BaseModel):
    items: list[dict[str, Annotated[datetime.datetime, Field(ge=datetime.datetime(2020, 1, 1))]]]


@dataclasses.dataclass
class Keyed:
    table: dict[float, str]


class Nested(BaseModel):
    a: int = Field(validation_alias=pydantic.AliasPath("x", "y"))


class Twice(BaseModel):
    a: int = Field(alias="b")
    b: int


class Unreadable(enum.Enum):
    PAIR = (1, 2)


REFUSED: list[tuple[Any, str]] = [
    (Dated, "Dated.when"),
    (Timed, "Timed.items"),
    (Keyed, "Keyed.table"),
    (Nested, "Nested.a"),
    (Twice, "Twice.b"),
    (Unreadable, "Unreadable"),
    (set[Any], "set"),
    (set[list[int]], "set"),
    (Annotated[set[float], Field(min_length=2)], "min_length"),
    (Annotated[set[Literal[1, True]], Field(min_length=2)], "min_length"),
    (Annotated[set[Annotated[int | str, Field(union_mode="left_to_right")]], Field(min_length=2)], "min_length"),
    (Annotated[dict[uuid.UUID, int], Field(min_length=2)], "min_length"),
    (dict[Annotated[int, Field(ge=3)], int], "dict"),
    (Annotated[str, Field(pattern="\\b")], "\\b"),
    (Annotated[str, Field(pattern="[a&&b]")], "&"),
    (Annotated[str, Field(pattern="[[:alpha:]]")], "["),
    (Annotated[str, Field(pattern="(?i)a")], "(?i"),
    (Annotated[str, Field(pattern=re.compile("a"))], "pattern"),
    (Annotated[int | str, Field(ge=3)], "minimum"),
    (Annotated[pathlib.Path, Field(max_length=3)], "max_length"),
    (Annotated[float, Field(ge=math.inf)], "ge"),
    (Annotated[int, pydantic.PlainValidator(int)], "int"),
    (pydantic.FilePath, "validate_file"),
    (pydantic.Json[int], "json"),
    (pydantic.Base64Str, "decode_str"),
    (re.Pattern, "pattern"),
    (Callable[[int], int], "callable"),
    (type[int], "is-subclass"),
    (complex, "complex"),
]


@pytest.mark.parametrize(("target", "where"), REFUSED, ids=lambda part: str(part)[:40])
def test_what_the_parser_checks_and_the_grammar_cannot_is_refused(target: Any, where: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        from_type(target)
    assert where in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("target", [3, "no such name", BaseModel.__class__], ids=repr)
def test_what_is_no_type_is_refused(target: Any) -> None:
    with pytest.raises((GrammarError, UnsupportedError)):
        from_type(target)


def test_a_model_that_is_not_defined_yet_is_an_error() -> None:
    class Later(BaseModel):
        part: NoSuchName  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(GrammarError, match="Later"):
        from_type(Later)


def test_a_type_without_values_is_refused() -> None:
    with pytest.raises(UnsatisfiableError):
        from_type(Annotated[int, Field(gt=3, lt=4)])


TYPES = [Person, Node, Owner, Point, Movie, Pair, Open, Annotated[float, Field(gt=-1, lt=1)], dict[str, list[Colour]]]


@pytest.mark.parametrize("target", TYPES, ids=lambda target: getattr(target, "__name__", str(target))[:40])
def test_random_texts_of_the_grammar_parse(target: Any) -> None:
    grammar = from_type(target, whitespace="compact")
    texts = [ReferenceRecogniser(grammar).sample(random.Random(seed)) for seed in range(8)]
    assert any(texts)
    for text in (text.decode() for text in texts if text is not None):
        assert grammar.parse(text) == pydantic.TypeAdapter(target).validate_python(json.loads(text))


def test_the_page_about_types_runs() -> None:
    page = pathlib.Path(__file__).parents[2] / "docs" / "types.md"
    found = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(found[0], "types.md", "exec", dont_inherit=True), names)
    assert names["arguments"]["city"] == "Rome"
