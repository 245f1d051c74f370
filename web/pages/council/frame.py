"""What the council's pages share: the blueprint, words, and a session as its page draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Conflict, GateClosed, InvalidData, Rejected, WrongState
from web.errors import sentences_of, status_of
from web.pages.council.law import shown_needs, shown_quorum
from web.pages.council.shown import shown_elector, shown_ties, unreachable
from web.permissions import may, require
from web.requests import actor, close_view, execute, page, see_other, view
from web.wording import gettext, in_language, language
from workflows.attachments import FileTooLarge, UnknownFileType
from workflows.awards import award_name
from workflows.council.attendance import NOTED, Attendance, Elector
from workflows.council.invitees import invitees_of
from workflows.council.proxies import are_proxies_allowed
from workflows.council.quorum import quorum_of
from workflows.council.sessions import Session, SessionState, dossiers_of
from workflows.queries.council import Meeting, meeting_of, minutes_tasks

pages = Blueprint("council", __name__, url_prefix="/hoi-dong")

STATES: Mapping[SessionState, tuple[str, str]] = {
    SessionState.PLANNED: ("plain", "Planned"),
    SessionState.OPEN: ("soon", "Open now"),
    SessionState.CLOSED: ("done", "Closed"),
    SessionState.CANCELLED: ("rest", "Called off"),
}
"""How a session's state is drawn and called."""

MISSED = ("late", "Its day has passed")
"""How a planned session is drawn that was not opened on its day."""

ATTENDANCE: Mapping[Attendance, str] = {
    Attendance.EXPECTED: "Expected",
    Attendance.PRESENT: "Present",
    Attendance.WRITTEN: "In writing",
    Attendance.PROXY: "Represented",
    Attendance.ABSENT: "Absent",
}

SHOWN_AGAIN = (WrongState, Conflict, GateClosed, InvalidData, FileTooLarge, UnknownFileType)
"""Refusals that are told on the page itself, with everything that was typed."""


@dataclass(frozen=True, slots=True)
class OfOffice:
    """What `may` is asked about when there is no session yet."""

    office_id: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused on a page, and with which status it is shown again."""

    errors: list[str] = field(default_factory=list)
    status: int = 200

    @property
    def summary(self) -> list[dict[str, str]]:
        return [{"id": "", "message": text} for text in self.errors]


def refused(refusal: Rejected) -> Refused:
    close_view()
    return Refused(sentences_of(refusal), status_of(refusal))


def seen(session_id: str) -> Meeting:
    """A session that the person may see, with all that belongs to it."""
    meeting = meeting_of(view(), session_id)
    require("council.see", meeting.session)
    return meeting


def address_of(session_id: str) -> str:
    return url_for("council.show", session_id=session_id)


def carry_out(command: object, session_id: str) -> ResponseReturnValue | None:
    """Do something to a session; the page with the refusal, when it is refused."""
    try:
        execute(command)
    except SHOWN_AGAIN as refusal:
        return session_page(session_id, refused(refusal))
    return None


def session_page(session_id: str, told: Refused | None = None) -> ResponseReturnValue:
    """The page of one session; after a refusal with what was typed."""
    meeting, told = seen(session_id), told or Refused()
    session, dossiers = meeting.session, dossiers_of(view(), session_id)
    is_open, is_closed = session.state is SessionState.OPEN, session.state is SessionState.CLOSED
    may_note = may("council.attendance", session)
    body = page(
        "council/show.html",
        meeting=meeting,
        errors=told.summary,
        typed=request.form,
        state=state_of(session),
        is_open=is_open,
        is_planned=session.state is SessionState.PLANNED,
        is_cancelled=session.state is SessionState.CANCELLED,
        is_closed=is_closed,
        is_ahead=session.is_ahead(view().now),
        electors=[
            shown_elector(one, gettext(ATTENDANCE[one.attendance])) for one in meeting.electors
        ],
        noted=_noted_choices(),
        award=lambda key: award_name(key, language()),
        may_open=may("council.open", session),
        may_note=may_note,
        may_close=may("council.close", session),
        ballots=_ballots(meeting),
        shows_tally=is_closed or not session.secret,
        unreachable=unreachable(meeting),
        invitees=invitees_of(view(), session_id),
        proxies=is_open and may_note and are_proxies_allowed(view(), session),
        to_write=[
            {
                "href": url_for("tasks.show", task_id=one.id),
                "text": f"{in_language(one.title, one.title_en)} · {one.code}",
            }
            for one in (minutes_tasks(view(), session_id) if is_closed else ())
        ],
        ties=shown_ties(meeting) if is_closed else None,
        quorum=shown_quorum(quorum_of(view(), session, dossiers, meeting.electors)),
        needs=shown_needs(meeting, dossiers),
    )
    return body, told.status


def state_of(session: Session) -> tuple[str, str]:
    """How a session's state is drawn and called now."""
    look, word = MISSED if session.is_missed(view().now) else STATES[session.state]
    return look, gettext(word)


def _noted_choices() -> Mapping[str, str]:
    """What may be noted; nobody is noted as not noted."""
    return {one.value: gettext(word) for one, word in ATTENDANCE.items() if one.value in NOTED}


def _ballots(meeting: Meeting) -> list[dict[str, str]]:
    """The ballots that the person can cast now: their own, and one for whom they have a mandate."""
    if meeting.session.state is not SessionState.OPEN:
        return []
    return [
        _ballot_link(meeting, one)
        for one in meeting.electors
        if not one.has_voted and _votes_for(one, actor().id)
    ]


def _votes_for(one: Elector, person_id: str) -> bool:
    if one.attendance is Attendance.PROXY:
        return one.proxy_id == person_id
    return one.person_id == person_id and one.attendance is not Attendance.ABSENT


def _ballot_link(meeting: Meeting, one: Elector) -> dict[str, str]:
    if one.person_id == actor().id:
        href = url_for("council.ballot", session_id=meeting.session.id)
        return {"href": href, "text": gettext("Cast my ballot")}
    return {
        "href": url_for("council.ballot", session_id=meeting.session.id, thay=one.person_id),
        "text": gettext("Vote for %(name)s", name=one.name),
    }


def back(session_id: str) -> ResponseReturnValue:
    return see_other(address_of(session_id))
