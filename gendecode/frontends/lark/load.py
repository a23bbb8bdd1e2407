"""Definitions by name: ``%import``, ``%extend`` and ``%override`` carried out, every name checked.

What is imported gets the name that the importing grammar gives it; what that needs in turn is called
``module__name``, as in Lark, so that it can be overridden.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from gendecode.errors import GrammarError, LimitExceeded
from gendecode.frontends.lark.definitions import Both, Definition, Document, Group, Import, Item, Name, Not, Times, Use
from gendecode.frontends.lark.source import Source
from gendecode.frontends.lark.syntax import read
from gendecode.limits import Limits

_DEEPEST_IMPORT = 32
_MOST_FILES = 200


@dataclass
class Program:
    """A grammar with its imports.

    Attributes:
        definitions: by name.
        ignored: the definitions of ``%ignore``, of the outermost grammar only.
    """

    document: Document
    definitions: dict[str, Definition] = field(default_factory=dict)
    ignored: list[Definition] = field(default_factory=list)


class Loader:
    """Reads grammars and what they import; ``folders`` are searched before Lark's own library."""

    def __init__(self, folders: Sequence[Path], limits: Limits) -> None:
        self.folders, self.limits = list(folders), limits
        self._files = 0

    def load(self, document: Document) -> Program:
        """The definitions of a grammar and of all that it imports, checked."""
        program = Program(document, self._definitions(document, str, 0))
        program.ignored = list(document.ignored)
        check_names(program)
        return program

    def _definitions(self, document: Document, rename: Callable[[str], str], depth: int) -> dict[str, Definition]:
        found: dict[str, Definition] = {}
        for wanted in _joined(document.imports):
            found.update(self._imported(wanted, document, rename, depth, found))
        for definition in document.definitions:
            definition.name = rename(definition.name)
            definition.params = tuple(rename(param) for param in definition.params)
            definition.resolve = rename
            _define(definition, found)
        for ignored in document.ignored:
            ignored.resolve = rename
        return found

    def _imported(
        self,
        wanted: Import,
        document: Document,
        rename: Callable[[str], str],
        depth: int,
        known: dict[str, Definition],
    ) -> dict[str, Definition]:
        source = self._find(wanted, document.source)
        self._files += 1
        if depth >= _DEEPEST_IMPORT or self._files > _MOST_FILES:
            raise document.source.error(
                f"imports are nested deeper than {_DEEPEST_IMPORT} grammars, or there are more than {_MOST_FILES}; "
                "does this grammar import itself?",
                wanted.at,
            )
        inner = read(source, self.limits)
        found = self._definitions(inner, _renaming("__".join(wanted.path), wanted.names, rename), depth + 1)
        for name in wanted.names:
            if rename(wanted.names[name]) not in found:
                hint = _suggestion(name, _plain(wanted, inner))
                raise document.source.error(f"{source.name} defines no {name!r}{hint}", wanted.at)
        needed = _reachable(found, [rename(alias) for alias in wanted.names.values()])
        for name in needed:
            if name in known:
                raise document.source.error(f"{name!r} is imported, and was defined before", wanted.at)
        return needed

    def _find(self, wanted: Import, source: Source) -> Source:
        relative = Path(*wanted.path).with_suffix(".lark")
        folders = list(self.folders)
        if wanted.relative and source.folder is not None:
            folders.append(source.folder)
        for folder in folders:
            if (folder / relative).is_file():
                return file_source(folder / relative, self.limits)
        library = None if wanted.relative and not source.library else _library("/".join(wanted.path))
        if library is not None:
            return library
        written = "." * wanted.relative + ".".join(wanted.path)
        hint = (
            "" if folders else "; files are read only where import_paths= says so, or next to a grammar given as a path"
        )
        raise source.error(f"there is no grammar {written!r} to import from{hint}", wanted.at)


def file_source(path: Path, limits: Limits) -> Source:
    """The grammar in a file. Raises GrammarError where it cannot be read."""
    try:
        if path.stat().st_size > limits.source_bytes:
            raise LimitExceeded(f"{path} is longer than Limits.source_bytes = {limits.source_bytes}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GrammarError(f"the grammar {path} cannot be read: {error}") from None
    return Source(normal(text), path.name, path.parent)


def normal(text: str) -> str:
    """The text with ``\\n`` line ends and without a byte order mark."""
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")


@lru_cache(maxsize=8)
def _library(name: str) -> Source | None:
    """A grammar that comes with Lark: ``common``, ``python``, ``lark``, ``unicode``."""
    package = importlib.util.find_spec("lark")
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0], "grammars", f"{name}.lark")
    if not path.is_file():
        return None
    return Source(normal(path.read_text(encoding="utf-8")), f"{name}.lark", path.parent, True)


def _joined(imports: Iterable[Import]) -> list[Import]:
    """One import for each grammar: two statements about one grammar share what they need."""
    found: dict[tuple[bool, tuple[str, ...]], Import] = {}
    for wanted in imports:
        key = (wanted.relative, wanted.path)
        known = found.setdefault(key, Import(wanted.path, {}, wanted.relative, wanted.at))
        known.names.update(wanted.names)
    return list(found.values())


def _renaming(prefix: str, aliases: dict[str, str], outer: Callable[[str], str]) -> Callable[[str], str]:
    def rename(name: str) -> str:
        if name in aliases:
            return outer(aliases[name])
        return outer(f"_{prefix}__{name[1:]}" if name.startswith("_") else f"{prefix}__{name}")

    return rename


def _define(definition: Definition, found: dict[str, Definition]) -> None:
    name, source = definition.name, definition.source
    kind = "terminal" if definition.is_terminal else "rule"
    known = found.get(name)
    if definition.verb == "define":
        if known is not None:
            raise source.error(f"the {kind} {name!r} is defined twice; use %extend or %override", definition.at)
        found[name] = definition
        return
    if known is None:
        hint = _suggestion(name, found)
        raise source.error(f"%{definition.verb}: there is no {kind} {name!r}{hint}", definition.at)
    if definition.verb == "override":
        found[name] = definition
    elif known.body is None:
        raise source.error(f"%extend: {name!r} was only declared", definition.at)
    elif known.params != definition.params:
        raise source.error(f"%extend: {name!r} has other parameters", definition.at)
    else:
        known.extended.append(definition)


def _plain(wanted: Import, document: Document) -> list[str]:
    """The names of an imported grammar as they are written there."""
    prefix = "__".join(wanted.path) + "__"
    return [definition.name.replace(prefix, "", 1) for definition in document.definitions]


def parts(definition: Definition) -> list[Definition]:
    """The definition and its extensions."""
    return [definition, *definition.extended]


def items_of(group: Group) -> Iterable[Item]:
    """The items of a group one by one; of groups inside it, the groups themselves."""
    pending: list[Item] = [item for option in group.options for item in option]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, (Times, Not)):
            pending.append(item.item)
        elif isinstance(item, Use):
            pending.extend(item.args)
        elif isinstance(item, Both):
            pending.extend(inner for part in item.parts for inner in part)


def mentioned(definition: Definition) -> Iterable[tuple[str, Item, Definition]]:
    """The names that a definition mentions, resolved, with where they stand."""
    for part in parts(definition):
        bodies = [*part.groups, *([part.body] if part.body else [])]
        for group in bodies:
            for item in items_of(group):
                if isinstance(item, (Name, Use)):
                    yield part.resolve(item.name), item, part
        for value, _ in part.attributes.values():
            if isinstance(value, Name):
                yield part.resolve(value.name), value, part


def _reachable(definitions: dict[str, Definition], roots: Iterable[str]) -> dict[str, Definition]:
    pending = list(roots)
    found: dict[str, Definition] = {}
    while pending:
        name = pending.pop()
        if name in definitions and name not in found:
            found[name] = definitions[name]
            pending += [inner for inner, _, _ in mentioned(definitions[name])]
    return found


def check_names(program: Program) -> None:
    """Every name is defined, and templates get as many arguments as they have parameters."""
    definitions = program.definitions
    for definition in [*definitions.values(), *program.ignored]:
        for index, param in enumerate(definition.params):
            if param in definitions or param in definition.params[:index]:
                raise definition.source.error(f"the parameter {param!r} has a name that is taken", definition.at)
        for name, item, part in mentioned(definition):
            if name in definition.params:
                continue
            if name not in definitions:
                is_terminal = isinstance(item, Name) and item.is_terminal
                kind = "terminal" if is_terminal else "rule"
                known = [other for other, found in definitions.items() if found.is_terminal == is_terminal]
                raise part.source.error(f"the {kind} {name!r} is not defined{_suggestion(name, known)}", item.at)
            if isinstance(item, Use):
                check_arguments(definitions[name], item, part.source)


def check_arguments(template: Definition, use: Use, source: Source) -> None:
    """Raise GrammarError unless the numbers of parameters and arguments agree."""
    if len(template.params) != len(use.args):
        raise source.error(
            f"{template.name!r} has {len(template.params)} parameters, and gets {len(use.args)} arguments", use.at
        )


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known)[:5000], 1)
    return f"; did you mean {close[0]!r}?" if close else ""
