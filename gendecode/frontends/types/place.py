"""Where in a type the walk is, and the errors that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gendecode.errors import UnsupportedError

Core = Mapping[str, Any]
"""A part of pydantic's core schema."""

Schema = dict[str, Any]
"""A JSON Schema."""


@dataclass(frozen=True)
class Place:
    """The name of a part for messages, and the configuration that applies there.

    Attributes:
        name: for instance ``Order.items``.
        config: pydantic's configuration of the model around.
    """

    name: str
    config: Core = field(default_factory=dict)

    def below(self, name: str) -> Place:
        """The place of a field."""
        return replace(self, name=f"{self.name}.{name}")

    def within(self, config: Core | None) -> Place:
        """The same place under a model's own configuration."""
        return replace(self, config=config or {})

    def option(self, core: Core, key: str, of_config: str | None = None) -> Any:
        """A setting of a part, or that of the configuration; None without any."""
        found = core.get(key)
        return self.config.get(of_config or key) if found is None else found

    def refusal(self, what: Any, reason: str, hint: str) -> UnsupportedError:
        """The error for a part that cannot be enforced."""
        return UnsupportedError(str(what), self.name, reason, hint)
