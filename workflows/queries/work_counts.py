"""How many tasks a person has, by scope and urgency: counted along indexes, row by row never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    Select,
    Subquery,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from engine.actors import Actor
from engine.database import Instant
from engine.tables import user_task
from engine.view import View
from workflows.dossiers import SOURCE
from workflows.queries.work import Queue, Scope, queue_at, stretches_of, work_of
from workflows.queries.work_places import Asked, conditions_of, sets_of
from workflows.tables.accounts import draft
from workflows.tables.dossiers import dossier

SCOPES = (Scope.MINE, Scope.GROUP, Scope.DRAFTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tasks there are, by scope and, within the chosen scope, by urgency."""

    scopes: Mapping[Scope, int]
    queues: Mapping[Queue, int]


def counts_of(view: View, actor: Actor, asked: Asked) -> Counts:
    """All numbers of the page, under the same narrowing as the list."""
    cells = _narrowed(view, actor, asked) if asked.is_narrowed else _whole(view, actor)
    return Counts(
        scopes={scope: sum(cells[scope].values()) for scope in SCOPES},
        queues=cells[asked.scope] if asked.scope in cells else dict.fromkeys(Queue, 0),
    )


Cells = dict[Scope, dict[Queue, int]]


def _whole(view: View, actor: Actor) -> Cells:
    """What is offered is counted by ranges of the index, what is taken or begun by rows."""
    legs = [_own(view, actor)]
    if sets_of(view, actor):
        legs += [_offered(view, actor), _taken(view, actor)]
    cells = _none()
    for row in view.connection.execute(union_all(*legs)):
        queue = Queue(row.queue)
        cells[Scope.GROUP][queue] += row.offered
        cells[Scope.MINE][queue] += row.offered - row.taken + row.own
        cells[Scope.DRAFTS][queue] += row.begun
    return cells


def _narrowed(view: View, actor: Actor, asked: Asked) -> Cells:
    work = work_of(actor, view.now)
    flags = (work.c.mine, work.c.group, work.c.drafts)
    query = (
        select(work.c.queue, *flags, func.count().label("tasks"))
        .select_from(work.join(SOURCE, dossier.c.instance_id == work.c.instance_id))
        .where(*conditions_of(asked))
        .group_by(work.c.queue, *flags)
    )
    cells = _none()
    for row in view.connection.execute(query):
        for scope in SCOPES:
            cells[scope][Queue(row.queue)] += row.tasks if getattr(row, scope.value) else 0
    return cells


def _none() -> Cells:
    return {scope: dict.fromkeys(Queue, 0) for scope in SCOPES}


Leg = Select[tuple[str, int, int, int, int]]
"""(queue, offered, taken by somebody, taken by the person, begun by the person)"""


def _offered(view: View, actor: Actor) -> Leg:
    """By set and queue: what is offered, as if nobody had taken any of it."""
    stretches = _stretches(view)
    sets = union_all(
        *(select(literal(set_id).label("id")) for set_id in sets_of(view, actor))
    ).subquery("sets")
    place = tuple_(user_task.c.rank, user_task.c.nearest_due)
    number = (
        select(func.count())
        .select_from(user_task)
        .where(
            user_task.c.candidates == sets.c.id,
            user_task.c.ended_at.is_(None),
            place >= tuple_(stretches.c.first_rank, stretches.c.first_due),
            place < tuple_(stretches.c.last_rank, stretches.c.last_due),
        )
        .correlate(sets, stretches)
        .scalar_subquery()
    )
    return select(stretches.c.queue, number, literal(0), literal(0), literal(0)).select_from(
        stretches.join(sets, true())
    )


def _taken(view: View, actor: Actor) -> Leg:
    """By queue: what of it somebody has taken."""
    taken = (
        select(queue_at(view.now).label("queue"))
        .where(
            user_task.c.ended_at.is_(None),
            user_task.c.assignee.is_not(None),
            user_task.c.candidates.in_(sets_of(view, actor)),
        )
        .subquery("taken")
    )
    return select(taken.c.queue, literal(0), func.count(), literal(0), literal(0)).group_by(
        taken.c.queue
    )


def _stretches(view: View) -> Subquery:
    return union_all(
        *(
            select(
                literal(one.queue.value).label("queue"),
                literal(one.first[0]).label("first_rank"),
                literal(one.first[1], Instant()).label("first_due"),
                literal(one.last[0]).label("last_rank"),
                literal(one.last[1], Instant()).label("last_due"),
            )
            for one in stretches_of(view.now)
        )
    ).subquery("stretches")


def _own(view: View, actor: Actor) -> Leg:
    """By queue: what a person has taken, and what they have begun to type."""
    taken = select(queue_at(view.now).label("queue"), literal(1).label("taken")).where(
        user_task.c.ended_at.is_(None), user_task.c.assignee == actor.id
    )
    begun = (
        select(queue_at(view.now), literal(0))
        .select_from(draft.join(user_task, user_task.c.id == draft.c.task_id))
        .where(
            draft.c.person_id == actor.id,
            user_task.c.ended_at.is_(None),
            or_(user_task.c.assignee == actor.id, user_task.c.candidates.in_(sets_of(view, actor))),
        )
    )
    mine = union_all(taken, begun).subquery("own")
    return select(
        mine.c.queue,
        literal(0).label("offered"),
        literal(0).label("taken"),
        func.sum(mine.c.taken).label("own"),
        func.sum(1 - mine.c.taken).label("begun"),
    ).group_by(mine.c.queue)
