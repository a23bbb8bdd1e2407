"""Random schemas over all keywords, and values that are near to being valid.

Everything is drawn from one ``random.Random``: a seeded one in the scripts, hypothesis' own in the tests, which can
then shrink. Names, numbers and strings come from small pools, so that the keywords of a schema meet each other.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

Schema = Any
Value = Any

NAMES = ("a", "b", "ab", "ba", "abc", "é", 'c\\"', "")
NAME_PATTERNS = ("^a", "b", "c$", "^[ab]+$", "^.$", "é|^b")
PATTERNS = ("^a", "b$", "^[ab]*$", "^(a|bc)+$", "^..$", "[^ab]", "^(?!ab)", "a{2}", "^$", "é")
FORMATS = {
    "date": "2024-02-29",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "unknown": "",
}
"""Formats about which jsonschema and the standards agree, and a text of each."""

STRINGS = (
    "", "a", "b", "ab", "ba", "aa", "aab", "abc", "bc", "c", "é", "éa", "\N{GRINNING FACE}", "a\n", 'a"', "\\",
    "abcabc", "2023-02-29", "127.0.0.256", "a@b.example", *FORMATS.values(),
)  # fmt: skip
NUMBERS = (-3, -1, 0, 1, 2, 3, 4, 5, 6, 10, 12, Decimal("0.5"), Decimal("1.25"), Decimal("-0.1"), Decimal("2.5"))
DIVISORS = (1, 2, 3, 4, 5, Decimal("0.5"), Decimal("0.1"), Decimal("0.25"), Decimal("1.5"), Decimal("2.5"))
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_DEFINITIONS = ("leaf", "tree", "other")

DRAFTS = {
    4: "http://json-schema.org/draft-04/schema#",
    7: "http://json-schema.org/draft-07/schema#",
    2019: "https://json-schema.org/draft/2019-09/schema",
    2020: "https://json-schema.org/draft/2020-12/schema",
}


class Schemas:
    """Draws schemas of one draft.

    What is unevaluated is asked in draft 2020-12 only: in 2019-09, jsonschema 4.26 overlooks what
    ``additionalProperties`` has evaluated.
    """

    def __init__(self, rng: Random, draft: int) -> None:
        self.rng, self.draft = rng, draft
        self._inside = -1  # the definition that is being drawn
        self._holder = "$defs" if draft >= 2019 else "definitions"

    def document(self) -> dict[str, Any]:
        """A whole schema, with definitions when it refers to them."""
        root = self.schema(self.rng.choice((1, 2, 2, 3)), False)
        schema = root if isinstance(root, dict) else {"allOf": [self._object_form(root)]}
        definitions = {}
        for index, name in enumerate(_DEFINITIONS):
            self._inside = index
            definitions[name] = self.schema(self.rng.choice((0, 1, 2)), False)
        schema = {self._holder: definitions, **schema}
        if self.draft != 2020 or self._maybe(0.1):
            schema["$schema"] = DRAFTS[self.draft]
        return without_unused(schema, self._holder)

    def schema(self, depth: int, below: bool, kind: str = "") -> Schema:
        """A schema.

        Args:
            below: it stands inside an array or object of the definition, so that it may refer to it.
            kind: what the schema that it applies in place together with is about; mostly it is about the same.
        """
        rng = self.rng
        if self._maybe(0.08):
            return self._object_form(rng.random() < 0.7)
        kinds = ("number", "string", "array", "object")
        if not kind or self._maybe(0.15):
            kind = rng.choices(kinds, (2, 3, 3, 4) if depth > 0 else (3, 4, 0.5, 0.5))[0]
        if self._maybe(0.12):
            return self._constant(kind)
        makers = {"number": self._number, "string": self._string, "array": self._array, "object": self._object}
        schema: dict[str, Any] = {}
        if self._maybe(0.12):
            schema |= makers[rng.choice(kinds)](depth, below)
        schema |= makers[kind](depth, below)
        if "additionalItems" in schema and not isinstance(schema["items"], list):
            del schema["additionalItems"]  # which says nothing there, and jsonschema stumbles over
        if depth > 0 and self._maybe(0.45):
            schema |= self._combination(depth, below, kind)
        if self._maybe(0.1) and (reference := self._reference(below)):
            schema = reference if self.draft <= 7 or self._maybe(0.5) else {**schema, **reference}
        if self._maybe(0.06):
            schema |= {key: value for key, value in self._constant(kind).items() if key not in schema}
        return schema

    def _object_form(self, value: bool) -> Schema:
        if self.draft > 4:
            return value
        return {} if value else {"not": {}}

    def _maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def _some(self, pool: tuple[Any, ...], most: int, least: int = 0) -> list[Any]:
        return self.rng.sample(pool, self.rng.randint(least, most))

    def _constant(self, kind: str) -> dict[str, Any]:
        if self.draft > 4 and self._maybe(0.4):
            return {"const": self._value(kind)}
        distinct: list[Value] = []
        for _ in range(self.rng.choice((1, 2, 2, 3, 4))):
            value = self._value(kind)
            if not any(same(value, other) for other in distinct):
                distinct.append(value)
        return {"enum": distinct}

    def _value(self, kind: str) -> Value:
        """A value, mostly of this kind."""
        classes = {"number": (int, Decimal), "string": str, "array": list, "object": dict}[kind]
        for _ in range(8):
            value = any_value(self.rng, 2)
            if isinstance(value, classes) and not isinstance(value, bool):
                return value
        return value

    def _typed(self, *names: str) -> dict[str, Any]:
        draw = self.rng.random()
        if draw < 0.6:
            return {"type": self.rng.choice(names)}
        if draw < 0.85:
            return {"type": sorted({self.rng.choice(names), *self._some(TYPES, 2, 1)})}
        return {}

    def _number(self, depth: int, below: bool) -> dict[str, Any]:
        schema = self._typed("integer", "number", "number")
        for keyword in self._some(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), 2):
            if keyword == "multipleOf":
                schema[keyword] = self.rng.choice(DIVISORS)
            elif keyword.startswith("exclusive") and self.draft == 4:
                bound = keyword.replace("exclusiveM", "m")
                schema |= {keyword: self._maybe(0.7), bound: schema.get(bound, self.rng.choice(NUMBERS))}
            else:
                schema[keyword] = self.rng.choice(NUMBERS)
        return schema

    def _string(self, depth: int, below: bool) -> dict[str, Any]:
        schema = self._typed("string")
        for keyword in self._some(("minLength", "maxLength", "pattern", "format"), 2):
            pools = {"pattern": PATTERNS, "format": tuple(FORMATS)}
            schema[keyword] = self.rng.choice(pools.get(keyword, (0, 1, 2, 3, 4)))
        return schema

    def _array(self, depth: int, below: bool) -> dict[str, Any]:
        schema, under = self._typed("array"), lambda: self.schema(depth - 1, True)
        if self._maybe(0.6):
            schema["items"] = under()
        if self._maybe(0.4):
            prefix = [under() for _ in range(self.rng.choice((1, 1, 2)))]
            if self.draft == 2020:
                schema["prefixItems"] = prefix
            else:
                schema |= {"items": prefix}
                if self._maybe(0.6):
                    schema["additionalItems"] = under()
        if self.draft > 4 and self._maybe(0.25):
            schema["contains"] = under()
            if self.draft >= 2019 and self._maybe(0.5):
                schema["minContains"] = self.rng.choice((0, 1, 2))
            if self.draft >= 2019 and self._maybe(0.4):
                schema["maxContains"] = self.rng.choice((0, 1, 2))
        for keyword in ("minItems", "maxItems"):
            if self._maybe(0.3):
                schema[keyword] = self.rng.choice((0, 1, 2, 3))
        if self._maybe(0.2):
            schema["uniqueItems"] = True
        if self.draft == 2020 and self._maybe(0.12):
            schema["unevaluatedItems"] = under()
        return schema

    def _object(self, depth: int, below: bool) -> dict[str, Any]:
        schema, under = self._typed("object"), lambda: self.schema(depth - 1, True)
        if self._maybe(0.7):
            schema["properties"] = {name: under() for name in self._some(NAMES, 3)}
        if self._maybe(0.4):
            schema["required"] = self._some(NAMES, 2, 1)
        if self._maybe(0.45):
            schema["additionalProperties"] = self._object_form(False) if self._maybe(0.5) else under()
            if self.draft == 4 and schema["additionalProperties"] == {"not": {}}:
                schema["additionalProperties"] = False
        if self._maybe(0.25):
            schema["patternProperties"] = {pattern: under() for pattern in self._some(NAME_PATTERNS, 2, 1)}
        if self.draft > 4 and self._maybe(0.12):
            schema["propertyNames"] = self._name_schema()
        for keyword in ("minProperties", "maxProperties"):
            if self._maybe(0.15):
                schema[keyword] = self.rng.choice((0, 1, 2, 3))
        if self._maybe(0.15):
            schema |= self._dependent(lambda: self.schema(depth - 1, below, "object"))
        if self.draft == 2020 and self._maybe(0.12):
            schema["unevaluatedProperties"] = under()
        return schema

    def _name_schema(self) -> Schema:
        forms: list[Schema] = [
            {"maxLength": 1},
            {"minLength": 1},
            {"pattern": self.rng.choice(NAME_PATTERNS)},
            {"enum": self._some(NAMES, 3, 1)},
            {"not": {"const": self.rng.choice(NAMES)}},
            {"not": {"pattern": self.rng.choice(NAME_PATTERNS)}},
        ]
        return self.rng.choice(forms)

    def _dependent(self, under: Callable[[], Schema]) -> dict[str, Any]:
        names = self._some(NAMES, 2, 1)
        lists = {name: self._some(NAMES, 2, 1) for name in names}
        if self.draft < 2019:
            return {"dependencies": {name: lists[name] if self._maybe(0.5) else under() for name in names}}
        if self._maybe(0.5):
            return {"dependentRequired": lists}
        return {"dependentSchemas": {name: under() for name in names}}

    def _combination(self, depth: int, below: bool, kind: str) -> dict[str, Any]:
        keyword = self.rng.choice(("allOf", "anyOf", "anyOf", "oneOf", "oneOf", "not", "if"))
        if keyword == "not":
            return {"not": self.schema(depth - 1, below, kind)}
        if keyword == "if" and self.draft >= 7:
            parts = {"if": self.schema(depth - 1, below, kind)}
            for branch in ("then", "else"):
                if self._maybe(0.7):
                    parts[branch] = self.schema(depth - 1, below, kind)
            return parts
        keyword = "anyOf" if keyword == "if" else keyword
        return {keyword: [self.schema(depth - 1, below, kind) for _ in range(self.rng.choice((1, 2, 2, 3)))]}

    def _reference(self, below: bool) -> dict[str, Any]:
        """A reference to a definition; where it would apply to the same value, to a later one only: no loops."""
        targets = _DEFINITIONS if below else _DEFINITIONS[self._inside + 1 :]
        if below and self._maybe(0.15):
            return {"$ref": "#"}
        return {"$ref": f"#/{self._holder}/{self.rng.choice(targets)}"} if targets else {}


def without_unused(schema: dict[str, Any], holder: str) -> dict[str, Any]:
    """Without the definitions that nothing refers to."""
    used: set[str] = set()
    todo = [{key: value for key, value in schema.items() if key != holder}]
    while todo:
        for name in re.findall(rf"#/{re.escape(holder)}/(\w+)", repr(todo.pop())):
            if name not in used:
                used.add(name)
                todo.append(schema[holder][name])
    kept = {name: value for name, value in schema.get(holder, {}).items() if name in used}
    rest = {key: value for key, value in schema.items() if key != holder}
    return {holder: kept, **rest} if kept else rest


def draw_schema(rng: Random) -> dict[str, Any]:
    """A whole schema of any draft; most are of the latest."""
    return Schemas(rng, rng.choices((2020, 2019, 7, 4), (7, 1, 2, 1))[0]).document()


# -- values -----------------------------------------------------------------------------------------


def any_value(rng: Random, depth: int) -> Value:
    """A value, whatever the schema."""
    kind = rng.randrange(8 if depth > 0 else 6)
    if kind == 6:
        return [any_value(rng, depth - 1) for _ in range(rng.randrange(3))]
    if kind == 7:
        return {name: any_value(rng, depth - 1) for name in rng.sample(NAMES, rng.randrange(3))}
    return rng.choice(((None,), (True, False), NUMBERS, NUMBERS, STRINGS, STRINGS)[kind])


class Values:
    """Draws values that try to satisfy a schema: they follow its structure, and do not check."""

    def __init__(self, rng: Random, root: dict[str, Any]) -> None:
        self.rng, self.root = rng, root

    def value(self) -> Value:
        """One value; one in four is changed somewhere."""
        found = self._of([self.root], 4)
        return mutated(found, self.rng) if self.rng.random() < 0.25 else found

    def _of(self, schemas: list[Schema], depth: int) -> Value:
        rng = self.rng
        parts = [part for schema in schemas for part in self._parts(schema, 6)]
        fixed = [v for part in parts for v in ([part["const"]] if "const" in part else part.get("enum", ()))]
        if fixed and rng.random() < 0.9:
            return copy.deepcopy(rng.choice(fixed))
        kind = self._type(parts)
        if kind in ("integer", "number"):
            return self._number(parts, kind)
        if kind == "string":
            return rng.choice(STRINGS)
        if kind == "array":
            return self._array(parts, depth)
        if kind == "object":
            return self._object(parts, depth)
        return None if kind == "null" else rng.random() < 0.5

    def _parts(self, schema: Schema, fuel: int) -> list[dict[str, Any]]:
        """What the schema applies in place, with one branch of every alternative."""
        if not isinstance(schema, dict) or fuel == 0:
            return []
        found, rng = [schema], self.rng
        below: list[Schema] = list(schema.get("allOf", ()))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                below.append(rng.choice(schema[keyword]))
        if "if" in schema:
            below += [schema["if"], schema.get("then", True)] if rng.random() < 0.5 else [schema.get("else", True)]
        if "$ref" in schema:
            target: Any = self.root
            for step in schema["$ref"].split("/")[1:]:
                target = target[step]
            below.append(target)
        if rng.random() < 0.5:
            below += [v for v in schema.get("dependentSchemas", {}).values()]
        return found + [part for schema in below for part in self._parts(schema, fuel - 1)]

    def _type(self, parts: list[dict[str, Any]]) -> str:
        allowed = set(TYPES)
        hinted: set[str] = set()
        for part in parts:
            if "type" in part:
                names = {part["type"]} if isinstance(part["type"], str) else set(part["type"])
                allowed &= names | ({"integer"} if "number" in names else set())
            hinted |= {kind for kind, keywords in _HINTS.items() if keywords & part.keys()}
        if hinted & allowed and self.rng.random() < 0.8:
            allowed &= hinted
        return self.rng.choice(sorted(allowed) or TYPES)

    def _number(self, parts: list[dict[str, Any]], kind: str) -> Value:
        near: list[Any] = [part[k] for part in parts for k in _HINTS["number"] if k in part]
        numbers = [number for number in near if not isinstance(number, bool)]
        value = self.rng.choice(numbers) if numbers and self.rng.random() < 0.6 else self.rng.choice(NUMBERS)
        value += self.rng.choice((0, 0, 1, -1, Decimal("0.5"), Decimal("0.01")))
        return whole(Decimal(int(value)) if kind == "integer" else value)

    def _array(self, parts: list[dict[str, Any]], depth: int) -> Value:
        least = max((part.get(key, 0) for part in parts for key in ("minItems", "minContains")), default=0)
        most = min((part.get("maxItems", 9) for part in parts), default=9)
        length = min(least + self.rng.choice((0, 0, 1, 1, 2, 3)), most)
        if depth == 0:
            length = min(length, least)
        items = []
        for index in range(length):
            asked: list[Schema] = []
            for part in parts:
                prefix = part.get("prefixItems", part["items"] if isinstance(part.get("items"), list) else [])
                rest = part.get("items") if not isinstance(part.get("items"), list) else part.get("additionalItems")
                asked.append(prefix[index] if index < len(prefix) else rest)
                if "contains" in part and self.rng.random() < 0.5:
                    asked.append(part["contains"])
            items.append(self._of(asked, depth - 1) if depth > 0 else any_value(self.rng, 0))
        return items

    def _object(self, parts: list[dict[str, Any]], depth: int) -> Value:
        rng = self.rng
        needed = [name for part in parts for name in part.get("required", ())]
        declared = [name for part in parts for name in part.get("properties", ()) if depth > 0 and rng.random() < 0.5]
        others = rng.sample(NAMES, rng.choice((0, 0, 0, 1, 2))) if depth > 0 else []
        names = list(dict.fromkeys([*needed, *declared, *others]))
        for part in parts:
            for name, more in {**part.get("dependentRequired", {}), **part.get("dependencies", {})}.items():
                if name in names and isinstance(more, list) and rng.random() < 0.8:
                    names += [other for other in more if other not in names]
        rng.shuffle(names)
        members = {}
        for name in names:
            asked: list[Schema] = []
            for part in parts:
                own = [part["properties"][name]] if name in part.get("properties", ()) else []
                own += [
                    schema for pattern, schema in part.get("patternProperties", {}).items() if re.search(pattern, name)
                ]
                asked += own or [part.get("additionalProperties", part.get("unevaluatedProperties"))]
            members[name] = self._of(asked, depth - 1) if depth > 0 else any_value(rng, 0)
        return members


_HINTS = {
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "string": {"minLength", "maxLength", "pattern", "format"},
    "array": {"items", "prefixItems", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"},
    "object": {"properties", "required", "patternProperties", "minProperties", "maxProperties", "propertyNames"},
}


def mutated(value: Value, rng: Random) -> Value:
    """The value with something in it replaced, added or taken away."""
    if isinstance(value, list) and value and rng.random() < 0.7:
        index = rng.randrange(len(value))
        change = rng.randrange(4)
        if change == 0:
            return value[:index] + value[index + 1 :]
        if change == 1:
            return [*value, copy.deepcopy(value[index])]
        return [*value[:index], mutated(value[index], rng), *value[index + 1 :]]
    if isinstance(value, dict) and value and rng.random() < 0.7:
        name = rng.choice(list(value))
        change = rng.randrange(4)
        if change == 0:
            return {key: item for key, item in value.items() if key != name}
        if change == 1:
            return {**value, rng.choice(NAMES): any_value(rng, 1)}
        return {**value, name: mutated(value[name], rng)}
    return any_value(rng, 1)


def whole(value: Any) -> Any:
    """A number as an int if it is whole."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def same(left: Value, right: Value) -> bool:
    """True for equal JSON values: true is not 1."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return isinstance(left, bool) == isinstance(right, bool) and left == right
