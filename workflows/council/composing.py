"""Setting the council up and renewing it: who sits in it, as what, from when, by which act.

Whoever sits in it holds the positions by which one sees its sessions and acts in them; they come
and end with the membership. A session that is open keeps the members it was opened with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.registry import Registry
from workflows.entries import Entries
from workflows.founding import Founder
from workflows.staffing import LONGEST_DECISION, check_day, is_held_from
from workflows.tables.council import council_member
from workflows.tables.offices import holding, person

DAY = timedelta(days=1)


class Role(StrEnum):
    """What somebody is in the council."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    MEMBER = "member"


POSITIONS: Mapping[Role, tuple[str, ...]] = {
    Role.CHAIR: ("council_member", "council_chair"),
    Role.VICE_CHAIR: ("council_member",),
    Role.SECRETARY: ("council_member", "council_secretary"),
    Role.MEMBER: ("council_member",),
}
"""Positions that come with a role and end with it."""

HELD_BY_ONE = (Role.CHAIR, Role.SECRETARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMember:
    """Let somebody sit in the council from a day on, by the act that says so."""

    office_id: str
    person_id: str
    role: str
    since: date
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseatMember:
    """Let a membership end with a day, by the act that says so."""

    membership_id: str
    until: date
    decision: str


@dataclass(frozen=True, slots=True)
class Seat:
    """What `may` is asked about: the office of the council, and whose seat it is."""

    id: str
    office_id: str
    person_id: str
    name: str
    is_of_unit: bool = False


class SeatedAlready(WrongState):
    """%(name)s sits in the council already, or will from a later day on; let that end first."""


class RoleTaken(WrongState):
    """%(name)s has this role in the council still; let that end first."""


def register(registry: Registry) -> None:
    registry.command(SeatMember, action="council.compose", locate=_newcomer, handle=seat)
    registry.command(UnseatMember, action="council.compose", locate=_seated, handle=unseat)


def seat(context: Context, command: SeatMember, about: Seat) -> object:
    entries = Entries()
    if command.role not in list(Role):
        entries.refuse("role", "unknown_role", "Choose what they are in the council.")
    if about.is_of_unit:
        entries.refuse("person_id", "of_unit", "People of a unit only propose for it.")
    check_day(context, entries, "since", command.since)
    decision = entries.line("decision", command.decision, least=3, most=LONGEST_DECISION)
    entries.require_sound()
    role = Role(command.role)
    _require_free(context, about, role, command.since)
    founder = Founder(context.connection, context.ids, context.now)
    founder.council_member(
        about.person_id,
        office_id=about.office_id,
        role=role.value,
        since=command.since,
        decision=decision,
    )
    for position in POSITIONS[role]:
        if not is_held_from(context, about.person_id, position, command.since):
            founder.position(
                about.person_id,
                position,
                office_id=about.office_id,
                since=command.since,
                decision=decision,
            )
    _tell(context, about, role=role.value, since=command.since, decision=decision)
    return {"person": about.person_id}


def unseat(context: Context, command: UnseatMember, about: Seat) -> object:
    row = context.connection.execute(
        select(council_member).where(council_member.c.id == command.membership_id)
    ).one()
    entries = Entries()
    check_day(context, entries, "until", command.until)
    decision = entries.line("decision", command.decision, least=3, most=LONGEST_DECISION)
    # Who was entered by mistake leaves the day before they came: they never sat in it.
    if command.until < row.valid_from - DAY:
        entries.refuse(
            "until", "before_start", "The position began on %(day)s.", day=row.valid_from
        )
    if row.valid_to is not None and command.until > row.valid_to:
        entries.refuse("until", "ended", "The position has ended on %(day)s.", day=row.valid_to)
    entries.require_sound()
    context.connection.execute(
        update(council_member).where(council_member.c.id == row.id).values(valid_to=command.until)
    )
    context.connection.execute(
        update(holding)
        .where(
            holding.c.person_id == about.person_id,
            holding.c.office_id == about.office_id,
            holding.c.unit_id.is_(None),
            holding.c.position.in_(POSITIONS[Role(row.role)]),
            _lasts_beyond(holding.c.valid_to, command.until),
        )
        .values(valid_to=command.until)
    )
    _tell(context, about, role=row.role, until=command.until, decision=decision)
    return {"person": about.person_id}


# -- what is asked


def _require_free(context: Context, about: Seat, role: Role, since: date) -> None:
    """Nobody sits in the council twice, and it has one chair and one secretary."""
    rows = context.connection.execute(
        select(council_member.c.person_id, council_member.c.role, person.c.name)
        .join(person, person.c.id == council_member.c.person_id)
        .where(
            council_member.c.office_id == about.office_id,
            _lasts_beyond(council_member.c.valid_to, since - DAY),
            or_(
                council_member.c.valid_to.is_(None),
                council_member.c.valid_to >= council_member.c.valid_from,
            ),
        )
    ).all()
    if any(row.person_id == about.person_id for row in rows):
        raise SeatedAlready(name=about.name)
    for row in rows:
        if role in HELD_BY_ONE and row.role == role:
            raise RoleTaken(name=row.name)


def _lasts_beyond(ends: ColumnElement[date | None], day: date) -> ColumnElement[bool]:
    return or_(ends.is_(None), ends > day)


def _tell(context: Context, about: Seat, **details: object) -> None:
    context.record(
        "council.compose",
        "person",
        about.person_id,
        office_id=about.office_id,
        instance_id="",
        **details,
    )


# -- locating


def _newcomer(context: Context, command: SeatMember) -> Seat:
    row = _locked(context, command.person_id)
    if row is None or row.office_id != command.office_id:
        raise NotFound()
    return Seat("", row.office_id, row.id, row.name, is_of_unit=row.unit_id is not None)


def _seated(context: Context, command: UnseatMember) -> Seat:
    found = context.connection.execute(
        select(council_member.c.person_id, council_member.c.office_id).where(
            council_member.c.id == command.membership_id
        )
    ).one_or_none()
    row = None if found is None else _locked(context, found.person_id)
    if found is None or row is None:
        raise NotFound()
    return Seat(command.membership_id, found.office_id, row.id, row.name)


def _locked(context: Context, person_id: str) -> Row[Any, Any, Any, Any] | None:
    """A person, locked: two acts about one seat follow each other."""
    return context.connection.execute(
        select(person.c.id, person.c.office_id, person.c.unit_id, person.c.name)
        .where(person.c.id == person_id)
        .with_for_update()
    ).one_or_none()
