"""xgrammar as JSON Schema has it: objects and arrays that do not say that they are closed are open."""

from __future__ import annotations

from jsonschemabench.engines import xgrammar


class Adapter(xgrammar.Adapter):
    """``strict_mode=False``; otherwise the same."""

    settings = xgrammar.SETTINGS.format(strict=False)
    strict = False
