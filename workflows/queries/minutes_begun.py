"""What the minutes of a dossier begin with: what its session says already (R-DOC-07)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.clock import local
from engine.view import View
from workflows import evidence
from workflows.council.sessions import SessionState
from workflows.queries.council import AgendaRow, Meeting, meeting_of
from workflows.queries.minutes import NamedVote, named_votes
from workflows.tables.council import council_session, session_nominee

MOST_NAMES = 10
"""More than that are counted; the table of votes has them all."""


def minutes_begun(view: View, dossier_id: str, *, since: datetime) -> Mapping[str, object]:
    """Answers of the minutes' form from the sessions that voted on the list as it stands.

    Mostly that is one. A later one voted again on some, or the dossier has come to the council once
    more since and nobody has changed: then what an earlier one said still holds.
    """
    ballots = _newest_ballots(view, dossier_id)
    if not ballots:
        return {}
    sessions = list(dict.fromkeys(one.session_id for one in ballots))
    meetings = [meeting_of(view, session_id) for session_id in sessions]
    told = [
        (meeting, _rows(meeting, {one.nominee_id for one in ballots if one.session_id == key}))
        for key, meeting in zip(sessions, meetings, strict=True)
    ]
    newest = meetings[0]
    begun = {
        "meeting_form": "meeting" if any(one.is_present for one in newest.electors) else "written",
        "meeting_date": local(newest.session.held_at).date().isoformat(),
        "meeting_place": newest.session.place,
        "council_conclusion": _conclusion([row for _, rows in told for row in rows]),
        "dissent": "\n".join(filter(None, (_dissent(view, *one) for one in told))),
    }
    # Another session has minutes of its own, and these another number.
    return {**begun, "minutes_number": ""} if ballots[0].closed_at >= since else begun


@dataclass(frozen=True, slots=True)
class Ballot:
    """The session that voted last on a nominee."""

    nominee_id: str
    session_id: str
    closed_at: datetime


def _newest_ballots(view: View, dossier_id: str) -> Sequence[Ballot]:
    """Of everybody on whose row, as it stands, a ballot said anything; the newest session first."""
    rows = view.connection.execute(
        select(session_nominee.c.nominee_id, council_session.c.id, council_session.c.closed_at)
        .join(council_session, council_session.c.id == session_nominee.c.session_id)
        .where(
            session_nominee.c.dossier_id == dossier_id,
            council_session.c.state == SessionState.CLOSED.value,
        )
        .order_by(council_session.c.closed_at.desc(), council_session.c.id.desc())
    )
    newest: dict[str, Ballot] = {}
    for row in rows:
        newest.setdefault(row.nominee_id, Ballot(row.nominee_id, row.id, row.closed_at))
    hold = {
        one.nominee_id for one in evidence.proofs(view, dossier_id) if one.has_passed is not None
    }
    return [ballot for key, ballot in newest.items() if key in hold]


def _rows(meeting: Meeting, nominees: Collection[str]) -> Sequence[AgendaRow]:
    return [row for item in meeting.items for row in item.rows if row.nominee_id in nominees]


def _conclusion(rows: Sequence[AgendaRow]) -> str:
    """In Vietnamese, as documents are; the secretary changes it as they see fit."""
    passed = [row.name for row in rows if row.passed is True]
    failed = [f"{row.name} ({_ratio(row)})" for row in rows if row.passed is False]
    sentences = [
        f"Hội đồng đề nghị khen thưởng: {_those(passed)}."
        if passed
        else "Hội đồng không đề nghị khen thưởng trường hợp nào."
    ]
    if failed:
        sentences.append(f"Không đề nghị: {_those(failed)}.")
    return " ".join(sentences)


def _those(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} trường hợp"


def _ratio(row: AgendaRow) -> str:
    return f"{row.tally.yes}/{row.members}" if row.tally is not None else "–"


def _dissent(view: View, meeting: Meeting, rows: Sequence[AgendaRow]) -> str:
    """What members noted on their open ballots, by name; a secret ballot carries none."""
    votes = named_votes(view, meeting.session.id)
    return "\n".join(
        _noted(vote, row) for row in rows for vote in votes.get(row.nominee_id, ()) if vote.note
    )


def _noted(vote: NamedVote, row: AgendaRow) -> str:
    return f"{vote.name}, về {row.name}: {vote.note}"
