"""Schemas outside of the one at hand: those the caller gives, and the standard metaschemas. Never the network.

``referencing`` and ``jsonschema_specifications`` are imported when a reference leaves the document, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gendecode.errors import GrammarError

_SPECIFICATIONS = {4: "DRAFT4", 6: "DRAFT6", 7: "DRAFT7", 2019: "DRAFT201909", 2020: "DRAFT202012"}
_STANDARD = ("http://json-schema.org/", "https://json-schema.org/")


class Registry:
    """Finds schemas by URI.

    Args:
        given: a ``referencing.Registry``, a mapping of URIs to schemas, or None.
        draft: of the schemas in a mapping that do not say: decides which keyword identifies their parts.
    """

    def __init__(self, given: Any, draft: int) -> None:
        if given is not None and not hasattr(given, "get_or_retrieve"):
            given = _from_mapping(given, draft)
        self._given = given

    def find(self, uri: str) -> Any:
        """The schema at a URI without fragment, as it was given; None when it is not known.

        A ``referencing.Registry`` that was made with a ``retrieve`` function of the caller's own is asked to use it.
        """
        found = _look_up(self._given, uri) if self._given is not None else None
        if found is None and uri.startswith(_STANDARD):
            from jsonschema_specifications import REGISTRY  # noqa: PLC0415

            found = next((f for start in _STANDARD if (f := _look_up(REGISTRY, start + _path(uri))) is not None), None)
        return found


def _path(uri: str) -> str:
    return uri.partition("//json-schema.org/")[2]


def _look_up(registry: Any, uri: str) -> Any:
    from referencing.exceptions import CannotDetermineSpecification, NoSuchResource, Unretrievable  # noqa: PLC0415

    try:
        return registry.get_or_retrieve(uri).value.contents
    except (NoSuchResource, Unretrievable, CannotDetermineSpecification):
        return None


def _from_mapping(given: Any, draft: int) -> Any:
    if not isinstance(given, Mapping):
        raise GrammarError(
            f"registry must be a referencing.Registry or a mapping of URIs to schemas, not {type(given).__name__}"
        )
    for uri, schema in given.items():
        if not isinstance(uri, str) or not isinstance(schema, (dict, bool)):
            raise GrammarError(f"registry: {uri!r} must be a URI that leads to a schema (an object, true or false)")
    import referencing.jsonschema  # noqa: PLC0415

    default = getattr(referencing.jsonschema, _SPECIFICATIONS[draft])
    resources = []
    for uri, schema in given.items():
        named = schema.get("$schema") if isinstance(schema, dict) else None
        specification = referencing.jsonschema.specification_with(named, default) if isinstance(named, str) else default
        resources.append((uri, specification.create_resource(schema)))
    return referencing.Registry().with_resources(resources)
