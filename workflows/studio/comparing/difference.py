"""One thing that is different, with where it is and the sentence that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Bilingual, Message


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """Stands elsewhere in the picture; nothing else."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`element` is the id in the drawing, or the key of a field; empty for the whole file."""

    change: Change
    element: str
    message: Message


def added(element: str, kind: Message, name: str | Bilingual) -> Difference:
    return Difference(
        Change.ADDED,
        element,
        Message("added", "New: %(kind)s “%(name)s”", {"kind": kind, "name": name}),
    )


def removed(element: str, kind: Message, name: str | Bilingual) -> Difference:
    return Difference(
        Change.REMOVED,
        element,
        Message("removed", "Gone: %(kind)s “%(name)s”", {"kind": kind, "name": name}),
    )


def changed(
    element: str, attribute: Message, kind: Message, name: str | Bilingual, old: object, new: object
) -> Difference:
    text = "%(attribute)s of the %(kind)s “%(name)s”: %(old)s → %(new)s"
    params = {
        "attribute": attribute,
        "kind": kind,
        "name": name,
        "old": NOTHING if old in ("", ()) else old,
        "new": NOTHING if new in ("", ()) else new,
    }
    return Difference(Change.CHANGED, element, Message("changed", text, params))


NOTHING = Message("nothing", "nothing")
