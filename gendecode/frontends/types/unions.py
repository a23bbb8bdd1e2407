"""Optional parts, unions, and unions in which a member says which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gendecode.frontends.types.place import Core, Place, Schema
from gendecode.frontends.types.records import member_names, single_names
from gendecode.frontends.types.scalars import enumeration

if TYPE_CHECKING:
    from gendecode.frontends.types.core import Reading


def _nullable(reading: Reading, core: Core, place: Place) -> Schema:
    return {"anyOf": [reading.schema(core["schema"], place), {"type": "null"}]}


def _union(reading: Reading, core: Core, place: Place) -> Schema:
    # A text of any choice parses: if not into that one, then into one that the parser prefers.
    choices = [choice[0] if isinstance(choice, tuple) else choice for choice in core["choices"]]
    choices = [choice for choice in choices if choice["type"] != "missing-sentinel"]
    found = [reading.schema(choice, place) for choice in choices]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _tagged(reading: Reading, core: Core, place: Place) -> Schema:
    """Each branch with its tags. The parser looks at the tag first, even where the branch has a default for it."""
    discriminator = core["discriminator"]
    branches: dict[int, tuple[Core, list[Any]]] = {}
    for tag, choice in core["choices"].items():
        while isinstance(choice, (str, int)):  # another tag of the same branch
            choice = core["choices"][choice]  # noqa: PLW2901
        branches.setdefault(id(choice), (choice, []))[1].append(getattr(tag, "value", tag))
    if callable(discriminator):
        # The user's own function chooses, as a validator would.
        return {"anyOf": [reading.schema(branch, place) for branch, _ in branches.values()]}
    names = single_names(discriminator)
    if not names:
        raise place.refusal("discriminator", "it is not a member of the object itself", "give it a plain alias")
    return {"anyOf": [_tagged_branch(reading, branch, tags, names, place) for branch, tags in branches.values()]}


def _tagged_branch(reading: Reading, branch: Core, tags: list[Any], names: list[str], place: Place) -> Schema:
    declared = member_names(reading, branch, place)
    name = next((name for name in names if name in declared), names[0])
    properties: Schema = {other: False for other in names if other not in declared}
    properties[name] = enumeration(dict.fromkeys(tags))
    tagged = {"type": "object", "properties": properties, "required": [name]}
    return {"allOf": [reading.schema(branch, place), tagged]}


READERS = {"nullable": _nullable, "union": _union, "tagged-union": _tagged}
