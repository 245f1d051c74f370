"""Who holds which position when: actors for commands, holders for assignments, units for people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select

from engine.actors import Actor, Held
from engine.clock import local
from engine.errors import NotFound
from engine.view import View
from workflows.tables.offices import holding, person


def held_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a holding is in force on a day."""
    return and_(
        holding.c.valid_from <= day,
        or_(holding.c.valid_to.is_(None), holding.c.valid_to >= day),
    )


_other = person.alias("other")
"""Somebody else who is the same human."""

_ACTOR = (
    # Put together once: every page and every command asks it.
    select(
        person.c.name,
        person.c.office_id.label("home"),
        person.c.subject_id,
        holding.c.position,
        holding.c.office_id,
        holding.c.unit_id,
        _other.c.id.label("alias"),
    )
    .outerjoin(
        holding,
        and_(holding.c.person_id == person.c.id, held_on(bindparam("today", type_=Date()))),
    )
    .outerjoin(
        _other,
        and_(_other.c.subject_id == person.c.subject_id, _other.c.id != person.c.id),
    )
    .where(person.c.id == bindparam("sought"))
)


def actor_of(view: View, person_id: str) -> Actor:
    """A person as actor, with the positions held on the view's day."""
    today = local(view.now).date()
    rows = view.connection.execute(_ACTOR, {"sought": person_id, "today": today}).all()
    if not rows:
        raise NotFound()
    held = frozenset(
        Held(row.position, row.unit_id or row.office_id, row.office_id)
        for row in rows
        if row.position is not None
    )
    return Actor(
        id=person_id,
        name=rows[0].name,
        office_id=rows[0].home,
        held=held,
        identity=rows[0].subject_id or "",
        aliases=frozenset(row.alias for row in rows if row.alias is not None),
    )


def holders_of(view: View, members: Collection[str]) -> dict[str, str]:
    """Person id to name of everybody who holds one of the positions (`position@place`) today."""
    if not members:
        return {}
    pairs = [member.split("@", 1) for member in members]
    matches = [
        and_(
            holding.c.position == position,
            or_(
                holding.c.unit_id == place,
                and_(holding.c.unit_id.is_(None), holding.c.office_id == place),
            ),
        )
        for position, place in pairs
    ]
    rows = view.connection.execute(
        select(person.c.id, person.c.name)
        .join(holding, holding.c.person_id == person.c.id)
        .where(or_(*matches), held_on(local(view.now).date()))
        .order_by(person.c.id)
    )
    return {row.id: row.name for row in rows}


def names_of(view: View, person_ids: Collection[str]) -> dict[str, str]:
    """Person id to name, for timelines and lists."""
    if not person_ids:
        return {}
    rows = view.connection.execute(
        select(person.c.id, person.c.name).where(person.c.id.in_(list(person_ids)))
    )
    return {row.id: row.name for row in rows}
