"""Saved filters: how a person narrows their list again and again, under a name of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from engine.errors import FieldError, InvalidData, Message, Rejected
from engine.ids import Ids
from engine.text import normalise, unwritable
from workflows.tables.accounts import saved_filter

LONGEST_NAME = 60
MOST = 20


class TooManyFilters(Rejected):
    """You keep %(most)s filters already; let go of one first."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """One narrowing as it stands in the address."""

    id: str
    name: str
    query: str


def of_person(connection: Connection, person_id: str) -> Sequence[SavedFilter]:
    """A person's filters in the order in which they were kept."""
    rows = connection.execute(
        select(saved_filter.c.id, saved_filter.c.name, saved_filter.c.query)
        .where(saved_filter.c.person_id == person_id)
        .order_by(saved_filter.c.id)
        .limit(MOST)
    )
    return [SavedFilter(row.id, row.name, row.query) for row in rows]


def keep(
    connection: Connection, ids: Ids, now: datetime, *, person_id: str, name: str, query: str
) -> None:
    """Keep a narrowing; the same name again means the new narrowing."""
    name = _sound(name, query)
    connection.execute(
        delete(saved_filter).where(
            saved_filter.c.person_id == person_id, saved_filter.c.name == name
        )
    )
    known = connection.execute(
        select(func.count()).where(saved_filter.c.person_id == person_id)
    ).scalar_one()
    if known >= MOST:
        raise TooManyFilters(most=MOST)
    connection.execute(
        insert(saved_filter).values(
            id=ids.new(now), person_id=person_id, name=name, query=query, created_at=now
        )
    )


def forget(connection: Connection, *, person_id: str, filter_id: str) -> None:
    """Let go of one of a person's own filters; others stay whatever is asked."""
    connection.execute(
        delete(saved_filter).where(
            saved_filter.c.id == filter_id, saved_filter.c.person_id == person_id
        )
    )


def _sound(name: str, query: str) -> str:
    name = "" if unwritable(name) else normalise(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        message = Message(
            "filter_name",
            "Give the filter a name of at most %(most)s characters.",
            {"most": LONGEST_NAME},
        )
        raise InvalidData([FieldError("name", message)])
    if not query:
        message = Message("filter_empty", "Narrow the list first; then keep how it is narrowed.")
        raise InvalidData([FieldError("query", message)])
    return name
