"""What copying and pickling mean for constraints and states, which live in the memory of one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from gendecode.errors import NotPicklable

if TYPE_CHECKING:
    from typing_extensions import Self


class Shared:
    """A copy is the object itself: it is immutable, or bounded and safe to share."""

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class Local(Shared):
    """Belongs to tables in the memory of this process, so that other processes have no use for it."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise NotPicklable(
            "a State cannot be sent to another process: send its Constraint (which is compiled again there) or the "
            "grammar, and the tokens so far, and advance the start state by them"
        )
