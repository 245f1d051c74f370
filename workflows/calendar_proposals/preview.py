"""What a proposed year would do: the days that change, and every dossier whose date moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from engine.calendar import Calendar, SpecialDay
from engine.days import calendar_of
from engine.recounting import difference, moves
from engine.tables import user_task
from engine.view import View
from workflows.calendar_proposals.lists import lists_put_off
from workflows.calendar_proposals.stored import StandingYear, standing_year
from workflows.calendar_years import CalendarDay
from workflows.tables.dossiers import dossier

AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDay:
    """A day that would be another one; None where it would be, or was, like its weekday."""

    before: CalendarDay | None
    after: CalendarDay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """A date of a dossier that would be another one: of the whole, or of a step."""

    code: str
    title: str
    office_id: str
    step: str
    """Name of the step; empty for the limit of the whole dossier."""
    before: datetime
    after: datetime
    is_list: bool = False
    """The end of a list that is up."""


def calendar_with(view: View, year: int, days: Sequence[CalendarDay], announced: bool) -> Calendar:
    """Today's calendar with this year in the place of what stands for it."""
    known = calendar_of(view)
    others = {day: special for day, special in known.days.items() if day.year != year}
    mine = {day.date: SpecialDay(day.kind, day.reason, day.source, day.reason_en) for day in days}
    published = known.published_years - {year} | ({year} if announced else set())
    return replace(known, days={**others, **mine}, published_years=frozenset(published))


def moved_dates(view: View, calendar: Calendar) -> list[MovedDate]:
    """What would be due at another instant, by the names people know, dossier by dossier."""
    stretch = difference(calendar_of(view), calendar)
    if stretch is None:
        return []
    found = list(moves(view, calendar, stretch))
    lists = list(lists_put_off(view, calendar, stretch))
    concerned = {move.instance_id for move in found} | {one.instance_id for one in lists}
    dossiers = _dossiers(view, sorted(concerned))
    steps = _steps(view, sorted({move.task_id for move in found if move.task_id is not None}))
    named = [
        MovedDate(
            code=dossiers[move.instance_id][0],
            title=dossiers[move.instance_id][1],
            office_id=dossiers[move.instance_id][2],
            step=steps.get(move.task_id or "", ""),
            before=move.before,
            after=move.after,
        )
        for move in found
        if move.instance_id in dossiers
    ]
    named += [
        MovedDate(
            code=dossiers[one.instance_id][0],
            title=dossiers[one.instance_id][1],
            office_id=dossiers[one.instance_id][2],
            step="",
            before=one.before,
            after=one.after,
            is_list=True,
        )
        for one in lists
    ]
    return sorted(named, key=lambda one: (one.code, one.is_list, one.step != "", one.before))


def changed_days(view: View, year: int, days: Sequence[CalendarDay]) -> list[ChangedDay]:
    """The days that would be added, taken away or said otherwise, in order."""
    return _changed(standing_year(view, year), days)


def _changed(standing: StandingYear, days: Sequence[CalendarDay]) -> list[ChangedDay]:
    before = {day.date: day for day in standing.days}
    after = {day.date: day for day in days}
    return [
        ChangedDay(before=before.get(day), after=after.get(day))
        for day in sorted({*before, *after})
        if before.get(day) != after.get(day)
    ]


def _dossiers(view: View, instance_ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for begin in range(0, len(instance_ids), AT_ONCE):
        rows = view.connection.execute(
            select(
                dossier.c.instance_id, dossier.c.code, dossier.c.title, dossier.c.office_id
            ).where(dossier.c.instance_id.in_(instance_ids[begin : begin + AT_ONCE]))
        )
        found |= {row.instance_id: (row.code, row.title, row.office_id) for row in rows}
    return found


def _steps(view: View, task_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for begin in range(0, len(task_ids), AT_ONCE):
        rows = view.connection.execute(
            select(user_task.c.id, user_task.c.name).where(
                user_task.c.id.in_(task_ids[begin : begin + AT_ONCE])
            )
        )
        found |= {row.id: row.name for row in rows}
    return found
