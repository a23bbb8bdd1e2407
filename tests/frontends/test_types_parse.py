"""The obligation of from_type: whatever text the masks allow, the parser of the type takes it."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import ipaddress
import json
import pathlib
import uuid
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union

import pydantic
import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints
from typing_extensions import NotRequired, TypedDict

import gendecode as gd
from gendecode.frontends.json_schema import json_schema
from gendecode.frontends.python_types import from_type
from tests.frontends.walks import VOCAB, random_texts

Decimal = decimal.Decimal
T = TypeVar("T")


class Aliased(BaseModel):
    a: int = Field(validation_alias=pydantic.AliasChoices("x", pydantic.AliasPath("y", 0), "z"))
    b: str = Field(default="", alias="bee")


class ByName(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)
    a: int = Field(default=2, alias="aa")


class Cat(BaseModel):
    kind: Literal["cat"] = Field(default="cat", alias="petType")
    friend: Optional[Annotated[Union[Cat, Dog], Field(discriminator="kind")]] = None  # noqa: UP007, UP045


class Dog(BaseModel):
    kind: Literal["dog", "wolf"] = Field(alias="petType")


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Size(enum.IntEnum):
    S = 1
    L = 10


class Mixed(enum.Enum):
    PAIR = (1, 2)
    ONE = 1.5
    NAME = "name"


class Red(BaseModel):
    colour: Literal["red"]
    size: Size


class Box(BaseModel, Generic[T]):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)
    content: T
    name: Annotated[str, Field(min_length=1)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)
    a: int


class Tree(RootModel[dict[str, "Tree"]]):
    pass


class Extras(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]
    a: bool


@dataclasses.dataclass
class Data:
    a: int
    b: Annotated[str, Field(max_length=3)] = "x"
    c: int = dataclasses.field(init=False, default=3)
    d: dataclasses.InitVar[int] = 2


class Row(NamedTuple):
    a: int
    b: Annotated[str, Field(max_length=2)] = "x"


class Movie(TypedDict):
    title: Annotated[str, Field(alias="name")]
    year: NotRequired[int]


class Times(BaseModel):
    day: dt.date
    at: dt.time
    moment: dt.datetime
    span: dt.timedelta
    until: Annotated[dt.date, Field(ge=dt.date(2020, 2, 28), lt=dt.date(2024, 3, 1))]
    naive: pydantic.NaiveDatetime
    aware: pydantic.AwareDatetime


class Hexed(BaseModel):
    model_config = ConfigDict(val_json_bytes="hex")
    data: Annotated[bytes, Field(min_length=1, max_length=3)]


class Encoded(BaseModel):
    model_config = ConfigDict(val_json_bytes="base64")
    data: bytes


def money(**limits: Any) -> Any:
    return Annotated[Decimal, Field(**limits)]


RECORDS = [
    Aliased, ByName, Cat, Pet, Red, Box[int], Box[list[Colour]], Frozen, Tree, Extras, Data, Row, Movie, Times,
    Hexed, Encoded,
]  # fmt: skip
NUMBERS = [
    Decimal,
    money(max_digits=5, decimal_places=2),
    money(max_digits=3),
    money(decimal_places=2),
    money(max_digits=2, decimal_places=2),
    money(max_digits=20, decimal_places=5),
    money(max_digits=20),
    money(ge=0, decimal_places=2),
    money(gt=Decimal("0.1"), le=Decimal("0.29999999999999999")),
    money(multiple_of=Decimal("0.07")),
    money(ge=0, le=100, max_digits=5, decimal_places=2),
    fractions.Fraction,
    pydantic.FiniteFloat,
    pydantic.PositiveFloat,
    Annotated[float, Field(multiple_of=0.1)],
    Annotated[float, Field(multiple_of=3.0)],
    Annotated[float, Field(gt=0, multiple_of=0.25)],
    Annotated[float, Field(multiple_of=1.1, le=100)],
    Annotated[float, Field(le=float("inf"), gt=-1)],
    Annotated[int, Field(multiple_of=7, ge=10)],
    pydantic.ByteSize,
]
TEXTS = [
    dt.date, dt.time, dt.datetime, dt.timedelta, uuid.UUID, pydantic.UUID1, pydantic.UUID4, pydantic.UUID7,
    pathlib.Path, pydantic.HttpUrl, pydantic.AnyUrl, pydantic.FileUrl, pydantic.WebsocketUrl, pydantic.PostgresDsn,
    pydantic.RedisDsn,
    pydantic.MongoDsn, pydantic.MySQLDsn, pydantic.AmqpDsn, pydantic.KafkaDsn, pydantic.NatsDsn,
    Annotated[pydantic.AnyUrl, pydantic.UrlConstraints(max_length=20)],
    ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Interface, ipaddress.IPv6Interface,
    pydantic.IPvAnyAddress, pydantic.IPvAnyInterface, zoneinfo.ZoneInfo, pydantic.Base64Bytes, pydantic.Base64UrlBytes,
    bytes, Annotated[bytes, Field(min_length=2, max_length=3)], pydantic.SecretStr,
    Annotated[pydantic.SecretStr, Field(min_length=2)], pydantic.SecretBytes, pydantic.Secret[int],
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, to_lower=True)],
    Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S.*a")],
    Annotated[str, Field(pattern=r"^\w+\s[^\d]\S\D\W[^\s\w]$")],
    Annotated[str, Field(pattern=r"^(?P<x>\p{Lu}\P{L}[^\p{Ll}])$")],
    Annotated[str, pydantic.WithJsonSchema({"type": "string", "pattern": "^a"})],
    Annotated[str, Field(json_schema_extra={"maxLength": 3})],
]  # fmt: skip
CONTAINERS = [
    set[int], set[Frozen], frozenset[tuple[int, str]], collections.deque[int], collections.OrderedDict[str, int],
    collections.defaultdict[str, int], collections.Counter[str], Sequence[int], Mapping[str, int], Iterable[int],
    Annotated[Sequence[int], Field(min_length=2)], Annotated[dict[str, int], Field(min_length=2, max_length=3)],
    dict[int, str], dict[Colour, int], dict[Literal["a", "b"], int], dict[dt.date, int], dict[uuid.UUID, int],
    dict[Annotated[str, Field(pattern="^[ab]{2}$")], int], dict[bool, int], tuple[int, str], tuple[int, ...],
    Annotated[set[int], Field(min_length=2, max_length=3)], list[pydantic.OnErrorOmit[int]],
    Annotated[frozenset[int | str | None], Field(min_length=2)],
]  # fmt: skip
CHOICES = [
    int | None, Colour, Size, Mixed, Literal[Size.L, "x", 3, None, True], int | str | list[bool],
    Annotated[
        Annotated[int, pydantic.Tag("i")] | Annotated[str, pydantic.Tag("s")],
        pydantic.Discriminator(lambda value: "i" if isinstance(value, int) else "s"),
    ],
    Annotated[int, pydantic.PlainValidator(int, json_schema_input_type=Annotated[str, Field(pattern="^[1-9]$")])],
    Annotated[int, pydantic.BeforeValidator(int, json_schema_input_type=Annotated[str, Field(pattern="^[1-9]$")])],
]  # fmt: skip
TYPES = [*RECORDS, *NUMBERS, *TEXTS, *CONTAINERS, *CHOICES]


def name(target: Any) -> str:
    return str(getattr(target, "__name__", target)).replace("typing.", "")[:60]


@pytest.mark.parametrize("target", TYPES, ids=name)
def test_every_text_parses(target: Any) -> None:
    grammar = from_type(target, whitespace="compact")
    texts = random_texts(grammar, 12, 40)
    assert texts
    for text in texts:
        grammar.parse(text)


@pytest.mark.parametrize("target", RECORDS, ids=name)
def test_every_text_of_an_open_object_parses(target: Any) -> None:
    grammar = from_type(target, whitespace="compact", closed=False)
    texts = random_texts(grammar, 12, 40)
    assert texts
    for text in texts:
        grammar.parse(text)


@pytest.mark.slow
@pytest.mark.parametrize("target", TYPES, ids=name)
def test_many_texts_parse(target: Any) -> None:
    grammar = from_type(target)
    texts = random_texts(grammar, 400, 120)
    assert texts
    for text in texts:
        grammar.parse(text)


# What the type's users write, and that it is not lost by being careful.
USUAL: list[tuple[Any, list[Any]]] = [
    (Decimal, [0, 1.5, "1.50", -3, "-0.001", 1e15]),
    (money(max_digits=5, decimal_places=2), [999.99, "999.99", 0, "0.01", -12.5]),
    (money(max_digits=20, decimal_places=5), ["123456789012345.12345", 7]),
    (money(max_digits=3), [1.23, 123, 0.123, "0.123", "12.3"]),
    (money(ge=0, le=100, decimal_places=2), [0, 100, 99.99]),
    (pydantic.FiniteFloat, [0, -1.5, 123456789.25]),
    (dt.date, ["2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29"]),
    (Annotated[dt.date, Field(ge=dt.date(2020, 2, 28), lt=dt.date(2024, 3, 1))], ["2020-02-28", "2024-02-29"]),
    (dt.time, ["00:00:00", "23:59:59.999999", "12:00:00Z", "12:00:00-03:30"]),
    (dt.datetime, ["2026-11-25T10:00:00Z", "2026-11-25T10:00:00", "2026-11-25T10:00:00.5+01:00"]),
    (dt.timedelta, ["P1D", "PT1H30M", "-P3DT0.5S", "P2W", "PT0S", "PT90M", "PT1H5S"]),
    (uuid.UUID, ["12345678-1234-5678-1234-567812345678", "AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA"]),
    (pydantic.HttpUrl, ["https://example.com/a/b?c=d&e=%20#f", "http://localhost:8080", "https://a-b.c2.org/"]),
    (pydantic.PostgresDsn, ["postgresql://db.example.com:5432/app"]),
    (ipaddress.IPv4Address, ["0.0.0.0", "255.255.255.255", "192.168.1.10"]),
    (ipaddress.IPv6Address, ["::", "::1", "2001:db8::8a2e:370:7334", "fe80::", "1:2:3:4:5:6:7:8"]),
    (zoneinfo.ZoneInfo, ["Europe/Berlin", "UTC"]),
    (pydantic.Base64Bytes, ["", "YQ==", "YWI=", "YWJj"]),
    (set[int], [[], [1, 2], [1, 1]]),
    (dict[int, str], [{"1": "a", "-20": "b"}]),
    (Extras, [{"a": True, "more": 3}]),
    (Size, [1, 10]),
    (Row, [[1], [1, "ab"]]),
    (Annotated[str, Field(pattern=r"^\S+\d$")], ["abc1", "é😀2"]),
]


@pytest.mark.parametrize(("target", "values"), USUAL, ids=lambda part: name(part)[:40])
def test_usual_values_are_allowed(target: Any, values: list[Any]) -> None:
    constraint = gd.compile(from_type(target), VOCAB)
    for value in values:
        text = json.dumps(value, ensure_ascii=False)
        assert constraint.accepts(text), text
        pydantic.TypeAdapter(target).validate_json(text)


# Texts that pydantic's own JSON Schema allows and its parser does not, or near ones.
WRONG: list[tuple[Any, list[str]]] = [
    (Decimal, ["1e999", '"x"', '"1_0"', '""']),
    (money(max_digits=5, decimal_places=2), ["1000", "0.001", '"1000"', '"0.001"', '"1234.5"']),
    (money(le=Decimal("0.29999999999999999")), ["0.3", "0.29999999999999999"]),
    (pydantic.FiniteFloat, ["1" * 400, "1e400"]),
    (dt.date, ['"2023-02-29"', '"1900-02-29"', '"0000-01-01"', '"2024-13-01"', '"2024-1-1"', '"today"']),
    (dt.time, ['"24:00:00"', '"23:59:60"', '"12:00:00+24:00"']),
    (pydantic.NaiveDatetime, ['"2024-01-01T00:00:00Z"']),
    (pydantic.AwareDatetime, ['"2024-01-01T00:00:00"']),
    (dt.timedelta, ['"P"', '"PT"', '"P1000000000D"', '"P1"']),
    (pydantic.UUID4, ['"12345678-1234-5678-1234-567812345678"', '"12345678-1234-4678-0234-567812345678"']),
    (pydantic.HttpUrl, ['"ftp://a.b"', '"http://"', '"http://a:99999"', '"http://1.2.3.4.5"']),
    (pydantic.HttpUrl, ['"http://a/' + "b" * 2083 + '"']),
    (ipaddress.IPv4Address, ['"256.1.1.1"', '"01.1.1.1"', '"1.1.1"']),
    (ipaddress.IPv6Address, ['":::"', '"1::2::3"', '"1:2:3:4:5:6:7"', '"12345::"']),
    (zoneinfo.ZoneInfo, ['"Europe/Nowhere"']),
    (pydantic.Base64UrlBytes, ['"YQ"', '"+/8="', '"YQ==YQ=="']),
    (dict[int, str], ['{"x": "a"}', '{"-0": "a"}']),
    (dict[Colour, int], ['{"green": 1}']),
    (Extras, ['{"a": true, "more": "x"}']),
    (Size, ["2", "1.0", '"1"']),
    (Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)], ['" a"', '"a\\u3000"']),
    (Cat, ['{"petType": "cat", "friend": {"petType": "cow"}}', '{"petType": "cat", "friend": {}}']),
]  # fmt: skip


@pytest.mark.parametrize(("target", "texts"), WRONG, ids=lambda part: name(part)[:40])
def test_what_does_not_parse_is_not_allowed(target: Any, texts: list[str]) -> None:
    constraint = gd.compile(from_type(target), VOCAB)
    assert [text for text in texts if constraint.accepts(text)] == []


def test_names_that_the_parser_would_look_at_are_shut_in_open_objects() -> None:
    constraint = gd.compile(json_schema(Aliased), VOCAB)
    assert constraint.accepts('{"x": 1, "more": 2}')
    assert not any(constraint.accepts(f'{{"x": 1, "{other}": 2}}') for other in ("y", "z"))


def test_a_set_with_a_minimum_has_items_that_differ() -> None:
    constraint = gd.compile(from_type(Annotated[set[int], Field(min_length=2)]), VOCAB)
    assert constraint.accepts("[1, 2]")
    assert not constraint.accepts("[1, 1]")
    assert not constraint.accepts("[1]")


def test_dates_within_bounds_by_brute_force() -> None:
    low, high = dt.date(2019, 12, 30), dt.date(2020, 3, 2)
    constraint = gd.compile(from_type(Annotated[dt.date, Field(gt=low, le=high)]), VOCAB)
    days = [dt.date(2019, 12, 1) + dt.timedelta(days=i) for i in range(150)]
    assert [constraint.accepts(f'"{day}"') for day in days] == [low < day <= high for day in days]


def test_every_day_of_the_calendar() -> None:
    constraint = gd.compile(from_type(dt.date), VOCAB)
    for year in (1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 9999):
        for month in range(14):
            for day in (0, 1, 28, 29, 30, 31, 32):
                text = f"{year:04}-{month:02}-{day:02}"
                try:
                    dt.date.fromisoformat(text)
                except ValueError:
                    assert not constraint.accepts(f'"{text}"'), text
                else:
                    assert constraint.accepts(f'"{text}"'), text
