"""Sessions in which a member of the council has still to vote: they stand in the same inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from engine.actors import Actor
from engine.view import View
from workflows.council.attendance import Attendance
from workflows.council.sessions import SessionState
from workflows.tables.council import council_session, session_dossier, session_member, voted

COUNCIL = ("council_member", "council_chair", "council_secretary")


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDue:
    """An open session whose ballot the person has not cast."""

    session_id: str
    title: str
    scheduled_at: datetime
    dossiers: int


def ballots_due(view: View, actor: Actor) -> Sequence[BallotDue]:
    """The ballots that wait for a person, the earliest session first."""
    if not actor.holds(*COUNCIL):
        return ()
    agenda = (
        select(func.count())
        .where(session_dossier.c.session_id == council_session.c.id)
        .scalar_subquery()
    )
    cast = exists().where(voted.c.session_id == council_session.c.id, voted.c.person_id == actor.id)
    rows = view.connection.execute(
        select(
            council_session.c.id,
            council_session.c.title,
            council_session.c.scheduled_at,
            agenda.label("dossiers"),
        )
        .join(session_member, session_member.c.session_id == council_session.c.id)
        .where(
            session_member.c.person_id == actor.id,
            session_member.c.attendance != Attendance.ABSENT.value,
            council_session.c.state == SessionState.OPEN.value,
            ~cast,
        )
        .order_by(council_session.c.scheduled_at, council_session.c.id)
    )
    return [
        BallotDue(
            session_id=row.id,
            title=row.title,
            scheduled_at=row.scheduled_at,
            dossiers=row.dossiers,
        )
        for row in rows
    ]
