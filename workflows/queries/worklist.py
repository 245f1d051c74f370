"""My tasks: what waits for a person, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Join,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from engine.actors import Actor
from engine.database import Instant
from engine.deadlines import Projection
from engine.ids import first_key
from engine.instances import INSTANCE_COLUMNS, Instance
from engine.lifecycle import InstanceState, TaskState
from engine.rows import labelled
from engine.tables import process_definition, process_instance, user_task
from engine.view import View
from workflows.dossiers import COLUMNS, SOURCE, Dossier, DossierState, know
from workflows.queries.deadlines import deadlines_of
from workflows.queries.keyset import Cursor, Page, beyond, page_of
from workflows.queries.work import Queue, Scope, queue_at, was_read_by, work_of
from workflows.queries.work_places import Asked, conditions_of, places_of, sets_of
from workflows.tables.accounts import attachment
from workflows.tables.dossiers import dossier
from workflows.tables.offices import person, unit

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task in a list."""

    id: str
    revision: int
    title: str
    title_en: str
    dossier: Dossier
    assignee: str | None
    assignee_name: str
    created_at: datetime
    ended_at: datetime | None
    files: int
    queue: Queue | None
    """None when the task is done."""
    is_unread: bool = False
    """Whether the person has never opened it."""
    deadline: Projection | None = None


@dataclass(frozen=True, slots=True)
class NextTask:
    """What a link to a task needs."""

    id: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the list can be narrowed, and how many tasks it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The procedures and units among a person's open tasks."""

    procedures: Sequence[Choice]
    units: Sequence[Choice]


def tasks_page(view: View, actor: Actor, asked: Asked) -> Page[TaskRow]:
    """One page of a person's tasks, with the deadline by which each is sorted."""
    if asked.scope is Scope.DONE:
        return _done_page(view, actor, asked)
    rows = _rows(view, actor, asked, PAGE + 1)
    made = [(Cursor(row.work_rank, row.work_due, row.task_id), _row(row)) for row in rows]
    page = page_of(made, asked.turn, PAGE)
    return Page(_with_deadlines(view, rows, page.rows), page.earlier, page.later)


def first_task(view: View, actor: Actor) -> NextTask | None:
    """The task that stands first on a person's own list."""
    sets = sets_of(view, actor)
    mine = {"actor": actor.id, **{f"set{number}": key for number, key in enumerate(sets)}}
    row = view.connection.execute(_first_of(len(sets)), mine).one_or_none()
    return None if row is None else NextTask(row.id, row.title, row.title_en)


@lru_cache(maxsize=64)
def _first_of(sets: int) -> Select[tuple[object, ...]]:
    """For a member of so many candidate sets; put together once, as everybody asks it all day."""
    offered = (
        and_(user_task.c.candidates == bindparam(f"set{number}"), user_task.c.assignee.is_(None))
        for number in range(sets)
    )
    ranges = (user_task.c.assignee == bindparam("actor"), *offered)
    firsts = union_all(*(select(_first_in(one).subquery()) for one in ranges)).subquery("firsts")
    return select(firsts).order_by(firsts.c.rank, firsts.c.nearest_due, firsts.c.id).limit(1)


def _first_in(owned: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    place = (user_task.c.rank, user_task.c.nearest_due, user_task.c.id)
    return (
        select(*place, user_task.c.title, user_task.c.title_en)
        .where(user_task.c.ended_at.is_(None), owned)
        .order_by(*place)
        .limit(1)
    )


def narrowing_of(view: View, actor: Actor) -> Narrowing:
    """By what the list can be narrowed; one query, counted along an index of open tasks."""
    sets = sets_of(view, actor)
    offered = _by_version_and_unit(user_task.c.candidates.in_(sets))
    taken = _by_version_and_unit(
        user_task.c.assignee == actor.id, user_task.c.candidates.not_in(sets)
    )
    work = union_all(offered, taken).subquery("work")
    rows = view.connection.execute(
        select(
            process_definition.c.procedure,
            process_definition.c.name.label("procedure_name"),
            unit.c.id.label("unit_id"),
            unit.c.name.label("unit_name"),
            work.c.tasks,
        )
        .select_from(work)
        .join(process_definition, process_definition.c.id == work.c.definition_id)
        .join(unit, unit.c.id == work.c.asked_by)
        .order_by(unit.c.sort_key, process_definition.c.procedure, work.c.definition_id)
    ).all()
    return Narrowing(
        procedures=_choices((row.procedure, row.procedure_name, row.tasks) for row in rows),
        units=_choices((row.unit_id, row.unit_name, row.tasks) for row in rows),
    )


def _by_version_and_unit(*conditions: ColumnElement[bool]) -> Select[tuple[str, str | None, int]]:
    columns = (user_task.c.definition_id, user_task.c.asked_by)
    return (
        select(*columns, func.count().label("tasks"))
        .where(user_task.c.ended_at.is_(None), *conditions)
        .group_by(user_task.c.candidates, *columns)
    )


def news_since(view: View, actor: Actor, since: datetime) -> int:
    """How many tasks have come since a page was made: every open page asks it all day.

    Found by their keys, which go up with time: what stood on the page already is not looked at.
    """
    # As an expression: else SQLite goes through all that is offered to find what is new of it.
    whose = func.coalesce(user_task.c.candidates, "")
    offered = and_(user_task.c.assignee.is_(None), whose.in_(sets_of(view, actor)))
    found: int = view.connection.execute(
        select(func.count()).where(
            user_task.c.id >= first_key(since),
            user_task.c.created_at > literal(since, Instant()),
            user_task.c.ended_at.is_(None),
            or_(user_task.c.assignee == actor.id, offered),
        )
    ).scalar_one()
    return found


def titles_of(view: View, task_ids: Collection[str], actor: Actor) -> dict[str, tuple[str, str]]:
    """What open tasks that an actor has to do with are called, in both languages, by id."""
    work = work_of(actor, view.now)
    rows = view.connection.execute(
        select(user_task.c.id, user_task.c.title, user_task.c.title_en)
        .join(work, work.c.id == user_task.c.id)
        .where(user_task.c.id.in_(list(task_ids)))
    )
    return {row.id: (row.title, row.title_en) for row in rows}


# -- the rows

_FILES = (
    select(func.count())
    .where(attachment.c.instance_id == user_task.c.instance_id)
    .correlate(user_task)
    .scalar_subquery()
)

_TASK = (
    user_task.c.id.label("task_id"),
    user_task.c.revision,
    user_task.c.title.label("task_title"),
    user_task.c.title_en.label("task_title_en"),
    user_task.c.assignee,
    user_task.c.created_at,
    user_task.c.ended_at.label("task_ended_at"),
    person.c.name.label("assignee_name"),
    _FILES.label("files"),
)
_DOSSIER = tuple(column.label(f"dossier_{column.name}") for column in COLUMNS)
_INSTANCE = tuple(column.label(f"instance_{column.name}") for column in INSTANCE_COLUMNS)


def _rows(view: View, actor: Actor, asked: Asked, size: int) -> Sequence[Row[tuple[object, ...]]]:
    """So many rows in the direction of the turn: found along the index of places, then read."""
    places = places_of(view, actor, asked, size).subquery("places")
    place = (places.c.rank, places.c.due, places.c.id)
    return view.connection.execute(
        _with_tasks(
            select(
                *_TASK,
                *_DOSSIER,
                *_INSTANCE,
                queue_at(view.now).label("work_queue"),
                places.c.rank.label("work_rank"),
                places.c.due.label("work_due"),
                was_read_by(actor).label("was_read"),
            ),
            places.join(user_task, user_task.c.id == places.c.id).join(
                SOURCE, dossier.c.instance_id == user_task.c.instance_id
            ),
        )
        .order_by(*(key.desc() if asked.turn.backwards else key.asc() for key in place))
        .limit(size)
    ).all()


def _with_tasks(query: Select[tuple[object, ...]], source: Join) -> Select[tuple[object, ...]]:
    return query.select_from(
        source.join(process_instance, process_instance.c.id == user_task.c.instance_id).outerjoin(
            person, person.c.id == user_task.c.assignee
        )
    )


def _done_page(view: View, actor: Actor, asked: Asked) -> Page[TaskRow]:
    """What a person has completed, the newest first."""
    query = _with_tasks(
        select(*_TASK, *_DOSSIER, *_INSTANCE),
        SOURCE.join(user_task, user_task.c.instance_id == dossier.c.instance_id),
    ).where(
        user_task.c.completed_by == actor.id,
        user_task.c.state == TaskState.COMPLETED.value,
    )
    at, key = user_task.c.ended_at, user_task.c.id
    start = asked.turn.before or asked.turn.after
    forwards = not asked.turn.backwards
    if start is not None:
        # The newest stand first: going on means going back in time.
        query = query.where(beyond(start, literal(0), at, key, backwards=forwards))
    order = (at.desc(), key.desc()) if forwards else (at.asc(), key.asc())
    rows = view.connection.execute(
        query.where(*conditions_of(asked)).order_by(*order).limit(PAGE + 1)
    ).all()
    made = [(Cursor(0, row.task_ended_at, row.task_id), _row(row)) for row in rows]
    return page_of(made, asked.turn, PAGE)


def _row(row: Row[tuple[object, ...]]) -> TaskRow:
    queue = row._mapping.get("work_queue")
    return TaskRow(
        id=row.task_id,
        revision=row.revision,
        title=row.task_title,
        title_en=row.task_title_en,
        dossier=_dossier(row),
        assignee=row.assignee,
        assignee_name=row.assignee_name or "",
        created_at=row.created_at,
        ended_at=row.task_ended_at,
        files=row.files,
        queue=Queue(queue) if queue else None,
        is_unread=row._mapping.get("was_read") is False,
    )


def _dossier(row: Row[tuple[object, ...]]) -> Dossier:
    values = labelled(row, COLUMNS, "dossier_")
    return Dossier(**{**values, "state": DossierState(values["state"])})


def _instance(row: Row[tuple[object, ...]]) -> Instance:
    values = labelled(row, INSTANCE_COLUMNS, "instance_")
    return Instance(**{**values, "state": InstanceState(values["state"])})


def _with_deadlines(
    view: View, rows: Sequence[Row[tuple[object, ...]]], shown: Sequence[TaskRow]
) -> tuple[TaskRow, ...]:
    instances = {row.task_id: _instance(row) for row in rows}
    for one in shown:
        know(view, one.dossier)
    deadlines = deadlines_of(view, [(one.id, instances[one.id]) for one in shown])
    return tuple(replace(one, deadline=deadlines[one.id].nearest) for one in shown)


def _choices(found: Iterable[tuple[str, str, int]]) -> list[Choice]:
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for value, label, count in found:
        labels.setdefault(value, label)
        counts[value] = counts.get(value, 0) + count
    return [Choice(value, label, counts[value]) for value, label in labels.items()]
