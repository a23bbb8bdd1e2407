"""The walk over a core schema: which function reads which kind of part."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from gendecode.frontends.types import containers, records, unions, validators
from gendecode.frontends.types.place import Core, Place, Schema
from gendecode.frontends.types.scalars import SCALARS

_REFUSED = {
    "json": ("it is JSON inside a string", "use the inner type itself"),
    "complex": ("its texts are not described by a JSON Schema", "use two floats"),
    "callable": ("JSON has no functions", "leave the field out"),
    "is-instance": ("JSON has no objects of Python classes", "use a model, or Annotated[..., WithJsonSchema({...})]"),
    "is-subclass": ("JSON has no classes", "use Literal with the names"),
    "arguments": ("arguments come as a list and an object", "give the function itself to from_type"),
}

_NARROWING = (
    frozenset({"pattern", "enum", "const", "minimum", "maximum", "multipleOf"})
    | {f"{side}{what}" for side, what in itertools.product(("min", "max"), ("Length", "Items", "Properties"))}
    | {"exclusiveMinimum", "exclusiveMaximum", "uniqueItems"}
)
"""What a JSON Schema that a user has put beside a type may add."""

Reader = Callable[["Reading", Core, Place], Schema]


class Reading:
    """One core schema on its way to a JSON Schema.

    Attributes:
        definitions: the parts that are referred to by name.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, Core] = {}
        self._names: dict[str, str] = {}
        self._written: Schema = {}

    def document(self, core: Core, name: str) -> Schema:
        """The JSON Schema of a whole type. Raises UnsupportedError, with the name of the field."""
        schema = self.schema(core, Place(name))
        return {**schema, "$defs": self._written} if self._written else schema

    def schema(self, core: Core, place: Place) -> Schema:
        """The JSON Schema of a part."""
        kind = core["type"]
        if kind in SCALARS:
            found = SCALARS[kind](core, place)
        elif kind in READERS:
            found = READERS[kind](self, core, place)
        else:
            given = validators.given_schema(core, place)
            if given is not None:
                return given
            reason, hint = _REFUSED.get(kind, ("its texts are not known", "use another type"))
            raise place.refusal(kind, reason, hint)
        return _narrowed(found, core.get("metadata") or {})

    def define(self, core: Core, place: Place) -> Schema:
        """``definitions``: parts with names, and the one that uses them."""
        for part in core["definitions"]:
            self.definitions[part["ref"]] = part
        return self.schema(core["schema"], place)

    def refer(self, core: Core, place: Place) -> Schema:
        """``definition-ref``: the part of this name, written once."""
        ref = core["schema_ref"]
        if ref not in self._names:
            part = self.definitions[ref]
            short = validators.name_of(part.get("cls")) or ref.rpartition(":")[0].rpartition(".")[2] or ref
            taken = self._names.values()
            self._names[ref] = short if short not in taken else f"{short}-{len(taken)}"
            self._written[self._names[ref]] = self.schema(part, Place(short, place.config))
        return {"$ref": f"#/$defs/{self._names[ref].replace('~', '~0').replace('/', '~1').replace('%', '%25')}"}

    def target(self, core: Core) -> Core:
        """What a part consists of: without references, defaults, and functions around it."""
        seen = set()
        while True:
            if core["type"] == "definition-ref":
                if core["schema_ref"] in seen:
                    return core
                seen.add(core["schema_ref"])
                core = self.definitions[core["schema_ref"]]
            elif core["type"] == "json-or-python":
                core = core["json_schema"]
            elif core["type"] == "lax-or-strict":
                core = core["lax_schema"]
            elif "schema" in core and core["type"] in _WRAPPING:
                core = core["schema"]
            else:
                return core


_WRAPPING = frozenset(
    (
        "definitions",
        "default",
        "custom-error",
        "model",
        "dataclass",
        "function-after",
        "function-before",
        "function-wrap",
    )
)


def _narrowed(schema: Schema, metadata: Mapping[str, Any]) -> Schema:
    """The schema together with what its user says of it."""
    extra = metadata.get("pydantic_js_extra")
    said = [extra] if isinstance(extra, dict) else []
    for function in metadata.get("pydantic_js_annotation_functions", ()):
        given = getattr(getattr(function, "__self__", None), "json_schema", None)
        said += [given] if isinstance(given, dict) else []
    narrowing = [{key: part[key] for key in part if key in _NARROWING} for part in said]
    narrowing = [part for part in narrowing if part]
    return {"allOf": [schema, *narrowing]} if narrowing else schema


def _around(reading: Reading, core: Core, place: Place) -> Schema:
    return reading.schema(core["schema"], place)


def _of_json(reading: Reading, core: Core, place: Place) -> Schema:
    return reading.schema(core["json_schema"], place)


def _lax(reading: Reading, core: Core, place: Place) -> Schema:
    strict = place.option(core, "strict")
    return reading.schema(core["strict_schema" if strict else "lax_schema"], place)


READERS: Mapping[str, Reader] = {
    "definitions": Reading.define,
    "definition-ref": Reading.refer,
    "default": _around,
    "custom-error": _around,
    "json-or-python": _of_json,
    "lax-or-strict": _lax,
    **containers.READERS,
    **unions.READERS,
    **records.READERS,
    **validators.READERS,
}
