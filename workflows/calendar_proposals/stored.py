"""Proposed years as they are kept, and the year that stands today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from engine.calendar import DayKind
from engine.context import Context
from engine.errors import NotFound
from engine.tables import calendar_day, calendar_year
from engine.view import View
from workflows.calendar_proposals.days import from_json
from workflows.calendar_years import CalendarDay
from workflows.tables.calendar import calendar_proposal
from workflows.two_people import State, is_open, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedYear:
    """A whole year as somebody proposed it."""

    id: str
    office_id: str
    year: int
    announced: bool
    days: tuple[CalendarDay, ...]
    based_on: int
    document: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    declined_by: str | None
    declined_at: datetime | None
    note: str
    moved: int | None

    @property
    def state(self) -> State:
        return state_of(approved_at=self.approved_at, declined_at=self.declined_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingYear:
    """The year as it stands: what proposals are measured against."""

    year: int
    announced: bool
    revision: int
    """0 for a year that nobody has entered."""
    days: tuple[CalendarDay, ...]


def get_proposed_year(view: View, proposal_id: str) -> ProposedYear:
    return _found(view, select(calendar_proposal).where(calendar_proposal.c.id == proposal_id))


def year_to_decide(context: Context, proposal_id: str) -> ProposedYear:
    """A proposal, locked: two people cannot decide about it at the same time."""
    query = select(calendar_proposal).where(calendar_proposal.c.id == proposal_id)
    return _found(context, query.with_for_update())


def proposed_years(view: View, office_id: str) -> Sequence[ProposedYear]:
    """What an office has proposed, the newest first."""
    rows = view.connection.execute(
        select(calendar_proposal)
        .where(calendar_proposal.c.office_id == office_id)
        .order_by(calendar_proposal.c.id.desc())
    )
    return [_proposed(row) for row in rows]


def waits_for(view: View, year: int) -> bool:
    """Whether somebody has proposed this year and nobody has decided yet."""
    return bool(
        view.connection.execute(
            select(func.count())
            .select_from(calendar_proposal)
            .where(calendar_proposal.c.year == year, is_open(calendar_proposal))
        ).scalar_one()
    )


def standing_year(view: View, year: int) -> StandingYear:
    """The year as it stands today; without days and revision when nobody has entered it."""
    row = view.connection.execute(
        select(calendar_year).where(calendar_year.c.year == year)
    ).one_or_none()
    days = view.connection.execute(select(calendar_day).order_by(calendar_day.c.day))
    return StandingYear(
        year=year,
        announced=row is not None and row.state == "published",
        revision=0 if row is None else row.revision,
        days=tuple(
            CalendarDay(
                date=day.day,
                kind=DayKind(day.kind),
                reason=day.reason,
                reason_en=day.reason_en,
                source=day.source,
                mark=day.mark,
            )
            for day in days
            if day.day.year == year
        ),
    )


def _found(view: View, query: Select[tuple[object, ...]]) -> ProposedYear:
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return _proposed(row)


def _proposed(row: Row[tuple[object, ...]]) -> ProposedYear:
    return ProposedYear(**{**row._mapping, "days": from_json(row.days)})
