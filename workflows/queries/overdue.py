"""Supervision: what is or will be overdue, where it lies, with whom, and how it went before.

Every number is counted by the same conditions as the list behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

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

    def with_more(self, other: Load) -> Load:
        return replace(
            self,
            count=self.count + other.count,
            late=self.late + other.late,
            label_en=max(self.label_en, other.label_en),
        )


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
    people, stages = _loads(view, asked)
    return Board(
        counts=counts,
        ages=ages,
        urgent=_urgent(view, asked, standings),
        people=people,
        stages=stages,
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
    alike = _alike(asked)
    late = standings.condition(Standing.OVERDUE, alike.c)
    bounds = [literal(standings.due_since(days), Instant()) for days in AGES]
    edges = [None, *bounds, None]
    ages = [
        _sum(
            alike.c.number,
            late,
            *([alike.c.due_at > lower] if lower is not None else []),
            *([alike.c.due_at <= upper] if upper is not None else []),
        ).label(f"age{number}")
        for number, (upper, lower) in enumerate(pairwise(edges))
    ]
    numbers = [
        _sum(alike.c.number, standings.condition(each, alike.c)).label(each.value)
        for each in Standing
    ]
    counted = view.connection.execute(select(*numbers, *ages)).one()._mapping
    return (
        {each: int(counted[each.value]) for each in Standing},
        tuple(int(counted[f"age{number}"]) for number in range(len(AGES) + 1)),
    )


def _alike(asked: Asked) -> Subquery:
    """Running clocks by all that their standing depends on: many end with the same working day."""
    columns = (clock.c.due_at, clock.c.paused, clock.c.budget)
    counted = _of_clocks(asked, *columns, func.count().label("number"))
    return counted.where(*running()).group_by(*columns).subquery("alike")


def _sum(number: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), number), else_=0)), 0)


def _loads(view: View, asked: Asked) -> tuple[tuple[Load, ...], tuple[Load, ...]]:
    """(by person, by stage) of open steps: both from one count, the largest first."""
    steps = _open_steps(view, asked).subquery("steps")
    rows = view.connection.execute(
        select(*steps.c, person.c.name)
        .select_from(steps)
        .outerjoin(person, person.c.id == steps.c.assignee)
    ).all()
    people = _summed(Load(row.assignee or "", row.name or "", row.number, row.late) for row in rows)
    stages = _summed(Load(row.stage, row.stage, row.number, row.late, row.stage_en) for row in rows)
    return people[:PEOPLE], stages[:STAGES]


def _summed(loads: Iterable[Load]) -> tuple[Load, ...]:
    """Those of one key together."""
    found: dict[str, Load] = {}
    for load in loads:
        known = found.get(load.key, load)
        found[load.key] = load if known is load else known.with_more(load)
    return tuple(sorted(found.values(), key=lambda load: (-load.count, load.label)))


def _open_steps(view: View, asked: Asked) -> Counted:
    """Open steps of the office's dossiers by stage and person, counted along their index.

    The narrowing joins only where it narrows.
    """
    late = case((user_task.c.due_at < literal(view.now, Instant()), 1), else_=0)
    query = (
        select(
            user_task.c.stage,
            user_task.c.assignee,
            func.max(user_task.c.stage_en).label("stage_en"),
            func.count().label("number"),
            func.sum(late).label("late"),
        )
        .where(user_task.c.office_id == asked.office_id, user_task.c.ended_at.is_(None))
        .group_by(user_task.c.stage, user_task.c.assignee)
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
    in_time = case((clock.c.stopped_at <= clock.c.due_at, 1), else_=0)
    months = (
        _of_clocks(
            asked,
            literal(number).label("month"),
            func.count().label("all"),
            func.coalesce(func.sum(in_time), 0).label("in_time"),
        ).where(
            clock.c.task_id.is_(None),
            clock.c.stopped_at.is_not(None),
            clock.c.provisional.is_(False),
            clock.c.due_at.is_not(None),
            clock.c.stopped_at >= begin,
            clock.c.stopped_at < end,
        )
        for number, (begin, end) in enumerate(pairwise(edges))
    )
    # Each month by its own stretch of the index: no row is asked to which month it belongs.
    rows = {row.month: row for row in view.connection.execute(union_all(*months))}
    return tuple(
        Month(firsts[number], int(rows[number].in_time), int(rows[number].all))
        for number in range(MONTHS)
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


def _of_clocks(asked: Asked, *columns: ColumnElement[Any]) -> Counted:
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
