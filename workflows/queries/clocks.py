"""Time limits that run, over all dossiers a person may see: the next to be due first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, select

from engine.actors import Actor
from engine.database import Instant
from engine.places import NEVER
from engine.tables import clock, user_task
from engine.view import View
from workflows.queries.dossiers import visible_to
from workflows.queries.keyset import Cursor, Page, Turn, beyond, page_of
from workflows.tables.dossiers import dossier

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which clocks."""

    of_steps: bool = False
    """Those of steps; else those of dossiers as a whole."""
    overdue: bool = False
    turn: Turn = field(default_factory=Turn)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One running clock as its row says; the row is an index of the ledger."""

    id: str
    code: str
    task_id: str | None
    key: str
    rule: str
    mark: str
    budget: str
    started_at: datetime
    due_at: datetime | None
    paused: bool
    provisional: bool


def clocks_page(view: View, actor: Actor, asked: Asked) -> Page[ClockRow]:
    """One page in one statement; what is paused has no date and stands at the end."""
    rank = case((clock.c.due_at.is_(None), 1), else_=0)
    due = func.coalesce(clock.c.due_at, literal(NEVER, Instant()), type_=Instant())
    query = (
        select(clock, dossier.c.code, rank.label("rank"), due.label("due"))
        .join(dossier, dossier.c.instance_id == clock.c.instance_id)
        .outerjoin(user_task, user_task.c.id == clock.c.task_id)
        .where(visible_to(actor), *_conditions(asked, view.now))
        .order_by(rank, due, clock.c.id)
    )
    if asked.turn.after is not None:
        query = query.where(beyond(asked.turn.after, rank, due, clock.c.id))
    rows = view.connection.execute(query.limit(PAGE + 1)).all()
    made = [
        (
            Cursor(row.rank, row.due, row.id),
            ClockRow(
                id=row.id,
                code=row.code,
                task_id=row.task_id,
                key=row.key,
                rule=row.rule,
                mark=row.mark,
                budget=row.budget,
                started_at=row.started_at,
                due_at=row.due_at,
                paused=row.paused,
                provisional=row.provisional,
            ),
        )
        for row in rows
    ]
    return page_of(made, asked.turn, PAGE)


def _conditions(asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
    yield clock.c.stopped_at.is_(None)
    yield user_task.c.ended_at.is_(None)
    yield clock.c.task_id.is_not(None) if asked.of_steps else clock.c.task_id.is_(None)
    if asked.overdue:
        yield clock.c.due_at < literal(now, Instant())
