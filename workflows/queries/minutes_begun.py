"""What the minutes of a dossier begin with: what its session says already (R-DOC-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from engine.clock import local
from engine.view import View
from workflows.council.sessions import SessionState
from workflows.queries.council import AgendaRow, Meeting, meeting_of
from workflows.queries.minutes import NamedVote, named_votes
from workflows.tables.council import council_session, session_dossier

MOST_NAMES = 10
"""More than that are counted; the table of votes has them all."""


def minutes_begun(view: View, dossier_id: str, *, since: datetime) -> Mapping[str, object]:
    """Answers of the minutes' form from the session that closed on a dossier since then."""
    session_id = _closed_since(view, dossier_id, since)
    if session_id is None:
        return {}
    meeting = meeting_of(view, session_id)
    rows = [row for item in meeting.items if item.id == dossier_id for row in item.rows]
    return {
        "meeting_form": "meeting" if any(one.is_present for one in meeting.electors) else "written",
        "meeting_date": local(meeting.session.held_at).date().isoformat(),
        "meeting_place": meeting.session.place,
        "council_conclusion": _conclusion(rows),
        "dissent": _dissent(view, meeting, rows),
    }


def _closed_since(view: View, dossier_id: str, since: datetime) -> str | None:
    """The newest session that was closed on the dossier since it came to the council."""
    found = view.connection.execute(
        select(council_session.c.id)
        .join(session_dossier, session_dossier.c.session_id == council_session.c.id)
        .where(
            session_dossier.c.dossier_id == dossier_id,
            council_session.c.state == SessionState.CLOSED.value,
            council_session.c.closed_at >= since,
        )
        .order_by(council_session.c.closed_at.desc(), council_session.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else str(found)


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
