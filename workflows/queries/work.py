"""Whose work an open task is and how urgent: the subquery behind lists and counts alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    case,
    exists,
    literal,
    or_,
    select,
    tuple_,
)

from engine.actors import Actor
from engine.calendar import end_of_day
from engine.clock import local
from engine.database import Instant
from engine.places import DUE, PAUSED
from engine.tables import candidate, user_task
from workflows.tables.accounts import draft, read_mark

DAYS_A_WEEK = 7

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
END = datetime(9999, 12, 31, tzinfo=UTC)
"""Before and after every instant at which a task may stand."""

INSTANT = timedelta(microseconds=1)
"""The finest that instants are kept."""


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A queue as a stretch of the order by rank and due instant: from the first on, up to the last.

    Every queue is one, so that it is read and counted along the index of places.
    """

    queue: Queue
    first: tuple[int, datetime]
    last: tuple[int, datetime]
    """Not of it any more."""


def stretches_of(now: datetime) -> tuple[Stretch, ...]:
    """The queues at this instant, the most urgent first."""
    today = local(now).date()
    sunday = today + timedelta(days=DAYS_A_WEEK - today.isoweekday())
    starts = (
        (Queue.OVERDUE, (DUE, BEGINNING)),
        (Queue.TODAY, (DUE, now)),
        (Queue.WEEK, (DUE, end_of_day(today) + INSTANT)),
        (Queue.LATER, (DUE, end_of_day(sunday) + INSTANT)),
        (Queue.PAUSED, (PAUSED, BEGINNING)),
    )
    ends = (*(first for _, first in starts[1:]), (PAUSED + 1, BEGINNING))
    return tuple(
        Stretch(queue, first, last) for (queue, first), last in zip(starts, ends, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Range:
    """What of a queue stands in one rank: tasks are counted faster by two plain bounds."""

    queue: Queue
    rank: int
    first: datetime
    last: datetime
    """Not of it any more."""


def ranges_of(now: datetime) -> tuple[Range, ...]:
    """The queues at this instant rank by rank; the same queues and ranks at every instant."""
    return tuple(
        Range(
            one.queue,
            rank,
            one.first[1] if rank == one.first[0] else BEGINNING,
            one.last[1] if rank == one.last[0] else END,
        )
        for one in stretches_of(now)
        for rank in range(one.first[0], one.last[0] + 1)
        if (rank, BEGINNING) != one.last
    )


def place_after(place: tuple[int, datetime], *, or_at: bool = False) -> ColumnElement[bool]:
    """The condition that a task stands behind a place, compared as a whole along the index."""
    mine = tuple_(user_task.c.rank, user_task.c.nearest_due)
    other = tuple_(literal(place[0]), literal(place[1], Instant()))
    return mine >= other if or_at else mine > other


def within(stretch: Stretch) -> tuple[ColumnElement[bool], ...]:
    """The conditions that an open task lies in a stretch."""
    mine = tuple_(user_task.c.rank, user_task.c.nearest_due)
    end = tuple_(literal(stretch.last[0]), literal(stretch.last[1], Instant()))
    return place_after(stretch.first, or_at=True), mine < end


def _sets_with(members: Sequence[str] | BindParameter[str]) -> Select[str]:
    return select(candidate.c.set_id).where(candidate.c.member.in_(members)).distinct()


OFFERED_SETS = _sets_with(bindparam("members", expanding=True)).order_by(candidate.c.set_id)
"""The candidate sets in which a person has a position: few, and never changed."""


def work_of(actor: Actor, now: datetime) -> Subquery:
    """Open tasks an actor has to do with, each with its queue and its place in the list."""
    offered = user_task.c.candidates.in_(_sets_with(sorted(actor.members)))
    taken = user_task.c.assignee == actor.id
    has_draft = exists().where(draft.c.task_id == user_task.c.id, draft.c.person_id == actor.id)
    return (
        select(
            user_task.c.id,
            user_task.c.instance_id,
            user_task.c.definition_id,
            user_task.c.asked_by,
            user_task.c.created_at,
            queue_at(now).label("queue"),
            user_task.c.rank,
            user_task.c.nearest_due.label("due"),
            or_(user_task.c.assignee.is_(None), taken).label(Scope.MINE),
            offered.label(Scope.GROUP),
            has_draft.label(Scope.DRAFTS),
            was_read_by(actor).label("was_read"),
        )
        .where(user_task.c.ended_at.is_(None), or_(taken, offered))
        .subquery("work")
    )


def was_read_by(actor: Actor) -> ColumnElement[bool]:
    """Whether a person has opened the task before."""
    return exists().where(read_mark.c.task_id == user_task.c.id, read_mark.c.person_id == actor.id)


def queue_at(now: datetime) -> ColumnElement[str]:
    """The queue of an open task, by its place."""
    *earlier, last = stretches_of(now)
    mine = tuple_(user_task.c.rank, user_task.c.nearest_due)
    return case(
        *(
            (mine < tuple_(literal(one.last[0]), literal(one.last[1], Instant())), one.queue.value)
            for one in earlier
        ),
        else_=last.queue.value,
    )
