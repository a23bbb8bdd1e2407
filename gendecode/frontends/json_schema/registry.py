"""Schemas outside of the one at hand: those that the caller gives, and the standard metaschemas. Never the network.

``referencing`` and ``jsonschema_specifications`` are imported when a reference leaves the document, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gendecode.errors import GrammarError
from gendecode.frontends.json_schema.dialects import dialect, draft_named
from gendecode.frontends.json_schema.locations import identifier, schemas_below

_STANDARD = "json-schema.org/"


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
        scheme, _, path = uri.partition(f"://{_STANDARD}")
        if path and scheme in ("http", "https"):
            from jsonschema_specifications import REGISTRY  # noqa: PLC0415

            for scheme in ("http", "https"):
                found = _look_up(REGISTRY, f"{scheme}://{_STANDARD}{path}")
                if found is not None:
                    return found
        return None if self._given is None else _look_up(self._given, uri)


def _look_up(registry: Any, uri: str) -> Any:
    from referencing.exceptions import CannotDetermineSpecification, NoSuchResource, Unretrievable  # noqa: PLC0415

    try:
        return registry.get_or_retrieve(uri).value.contents
    except (NoSuchResource, Unretrievable, CannotDetermineSpecification):
        return None
    except (TypeError, AttributeError) as error:  # what it searches for identifiers is no schema
        raise GrammarError(f"registry: {uri!r} cannot be looked for, because a schema is malformed: {error}") from error


def _from_mapping(given: Any, draft: int) -> Any:
    if not isinstance(given, Mapping):
        raise GrammarError(
            f"registry must be a referencing.Registry or a mapping of URIs to schemas, not {type(given).__name__}"
        )
    import referencing  # noqa: PLC0415

    resources = []
    for uri, schema in given.items():
        if not isinstance(uri, str) or not isinstance(schema, (dict, bool)):
            raise GrammarError(f"registry: {uri!r} must be a URI that leads to a schema (an object, true or false)")
        named = schema.get("$schema") if isinstance(schema, dict) else None
        known = draft_named(named) if isinstance(named, str) else None
        resources.append((uri, _specification(known or draft).create_resource(schema)))
    return referencing.Registry().with_resources(resources)


def _specification(draft: int) -> Any:
    """Where a library that crawls schemas finds their parts and identifiers, as this front end does."""
    import referencing  # noqa: PLC0415

    make: Any = referencing.Specification
    spoken = dialect(draft)

    def identifier_of(schema: Any) -> str | None:
        return identifier(schema, spoken) if isinstance(schema, dict) else None

    def parts_of(schema: Any) -> list[Any]:
        return [part for _, part in schemas_below(schema, spoken)] if isinstance(schema, dict) else []

    return make(
        name=f"draft {draft}",
        id_of=identifier_of,
        subresources_of=parts_of,
        anchors_in=lambda specification, schema: (),
        maybe_in_subresource=lambda segments, resolver, subresource: resolver,
    )
