"""Whose work an open task is and how urgent: the subquery behind lists and counts alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, literal, or_, select

from engine.actors import Actor
from engine.calendar import end_of_day
from engine.clock import local
from engine.database import Instant
from engine.lifecycle import OPEN_TASK
from engine.tables import candidate, clock, user_task
from workflows.queries.keyset import NEVER
from workflows.tables.accounts import draft, read_mark

DUE, UNDATED, PAUSED = range(3)
"""Ranks: what has a date comes first, what is paused last."""

DAYS_A_WEEK = 7


class Scope(StrEnum):
    """Which tasks a list is about."""

    MINE = "mine"
    """Those one has taken, and those that are offered and not taken by others."""
    GROUP = "group"
    """All that is offered to one's positions, also what colleagues have taken."""
    DRAFTS = "drafts"
    """Those for which one has begun to type."""
    DONE = "done"


class Queue(StrEnum):
    """How urgent a task is, by the nearer of step and dossier deadline."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    PAUSED = "paused"


def work_of(actor: Actor, now: datetime) -> Subquery:
    """Open tasks an actor has to do with, each with its queue and its place in the list."""
    offered = user_task.c.candidates.in_(
        select(candidate.c.set_id).where(candidate.c.member.in_(sorted(actor.members)))
    )
    taken = user_task.c.assignee == actor.id
    due, paused = _due(), _is_paused()
    has_draft = exists().where(draft.c.task_id == user_task.c.id, draft.c.person_id == actor.id)
    was_read = exists().where(
        read_mark.c.task_id == user_task.c.id, read_mark.c.person_id == actor.id
    )
    return (
        select(
            user_task.c.id,
            user_task.c.instance_id,
            user_task.c.created_at,
            _queue(due, paused, now).label("queue"),
            case((paused, PAUSED), (due.is_(None), UNDATED), else_=DUE).label("rank"),
            func.coalesce(due, literal(NEVER, Instant())).label("due"),
            or_(user_task.c.assignee.is_(None), taken).label(Scope.MINE),
            offered.label(Scope.GROUP),
            has_draft.label(Scope.DRAFTS),
            was_read.label("was_read"),
        )
        .select_from(_WITH_CLOCKS)
        .where(
            user_task.c.state.in_([state.value for state in OPEN_TASK]),
            or_(taken, offered),
        )
        .subquery("work")
    )


_whole = clock.alias("whole")
"""The running clock of the whole dossier; there is one at most."""

_own = clock.alias("own")
"""The clock of the step: it has the step's key."""

# Joined once: as subqueries they would be asked again for every column that depends on them.
_WITH_CLOCKS = user_task.outerjoin(
    _whole,
    and_(
        _whole.c.instance_id == user_task.c.instance_id,
        _whole.c.task_id.is_(None),
        _whole.c.stopped_at.is_(None),
    ),
).outerjoin(_own, and_(_own.c.id == user_task.c.id, _own.c.stopped_at.is_(None)))


def _due() -> ColumnElement[datetime]:
    """The nearer of the step's due instant and that of the running clock of the whole dossier."""
    step, whole = user_task.c.due_at, _whole.c.due_at
    return case(
        (step.is_(None), whole), (whole.is_(None), step), (step <= whole, step), else_=whole
    )


def _is_paused() -> ColumnElement[bool]:
    """A step without a date whose clock, or whose dossier's clock, stands still."""
    standing = or_(_whole.c.paused.is_(True), _own.c.paused.is_(True))
    return and_(user_task.c.due_at.is_(None), standing)


def _queue(
    due: ColumnElement[datetime], paused: ColumnElement[bool], now: datetime
) -> ColumnElement[str]:
    today = local(now).date()
    sunday = today + timedelta(days=DAYS_A_WEEK - today.isoweekday())
    return case(
        (paused, Queue.PAUSED.value),
        (due.is_(None), Queue.LATER.value),
        (due < literal(now, Instant()), Queue.OVERDUE.value),
        (due <= literal(end_of_day(today), Instant()), Queue.TODAY.value),
        (due <= literal(end_of_day(sunday), Instant()), Queue.WEEK.value),
        else_=Queue.LATER.value,
    )
