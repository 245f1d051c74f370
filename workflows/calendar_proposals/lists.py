"""Lists that are up when the calendar changes: their end is put off, never brought forward.

The period that the law wants is counted in days that are worked, so a day off more makes it end
later (R-PUB-04, R-TIME-01). The day that was announced is a promise to everybody: a day worked more
takes nothing away from it, and opinions may be sent until then (R-PUB-10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import bindparam, select, update

from engine.budgets import Budget
from engine.calendar import Calendar, end_of_day, instant
from engine.context import Context
from engine.database import Instant
from engine.recounting import Stretch
from engine.tables import KEY
from engine.view import View
from workflows import evidence
from workflows.editions import frozen
from workflows.law.deadline_rules import typed
from workflows.list_publication import PERIOD
from workflows.publications import PublicationKind, period_end
from workflows.tables.dossiers import dossier
from workflows.tables.publicity import publication


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """A list that has to stay up longer than was announced."""

    publication_id: str
    dossier_id: str
    instance_id: str
    before: datetime
    after: datetime


def lists_put_off(view: View, calendar: Calendar, stretch: Stretch) -> Iterator[PutOff]:
    """Every open list whose period ends later by this calendar."""
    rows = view.connection.execute(
        select(publication, dossier.c.instance_id, dossier.c.law_edition_id)
        .join(dossier, dossier.c.id == publication.c.dossier_id)
        .where(
            publication.c.kind == PublicationKind.LIST.value,
            publication.c.withdrawn_at.is_(None),
            publication.c.closed_at.is_(None),
            publication.c.started_at <= end_of_day(stretch.last),
            publication.c.ends_at >= instant(stretch.first, time.min),
            dossier.c.law_edition_id.is_not(None),
            dossier.c.ended_at.is_(None),
        )
        .order_by(publication.c.id)
    )
    for row in rows:
        period = typed(frozen(view, row.law_edition_id)[PERIOD], Budget)
        after = period_end(row.started_at, period, calendar)
        if after > row.ends_at:
            yield PutOff(
                publication_id=row.id,
                dossier_id=row.dossier_id,
                instance_id=row.instance_id,
                before=row.ends_at,
                after=after,
            )


def put_off(context: Context, found: Sequence[PutOff]) -> None:
    """Write the later ends; the gates that wait for them are asked again."""
    if not found:
        return
    context.connection.execute(
        update(publication)
        .where(publication.c.id == bindparam("of", type_=KEY))
        .values(ends_at=bindparam("until", type_=Instant())),
        [{"of": one.publication_id, "until": one.after} for one in found],
    )
    for one in found:
        evidence.forget(context, one.dossier_id)
        context.touch(one.instance_id)
