"""The people of an office and its units: positions held on the day, by which act, and accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select

from engine.clock import local
from engine.errors import NotFound
from engine.view import View
from workflows.api_tokens import Token, tokens_of
from workflows.positions import held_on
from workflows.tables.accounts import account
from workflows.tables.dossiers import subject
from workflows.tables.offices import holding, person, unit

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A position somebody holds today."""

    id: str
    position: str
    since: date
    until: date | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the office or of a unit."""

    id: str
    name: str
    title: str
    unit: str
    """Empty for the office's own people."""
    username: str
    is_disabled: bool
    is_of_unit: bool
    id_number: str
    """Of the identity card; empty while nobody has told who this is."""
    holdings: tuple[Holding, ...]


def units_of(view: View, office_id: str) -> list[tuple[str, str]]:
    """(id, name) of the units that propose to an office."""
    rows = view.connection.execute(
        select(unit.c.id, unit.c.name)
        .where(unit.c.office_id == office_id)
        .order_by(unit.c.sort_key, unit.c.id)
    )
    return [(row.id, row.name) for row in rows]


def person_of(view: View, office_id: str, person_id: str) -> Person:
    """One person with every position they have held or will hold; raises `NotFound`."""
    rows = list(
        view.connection.execute(
            _people(office_id, holding.c.person_id == person.c.id).where(person.c.id == person_id)
        )
    )
    if not rows:
        raise NotFound()
    return _person(rows)


def tokens_of_person(view: View, person_id: str) -> Sequence[Token]:
    """The tokens with which programs act in somebody's name."""
    account_id = view.connection.execute(
        select(account.c.id).where(account.c.person_id == person_id)
    ).scalar_one_or_none()
    return tokens_of(view.connection, account_id) if account_id else ()


def people_of(view: View, office_id: str) -> tuple[Person, ...]:
    """Everybody in one statement, the office's own first."""
    today = local(view.now).date()
    rows = view.connection.execute(
        _people(office_id, and_(holding.c.person_id == person.c.id, held_on(today))).limit(MOST)
    )
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return tuple(_person(group) for group in found.values())


def _people(office_id: str, holds: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            person.c.id,
            person.c.name,
            person.c.title,
            unit.c.name.label("unit"),
            account.c.username,
            account.c.disabled,
            subject.c.id_number,
            holding.c.id.label("holding_id"),
            holding.c.position,
            holding.c.valid_from,
            holding.c.valid_to,
            holding.c.decision,
        )
        .select_from(person)
        .outerjoin(unit, unit.c.id == person.c.unit_id)
        .outerjoin(account, account.c.person_id == person.c.id)
        .outerjoin(subject, subject.c.id == person.c.subject_id)
        .outerjoin(holding, holds)
        .where(person.c.office_id == office_id)
        .order_by(unit.c.sort_key.is_not(None), unit.c.sort_key, person.c.id, holding.c.id)
    )


def _person(rows: list[Row[*tuple[Any, ...]]]) -> Person:
    first = rows[0]
    holdings = {
        Holding(
            id=row.holding_id,
            position=row.position,
            since=row.valid_from,
            until=row.valid_to,
            decision=row.decision,
        ): None
        for row in rows
        if row.position is not None
    }
    return Person(
        id=first.id,
        name=first.name,
        title=first.title,
        unit=first.unit or "",
        username=first.username or "",
        is_disabled=bool(first.disabled),
        is_of_unit=first.unit is not None,
        id_number=first.id_number or "",
        holdings=tuple(holdings),
    )
