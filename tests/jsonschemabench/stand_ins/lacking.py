"""An engine whose library is not installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stand_ins import everything


class Adapter(everything.Adapter):
    distribution = "no-such-library"

    def load(self, tokenizer: Path | None, options: dict[str, Any]) -> None:
        import no_such_library  # type: ignore[import-not-found]  # noqa: F401
