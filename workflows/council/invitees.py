"""Who is invited to a session: they speak and stand in the minutes, and never vote (R-COUN-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from engine.context import Context
from engine.errors import WrongState
from engine.registry import Registry
from engine.view import View
from workflows.council.sessions import Session, SessionState, lock
from workflows.entries import Entries
from workflows.tables.council import session_invitee

MOST_INVITEES = 50
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Invitee:
    """A guest of the council."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Say who is invited; whoever was named before and is not any more, is not."""

    session_id: str
    invitees: Sequence[Invitee]


class InvitationOver(WrongState):
    """This session is %(state)s; nobody is invited any more."""


def register(registry: Registry) -> None:
    registry.command(Invite, action="council.invite", locate=_locate, handle=invite)


def invite(context: Context, command: Invite, about: Session) -> object:
    if about.state not in (SessionState.PLANNED, SessionState.OPEN):
        raise InvitationOver(state=about.state)
    rows = _read(about, command)
    context.connection.execute(
        delete(session_invitee).where(session_invitee.c.session_id == about.id)
    )
    if rows:
        context.connection.execute(insert(session_invitee), rows)
    context.record(
        "council.invite", "session", about.id, office_id=about.office_id, invitees=len(rows)
    )
    return {"session": about.id, "invitees": len(rows)}


def invitees_of(view: View, session_id: str) -> Sequence[Invitee]:
    """The guests of a session, in the order in which they were named."""
    rows = view.connection.execute(
        select(session_invitee.c.name, session_invitee.c.title)
        .where(session_invitee.c.session_id == session_id)
        .order_by(session_invitee.c.ordinal)
    )
    return [Invitee(row.name, row.title) for row in rows]


def _read(session: Session, command: Invite) -> list[dict[str, object]]:
    entries = Entries()
    if len(command.invitees) > MOST_INVITEES:
        entries.refuse(
            "invitees", "too_many", "One session takes at most %(most)s.", most=MOST_INVITEES
        )
        entries.require_sound()
    rows: list[dict[str, object]] = [
        {
            "session_id": session.id,
            "ordinal": ordinal,
            "name": entries.line("invitees", one.name, least=2, most=LONGEST_NAME),
            "title": entries.line("invitees", one.title, most=LONGEST_NAME),
        }
        for ordinal, one in enumerate(command.invitees, start=1)
    ]
    entries.require_sound()
    return rows


def _locate(context: Context, command: Invite) -> Session:
    return lock(context, command.session_id)
