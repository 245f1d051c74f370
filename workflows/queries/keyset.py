"""Pages by key: from the last row on, so that a row is neither skipped nor shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, literal, or_

from engine.database import Instant

Item = TypeVar("Item")

_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row in a list ordered by rank, instant and key."""

    rank: int
    at: datetime
    id: str

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """The cursor of an address; None when there is none or somebody made it up."""
        rank, _, rest = (text or "").partition(_SEPARATOR)
        at, _, key = rest.partition(_SEPARATOR)
        if not (rank.isascii() and rank.isdigit() and len(rank) < 3 and 0 < len(key) <= 64):
            return None
        try:
            instant = datetime.fromisoformat(at)
            # At the ends of the calendar another zone's instant has no counterpart in ours.
            known = instant.astimezone(UTC) if instant.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None
        return cls(int(rank), known, key) if known is not None else None

    def __str__(self) -> str:
        instant = self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return _SEPARATOR.join((str(self.rank), instant, self.id))


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page: the first, the one after a row, or the one before a row."""

    after: Cursor | None = None
    before: Cursor | None = None

    @property
    def backwards(self) -> bool:
        return self.before is not None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Rows, and where the pages before and after them begin; None when there are none."""

    rows: tuple[Item, ...]
    earlier: Cursor | None
    later: Cursor | None


def beyond(
    cursor: Cursor,
    rank: ColumnElement[int],
    at: ColumnElement[datetime],
    key: ColumnElement[str],
    *,
    backwards: bool = False,
) -> ColumnElement[bool]:
    """The condition that a row stands after the cursor (before it, when going backwards)."""
    instant = literal(cursor.at, Instant())
    if backwards:
        later = (rank < cursor.rank, at < instant, key < cursor.id)
    else:
        later = (rank > cursor.rank, at > instant, key > cursor.id)
    return or_(
        later[0],
        and_(rank == cursor.rank, or_(later[1], and_(at == instant, later[2]))),
    )


def page_of(found: Sequence[tuple[Cursor, Item]], turn: Turn, size: int) -> Page[Item]:
    """The page out of rows read in the direction of the turn, one more than fits."""
    more = len(found) > size
    shown = list(found[:size])
    if turn.backwards:
        shown.reverse()
    if not shown:
        return Page((), None, None)
    has_earlier = more if turn.backwards else turn.after is not None
    has_later = True if turn.backwards else more
    return Page(
        tuple(item for _, item in shown),
        shown[0][0] if has_earlier else None,
        shown[-1][0] if has_later else None,
    )
