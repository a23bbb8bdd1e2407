"""The tokenizer that a person names: a file, a folder, a model of the catalogue, the small one, or bytes."""

from __future__ import annotations

from pathlib import Path

SMALL, BYTES = "small", "bytes"
SMALL_FILE = Path(__file__).parent / "small_tokenizer" / "tokenizer.json"


class NoTokenizer(ValueError):
    """What was named is no tokenizer; the message says what there is."""


def tokenizer_file(name: str) -> Path | None:
    """The tokenizer.json of that name, or its folder; None for ``bytes``.

    Raises:
        NoTokenizer: there is nothing of that name.
    """
    if name == BYTES:
        return None
    if name == SMALL:
        return SMALL_FILE
    path = Path(name).expanduser()
    if path.exists():
        return path
    import gendecode as gd  # noqa: PLC0415 -- only for what is neither

    if name in gd.CATALOG:
        from gendecode.models.catalog import obtain  # noqa: PLC0415 -- may download

        return Path(obtain(name))
    raise NoTokenizer(
        f"there is no tokenizer {name!r}: give a tokenizer.json, its folder, one of {', '.join(gd.CATALOG)}, "
        f"{SMALL!r} (4,096 tokens, comes with the package) or {BYTES!r}"
    )
