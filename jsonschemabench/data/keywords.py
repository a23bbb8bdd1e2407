"""The keywords that a schema uses, found where a schema can stand: a property of the name ``pattern`` is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# What a keyword's value holds: a schema, an array of them, or schemas by names.
_ONE = (
    "additionalItems additionalProperties contains contentSchema else if items not propertyNames then "
    "unevaluatedItems unevaluatedProperties"
).split()
_SEVERAL = "allOf anyOf oneOf items prefixItems".split()
_NAMED = "$defs definitions dependencies dependentSchemas patternProperties properties".split()

ANNOTATIONS = frozenset(
    (
        "title description default examples deprecated readOnly writeOnly $comment contentEncoding contentMediaType "
        "contentSchema"
    ).split()
)
"""Keywords that restrict nothing."""

KNOWN = ANNOTATIONS | frozenset(
    (
        "$anchor $defs $dynamicAnchor $dynamicRef $id $recursiveAnchor $recursiveRef $ref $schema $vocabulary "
        "additionalItems additionalProperties allOf anyOf const contains definitions dependencies dependentRequired "
        "dependentSchemas else enum exclusiveMaximum exclusiveMinimum format id if items maxContains maxItems maxLength "
        "maxProperties maximum minContains minItems minLength minProperties minimum multipleOf not oneOf pattern "
        "patternProperties prefixItems properties propertyNames required then type unevaluatedItems "
        "unevaluatedProperties uniqueItems"
    ).split()
)
"""The keywords of the drafts 4 to 2020-12."""


def keywords_of(schema: Any) -> list[str]:
    """The known keywords that a schema uses anywhere, sorted; annotations are among them."""
    return sorted({name for part in subschemas(schema) if isinstance(part, dict) for name in part if name in KNOWN})


def subschemas(schema: Any) -> Iterator[Any]:
    """A schema and those inside it, outermost first. A boolean is one too."""
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, (dict, bool)):
            continue
        yield part
        if isinstance(part, dict):
            waiting += [part[name] for name in _ONE if isinstance(part.get(name), (dict, bool))]
            waiting += [one for name in _SEVERAL if isinstance(part.get(name), list) for one in part[name]]
            waiting += [one for name in _NAMED if isinstance(part.get(name), dict) for one in part[name].values()]
