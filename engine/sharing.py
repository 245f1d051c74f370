"""How several processes do what is due without walking side by side over the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.ids import Ids

Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class Piece(Generic[Command]):
    """Something due, as it was found."""

    key: str
    line: str
    """Pieces of one line are done in their order, wherever one begins."""
    command: Command
    alone: bool = False
    """It is done by itself, not together with others."""


def work_through(
    look: Callable[[], Sequence[Piece[Command]]],
    do: Callable[[Sequence[Command]], bool],
    *,
    ids: Ids,
    limit: int,
    together: int = 1,
) -> int:
    """Do what is due, oldest first, so many together; how many pieces were looked at.

    `do` says whether all were there to be done. Where another process was quicker, what is left is
    looked up anew and begun at another place: the other one does what comes next.
    """
    seen: set[str] = set()
    was_taken = False
    while len(seen) < limit:
        due = [piece for piece in look() if piece.key not in seen]
        if not due:
            break
        if was_taken:
            due = from_elsewhere(due, ids.below(len(due)))
        for some in handfuls(due, together):
            seen.update(piece.key for piece in some)
            was_taken = not do([piece.command for piece in some])
            if was_taken:
                break
    return len(seen)


def handfuls(due: Sequence[Piece[Command]], most: int) -> Iterator[Sequence[Piece[Command]]]:
    """In their order, so many at a time, each of another line."""
    left = list(due)
    while left:
        some = [left[0]] if left[0].alone else _of_different_lines(left, most)
        yield some
        taken = {piece.key for piece in some}
        left = [piece for piece in left if piece.key not in taken]


def _of_different_lines(due: Sequence[Piece[Command]], most: int) -> list[Piece[Command]]:
    """The first of each line, but for those that are done alone."""
    first = {piece.line: piece for piece in reversed(due)}
    return [piece for piece in due if first[piece.line] is piece and not piece.alone][:most]


def from_elsewhere(due: Sequence[Piece[Command]], place: int) -> list[Piece[Command]]:
    """The same, begun at a place in the middle; pieces of one line keep their order."""
    before, behind = due[:place], due[place:]
    theirs = {piece.line for piece in before}
    first = [piece for piece in behind if piece.line not in theirs]
    return [*first, *before, *(piece for piece in behind if piece.line in theirs)]
