"""Supervision: what is or will be overdue, where it lies, with whom, and how it went before.

Every number is counted by the same conditions as the list behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from engine.calendar import instant
from engine.clock import local
from engine.database import Instant
from engine.places import NEVER
from engine.tables import clock, user_task
from engine.view import View
from workflows.queries.cases import Case, cases_of
from workflows.queries.dossiers import rows_with_instances
from workflows.queries.keyset import Cursor, Page, Turn, beyond, page_of
from workflows.queries.standing import Standing, Standings, running, standings_of
from workflows.tables.dossiers import dossier
from workflows.tables.offices import person

URGENT = 15
"""Rows of the table of what to act on."""

PAGE = 50
MOST_EXPORTED = 5_000
_AT_ONCE = 500
PEOPLE = 12
STAGES = 20
MONTHS = 6
AGES = (3, 10)
"""Working days late at which one bucket of ages ends and the next begins."""

Counted = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a supervisor looks at: one office, narrowed by unit and procedure."""

    office_id: str
    unit_id: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How many open steps lie with somebody (or at a stage), and how many of them are late."""

    key: str
    label: str
    count: int
    late: int
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """Results of a month: how many clocks stopped in time out of all."""

    first_day: date
    in_time: int
    all: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.all if self.all else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on the supervision page, read at one instant."""

    counts: Mapping[Standing, int]
    ages: tuple[int, ...]
    """Overdue dossiers by age: up to the first bound of `AGES`, up to the next, more."""
    urgent: tuple[Case, ...]
    people: tuple[Load, ...]
    stages: tuple[Load, ...]
    months: tuple[Month, ...]
    standings: Standings

    @property
    def running(self) -> int:
        return sum(self.counts.values())

    @property
    def to_act_on(self) -> int:
        return self.counts[Standing.OVERDUE] + self.counts[Standing.AT_RISK]


def board(view: View, asked: Asked) -> Board:
    """The page in a fixed number of statements, however many dossiers there are."""
    standings = standings_of(view)
    counts, ages = _counts(view, asked, standings)
    return Board(
        counts=counts,
        ages=ages,
        urgent=_urgent(view, asked, standings),
        people=_people(view, asked),
        stages=_stages(view, asked),
        months=_months(view, asked),
        standings=standings,
    )


def listed(
    view: View, asked: Asked, standing: Standing | None, turn: Turn
) -> tuple[Page[Case], int]:
    """(a page of the list behind a number, the number), nearest due first, open dates last."""
    standings = standings_of(view)
    conditions = _conditions(standings, standing)
    number = view.connection.execute(
        _of_clocks(asked, func.count()).where(*conditions)
    ).scalar_one()
    due = func.coalesce(clock.c.due_at, literal(NEVER, Instant()))
    query = _rows(asked).add_columns(due.label("place")).where(*conditions)
    start = turn.before or turn.after
    if start is not None:
        query = query.where(beyond(start, literal(0), due, dossier.c.id, backwards=turn.backwards))
    order = (due.desc(), dossier.c.id.desc()) if turn.backwards else (due, dossier.c.id)
    rows = view.connection.execute(query.order_by(*order).limit(PAGE + 1)).all()
    made = [(Cursor(0, row.place, row.dossier_id), row) for row in rows]
    page = page_of(made, turn, PAGE)
    return Page(cases_of(view, page.rows), page.earlier, page.later), number


def every_row(view: View, asked: Asked, standing: Standing | None) -> Iterator[Case]:
    """The whole list for a spreadsheet, up to what a spreadsheet is read for."""
    standings = standings_of(view)
    query = _rows(asked).where(*_conditions(standings, standing))
    due = func.coalesce(clock.c.due_at, literal(NEVER, Instant()))
    rows = view.connection.execute(query.order_by(due, dossier.c.id).limit(MOST_EXPORTED)).all()
    for first in range(0, len(rows), _AT_ONCE):
        yield from cases_of(view, rows[first : first + _AT_ONCE])


# -- numbers


def _counts(
    view: View, asked: Asked, standings: Standings
) -> tuple[Mapping[Standing, int], tuple[int, ...]]:
    late = standings.condition(Standing.OVERDUE)
    bounds = [literal(standings.due_since(days), Instant()) for days in AGES]
    edges = [None, *bounds, None]
    ages = [
        _sum(
            late,
            *([clock.c.due_at > lower] if lower is not None else []),
            *([clock.c.due_at <= upper] if upper is not None else []),
        ).label(f"age{number}")
        for number, (upper, lower) in enumerate(pairwise(edges))
    ]
    row = view.connection.execute(
        _of_clocks(
            asked,
            *(_sum(standings.condition(each)).label(each.value) for each in Standing),
            *ages,
        ).where(*running())
    ).one()
    counted = row._mapping
    return (
        {each: int(counted[each.value]) for each in Standing},
        tuple(int(counted[f"age{number}"]) for number in range(len(AGES) + 1)),
    )


def _sum(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    met = conditions[0]
    for condition in conditions[1:]:
        met = met & condition
    return func.coalesce(func.sum(case((met, 1), else_=0)), 0)


def _people(view: View, asked: Asked) -> tuple[Load, ...]:
    rows = view.connection.execute(
        _open_steps(view, asked, user_task.c.assignee, person.c.name)
        .outerjoin(person, person.c.id == user_task.c.assignee)
        .group_by(user_task.c.assignee, person.c.name)
        .order_by(func.count().desc(), person.c.name)
        .limit(PEOPLE)
    )
    return tuple(Load(row.assignee or "", row.name or "", row.steps, row.late) for row in rows)


def _stages(view: View, asked: Asked) -> tuple[Load, ...]:
    english = func.max(user_task.c.stage_en).label("stage_en")
    rows = view.connection.execute(
        _open_steps(view, asked, user_task.c.stage, english)
        .group_by(user_task.c.stage)
        .order_by(func.count().desc(), user_task.c.stage)
        .limit(STAGES)
    )
    return tuple(Load(row.stage, row.stage, row.steps, row.late, row.stage_en) for row in rows)


def _open_steps(view: View, asked: Asked, *columns: ColumnElement[str]) -> Counted:
    """Open steps of the office's dossiers, counted; the narrowing joins only where it narrows."""
    late = _sum(user_task.c.due_at < literal(view.now, Instant()))
    query = (
        select(*columns, func.count().label("steps"), late.label("late"))
        .select_from(user_task)
        .where(user_task.c.office_id == asked.office_id, user_task.c.ended_at.is_(None))
    )
    if asked.unit_id or asked.procedure:
        query = query.join(dossier, dossier.c.instance_id == user_task.c.instance_id).where(
            *_narrowed(asked)
        )
    return query


def _months(view: View, asked: Asked) -> tuple[Month, ...]:
    """Clocks that stopped in each of the last months, oldest first; this month as far as it is."""
    firsts = _first_days(local(view.now).date(), MONTHS + 1)
    edges = [literal(instant(day, time.min), Instant()) for day in firsts]
    columns = []
    for number, (begin, end) in enumerate(pairwise(edges)):
        within = (clock.c.stopped_at >= begin) & (clock.c.stopped_at < end)
        columns += [
            _sum(within).label(f"all{number}"),
            _sum(within, clock.c.stopped_at <= clock.c.due_at).label(f"in_time{number}"),
        ]
    counted = (
        view.connection.execute(
            _of_clocks(asked, *columns).where(
                clock.c.task_id.is_(None),
                clock.c.stopped_at.is_not(None),
                clock.c.provisional.is_(False),
                clock.c.due_at.is_not(None),
                clock.c.stopped_at >= edges[0],
            )
        )
        .one()
        ._mapping
    )
    return tuple(
        Month(firsts[n], int(counted[f"in_time{n}"]), int(counted[f"all{n}"]))
        for n in range(MONTHS)
    )


def _first_days(today: date, count: int) -> list[date]:
    """First days of months, the last of them that of the next month."""
    last = today.year * 12 + today.month
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]


# -- rows


def _urgent(view: View, asked: Asked, standings: Standings) -> tuple[Case, ...]:
    query = _rows(asked).where(*running(), standings.needs_acting)
    rows = view.connection.execute(query.order_by(clock.c.due_at, clock.c.id).limit(URGENT)).all()
    return cases_of(view, rows)


def _conditions(standings: Standings, standing: Standing | None) -> tuple[ColumnElement[bool], ...]:
    chosen = () if standing is None else (standings.condition(standing),)
    return (*running(), *chosen)


def _of_clocks(asked: Asked, *columns: ColumnElement[int]) -> Counted:
    """Whole clocks of the office; dossiers are looked at only where the address narrows to some."""
    query = select(*columns).select_from(clock).where(clock.c.office_id == asked.office_id)
    if asked.unit_id or asked.procedure:
        query = query.join(dossier, dossier.c.instance_id == clock.c.instance_id).where(
            *_narrowed(asked)
        )
    return query


def _narrowed(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    """What the address narrows to."""
    conditions: list[ColumnElement[bool]] = []
    if asked.unit_id:
        conditions.append(dossier.c.unit_id == asked.unit_id)
    if asked.procedure:
        conditions.append(dossier.c.procedure == asked.procedure)
    return tuple(conditions)


def _rows(asked: Asked) -> Select[tuple[object, ...]]:
    return (
        rows_with_instances()
        .join(clock, clock.c.instance_id == dossier.c.instance_id)
        .where(clock.c.office_id == asked.office_id, *_narrowed(asked))
    )
