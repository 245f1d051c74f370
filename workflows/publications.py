"""Publications: what was put up for everybody to see, where, until when, with what evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Row, insert, select

from engine.budgets import Budget, Unit
from engine.calendar import Calendar, end_of_day
from engine.clock import local
from engine.context import Context
from engine.errors import NotFound
from engine.live import LiveInstance
from engine.view import View
from workflows import evidence
from workflows.dossiers import Dossier
from workflows.nominees import Nominee
from workflows.submissions import Submission, refuse, required_text, required_words, text, words
from workflows.tables.publicity import publication as publication_table
from workflows.tables.publicity import published_nominee

ISSUED = "issued_file"
"""The field of a form that holds the paper which everybody may read."""


class PublicationKind(StrEnum):
    LIST = "list"
    """Those who are proposed, before the council."""
    DECISION = "decision"
    """Those who are awarded, after the decision has its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Something put up for everybody to see, and until when."""

    id: str
    dossier_id: str
    office_id: str
    kind: str
    channels: Sequence[str]
    place: str
    poster: str
    evidence: Sequence[str]
    link: str
    started_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None
    closed_at: datetime | None
    closing: Mapping[str, object] | None
    created_by: str
    papers: Sequence[str] | None = None
    """What was made public itself: the issued decision."""


def get_publication(view: View, publication_id: str) -> Publication:
    """A publication by its key; raises `NotFound`."""
    row = view.connection.execute(
        select(publication_table).where(publication_table.c.id == publication_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _record(row)


def publications_of(view: View, dossier_id: str) -> Sequence[Publication]:
    """Everything published about a dossier, oldest first."""
    rows = view.connection.execute(
        select(publication_table)
        .where(publication_table.c.dossier_id == dossier_id)
        .order_by(publication_table.c.id)
    )
    return [_record(row) for row in rows]


def put_up(
    context: Context,
    live: LiveInstance,
    dossier: Dossier,
    kind: PublicationKind,
    values: Submission,
    *,
    rows: Sequence[Nominee],
    started_at: datetime,
    ends_at: datetime,
) -> None:
    """Store a publication with everything R-PUB-06 asks as evidence, and whom it showed."""
    files = required_words(values, "evidence")
    publication_id = context.new_id()
    context.connection.execute(
        insert(publication_table).values(
            id=publication_id,
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            kind=kind.value,
            channels=list(required_words(values, "channels")),
            place=required_text(values, "place"),
            poster=required_text(values, "poster"),
            evidence=list(files),
            papers=list(words(values, ISSUED)) or None,
            link=text(values, "link"),
            started_at=started_at,
            ends_at=ends_at,
            created_by=context.actor.id,
        )
    )
    context.connection.execute(
        insert(published_nominee),
        [
            {
                "publication_id": publication_id,
                "nominee_id": row.id,
                "content_hash": row.content_hash,
            }
            for row in rows
        ],
    )
    evidence.forget(context, dossier.id)
    context.record(
        "publication.open",
        "publication",
        publication_id,
        office_id=dossier.office_id,
        instance_id=live.id,
        kind=kind.value,
        nominees=len(rows),
        ends_at=ends_at,
    )


def period_end(started_at: datetime, period: Budget, calendar: Calendar) -> datetime:
    """When a publication has been up long enough: the day it went up is not counted."""
    if period.amount == 0:
        return started_at
    if period.unit is Unit.WORKING_HOURS:
        return calendar.add_working_time(started_at, timedelta(hours=period.amount))
    first = local(started_at).date()
    if period.unit is Unit.WORKING_DAYS:
        return end_of_day(calendar.add_working_days(first, period.amount))
    return end_of_day(calendar.roll_forward(first + timedelta(days=period.amount)))


def require_not_before(starts_on: date, earliest: date) -> None:
    """Nothing hangs on the board before it exists."""
    if starts_on < earliest:
        refuse(
            "starts_on",
            "before_it_was_made",
            "This cannot have been put up before %(day)s, when it was made.",
            day=f"{earliest:%d/%m/%Y}",
        )


def _record(row: Row[tuple[object, ...]]) -> Publication:
    return Publication(**row._mapping)
