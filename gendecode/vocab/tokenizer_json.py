"""Read a ``tokenizer.json`` file without any tokenizer library.

There is no tokenizer to verify against here: the file itself is the description. Where loaders would not
follow the file to the letter, it is refused: they number added tokens by themselves, and normalise some.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gendecode.errors import VocabularyError
from gendecode.vocab.listing import MAX_IDS, Listing, id_tuple

MAX_FILE_BYTES = 512_000_000


class TokenizerFile:
    """A ``tokenizer.json``, or a folder that holds one.

    End-of-sequence ids are taken from ``tokenizer_config.json`` and ``generation_config.json`` beside it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path / "tokenizer.json" if path.is_dir() else path
        self._content = _read(self.path)
        self._neighbours = [_neighbour(self.path.parent / name) for name in ("tokenizer_config", "generation_config")]

    def fingerprint(self) -> str:
        """Hex digest of everything that the listing depends on."""
        digest = hashlib.blake2b(self._content, digest_size=20)
        digest.update(json.dumps([_eos_fields(config) for config in self._neighbours]).encode())
        return digest.hexdigest()

    def listing(self) -> Listing:
        """The entries of the file. Raises VocabularyError if it is malformed."""
        document = _mapping(_parse(self._content, self.path), "tokenizer.json")
        model = _mapping(document.get("model"), "model")
        ids = _model_ids(model)
        added = _added_tokens(document.get("added_tokens") or [], ids, document.get("normalizer"))
        pieces: list[str | None] = [None] * (1 + max([*ids.values(), *added], default=-1))
        for piece, token in ids.items():
            pieces[token] = piece
        for token, (content, _) in added.items():
            pieces[token] = content
        special = {content: token for token, (content, is_special) in added.items() if is_special}
        names = {**ids, **{content: token for token, (content, _) in added.items()}}
        return Listing(
            pieces=pieces,
            decoder=document.get("decoder"),
            control=frozenset(special.values()) | _unknown_ids(model, ids),
            special=special,
            eos=self._eos(names),
            origin="tokenizer.json",
        )

    def _eos(self, names: Mapping[str, int]) -> tuple[int, ...]:
        found: list[int] = []
        for config in self._neighbours:
            name, ids = _eos_fields(config)
            if isinstance(name, str) and name in names:
                found.append(names[name])
            found.extend(id_tuple(ids, "eos_token_id in generation_config.json"))
        return tuple(dict.fromkeys(found))


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise VocabularyError(f"{path} has {size} bytes; at most {MAX_FILE_BYTES} are read")
        return path.read_bytes()
    except OSError as error:
        raise VocabularyError(f"cannot read the tokenizer file {path}: {error.strerror}") from error


def _parse(content: bytes, path: Path) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise VocabularyError(f"{path} is not a JSON document: {error}") from error


def _neighbour(path: Path) -> Mapping[str, Any]:
    """A configuration file that may be missing."""
    path = path.with_suffix(".json")
    return _mapping(_parse(_read(path), path), path.name) if path.is_file() else {}


def _eos_fields(config: Mapping[str, Any]) -> tuple[object, object]:
    """The name (tokenizer_config.json) and the ids (generation_config.json) of the end of sequence."""
    name = config.get("eos_token")
    return (name.get("content") if isinstance(name, Mapping) else name), config.get("eos_token_id")


def _model_ids(model: Mapping[str, Any]) -> dict[str, int]:
    """Piece -> id, from a table (BPE, WordPiece, WordLevel) or a list of (piece, score) (Unigram)."""
    vocabulary = model.get("vocab")
    if isinstance(vocabulary, list):
        pieces = [entry[0] if isinstance(entry, list) and entry else None for entry in vocabulary]
        if not all(isinstance(piece, str) for piece in pieces):
            raise _malformed("model.vocab has an entry that is not [piece, score]")
        table: dict[Any, Any] = {piece: token for token, piece in enumerate(pieces)}
        if len(table) != len(pieces):
            raise _malformed("model.vocab lists a piece twice")
    else:
        table = dict(_mapping(vocabulary, "model.vocab"))
    for token in table.values():
        _check_id(token)
    if len(set(table.values())) != len(table):
        raise _malformed("model.vocab gives one id to two pieces")
    return table


def _added_tokens(entries: object, ids: Mapping[str, int], normalizer: object) -> dict[int, tuple[str, bool]]:
    """Id -> (content, special) of the added tokens.

    Loaders ignore the id in the file: a token that the model knows keeps the model's id, and any other
    gets the next free one. A file that says otherwise would mean different tokens to different readers.
    """
    if not isinstance(entries, list):
        raise _malformed("added_tokens must be a list")
    added: dict[int, tuple[str, bool]] = {}
    following = len(ids)
    for entry in entries:
        fields = _mapping(entry, "added token")
        content, token = fields.get("content"), _check_id(fields.get("id"))
        if not isinstance(content, str):
            raise _malformed("an added token must have a string as its content")
        assigned = ids.get(content, following)
        if token != assigned:
            raise _malformed(f"the added token {content!r:.80} has the id {token}, and loaders give it {assigned}")
        special = fields.get("special") is True
        if not special and fields.get("normalized") is True and not _keeps(normalizer, content):
            raise VocabularyError(
                f"what the added token {content!r:.80} writes depends on the tokenizer's normalizer, which loaders "
                "treat differently: load the tokenizer with its library and pass it instead of its file"
            )
        following = max(following, token + 1)
        added[token] = (content, special)
    return added


def _keeps(normalizer: object, content: str) -> bool:
    """True when ``normalizer`` certainly leaves ``content`` as it is."""
    pending = [normalizer]
    while pending:
        step = pending.pop()
        if step is None:
            continue
        fields = _mapping(step, "normalizer")
        pattern = fields.get("pattern")
        literal = pattern.get("String") if isinstance(pattern, Mapping) else None
        if fields.get("type") == "Sequence" and isinstance(fields.get("normalizers"), list):
            pending.extend(fields["normalizers"])
        elif fields.get("type") == "Replace" and isinstance(literal, str) and literal:
            if literal in content:
                return False
        elif fields.get("type") not in ("NFC", "NFD", "NFKC", "NFKD") or not content.isascii():
            return False
    return True


def _unknown_ids(model: Mapping[str, Any], ids: Mapping[str, int]) -> frozenset[int]:
    if isinstance(model.get("vocab"), list):
        token = model.get("unk_id")
    else:
        unknown = model.get("unk_token")
        token = ids.get(unknown) if isinstance(unknown, str) else None
    return frozenset() if token is None else frozenset([_check_id(token)])


def _check_id(token: object) -> int:
    if not isinstance(token, int) or isinstance(token, bool) or not 0 <= token < MAX_IDS:
        raise _malformed(f"a token id must be an integer in 0 .. {MAX_IDS - 1}, not {token!r:.80}")
    return token


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _malformed(f"{what} must be an object, not {value!r:.80}")
    return value


def _malformed(what: str) -> VocabularyError:
    return VocabularyError(f"malformed tokenizer file: {what}")
