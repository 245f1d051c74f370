"""Who takes part in a session: in the room, in writing, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, exists, select, update

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message
from engine.registry import Registry
from engine.view import View
from workflows.council.sessions import Session, lock, require_open
from workflows.tables.accounts import account
from workflows.tables.council import session_member, voted


class Attendance(StrEnum):
    EXPECTED = "expected"
    """Not yet noted; at the end this counts as absent."""
    PRESENT = "present"
    WRITTEN = "written"
    """Absent, asked in writing (R-COUN-04, R-COUN-09)."""
    PROXY = "proxy"
    """Absent, and represented by another member with a written mandate (R-COUN-08)."""
    ABSENT = "absent"


NOTED = frozenset({"present", "written", "absent"})
"""What the secretary notes; a proxy is named with its mandate instead."""

TAKING_PART = (Attendance.PRESENT, Attendance.WRITTEN, Attendance.PROXY)

CHAIRS = ("chair", "vice_chair")
"""Who presides: the chair, in their absence a vice chair."""

SECRETARY = "secretary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elector:
    """A member of the frozen electorate of a session."""

    person_id: str
    name: str
    title: str
    role: str
    attendance: Attendance
    has_voted: bool
    proxy_id: str | None = None
    """The member who votes for this one."""
    mandate: str | None = None
    scan: str | None = None
    """The paper ballot, of a member for whom it was entered."""
    has_account: bool = True
    """Whether they could cast a ballot themselves; accounts are never deleted."""

    @property
    def votes_on_paper(self) -> bool:
        """Asked in writing, or in the room without an account: the secretary enters the ballot."""
        return self.attendance is Attendance.WRITTEN or (self.is_present and not self.has_account)

    @property
    def takes_part(self) -> bool:
        return self.attendance in TAKING_PART

    @property
    def is_present(self) -> bool:
        return self.attendance is Attendance.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance:
    """Note who is there; person id to attendance, only those that change."""

    session_id: str
    attendance: Mapping[str, str]


def register(registry: Registry) -> None:
    registry.command(
        RecordAttendance, action="council.attendance", locate=_locate, handle=record_attendance
    )


def record_attendance(context: Context, command: RecordAttendance, about: Session) -> object:
    require_open(about)
    known = {elector.person_id: elector for elector in electorate(context, about.id)}
    errors = [
        error
        for person_id, attendance in command.attendance.items()
        if (error := _problem(known.get(person_id), person_id, attendance)) is not None
    ]
    if errors:
        raise InvalidData(errors)
    note(context, about, {key: Attendance(noted) for key, noted in command.attendance.items()})
    context.record(
        "council.attendance",
        "session",
        about.id,
        office_id=about.office_id,
        attendance=dict(command.attendance),
    )
    return {"session": about.id}


def electorate(view: View, session_id: str) -> Sequence[Elector]:
    """Everybody who may vote in a session, with whether they have."""
    rows = view.connection.execute(
        select(
            session_member,
            voted.c.at.label("voted_at"),
            voted.c.scan,
            exists().where(account.c.person_id == session_member.c.person_id).label("has_account"),
        )
        .outerjoin(
            voted,
            (voted.c.session_id == session_member.c.session_id)
            & (voted.c.person_id == session_member.c.person_id),
        )
        .where(session_member.c.session_id == session_id)
        .order_by(session_member.c.person_id)
    )
    return [
        Elector(
            person_id=row.person_id,
            name=row.name,
            title=row.title,
            role=row.role,
            attendance=Attendance(row.attendance),
            has_voted=row.voted_at is not None,
            proxy_id=row.proxy_id,
            mandate=row.mandate,
            scan=row.scan,
            has_account=bool(row.has_account),
        )
        for row in rows
    ]


def presiding(electors: Sequence[Elector]) -> Elector | None:
    """Who presides over a session; None when neither chair nor vice chair came."""
    for role in CHAIRS:
        for one in electors:
            if one.role == role and one.is_present:
                return one
    return None


def keeping_minutes(electors: Sequence[Elector]) -> Elector | None:
    """The secretary of the council, as far as they came."""
    return next((one for one in electors if one.role == SECRETARY and one.is_present), None)


def note(context: Context, session: Session, attendance: Mapping[str, Attendance]) -> None:
    """Write attendances, unchecked, in one statement."""
    if not attendance:
        return
    context.connection.execute(
        update(session_member)
        .where(
            session_member.c.session_id == session.id,
            session_member.c.person_id == bindparam("elector"),
        )
        # Whoever is noted anew has no proxy any more.
        .values(attendance=bindparam("noted"), proxy_id=None, mandate=None),
        [{"elector": person_id, "noted": str(noted)} for person_id, noted in attendance.items()],
    )


def _problem(elector: Elector | None, person_id: str, noted: str) -> FieldError | None:
    field = f"attendance.{person_id}"
    if elector is None:
        return FieldError(
            field, Message("attendance.no_member", "This person is no member of the council.")
        )
    if noted not in NOTED:
        return FieldError(field, Message("attendance.unknown", "Say present, written or absent."))
    if elector.has_voted and noted != elector.attendance:
        return FieldError(
            field,
            Message("attendance.has_voted", "%(name)s has voted.", {"name": elector.name}),
        )
    return None


def _locate(context: Context, command: RecordAttendance) -> Session:
    return lock(context, command.session_id)
