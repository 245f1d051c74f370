"""How several processes do what is due without walking side by side over the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def work_through(
    look: Callable[[], Sequence[Piece[Command]]],
    do: Callable[[Command], bool],
    *,
    ids: Ids,
    limit: int,
) -> int:
    """Do what is due, oldest first; how many pieces were looked at.

    `do` says whether a piece was there to be done. Where another process was quicker, what is left
    is looked up anew and begun at another place: the other one does what comes next.
    """
    seen: set[str] = set()
    was_taken = False
    while len(seen) < limit:
        due = [piece for piece in look() if piece.key not in seen]
        if not due:
            break
        if was_taken:
            due = from_elsewhere(due, ids.below(len(due)))
        for piece in due:
            seen.add(piece.key)
            was_taken = not do(piece.command)
            if was_taken:
                break
    return len(seen)


def from_elsewhere(due: Sequence[Piece[Command]], place: int) -> list[Piece[Command]]:
    """The same, begun at a place in the middle; pieces of one line keep their order."""
    before, behind = due[:place], due[place:]
    theirs = {piece.line for piece in before}
    first = [piece for piece in behind if piece.line not in theirs]
    return [*first, *before, *(piece for piece in behind if piece.line in theirs)]
