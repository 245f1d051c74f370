"""Delegations: who may sign in the chairman's place, by which act, for what, from when to when.

Without one in force on the day, a vice chairman does not sign (R-DOC-04: KT. CHỦ TỊCH).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from engine.context import Context
from engine.errors import Forbidden, NotFound
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from engine.view import View
from workflows.entries import Entries
from workflows.tables.documents import delegation as delegation_table
from workflows.tables.offices import person

LONGEST_TEXT = 500

CHAIRMAN = "chairman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One act by which somebody signs in another's place."""

    id: str
    office_id: str
    person_id: str
    for_position: str
    number: str
    scope: str
    valid_from: date
    valid_to: date
    entered_at: datetime
    entered_by: str
    ended_at: datetime | None
    ended_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Enter the act by which a person may sign in the chairman's place."""

    office_id: str
    person_id: str
    number: str
    scope: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation:
    """End a delegation before its day; what was signed under it stays signed."""

    delegation_id: str
    reason: str


class OwnDelegation(Forbidden):
    """Nobody enters for themselves that they sign for the chairman; somebody else enters it."""


def register(registry: Registry) -> None:
    registry.command(Delegate, action="delegation.enter", locate=_asked, handle=delegate)
    registry.command(EndDelegation, action="delegation.end", locate=_locate, handle=end)


def delegate(context: Context, command: Delegate, _about: object) -> object:
    if command.person_id in context.actor.selves:
        raise OwnDelegation()
    entries = Entries()
    number = entries.line("number", command.number, least=3, most=LONGEST_TEXT)
    scope = entries.text("scope", command.scope, least=3, most=LONGEST_TEXT)
    if command.valid_to < command.valid_from:
        entries.refuse("valid_to", "ends_before", "It ends before it begins.")
    entries.require_sound()
    home = context.connection.execute(
        select(person.c.office_id).where(person.c.id == command.person_id)
    ).scalar_one_or_none()
    if home != command.office_id:
        raise NotFound()
    key = context.new_id()
    context.connection.execute(
        insert(delegation_table).values(
            id=key,
            office_id=command.office_id,
            person_id=command.person_id,
            for_position=CHAIRMAN,
            number=number,
            scope=scope,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            entered_at=context.now,
            entered_by=context.actor.id,
        )
    )
    context.record(
        "delegation.enter",
        "delegation",
        key,
        office_id=command.office_id,
        person=command.person_id,
        number=number,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    return {"delegation": key}


def end(context: Context, command: EndDelegation, about: Delegation) -> object:
    entries = Entries()
    reason = entries.text("reason", command.reason, least=SHORTEST_REASON, most=LONGEST_TEXT)
    entries.require_sound()
    context.connection.execute(
        update(delegation_table)
        .where(delegation_table.c.id == about.id, delegation_table.c.ended_at.is_(None))
        .values(ended_at=context.now, ended_reason=reason)
    )
    context.record(
        "delegation.end", "delegation", about.id, office_id=about.office_id, reason=reason
    )
    return {"delegation": about.id}


def delegated(view: View, office_id: str, person_id: str, on: date) -> str:
    """The number of the act by which a person signs for the chairman on a day; else empty."""
    found = view.connection.execute(
        select(delegation_table.c.number)
        .where(
            delegation_table.c.office_id == office_id,
            delegation_table.c.person_id == person_id,
            delegation_table.c.valid_from <= on,
            delegation_table.c.valid_to >= on,
            delegation_table.c.ended_at.is_(None),
        )
        .limit(1)
    ).scalar_one_or_none()
    return str(found or "")


def delegations_of(view: View, office_id: str) -> Sequence[Delegation]:
    """Every delegation of an office, newest first."""
    rows = view.connection.execute(
        select(delegation_table)
        .where(delegation_table.c.office_id == office_id)
        .order_by(delegation_table.c.id.desc())
    )
    return [Delegation(**row._mapping) for row in rows]


def _asked(_context: Context, command: Delegate) -> Delegate:
    return command


def _locate(context: Context, command: EndDelegation) -> Delegation:
    row = context.connection.execute(
        select(delegation_table).where(delegation_table.c.id == command.delegation_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Delegation(**row._mapping)
