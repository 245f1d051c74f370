"""The council: its sessions, who is there, ballots, results, and the draft of the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import VIETNAM
from engine.errors import FieldError, InvalidData, Message
from web.errors import sentences_of, status_of
from web.permissions import may, require
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.wording import gettext, language, say
from workflows.awards import award_name
from workflows.council.attendance import Attendance, Elector, RecordAttendance
from workflows.council.ballots import CastBallot, RecordWrittenBallot
from workflows.council.closing import CloseSession
from workflows.council.opening import OpenSession
from workflows.council.sessions import CancelSession, PlanSession, SessionState
from workflows.queries.council import Meeting, listed_sessions, meeting_of, waiting_dossiers

pages = Blueprint("council", __name__, url_prefix="/hoi-dong")

STATES: Mapping[SessionState, tuple[str, str]] = {
    SessionState.PLANNED: ("plain", "Planned"),
    SessionState.OPEN: ("soon", "Open now"),
    SessionState.CLOSED: ("done", "Closed"),
    SessionState.CANCELLED: ("rest", "Called off"),
}
"""How a session's state is drawn and called."""

ATTENDANCE: Mapping[Attendance, str] = {
    Attendance.EXPECTED: "Expected",
    Attendance.PRESENT: "Present",
    Attendance.WRITTEN: "In writing",
    Attendance.ABSENT: "Absent",
}
CHOICES = (("yes", "Agree"), ("no", "Disagree"), ("blank", "Blank"))
CHOICE_FIELD = "phieu."
NOTE_FIELD = "y-kien."
ATTENDANCE_FIELD = "co-mat."


@dataclass(frozen=True, slots=True)
class OfOffice:
    """What `may` is asked about when there is no session yet."""

    office_id: str
    id: str = ""


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    return _index({}, {}, 200)


@pages.post("")
@signed_in
def plan() -> ResponseReturnValue:
    """Put dossiers on the agenda of a new session."""
    try:
        planned = execute(
            PlanSession(
                dossier_ids=tuple(request.form.getlist("dossier_ids")),
                scheduled_at=_instant(request.form.get("day", ""), request.form.get("at", "")),
                title=request.form.get("title", ""),
                place=request.form.get("place", ""),
                secret=request.form.get("secret") == "yes",
            )
        )
    except InvalidData as refusal:
        close_view()
        errors = {one.field: say(one.message) for one in refusal.errors}
        return _index(request.form.to_dict(), errors, status_of(refusal))
    flash(gettext("The session is planned."))
    session_id = cast(Mapping[str, str], planned)["session"]
    return see_other(url_for("council.show", session_id=session_id))


@pages.get("/<session_id>")
@signed_in
def show(session_id: str) -> ResponseReturnValue:
    meeting = _seen(session_id)
    session = meeting.session
    state, word = STATES[session.state]
    return page(
        "council/show.html",
        meeting=meeting,
        state=(state, gettext(word)),
        is_open=session.state is SessionState.OPEN,
        is_planned=session.state is SessionState.PLANNED,
        is_closed=session.state is SessionState.CLOSED,
        electors=[_elector(one) for one in meeting.electors],
        attendance_words={key.value: gettext(word) for key, word in ATTENDANCE.items()},
        award=lambda key: award_name(key, language()),
        may_open=may("council.open", session),
        may_note=may("council.attendance", session),
        may_close=may("council.close", session),
        ballot_url=_ballot_url(meeting),
        shows_tally=session.state is SessionState.CLOSED or not session.secret,
        unreachable=_unreachable(meeting),
    )


@pages.post("/<session_id>/mo")
@signed_in
def open_(session_id: str) -> ResponseReturnValue:
    execute(OpenSession(session_id=session_id))
    flash(gettext("The session is open: members can vote."))
    return see_other(url_for("council.show", session_id=session_id))


@pages.post("/<session_id>/co-mat")
@signed_in
def attend(session_id: str) -> ResponseReturnValue:
    """Note who is there; only what changed is sent on."""
    meeting = _seen(session_id)
    require("council.attendance", meeting.session)
    known = {one.person_id: one.attendance.value for one in meeting.electors}
    noted = {
        name.removeprefix(ATTENDANCE_FIELD): value
        for name, value in request.form.items()
        if name.startswith(ATTENDANCE_FIELD)
    }
    changed = {key: value for key, value in noted.items() if known.get(key) != value}
    if changed:
        execute(RecordAttendance(session_id=session_id, attendance=changed))
    flash(gettext("The attendance is noted."))
    return see_other(url_for("council.show", session_id=session_id))


@pages.post("/<session_id>/dong")
@signed_in
def close(session_id: str) -> ResponseReturnValue:
    execute(CloseSession(session_id=session_id))
    flash(gettext("The session is closed and the votes are counted."))
    return see_other(url_for("council.show", session_id=session_id))


@pages.post("/<session_id>/huy")
@signed_in
def cancel(session_id: str) -> ResponseReturnValue:
    execute(CancelSession(session_id=session_id, reason=request.form.get("reason", "")))
    flash(gettext("The session is called off; its dossiers can be planned again."))
    return see_other(url_for("council.index"))


@pages.get("/<session_id>/phieu")
@signed_in
def ballot(session_id: str) -> ResponseReturnValue:
    return _ballot(session_id, actor().id, {}, [], 200)


@pages.post("/<session_id>/phieu")
@signed_in
def vote(session_id: str) -> ResponseReturnValue:
    """Cast one's own ballot; the answer does not say how."""
    choices, notes = _typed_ballot()
    try:
        execute(CastBallot(session_id=session_id, choices=choices, notes=notes))
    except InvalidData as refusal:
        close_view()
        typed = {**choices, **{f"{key}:note": text for key, text in notes.items()}}
        return _ballot(session_id, actor().id, typed, sentences_of(refusal), status_of(refusal))
    flash(gettext("Your ballot is cast."))
    return see_other(url_for("council.show", session_id=session_id))


@pages.get("/<session_id>/phieu-giay/<person_id>")
@signed_in
def written_ballot(session_id: str, person_id: str) -> ResponseReturnValue:
    require("council.written_vote", _seen(session_id).session)
    return _ballot(session_id, person_id, {}, [], 200)


@pages.post("/<session_id>/phieu-giay/<person_id>")
@signed_in
def write_down(session_id: str, person_id: str) -> ResponseReturnValue:
    """Record the written ballot of a member who could not come."""
    choices, notes = _typed_ballot()
    try:
        execute(
            RecordWrittenBallot(
                session_id=session_id, person_id=person_id, choices=choices, notes=notes
            )
        )
    except InvalidData as refusal:
        close_view()
        return _ballot(session_id, person_id, choices, sentences_of(refusal), status_of(refusal))
    flash(gettext("The written ballot is recorded."))
    return see_other(url_for("council.show", session_id=session_id))


@pages.get("/<session_id>/bien-ban")
@signed_in
def minutes(session_id: str) -> ResponseReturnValue:
    """The draft of the minutes for printing: who was there, every vote, two signatures."""
    meeting = _seen(session_id)
    return page(
        "council/minutes.html",
        meeting=meeting,
        by_attendance={
            key.value: [one for one in meeting.electors if one.attendance is key]
            for key in Attendance
        },
        award=award_name,
    )


# -- parts


def _index(typed: Mapping[str, str], errors: Mapping[str, str], status: int) -> ResponseReturnValue:
    office_id = actor().office_id
    require("council.see", OfOffice(office_id))
    body = page(
        "council/index.html",
        sessions=[
            (one, STATES[one.session.state][0], gettext(STATES[one.session.state][1]))
            for one in listed_sessions(view(), office_id)
        ],
        waiting=waiting_dossiers(view(), office_id),
        may_plan=may("council.plan", OfOffice(office_id)),
        typed=typed,
        chosen=request.form.getlist("dossier_ids"),
        errors=errors,
        summary=[{"id": f"f-{name}", "message": text} for name, text in errors.items()],
    )
    return body, status


def _seen(session_id: str) -> Meeting:
    """A session that the person may see, with all that belongs to it."""
    meeting = meeting_of(view(), session_id)
    require("council.see", meeting.session)
    return meeting


def _ballot(
    session_id: str, person_id: str, typed: Mapping[str, str], errors: list[str], status: int
) -> ResponseReturnValue:
    meeting = _seen(session_id)
    elector = next((one for one in meeting.electors if one.person_id == person_id), None)
    body = page(
        "council/ballot.html",
        meeting=meeting,
        elector=elector,
        person_id=person_id,
        is_own=person_id == actor().id,
        is_open=meeting.session.state is SessionState.OPEN,
        choices=[(value, gettext(word)) for value, word in CHOICES],
        choice_field=CHOICE_FIELD,
        note_field=NOTE_FIELD,
        typed=typed,
        errors=[{"id": "", "message": text} for text in errors],
        award=lambda key: award_name(key, language()),
    )
    return body, status


def _typed_ballot() -> tuple[dict[str, str], dict[str, str]]:
    """(choices, notes) by nominee as they were sent."""
    choices = _fields(CHOICE_FIELD)
    notes = {key: text for key, text in _fields(NOTE_FIELD).items() if text.strip()}
    return choices, notes


def _fields(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }


def _elector(one: Elector) -> dict[str, object]:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "title": one.title,
        "attendance": one.attendance.value,
        "attendance_word": gettext(ATTENDANCE[one.attendance]),
        "has_voted": one.has_voted,
        "in_writing": one.attendance is Attendance.WRITTEN,
    }


def _ballot_url(meeting: Meeting) -> str:
    """Where the person votes; empty when there is nothing to vote on for them."""
    me = next((one for one in meeting.electors if one.person_id == actor().id), None)
    can_vote = me is not None and not me.has_voted and me.attendance is not Attendance.ABSENT
    if meeting.session.state is not SessionState.OPEN or not can_vote:
        return ""
    return url_for("council.ballot", session_id=meeting.session.id)


def _unreachable(meeting: Meeting) -> list[str]:
    """Those who cannot reach their threshold with the members who may vote (R-COUN-10)."""
    voters = len(meeting.electors)
    return [
        row.name
        for item in meeting.items
        for row in item.rows
        if row.needed is not None and row.needed > voters - len(row.recused)
    ]


def _instant(day: str, at: str) -> datetime:
    """Day and hour as typed; what cannot be read is said at the field."""
    wrong: list[FieldError] = []
    found_day, found_time = _date(day), _time(at)
    if found_day is None:
        wrong.append(FieldError("day", Message("date_unreadable", "Write the date as 31/12/2023.")))
    if found_time is None:
        wrong.append(FieldError("at", Message("time_unreadable", "Write the time as 08:00.")))
    if found_day is None or found_time is None:
        raise InvalidData(wrong)
    return datetime.combine(found_day, found_time, tzinfo=VIETNAM)


def _date(text: str) -> date | None:
    """A day as people write it (31/12/2023) or as browsers send it (2023-12-31)."""
    day, slash, rest = text.strip().partition("/")
    try:
        if not slash:
            return date.fromisoformat(day)
        month, _, year = rest.partition("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        return None
