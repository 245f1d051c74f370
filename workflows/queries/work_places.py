"""The places of a person's tasks: a page of them read along indexes, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from engine.actors import Actor
from engine.database import Instant
from engine.tables import process_definition, user_task
from engine.text import search_key
from engine.view import View
from workflows.dossiers import SOURCE
from workflows.queries.keyset import Cursor, Turn
from workflows.queries.work import OFFERED_SETS, Queue, Scope, stretches_of, within
from workflows.tables.accounts import draft
from workflows.tables.dossiers import dossier
from workflows.tables.offices import unit

LONGEST_SEARCH = 100

Columns = ReadOnlyColumnCollection[str, Any]
Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wants to see of their tasks; all of it stands in the address."""

    scope: Scope = Scope.MINE
    queue: Queue | None = None
    procedure: str = ""
    unit_id: str = ""
    text: str = ""
    turn: Turn = field(default_factory=Turn)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of a person's tasks are meant."""
        return bool(self.procedure or self.unit_id or self.text)


def places_of(view: View, actor: Actor, asked: Asked, size: int) -> CompoundSelect[tuple[object]]:
    """The first so many of each index range that the scope is made of; more are never read."""
    return union_all(
        *(
            select(_leg(view, asked, owned, size).subquery())
            for owned in _owned(view, actor, asked.scope)
        )
    )


def sets_of(view: View, actor: Actor) -> tuple[str, ...]:
    """The candidate sets a person belongs to, read once a view."""
    return view.once(
        ("candidate sets of", actor.id),
        lambda: tuple(
            view.connection.execute(OFFERED_SETS, {"members": sorted(actor.members)}).scalars()
        ),
    )


def conditions_of(asked: Asked, of: Columns = user_task.c) -> Iterator[ColumnElement[bool]]:
    """What narrowing asks of tasks, and of dossier and unit where words are looked for."""
    if asked.procedure:
        versions = select(process_definition.c.id).where(
            process_definition.c.procedure == asked.procedure
        )
        yield of.definition_id.in_(versions)
    if asked.unit_id:
        yield of.asked_by == asked.unit_id
    for word in words_of(asked):
        yield or_(
            dossier.c.search_key.contains(word, autoescape=True),
            unit.c.search_key.contains(word, autoescape=True),
        )


def words_of(asked: Asked) -> list[str]:
    """For these the dossiers have to be looked at."""
    return search_key(asked.text[:LONGEST_SEARCH]).split()


def _owned(view: View, actor: Actor, scope: Scope) -> Iterator[Conditions]:
    """The ranges of a scope; none overlaps another."""
    taken = user_task.c.assignee == actor.id
    if scope is Scope.DRAFTS:
        begun = select(draft.c.task_id).where(draft.c.person_id == actor.id)
        theirs = or_(taken, user_task.c.candidates.in_(sets_of(view, actor)))
        yield user_task.c.id.in_(begun), theirs
        return
    for set_id in sets_of(view, actor):
        offered = user_task.c.candidates == set_id
        yield (offered, user_task.c.assignee.is_(None)) if scope is Scope.MINE else (offered,)
    if scope is Scope.MINE:
        yield (taken,)
    elif not sets_of(view, actor):
        yield (literal(False),)  # A list of nothing is a list as well.


def _leg(view: View, asked: Asked, owned: Conditions, size: int) -> Select[tuple[str, int, object]]:
    place = (user_task.c.rank, user_task.c.nearest_due, user_task.c.id)
    query = select(user_task.c.id, user_task.c.rank, user_task.c.nearest_due.label("due")).where(
        user_task.c.ended_at.is_(None), *owned
    )
    query = query.where(*conditions_of(asked))
    if words_of(asked):
        query = query.join(SOURCE, dossier.c.instance_id == user_task.c.instance_id)
    if asked.queue is not None:
        stretch = next(one for one in stretches_of(view.now) if one.queue is asked.queue)
        query = query.where(*within(stretch))
    start = asked.turn.before or asked.turn.after
    if start is not None:
        query = query.where(_beyond(start, backwards=asked.turn.backwards))
    if asked.turn.backwards:
        return query.order_by(*(key.desc() for key in place)).limit(size)
    return query.order_by(*place).limit(size)


def _beyond(cursor: Cursor, *, backwards: bool) -> ColumnElement[bool]:
    """Compared as a whole, so that the index is entered at the cursor."""
    mine = tuple_(user_task.c.rank, user_task.c.nearest_due, user_task.c.id)
    other = tuple_(literal(cursor.rank), literal(cursor.at, Instant()), literal(cursor.id))
    return mine < other if backwards else mine > other
