"""How many tasks a person has, by scope and urgency: counted along indexes, row by row never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from engine.actors import Actor
from engine.database import Instant
from engine.tables import KEY, user_task
from engine.view import View
from workflows.dossiers import SOURCE
from workflows.queries.work import Queue, Scope, ranges_of, work_of
from workflows.queries.work_places import Asked, conditions_of, sets_of, words_of
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
    ranges, sets = ranges_of(view.now), sets_of(view, actor)
    query = _counting(tuple((one.queue, one.rank) for one in ranges), len(sets))
    asked: dict[str, object] = {"actor": actor.id, "sets": sets}
    asked |= {f"set{number}": set_id for number, set_id in enumerate(sets)}
    for number, one in enumerate(ranges):
        asked |= {f"from{number}": one.first, f"to{number}": one.last}
    cells = _none()
    for row in view.connection.execute(query, asked):
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
        .where(*conditions_of(asked, work.c))
        .group_by(work.c.queue, *flags)
    )
    if words_of(asked):
        query = query.join(SOURCE, dossier.c.instance_id == work.c.instance_id)
    cells = _none()
    for row in view.connection.execute(query):
        for scope in SCOPES:
            cells[scope][Queue(row.queue)] += row.tasks if getattr(row, scope.value) else 0
    return cells


def _none() -> Cells:
    return {scope: dict.fromkeys(Queue, 0) for scope in SCOPES}


Shape = tuple[tuple[Queue, int], ...]
"""Queue and rank of each range; the instants between them are what changes from day to day."""
Leg = Select[tuple[str, int, int, int, int]]
"""(queue, offered, taken by somebody, taken by the person, begun by the person)"""


@lru_cache(maxsize=64)
def _counting(
    shape: Shape, sets: int
) -> Select[tuple[object, ...]] | CompoundSelect[tuple[object]]:
    """For a member of so many candidate sets; put together once, as everybody asks it all day."""
    legs = [_own(shape)]
    if sets:
        legs += [_offered(shape, sets), _taken(shape)]
    return union_all(*legs)


def _offered(shape: Shape, sets: int) -> Leg:
    """By set and range: what is offered, as if nobody had taken any of it."""
    of_sets = union_all(
        *(select(bindparam(f"set{number}", type_=KEY).label("id")) for number in range(sets))
    ).subquery("sets")
    ranges = union_all(
        *(
            select(
                literal(queue.value).label("queue"),
                literal(rank).label("rank"),
                _edge("from", number).label("first"),
                _edge("to", number).label("last"),
            )
            for number, (queue, rank) in enumerate(shape)
        )
    ).subquery("ranges")
    number = (
        select(func.count())
        .select_from(user_task)
        .where(
            user_task.c.candidates == of_sets.c.id,
            user_task.c.ended_at.is_(None),
            user_task.c.rank == ranges.c.rank,
            user_task.c.nearest_due >= ranges.c.first,
            user_task.c.nearest_due < ranges.c.last,
        )
        .correlate(of_sets, ranges)
        .scalar_subquery()
    )
    return select(ranges.c.queue, number, literal(0), literal(0), literal(0)).select_from(
        ranges.join(of_sets, true())
    )


def _taken(shape: Shape) -> Leg:
    """By queue: what of it somebody has taken."""
    # As an expression: else SQLite goes through all that is offered to find what is taken of it.
    whose = func.coalesce(user_task.c.candidates, "")
    taken = (
        select(_queue(shape).label("queue"))
        .where(
            user_task.c.ended_at.is_(None),
            user_task.c.assignee.is_not(None),
            whose.in_(bindparam("sets", expanding=True)),
        )
        .subquery("taken")
    )
    return select(taken.c.queue, literal(0), func.count(), literal(0), literal(0)).group_by(
        taken.c.queue
    )


def _own(shape: Shape) -> Leg:
    """By queue: what a person has taken, and what they have begun to type."""
    actor = bindparam("actor", type_=KEY)
    taken = select(_queue(shape).label("queue"), literal(1).label("taken")).where(
        user_task.c.ended_at.is_(None), user_task.c.assignee == actor
    )
    offered = user_task.c.candidates.in_(bindparam("sets", expanding=True))
    begun = (
        select(_queue(shape), literal(0))
        .select_from(draft.join(user_task, user_task.c.id == draft.c.task_id))
        .where(
            draft.c.person_id == actor,
            user_task.c.ended_at.is_(None),
            or_(user_task.c.assignee == actor, offered),
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


def _queue(shape: Shape) -> ColumnElement[str]:
    """The queue of an open task, by the range that it stands in."""
    due = user_task.c.nearest_due
    return case(
        *(
            (
                and_(
                    user_task.c.rank == rank,
                    due >= _edge("from", number),
                    due < _edge("to", number),
                ),
                queue.value,
            )
            for number, (queue, rank) in enumerate(shape)
        ),
        else_=Queue.LATER.value,
    )


def _edge(side: str, number: int) -> BindParameter[datetime]:
    return bindparam(f"{side}{number}", type_=Instant())
