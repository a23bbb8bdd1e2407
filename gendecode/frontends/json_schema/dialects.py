"""Dialects: which keywords count in a schema, by the draft that its ``$schema`` names.

A custom metaschema may leave vocabularies out (``$vocabulary``, since 2019-09); their keywords say nothing then.
Spellings that a later draft replaced are honoured in every draft, because no schema means anything else by them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from gendecode.errors import UnsupportedError
from gendecode.frontends.json_schema.values import Json, Place, pointer

LATEST = 2020

SINCE = {
    "const": 6,
    "contains": 6,
    "propertyNames": 6,
    "if": 7,
    "then": 7,
    "else": 7,
    "minContains": 2019,
    "maxContains": 2019,
    "dependentRequired": 2019,
    "dependentSchemas": 2019,
    "unevaluatedItems": 2019,
    "unevaluatedProperties": 2019,
    "$anchor": 2019,
    "$recursiveRef": 2019,
    "$recursiveAnchor": 2019,
    "prefixItems": 2020,
    "$dynamicRef": 2020,
    "$dynamicAnchor": 2020,
}
"""The draft that brought a keyword; a schema that names an earlier one with ``$schema`` ignores it."""

_APPLICATORS = (
    "prefixItems items additionalItems contains properties patternProperties additionalProperties propertyNames "
    "dependentSchemas dependencies allOf anyOf oneOf not if then else"
)
_UNEVALUATED = "unevaluatedItems unevaluatedProperties"
_ASSERTIONS = (
    "type const enum multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern "
    "minItems maxItems uniqueItems minContains maxContains minProperties maxProperties required dependentRequired"
)
_VOCABULARIES = {
    2019: {"applicator": f"{_APPLICATORS} {_UNEVALUATED}", "validation": _ASSERTIONS},
    2020: {"applicator": _APPLICATORS, "unevaluated": _UNEVALUATED, "validation": _ASSERTIONS},
}
_SAYING_NOTHING = frozenset({"core", "meta-data", "format", "format-annotation", "format-assertion", "content"})
_PREFIX = {year: f"https://json-schema.org/draft/{year}-{month}/vocab/" for year, month in ((2019, "09"), (2020, "12"))}

_MARKS = (
    ("draft-03", 4),
    ("draft-04", 4),
    ("draft-06", 6),
    ("draft-07", 7),
    ("draft/2019-09", 2019),
    ("draft/2020-12", 2020),
)


class Dialect:
    """What the schemas of one draft and choice of vocabularies pay attention to. Compared by identity.

    Attributes:
        draft: 4, 6, 7, 2019 or 2020.
        ignores: keywords that mean nothing; ``$ref`` among them says that its siblings mean nothing.
        id_keyword: "$id", or "id" in draft 4.
        lonely_ref: what is beside ``$ref`` is ignored, as up to draft 7.
    """

    __slots__ = ("draft", "id_keyword", "ignores", "lonely_ref")

    def __init__(self, draft: int, without: frozenset[str] = frozenset()) -> None:
        later = {keyword for keyword, since in SINCE.items() if since > draft}
        self.draft = draft
        self.lonely_ref = draft <= 7
        self.ignores = frozenset(later | without | ({"$ref"} if self.lonely_ref else set()))
        self.id_keyword = "id" if draft == 4 else "$id"


@cache
def dialect(draft: int, without: frozenset[str] = frozenset()) -> Dialect:
    """The dialect of a draft whose metaschema leaves these keywords out; always the same object for the same one."""
    return Dialect(draft, without)


@lru_cache(maxsize=64)
def draft_named(uri: str) -> int | None:
    """The draft whose metaschema has this URI (with or without ``#``, http or https); None for any other."""
    _, host, path = uri.partition("json-schema.org/")
    return next((draft for mark, draft in _MARKS if host and path.startswith(mark)), None)


def named_dialect(schema: Json, outer: Dialect, find: Callable[[str], Any]) -> tuple[Dialect, str | None]:
    """The dialect that a schema's ``$schema`` names, and the URI when nothing is known about it.

    Args:
        outer: the dialect of a schema without ``$schema``.
        find: the schema at a URI, or None.

    Raises:
        UnsupportedError: the metaschema asks for a vocabulary that is not known.
    """
    uri = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(uri, str):
        return outer, None
    draft = draft_named(uri)
    if draft is not None:
        return dialect(draft), None
    return _custom(uri, find, frozenset())


def _custom(uri: str, find: Callable[[str], Any], seen: frozenset[str]) -> tuple[Dialect, str | None]:
    metaschema = find(uri)
    if not isinstance(metaschema, dict):
        return dialect(LATEST), uri
    above = metaschema.get("$schema")
    if not isinstance(above, str) or above in seen or above == uri:
        base = dialect(LATEST)
    elif (draft := draft_named(above)) is not None:
        base = dialect(draft)
    else:
        base, _ = _custom(above, find, seen | {uri})
    listed = metaschema.get("$vocabulary")
    if base.draft not in _VOCABULARIES or not isinstance(listed, dict):
        return base, None
    return dialect(base.draft, _left_out(base.draft, listed, uri)), None


def _left_out(draft: int, listed: dict[str, Any], uri: str) -> frozenset[str]:
    """The keywords of the vocabularies that are not listed."""
    known, prefix = _VOCABULARIES[draft], _PREFIX[draft]
    for vocabulary, needed in listed.items():
        name = vocabulary.removeprefix(prefix) if vocabulary.startswith(prefix) else ""
        if needed is True and name not in known and name not in _SAYING_NOTHING:
            raise UnsupportedError(
                "$vocabulary",
                f"{uri}#/$vocabulary",
                f"the vocabulary {vocabulary} is not known",
                "make it optional in the metaschema, or name a standard draft with $schema",
            )
    absent = (keywords for name, keywords in known.items() if prefix + name not in listed)
    return frozenset(keyword for keywords in absent for keyword in keywords.split())


def unknown_metaschema(uri: str, place: Place) -> str:
    """The warning about a ``$schema`` that nothing is known about."""
    return (
        f"{pointer((place, '$schema'))}: the metaschema {uri!r} is not known, so the schema is read as draft 2020-12 "
        "(pass registry= with the metaschema in it)"
    )
