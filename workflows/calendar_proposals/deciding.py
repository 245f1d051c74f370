"""Deciding about a proposed year; with its approval every open clock is counted by it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, insert, update

from engine.clock import local
from engine.context import Context
from engine.days import CALENDAR_REVISION, calendar_of
from engine.errors import Conflict, WrongState
from engine.recounting import difference, hold_clocks, recount
from engine.tables import calendar_day, calendar_year
from workflows.calendar_proposals.days import changed_before
from workflows.calendar_proposals.lists import lists_put_off, put_off
from workflows.calendar_proposals.preview import calendar_with
from workflows.calendar_proposals.stored import (
    ProposedYear,
    StandingYear,
    standing_year,
    year_to_decide,
)
from workflows.entries import Entries
from workflows.tables.calendar import calendar_proposal
from workflows.tables.dossiers import dossier
from workflows.two_people import Proposals, note_of_approval, require_open


class YearOvertaken(Conflict):
    """The year was changed after this was proposed; decline it and propose it anew."""


class DaysPassed(WrongState):
    """%(day)s has passed since this was proposed; decline it and propose it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCalendarYear:
    """Agree: the year holds from now on, and open clocks are counted by it."""

    proposal_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCalendarYear:
    """Turn a proposed year down, or take one's own back; it stays readable."""

    proposal_id: str
    note: str


def locate(context: Context, command: ApproveCalendarYear | DeclineCalendarYear) -> ProposedYear:
    return year_to_decide(context, command.proposal_id)


def approve(context: Context, command: ApproveCalendarYear, about: ProposedYear) -> object:
    require_open(about)
    entries = Entries()
    note = note_of_approval(entries, command.note)
    entries.require_sound()
    hold_clocks(context)
    standing = standing_year(context, about.year)
    if standing.revision != about.based_on:
        raise YearOvertaken()
    _require_no_day_passed(context, about, standing)
    moved = _recount(context, about)
    _store(context, about, standing)
    _PROPOSALS.approve(context, about, note, moved=moved)
    return {"proposal": about.id, "moved": moved}


def decline(context: Context, command: DeclineCalendarYear, about: ProposedYear) -> object:
    _PROPOSALS.decline(context, about, command.note)
    return {"proposal": about.id}


def _require_no_day_passed(context: Context, about: ProposedYear, standing: StandingYear) -> None:
    """What was a day to come when it was proposed may have passed meanwhile."""
    for day in changed_before(local(context.now).date(), standing.days, about.days):
        raise DaysPassed(day=day)


def _recount(context: Context, about: ProposedYear) -> int:
    """Count all open clocks by the new year; how many dates moved.

    The due day of a whole dossier follows its clock, and lists that are up stay up longer.
    """
    calendar = calendar_with(context, about.year, about.days, about.announced)
    stretch = difference(calendar_of(context), calendar)
    if stretch is None:
        return 0
    lists = list(lists_put_off(context, calendar, stretch))
    moved = recount(context, calendar, stretch)
    whole = [{"of": one.instance_id, "due": one.after} for one in moved if one.task_id is None]
    if whole:
        context.connection.execute(
            update(dossier)
            .where(dossier.c.instance_id == bindparam("of"))
            .values(due_at=bindparam("due")),
            whole,
        )
    put_off(context, lists)
    return len(moved) + len(lists)


def _store(context: Context, about: ProposedYear, standing: StandingYear) -> None:
    state = "published" if about.announced else "draft"
    if standing.revision:
        context.connection.execute(
            update(calendar_year)
            .where(calendar_year.c.year == about.year)
            .values(state=state, revision=standing.revision + 1)
        )
    else:
        context.connection.execute(
            insert(calendar_year).values(year=about.year, state=state, revision=1)
        )
    context.connection.execute(
        delete(calendar_day).where(
            calendar_day.c.day.between(date(about.year, 1, 1), date(about.year, 12, 31))
        )
    )
    if about.days:
        context.connection.execute(
            insert(calendar_day),
            [
                {
                    "day": day.date,
                    "kind": day.kind.value,
                    "reason": day.reason,
                    "reason_en": day.reason_en,
                    "source": day.source,
                    "mark": day.mark,
                }
                for day in about.days
            ],
        )
    context.forget(CALENDAR_REVISION, "calendar")


def _told(about: ProposedYear) -> dict[str, object]:
    return {
        "year": about.year,
        "announced": about.announced,
        "document": about.document,
        "proposed_by": about.proposed_by,
    }


_PROPOSALS: Proposals[ProposedYear] = Proposals(
    table=calendar_proposal, approved="calendar.approve", declined="calendar.decline", told=_told
)
