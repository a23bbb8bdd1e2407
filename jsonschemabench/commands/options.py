"""What the options of several commands have in common."""

from __future__ import annotations

from typing import Any

import click

_EXTRA = {"jinja2", "matplotlib", "psutil"}  # what the extra ``bench`` installs beside engines


class Several(click.Option):
    """An option that takes several values at once, and may be repeated: ``--engine a b --engine c``.

    The values end with the next option. The parser of click takes one value for an option, so this moves the
    further ones into repetitions of the option before it looks.
    """

    def __init__(self, *names: Any, **settings: Any) -> None:
        super().__init__(*names, **{**settings, "multiple": True})


class Command(click.Command):
    """A command whose :class:`Several` options take the words that follow, up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with ``--engine a b`` written out as ``--engine a --engine b``."""
        several = {name for parameter in self.params if isinstance(parameter, Several) for name in parameter.opts}
        return super().parse_args(ctx, spread(args, several))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a library of an extra that is missing is named, with what installs it."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _EXTRA:
                raise
            raise click.UsageError(f"{error.name} is not installed: pip install 'gendecode[bench]'") from error


def spread(arguments: list[str], options: set[str]) -> list[str]:
    """``arguments`` with the name of an option among ``options`` put before each word that follows its first."""
    found: list[str] = []
    current, count = "", 0
    for number, word in enumerate(arguments):
        if word == "--":
            return found + arguments[number:]
        if word.startswith("-") and word != "-":
            current, count = (word if word in options else ""), 0
        elif current:
            count += 1
            if count > 1:
                found.append(current)
        found.append(word)
    return found
