"""A case: a schema with instances that are known to be valid or not; and the one way to make it of what is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn


class DataError(ValueError):
    """Data that cannot be read or found; the message says which file and line, and what was expected there."""


@dataclass(frozen=True)
class Instance:
    """A JSON value and whether the schema accepts it."""

    data: Any
    valid: bool

    @property
    def text(self) -> bytes:
        """The canonical text that is fed to engines, as MaskBench does it."""
        return json.dumps(self.data, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Case:
    """One schema and its instances. ``id`` is unique among the cases of a source, and stays when others are added."""

    id: str
    schema: Any
    instances: tuple[Instance, ...]
    subset: str = ""
    source: str = ""  # the file that it was read from

    @property
    def schema_text(self) -> str:
        """The schema as compact JSON: what its size is measured on."""
        return json.dumps(self.schema, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of id, schema and instances, in hexadecimal: the same wherever the case is read from."""
        content = [self.id, self.schema, [[one.data, one.valid] for one in self.instances]]
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()

    def record(self) -> dict[str, Any]:
        """The case as a line of a JSON Lines file, which :func:`case_of` reads back."""
        tests = [{"data": one.data, "valid": one.valid} for one in self.instances]
        return {"id": self.id, "subset": self.subset, "schema": self.schema, "tests": tests}


def parse(text: bytes, where: str) -> Any:
    """The value of a JSON text (RFC 8259: NaN is none).

    Raises:
        DataError: it is not JSON in UTF-8.
    """
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one; and integers of 4,300 digits
        raise DataError(f"{where}: not JSON: {error}") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def case_of(record: Any, where: str, *, id: str = "", subset: str = "", source: str = "") -> Case:
    """The case that a row or file describes, in either published layout.

    ``{"id", "schema", "tests": [{"data", "valid"}]}`` is MaskBench's (``tests`` may be missing), and ``{"unique_id",
    "json_schema"}``, the schema as text, that of JSONSchemaBench. ``id`` and ``subset`` hold where the record has none.

    Raises:
        DataError: it is neither; the message begins with ``where``.
    """
    if not isinstance(record, Mapping):
        raise DataError(f"{where}: not a case: an object is expected, not {_kind(record)}")
    if "json_schema" in record:
        schema = record["json_schema"]
        schema = parse(schema.encode("utf-8", "surrogatepass"), f"{where}, json_schema") if _text(schema) else schema
        named: Any = record.get("unique_id", record.get("id", id))
    elif "schema" in record:
        schema, named = record["schema"], record.get("id", id)
    else:
        raise DataError(f'{where}: not a case: it has neither "schema" nor "json_schema"')
    if isinstance(named, int) and not isinstance(named, bool):
        named = str(named)
    if not _text(named) or not named:
        raise DataError(f'{where}: not a case: its "id" is a text, not {_kind(named) if named else "missing"}')
    if not isinstance(schema, (dict, bool)):
        raise DataError(f"{where}: not a case: a schema is an object or a boolean, not {_kind(schema)}")
    subset = record.get("subset") or subset_of(named) or subset
    if not _text(subset):
        raise DataError(f'{where}: not a case: its "subset" is a text, not {_kind(subset)}')
    return Case(named, schema, instances_of(record.get("tests"), where), subset, source)


def instances_of(tests: Any, where: str) -> tuple[Instance, ...]:
    """The instances of a list of ``{"data", "valid"}``; of None, none.

    Raises:
        DataError: it is not such a list.
    """
    if tests is None:
        return ()
    if not isinstance(tests, list):
        raise DataError(f'{where}: not a case: "tests" is a list, not {_kind(tests)}')
    found = []
    for number, test in enumerate(tests, 1):
        if not isinstance(test, dict) or "data" not in test or not isinstance(test.get("valid"), bool):
            raise DataError(f'{where}: not a case: test {number} is not {{"data": …, "valid": true or false}}')
        found.append(Instance(test["data"], test["valid"]))
    return tuple(found)


def subset_of(id: str) -> str:
    """The subset that an id names: ``Github_easy---o12345`` and ``kubernetes/deployment`` do; "" otherwise."""
    for mark in ("---", "/"):
        if mark in id:
            return id.split(mark, maxsplit=1)[0]
    return ""


def _text(value: object) -> bool:
    return isinstance(value, str)


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
