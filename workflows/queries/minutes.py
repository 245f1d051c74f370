"""What the minutes of a session say beside its agenda: names, numbers, who presides (R-DOC-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.lifecycle import TaskState
from engine.tables import user_task
from engine.view import View
from workflows.council.attendance import Elector, keeping_minutes, presiding
from workflows.council.counting import Choice
from workflows.council.invitees import Invitee, invitees_of
from workflows.queries.council import MINUTES_FORM, Meeting
from workflows.submissions import readable_day, text
from workflows.tables.council import open_vote, session_dossier, session_member
from workflows.tables.dossiers import dossier


@dataclass(frozen=True, slots=True)
class NamedVote:
    """How one member voted on one nominee in an open ballot."""

    name: str
    choice: Choice
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMinutes:
    """The minutes as the secretary wrote them down for one dossier."""

    number: str = ""
    on: date | None = None
    place: str = ""
    conclusion: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMinutes:
    """What belongs into the minutes and is not on the agenda."""

    chair: Elector | None
    secretary: Elector | None
    invitees: Sequence[Invitee]
    votes: Mapping[str, Sequence[NamedVote]]
    """Nominee id to the votes by name; empty after a secret ballot."""
    written: Mapping[str, WrittenMinutes]
    """Dossier id to its minutes, as far as they have been written."""

    @property
    def first(self) -> WrittenMinutes:
        """Number and day of the minutes; one session has one paper, whatever its dossiers."""
        return next(iter(self.written.values()), WrittenMinutes())


def minutes_of(view: View, meeting: Meeting) -> SessionMinutes:
    """The minutes of a session; three statements, whatever its size."""
    session_id = meeting.session.id
    return SessionMinutes(
        chair=presiding(meeting.electors),
        secretary=keeping_minutes(meeting.electors),
        invitees=invitees_of(view, session_id),
        votes=named_votes(view, session_id),
        written=_written(view, meeting),
    )


def named_votes(view: View, session_id: str) -> Mapping[str, Sequence[NamedVote]]:
    """Nominee id to who voted how, as open ballots go into the minutes."""
    rows = view.connection.execute(
        select(open_vote.c.nominee_id, session_member.c.name, open_vote.c.choice, open_vote.c.note)
        .join(
            session_member,
            (session_member.c.session_id == open_vote.c.session_id)
            & (session_member.c.person_id == open_vote.c.person_id),
        )
        .where(open_vote.c.session_id == session_id)
        .order_by(session_member.c.person_id)
    )
    found: dict[str, list[NamedVote]] = {}
    for row in rows:
        vote = NamedVote(row.name, Choice(row.choice), row.note)
        found.setdefault(row.nominee_id, []).append(vote)
    return found


def _written(view: View, meeting: Meeting) -> Mapping[str, WrittenMinutes]:
    """The minutes handed in since the session closed; earlier ones are of other sessions."""
    closed_at = meeting.session.closed_at
    if closed_at is None:
        return {}
    rows = view.connection.execute(
        select(dossier.c.id, user_task.c.submission)
        .join(user_task, user_task.c.instance_id == dossier.c.instance_id)
        .join(session_dossier, session_dossier.c.dossier_id == dossier.c.id)
        .where(
            session_dossier.c.session_id == meeting.session.id,
            user_task.c.form_key == MINUTES_FORM,
            user_task.c.state == TaskState.COMPLETED.value,
            user_task.c.ended_at >= closed_at,
        )
        # The newest last: it stays.
        .order_by(user_task.c.ended_at)
    )
    return {row.id: _read(row.submission or {}) for row in rows}


def _read(submission: Mapping[str, object]) -> WrittenMinutes:
    return WrittenMinutes(
        number=text(submission, "minutes_number"),
        on=readable_day(submission, "meeting_date"),
        place=text(submission, "meeting_place"),
        conclusion=text(submission, "council_conclusion"),
        dissent=text(submission, "dissent"),
    )
