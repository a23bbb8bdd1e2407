"""Shapes: a schema together with values that it accepts and values that it does not, built up from small ones.

A bad value has one defect. Of a record that is a member that is missing, one that nobody declared, or one whose value
is bad; so what is wrong deep inside a document is as plain as what is wrong in a single number. Schemas are spelled as
in draft 2020-12; :mod:`.spelling` turns them into what older drafts say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any


@dataclass(frozen=True)
class Shape:
    """A schema, values for and against it, and the definitions that it refers to."""

    schema: Any
    good: tuple[Any, ...]
    bad: tuple[Any, ...] = ()
    defs: Mapping[str, Any] = field(default_factory=dict)

    def but(self, good: Iterable[Any] = (), bad: Iterable[Any] = (), **keywords: Any) -> Shape:
        """With more keywords, and more values of both kinds before the others."""
        schema = {**self.schema, **spelled(keywords)}
        return replace(self, schema=schema, good=(*good, *self.good), bad=(*bad, *self.bad))


def spelled(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords as arguments of Python: ``if_``, ``not_``, ``id_`` for those that are no names there."""
    names = {"if_": "if", "else_": "else", "not_": "not", "id_": "$id", "anchor_": "$anchor", "comment_": "$comment"}
    return {names.get(name, name): value for name, value in keywords.items()}


def shape(schema: Any, good: Iterable[Any], bad: Iterable[Any] = ()) -> Shape:
    """A shape with everything written out."""
    return Shape(schema, tuple(good), tuple(bad))


def text(*good: str, bad: Iterable[Any] = (), **keywords: Any) -> Shape:
    """A string. Too short, too long and of the wrong type are found by themselves."""
    found = [*bad]
    if keywords.get("minLength"):
        found.append(good[0][: keywords["minLength"] - 1])
    if "maxLength" in keywords:
        found.append((good[0] * keywords["maxLength"])[: keywords["maxLength"] + 1])
    return Shape({"type": "string", **spelled(keywords)}, good or ("",), (*found, 17, None))


def choice(*values: Any, typed: bool = True) -> Shape:
    """One of several values."""
    schema: dict[str, Any] = {"enum": list(values)}
    if typed and all(isinstance(value, str) for value in values):
        schema = {"type": "string", **schema}
    other = [f"{value}s" if value == value.upper() else value.upper() for value in values if isinstance(value, str)]
    return Shape(schema, values, (*other[:1], "", 0 if 0 not in values else -1))


def const(value: Any, bad: Iterable[Any] = ()) -> Shape:
    """Exactly this."""
    return Shape({"const": value}, (value,), (*bad, None, f"{value}-2"))


def integer(*good: int, bad: Iterable[Any] = (), **keywords: Any) -> Shape:
    """A whole number. Beyond its bounds and a fraction are found by themselves."""
    found = [*bad, *_outside(keywords, 1)]
    return Shape({"type": "integer", **keywords}, good, (*found, good[0] + 0.5, str(good[0])))


def number(*good: float, bad: Iterable[Any] = (), **keywords: Any) -> Shape:
    """A number. Beyond its bounds is found by itself."""
    return Shape({"type": "number", **keywords}, good, (*bad, *_outside(keywords, 0.25), str(good[0])))


def _outside(keywords: Mapping[str, Any], step: float) -> list[Any]:
    found = []
    if "minimum" in keywords:
        found.append(keywords["minimum"] - step)
    if "maximum" in keywords:
        found.append(keywords["maximum"] + step)
    found += [keywords[name] for name in ("exclusiveMinimum", "exclusiveMaximum") if name in keywords]
    return found


def flag(**keywords: Any) -> Shape:
    """True or false."""
    return Shape({"type": "boolean", **keywords}, (True, False), ("yes", 1))


def nullable(inner: Shape) -> Shape:
    """The same, or null: as a list of types where that says it, as alternatives elsewhere."""
    kind = inner.schema.get("type")
    if isinstance(kind, str) and "enum" not in inner.schema:
        schema = {**inner.schema, "type": [kind, "null"]}
    else:
        schema = {"anyOf": [inner.schema, {"type": "null"}]}
    return Shape(schema, (inner.good[0], None, *inner.good[1:]), inner.bad, inner.defs)


def listing(item: Shape, **keywords: Any) -> Shape:
    """An array of like things. Too few, too many, one twice and a bad one are found by themselves."""
    least, most = keywords.get("minItems", 0), keywords.get("maxItems", 9)
    pool = list(item.good)
    sizes = dict.fromkeys([min(max(least, 2), most), least, min(max(least, len(pool)), most)])
    good = [_some(pool, size) for size in sizes]
    if keywords.get("uniqueItems"):
        good = [value for value in good if not _repeats(value)]
    bad = [_some([wrong, *pool], max(least, 1)) for wrong in item.bad[:4]]
    if least:
        bad.insert(0, _some(pool, least - 1))
    if "maxItems" in keywords:
        bad.insert(1, _some(pool, most + 1))
    if keywords.get("uniqueItems"):
        bad.insert(0, _some(pool[:1], max(least, 2)))
    return Shape({"type": "array", "items": item.schema, **keywords}, tuple(good), (*bad, item.good[0]), item.defs)


def _some(pool: Sequence[Any], size: int) -> list[Any]:
    return [pool[index % len(pool)] for index in range(size)]


def _repeats(values: list[Any]) -> bool:
    return any(value in values[:index] for index, value in enumerate(values))


def row(*items: Shape, rest: Shape | bool = False, **keywords: Any) -> Shape:
    """An array with a meaning for each place."""
    rest_schema = rest.schema if isinstance(rest, Shape) else rest
    schema = {"type": "array", "prefixItems": [item.schema for item in items], "items": rest_schema, **keywords}
    good = [[item.good[turn % len(item.good)] for item in items] for turn in range(3)]
    bad = [_with(good[0], at, wrong) for at, item in enumerate(items) for wrong in item.bad[:2]]
    if isinstance(rest, Shape):
        good.append([*good[0], *rest.good[:2]])
        bad.append([*good[0], *rest.bad[:1]])
    elif rest is False:
        bad.insert(0, [*good[0], "more"])
    if "minItems" in keywords:
        bad.insert(0, good[0][: keywords["minItems"] - 1])
    return Shape(schema, tuple(good), tuple(bad), _merged(items))


def _with(values: list[Any], at: int, value: Any) -> list[Any]:
    return [*values[:at], value, *values[at + 1 :]]


def record(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, closed: bool = True, **keywords: Any
) -> Shape:
    """An object. Its good values have all members, the required ones, and every other optional one."""
    optional = optional or {}
    members = {**required, **optional}
    schema: dict[str, Any] = {"type": "object", "properties": {name: one.schema for name, one in members.items()}}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    full = _values(members, 0)
    some = [_values({**required, **dict(list(optional.items())[turn % 2 :: 2])}, turn) for turn in (1, 2)]
    good = [full, _values(required, 1), *some, _values(members, 3)]
    good = [value for value in good if len(value) >= keywords.get("minProperties", 0)]
    missing = [{name: value for name, value in full.items() if name != gone} for gone in required]
    wrong = [[{**full, name: value} for value in one.bad[:6]] for name, one in members.items()]
    extra = [{**full, _fresh(members): True}] if closed else []
    bad = _interleaved([missing, _interleaved(wrong), extra])
    return Shape({**schema, **spelled(keywords)}, tuple(good), (*bad, [full]), _merged(members.values()))


def _values(members: Mapping[str, Shape], turn: int) -> dict[str, Any]:
    return {name: one.good[turn % len(one.good)] for name, one in members.items()}


def _fresh(members: Mapping[str, Any]) -> str:
    return next(name for name in ("notes", "extra", "debug", "legacy") if name not in members)


def mapping(values: Shape, names: Sequence[str], *, pattern: str = "", wrong: str = "", **keywords: Any) -> Shape:
    """An object whose names are data. With ``pattern``, only names that match it are allowed; ``wrong`` does not."""
    schema: dict[str, Any] = {"type": "object"}
    if pattern:
        schema |= {"patternProperties": {pattern: values.schema}, "additionalProperties": False}
    else:
        schema["additionalProperties"] = values.schema
    good = [{name: values.good[(at + turn) % len(values.good)] for at, name in enumerate(names)} for turn in (0, 1)]
    good += [dict(list(good[0].items())[:1]), {}]
    good = [value for value in good if len(value) >= keywords.get("minProperties", 0)]
    bad = [{**good[0], names[0]: value} for value in values.bad[:4]]
    if wrong:
        bad.insert(0, {**good[0], wrong: values.good[0]})
    if keywords.get("minProperties"):
        bad.insert(0, dict(list(good[0].items())[: keywords["minProperties"] - 1]))
    return Shape({**schema, **spelled(keywords)}, tuple(good), (*bad, list(names)), values.defs)


def union(keyword: str, *options: Shape, **keywords: Any) -> Shape:
    """Alternatives: ``anyOf`` or ``oneOf``."""
    good = _interleaved([list(one.good) for one in options])
    bad = _interleaved([list(one.bad) for one in options])
    schema = {keyword: [one.schema for one in options], **spelled(keywords)}
    return Shape(schema, tuple(good), tuple(bad), _merged(options))


def named(name: str, inner: Shape) -> Shape:
    """A reference to a definition of that name."""
    here = replace(inner, defs={name: inner.schema})
    return replace(here, schema={"$ref": f"#/$defs/{name}"}, defs=_merged([inner, here]))


def _merged(parts: Iterable[Shape]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        for name, schema in part.defs.items():
            if found.setdefault(name, schema) != schema:
                raise ValueError(f"two definitions are called {name}")
    return found


def _interleaved(lists: Iterable[Sequence[Any]]) -> list[Any]:
    gone = object()
    return [value for value in chain.from_iterable(zip_longest(*lists, fillvalue=gone)) if value is not gone]
