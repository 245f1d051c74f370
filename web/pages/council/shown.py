"""How members, votes out of reach and equal votes are drawn on a session's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from web.permissions import may
from web.requests import view
from web.shown_gates import shown_law
from web.wording import gettext
from workflows.council.attendance import Attendance, Elector
from workflows.council.closing import Ballot
from workflows.council.repeating import Tie, ballots_allowed, repeated_by, ties_of
from workflows.dossiers import get_dossier
from workflows.editions import edition_of
from workflows.queries.council import Meeting, women_among


def shown_elector(one: Elector, word: str) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "title": one.title,
        "attendance": one.attendance.value,
        "attendance_word": word,
        "has_voted": one.has_voted,
        "on_paper": one.votes_on_paper,
        "by_proxy": one.attendance is Attendance.PROXY,
        "scan_url": _paper(one.scan),
        "mandate_url": _paper(one.mandate),
    }


def unreachable(meeting: Meeting) -> list[str]:
    """Those who cannot reach their threshold with the members who may vote (R-COUN-10)."""
    voters = len(meeting.electors)
    return [
        row.name
        for item in meeting.items
        for row in item.rows
        if row.needed is not None and row.needed > voters - len(row.recused)
    ]


def shown_ties(meeting: Meeting) -> dict[str, Any] | None:
    """Those with equal votes, and who goes on with them: council or decider (R-COUN-07)."""
    session = meeting.session
    ties = ties_of(view(), session)
    if not ties:
        return None
    repeated = repeated_by(view(), session.id)
    ballots_left = session.ballot < ballots_allowed(view(), session)
    return {
        "groups": [_group(meeting, tie) for tie in ties],
        "prefers": _shown_preference(ties),
        "places": sum(tie.places for tie in ties),
        "repeated_url": url_for("council.show", session_id=repeated) if repeated else "",
        "again": not repeated and ballots_left,
        "choose": not repeated and not ballots_left,
        "may_again": may("council.open", session),
        "may_choose": may("council.choose", session),
    }


def _group(meeting: Meeting, tie: Tie) -> dict[str, Any]:
    names = {row.nominee_id: row.name for item in meeting.items for row in item.rows}
    women = women_among(view(), [one.nominee_id for one in tie.ballots])
    return {
        "places": tie.places,
        "options": [
            {
                "value": one.nominee_id,
                "label": _word(names.get(one.nominee_id, ""), one, one.nominee_id in women),
            }
            for one in tie.ballots
        ],
    }


def _word(name: str, ballot: Ballot, is_woman: bool) -> str:
    said = f"{name} ({ballot.ratio})"
    return gettext("%(who)s, woman", who=said) if is_woman else said


def _shown_preference(ties: Sequence[Tie]) -> dict[str, Any] | None:
    """Whom the law puts first among equals (R-ELIG-16)."""
    edition = edition_of(view(), get_dossier(view(), ties[0].dossier_id))
    law = edition.get("eligibility.tie_prefers")
    return None if law is None else shown_law(law)


def _paper(attachment_id: str | None) -> str:
    if not attachment_id:
        return ""
    return url_for("attachments.download", attachment_id=attachment_id)
